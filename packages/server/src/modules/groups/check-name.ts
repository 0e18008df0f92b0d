import { checkText } from '@natter/model';
import { LIMITS } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';

/** A group's name as it is stored: one line, without space around it. Errors: `invalid` (GROUP-7). */
export function checkName(given: string): string {
  const checked = checkText(given.replace(/\s+/gu, ' ').trim(), { maxLength: LIMITS.groupNameLength });
  if (checked.ok) return checked.text;
  if (checked.fault === 'too_long') throw DomainError.invalid('name', `must be at most ${LIMITS.groupNameLength}`);
  throw DomainError.invalid('name', 'has nothing to see');
}

import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { ActRefusal } from '../../ports/life-database.ts';
import { toRefusal } from '../messages/index.ts';

/** Why somebody may not act on a message that was sent, as they are told. */
export function toActRefusal(refusal: ActRefusal, { edition }: Pick<Platform, 'edition'>): DomainError {
  if (refusal === 'gone') return new DomainError('conflict', { detail: 'This message was deleted.' });
  return toRefusal(refusal, edition);
}

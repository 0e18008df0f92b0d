import { checkText } from '@natter/model';
import { LIMITS } from '@natter/protocol';
import { DomainError } from './domain-error.ts';

/**
 * A note as it is stored; null where there is nothing to see in it. `path`: where it came from.
 * Errors: `too_large` beyond 500 code points, `invalid` for what cannot be stored.
 */
export function checkNote(note: string | undefined, path = 'note'): string | null {
  if (note === undefined) return null;
  const checked = checkText(note, { maxLength: LIMITS.noteLength });
  if (checked.ok) return checked.text;
  switch (checked.fault) {
    case 'empty':
      return null;
    case 'too_long':
      throw new DomainError('too_large', { fields: [{ path, message: `must be at most ${LIMITS.noteLength}` }] });
    default:
      throw DomainError.invalid(path, 'cannot be stored');
  }
}

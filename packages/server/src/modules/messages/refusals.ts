import type { EditionPolicy } from '../../editions/index.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Refusal } from '../../ports/database.ts';

/** What a suspended person is told wherever they would write. */
export const SUSPENDED = 'You are suspended from messaging for now. You can still read.';
/** What a member of a group is told who would do what is for its admins alone. */
export const ADMINS_ONLY = 'Only the admins of this group may do this.';

/** What somebody is told who would write to a person whom they blocked. */
export const BLOCKED = 'You have blocked this person. Unblock them to write.';

/**
 * A text that may not be sent (`invalid`): a sentence for a person, and the same as a fault of the field. `fault` goes on from
 * "Your message": "is too long".
 */
export function invalidContent(fault: string): DomainError {
  return new DomainError('invalid', {
    detail: `Your message ${fault}.`,
    fields: [{ path: 'content', message: fault }],
  });
}

/** Why a send was refused, as its sender is told. */
export function toRefusal(verdict: Refusal, { sendingNeeds }: EditionPolicy): DomainError {
  switch (verdict) {
    case 'conflict':
      return new DomainError('conflict', { detail: 'Another message was sent under this key.' });
    case 'not_found':
      return DomainError.notFound();
    case 'suspended':
      return new DomainError('forbidden', { detail: SUSPENDED });
    case 'not_entitled':
      return new DomainError('tier_required', { detail: sendingNeeds });
    case 'blocked':
      return new DomainError('forbidden', { detail: BLOCKED });
    case 'unreachable':
      return new DomainError('not_allowed', { detail: 'This person can no longer be reached here.' });
    case 'not_allowed':
      return new DomainError('not_allowed', { detail: ADMINS_ONLY });
    case 'too_long':
      return invalidContent('is too long');
    case 'word_refused':
      return invalidContent('contains a word that is not wanted here');
    case 'not_possible':
      return DomainError.invalid('type', 'cannot be sent here');
    case 'reply_not_found':
      return DomainError.invalid('replyToId', 'is not in this conversation');
  }
}

import type { EditionPolicy } from '../../editions/index.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { BLOCKED, SUSPENDED } from '../messages/index.ts';

/** Why somebody may not do to a poll what its members do. */
type RefusedAct = 'not_found' | 'gone' | 'not_poll' | 'not_author' | 'suspended' | 'not_entitled' | 'blocked';

export function refusedAct(outcome: RefusedAct, { sendingNeeds }: EditionPolicy): DomainError {
  switch (outcome) {
    case 'not_found':
    case 'gone':
    case 'not_poll':
      return DomainError.notFound();
    case 'not_author':
      return new DomainError('forbidden', { detail: 'Only who asked can close a poll.' });
    case 'suspended':
      return new DomainError('forbidden', { detail: SUSPENDED });
    case 'not_entitled':
      return new DomainError('tier_required', { detail: sendingNeeds });
    case 'blocked':
      return new DomainError('forbidden', { detail: BLOCKED });
  }
}

import { LIMITS } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { GroupRefusal } from '../../ports/group-database.ts';
import { ADMINS_ONLY, SUSPENDED } from '../messages/index.ts';

/** Why a group was not changed, as the one who wanted to is told. */
export function toGroupRefusal(
  refusal: GroupRefusal | 'too_many' | 'self' | 'last_admin',
  { edition }: Pick<Platform, 'edition'>,
): DomainError {
  switch (refusal) {
    case 'not_found':
      return DomainError.notFound();
    case 'not_allowed':
      return new DomainError('not_allowed', { detail: ADMINS_ONLY });
    case 'suspended':
      return new DomainError('forbidden', { detail: SUSPENDED });
    case 'not_entitled':
      return new DomainError('tier_required', { detail: edition.sendingNeeds });
    case 'too_many':
      return new DomainError('conflict', { detail: `A group has at most ${LIMITS.groupMembers} members.` });
    case 'self':
      return new DomainError('conflict', { detail: 'Leave the group instead.' });
    case 'last_admin':
      return new DomainError('conflict', { detail: 'A group needs an admin. Make somebody else one first.' });
  }
}

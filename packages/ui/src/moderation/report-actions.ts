import type { Person } from '@natter/protocol';

export type ReportAction = 'dismiss' | 'remove' | 'suspend';

type Staff = Pick<Person, 'userId' | 'office'>;

/**
 * What somebody of the staff may do about a report of what `author` wrote; the server decides again. Nobody suspends themselves or
 * an owner, and only an owner a manager; of a report of one's own words another one says that there is nothing in it.
 *
 * @param me null while it is not known who asks
 */
export function reportActions(author: Staff, me: Staff | null): readonly ReportAction[] {
  const isOwner = me?.office === 'owner';
  const isOwn = author.userId === me?.userId;
  const maySuspend = !isOwn && author.office !== 'owner' && (author.office !== 'manager' || me === null || isOwner);
  return [
    ...(isOwn && !isOwner ? [] : (['dismiss'] as const)),
    'remove',
    ...(maySuspend ? (['suspend'] as const) : []),
  ];
}

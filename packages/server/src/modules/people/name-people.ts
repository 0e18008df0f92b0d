import { peopleIn } from '@natter/model';
import type { ConversationId, Person, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { presentPerson } from './present-person.ts';

/** What of a message names people. */
type Naming = Parameters<typeof peopleIn>[0];

/** So many of those who have left a group are looked up for one answer; they are named one by one. */
const GONE = 50;

/**
 * The people that messages of a group name and that are not among the participants given: of a big one, and who has left. The caller has
 * read the messages for `userId`, so their names are no news.
 */
export async function namePeople(
  { database }: Pick<Platform, 'database'>,
  userId: UserId,
  {
    conversationId,
    rows,
    given,
  }: { conversationId: ConversationId; rows: readonly Naming[]; given: readonly { readonly userId: UserId }[] },
): Promise<Person[]> {
  const here = new Set(given.map((one) => one.userId));
  const missing = new Set(rows.flatMap(peopleIn).filter((id) => !here.has(id)));
  if (missing.size === 0) return [];
  const members = (await database.readParticipants(userId, conversationId)).filter((one) => missing.has(one.userId));
  const people = members.map(presentPerson);
  for (const { userId: id } of people) missing.delete(id);
  const gone = await Promise.all([...missing].slice(0, GONE).map((id) => database.readMe(id)));
  return [...people, ...gone.flatMap((one) => (one === null ? [] : presentPerson(one)))];
}

/**
 * The same for a page of history, which does not say of what it is. Between two nobody writes but the reader and the other one, and
 * nothing is told of members: there everybody is among the participants. (A page of a group
 * that names one other alone is taken for such a one; `changes` and sync, which know, tell of them.)
 */
export async function namePeopleOfPage(
  platform: Pick<Platform, 'database'>,
  userId: UserId,
  page: { conversationId: ConversationId; rows: readonly Naming[] },
): Promise<Person[]> {
  const others = new Set(page.rows.flatMap(peopleIn).filter((id) => id !== userId));
  return others.size < 2 ? [] : namePeople(platform, userId, { ...page, given: [] });
}

import { difference, isSameMessage } from './content-rules.ts';
import type { FoundMember, HeldConversation, RuleResult, StoredConversation, StoredMember } from './evidence.ts';
import type { Indexed } from './index-evidence.ts';
import { asSeenBy, maySee } from './memberships.ts';

/** Unread numbers are exact to here; one more means "more". */
const UNREAD_MOST = 100;

/** A recount: what others wrote after the mark, without what is deleted. */
function countUnread({ messages }: StoredConversation, member: StoredMember): number {
  let count = 0;
  for (const { seq, senderId, isErased } of messages) {
    if (seq > member.readSeq && senderId !== member.userId && senderId !== null && !isErased && maySee(member, seq))
      count++;
  }
  return Math.min(UNREAD_MOST, count);
}

const markOf = (members: readonly FoundMember[], person: string) => members.find((one) => one.userId === person);

/** Ends, marks and the unread number of a held conversation, against the database, in words. */
function numbersThatDiffer(held: HeldConversation, stored: StoredConversation, mine: StoredMember): string[] {
  const numbers = [
    ['lastSeq', held.lastSeq, stored.lastSeq],
    ['changeSeq', held.changeSeq, stored.changeSeq],
    ['readSeq', held.readSeq, mine.readSeq],
    ['deliveredSeq', held.deliveredSeq, mine.deliveredSeq],
    ['unreadCount', held.unreadCount, countUnread(stored, mine)],
    ...stored.members
      .filter((member) => !member.hasLeft)
      .flatMap(({ userId, readSeq, deliveredSeq }) => {
        const shown = markOf(held.members, userId);
        return [
          [`read mark of ${userId}`, shown?.readSeq, readSeq],
          [`delivered mark of ${userId}`, shown?.deliveredSeq, deliveredSeq],
        ] as const;
      }),
  ] as const;
  return numbers.filter(([, is, should]) => is !== should).map(([name, is, should]) => `${name} ${is}, not ${should}`);
}

/** How one held conversation differs from the database, in words. */
function differences(held: HeldConversation, stored: StoredConversation, mine: StoredMember): string[] {
  const wrong = numbersThatDiffer(held, stored, mine);
  const bySeq = new Map(held.messages.map((message) => [message.seq, message]));
  const theirs = stored.messages.filter((message) => maySee(mine, message.seq));
  const other = theirs.filter((one) => !isSameMessage(bySeq.get(one.seq), asSeenBy(one, mine.userId)));
  const [first] = other;
  if (first) {
    const how = difference(bySeq.get(first.seq), asSeenBy(first, mine.userId));
    wrong.push(`${other.length} messages differ or are absent, from ${first.seq} on: ${how}`);
  }
  if (bySeq.size > theirs.length) wrong.push('more messages than there are');
  return wrong;
}

/** When all is quiet, every device holds what the database has: messages, ends, marks, unread numbers. And its outbox is empty. */
export function findDiverged({ holdings, stored }: Pick<Indexed, 'holdings' | 'stored'>): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { device, person, queued, failed, isLive, conversations } of holdings) {
    if (!isLive) findings.push(`${device} is not live`);
    if (queued + failed > 0) findings.push(`the outbox of ${device} holds ${queued} waiting and ${failed} refused`);
    const heldById = new Map(conversations.map((one) => [one.id, one]));
    for (const conversation of stored) {
      const mine = conversation.members.find((member) => member.userId === person);
      if (!mine || mine.hasLeft) continue;
      checked++;
      const held = heldById.get(conversation.id);
      // Begun, and nothing said in it: the one with whom it was begun is told nothing of it yet.
      if (!held && conversation.lastSeq === 0) continue;
      const wrong = held ? differences(held, conversation, mine) : ['it is not there'];
      for (const what of wrong) findings.push(`${device}, ${conversation.id}: ${what}`);
    }
  }
  return { checked, findings };
}

/** What the server answers beside messages equals a recount: ends, marks, unread numbers. */
export function findMiscounted({ readings, conversations }: Indexed): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { person, conversationId, held } of readings) {
    const stored = conversations.get(conversationId);
    const mine = stored?.members.find((member) => member.userId === person);
    if (!held || !stored || !mine) continue;
    checked++;
    for (const what of numbersThatDiffer(held, stored, mine)) {
      findings.push(`${person} is answered of ${conversationId}: ${what}`);
    }
  }
  return { checked, findings };
}

/** Marks never go back, never pass the end, and read implies delivered: in the database all through the run, and live. */
export function findBrokenMarks({ samples, marks, stored, conversations, memberChanges }: Indexed): RuleResult {
  const findings: string[] = [];
  // Whoever goes leaves no marks, and begins anew when they come back.
  const wasPutOut = new Set(
    memberChanges.flatMap(({ invoke: { value, userIds, conversationId } }) =>
      value === 'out' ? userIds.map((userId) => `${userId} ${conversationId}`) : [],
    ),
  );
  let checked = 0;
  const highest = new Map<string, FoundMember>();
  const look = (conversationId: string, mark: FoundMember, lastSeq: number, when: string) => {
    checked++;
    const key = `${conversationId} ${mark.userId}`;
    const before = highest.get(key);
    const name = `${mark.userId} in ${conversationId} ${when}`;
    if (before && (mark.readSeq < before.readSeq || mark.deliveredSeq < before.deliveredSeq)) {
      findings.push(`a mark of ${name} went back`);
    }
    if (Math.max(mark.readSeq, mark.deliveredSeq) > lastSeq) findings.push(`a mark of ${name} is beyond the end`);
    if (mark.readSeq > mark.deliveredSeq) findings.push(`${name} has read what was not delivered`);
    highest.set(key, mark);
  };
  for (const event of samples) look(event.conversationId, event, event.lastSeq, `after ${Math.round(event.at)} ms`);
  for (const { conversationId, userId, mark, seq, device } of marks) {
    checked++;
    const member = markOf(conversations.get(conversationId)?.members ?? [], userId);
    const reached = mark === 'read' ? member?.readSeq : member?.deliveredSeq;
    if (wasPutOut.has(`${userId} ${conversationId}`)) continue;
    if (reached === undefined || seq > reached) {
      findings.push(`${device} was told that ${userId} has reached ${seq}, which never was`);
    }
  }
  for (const { id, lastSeq, members } of stored) {
    for (const member of members) if (!member.hasLeft) look(id, member, lastSeq, 'at the end');
  }
  return { checked, findings };
}

/** Two people have one conversation, whoever started it and however often. */
export function findSplitPairs({ stored, pairs, starts }: Indexed): RuleResult {
  const nameOf = (people: readonly string[]) => [...people].sort().join(' and ');
  const ids = new Map<string, Set<string>>(pairs.map((pair) => [nameOf(pair), new Set()]));
  const findings: string[] = [];
  for (const { id, type, members } of stored) {
    if (type !== 'direct') continue;
    const name = nameOf(members.map((member) => member.userId));
    const known = ids.get(name);
    if (known) known.add(id);
    else findings.push(`${id} is between ${name}, who were not to talk`);
  }
  for (const event of starts) {
    if (event.phase === 'ok') ids.get(nameOf([event.person, event.other]))?.add(event.conversationId);
  }
  for (const [name, known] of ids) {
    if (known.size !== 1) findings.push(`${name} have ${known.size} conversations`);
  }
  return { checked: pairs.length, findings };
}

/** Every device was equal to the database in time after healing. */
export function findLate({ equality }: Indexed): RuleResult {
  const findings = equality
    .filter(({ ms, boundMs }) => ms === null || ms > boundMs)
    .map(
      ({ device, ms, boundMs, differed }) =>
        `${device} was equal after ${ms ?? 'more'} ms, not ${boundMs}: ${differed}`,
    );
  return { checked: equality.length, findings };
}

import { isSameMessage } from './content-rules.ts';
import type { FoundMember, HeldConversation, RuleResult, StoredConversation } from './evidence.ts';
import type { Indexed } from './index-evidence.ts';

/** Unread numbers are exact to here; one more means "more". */
const UNREAD_MOST = 100;

/** A recount: what others wrote after the mark. */
function countUnread({ messages }: StoredConversation, person: string, readSeq: number): number {
  const unread = messages.filter((message) => message.seq > readSeq && message.senderId !== person);
  return Math.min(UNREAD_MOST, unread.length);
}

function markOf(members: readonly FoundMember[], person: string): FoundMember | undefined {
  return members.find((member) => member.userId === person);
}

/** How one held conversation differs from the database, in words. */
function differences(held: HeldConversation, stored: StoredConversation, person: string): string[] {
  const mine = markOf(stored.members, person);
  const numbers = [
    ['lastSeq', held.lastSeq, stored.lastSeq],
    ['changeSeq', held.changeSeq, stored.changeSeq],
    ['readSeq', held.readSeq, mine?.readSeq],
    ['deliveredSeq', held.deliveredSeq, mine?.deliveredSeq],
    ['unreadCount', held.unreadCount, countUnread(stored, person, mine?.readSeq ?? 0)],
    ...stored.members.flatMap(({ userId, readSeq, deliveredSeq }) => {
      const shown = markOf(held.members, userId);
      return [
        [`read mark of ${userId}`, shown?.readSeq, readSeq],
        [`delivered mark of ${userId}`, shown?.deliveredSeq, deliveredSeq],
      ] as const;
    }),
  ] as const;
  const wrong = numbers
    .filter(([, is, should]) => is !== should)
    .map(([name, is, should]) => `${name} ${is}, not ${should}`);
  const bySeq = new Map(held.messages.map((message) => [message.seq, message]));
  const absent = stored.messages.filter((message) => !isSameMessage(bySeq.get(message.seq), message));
  if (absent.length > 0) wrong.push(`${absent.length} messages differ or are absent, from ${absent[0]?.seq} on`);
  if (held.messages.length > stored.messages.length) wrong.push('more messages than there are');
  return wrong;
}

/** When all is quiet, every device holds what the database has: messages, ends, marks, unread numbers. And its outbox is empty. */
export function findDiverged({ holdings, stored }: Pick<Indexed, 'holdings' | 'stored'>): RuleResult {
  const findings: string[] = [];
  let checked = 0;
  for (const { device, person, queued, failed, isLive, conversations } of holdings) {
    if (!isLive) findings.push(`${device} is not live`);
    if (queued + failed > 0) findings.push(`the outbox of ${device} holds ${queued} waiting and ${failed} refused`);
    for (const conversation of stored) {
      if (!markOf(conversation.members, person)) continue;
      checked++;
      const held = conversations.find((one) => one.id === conversation.id);
      const wrong = held ? differences(held, conversation, person) : ['it is not there'];
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
    if (!held || !stored) continue;
    checked++;
    const wrong = differences({ ...held, messages: stored.messages }, stored, person);
    for (const what of wrong) findings.push(`${person} is answered of ${conversationId}: ${what}`);
  }
  return { checked, findings };
}

/** Marks never go back, never pass the end, and read implies delivered: in the database all through the run, and live. */
export function findBrokenMarks({ events, stored, conversations }: Indexed): RuleResult {
  const findings: string[] = [];
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
  for (const event of events) {
    if (event.op === 'sample') look(event.conversationId, event, event.lastSeq, `after ${Math.round(event.at)} ms`);
    if (event.op === 'mark') {
      checked++;
      const member = markOf(conversations.get(event.conversationId)?.members ?? [], event.userId);
      const reached = event.mark === 'read' ? member?.readSeq : member?.deliveredSeq;
      if (reached === undefined || event.seq > reached) {
        findings.push(`${event.device} was told that ${event.userId} has reached ${event.seq}, which never was`);
      }
    }
  }
  for (const { id, lastSeq, members } of stored) for (const member of members) look(id, member, lastSeq, 'at the end');
  return { checked, findings };
}

/** Two people have one conversation, whoever started it and however often. */
export function findSplitPairs({ stored, pairs, events }: Indexed): RuleResult {
  const nameOf = (people: readonly string[]) => [...people].sort().join(' and ');
  const ids = new Map<string, Set<string>>(pairs.map((pair) => [nameOf(pair), new Set()]));
  const findings: string[] = [];
  for (const { id, members } of stored) {
    const name = nameOf(members.map((member) => member.userId));
    const known = ids.get(name);
    if (known) known.add(id);
    else findings.push(`${id} is between ${name}, who were not to talk`);
  }
  for (const event of events) {
    if (event.op === 'start' && event.phase === 'ok')
      ids.get(nameOf([event.person, event.other]))?.add(event.conversationId);
  }
  for (const [name, known] of ids) {
    if (known.size !== 1) findings.push(`${name} have ${known.size} conversations`);
  }
  return { checked: pairs.length, findings };
}

import type { StoredConversation, StoredMember, StoredMessage } from './evidence.ts';

/** A stay in a conversation, in its numbers: messages from the first to before the last are theirs, and so are changes. */
export interface Spell {
  readonly fromSeq: number;
  readonly endSeq: number;
  readonly fromChange: number;
  readonly endChange: number;
}

const JOINS = new Set(['group_created', 'members_added']);
const LEAVES = new Set(['member_removed', 'member_left']);
const OPEN = { endSeq: Number.POSITIVE_INFINITY, endChange: Number.POSITIVE_INFINITY };

/**
 * Who was in a conversation when. A direct one has its two from the beginning; a group says in its own messages who came and went, and
 * that is the order in which it happened.
 */
export function readMemberships({ type, members, messages }: StoredConversation): Map<string, Spell[]> {
  const spells = new Map<string, Spell[]>();
  if (type === 'direct') {
    for (const { userId } of members) spells.set(userId, [{ fromSeq: 1, fromChange: 0, ...OPEN }]);
    return spells;
  }
  const inOrder = messages.filter((message) => message.system !== null).sort((a, b) => a.seq - b.seq);
  for (const { seq, changeSeq, system } of inOrder) {
    for (const userId of system?.userIds ?? []) {
      const known = spells.get(userId) ?? [];
      const last = known.at(-1);
      const isIn = last !== undefined && last.endSeq === OPEN.endSeq;
      if (JOINS.has(system?.event ?? '') && !isIn) known.push({ fromSeq: seq, fromChange: changeSeq, ...OPEN });
      if (LEAVES.has(system?.event ?? '') && isIn) {
        known[known.length - 1] = { ...last, endSeq: seq, endChange: changeSeq };
      }
      spells.set(userId, known);
    }
  }
  return spells;
}

/** Whether a member may read a message now: not from before their time, and not what they deleted for themselves. */
export function maySee({ hasLeft, historyFrom, hidden }: StoredMember, seq: number): boolean {
  return !hasLeft && seq >= historyFrom && !hidden.some(([from, end]) => from <= seq && seq < end);
}

/** What a member is to be answered of a message: the same for all, and what is their own. */
export function asSeenBy(message: StoredMessage, person: string): StoredMessage {
  const own = message.ownOf.get(person) ?? '';
  return own === message.own ? message : { ...message, own };
}

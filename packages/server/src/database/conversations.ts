import type { ConversationId, UserId } from '@natter/protocol';
import type { MessagingDatabase } from '../ports/database.ts';
import { gather } from './gather.ts';
import { only, type Runner, type Statement } from './query.ts';
import { type ConversationRecord, toConversation } from './rows.ts';

const START: Statement = { name: 'start_direct', text: 'SELECT * FROM natter.start_direct($1, $2, $3, $4)' };
const PATCH: Statement = { name: 'patch_member_state', text: 'SELECT natter.patch_member_state($1, $2, $3) AS done' };
const ABANDON: Statement = { name: 'abandon_start', text: 'SELECT natter.abandon_start($1, $2) AS done' };
const CLEAR: Statement = { name: 'clear_conversation', text: 'SELECT natter.clear_conversation($1, $2) AS done' };
export const READ_CONVERSATION: Statement = {
  name: 'read_conversation',
  text: 'SELECT * FROM natter.read_conversation($1, $2)',
};
const INBOX: Statement = {
  name: 'read_inbox',
  text: 'SELECT * FROM natter.read_inbox($1, $2, $3, $4, $5, $6, $7, $8)',
};
// Arrays of arrays are all of one length, so the ids of each person come as the text of an array.
const MEMBERSHIPS: Statement = {
  name: 'read_memberships',
  text: `SELECT q.ord, m.* FROM unnest($1::text[], $2::text[]) WITH ORDINALITY q(id, ids, ord)
    CROSS JOIN LATERAL natter.read_memberships(q.id, q.ids::uuid[]) m`,
};

interface StartRecord {
  outcome: 'created' | 'existing' | 'not_found' | 'rate_limited' | 'tier_required' | 'suspended';
  id: ConversationId | null;
  retry_after_seconds: number | null;
}

type ConversationCalls = Pick<
  MessagingDatabase,
  | 'startDirect'
  | 'abandonStart'
  | 'patchMemberState'
  | 'clearConversation'
  | 'readConversation'
  | 'readInbox'
  | 'readMemberships'
>;

interface MembershipRecord {
  ord: number;
  id: ConversationId;
  member_ids: UserId[];
  is_quiet: boolean;
}

/** Which of these conversations each of these people is in, in one statement. */
function gatherMemberships(run: Runner) {
  return gather({
    ask: async (asked: readonly { readonly userId: UserId; readonly ids: readonly ConversationId[] }[]) => {
      const rows = await run<MembershipRecord>(MEMBERSHIPS, [
        asked.map(({ userId }) => userId),
        asked.map(({ ids }) => `{${ids.join(',')}}`),
      ]);
      const found = asked.map((): Membership[] => []);
      for (const { ord, id, member_ids: memberIds, is_quiet: isQuiet } of rows)
        found[ord - 1]?.push({ id, memberIds, isQuiet });
      return found;
    },
  });
}

type Membership = Awaited<ReturnType<MessagingDatabase['readMemberships']>>[number];

export function conversationCalls(run: Runner): ConversationCalls {
  const memberships = gatherMemberships(run);
  return {
    startDirect: async ({ userId, otherId, id, newPerDay }) => {
      const record = only(await run<StartRecord>(START, [userId, otherId, id, newPerDay]), START);
      if (record.outcome === 'rate_limited') {
        return { outcome: 'rate_limited', retryAfterSeconds: record.retry_after_seconds ?? 1 };
      }
      const { outcome } = record;
      if (outcome === 'tier_required' || outcome === 'suspended') return { outcome };
      if (outcome === 'not_found' || record.id === null) return { outcome: 'not_found' };
      return { outcome, id: record.id };
    },
    abandonStart: async (userId, id) => only(await run<{ done: boolean }>(ABANDON, [userId, id]), ABANDON).done,
    patchMemberState: async (userId, id, patch) =>
      only(await run<{ done: boolean }>(PATCH, [userId, id, JSON.stringify(patch)]), PATCH).done,
    clearConversation: async (userId, id) => only(await run<{ done: boolean }>(CLEAR, [userId, id]), CLEAR).done,
    readConversation: async (userId, id) => {
      const [record] = await run<ConversationRecord>(READ_CONVERSATION, [userId, id]);
      return record === undefined ? null : toConversation(record);
    },
    readInbox: async (userId, { filter, q, participantId, after, limit }) => {
      const rows = await run<ConversationRecord>(INBOX, [
        userId,
        filter,
        q,
        after?.isPinned ?? null,
        after?.updatedAt ?? null,
        after?.id ?? null,
        limit,
        participantId ?? null,
      ]);
      return rows.map((record) => {
        const conversation = toConversation(record);
        const { isPinned, updatedAt, id } = conversation;
        return { ...conversation, sortKey: { isPinned, updatedAt: updatedAt.toISOString(), id } };
      });
    },
    readMemberships: (userId, ids) => memberships({ userId, ids }),
  };
}

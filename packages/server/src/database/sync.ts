import type { ConversationId, UserId } from '@natter/protocol';
import type { MarkResult, MessagingDatabase, UnreadTotalsRow } from '../ports/database.ts';
import { gather } from './gather.ts';
import { only, type Runner, type Statement } from './query.ts';
import { type ConversationRecord, type MessageRecord, toConversation, toMessage } from './rows.ts';

const SYNC: Statement = {
  name: 'read_sync',
  text: `SELECT q.ord, s.* FROM unnest($1::text[], $2::xid8[], $3::timestamptz[], $4::uuid[], $5::int[])
      WITH ORDINALITY q(id, horizon, after_at, after_id, most, ord)
    CROSS JOIN LATERAL natter.read_sync(q.id, q.horizon, q.after_at, q.after_id, q.most) s`,
};
const VIEWS: Statement = { name: 'read_views', text: 'SELECT * FROM natter.read_views($1, $2)' };
const CHANGED: Statement = {
  name: 'read_changed_messages',
  text: 'SELECT * FROM natter.read_changed_messages($1, $2, $3, $4)',
};
const NEWEST: Statement = {
  name: 'read_newest_messages',
  text: 'SELECT * FROM natter.read_newest_messages($1, $2, $3)',
};
const TOTALS: Statement = {
  name: 'read_unread_totals',
  text: `SELECT q.ord, t.* FROM unnest($1::text[]) WITH ORDINALITY q(id, ord)
    CROSS JOIN LATERAL natter.read_unread_totals(q.id) t`,
};
const HIDDEN: Statement = { name: 'read_hidden', text: 'SELECT * FROM natter.read_hidden($1, $2, $3, $4)' };
const EXPIRED: Statement = {
  name: 'read_expired',
  text: 'SELECT * FROM natter.read_expired($1, $2, $3, $4, $5)',
};
const EPOCH: Statement = { name: 'read_epoch', text: 'SELECT natter.read_epoch() AS epoch' };
const MARKS: Statement = { name: 'advance_marks', text: 'SELECT * FROM natter.advance_marks($1, $2, $3, $4)' };
const RECEIPTS: Statement = { name: 'read_receipts', text: 'SELECT * FROM natter.read_receipts($1, $2, $3)' };

interface SyncRecord {
  ord: number;
  epoch: string;
  horizon: string;
  id: ConversationId | null;
  is_gone: boolean | null;
  updated_at: Date | null;
}

interface HiddenRecord {
  id: ConversationId;
  /** An array of bigint comes as text. */
  seqs: string[];
}

interface MarkRecord {
  delivered_seq: number | null;
  read_seq: number | null;
  unread_count: number | null;
  at: Date;
  changed: boolean;
  shown_delivered: number | null;
  shown_read: number | null;
  recipients: UserId[] | null;
}

function toMark(record: MarkRecord): MarkResult | null {
  if (record.delivered_seq === null || record.read_seq === null) return null;
  return {
    deliveredSeq: record.delivered_seq,
    readSeq: record.read_seq,
    unreadCount: record.unread_count ?? 0,
    at: record.at,
    changed: record.changed,
    shownDelivered: record.shown_delivered,
    shownRead: record.shown_read,
    recipients: record.recipients ?? [],
  };
}

type SyncCalls = Pick<
  MessagingDatabase,
  | 'readSync'
  | 'readChangedMessages'
  | 'readNewestMessages'
  | 'readHidden'
  | 'readUnreadTotals'
  | 'readEpoch'
  | 'advanceMarks'
  | 'readReceipts'
>;

interface SyncQuestion {
  readonly userId: UserId;
  readonly query: Parameters<MessagingDatabase['readSync']>[1];
}

/** What changed for each of these people, in one statement and so in one snapshot: the horizon of all is the same. */
function gatherSync(run: Runner): (question: SyncQuestion) => Promise<readonly SyncRecord[]> {
  return gather({
    ask: async (questions: readonly SyncQuestion[]) => {
      const rows = await run<SyncRecord>(SYNC, [
        questions.map(({ userId }) => userId),
        questions.map(({ query }) => query.horizon),
        questions.map(({ query }) => query.after?.updatedAt ?? null),
        questions.map(({ query }) => query.after?.id ?? null),
        questions.map(({ query }) => query.limit + 1),
      ]);
      const found = questions.map((): SyncRecord[] => []);
      for (const row of rows) found[row.ord - 1]?.push(row);
      return found;
    },
  });
}

interface TotalsRecord {
  ord: number;
  messages: number;
  conversations: number;
  requests: number;
  valid_until: Date | null;
}

function gatherTotals(run: Runner): (userId: UserId) => Promise<TotalsRecord> {
  return gather({
    ask: async (userIds: readonly UserId[]) => {
      const found = new Map((await run<TotalsRecord>(TOTALS, [userIds])).map((row) => [row.ord, row]));
      return userIds.flatMap((_, index) => found.get(index + 1) ?? []);
    },
  });
}

export function syncCalls(run: Runner): SyncCalls {
  const readChanges = gatherSync(run);
  const readTotals = gatherTotals(run);
  return {
    readSync: async (userId, query) => {
      const { limit } = query;
      const rows = await readChanges({ userId, query });
      const head = only(rows, SYNC);
      const found = rows.flatMap((row) =>
        row.id === null || row.updated_at === null
          ? []
          : [{ ...row, id: row.id, updatedAt: row.updated_at.toISOString() }],
      );
      const page = found.slice(0, limit);
      const last = page.at(-1);
      const here = page.filter((row) => row.is_gone !== true);
      // The horizon was read before the views: what they show beyond it comes again with the next sync.
      const views = here.length === 0 ? [] : await run<ConversationRecord>(VIEWS, [userId, here.map((row) => row.id)]);
      const conversations = views.map(toConversation);
      const seen = new Set(views.map((view) => view.id));
      return {
        epoch: head.epoch,
        horizon: head.horizon,
        conversations,
        keys: here.map(({ updatedAt, id }) => ({ updatedAt, id })),
        removed: page.filter((row) => row.is_gone === true || !seen.has(row.id)).map((row) => row.id),
        lastKey: last === undefined ? null : { updatedAt: last.updatedAt, id: last.id },
        hasMore: found.length > limit,
      };
    },
    readChangedMessages: async (userId, ids, { horizon, perConversation }) =>
      (await run<MessageRecord>(CHANGED, [userId, ids, horizon, perConversation])).map(toMessage),
    readNewestMessages: async (userId, ids, perConversation) =>
      (await run<MessageRecord>(NEWEST, [userId, ids, perConversation])).map(toMessage),
    readHidden: async (userId, ids, { horizon, after, limit }) => {
      const hidden = await run<HiddenRecord>(HIDDEN, [userId, ids, horizon, limit]);
      // A first load holds nothing that could have expired unheard.
      const isFirst = horizon === null && after === null;
      const expired = isFirst ? [] : await run<HiddenRecord>(EXPIRED, [userId, ids, horizon, after, limit]);
      const found = new Map<ConversationId, number[]>();
      for (const { id, seqs } of [...hidden, ...expired])
        found.set(id, [...(found.get(id) ?? []), ...seqs.map(Number)]);
      return found;
    },
    readUnreadTotals: async (userId): Promise<UnreadTotalsRow> => {
      const row = await readTotals(userId);
      return {
        messages: row.messages,
        conversations: row.conversations,
        requests: row.requests,
        validUntil: row.valid_until,
      };
    },
    readEpoch: async () => only(await run<{ epoch: string }>(EPOCH, []), EPOCH).epoch,
    advanceMarks: async (marks) => {
      const rows = await run<MarkRecord>(MARKS, [
        marks.map((mark) => mark.userId),
        marks.map((mark) => mark.conversationId),
        marks.map((mark) => mark.kind),
        marks.map((mark) => mark.seq),
      ]);
      return rows.map(toMark);
    },
    readReceipts: async (userId, id, messageId) => {
      const rows = await run<{ kind: 'message' | 'delivered' | 'read'; user_id: UserId | null; at: Date | null }>(
        RECEIPTS,
        [userId, id, messageId],
      );
      if (rows.length === 0) return null;
      const of = (kind: 'delivered' | 'read') =>
        rows.flatMap((row) => (row.kind === kind && row.user_id !== null ? [{ userId: row.user_id, at: row.at }] : []));
      return { delivered: of('delivered'), read: of('read') };
    },
  };
}

import type { ConversationId, UserId } from '@natter/protocol';
import type { MarkResult, MessagingDatabase, UnreadTotalsRow } from '../ports/database.ts';
import { only, type Runner, type Statement } from './query.ts';
import { type ConversationRecord, type MessageRecord, toConversation, toMessage } from './rows.ts';

const SYNC: Statement = { name: 'read_sync', text: 'SELECT * FROM natter.read_sync($1, $2, $3, $4, $5)' };
const VIEWS: Statement = { name: 'read_views', text: 'SELECT * FROM natter.read_views($1, $2)' };
const CHANGED: Statement = {
  name: 'read_changed_messages',
  text: 'SELECT * FROM natter.read_changed_messages($1, $2, $3, $4)',
};
const NEWEST: Statement = {
  name: 'read_newest_messages',
  text: 'SELECT * FROM natter.read_newest_messages($1, $2, $3)',
};
const TOTALS: Statement = { name: 'read_unread_totals', text: 'SELECT * FROM natter.read_unread_totals($1)' };
const HIDDEN: Statement = { name: 'read_hidden', text: 'SELECT * FROM natter.read_hidden($1, $2, $3, $4)' };
const EXPIRED: Statement = {
  name: 'read_expired',
  text: 'SELECT * FROM natter.read_expired($1, $2, $3, $4, $5)',
};
const EPOCH: Statement = { name: 'read_epoch', text: 'SELECT natter.read_epoch() AS epoch' };
const MARKS: Statement = { name: 'advance_marks', text: 'SELECT * FROM natter.advance_marks($1, $2, $3, $4)' };
const RECEIPTS: Statement = { name: 'read_receipts', text: 'SELECT * FROM natter.read_receipts($1, $2, $3)' };

interface SyncRecord {
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

export function syncCalls(run: Runner): SyncCalls {
  return {
    readSync: async (userId, { horizon, after, limit }) => {
      const rows = await run<SyncRecord>(SYNC, [
        userId,
        horizon,
        after?.updatedAt ?? null,
        after?.id ?? null,
        limit + 1,
      ]);
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
      const row = only(
        await run<{ messages: number; conversations: number; requests: number; valid_until: Date | null }>(TOTALS, [
          userId,
        ]),
        TOTALS,
      );
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

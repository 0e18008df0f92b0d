import type { UserId } from '@natter/protocol';
import {
  type HistoryRange,
  LateKeyConflict,
  type MessageRow,
  type MessagingDatabase,
  type SendInput,
  type SendVerdict,
} from '../ports/database.ts';
import { READ_CONVERSATION } from './conversations.ts';
import { isUniqueViolation, only, type Runner, type Statement } from './query.ts';
import { type ConversationRecord, type MessageRecord, toConversation, toMessage } from './rows.ts';

const SEND: Statement = {
  name: 'send_messages',
  text: 'SELECT * FROM natter.send_messages($1, $2, $3, $4, $5, $6, $7, $8, $9)',
};
const DELETE: Statement = {
  name: 'delete_message',
  text: 'SELECT * FROM natter.delete_message($1, $2, $3, $4, $5)',
};
const BY_KEY: Statement = { name: 'read_message_by_key', text: 'SELECT * FROM natter.read_message_by_key($1, $2)' };
const HISTORY: Statement = {
  name: 'read_history',
  text: 'SELECT h.range_first, h.range_last, (h.message).* FROM natter.read_history($1, $2, $3, $4, $5) h',
};
const CHANGES: Statement = { name: 'read_changes', text: 'SELECT * FROM natter.read_changes($1, $2, $3, $4)' };

interface VerdictRecord {
  verdict: SendVerdict['verdict'];
  seq: number;
  change_seq: number;
  sent_at: Date;
  expires_at: Date | null;
  reply_to_seq: number | null;
  reply_to_sender: UserId | null;
  recipients: UserId[] | null;
}

function toVerdict(record: VerdictRecord): SendVerdict {
  if (record.verdict !== 'sent') return { verdict: record.verdict };
  return {
    verdict: 'sent',
    seq: record.seq,
    changeSeq: record.change_seq,
    sentAt: record.sent_at,
    expiresAt: record.expires_at,
    replyTo: record.reply_to_seq === null ? null : { seq: record.reply_to_seq, senderId: record.reply_to_sender },
    recipients: record.recipients,
  };
}

/** The arrays of `natter.send_messages`, column by column. */
function toColumns(sends: readonly SendInput[]): unknown[] {
  return [
    sends.map((send) => send.conversationId),
    sends.map((send) => send.senderId),
    sends.map((send) => send.clientId),
    sends.map((send) => send.id),
    sends.map((send) => send.type),
    sends.map((send) => send.content),
    sends.map((send) => (send.mentions.length === 0 ? null : JSON.stringify(send.mentions))),
    sends.map((send) => send.replyToId),
    sends.map((send) => (send.metadata ? JSON.stringify(send.metadata) : null)),
  ];
}

interface DeleteRecord {
  outcome: 'hidden' | 'gone' | 'not_found' | 'not_author' | 'window_over' | 'too_many' | 'erased';
  seq: number | null;
  change_seq: number | null;
  recipients: UserId[] | null;
}

type HistoryRecord = { range_first: number; range_last: number } & {
  [K in keyof MessageRecord]: MessageRecord[K] | null;
};

interface HistoryBounds {
  readonly upto: number | null;
  readonly down: number;
  readonly up: number;
}

function toBounds(query: {
  before: number | null;
  after: number | null;
  around: number | null;
  limit: number;
}): HistoryBounds {
  if (query.after !== null) return { upto: query.after, down: 0, up: query.limit };
  if (query.around !== null) {
    const up = Math.floor(query.limit / 2);
    return { upto: query.around, down: query.limit - up, up };
  }
  return { upto: query.before === null ? null : query.before - 1, down: query.limit, up: 0 };
}

/** What range a page covers: to the end of what there is where fewer came than were asked for, else to its outermost message. */
function toRange(first: number, last: number, bounds: HistoryBounds, items: readonly MessageRow[]): HistoryRange {
  const upto = Math.min(bounds.upto ?? last, last);
  const below = items.filter((item) => item.seq <= upto);
  const above = items.filter((item) => item.seq > upto);
  const lowest = below[0]?.seq;
  const highest = above.at(-1)?.seq;
  let fromSeq = first;
  if (bounds.down === 0) fromSeq = Math.max(first, upto + 1);
  else if (below.length >= bounds.down && lowest !== undefined) fromSeq = lowest;
  let toSeq = last;
  if (bounds.up === 0) toSeq = upto;
  else if (above.length >= bounds.up && highest !== undefined) toSeq = highest;
  return { fromSeq, toSeq, hasBefore: fromSeq > first, hasAfter: toSeq < last, items };
}

type MessageCalls = Pick<
  MessagingDatabase,
  'sendMessages' | 'deleteMessage' | 'readMessageByKey' | 'readHistory' | 'readChanges'
>;

/** `send` goes to the writer's connections, `run` to the readers'. */
export function messageCalls(send: Runner, run: Runner): MessageCalls {
  return {
    sendMessages: async (sends) => {
      try {
        return (await send<VerdictRecord>(SEND, toColumns(sends))).map(toVerdict);
      } catch (error) {
        if (isUniqueViolation(error)) throw new LateKeyConflict('a key was committed meanwhile', { cause: error });
        throw error;
      }
    },
    deleteMessage: async ({ userId, conversationId, messageId, isForEveryone, windowSeconds }) => {
      const values = [userId, conversationId, messageId, isForEveryone, windowSeconds];
      const { outcome, seq, change_seq, recipients } = only(await run<DeleteRecord>(DELETE, values), DELETE);
      if (outcome !== 'erased') return { outcome };
      if (seq === null || change_seq === null) throw new Error('delete_message erased a message without a place');
      return { outcome, seq, changeSeq: change_seq, recipients: recipients ?? [] };
    },
    readMessageByKey: async (userId, clientId) => {
      const [record] = await run<MessageRecord>(BY_KEY, [userId, clientId]);
      return record === undefined ? null : toMessage(record);
    },
    readHistory: async (userId, id, query) => {
      const bounds = toBounds(query);
      const rows = await run<HistoryRecord>(HISTORY, [userId, id, bounds.upto, bounds.down, bounds.up]);
      const [head] = rows;
      if (head === undefined) return null;
      const items = rows.filter((row): row is HistoryRecord & MessageRecord => row.id !== null).map(toMessage);
      return toRange(head.range_first, head.range_last, bounds, items);
    },
    readChanges: async (userId, id, { after, limit }) => {
      // The view first: what is read after it is at least as new, so the view's changeSeq never promises too much.
      const [view] = await run<ConversationRecord>(READ_CONVERSATION, [userId, id]);
      if (view === undefined) return null;
      const items = await run<MessageRecord>(CHANGES, [userId, id, after, limit]);
      return { conversation: toConversation(view), items: items.map(toMessage) };
    },
  };
}

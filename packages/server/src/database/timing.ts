import type { ClientId, ConversationId, Mention, MessageId, ScheduledId, UserId } from '@natter/protocol';
import type { ParticipantRow } from '../ports/database.ts';
import type {
  Changed,
  CloseOutcome,
  DisappearingOutcome,
  RescheduleOutcome,
  ScheduledRow,
  ScheduleOutcome,
  TimingDatabase,
  VoteOutcome,
  WaitingSent,
} from '../ports/timing-database.ts';
import { only, type Runner, type Statement } from './query.ts';
import { type MessageRecord, toMessage } from './rows.ts';

const VOTE: Statement = {
  name: 'set_votes',
  text: `SELECT v.outcome, v.recipients, to_jsonb(own) AS own, (v.message).* FROM natter.set_votes($1, $2, $3, $4) v
    LEFT JOIN LATERAL natter.read_acted(v.outcome, $1, $2, $3) own ON true`,
};
const CLOSE: Statement = {
  name: 'close_poll',
  text: `SELECT p.outcome, p.recipients, to_jsonb(own) AS own, (p.message).* FROM natter.close_poll($1, $2, $3) p
    LEFT JOIN LATERAL natter.read_acted(p.outcome, $1, $2, $3) own ON true`,
};
const VOTES: Statement = { name: 'read_votes', text: 'SELECT * FROM natter.read_votes($1, $2, $3)' };
const CREATE: Statement = {
  name: 'create_scheduled',
  text: 'SELECT * FROM natter.create_scheduled($1, $2, $3, $4, $5, $6, $7, $8)',
};
const PATCH: Statement = {
  name: 'patch_scheduled',
  text: 'SELECT natter.patch_scheduled($1, $2, $3, $4, $5, $6) AS outcome',
};
const CANCEL: Statement = { name: 'delete_scheduled', text: 'SELECT natter.delete_scheduled($1, $2) AS id' };
const SCHEDULED: Statement = { name: 'read_scheduled', text: 'SELECT * FROM natter.read_scheduled($1, $2, $3)' };
const SEND_WAITING: Statement = {
  name: 'send_waiting',
  text: `SELECT w.id AS scheduled_id, w.user_id AS author_id, w.client_id AS key, w.conversation_id AS place, w.verdict, w.recipients,
    (w.message).* FROM natter.send_waiting($1, $2, $3, $4) w`,
};
const DUE: Statement = { name: 'due_scheduled', text: 'SELECT d AS id FROM natter.due_scheduled($1) d' };
const NEXT: Statement = { name: 'next_scheduled', text: 'SELECT natter.next_scheduled() AS at' };
const DISAPPEARING: Statement = {
  name: 'set_disappearing',
  text: 'SELECT * FROM natter.set_disappearing($1, $2, $3, $4)',
};
const LOCATE: Statement = { name: 'locate_message', text: 'SELECT * FROM natter.locate_message($1, $2, $3)' };
const PARTICIPANTS: Statement = {
  name: 'read_participants',
  text: 'SELECT * FROM natter.read_participants($1, $2)',
};

/** The columns of a message, all null where there is none. */
type MaybeMessage = { [K in keyof MessageRecord]: MessageRecord[K] | null };

type ChangedRecord<Outcome extends string> = MaybeMessage & {
  outcome: Outcome;
  recipients: UserId[] | null;
  own: MessageRecord | null;
};

type WaitingRecord = MaybeMessage & {
  scheduled_id: ScheduledId;
  author_id: UserId;
  key: ClientId;
  place: ConversationId;
  verdict: WaitingSent['verdict'];
  recipients: UserId[] | null;
};

interface ScheduledRecord {
  id: ScheduledId;
  conversation_id: ConversationId;
  client_id: ClientId;
  content: string;
  mentions: Mention[] | null;
  reply_to_id: MessageId | null;
  send_at: Date;
  version: number;
  refusal: ScheduledRow['refusal'];
  created_at: Date;
  updated_at: Date;
}

function isMessage(record: MaybeMessage): record is MessageRecord {
  return record.id !== null;
}

function toChanged<Outcome extends string>(record: ChangedRecord<Outcome>): Changed<Outcome> {
  return {
    outcome: record.outcome,
    recipients: record.recipients ?? [],
    message: isMessage(record) ? toMessage(record) : null,
    own: record.own && toMessage(record.own),
  };
}

function toWaiting(record: WaitingRecord): WaitingSent {
  return {
    id: record.scheduled_id,
    authorId: record.author_id,
    clientId: record.key,
    conversationId: record.place,
    verdict: record.verdict,
    recipients: record.recipients ?? [],
    message: isMessage(record) ? toMessage(record) : null,
  };
}

function toScheduled(record: ScheduledRecord): ScheduledRow {
  return {
    id: record.id,
    conversationId: record.conversation_id,
    clientId: record.client_id,
    content: record.content,
    mentions: record.mentions ?? [],
    replyToId: record.reply_to_id,
    sendAt: record.send_at,
    version: record.version,
    refusal: record.refusal,
    createdAt: record.created_at,
    updatedAt: record.updated_at,
  };
}

function toJson(mentions: readonly Mention[]): string | null {
  return mentions.length === 0 ? null : JSON.stringify(mentions);
}

type PollCalls = Pick<TimingDatabase, 'setVotes' | 'closePoll' | 'readVotes'>;

function pollCalls(run: Runner): PollCalls {
  return {
    setVotes: async ({ userId, conversationId, messageId, optionIds }) => {
      const values = [userId, conversationId, messageId, optionIds];
      return toChanged(only(await run<ChangedRecord<VoteOutcome>>(VOTE, values), VOTE));
    },
    closePoll: async (userId, conversationId, messageId) => {
      const values = [userId, conversationId, messageId];
      return toChanged(only(await run<ChangedRecord<CloseOutcome>>(CLOSE, values), CLOSE));
    },
    readVotes: async (userId, conversationId, messageId) => {
      const [head, ...rows] = await run<{ option_id: number; user_id: UserId | null; at: Date }>(VOTES, [
        userId,
        conversationId,
        messageId,
      ]);
      if (head === undefined) return null;
      const items = rows.flatMap(({ option_id: optionId, user_id: voterId, at }) =>
        voterId === null ? [] : [{ optionId, userId: voterId, at }],
      );
      return { isAnonymous: head.user_id !== null, items };
    },
  };
}

type ScheduledCalls = Pick<
  TimingDatabase,
  | 'createScheduled'
  | 'patchScheduled'
  | 'deleteScheduled'
  | 'readScheduled'
  | 'sendScheduled'
  | 'sendDue'
  | 'readDue'
  | 'nextScheduled'
>;

function scheduledCalls(run: Runner): ScheduledCalls {
  return {
    createScheduled: async ({ userId, conversationId, id, clientId, content, mentions, replyToId, sendAt }) =>
      only(
        await run<{ outcome: ScheduleOutcome; id: ScheduledId | null }>(CREATE, [
          userId,
          conversationId,
          id,
          clientId,
          content,
          toJson(mentions),
          replyToId,
          sendAt,
        ]),
        CREATE,
      ),
    patchScheduled: async ({ userId, id, version, text, sendAt }) => {
      const values = [userId, id, version, text?.content ?? null, text === null ? null : toJson(text.mentions), sendAt];
      return only(await run<{ outcome: RescheduleOutcome }>(PATCH, values), PATCH).outcome;
    },
    deleteScheduled: async (userId, id) =>
      only(await run<{ id: ConversationId | null }>(CANCEL, [userId, id]), CANCEL).id,
    readScheduled: async (userId, of) => {
      const conversationId = of !== 'all' && 'conversationId' in of ? of.conversationId : null;
      const id = of !== 'all' && 'id' in of ? of.id : null;
      return (await run<ScheduledRecord>(SCHEDULED, [userId, conversationId, id])).map(toScheduled);
    },
    sendScheduled: async (userId, id, messageId) => {
      const [record] = await run<WaitingRecord>(SEND_WAITING, [userId, id, 1, [messageId]]);
      return record === undefined ? null : toWaiting(record);
    },
    sendDue: async (messageIds, only) =>
      (await run<WaitingRecord>(SEND_WAITING, [null, only ?? null, messageIds.length, messageIds])).map(toWaiting),
    readDue: async (limit) => (await run<{ id: ScheduledId }>(DUE, [limit])).map(({ id }) => id),
    nextScheduled: async () => only(await run<{ at: Date | null }>(NEXT, []), NEXT).at,
  };
}

interface ParticipantRecord {
  participant: Omit<ParticipantRow, 'joinedAt'> & { joinedAt: string };
  time_zone: string | null;
}

/** All of them are short, but for sends that wait for the locks of their conversations. */
export function timingCalls(run: Runner): TimingDatabase {
  return {
    ...pollCalls(run),
    ...scheduledCalls(run),
    setDisappearing: async ({ userId, conversationId, id, seconds }) => {
      const record = only(
        await run<{ outcome: DisappearingOutcome; change_seq: number; recipients: UserId[] | null }>(DISAPPEARING, [
          userId,
          conversationId,
          id,
          seconds,
        ]),
        DISAPPEARING,
      );
      return { outcome: record.outcome, changeSeq: record.change_seq, recipients: record.recipients ?? [] };
    },
    locateMessage: async (userId, id, at) => {
      const [record] = await run<{ seq: number | null }>(LOCATE, [userId, id, at]);
      return record === undefined ? undefined : record.seq;
    },
    readParticipants: async (userId, id) =>
      (await run<ParticipantRecord>(PARTICIPANTS, [userId, id])).map(({ participant, time_zone: timeZone }) => ({
        ...participant,
        joinedAt: new Date(participant.joinedAt),
        timeZone,
      })),
  };
}

import type { ConversationId, Mention, UserId } from '@natter/protocol';
import { LateKeyConflict, type Refusal } from '../ports/database.ts';
import type { CopyVerdict, LifeDatabase } from '../ports/life-database.ts';
import { isUniqueViolation, only, type Runner, type Statement } from './query.ts';
import { type MessageRecord, toMessage } from './rows.ts';

const ONE: Statement = { name: 'read_message', text: 'SELECT * FROM natter.read_message($1, $2, $3)' };
const EDIT: Statement = {
  name: 'edit_message',
  text: `SELECT e.outcome, e.recipients, to_jsonb(own) AS own, (e.message).* FROM natter.edit_message($1, $2, $3, $4, $5, $6, $7) e
    LEFT JOIN LATERAL natter.read_acted(e.outcome, $1, $2, $3) own ON true`,
};
const VERSIONS: Statement = { name: 'read_versions', text: 'SELECT * FROM natter.read_versions($1, $2, $3)' };
const REACT: Statement = {
  name: 'set_reaction',
  text: `SELECT r.*, to_jsonb(own) AS own FROM natter.set_reaction($1, $2, $3, $4, $5) r
    LEFT JOIN LATERAL natter.read_acted(r.outcome, $1, $2, $3) own ON true`,
};
const REACTIONS: Statement = { name: 'read_reactions', text: 'SELECT * FROM natter.read_reactions($1, $2, $3)' };
const STAR: Statement = { name: 'set_star', text: 'SELECT natter.set_star($1, $2, $3, $4) AS outcome' };
const STARRED: Statement = {
  name: 'read_starred',
  // As text: a page goes on after this place, to the microsecond.
  text: 'SELECT s.starred_at::text AS starred_at, (s.message).* FROM natter.read_starred($1, $2, $3, $4, $5, $6) s',
};
const STARS: Statement = { name: 'read_stars', text: 'SELECT * FROM natter.read_stars($1, $2, $3, $4)' };
const FORWARD: Statement = {
  name: 'forward_message',
  text: `SELECT f.outcome, f.remaining, f.target, f.verdict, f.recipients, (f.message).*
    FROM natter.forward_message($1, $2, $3, $4, $5, $6) f`,
};

type Outcome<Call extends keyof LifeDatabase> = Extract<
  LifeDatabase[Call] extends (...given: never[]) => Promise<infer Answer> ? Answer : never,
  { outcome: string }
>['outcome'];

/** A composite that may be null comes as columns that are. */
type MaybeMessage = { [K in keyof MessageRecord]: MessageRecord[K] | null };
type EditRecord = MaybeMessage & {
  outcome: Outcome<'editMessage'>;
  recipients: UserId[] | null;
  own: MessageRecord | null;
};
type ForwardRecord = MaybeMessage & {
  outcome: Outcome<'forwardMessage'>;
  remaining: number | null;
  target: ConversationId | null;
  verdict: 'sent' | 'duplicate' | Refusal | null;
  recipients: UserId[] | null;
};
interface ReactRecord {
  outcome: Outcome<'setReaction'>;
  seq: number | null;
  change_seq: number | null;
  recipients: UserId[] | null;
  own: MessageRecord | null;
}

function isMessage<Given extends MaybeMessage>(record: Given): record is Given & MessageRecord {
  return record.id !== null;
}

function toVerdict(record: ForwardRecord): CopyVerdict {
  const { verdict, recipients } = record;
  if (verdict === null) throw new Error('forward_message gave a copy no verdict');
  if (verdict !== 'sent') return { verdict };
  if (!isMessage(record)) throw new Error('forward_message sent a copy that is not there');
  return { verdict, message: toMessage(record), recipients: recipients ?? [] };
}

type ReactionCalls = Pick<LifeDatabase, 'setReaction' | 'readReactions'>;
type StarCalls = Pick<LifeDatabase, 'setStar' | 'readStarred' | 'readStars'>;
type EditCalls = Pick<LifeDatabase, 'readMessage' | 'editMessage' | 'readVersions'>;

function editCalls(run: Runner): EditCalls {
  return {
    readMessage: async ({ userId, conversationId, messageId }) => {
      const [record] = await run<MessageRecord>(ONE, [userId, conversationId, messageId]);
      return record === undefined ? null : toMessage(record);
    },
    editMessage: async ({ userId, conversationId, messageId, version, content, mentions, windowSeconds }) => {
      const said = mentions.length === 0 ? null : JSON.stringify(mentions);
      const values = [userId, conversationId, messageId, version, content, said, windowSeconds];
      const record = only(await run<EditRecord>(EDIT, values), EDIT);
      const { outcome, recipients } = record;
      const own = record.own && toMessage(record.own);
      if (outcome === 'unchanged') return { outcome, own };
      if (outcome !== 'edited') return { outcome };
      return { outcome, own, recipients: recipients ?? [], message: isMessage(record) ? toMessage(record) : null };
    },
    readVersions: async ({ userId, conversationId, messageId }) => {
      const rows = await run<{ version: number; content: string | null; mentions: Mention[] | null; at: Date }>(
        VERSIONS,
        [userId, conversationId, messageId],
      );
      return rows.map((row) => ({ ...row, mentions: row.mentions ?? [] }));
    },
  };
}

function reactionCalls(run: Runner): ReactionCalls {
  return {
    setReaction: async ({ userId, conversationId, messageId, emoji, isOn }) => {
      const rows = await run<ReactRecord>(REACT, [userId, conversationId, messageId, emoji, isOn]);
      const { outcome, seq, change_seq: changeSeq, recipients, ...record } = only(rows, REACT);
      const own = record.own && toMessage(record.own);
      if (outcome === 'unchanged') return { outcome, own };
      if (outcome !== 'changed') return { outcome };
      if (seq === null || changeSeq === null) throw new Error('set_reaction changed a message without a place');
      return { outcome, own, seq, changeSeq, recipients: recipients ?? [] };
    },
    readReactions: async ({ userId, conversationId, messageId }) => {
      const rows = await run<{ emoji: string | null; user_id: UserId | null; at: Date | null }>(REACTIONS, [
        userId,
        conversationId,
        messageId,
      ]);
      if (rows.length === 0) return null;
      return rows.flatMap(({ emoji, user_id: by, at }) =>
        emoji === null || by === null || at === null ? [] : [{ emoji, userId: by, at }],
      );
    },
  };
}

function starCalls(run: Runner): StarCalls {
  return {
    setStar: async ({ userId, conversationId, messageId, isOn }) =>
      only(
        await run<{ outcome: 'done' | 'not_found' | 'gone' | 'too_many' }>(STAR, [
          userId,
          conversationId,
          messageId,
          isOn,
        ]),
        STAR,
      ).outcome,
    readStarred: async (userId, { conversationId, after, limit }) => {
      const rows = await run<MessageRecord & { starred_at: string }>(STARRED, [
        userId,
        conversationId,
        after?.starredAt ?? null,
        after?.conversationId ?? null,
        after?.seq ?? null,
        limit,
      ]);
      return rows.map((row) => ({
        ...toMessage(row),
        key: { starredAt: row.starred_at, conversationId: row.conversation_id, seq: row.seq },
      }));
    },
    readStars: async (userId, ids, { horizon, limit }) => {
      // An array of bigint comes as text.
      const rows = await run<{ id: ConversationId; seqs: string[] }>(STARS, [userId, ids, horizon, limit]);
      return new Map(rows.map(({ id, seqs }) => [id, seqs.map(Number)]));
    },
  };
}

/** `send` goes to the writer's connections: copies are sends. */
export function lifeCalls(send: Runner, run: Runner): LifeDatabase {
  return {
    ...editCalls(run),
    ...reactionCalls(run),
    ...starCalls(run),
    forwardMessage: async ({ userId, conversationId, messageId }, copies) => {
      const values = [
        userId,
        conversationId,
        messageId,
        copies.map((copy) => copy.conversationId),
        copies.map((copy) => copy.clientId),
        copies.map((copy) => copy.id),
      ];
      try {
        const rows = await send<ForwardRecord>(FORWARD, values);
        const { outcome, remaining } = only(rows, FORWARD);
        if (outcome === 'done') return { outcome, verdicts: rows.map(toVerdict) };
        return outcome === 'limit' ? { outcome, remaining: remaining ?? 0 } : { outcome };
      } catch (error) {
        if (isUniqueViolation(error)) throw new LateKeyConflict('a key was committed meanwhile', { cause: error });
        throw error;
      }
    },
  };
}

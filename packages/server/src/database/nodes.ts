import type { ConversationId, UserId } from '@natter/protocol';
import type { Audience, FollowedPage, LoggedCommit, NodesDatabase } from '../ports/nodes-database.ts';
import { only, type Runner, type Statement } from './query.ts';
import { type MessageRecord, toMessage } from './rows.ts';

const REGISTER: Statement = { name: 'register_node', text: 'SELECT natter.register_node($1, $2)' };
const WRITERS: Statement = { name: 'find_writers', text: 'SELECT natter.find_writers() AS writers' };
const AWAIT: Statement = { name: 'await_writers', text: 'SELECT natter.await_writers($1) AS ended' };
const BEGIN: Statement = { name: 'begin_following', text: 'SELECT natter.begin_following($1) AS position' };
const RENEW: Statement = { name: 'renew_node', text: 'SELECT * FROM natter.renew_node($1, $2)' };
const REMOVE: Statement = { name: 'remove_node', text: 'SELECT natter.remove_node($1)' };
const COMMITS: Statement = { name: 'read_commits', text: 'SELECT * FROM natter.read_commits($1, $2, $3)' };
const AUDIENCES: Statement = { name: 'read_audiences', text: 'SELECT * FROM natter.read_audiences($1)' };
const FOLLOWED: Statement = {
  name: 'read_followed',
  text: 'SELECT (f.message).*, f.owner, f.is_new, f.is_plain FROM natter.read_followed($1, $2, $3) f',
};
const WAKE: Statement = { name: 'wake_nodes', text: `SELECT pg_notify('natter_commits', '')` };
const PUSH: Statement = { name: 'push_moments', text: 'SELECT natter.push_moments($1, $2, $3, $4)' };
const PRESENCES: Statement = { name: 'read_presences', text: 'SELECT * FROM natter.read_presences($1)' };

/** A line of the log. The arrays are parallel; what they hold depends on the kind (008_nodes.sql). */
interface CommitRecord {
  next_position: string;
  peers: string[];
  at: Date;
  is_own: boolean;
  kind: LoggedCommit['kind'] | 'moment' | null;
  conversation_ids: (ConversationId | null)[];
  user_ids: UserId[];
  /** The driver leaves the elements of an array of bigint as text. */
  first_seqs: (string | null)[];
  last_seqs: (string | null)[];
  calls: unknown[] | null;
}

interface AudienceRecord {
  id: ConversationId;
  type: Audience['type'];
  created_by: UserId;
  change_seq: number;
  members: UserId[];
  histories: string[];
  blockers: UserId[];
}

type FollowedRecord = MessageRecord & { owner: UserId | null; is_new: boolean; is_plain: boolean };

/** Tries to wait for writers before the caller is told to ask again; each is a second at most. */
const WAITS = 3;

export function nodesCalls(run: Runner): Omit<NodesDatabase, 'listenToCommits'> {
  return {
    registerNode: async (nodeId, roles) => {
      await run(REGISTER, [nodeId, roles]);
      // NODE-2: whoever looked before that commit may log nothing for us. They hold the lock of their change until they end.
      const { writers } = only(await run<{ writers: string[] }>(WRITERS, []), WRITERS);
      for (let n = 0; n < WAITS; n++) {
        if (!only(await run<{ ended: boolean }>(AWAIT, [writers]), AWAIT).ended) continue;
        return only(await run<{ position: string | null }>(BEGIN, [nodeId]), BEGIN).position;
      }
      return null;
    },
    renewNode: async (nodeId, position) => {
      const [row] = await run<{ has_missed: boolean; epoch: string }>(RENEW, [nodeId, position]);
      return row === undefined ? null : { hasMissed: row.has_missed, epoch: row.epoch };
    },
    removeNode: async (nodeId) => {
      await run(REMOVE, [nodeId]);
    },
    readCommits: async (nodeId, position, limit) =>
      toPage(await run<CommitRecord>(COMMITS, [nodeId, position, limit]), limit),
    readAudiences: async (ids) =>
      (await run<AudienceRecord>(AUDIENCES, [ids])).map(
        ({ created_by, change_seq, members, histories, blockers, ...row }) => ({
          ...row,
          createdBy: created_by,
          changeSeq: change_seq,
          memberIds: members,
          // An array of bigint comes as text.
          historyFrom: new Map(members.map((userId, index) => [userId, Number(histories[index])])),
          blockerIds: blockers,
        }),
      ),
    readFollowed: async (stretches) => {
      const rows = await run<FollowedRecord>(FOLLOWED, [
        stretches.map(({ conversationId }) => conversationId),
        stretches.map(({ first }) => first),
        stretches.map(({ last }) => last),
      ]);
      return rows.map((row) => ({
        message: toMessage(row),
        ownerId: row.owner,
        isNew: row.is_new,
        isPlain: row.is_plain,
      }));
    },
    wakeNodes: async () => {
      await run(WAKE, []);
    },
    pushMoments: async (nodeId, { calls, came, left }) => {
      await run(PUSH, [nodeId, calls.length > 0 ? JSON.stringify(calls) : null, came, left]);
    },
    readPresences: async (nodeId) => {
      const rows = await run<{ node_id: string; user_ids: UserId[] }>(PRESENCES, [nodeId]);
      return new Map(rows.map(({ node_id, user_ids }) => [node_id, user_ids]));
    },
  };
}

function toPage(rows: readonly CommitRecord[], limit: number): FollowedPage | null {
  const [head] = rows;
  if (head === undefined) return null;
  const calls = rows.flatMap((row) => row.calls ?? []);
  const isTooMuch = rows.filter(({ kind }) => kind !== null && kind !== 'moment').length > limit;
  return {
    position: head.next_position,
    peers: head.peers,
    commits: isTooMuch ? [] : rows.flatMap(toCommit),
    calls,
    isTooMuch,
  };
}

function toCommit(row: CommitRecord): LoggedCommit[] {
  const { kind } = row;
  const head = { at: row.at, isOwn: row.is_own };
  switch (kind) {
    case null:
    case 'moment':
      return [];
    case 'changed':
      return [
        { ...head, kind, stretches: placesOf(row).map((place) => ({ ...place, ...stretchAt(row, place.index) })) },
      ];
    case 'marked':
    case 'own': {
      const marks = membersOf(row).map((member) => ({ ...member, ...marksAt(row, member.index) }));
      return [{ ...head, kind, marks }];
    }
    case 'joined':
    case 'left':
      return [{ ...head, kind, members: membersOf(row) }];
    case 'blocked':
    case 'unblocked': {
      const [userId, otherId] = row.user_ids;
      if (userId === undefined || otherId === undefined) throw new Error('a logged block is not of two');
      return [{ ...head, kind, userId, otherId, conversationId: row.conversation_ids[0] ?? null }];
    }
    case 'scheduled':
      return [{ ...head, kind, dueAt: Math.min(...row.first_seqs.map(Number)) }];
    case 'people':
    case 'standing':
    case 'settings':
    case 'hidden':
      return [{ ...head, kind, userIds: row.user_ids }];
  }
}

function placesOf({ conversation_ids }: CommitRecord): { conversationId: ConversationId; index: number }[] {
  return conversation_ids.flatMap((conversationId, index) =>
    conversationId === null ? [] : [{ conversationId, index }],
  );
}

function membersOf(row: CommitRecord): { conversationId: ConversationId; userId: UserId; index: number }[] {
  return placesOf(row).flatMap((place) => {
    const userId = row.user_ids[place.index];
    return userId === undefined ? [] : [{ ...place, userId }];
  });
}

function stretchAt(row: CommitRecord, index: number): { first: number; last: number } {
  const { readSeq: first, deliveredSeq: last } = marksAt(row, index);
  if (first === null || last === null) throw new Error('a logged change has no place');
  return { first, last };
}

function marksAt({ first_seqs, last_seqs }: CommitRecord, index: number) {
  return { readSeq: toSeq(first_seqs[index]), deliveredSeq: toSeq(last_seqs[index]) };
}

function toSeq(text: string | null | undefined): number | null {
  return text === null || text === undefined ? null : Number(text);
}

import type { StoredConversation, StoredMember, StoredMessage } from '../checker/evidence.ts';
import type { DatabaseControl } from '../faults/database-control.ts';
import type { History } from '../history/history-files.ts';
import { lifeOf, ownOf } from './found.ts';

interface MemberRow {
  conversation_id: string;
  type: 'direct' | 'group';
  last_seq: string;
  change_seq: string;
  user_id: string | null;
  read_seq: string;
  delivered_seq: string;
  history_from: string;
  cleared_seq: string;
  has_left: boolean;
  role: 'admin' | 'member' | null;
  who_sends: string | null;
  who_adds: string | null;
  hidden: string;
}

/** $1: null, or people of whose conversations alone it is asked. */
const OF_THESE = (id: string) =>
  `($1::text[] IS NULL OR ${id} IN (SELECT m.conversation_id FROM natter.member_state m WHERE m.user_id = ANY ($1)))`;

// Left join: a conversation without members would otherwise be overlooked.
const MEMBERS = `
  SELECT c.id AS conversation_id, c.type, c.last_seq, c.change_seq, s.user_id, s.read_seq, s.delivered_seq, s.history_from,
    s.cleared_seq, s.left_at IS NOT NULL AS has_left, s.hidden::text AS hidden,
    p.role, c.who_sends, c.who_adds
  FROM natter.conversations c LEFT JOIN natter.member_state s ON s.conversation_id = c.id
    LEFT JOIN natter.conversation_participants p ON p.conversation_id = c.id AND p.user_id = s.user_id
  WHERE ${OF_THESE('c.id')}
  ORDER BY c.id, s.user_id`;

interface MessageRow {
  conversation_id: string;
  seq: string;
  id: string;
  sender_id: string | null;
  client_id: string | null;
  type: string;
  content: string | null;
  change_seq: string;
  version: number;
  is_deleted: boolean;
  metadata: {
    event?: string;
    userId?: string;
    userIds?: string[];
    role?: string;
    whoSends?: string;
    whoAdds?: string;
  } | null;
}

const MESSAGES = `
  SELECT conversation_id, seq, id, sender_id, client_id, type, content, change_seq, version, is_deleted,
    CASE WHEN type = 'system' THEN metadata END AS metadata
  FROM natter.direct_messages WHERE ${OF_THESE('conversation_id')} ORDER BY conversation_id, seq`;

/** What people did with messages: one row each, whatever it is. Short rows, since there may be many. */
const LIVES = {
  edits: 'SELECT conversation_id, seq, version AS number, content AS text FROM natter.message_edits ORDER BY version',
  reactions:
    'SELECT conversation_id, seq, user_id AS text, emoji AS detail FROM natter.message_reactions WHERE NOT is_void',
  votes: 'SELECT conversation_id, seq, user_id AS text, option_id AS number FROM natter.poll_votes WHERE NOT is_void',
  stars: 'SELECT conversation_id, seq, user_id AS text FROM natter.starred_messages',
} as const;

interface LifeRow {
  conversation_id: string;
  seq: string;
  text: string;
  number?: number;
  detail?: string;
}

const placeOf = (row: { conversation_id: string; seq: string }) => `${row.conversation_id} ${row.seq}`;

/**
 * Everything, straight from the tables, as an administrator whom no policy binds; with `people`, only conversations in which one of
 * them is or was.
 */
export async function readStored(
  database: DatabaseControl,
  people: readonly string[] | null = null,
): Promise<StoredConversation[]> {
  const conversations = new Map<string, StoredConversation & { members: StoredMember[]; messages: StoredMessage[] }>();
  for (const row of await database.query<MemberRow>(MEMBERS, [people])) {
    const known = conversations.get(row.conversation_id) ?? {
      id: row.conversation_id,
      type: row.type,
      lastSeq: Number(row.last_seq),
      changeSeq: Number(row.change_seq),
      whoSends: row.who_sends ?? 'everyone',
      whoAdds: row.who_adds ?? 'everyone',
      members: [],
      messages: [],
    };
    conversations.set(row.conversation_id, known);
    if (row.user_id !== null) known.members.push(toMember(row, row.user_id));
  }
  const lives = { edits: await readLives(database, 'edits'), reactions: await readLives(database, 'reactions') };
  const mine = { votes: await readLives(database, 'votes'), stars: await readLives(database, 'stars') };
  for (const row of await database.query<MessageRow>(MESSAGES, [people])) {
    const conversation = conversations.get(row.conversation_id);
    if (!conversation) throw new Error(`message ${row.id} stands in no conversation`);
    conversation.messages.push(toMessage(row, { ...lives, ...mine }));
  }
  return [...conversations.values()];
}

type Lives = { readonly [Kind in keyof typeof LIVES]: ReadonlyMap<string, readonly LifeRow[]> };

async function readLives(database: DatabaseControl, kind: keyof typeof LIVES): Promise<ReadonlyMap<string, LifeRow[]>> {
  const lives = new Map<string, LifeRow[]>();
  for (const row of await database.query<LifeRow>(LIVES[kind])) {
    const known = lives.get(placeOf(row));
    if (known) known.push(row);
    else lives.set(placeOf(row), [row]);
  }
  return lives;
}

function toMember(row: MemberRow, userId: string): StoredMember {
  return {
    userId,
    readSeq: Number(row.read_seq),
    deliveredSeq: Number(row.delivered_seq),
    historyFrom: Math.max(Number(row.history_from), Number(row.cleared_seq) + 1),
    hasLeft: row.has_left,
    role: row.role ?? 'member',
    // As PostgreSQL writes an int8multirange: {[3,5),[9,10)}.
    hidden: [...row.hidden.matchAll(/\[(\d+),(\d+)\)/g)].map(([, from, end]) => [Number(from), Number(end)] as const),
  };
}

function toMessage(row: MessageRow, lives: Lives): StoredMessage {
  const of = (kind: keyof Lives) => lives[kind].get(placeOf(row)) ?? [];
  const isErased = row.is_deleted;
  const [reactions, votes, stars] = isErased ? [[], [], []] : [of('reactions'), of('votes'), of('stars')];
  const later = of('edits').map((edit) => edit.text);
  const versions = isErased ? [] : [row.content, ...later];
  const count = (keys: readonly (string | number)[]) => {
    const counts = new Map<string, number>();
    for (const key of keys) counts.set(String(key), (counts.get(String(key)) ?? 0) + 1);
    return [...counts];
  };
  const people = new Set([...reactions, ...votes, ...stars].map((one) => one.text));
  const byPerson = (rows: readonly LifeRow[], person: string) => rows.filter((one) => one.text === person);
  return {
    seq: Number(row.seq),
    id: row.id,
    senderId: row.sender_id,
    clientId: row.client_id,
    content: versions.at(-1) ?? null,
    changeSeq: Number(row.change_seq),
    life: lifeOf({
      version: row.version,
      type: row.type,
      isErased,
      reactions: count(reactions.map((one) => one.detail ?? '')),
      votes: count(votes.map((one) => one.number ?? 0)).map(([id, voters]) => [Number(id), voters]),
    }),
    own: '',
    type: row.type,
    isErased,
    versions,
    ownOf: new Map(
      [...people].map((person) => [
        person,
        ownOf({
          reactions: byPerson(reactions, person).map((one) => one.detail ?? ''),
          votes: byPerson(votes, person).map((one) => one.number ?? 0),
          isStarred: byPerson(stars, person).length > 0,
        }),
      ]),
    ),
    reactedBy: reactions.map((one) => `${one.text} ${one.detail}`),
    votedBy: votes.map((one) => ({ userId: one.text, optionId: one.number ?? 0 })),
    starredBy: stars.map((one) => one.text),
    system: row.type === 'system' ? readSystem(row.metadata) : null,
  };
}

/** Who did something is meant as well where it is done to nobody else: who made a group, who left one. */
function readSystem(metadata: MessageRow['metadata']): StoredMessage['system'] {
  const { event = '', userId, userIds = [], role = null, whoSends = null, whoAdds = null } = metadata ?? {};
  const doer = userId !== undefined && (event === 'group_created' || event === 'member_left') ? [userId] : [];
  const people = [...new Set([...doer, ...userIds])];
  return { event, by: userId ?? null, userIds: people, role, whoSends, whoAdds };
}

const SHARING = `
  SELECT DISTINCT mine.user_id AS person, theirs.user_id AS other
  FROM natter.conversations c JOIN natter.member_state mine ON mine.conversation_id = c.id
    JOIN natter.member_state theirs ON theirs.conversation_id = c.id AND theirs.user_id <> mine.user_id
  WHERE c.last_seq > 0 AND mine.left_at IS NULL AND theirs.left_at IS NULL`;

/** Who is in a conversation with whom in which something was said, as `person other`. */
export async function readSharing(database: DatabaseControl): Promise<ReadonlySet<string>> {
  const rows = await database.query<{ person: string; other: string }>(SHARING);
  return new Set(rows.map(({ person, other }) => `${person} ${other}`));
}

/** Notes where all marks stand now. */
export async function sampleMarks(database: DatabaseControl, history: History): Promise<void> {
  for (const row of await database.query<MemberRow>(MEMBERS, [null])) {
    // Marks of who has left are nobody's.
    if (row.user_id === null || row.has_left) continue;
    history.note({
      op: 'sample',
      conversationId: row.conversation_id,
      userId: row.user_id,
      readSeq: Number(row.read_seq),
      deliveredSeq: Number(row.delivered_seq),
      lastSeq: Number(row.last_seq),
    });
  }
}

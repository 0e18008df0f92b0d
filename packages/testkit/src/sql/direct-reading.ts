import { randomUUID } from 'node:crypto';
import { openDatabase } from '@natter/server/database';
import type pg from 'pg';
import { silentLog } from '../log.ts';
import { asRequest } from './supabase-double.ts';
import { attemptOn, type Outcome } from './wall-world.ts';

/** Two members who talk, a third who does not, and somebody of another store's club. */
export interface DirectScene {
  readonly storeId: string;
  readonly ada: string;
  readonly bo: string;
  readonly stranger: string;
  readonly outsider: string;
  readonly conversation: string;
}

/** Makes the scene as the server does, in a bookstore whose server login this is. */
export async function makeDirectScene(appUrl: string, storeId: string): Promise<DirectScene> {
  const [ada, bo, stranger, outsider] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  const db = openDatabase({ url: appUrl, log: silentLog, allowUnsafeDurability: true });
  try {
    await db.upsertUsers(
      [ada, bo, stranger, outsider].map((id) => ({ id, displayName: `Person ${id}`, tier: 'privileged' })),
    );
    await db.putMemberships({
      put: [
        ...[ada, bo, stranger].map((userId) => ({ userId, clubId: 'readers', storeId })),
        { userId: outsider, clubId: 'readers', storeId: `not-${storeId}` },
      ],
      remove: [],
    });
    const started = await db.startDirect({ userId: ada, otherId: bo, id: randomUUID(), newPerDay: 0 });
    if (!('id' in started)) throw new Error(`the conversation was not started: ${started.outcome}`);
    const [verdict] = await db.sendMessages([
      {
        conversationId: started.id,
        senderId: ada,
        clientId: randomUUID(),
        id: randomUUID(),
        type: 'text',
        content: 'secret',
        mentions: [],
        replyToId: null,
      },
    ]);
    if (verdict?.verdict !== 'sent') throw new Error(`the message was not sent: ${verdict?.verdict}`);
    return { storeId, ada, bo, stranger, outsider, conversation: started.id };
  } finally {
    await db.close();
  }
}

/** Columns that a member may select, by table; where it is none, nothing of it is theirs. */
const READABLE: Readonly<Record<string, string>> = {
  users: 'id, display_name',
  conversations: 'id, last_seq',
  conversation_participants: 'conversation_id, user_id',
  member_state: 'conversation_id, read_seq',
  direct_messages: 'conversation_id, content',
};

/** How a client that reads the database by itself fares. */
export interface DirectReading {
  /** What each of the two reads, and how many rows there are for them. */
  readonly own: Readonly<Record<'ada' | 'bo', { content: unknown; rows: Readonly<Record<string, number>> }>>;
  readonly withOwnStoreClaim: number;
  /** Rows in all tables, people aside, of those who must see none. */
  readonly foreign: Readonly<Record<string, number>>;
  /** Answers to statements that write, each once. */
  readonly writes: readonly string[];
  readonly callable: readonly string[];
  /** Answers to those who are no members at all. */
  readonly strangersToTheStore: readonly string[];
}

/** What it must be, everywhere. */
export const DIRECT_READING: DirectReading = {
  own: {
    ada: {
      content: 'secret',
      rows: { users: 3, conversations: 1, conversation_participants: 2, member_state: 1, direct_messages: 1 },
    },
    bo: {
      content: 'secret',
      rows: { users: 3, conversations: 1, conversation_participants: 2, member_state: 1, direct_messages: 1 },
    },
  },
  withOwnStoreClaim: 1,
  foreign: { stranger: 0, outsider: 0, nobody: 0, 'claim of another store': 0, 'claim of another store at the top': 0 },
  writes: ['42501'],
  callable: [
    'natter.current_tenant()',
    'natter.current_user_id()',
    'natter.names_this_store(jsonb)',
    'natter.now()',
    'natter.takes_part(text)',
  ],
  strangersToTheStore: ['42501'],
};

/** Tries a scene from outside, as PostgREST does for its clients. */
export async function tryDirectReading(gateway: pg.Client, scene: DirectScene): Promise<DirectReading> {
  const asMember = (claims: Readonly<Record<string, unknown>>, sql: string): Promise<Outcome> =>
    asRequest(gateway, 'authenticated', claims, () => attemptOn(gateway, sql));
  const rowsOf = async (claims: Readonly<Record<string, unknown>>): Promise<Record<string, number>> => {
    const counts: Record<string, number> = {};
    for (const [table, columns] of Object.entries(READABLE)) {
      const { rows, message } = await asMember(claims, `SELECT ${columns} FROM natter.${table}`);
      if (rows === null) throw new Error(`${table}: ${message}`);
      counts[table] = rows.length;
    }
    return counts;
  };
  const own = async (person: string): Promise<{ content: unknown; rows: Record<string, number> }> => {
    const { rows } = await asMember({ sub: person }, 'SELECT content FROM natter.direct_messages');
    return { content: rows?.[0]?.['content'], rows: await rowsOf({ sub: person }) };
  };
  const foreign = async (claims: Readonly<Record<string, unknown>>): Promise<number> => {
    const { users, ...rest } = await rowsOf(claims);
    return Object.values(rest).reduce((sum, rows) => sum + rows, claims['sub'] === scene.stranger ? 0 : (users ?? 0));
  };
  const withClaim = { sub: scene.ada, app_metadata: { store_id: scene.storeId } };
  return {
    own: { ada: await own(scene.ada), bo: await own(scene.bo) },
    withOwnStoreClaim: (await rowsOf(withClaim))['direct_messages'] ?? 0,
    foreign: {
      stranger: await foreign({ sub: scene.stranger }),
      outsider: await foreign({ sub: scene.outsider }),
      nobody: await foreign({}),
      'claim of another store': await foreign({ sub: scene.ada, app_metadata: { store_id: 'elsewhere' } }),
      'claim of another store at the top': await foreign({ sub: scene.ada, store_id: 'elsewhere' }),
    },
    writes: await tryWrites(gateway, asMember, scene),
    callable: await listCallable(gateway),
    strangersToTheStore: await tryOtherRoles(gateway, scene),
  };
}

async function tryWrites(
  gateway: pg.Client,
  asMember: (claims: Readonly<Record<string, unknown>>, sql: string) => Promise<Outcome>,
  { ada, bo, conversation }: DirectScene,
): Promise<readonly string[]> {
  const { rows } = await gateway.query<{ relname: string }>(
    "SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'natter' AND relkind = 'r'",
  );
  const statements = [
    ...rows.flatMap(({ relname }) => [
      `INSERT INTO natter.${relname} DEFAULT VALUES`,
      `DELETE FROM natter.${relname}`,
      `TRUNCATE natter.${relname}`,
    ]),
    "UPDATE natter.direct_messages SET content = 'I never said that'",
    `UPDATE natter.conversation_participants SET conversation_id = '${conversation}'`,
    "UPDATE natter.conversations SET tenant_id = 'elsewhere'",
    `SELECT natter.start_direct('${ada}', '${bo}', gen_random_uuid(), 0)`,
    `SELECT natter.abandon_start('${ada}', '${conversation}')`,
    `SELECT natter.clear_conversation('${bo}', '${conversation}')`,
    `SELECT natter.send_messages(ARRAY['${conversation}'::uuid], ARRAY['${ada}'], ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()],
       ARRAY['text'], ARRAY['forged'], ARRAY[NULL], ARRAY[NULL::uuid], ARRAY[NULL])`,
    'SELECT natter.cleanup_expired_messages(1000)',
    'SELECT body_key FROM natter.deployment',
  ];
  const codes = new Set<string>();
  for (const sql of statements) {
    const { code } = await asMember({ sub: ada }, sql);
    codes.add(code === '42501' ? code : `${code ?? 'done'}: ${sql}`);
  }
  return [...codes];
}

async function listCallable(gateway: pg.Client): Promise<readonly string[]> {
  const { rows } = await gateway.query<{ call: string }>(
    `SELECT p.oid::regprocedure::text AS call FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
     WHERE n.nspname = 'natter' AND has_function_privilege('authenticated', p.oid, 'EXECUTE') ORDER BY 1`,
  );
  return rows.map(({ call }) => call);
}

async function tryOtherRoles(gateway: pg.Client, { ada }: DirectScene): Promise<readonly string[]> {
  const codes = new Set<string>();
  for (const role of ['anon', 'service_role'] as const) {
    const { code } = await asRequest(gateway, role, { sub: ada }, () =>
      attemptOn(gateway, 'SELECT content FROM natter.direct_messages'),
    );
    codes.add(code ?? `${role} reads`);
  }
  return [...codes];
}

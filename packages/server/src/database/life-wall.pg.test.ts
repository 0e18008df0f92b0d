import { randomUUID } from 'node:crypto';
import {
  asRequest,
  attemptOn,
  createSupabaseDouble,
  type DirectScene,
  makeDirectScene,
  type Outcome,
  SEND,
  type SupabaseDouble,
  sendColumns,
} from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/*
 * What becomes of messages, as a client of Supabase meets it who may run any statement that reads: what it can learn of a block, of
 * votes nobody is told, and of what others keep for themselves.
 */

interface LifeScene extends DirectScene {
  /** By name: ids of messages. */
  readonly of: Readonly<Record<'secret' | 'hi' | 'open' | 'anonymous' | 'mine', string>>;
}

let supabase: SupabaseDouble;
let gateway: pg.Client;
let app: pg.Client;
let admin: pg.Client;
/** In the first Bo blocks Ada while she does all that can be done with a message; in the second nobody blocks anybody. */
let blocked: LifeScene;
let free: LifeScene;

const poll = (anonymous: boolean): string =>
  JSON.stringify({
    poll: {
      options: [1, 2, 3].map((id) => ({ id, text: `option ${id}`, votes: 0 })),
      multiple: true,
      anonymous,
      voters: 0,
      closedAt: null,
    },
  });

/** Calls a function as the server does; its first row. */
async function call(sql: string, values: readonly unknown[]): Promise<Record<string, unknown>> {
  const { rows } = await app.query<Record<string, unknown>>(sql, [...values]);
  return rows[0] ?? {};
}

async function prepare(): Promise<LifeScene> {
  const scene = await makeDirectScene(supabase.migrated.appUrl, 'test');
  const { ada, bo, conversation } = scene;
  const write = async (by: string, content: string, metadata: string | null = null) => {
    const [id, type] = [randomUUID(), metadata === null ? 'text' : 'poll'];
    const row = await call(SEND, sendColumns(conversation, by, content, { id, type, metadata }));
    expect(row['verdict']).toBe('sent');
    return id;
  };
  const { rows } = await admin.query<{ id: string }>(
    'SELECT id FROM natter.direct_messages WHERE conversation_id = $1',
    [conversation],
  );
  const of = {
    secret: rows[0]?.id ?? '',
    hi: await write(bo, 'hi'),
    open: await write(bo, 'where?', poll(false)),
    anonymous: await write(bo, 'who?', poll(true)),
    mine: await write(ada, 'when?', poll(false)),
  };
  for (const [message, emoji] of [
    [of.secret, '👍'],
    [of.hi, '🎉'],
  ])
    await call('SELECT outcome FROM natter.set_reaction($1, $2, $3, $4, true)', [bo, conversation, message, emoji]);
  for (const message of [of.open, of.anonymous])
    await call('SELECT outcome FROM natter.set_votes($1, $2, $3, $4)', [bo, conversation, message, [1]]);
  await call('SELECT outcome FROM natter.set_reaction($1, $2, $3, $4, true)', [ada, conversation, of.secret, '🙈']);
  return { ...scene, of };
}

/** Ada does everything; answers how each of it went. */
async function doEverything({ ada, conversation, of }: LifeScene): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  const act = async (sql: string, ...values: unknown[]) =>
    outcomes.push((await call(sql, [ada, conversation, ...values]))['outcome']);
  const react = 'SELECT outcome FROM natter.set_reaction($1, $2, $3, $4, $5)';
  const edit = 'SELECT outcome FROM natter.edit_message($1, $2, $3, $4, $5, NULL, 900)';
  await act(edit, of.secret, 1, 'secret, edited');
  await act(edit, of.secret, 2, 'secret, edited again');
  for (const emoji of ['👍', '🎉', '🧡']) await act(react, of.hi, emoji, true);
  await act(react, of.hi, '🧡', false);
  await act(react, of.secret, '🎉', true);
  for (const message of [of.open, of.anonymous, of.mine])
    await act('SELECT outcome FROM natter.set_votes($1, $2, $3, $4)', message, [1, 3]);
  await act('SELECT outcome FROM natter.close_poll($1, $2, $3)', of.mine);
  await act('SELECT natter.set_star($1, $2, $3, true) AS outcome', of.hi);
  await act(
    'SELECT outcome FROM natter.create_scheduled($1, $2, $3, $4, $5, NULL, NULL, $6)',
    randomUUID(),
    randomUUID(),
    'later',
    new Date(Date.now() + 3_600_000),
  );
  const [own] = [randomUUID()];
  await call(SEND, sendColumns(conversation, ada, 'said', { id: own }));
  await act(edit, own, 1, 'said again');
  await act(react, own, '🎉', true);
  await act('SELECT outcome FROM natter.set_disappearing($1, $2, $3, 3600)', randomUUID());
  return outcomes;
}

beforeAll(async () => {
  supabase = await createSupabaseDouble(inject('databaseAdminUrl'));
  gateway = await supabase.connectAsGateway();
  app = new pg.Client({ connectionString: supabase.migrated.appUrl });
  await app.connect();
  admin = new pg.Client({ connectionString: supabase.adminUrl });
  await admin.connect();
  // Everything is switched on, copies and polls included.
  await admin.query(
    `UPDATE natter.policy SET features = ARRAY(SELECT DISTINCT f FROM unnest(features || ARRAY['polls', 'forwarding', 'editing',
       'reactions', 'starring', 'scheduling', 'disappearing', 'archive']) f)`,
  );
  blocked = await prepare();
  free = await prepare();
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await gateway.end();
  await supabase.drop();
});

const as = (sub: string, sql: string, values: unknown[] = []): Promise<Outcome> =>
  asRequest(gateway, 'authenticated', { sub }, () => attemptOn(gateway, sql, values));

/** Every column that a client may select, by table. */
async function selectable(): Promise<readonly (readonly [table: string, columns: string[]])[]> {
  const { rows } = await gateway.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attname) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = 'natter' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND has_column_privilege('authenticated', c.oid, a.attnum, 'SELECT') GROUP BY c.relname ORDER BY 1`,
  );
  return rows.map(({ table, columns }) => [table, columns]);
}

/** What differs between any two scenes: whose it is, and when. */
const OWN =
  /^(id|user_id|sender_id|client_id|conversation_id|created_by|blocked_id|blocker_id|display_name|reply_to_id|reply_to_sender|at|.*_at)$/;

/** All that somebody can read, whose it is and when aside; told apart by whether it is Ada's. */
async function readAll(person: string, { ada, conversation }: LifeScene): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const [table, columns] of await selectable()) {
    if (table === 'users') continue;
    const told = columns.filter((column) => !OWN.test(column));
    const whose = columns.includes('user_id') ? [`user_id = '${ada}' AS is_adas`] : [];
    const where = columns.includes('conversation_id') ? `WHERE conversation_id = '${conversation}'` : '';
    const { rows, message } = await as(
      person,
      `SELECT ${[...told, ...whose].join(', ')} FROM natter.${table} ${where}`,
    );
    found[table] = rows?.map((row) => JSON.stringify(row)).sort() ?? message;
  }
  return found;
}

const CONTENTS = [
  ...['direct_messages', 'message_edits', 'message_reactions', 'poll_votes'],
  ...['starred_messages', 'scheduled_messages'],
];

/** The same without its place in the log, which moves for everybody. */
const contentsOf = (seen: Record<string, unknown>): unknown =>
  CONTENTS.map((table) =>
    (seen[table] as string[])
      .map((row) => JSON.stringify({ ...(JSON.parse(row) as object), change_seq: 0, version: 0 }))
      .sort(),
  );

describe('a client of Supabase, and what becomes of messages', () => {
  it('[ACT-1] sees the same of what they did, whether blocked or not, in every column of every table', async () => {
    const before = contentsOf(await readAll(blocked.bo, blocked));
    expect((await as(blocked.ada, 'SELECT 1 FROM natter.direct_messages')).rows).toHaveLength(5);
    await call('SELECT outcome FROM natter.put_block($1, $2, true, 9)', [blocked.bo, blocked.ada]);
    expect(await doEverything(blocked)).toEqual(await doEverything(free));
    const [one, other] = [await readAll(blocked.ada, blocked), await readAll(free.ada, free)];
    expect(one).toEqual(other);
    for (const table of ['message_edits', 'message_reactions', 'poll_votes', 'starred_messages', 'scheduled_messages'])
      expect(one[table], table).not.toHaveLength(0);
    // It could have been told: in what nobody may select the two differ.
    const { rows } = await admin.query<{ n: number }>(
      `SELECT count(DISTINCT (reactions, metadata->'poll'))::int AS n FROM natter.direct_messages WHERE seq IN (1, 2, 3, 4, 5)
       GROUP BY seq ORDER BY seq`,
    );
    expect(rows.map(({ n }) => n)).toEqual([2, 2, 2, 2, 2]);
    // Whoever blocks sees what was there before, and hears of nothing that they did not do.
    expect(contentsOf(await readAll(blocked.bo, blocked))).toEqual(before);
    expect(contentsOf(await readAll(free.bo, free))).not.toEqual(before);
    // Nor does it come to light when the block ends.
    await call('SELECT outcome FROM natter.put_block($1, $2, false, 9)', [blocked.bo, blocked.ada]);
    expect(contentsOf(await readAll(blocked.bo, blocked))).toEqual(before);
    expect(await readAll(blocked.ada, blocked)).toEqual(one);
  });

  it('[ACT-1] finds no count, mark or hidden column that tells', async () => {
    for (const sql of [
      'SELECT reactions FROM natter.direct_messages',
      'SELECT metadata FROM natter.direct_messages',
      'SELECT void_closed_at FROM natter.direct_messages',
      'SELECT disappears_at FROM natter.direct_messages',
      ...['message_edits', 'message_reactions', 'poll_votes'].flatMap((table) => [
        `SELECT is_void FROM natter.${table}`,
        `SELECT xmin FROM natter.${table}`,
        `SELECT count(*) FROM natter.${table} WHERE is_void`,
        `SELECT 1 FROM natter.${table} ORDER BY ctid`,
      ]),
      'SELECT is_anonymous FROM natter.poll_votes',
      'SELECT count(*) FROM natter.forwards',
      'SELECT count(*) FROM natter.forwarded_messages',
    ]) {
      expect((await as(blocked.ada, sql)).code, sql).toBe('42501');
    }
  });

  it('[POLL-5] sees of an anonymous poll its own vote alone, and who voted for what of an open one', async () => {
    const { ada, bo, stranger, conversation, of } = free;
    const seen = async (person: string, message: string) =>
      (
        await as(
          person,
          `SELECT v.user_id = $1 AS mine, count(*)::int AS n FROM natter.poll_votes v
           JOIN natter.direct_messages m ON m.conversation_id = v.conversation_id AND m.seq = v.seq WHERE m.id = $2 GROUP BY 1 ORDER BY 1`,
          [person, message],
        )
      ).rows;
    expect(await seen(ada, of.anonymous)).toEqual([{ mine: true, n: 2 }]);
    expect(await seen(bo, of.anonymous)).toEqual([{ mine: true, n: 1 }]);
    expect(await seen(bo, of.open)).toEqual([
      { mine: false, n: 2 },
      { mine: true, n: 1 },
    ]);
    expect(await seen(stranger, of.open)).toEqual([]);
    // Also when the question is gone to them.
    await call('SELECT * FROM natter.delete_message($1, $2, $3, false, 3600)', [bo, conversation, of.open]);
    expect(await seen(bo, of.open)).toEqual([]);
    expect((await as(bo, 'SELECT 1 FROM natter.poll_votes WHERE seq = 3')).rows).toEqual([]);
  });

  it('[AUTHZ-8] sees nobody else’s stars and scheduled messages, and calls none of the new functions', async () => {
    for (const table of ['starred_messages', 'scheduled_messages']) {
      const counts = [];
      for (const person of [free.ada, free.bo, free.stranger, free.outsider])
        counts.push((await as(person, `SELECT 1 FROM natter.${table}`)).rows?.length);
      expect(counts, table).toEqual([1, 0, 0, 0]);
    }
    const { rows } = await gateway.query<{ call: string; args: number }>(
      `SELECT p.proname AS call, p.pronargs AS args FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'natter' AND p.prorettype <> 'trigger'::regtype`,
    );
    const open = [];
    for (const { call: name, args } of rows) {
      const sql = `SELECT natter.${name}(${Array.from({ length: args }, () => 'NULL').join(', ')})`;
      const { code } = await as(free.ada, sql);
      if (code !== '42501') open.push(name);
    }
    expect(open.sort()).toEqual(['current_tenant', 'current_user_id', 'names_this_store', 'now', 'takes_part']);
  });
});

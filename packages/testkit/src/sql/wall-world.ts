import { randomUUID } from 'node:crypto';
import { quoteIdentifier } from '@natter/server/database';
import pg from 'pg';
import type { TestDatabase } from '../database.ts';

type Rows = Record<string, unknown>[];

/** What became of one statement of an attacker: its rows, or the SQLSTATE and words it was refused with. */
export type Outcome =
  | { readonly rows: Rows; readonly code: null; readonly message: null }
  | { readonly rows: null; readonly code: string; readonly message: string };

/** Two who talk, one who has nothing to do with it. */
export interface Scene {
  readonly ada: string;
  readonly bo: string;
  readonly stranger: string;
  readonly conversation: string;
}

export interface SendFields {
  readonly client?: string;
  readonly id?: string;
  readonly type?: string;
  readonly mentions?: string | null;
  readonly reply?: string | null;
  readonly metadata?: string | null;
}

/**
 * A test database seen from below: the server's own login as a raw connection, an administrator to build worlds and to look,
 * and the SQL functions called as the server calls them. Everything makes people of its own, so probes never meet.
 */
export interface WallWorld {
  readonly database: TestDatabase;
  readonly admin: pg.Client;
  readonly app: pg.Client;
  newPerson(): Promise<string>;
  newScene(messages?: number): Promise<Scene>;
  start(user: string, other: string, limits?: { newPerDay?: number }): Promise<Rows[number]>;
  /** One send; answers its verdict row. */
  send(conversation: string, sender: string, content: string, fields?: SendFields): Promise<Rows[number]>;
  mark(user: string, conversation: string, kind: 'read' | 'delivered', seq: number): Promise<Rows[number]>;
  /** A call or a query as the server's login, without identity of its own. */
  call(sql: string, values?: readonly unknown[]): Promise<Rows>;
  /** A query on the tables themselves, under the identity of this person. */
  readAs(user: string, sql: string, values?: readonly unknown[]): Promise<Rows>;
  /** As the administrator, for building and looking. */
  look(sql: string, values?: readonly unknown[]): Promise<Rows>;
  /** As the server's login, whatever may come of it. */
  attempt(sql: string, values?: readonly unknown[]): Promise<Outcome>;
  close(): Promise<void>;
}

let worlds = 0;

/** Opens a world on a test database; `close` ends its connection and drops nothing. */
export async function openWallWorld(database: TestDatabase): Promise<WallWorld> {
  const app = new pg.Client({
    connectionString: database.appUrl,
    options: '-c timezone=UTC -c jit=off -c statement_timeout=15s',
  });
  await app.connect();
  return buildWorld(database, app);
}

/** What a client makes of one statement, refusals included. */
export async function attemptOn(client: pg.Client, sql: string, values: readonly unknown[] = []): Promise<Outcome> {
  try {
    const { rows } = await client.query<Rows[number]>(sql, [...values]);
    return { rows, code: null, message: null };
  } catch (error) {
    if (error instanceof pg.DatabaseError) return { rows: null, code: error.code ?? '', message: error.message };
    throw error;
  }
}

function buildWorld(database: TestDatabase, app: pg.Client): WallWorld {
  worlds += 1;
  const prefix = `w${worlds}`;
  let people = 0;
  const query = async (client: pg.Client, sql: string, values: readonly unknown[] = []): Promise<Rows> =>
    (await client.query<Rows[number]>(sql, [...values])).rows;
  const first = (rows: Rows): Rows[number] => rows[0] ?? {};
  const call: WallWorld['call'] = (sql, values) => query(app, sql, values);

  const world: WallWorld = {
    database,
    admin: database.admin,
    app,
    call,
    newPerson: async () => {
      people += 1;
      const id = `${prefix}-${people}`;
      await call('SELECT 1 FROM natter.ensure_person($1, $2)', [id, `Person ${people}`]);
      return id;
    },
    newScene: async (messages = 0) => {
      const [ada, bo, stranger] = [await world.newPerson(), await world.newPerson(), await world.newPerson()];
      const conversation = String((await world.start(ada, bo))['id']);
      for (let seq = 1; seq <= messages; seq += 1) await world.send(conversation, ada, `secret ${seq}`);
      return { ada, bo, stranger, conversation };
    },
    start: async (user, other, { newPerDay = 0 } = {}) =>
      first(await call('SELECT * FROM natter.start_direct($1, $2, $3, $4)', [user, other, randomUUID(), newPerDay])),
    send: async (conversation, sender, content, fields = {}) =>
      first(await call(SEND, sendColumns(conversation, sender, content, fields))),
    mark: async (user, conversation, kind, seq) =>
      first(await call('SELECT * FROM natter.advance_marks($1, $2, $3, $4)', [[user], [conversation], [kind], [seq]])),
    readAs: async (user, sql, values) => {
      await app.query('BEGIN');
      try {
        await app.query('SELECT natter.read_as($1)', [user]);
        return await query(app, sql, values);
      } finally {
        await app.query('ROLLBACK');
      }
    },
    look: (sql, values) => query(database.admin, sql, values),
    attempt: (sql, values) => attemptOn(app, sql, values),
    close: () => app.end(),
  };
  return world;
}

export const SEND = 'SELECT * FROM natter.send_messages($1, $2, $3, $4, $5, $6, $7, $8, $9)';

/** The arrays of `natter.send_messages` for one send. */
export function sendColumns(conversation: string, sender: string, content: string, fields: SendFields = {}): unknown[] {
  return [
    [conversation],
    [sender],
    [fields.client ?? randomUUID()],
    [fields.id ?? randomUUID()],
    [fields.type ?? 'text'],
    [content],
    [fields.mentions ?? null],
    [fields.reply ?? null],
    [fields.metadata ?? null],
  ];
}

/** Takes a member out, as the owner will: under the conversation's lock. The caller may hold the transaction open. */
export async function removeMember(client: pg.Client, conversation: string, user: string): Promise<void> {
  await client.query('SELECT 1 FROM natter.conversations WHERE id = $1 FOR NO KEY UPDATE', [conversation]);
  for (const table of ['member_state', 'conversation_participants']) {
    await client.query(
      `UPDATE natter.${quoteIdentifier(table)} SET left_at = natter.now(), changed_xid = pg_current_xact_id()
       WHERE conversation_id = $1 AND user_id = $2`,
      [conversation, user],
    );
  }
}

/**
 * Writes, as the owner, what another tenant would have in the same tables: the same people, in a conversation of their own
 * with one message, marks and settings. Nothing of it may ever be seen. Answers its ids.
 */
export async function plantForeignTenant(
  admin: pg.Client,
  people: readonly [string, string],
): Promise<{ conversation: string; message: string }> {
  const [conversation, message] = [randomUUID(), randomUUID()];
  const [one, other] = people;
  const run = (sql: string, values: readonly unknown[]) => admin.query(sql, [...values]);
  for (const person of people) {
    await run(
      `INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at, last_seen_at)
       VALUES ('foreign', $1, 'Foreign', now(), now(), now())`,
      [person],
    );
    await run("INSERT INTO natter.user_settings (tenant_id, user_id, presence) VALUES ('foreign', $1, true)", [person]);
  }
  await run(
    `INSERT INTO natter.conversations (tenant_id, id, type, direct_key, created_by, last_seq, change_seq, created_at, updated_at)
     VALUES ('foreign', $1, 'direct', $2, $3, 1, 1, now(), now())`,
    [conversation, `${[one, other].sort().join(' ')}`, one],
  );
  for (const person of people) {
    await run(
      `INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at)
       VALUES ('foreign', $1, $2, now())`,
      [conversation, person],
    );
    await run("INSERT INTO natter.member_state (tenant_id, user_id, conversation_id) VALUES ('foreign', $1, $2)", [
      person,
      conversation,
    ]);
    await run("INSERT INTO natter.mark_advances VALUES ('foreign', $1, $2, 'read', 1, now())", [conversation, person]);
  }
  await run(
    `INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at, retention_expires_at)
     VALUES ('foreign', $1, 1, $2, $3, $4, 'text', 'foreign secret', 1, now(), 'infinity')`,
    [conversation, message, one, randomUUID()],
  );
  return { conversation, message };
}

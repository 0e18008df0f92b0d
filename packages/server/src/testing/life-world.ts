import { randomUUID } from 'node:crypto';
import type { ChangesPage, Conversation, HistoryPage, Message, SendAnswer, SyncAnswer } from '@natter/protocol';
import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import type { MessagingDatabase } from '../ports/database.ts';

type ServerOptions = Parameters<typeof startTestServer>[0];

/** What a call came to: its status, its body, and of an error its code and sentence. */
export interface Came {
  readonly status: number;
  readonly body: unknown;
  readonly code: string | null;
  readonly detail: string;
}

/** Two who talk, a server that they talk through, and the database behind it. */
export interface LifeWorld {
  readonly world: TestDatabase;
  readonly database: MessagingDatabase;
  readonly server: TestServer;
  /** Two new people and their conversation, in which the first one wrote `hello`. */
  newPair(): Promise<Pair>;
  newPerson(roles?: readonly string[]): Promise<string>;
  /** A conversation of these two with a message of each. */
  startBetween(one: string, other: string): Promise<string>;
  send(userId: string, conversationId: string, content: string, more?: object): Promise<Message>;
  call(userId: string, method: string, path: string, body?: unknown): Promise<Came>;
  /** The same with a path below a message. */
  onMessage(userId: string, method: string, of: Message, below?: string, body?: unknown): Promise<Came>;
  history(userId: string, conversationId: string): Promise<Message[]>;
  changes(userId: string, conversationId: string, after: number): Promise<ChangesPage>;
  sync(userId: string, cursor?: string): Promise<SyncAnswer>;
  /** Rows of the tables themselves. */
  look(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /** Starts all of this while the conversation is locked, and lets go when `waiting` statements wait for it: they meet for certain. */
  meet<T>(conversationId: string, waiting: number, start: () => Promise<T>[]): Promise<T[]>;
  block(userId: string, otherId: string): Promise<void>;
  unblock(userId: string, otherId: string): Promise<void>;
  close(): Promise<void>;
}

export interface Pair {
  readonly ann: string;
  readonly bob: string;
  readonly id: string;
  readonly hello: Message;
}

export const CONVERSATIONS = '/api/messages/conversations';

export async function openLifeWorld(
  adminUrl: string,
  options: Omit<ServerOptions, 'database' | 'world'> = {},
): Promise<LifeWorld> {
  const world = await createTestDatabase(adminUrl);
  const database = world.open();
  const server = await startTestServer({
    database,
    world,
    ...options,
    env: {
      NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603',
      NATTER_LIMIT_READS_PER_MINUTE: '0',
      NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
      NATTER_LIMIT_SENDS_PER_MINUTE: '0',
      NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '0',
      ...options.env,
    },
  });
  let people = 0;
  const life: LifeWorld = {
    world,
    database,
    server,
    newPerson: async (roles = []) => {
      people += 1;
      // As many digits for each: so they sort alike.
      const id = `person-${String(people).padStart(5, '0')}`;
      // Not through the server: it would tell people, some time after.
      await database.upsertUsers([{ id, displayName: `Person ${people}`, roles }]);
      return id;
    },
    newPair: async () => {
      const [ann, bob] = [await life.newPerson(), await life.newPerson()];
      const started = await life.call(ann, 'POST', CONVERSATIONS, { type: 'direct', participantId: bob });
      const { id } = started.body as Conversation;
      return { ann, bob, id, hello: await life.send(ann, id, 'hello') };
    },
    startBetween: async (one, other) => {
      const started = await life.call(one, 'POST', CONVERSATIONS, { type: 'direct', participantId: other });
      const { id } = started.body as Conversation;
      for (const userId of [one, other]) await life.send(userId, id, `from ${userId}`);
      return id;
    },
    send: async (userId, conversationId, content, more = {}) => {
      const body = { clientId: randomUUID(), type: 'text', content, ...more };
      const came = await life.call(userId, 'POST', `${CONVERSATIONS}/${conversationId}/messages`, body);
      if (came.status !== 201) throw new Error(`a message could not be sent: ${JSON.stringify(came.body)}`);
      return (came.body as SendAnswer).message;
    },
    call: async (userId, method, path, body) => {
      const { status, body: answer } = await server.call(userId, method, path, body);
      const { code = null, detail = '' } = (status >= 400 ? answer : {}) as { code?: string; detail?: string };
      return { status, body: answer, code, detail };
    },
    onMessage: (userId, method, of, below = '', body = undefined) =>
      life.call(userId, method, `${CONVERSATIONS}/${of.conversationId}/messages/${of.id}${below}`, body),
    history: async (userId, id) =>
      ((await life.call(userId, 'GET', `${CONVERSATIONS}/${id}/messages?limit=100`)).body as HistoryPage).items,
    changes: async (userId, id, after) =>
      (await life.call(userId, 'GET', `${CONVERSATIONS}/${id}/changes?after=${after}`)).body as ChangesPage,
    sync: async (userId, cursor) =>
      (await life.call(userId, 'GET', `/api/messages/sync${cursor === undefined ? '' : `?cursor=${cursor}`}`))
        .body as SyncAnswer,
    look: async (sql, values = []) => (await world.admin.query<Record<string, unknown>>(sql, [...values])).rows,
    meet: async (conversationId, waiting, start) => {
      await world.admin.query('BEGIN');
      await world.admin.query('SELECT 1 FROM natter.conversations WHERE id = $1 FOR NO KEY UPDATE', [conversationId]);
      const started = start();
      try {
        await untilWaiting(world, waiting);
      } finally {
        await world.admin.query('COMMIT');
      }
      return Promise.all(started);
    },
    block: async (userId, otherId) => {
      await database.putBlock({ userId, otherId, isBlocked: true, max: 100 });
    },
    unblock: async (userId, otherId) => {
      await database.putBlock({ userId, otherId, isBlocked: false, max: 100 });
    },
    close: async () => {
      await server.close();
      await database.close();
      await world.drop();
    },
  };
  return life;
}

/** 1, 2, 3 … */
export const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** Until so many statements of this database wait for a lock. */
async function untilWaiting({ admin }: TestDatabase, count: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  for (;;) {
    await admin.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await admin.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
    );
    if ((rows[0]?.n ?? 0) >= count) return;
    if (Date.now() > deadline) throw new Error(`${count} statements do not wait`);
  }
}

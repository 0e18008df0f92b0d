import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createTestDatabase,
  silentLog,
  slowness,
  startTestServer,
  type TestDatabase,
  type TestServer,
} from '@natter/testkit';
import { freezeServer } from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './adapters/embedded-postgres/index.ts';
import { systemClock } from './adapters/system/system-clock.ts';
import { openDatabase } from './database/index.ts';

/** Whatever is away: a person who waits longer has gone. In milliseconds. */
const BOUND_MS = 12_000;
/** Two seconds of silence and a probe of two. */
const FOUND_OUT_MS = 5_500;

let folder: string;
let postgres: EmbeddedPostgres;
let world: TestDatabase;
let database: ReturnType<typeof openDatabase>;
let server: TestServer;
let conversation: string;

const path = () => `/api/messages/conversations/${conversation}/messages`;
const body = (content: string) => ({ clientId: randomUUID(), content });
const send = (message: ReturnType<typeof body>) => server.call('ann', 'POST', path(), message);
const read = () => server.call('bob', 'GET', path());
const readiness = async () => {
  const { status, body: answer } = await server.call(null, 'GET', '/readyz');
  return { status, ...(answer as { checks: Record<string, { ok: boolean; reason?: string }> }).checks['database'] };
};
/** How long it took, in milliseconds, and what came of it. */
async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; answer: T }> {
  const startedAt = systemClock.now();
  const answer = await work();
  return { ms: systemClock.now() - startedAt, answer };
}
const statuses = (answers: readonly { status: number }[]) => [...new Set(answers.map(({ status }) => status))].sort();
const isOpen = () => database.watch.breakers.some((breaker) => breaker.isOpen);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'natter-outage-'));
  postgres = await startEmbeddedPostgres({ dataDir: folder });
  world = await createTestDatabase(postgres.adminUrl);
  world.admin.on('error', () => undefined);
  database = openDatabase({ url: world.appUrl, log: silentLog, clock: systemClock });
  const env = {
    NATTER_LIMIT_SENDS_BURST: '0',
    NATTER_LIMIT_READS_PER_MINUTE: '0',
    NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
  };
  server = await startTestServer({ database, env });
  for (const person of ['ann', 'bob']) await server.call(person, 'GET', '/api/messages/me');
  const started = await server.call('ann', 'POST', '/api/messages/conversations', {
    type: 'direct',
    participantId: 'bob',
    message: body('hello'),
  });
  conversation = (started.body as { id: string }).id;
}, 180_000);
afterAll(async () => {
  await server.close();
  await database.close();
  await world.admin.end().catch(() => undefined);
  await postgres.stop('immediate');
  await rm(folder, { recursive: true, force: true });
}, 180_000);

describe('a database that is not there', () => {
  it('[READY-3] is told by readiness with what is the matter', async () => {
    expect(await readiness()).toMatchObject({ status: 200, ok: true });
    await world.admin.query('ALTER SYSTEM SET default_transaction_read_only = on');
    await world.admin.query('SELECT pg_reload_conf()');
    await expect.poll(readiness).toMatchObject({ status: 503, ok: false, reason: 'the database takes no writes' });
    await world.admin.query('BEGIN READ WRITE');
    await world.admin.query('ROLLBACK');
    await world.admin.query('ALTER SYSTEM RESET default_transaction_read_only');
    await world.admin.query('SELECT pg_reload_conf()');
    await expect.poll(readiness).toMatchObject({ status: 200, ok: true });
    await world.admin.query('ALTER FUNCTION natter.read_epoch() RENAME TO read_epoch_of_old');
    expect(await readiness()).toMatchObject({ status: 503, reason: 'the schema is older than this version' });
    await world.admin.query('ALTER FUNCTION natter.read_epoch_of_old() RENAME TO read_epoch');
    expect(await readiness()).toMatchObject({ status: 200, ok: true });
  });

  it('[READY-5] frozen, holds everybody up for a bounded time, gathers nothing, and leaves each message once', async () => {
    const messages = Array.from({ length: 60 }, (_, index) => body(`frozen ${index}`));
    const thaw = await freezeServer(postgres.pid);
    try {
      const first = timed(() =>
        Promise.all([...messages.slice(0, 40).map(send), ...Array.from({ length: 200 }, read)]),
      );
      const foundOut = timed(() => expect.poll(isOpen, { timeout: 60_000, interval: 50 }).toBe(true));
      const ready = await timed(readiness);
      expect(ready.answer).toMatchObject({ status: 503, ok: false, reason: 'no answer in time' });
      expect(ready.ms).toBeLessThan(2_000 + 1_000 * slowness());
      expect((await timed(() => server.call(null, 'GET', '/healthz'))).ms).toBeLessThan(500 * slowness());
      const { ms, answer } = await first;
      expect(statuses(answer)).toEqual([503]);
      expect(ms).toBeLessThan(BOUND_MS - 2_000 + 2_000 * slowness());
      expect((await foundOut).ms).toBeLessThan(FOUND_OUT_MS - 1_500 + 1_500 * slowness());
      const later = await timed(() => Promise.all([...messages.slice(40).map(send), read(), read()]));
      expect(statuses(later.answer)).toEqual([503]);
      expect(later.ms).toBeLessThan(1_000 * slowness());
      const waiting = Object.values(database.watch.use()).reduce((sum, pool) => sum + pool.waiting, 0);
      expect(waiting).toBeLessThanOrEqual(2);
    } finally {
      thaw();
    }
    const back = await timed(() =>
      expect.poll(readiness, { timeout: 40_000, interval: 50 }).toMatchObject({ status: 200 }),
    );
    expect(back.ms).toBeLessThan(2_000 + 1_000 * slowness());
    await expect.poll(isOpen, { timeout: 30_000 }).toBe(false);
    // What the frozen statements did after they woke, and what their senders repeat, is one message.
    const repeats = await Promise.all(messages.map(send));
    expect(repeats.every(({ status }) => status === 201 || status === 200)).toBe(true);
    const { rows } = await world.admin.query<{ content: string; n: number }>(
      "SELECT content, count(*)::int AS n FROM natter.direct_messages WHERE content LIKE 'frozen %' GROUP BY content",
    );
    expect(rows.map(({ content }) => content).sort()).toEqual(messages.map(({ content }) => content).sort());
    expect(rows.every(({ n }) => n === 1)).toBe(true);
  }, 180_000);

  it('[READY-5] frozen, is let go of in bounded time', async () => {
    const other = openDatabase({ url: world.appUrl, log: silentLog, clock: systemClock });
    await other.readRetention();
    const thaw = await freezeServer(postgres.pid);
    try {
      // A job's statement may take a minute.
      void other.readRetention().catch(() => undefined);
      await expect.poll(() => other.watch.use()['jobs']?.idle).toBe(0);
      expect((await timed(() => other.close())).ms).toBeLessThan(BOUND_MS - 2_000 + 2_000 * slowness());
    } finally {
      thaw();
    }
    await expect.poll(readiness, { timeout: 40_000 }).toMatchObject({ status: 200 });
    await expect.poll(isOpen, { timeout: 30_000 }).toBe(false);
  }, 180_000);

  it('[READY-4] gone, is told at once, and takes the first send within three seconds of its return', async () => {
    const port = postgres.port;
    await postgres.stop('immediate');
    await send(body('into the void'));
    await expect.poll(isOpen).toBe(true);
    const away = await timed(() =>
      Promise.all([...Array.from({ length: 20 }, () => send(body('away'))), read(), read()]),
    );
    expect(statuses(away.answer)).toEqual([503]);
    expect(away.ms).toBeLessThan(1_000 * slowness());
    expect(away.answer[0]?.body).toMatchObject({ code: 'unavailable', retryAfter: 1 });
    expect((await readiness()).status).toBe(503);
    expect((await server.call(null, 'GET', '/healthz')).status).toBe(200);
    postgres = await startEmbeddedPostgres({ dataDir: folder, port });
    const message = body('back');
    const back = await timed(() =>
      expect.poll(async () => (await send(message)).status, { timeout: 40_000, interval: 50 }).toBeLessThan(300),
    );
    expect(back.ms).toBeLessThan(2_000 + 1_000 * slowness());
    expect((await send(message)).body).toMatchObject({ duplicate: true });
  }, 180_000);

  it('[READY-4] whose connections are cut one by one is not held back from', async () => {
    for (let i = 0; i < 5; i++) {
      await database.ping();
      const admin = await createAdmin();
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'natter%' AND application_name <> 'natter watch'",
      );
      await admin.end();
      await read();
      expect(isOpen()).toBe(false);
    }
    await expect.poll(async () => (await send(body('after the cuts'))).status).toBe(201);
  });
});

async function createAdmin() {
  const { Client } = (await import('pg')).default;
  const admin = new Client({ connectionString: world.adminUrl });
  await admin.connect();
  return admin;
}

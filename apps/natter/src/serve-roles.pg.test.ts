import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Conversation, Message } from '@natter/protocol';
import { mintToken, systemClock } from '@natter/server';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestRedis, findRedisServer } from '@natter/testkit';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { type RunningNatter, startNatter } from './testing/run-natter.ts';

/** Real processes, which share two cores with the other tests. */
const PATIENCE_MS = 240_000;
const program = inject('programs').natter;
const SECRET = 'kq7c1f9ab2e4d85603m2x8v5z0b6n4w1';
const CONVERSATIONS = '/api/messages/conversations';

/** The database of the other tests forgets what it acknowledged, and would be refused. */
let postgres: EmbeddedPostgres;
let folder: string;
const running: RunningNatter[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'natter-roles-'));
  postgres = await startEmbeddedPostgres({ dataDir: join(folder, 'postgres') });
}, PATIENCE_MS);
afterAll(async () => {
  for (const socket of sockets) socket.close();
  for (const natter of running) natter.signal('SIGTERM');
  await Promise.all(running.map(({ ended }) => ended));
  await postgres.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(roles: string, env: Readonly<Record<string, string>> = {}) {
  const natter = startNatter(['serve', '--port', '0', '--json', '--roles', roles], {
    program,
    folder,
    env: {
      DATABASE_URL: postgres.adminUrl,
      NATTER_JWT_SECRET: SECRET,
      NATTER_POLLING: 'false',
      ...env,
    },
  });
  running.push(natter);
  const [, url = ''] = await natter.saysLine(/"url":"(http:[^"]+)"/);
  return { natter, url };
}

const tokenOf = async (userId: string) =>
  (await mintToken({ secret: SECRET, userId, ttlSeconds: 3600, clock: systemClock })).token;

async function call<T>(url: string, userId: string, path: string, body?: unknown): Promise<T> {
  const headers = { authorization: `Bearer ${await tokenOf(userId)}`, 'content-type': 'application/json' };
  const posted = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await fetch(url + path, { headers, ...posted })).json() as Promise<T>;
}

/** A socket of this person, and the texts it was told of. */
async function connect(url: string, userId: string) {
  const told: string[] = [];
  const socket = io(url, { auth: { token: await tokenOf(userId) }, transports: ['websocket'], reconnection: false });
  sockets.push(socket);
  socket.on('message:new', ({ message }: { message: Message }) => told.push(message.content ?? ''));
  await new Promise((resolve, reject) => socket.once('connect', () => resolve(null)).once('connect_error', reject));
  return { socket, told };
}

const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });
const until = (isSo: () => Promise<void> | void) => vi.waitFor(isSo, { timeout: 60_000, interval: 50 });

describe('natter serve --roles', { timeout: PATIENCE_MS }, () => {
  it('[ROLE-2] three processes over one PostgreSQL are one server; one that is killed is replaced by another', async () => {
    const [api, realtime, worker] = await Promise.all([serve('api'), serve('realtime'), serve('worker')]);
    for (const { url } of [api, realtime, worker]) expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${worker.url}/api/config`)).status).toBe(503);
    for (const userId of ['ann', 'bob']) await call(api.url, userId, '/api/messages/me');
    const start = { type: 'direct', participantId: 'bob', message: text('hello') };
    const { id } = await call<Conversation>(api.url, 'ann', CONVERSATIONS, start);
    const send = (content: string) => call(api.url, 'ann', `${CONVERSATIONS}/${id}/messages`, text(content));

    const first = await connect(realtime.url, 'bob');
    await send('one');
    await until(() => expect(first.told).toEqual(['one']));

    realtime.natter.signal('SIGKILL');
    await realtime.natter.ended;
    await send('while nobody listens');
    const other = await serve('realtime,worker');
    const second = await connect(other.url, 'bob');
    await send('two');
    await until(() => expect(second.told).toEqual(['two']));
    const synced: unknown = await second.socket.emitWithAck('sync', {});
    expect(JSON.stringify(synced)).toContain('while nobody listens');

    for (const { natter } of [api, other, worker]) natter.signal('SIGTERM');
    expect(await Promise.all([api, other, worker].map(({ natter }) => natter.ended))).toEqual([0, 0, 0]);
  });

  it.skipIf(findRedisServer() === null)(
    '[REDIS-2] with REDIS_URL they start before Redis and stop after it',
    async () => {
      const redis = await createTestRedis();
      const { natter, url } = await serve('api,realtime,worker', { REDIS_URL: redis.url });
      const notes = async () => ((await (await fetch(`${url}/readyz`)).json()) as { notes: unknown }).notes;
      expect(await notes()).toEqual({ redis: 'away' });
      await redis.start();
      await until(async () => expect(await notes()).toEqual({ redis: 'up' }));
      await redis.kill();
      natter.signal('SIGTERM');
      expect(await natter.ended).toBe(0);
      await redis.close();
    },
  );

  it('[ROLE-1] a part that does not exist ends it with the sentence', async () => {
    const natter = startNatter(['serve', '--roles', 'api,mailer'], {
      program,
      folder,
      env: { NATTER_JWT_SECRET: SECRET },
    });
    expect(await natter.ended).toBe(2);
    expect(natter.complained()).toBe('NATTER_ROLES must name some of api, realtime, worker\n');
  });
});

import { randomUUID } from 'node:crypto';
import { createTestClock, createTestDatabase, startTestServer, type TestDatabase } from '@natter/testkit';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from './ports/database.ts';

/* Retention as a running server has it: its own schedule, and what people of the store see of it. */

const DAY = 86_400_000;

let database: TestDatabase;
let db: MessagingDatabase;

beforeEach(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  db = database.open();
  await database.admin.query(
    `SELECT natter.set_policy($1, (SELECT jsonb_agg(to_jsonb(e)) FROM natter.entitlements e))`,
    [
      JSON.stringify({
        requiresMembership: false,
        features: [],
        freeDays: 30,
        privilegedDays: 180,
        privilegedPlusDays: 365,
        retentionBasis: 'sender',
        graceDays: 30,
        purgeAfterDays: 7,
        maxMessageLength: 1_000,
      }),
    ],
  );
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

const count = async (sql: string): Promise<number> =>
  (await database.admin.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]?.n ?? -1;

async function startTalk(): Promise<string> {
  await db.upsertUsers([{ id: 'ann' }, { id: 'ben' }]);
  const started = await db.startDirect({ userId: 'ann', otherId: 'ben', id: randomUUID(), newPerDay: 0 });
  if (!('id' in started)) throw new Error(started.outcome);
  return started.id;
}

describe('a server and retention', () => {
  it('[RET-13] marks and purges by itself, carries out changes, and stops cleanly', async () => {
    const clock = createTestClock(Date.now());
    await database.setNow(new Date(clock.now()));
    const id = await startTalk();
    await db.sendMessages([
      {
        conversationId: id,
        senderId: 'ann',
        clientId: randomUUID(),
        id: randomUUID(),
        type: 'text',
        content: 'x',
        mentions: [],
        replyToId: null,
      },
      {
        conversationId: id,
        senderId: 'ben',
        clientId: randomUUID(),
        id: randomUUID(),
        type: 'text',
        content: 'y',
        mentions: [],
        replyToId: null,
      },
    ]);
    await db.upsertUsers([{ id: 'ben', tier: 'privileged' }]);
    // Thirty-eight days without a server: what it finds when it starts, no run of its own has seen before.
    clock.advance(38 * DAY);
    await database.setNow(new Date(clock.now()));
    const server = await startTestServer({ database: db, clock });
    // Long enough that a busy machine comes through the hours until the next run, and far from what the guard takes for a jump.
    const STEP_MS = 120_000;
    /** Time passes for both clocks until it has come true. */
    const passUntil = (what: () => Promise<boolean>) =>
      expect
        .poll(
          async () => {
            await database.setNow(new Date(clock.now() + STEP_MS));
            clock.advance(STEP_MS);
            return await what();
          },
          { timeout: 30_000, interval: 20 },
        )
        .toBe(true);
    await passUntil(async () => (await count('natter.tier_changes WHERE done_at IS NOT NULL')) === 1);
    await passUntil(async () => (await count("natter.direct_messages WHERE sender_id = 'ann'")) === 0);
    expect(await count("natter.direct_messages WHERE sender_id = 'ben' AND NOT is_deleted")).toBe(1);
    await server.close();
    const runs = await count('natter.job_runs');
    clock.advance(DAY);
    expect(await count('natter.job_runs')).toBe(runs);
    expect(clock.pending).toBe(0);
  });

  it('[ONCE-1] [RET-9] a key repeated after the purge answers what is no more, makes nothing and tells nobody', async () => {
    const begin = Date.now() - 38 * DAY;
    await database.setNow(new Date(begin));
    const id = await startTalk();
    const server = await startTestServer({ database: db });
    const body = { clientId: randomUUID(), type: 'text', content: 'long ago' };
    const path = `/api/messages/conversations/${id}/messages`;
    const first = await server.call('ann', 'POST', path, body);
    expect(first.status).toBe(201);
    await database.setNow(new Date(begin + 38 * DAY));
    await db.softDeleteExpired(10);
    await db.cleanupExpired(10);
    expect(await count('natter.direct_messages')).toBe(0);
    const theirs = await server.connect('ben');
    const heard: string[] = [];
    theirs.onAny((event: string) => heard.push(event));
    const again = await server.call('ann', 'POST', path, body);
    expect(again.status).toBe(200);
    expect(again.body).toMatchObject({
      duplicate: true,
      message: {
        id: (first.body as { message: { id: string } }).message.id,
        seq: 1,
        content: null,
        deletedAt: expect.any(String),
      },
    });
    expect(await count('natter.direct_messages')).toBe(0);
    const history = await server.call('ben', 'GET', path);
    expect(history.body).toMatchObject({ items: [] });
    // Whatever was sent to this socket before its own ping has been heard.
    await new Promise<void>((resolve) => theirs.emit('sync', {}, () => resolve()));
    expect(heard.filter((event) => event.startsWith('message:'))).toEqual([]);
    await server.close();
  });

  it('[RET-13] one node has its turn; it ends when it says so, or when it is gone', async () => {
    const other = database.open();
    const endTurn = await db.takeRetentionTurn();
    expect(endTurn).not.toBeNull();
    expect(await other.takeRetentionTurn()).toBeNull();
    await endTurn?.();
    const theirs = await other.takeRetentionTurn();
    expect(theirs).not.toBeNull();
    await database.admin.query(
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
    );
    await expect
      .poll(async () => {
        const mine = await db.takeRetentionTurn();
        await mine?.();
        return mine !== null;
      })
      .toBe(true);
    await theirs?.();
    await other.close();
  });
});

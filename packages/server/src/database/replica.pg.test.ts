import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, silentLog, slowness, type TestDatabase } from '@natter/testkit';
import {
  openWallWorld,
  type ReplicaPair,
  removeMember,
  startReplicaOf,
  startReplicaPair,
  type WallWorld,
} from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../adapters/system/system-clock.ts';
import type { MessagingDatabase } from '../ports/database.ts';
import type { DatabaseWatch } from '../ports/database-watch.ts';
import { openDatabase } from './open-database.ts';
import { openPool } from './pool.ts';
import { makeRunner, type Runner, type Statement } from './query.ts';
import { openReplica, shared } from './replica.ts';
import { REPLICA_READS } from './replica-reads.ts';

type Watched = MessagingDatabase & { readonly watch: DatabaseWatch };

let folder: string;
let pair: ReplicaPair;
let database: TestDatabase;
let world: WallWorld;
let plain: Watched;
let both: Watched;
let names: string[];

const replicaUrl = () => {
  const url = new URL(pair.replicaUrl);
  url.pathname = new URL(database.appUrl).pathname;
  return url.href;
};
function open(readUrl: string | null, url = database.appUrl): Watched {
  const opened = openDatabase({ url, readUrl, log: silentLog, clock: systemClock, allowUnsafeDurability: true });
  opened.watch.onStatement((name, _tookMs, outcome) => names.push(`${name} ${outcome}`));
  return opened;
}
const isOpen = (one: Watched) => one.watch.breakers.find(({ what }) => what === 'replica')?.isOpen;
const older = (one: Watched, user: string, conversation: string) =>
  one.readHistory(user, conversation, { before: 1_000, after: null, around: null, limit: 50 });
/** What older pages show of a conversation, and who told it. */
async function readOlder(user: string, conversation: string): Promise<{ texts: unknown; by: string[] }> {
  names = [];
  const page = await older(both, user, conversation);
  return { texts: page?.items.map(({ content }) => content), by: names };
}
async function newest(userId: string, conversationId: string) {
  const page = await plain.readHistory(userId, conversationId, { before: null, after: null, around: null, limit: 1 });
  return { userId, conversationId, messageId: page?.items[0]?.id ?? '' };
}
const onReplica = { by: ['read_history@replica ok'] };
const onPrimary = { by: ['read_history ok'] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'natter-replica-'));
  pair = await startReplicaPair(folder);
  database = await createTestDatabase(pair.primary.adminUrl);
  world = await openWallWorld(database);
  names = [];
  plain = open(null);
  both = open(replicaUrl());
}, 180_000);
afterAll(async () => {
  await Promise.all([plain, both].map((one) => one.close()));
  await world.close();
  await database.admin.end();
  await pair.stop();
}, 180_000);

describe('a server whose database is a standby', () => {
  it('[READY-3] is not ready', async () => {
    const url = new URL(replicaUrl());
    const { username, password } = new URL(database.appUrl);
    [url.username, url.password] = [username, password];
    // It has to have the database first.
    await pair.caughtUp();
    const standby = open(null, url.href);
    expect(await standby.watch.whyNotReady()).toBe('the database is a standby');
    await standby.close();
  });
});

describe('a replica', () => {
  it('[REPL-1] answers each read that is in the list as the primary does, by the same login', async () => {
    const { ada, bo, stranger, conversation } = await world.newScene(5);
    const page = await plain.readHistory(ada, conversation, { before: null, after: null, around: null, limit: 5 });
    const messageId = page?.items[2]?.id ?? '';
    const of = { userId: bo, conversationId: conversation, messageId };
    await plain.setStar({ ...of, isOn: true });
    await plain.setReaction({ ...of, emoji: '👍', isOn: true });
    await plain.advanceMarks([{ userId: bo, conversationId: conversation, kind: 'read', seq: 5 }]);
    await plain.upsertUsers([{ id: stranger, displayName: 'Staff', roles: ['moderator'] }]);
    await plain.reportMessage({ ...of, reason: 'spam', note: 'look' });
    const reads: readonly ((one: MessagingDatabase) => Promise<unknown>)[] = [
      (one) => one.readHistory(bo, conversation, { before: 4, after: null, around: null, limit: 2 }),
      (one) => one.readHistory(bo, conversation, { before: null, after: null, around: 3, limit: 4 }),
      (one) => one.readInbox(bo, { filter: 'all', q: 'pers', after: null, limit: 5 }),
      (one) => one.readPeople(bo, { q: 'p', after: null, limit: 5 }),
      (one) => one.readStarred(bo, { conversationId: null, after: null, limit: 5 }),
      (one) => one.readVersions(of),
      (one) => one.readReactions(of),
      (one) => one.readVotes(bo, conversation, messageId),
      (one) => one.readReceipts(ada, conversation, messageId),
      (one) => one.readReports(stranger, { isResolved: false, after: null, limit: 5 }),
      (one) => one.readSuspensions(stranger),
      (one) => one.readModerationActions(stranger, { before: null, limit: 5 }),
    ];
    await pair.caughtUp();
    names = [];
    for (const read of reads) expect(await read(both)).toEqual(await read(plain));
    const told = new Set(names.filter((name) => name.endsWith('@replica ok')).map((name) => name.split('@')[0]));
    expect([...told].sort()).toEqual(Object.keys(REPLICA_READS).sort());
    const logins = "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'natter replica'";
    expect(await pair.askReplica(logins)).toEqual([{ usename: new URL(database.appUrl).username }]);
  });

  it('[REPL-1] is not asked for what devices catch up with, nor for what writes', async () => {
    const { ada, conversation } = await world.newScene(3);
    names = [];
    await both.readHistory(ada, conversation, { before: null, after: null, around: null, limit: 5 });
    await both.readHistory(ada, conversation, { before: null, after: 1, around: null, limit: 5 });
    await both.readInbox(ada, { filter: 'all', q: null, after: null, limit: 5 });
    await both.readSync(ada, { horizon: null, after: null, limit: 5 });
    await both.advanceMarks([{ userId: ada, conversationId: conversation, kind: 'read', seq: 3 }]);
    expect(names.filter((name) => name.includes('@'))).toEqual([]);
  });

  it('[REPL-2] that lags is not asked: what was written before is read, and it comes back when it has caught up', async () => {
    const { bo, ada, conversation } = await world.newScene(1);
    await pair.caughtUp();
    expect(await readOlder(bo, conversation)).toMatchObject({ texts: ['secret 1'], ...onReplica });
    await pair.askReplica('SELECT pg_wal_replay_pause()');
    try {
      await world.send(conversation, ada, 'secret 2');
      for (let i = 0; i < 3; i++) {
        expect(await readOlder(bo, conversation)).toMatchObject({ texts: ['secret 1', 'secret 2'], ...onPrimary });
      }
      await expect.poll(() => isOpen(both)).toBe(true);
    } finally {
      await pair.askReplica('SELECT pg_wal_replay_resume()');
    }
    await expect.poll(() => isOpen(both), { timeout: 40_000 }).toBe(false);
    await pair.caughtUp();
    expect(await readOlder(bo, conversation)).toMatchObject({ texts: ['secret 1', 'secret 2'], ...onReplica });
  });

  it('[REPL-3] shows nothing to somebody who asks after it was taken from them, however it lags', async () => {
    const takeAway: readonly ((scene: { ada: string; bo: string; conversation: string }) => Promise<unknown>)[] = [
      ({ bo, conversation }) => plain.clearConversation(bo, conversation),
      ({ bo, conversation }) => removeMember(database.admin, conversation, bo),
      async ({ ada, conversation }) =>
        plain.deleteMessage({ ...(await newest(ada, conversation)), isForEveryone: true, windowSeconds: 60 }),
      async ({ bo, conversation }) =>
        plain.deleteMessage({ ...(await newest(bo, conversation)), isForEveryone: false, windowSeconds: 0 }),
    ];
    // Other people write all the time, so that the replica has something to replay.
    const noise = await world.newScene(0);
    const noisy = new pg.Client({ connectionString: database.adminUrl });
    await noisy.connect();
    let isDone = false;
    const makeNoise = async () => {
      while (!isDone)
        await noisy.query('UPDATE natter.users SET last_seen_at = natter.now() WHERE id = $1', [noise.ada]);
    };
    const toggle = async () => {
      while (!isDone) {
        await pair.askReplica('SELECT pg_wal_replay_pause()');
        await pair.askReplica('SELECT pg_sleep(0.02 * random())');
        await pair.askReplica('SELECT pg_wal_replay_resume()');
        await pair.askReplica('SELECT pg_sleep(0.03 * random())');
      }
    };
    const running = Promise.all([makeNoise(), toggle()]);
    names = [];
    const seen: unknown[] = [];
    for (let round = 0; round < 120; round++) {
      const scene = await world.newScene(1);
      // Both look, so that the replica has it before.
      await older(both, scene.bo, scene.conversation);
      await takeAway[round % takeAway.length]?.(scene);
      const page = await older(both, scene.bo, scene.conversation);
      seen.push(...(page?.items ?? []).filter(({ content }) => content !== null));
    }
    isDone = true;
    await running;
    await noisy.end();
    expect(seen).toEqual([]);
    // Otherwise the replica was never asked, and nothing was tried.
    expect(names.filter((name) => name === 'read_history@replica ok').length).toBeGreaterThan(20);
  }, 180_000);

  const inAMinute = () => new Date(systemClock.now() + 60_000).toISOString();
  const aMinuteAgo = () => new Date(systemClock.now() - 60_000).toISOString();
  it.each<[string, () => object, number]>([
    ['is as it should be', () => ({}), 0],
    ['[REPL-4] has a clock that is behind', () => ({ at: inAMinute() }), 1],
    ['[REPL-4] has a clock that is ahead', () => ({ at: aMinuteAgo() }), 1],
    ['[REPL-6] is of another cluster', () => ({ system: '1' }), 1],
    ['[REPL-6] is on another timeline', () => ({ timeline: 99 }), 1],
    ['[REPL-2] has not replayed as far', () => ({ position: 'FFFFFFF/0' }), 1],
  ])('that %s', async (_what, lie, byPrimary) => {
    await pair.caughtUp();
    const common = { log: silentLog, allowUnsafeDurability: true };
    const pool = openPool({ ...common, url: database.appUrl, name: 'natter test', size: 1 });
    const ask = makeRunner(pool);
    const askPrimary: Runner = async <Row extends object>(statement: Statement, values: unknown[]) =>
      (await ask<Row>(statement, values)).map((row) => Object.assign(row, lie()));
    const where = { url: replicaUrl(), primaryUrl: database.appUrl, size: 1 };
    const replica = openReplica({ ...where, log: silentLog, clock: systemClock, askPrimary, tell: () => undefined });
    let asked = 0;
    const run = replica.over(async () => {
      asked++;
      return [];
    });
    await run({ name: 'read_people', text: 'SELECT 1 AS one' }, []);
    expect(asked).toBe(byPrimary);
    replica.breaker.stop();
    await Promise.all([pool.end(), replica.pool.end()]);
  });

  it('[REPL-5] that is gone is done without, and used again when it is back', async () => {
    const { bo, conversation } = await world.newScene(1);
    await pair.caughtUp();
    expect(await readOlder(bo, conversation)).toMatchObject(onReplica);
    await pair.killReplica();
    for (let i = 0; i < 4; i++)
      expect(await readOlder(bo, conversation)).toMatchObject({ texts: ['secret 1'], ...onPrimary });
    await expect.poll(() => isOpen(both)).toBe(true);
    expect(await both.watch.whyNotReady()).toBeNull();
    await pair.restartReplica();
    await expect.poll(() => isOpen(both), { timeout: 40_000 }).toBe(false);
    await pair.caughtUp();
    expect(await readOlder(bo, conversation)).toMatchObject(onReplica);
  }, 180_000);

  it('[REPL-5] that is frozen holds a reader up for about a second, once', async () => {
    const { bo, conversation } = await world.newScene(1);
    await pair.caughtUp();
    expect(await readOlder(bo, conversation)).toMatchObject(onReplica);
    const thaw = await pair.freezeReplica();
    try {
      const startedAt = systemClock.now();
      const pages = await Promise.all(Array.from({ length: 20 }, () => older(both, bo, conversation)));
      expect(pages.every((page) => page?.items.length === 1)).toBe(true);
      expect(systemClock.now() - startedAt).toBeLessThan(3_000 + 1_000 * slowness());
      await expect.poll(() => isOpen(both), { timeout: 40_000 }).toBe(true);
      expect(await readOlder(bo, conversation)).toMatchObject(onPrimary);
    } finally {
      thaw();
    }
    await expect.poll(() => isOpen(both), { timeout: 40_000 }).toBe(false);
  }, 180_000);

  it('[REPL-6] that was promoted, or follows another history, answers no more', async () => {
    const { bo, ada, conversation } = await world.newScene(1);
    const other = await startReplicaOf(pair.primary, join(folder, 'other'));
    const otherUrl = new URL(other.adminUrl);
    otherUrl.pathname = new URL(database.appUrl).pathname;
    await pair.caughtUp();
    expect(await readOlder(bo, conversation)).toMatchObject(onReplica);
    await pair.askReplica('SELECT pg_promote(true)');
    // Somebody writes there: a history of its own from here on.
    const promoted = new pg.Client({ connectionString: replicaUrl() });
    await promoted.connect();
    await promoted
      .query("UPDATE natter.direct_messages SET content = 'forged' WHERE conversation_id = $1", [conversation])
      .catch(() => undefined);
    expect(await readOlder(bo, conversation)).toMatchObject({ texts: ['secret 1'], ...onPrimary });
    // The other way round: what was promoted is the primary now, and the old primary's other replica has gone further in its own history.
    const appUrl = new URL(replicaUrl());
    const login = new URL(database.appUrl);
    [appUrl.username, appUrl.password] = [login.username, login.password];
    for (let i = 0; i < 50; i++) await world.send(conversation, ada, 'only in the old history');
    const after = open(otherUrl.href, appUrl.href);
    names = [];
    try {
      const page = await older(after, bo, conversation);
      expect([page?.items.length, names]).toEqual([1, ['read_history ok']]);
    } finally {
      await after.close();
      await promoted.end();
      await other.stop('immediate');
    }
  }, 180_000);
});

describe('a question that is shared', () => {
  it('is put after whoever gets its answer asked, and one at a time', async () => {
    let asked = 0;
    let underWay = 0;
    const ends: (() => void)[] = [];
    const ask = shared(async () => {
      const mine = ++asked;
      expect(++underWay).toBe(1);
      await new Promise<void>((resolve) => ends.push(resolve));
      underWay--;
      return mine;
    });
    const end = async () => {
      ends.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    };
    const [first, second, third] = [ask(), ask(), ask()];
    await end();
    const fourth = ask();
    await end();
    await end();
    expect(await Promise.all([first, second, third, fourth])).toEqual([1, 2, 2, 3]);
  });
});

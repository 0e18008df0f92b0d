import { createTestDatabase, silentLog, startTcpProxy, type TcpProxy, type TestDatabase } from '@natter/testkit';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { DomainError } from '../platform/domain-error.ts';
import { openPool } from './pool.ts';
import { makeRunner } from './query.ts';

let world: TestDatabase;
let wire: TcpProxy;
let wireUrl: string;
let pool: pg.Pool;
const options = { name: 'natter test', size: 1, log: silentLog, allowUnsafeDurability: true };

beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  const url = new URL(world.appUrl);
  wire = await startTcpProxy({ targetPort: Number(url.port) });
  url.port = String(wire.port);
  wireUrl = url.href;
  pool = openPool({ ...options, url: wireUrl, statementTimeoutMs: 200, answerTimeoutMs: 300 });
});
afterAll(async () => {
  await pool.end();
  await wire.close();
  await world.drop();
});

const one = { name: 'one', text: 'SELECT 1 AS one' };

describe('the wire to the database', () => {
  it('a wire that dies without a word makes a statement fail in bounded time, and the next one takes a new connection', async () => {
    const run = makeRunner(pool);
    expect(await run(one, [])).toEqual([{ one: 1 }]);
    const dead = wire.suffer({ toClient: { kind: 'hold' } });
    const failure = await run(one, []).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(DomainError);
    expect(failure).toMatchObject({ code: 'unavailable' });
    wire.heal();
    expect(await run(one, [])).toEqual([{ one: 1 }]);
    dead.cut('reset');
  });

  it('a connection that dies while it is looked at fails its caller and not the process', async () => {
    const fresh = openPool({ ...options, url: wireUrl });
    const run = makeRunner(fresh);
    fresh.once('connect', () => wire.cut('reset'));
    expect(await run(one, []).catch((error: unknown) => error)).toMatchObject({ code: 'unavailable' });
    expect(await run(one, [])).toEqual([{ one: 1 }]);
    await fresh.end();
  });
});

describe('a statement that takes longer than it may', () => {
  it('[LOAD-10] is undone by the database, and told as what it is; the connection stays', async () => {
    const strict = openPool({ ...options, url: wireUrl, statementTimeoutMs: 100 });
    try {
      const run = makeRunner(strict);
      const slow = run({ name: 'slow', text: 'SELECT pg_sleep(60)' }, []);
      await expect(slow).rejects.toMatchObject({ code: 'timeout', facts: { retryAfter: 2 } });
      expect(await run(one, [])).toEqual([{ one: 1 }]);
      expect(strict.totalCount).toBe(1);
    } finally {
      await strict.end();
    }
  });
});

describe('a pool with more to do than it can', () => {
  it('[LOAD-8] refuses what cannot wait, and does the rest', async () => {
    const run = makeRunner(pool);
    const asked = Array.from({ length: 1_010 }, () =>
      run<{ one: number }>({ name: 'one', text: 'SELECT 1 AS one' }, []),
    );
    const answers = await Promise.allSettled(asked);
    const refused = answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []));
    expect(refused.length).toBeGreaterThanOrEqual(9);
    expect(refused.length).toBeLessThanOrEqual(10);
    for (const reason of refused) expect(reason).toMatchObject({ code: 'overloaded', facts: { retryAfter: 2 } });
  });
});

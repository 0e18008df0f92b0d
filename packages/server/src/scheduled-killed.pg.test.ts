import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { upTo } from './testing/life-world.ts';

const AUTHORS = 4;
const EACH = 100;

let world: TestDatabase;
const running: ChildProcess[] = [];

beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
});
afterAll(async () => {
  for (const child of running) child.kill('SIGKILL');
  await world.drop();
});

const count = async (sql: string): Promise<number> =>
  (await world.admin.query<{ n: number }>(`SELECT count(*)::int AS n FROM ${sql}`)).rows[0]?.n ?? -1;

interface Sender {
  readonly child: ChildProcess;
  /** Its code and signal, listened for from the start: it may end at any moment. */
  readonly ended: Promise<unknown[]>;
}

async function startProcess(): Promise<Sender> {
  const child = spawn(process.execPath, [inject('programs').dueSender, world.appUrl], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  running.push(child);
  const ended = once(child, 'exit');
  const failed = ended.then((how) => Promise.reject(new Error(`it ended before it began: ${how.join(' ')}`)));
  await Promise.race([once(child.stdout, 'data'), failed]);
  failed.catch(() => undefined);
  return { child, ended };
}

describe('processes that are killed while they send', () => {
  it('[SCHEDULE-2] have sent each message once, and none is lost', { timeout: 180_000 }, async () => {
    const database = world.open();
    const authors = upTo(AUTHORS).map((n) => `author-${n}`);
    await database.upsertUsers(authors.map((id) => ({ id })));
    for (const [index, userId] of authors.entries()) {
      const otherId = authors[(index + 1) % AUTHORS] ?? '';
      await database.startDirect({ userId, otherId, id: crypto.randomUUID(), newPerDay: 0 });
    }
    await database.close();
    await world.admin.query(
      `INSERT INTO natter.scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, send_at, created_at, updated_at)
       SELECT 'test', gen_random_uuid(), s.user_id, s.conversation_id, gen_random_uuid(), n::text, now() - n * interval '1 second', now(), now()
       FROM natter.member_state s JOIN natter.conversations c ON c.id = s.conversation_id AND c.created_by = s.user_id
       CROSS JOIN generate_series(1, $1) n`,
      [EACH],
    );
    await world.admin.query(
      `UPDATE natter.member_state s SET scheduled_count = $1 FROM natter.conversations c
       WHERE c.id = s.conversation_id AND c.created_by = s.user_id`,
      [EACH],
    );
    const keys = await world.admin.query<{ key: string }>('SELECT client_id AS key FROM natter.scheduled_messages');
    expect(keys.rows).toHaveLength(AUTHORS * EACH);
    let kills = 0;
    for (let left = AUTHORS * EACH; left > 0; left = await count('natter.scheduled_messages')) {
      const children = await Promise.all([startProcess(), startProcess()]);
      // In the middle of its work, as soon as the first batch is seen.
      await expect.poll(() => count('natter.scheduled_messages'), { timeout: 60_000, interval: 1 }).toBeLessThan(left);
      for (const { child, ended } of children) {
        child.kill('SIGKILL');
        expect(await ended).toEqual([null, 'SIGKILL']);
      }
      kills += 1;
    }
    // How many it takes is the machine's affair; each was in the middle of its work.
    expect(kills).toBeGreaterThan(0);
    // What a killed process had begun ends in the database.
    await expect
      .poll(() => count('pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()'), {
        timeout: 30_000,
      })
      .toBe(0);
    const sent = await world.admin.query<{ key: string }>('SELECT client_id AS key FROM natter.direct_messages');
    expect(sent.rows.map(({ key }) => key).sort()).toEqual(keys.rows.map(({ key }) => key).sort());
    expect(await count('natter.conversations WHERE last_seq <> 100')).toBe(0);
    expect(await count('natter.member_state WHERE scheduled_count <> 0')).toBe(0);
  });
});

import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { openWallWorld, SEND, sendColumns, type WallWorld } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

/*
 * Who is in a group and what is said in it, by many at once against a real database: never more members than there may be, never
 * without an admin, and nothing of whoever is out after they are.
 */

type Rows = Record<string, unknown>[];

let database: TestDatabase;
let world: WallWorld;
let pool: pg.Pool;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await openWallWorld(database);
  pool = new pg.Pool({ connectionString: database.appUrl, max: 20 });
});
afterAll(async () => {
  await pool.end();
  await world.close();
  // Ended is not yet gone: what the dropped database cuts off is an error of its client.
  const sessions = 'SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND usename = $1';
  await vi.waitFor(async () => expect((await database.admin.query(sessions, [database.roles.app])).rowCount).toBe(0), {
    timeout: 30_000,
  });
  await database.drop();
});

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const rows = async (sql: string, values: readonly unknown[]): Promise<Rows> =>
  (await pool.query<Rows[number]>(sql, [...values])).rows;
const outcome = async (sql: string, values: readonly unknown[]) => String((await rows(sql, values))[0]?.['outcome']);
const newPeople = async (count: number): Promise<string[]> => {
  const people: string[] = [];
  for (const _ of upTo(count)) people.push(await world.newPerson());
  return people;
};
const START = "SELECT * FROM natter.start_group($1, $2, $3, 'Group', $4, 'everyone', 'everyone', 0)";
const start = async (creator: string, others: readonly string[], client: string = randomUUID()) =>
  (await rows(START, [creator, randomUUID(), client, others]))[0] ?? {};
const newGroup = async (creator: string, others: readonly string[]) => String((await start(creator, others))['id']);
const add = (by: string, id: string, people: readonly string[]) =>
  outcome('SELECT outcome FROM natter.add_members($1, $2, $3)', [by, id, people]);
const remove = (by: string, id: string, member: string) =>
  outcome('SELECT outcome FROM natter.remove_member($1, $2, $3)', [by, id, member]);
const leave = (by: string, id: string) => outcome('SELECT outcome FROM natter.leave_group($1, $2)', [by, id]);
const role = (by: string, id: string, member: string, is: string) =>
  outcome('SELECT outcome FROM natter.set_member_role($1, $2, $3, $4)', [by, id, member, is]);
const send = async (id: string, by: string, content: string) =>
  (await rows(SEND, sendColumns(id, by, content)))[0] ?? {};
const membersOf = async (id: string) =>
  await world.look(
    'SELECT user_id, role FROM natter.conversation_participants WHERE conversation_id = $1 AND left_at IS NULL ORDER BY user_id',
    [id],
  );
const adminsOf = async (id: string) => (await membersOf(id)).filter((one) => one['role'] === 'admin').length;
const count = (from: readonly string[], what: string) => from.filter((one) => one === what).length;

/** What must be so of every group, whatever happened: each line says what is broken. */
const INVARIANTS: Readonly<Record<string, string>> = {
  'a group with members and without an admin': `
    SELECT p.conversation_id FROM natter.conversation_participants p WHERE p.left_at IS NULL
    GROUP BY 1 HAVING (SELECT c.type FROM natter.conversations c WHERE c.id = p.conversation_id) = 'group' AND NOT bool_or(p.role = 'admin')`,
  'more than 256':
    'SELECT conversation_id FROM natter.conversation_participants WHERE left_at IS NULL GROUP BY 1 HAVING count(*) > 256',
  'in it and out of it': `
    SELECT p.user_id FROM natter.conversation_participants p JOIN natter.member_state s USING (conversation_id, user_id)
    WHERE p.left_at IS DISTINCT FROM s.left_at`,
  'who begins elsewhere than at the line that tells of it': `
    SELECT s.user_id FROM natter.member_state s JOIN natter.conversation_participants p USING (conversation_id, user_id)
    WHERE s.left_at IS NULL AND (s.history_from <> p.joined_seq OR s.delivered_seq < s.history_from - 1 OR NOT EXISTS (
      SELECT 1 FROM natter.direct_messages m WHERE m.conversation_id = s.conversation_id AND m.seq = s.history_from
        AND m.metadata->>'event' IN ('group_created', 'members_added')
        AND (m.metadata->'userIds' ? s.user_id OR m.metadata->>'userId' = s.user_id)))`,
  'what is left of who is out': `
    SELECT s.user_id FROM natter.member_state s WHERE s.left_at IS NOT NULL AND (
      s.draft IS NOT NULL OR s.is_pinned OR s.scheduled_count <> 0 OR s.read_seq <> 0
      OR EXISTS (SELECT 1 FROM natter.starred_messages x WHERE x.user_id = s.user_id AND x.conversation_id = s.conversation_id)
      OR EXISTS (SELECT 1 FROM natter.scheduled_messages x WHERE x.user_id = s.user_id AND x.conversation_id = s.conversation_id)
      OR EXISTS (SELECT 1 FROM natter.mark_advances x WHERE x.user_id = s.user_id AND x.conversation_id = s.conversation_id))`,
  'a number that is nowhere': `
    SELECT c.id FROM natter.conversations c WHERE c.last_seq <> (SELECT count(*) FROM natter.direct_messages m WHERE m.conversation_id = c.id)`,
  'two changes at one place': `
    SELECT m.change_seq FROM natter.direct_messages m GROUP BY m.conversation_id, m.change_seq HAVING count(*) > 1`,
};

async function broken(): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const [what, sql] of Object.entries(INVARIANTS)) {
    const { length } = await world.look(sql);
    if (length > 0) found[what] = length;
  }
  return found;
}

/** The members and admins that follow from the lines of a thread alone. */
async function replayed(id: string): Promise<{ members: string[]; admins: string[] }> {
  const lines = await world.look(
    "SELECT metadata FROM natter.direct_messages WHERE conversation_id = $1 AND type = 'system' ORDER BY change_seq",
    [id],
  );
  const members = new Set<string>();
  const admins = new Set<string>();
  for (const { metadata } of lines) {
    const {
      event,
      userId,
      userIds = [],
      role: given,
    } = metadata as {
      event: string;
      userId: string;
      userIds?: string[];
      role?: string;
    };
    const out = event === 'member_left' ? [userId] : event === 'member_removed' ? userIds : [];
    if (event === 'group_created') admins.add(userId);
    for (const one of event === 'group_created' ? [userId, ...userIds] : event === 'members_added' ? userIds : [])
      members.add(one);
    for (const one of out) {
      members.delete(one);
      admins.delete(one);
    }
    if (event === 'role_changed') for (const one of userIds) given === 'admin' ? admins.add(one) : admins.delete(one);
  }
  return { members: [...members].sort(), admins: [...admins].sort() };
}

async function present(id: string): Promise<{ members: string[]; admins: string[] }> {
  const members = await membersOf(id);
  const ids = (from: Rows) => from.map((one) => String(one['user_id'])).sort();
  return { members: ids(members), admins: ids(members.filter((one) => one['role'] === 'admin')) };
}

describe('groups under many hands', () => {
  it('[GROUP-3] fifty who add at the limit bring in as many as there is room for', { timeout: 180_000 }, async () => {
    const [creator = '', ...others] = await newPeople(300);
    const id = await newGroup(creator, others.slice(0, 249));
    const adding = await Promise.all(others.slice(249, 299).map((one) => add(creator, id, [one])));
    expect([count(adding, 'changed'), count(adding, 'too_many')]).toEqual([6, 44]);
    expect((await membersOf(id)).length).toBe(256);
    // Several at a time: all or nobody.
    for (const one of others.slice(0, 4)) await remove(creator, id, one);
    const fresh = await newPeople(48);
    const trios = await Promise.all(upTo(16).map((n) => add(creator, id, fresh.slice(3 * n, 3 * n + 3))));
    expect([count(trios, 'changed'), count(trios, 'too_many'), (await membersOf(id)).length]).toEqual([1, 15, 255]);
    expect((await start(creator, others))['outcome']).toBe('too_many');
    expect(await broken()).toEqual({});
  });

  it('[GROUP-1] fifty repeats of one call make one group', async () => {
    const [creator = '', other = ''] = await newPeople(2);
    const client = randomUUID();
    const made = await Promise.all(upTo(50).map(() => start(creator, [other], client)));
    expect(new Set(made.map((one) => one['id'])).size).toBe(1);
    expect(
      count(
        made.map((one) => String(one['outcome'])),
        'created',
      ),
    ).toBe(1);
  });

  it('[GROUP-3] who is added by many at once is added once', async () => {
    const [creator = '', other = ''] = await newPeople(2);
    const id = await newGroup(creator, []);
    const added = await Promise.all(upTo(20).map(() => add(creator, id, [other])));
    expect([count(added, 'changed'), count(added, 'unchanged')]).toEqual([1, 19]);
  });

  it('[GROUP-6] the two last admins leave or demote each other at once: there is always one', {
    timeout: 180_000,
  }, async () => {
    const [a = '', b = '', c = ''] = await newPeople(3);
    const seen: string[] = [];
    for (const turn of upTo(60)) {
      const id = await newGroup(a, [b, c]);
      await role(a, id, b, 'admin');
      const acts = [
        () => [leave(a, id), leave(b, id)],
        () => [role(a, id, b, 'member'), role(b, id, a, 'member')],
        () => [leave(a, id), role(b, id, b, 'member')],
        () => [remove(a, id, b), remove(b, id, a)],
      ][turn % 4];
      seen.push(...(await Promise.all(acts?.() ?? [])));
      expect([turn, await adminsOf(id)]).toEqual([turn, 1]);
      expect([turn, await replayed(id)]).toEqual([turn, await present(id)]);
    }
    // They met: one of two was refused now and then.
    expect(seen).toContain('not_allowed');
    expect(await broken()).toEqual({});
  });

  it('[GROUP-5] a removal and sends at once: nothing of the one removed is after it, or read by them', {
    timeout: 180_000,
  }, async () => {
    const [admin = '', victim = ''] = await newPeople(2);
    for (const turn of upTo(12)) {
      const id = await newGroup(admin, [victim]);
      let isOut = false;
      const afterwards: unknown[] = [];
      const sender = async () => {
        for (let n = 0; ; n += 1) {
          const startedOut = isOut;
          const verdict = (await send(id, victim, `${n}`))['verdict'];
          if (startedOut) afterwards.push(verdict);
          if (startedOut || n > 500) return;
        }
      };
      const reader = async () => {
        for (;;) {
          const startedOut = isOut;
          const [history] = await rows('SELECT count(*)::int AS n FROM natter.read_history($1, $2, NULL, 100, 0)', [
            victim,
            id,
          ]);
          const [changes] = await rows('SELECT count(*)::int AS n FROM natter.read_changes($1, $2, 0, 1000)', [
            victim,
            id,
          ]);
          const synced = await rows("SELECT id, is_gone FROM natter.read_sync($1, '3', NULL, NULL, 1000)", [victim]);
          const gone = synced.find((one) => one['id'] === id)?.['is_gone'];
          if (startedOut) afterwards.push(history?.['n'], changes?.['n'], gone);
          if (startedOut) return;
        }
      };
      const talk = [sender(), sender(), sender(), reader()];
      await send(id, admin, 'x');
      expect(await remove(admin, id, victim)).toBe('changed');
      isOut = true;
      await Promise.all(talk);
      expect(afterwards).toEqual(expect.arrayContaining(['not_found', 0, true]));
      expect(new Set(afterwards)).toEqual(new Set(['not_found', 0, true]));
      const late = await world.look(
        `SELECT m.seq FROM natter.direct_messages m JOIN natter.direct_messages line ON line.conversation_id = m.conversation_id
           AND line.metadata->>'event' = 'member_removed'
         WHERE m.conversation_id = $1 AND m.sender_id = $2 AND (m.seq > line.seq OR m.change_seq > line.change_seq)`,
        [id, victim],
      );
      expect([turn, late]).toEqual([turn, []]);
    }
    expect(await broken()).toEqual({});
  });

  it('[GROUP-4] [GROUP-9] a storm of coming and going: the lines alone tell who is in it, and nothing is out of place', {
    timeout: 120_000,
  }, async () => {
    const people = await newPeople(8);
    const [founder = ''] = people;
    const groups = [await newGroup(founder, people.slice(1)), await newGroup(founder, people.slice(1, 4))];
    let dice = 7;
    const pick = <T>(from: readonly T[]): T => {
      dice = (Math.imul(dice, 1_664_525) + 1_013_904_223) >>> 0;
      return from[Math.floor((dice / 2 ** 32) * from.length)] as T;
    };
    const failures: string[] = [];
    const acts: (() => Promise<unknown>)[] = [
      () => add(pick(people), pick(groups), [pick(people), pick(people)]),
      () => add(pick(people), pick(groups), [pick(people)]),
      () => leave(pick(people), pick(groups)),
      () => remove(pick(people), pick(groups), pick(people)),
      () => role(pick(people), pick(groups), pick(people), pick(['admin', 'member'])),
      () =>
        outcome('SELECT outcome FROM natter.patch_group($1, $2, $3, NULL, NULL)', [
          pick(people),
          pick(groups),
          pick(['A', 'B']),
        ]),
      () => send(pick(groups), pick(people), 'x'),
      () => send(pick(groups), pick(people), 'y'),
      () =>
        rows('SELECT 1 FROM natter.advance_marks($1, $2, $3, $4)', [
          people,
          people.map(() => groups[0]),
          people.map(() => 'read'),
          people.map(() => 900),
        ]),
      () =>
        rows('SELECT natter.put_settings($1, $2)', [
          pick(people),
          JSON.stringify({ readReceipts: pick([true, false]) }),
        ]),
      () =>
        rows('SELECT natter.create_scheduled($1, $2, $3, $4, $5, NULL, NULL, $6)', [
          pick(people),
          pick(groups),
          randomUUID(),
          randomUUID(),
          'later',
          new Date(Date.now() + 50),
        ]),
      () => rows('SELECT 1 FROM natter.send_waiting(NULL, NULL, 20, $1)', [upTo(20).map(() => randomUUID())]),
      () =>
        rows('SELECT natter.put_block($1, $2, $3, 100)', [
          pick(people.slice(0, 2)),
          pick(people.slice(2)),
          pick([true, false, false]),
        ]),
      () =>
        rows('SELECT natter.patch_member_state($1, $2, $3)', [
          pick(people),
          pick(groups),
          JSON.stringify({ isPinned: true, draft: { content: 'x' } }),
        ]),
    ];
    const worker = async () => {
      for (const _ of upTo(30)) {
        try {
          await pick(acts)();
        } catch (error) {
          failures.push(
            error instanceof pg.DatabaseError ? `${error.message}: ${error.detail} ${error.where}` : String(error),
          );
        }
        // Somebody always comes back.
        if (pick(upTo(8)) === 0) await add(founder, pick(groups), [pick(people)]).catch(() => undefined);
      }
    };
    await Promise.all(upTo(50).map(worker));
    expect([...new Set(failures)]).toEqual([]);
    for (const id of groups) expect(await replayed(id)).toEqual(await present(id));
    expect(await broken()).toEqual({});
  });
});

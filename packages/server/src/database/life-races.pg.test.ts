import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { openWallWorld, SEND, sendColumns, type WallWorld } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';

/*
 * Fifty at once do all that can be done with messages, while people block and unblock each other, change their tiers, clear and
 * delete, and the jobs mark, erase and purge. No call waits for another in a circle, and what is counted is what there is.
 */

const EMOJI = [...'🎉👍🙈🧡🦊🐢🌵🌙🍋🍒🎈🎲🏆🚀🛶🧩📌🔔🔑🎻🥨🦉🪁🪴🧊'];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

interface Room {
  readonly id: string;
  readonly members: readonly string[];
}
interface Said {
  readonly id: string;
  readonly room: Room;
}

let database: TestDatabase;
let world: WallWorld;
let pool: pg.Pool;

const random = seededRandom(11);
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const isOn = () => random() < 0.6;

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

/** People in a ring of conversations, each alone with their notes, and all of them in two groups. */
async function openRooms(count: number): Promise<Room[]> {
  const people: string[] = [];
  for (const _ of upTo(count)) people.push(await world.newPerson());
  const rooms: Room[] = [];
  for (const [index, one] of people.entries()) {
    for (const other of [one, people[(index + 1) % count] ?? one]) {
      const members = one === other ? [one] : [one, other];
      rooms.push({ id: String((await world.start(one, other))['id']), members });
    }
  }
  const [founder = '', ...others] = people;
  const start = "SELECT id FROM natter.start_group($1, $2, $2, 'Group', $3, 'everyone', 'everyone', 0)";
  for (const members of [people, people.slice(0, 4)]) {
    const id = String(
      (await world.call(start, [founder, randomUUID(), members === people ? others : members]))[0]?.['id'],
    );
    rooms.push({ id, members });
  }
  return rooms;
}

const POLL = JSON.stringify({
  poll: {
    options: [1, 2, 3].map((id) => ({ id, text: `option ${id}`, votes: 0 })),
    multiple: true,
    anonymous: false,
    voters: 0,
    closedAt: null,
  },
});

type Call = readonly [sql: string, values: readonly unknown[]];

/** Everything that may happen, as functions that make up one call each. */
function everything(rooms: readonly Room[], now: () => number): (() => Call)[] {
  const people = [...new Set(rooms.flatMap((room) => room.members))];
  const said: Said[] = [];
  const waiting: { id: string; by: string }[] = [];
  const someone = (room: Room) => pick(room.members);
  const send = (type: 'text' | 'poll') => (): Call => {
    const [id, room] = [randomUUID(), pick(rooms)];
    said.push({ id, room });
    const metadata = type === 'poll' ? POLL : null;
    return [SEND, sendColumns(room.id, someone(room), `${random()}`, { id, type, metadata })];
  };
  const onMessage = (sql: string, more: () => readonly unknown[]) => (): Call => {
    // Mostly what was said lately, so that many meet.
    const { id, room } = (random() < 0.8 ? said.at(-1 - Math.floor(random() * 12)) : pick(said)) ?? {
      id: randomUUID(),
      room: pick(rooms),
    };
    return [sql, [someone(room), room.id, id, ...more()]];
  };
  const inGroup = (sql: string, more: () => readonly unknown[]) => (): Call => {
    const room = pick(rooms.filter(({ members }) => members.length > 2));
    return [sql, [someone(room), room.id, ...more()]];
  };
  const inRoom = (sql: string, more: () => readonly unknown[]) => (): Call => {
    const room = pick(rooms);
    return [sql, [someone(room), room.id, ...more()]];
  };
  const onWaiting = (sql: string, more: () => readonly unknown[]) => (): Call => {
    const one = pick(waiting.slice(-10)) ?? { id: randomUUID(), by: pick(people) };
    return [sql, [one.by, one.id, ...more()]];
  };
  const two = () => {
    const room = pick(rooms.filter(({ members }) => members.length === 2));
    return isOn() ? room.members : [...room.members].reverse();
  };
  const schedule = (): Call => {
    const [id, room] = [randomUUID(), pick(rooms)];
    const by = someone(room);
    waiting.push({ id, by });
    const at = new Date(now() + 1 + random() * 2 * MINUTE);
    const sql = "SELECT natter.create_scheduled($1, $2, $3, $4, 'later', NULL, NULL, $5)";
    return [sql, [by, room.id, id, randomUUID(), at]];
  };
  const react = onMessage('SELECT natter.set_reaction($1, $2, $3, $4, $5)', () => [pick(EMOJI), isOn()]);
  const vote = onMessage('SELECT natter.set_votes($1, $2, $3, $4)', () => [[1, 2, 3].filter(isOn)]);
  const edit = onMessage('SELECT natter.edit_message($1, $2, $3, $4, $5, NULL, 900)', () => [
    1 + Math.floor(random() * 3),
    `${random()}`,
  ]);
  const forward = onMessage('SELECT natter.forward_message($1, $2, $3, $4, $5, $6)', () => {
    const targets = rooms.filter(() => random() < 0.2).slice(0, 3);
    const chosen = targets.length === 0 ? [pick(rooms)] : targets;
    return [chosen.map(({ id }) => id), chosen.map(() => randomUUID()), chosen.map(() => randomUUID())];
  });
  return [
    ...[send('text'), send('text'), send('text'), send('poll')],
    ...[react, react, react, vote, vote, vote, edit, edit, forward, forward],
    onMessage('SELECT natter.close_poll($1, $2, $3)', () => []),
    onMessage('SELECT natter.set_star($1, $2, $3, $4)', () => [isOn()]),
    onMessage('SELECT natter.delete_message($1, $2, $3, $4, 3600)', () => [isOn()]),
    onMessage("SELECT natter.report_message($1, $2, $3, 'spam', NULL)", () => []),
    ...[schedule, schedule, schedule],
    onWaiting("SELECT natter.patch_scheduled($1, $2, 1, 'changed', NULL, NULL)", () => []),
    onWaiting('SELECT natter.delete_scheduled($1, $2)', () => []),
    onWaiting('SELECT 1 FROM natter.send_waiting($1, $2, 1, $3)', () => [[randomUUID()]]),
    ...upTo(3).map(
      () => (): Call => ['SELECT 1 FROM natter.send_waiting(NULL, NULL, 20, $1)', [upTo(20).map(() => randomUUID())]],
    ),
    inRoom('SELECT natter.set_disappearing($1, $2, $3, $4)', () => [randomUUID(), pick([null, 60, 3600])]),
    inRoom('SELECT natter.clear_conversation($1, $2)', () => []),
    inRoom('SELECT count(*) FROM natter.read_history($1, $2, NULL, 50, 0)', () => []),
    inRoom('SELECT count(*) FROM natter.read_stars($1, ARRAY[$2::uuid], NULL, 500)', () => []),
    ...upTo(3).map(() => inGroup('SELECT natter.add_members($1, $2, $3)', () => [[pick(people), pick(people)]])),
    inGroup('SELECT natter.remove_member($1, $2, $3)', () => [pick(people)]),
    inGroup('SELECT natter.leave_group($1, $2)', () => []),
    inGroup('SELECT natter.set_member_role($1, $2, $3, $4)', () => [pick(people), pick(['admin', 'member'])]),
    inGroup('SELECT natter.patch_group($1, $2, $3, NULL, NULL)', () => [pick(['A', 'B'])]),
    () => ['SELECT natter.put_block($1, $2, $3, 100)', [...two(), isOn()]],
    () => {
      const marked = rooms.filter(isOn);
      const columns = [
        marked.map(someone),
        marked.map(({ id }) => id),
        marked.map(() => 'read'),
        marked.map(() => 900),
      ];
      return ['SELECT 1 FROM natter.advance_marks($1, $2, $3, $4)', columns];
    },
    () => [
      'SELECT 1 FROM natter.upsert_users($1)',
      [
        JSON.stringify(
          people
            .filter(() => random() < 0.2)
            .map((id) => ({ id, tier: pick(['free', 'privileged', 'privileged_plus']) })),
        ),
      ],
    ],
    () => ['SELECT 1 FROM natter.apply_tier_changes(20)', []],
    () => ['SELECT natter.soft_delete_expired_messages(20)', []],
    () => ['SELECT natter.vanish_messages(20)', []],
    () => ['SELECT natter.cleanup_expired_messages(20)', []],
  ];
}

/** What must be so of all rows, whatever happened: each line says what is broken. */
const INVARIANTS: Readonly<Record<string, string>> = {
  'counts of reactions': `
    SELECT m.id FROM natter.direct_messages m WHERE NOT m.is_deleted AND coalesce(m.reactions, '[]') <> (
      SELECT coalesce(jsonb_agg(jsonb_build_object('emoji', e.emoji, 'count', e.n) ORDER BY e.first, e.emoji), '[]')
      FROM (SELECT r.emoji, count(*) AS n, min(r.reacted_at) AS first FROM natter.message_reactions r
        WHERE r.conversation_id = m.conversation_id AND r.seq = m.seq AND NOT r.is_void GROUP BY r.emoji) e)`,
  'more than twenty reactions': `
    SELECT r.seq FROM natter.message_reactions r WHERE NOT r.is_void GROUP BY r.conversation_id, r.seq HAVING count(DISTINCT r.emoji) > 20`,
  'counts of votes': `
    SELECT m.id FROM natter.direct_messages m CROSS JOIN LATERAL jsonb_array_elements(m.metadata->'poll'->'options') o
    WHERE m.type = 'poll' AND NOT m.is_deleted AND (o->>'votes')::int <> (SELECT count(*) FROM natter.poll_votes v
      WHERE v.conversation_id = m.conversation_id AND v.seq = m.seq AND v.option_id = (o->>'id')::int AND NOT v.is_void)`,
  'number of voters': `
    SELECT m.id FROM natter.direct_messages m WHERE m.type = 'poll' AND NOT m.is_deleted
      AND (m.metadata->'poll'->>'voters')::int <> (SELECT count(DISTINCT v.user_id) FROM natter.poll_votes v
        WHERE v.conversation_id = m.conversation_id AND v.seq = m.seq AND NOT v.is_void)`,
  'two changes at one place': `
    SELECT m.change_seq FROM natter.direct_messages m GROUP BY m.conversation_id, m.change_seq HAVING count(*) > 1`,
  'a change beyond the end': `
    SELECT m.id FROM natter.direct_messages m JOIN natter.conversations c ON c.id = m.conversation_id WHERE m.change_seq > c.change_seq`,
  'a number that is nowhere': `
    SELECT c.id FROM natter.conversations c WHERE c.last_seq - c.purged_count
      <> (SELECT count(*) FROM natter.direct_messages m WHERE m.conversation_id = c.id)`,
  'number of scheduled ones': `
    SELECT s.user_id FROM natter.member_state s WHERE s.scheduled_count <> (SELECT count(*) FROM natter.scheduled_messages x
      WHERE x.user_id = s.user_id AND x.conversation_id = s.conversation_id)`,
  'a group without an admin': `
    SELECT p.conversation_id FROM natter.conversation_participants p JOIN natter.conversations c ON c.id = p.conversation_id
    WHERE c.type = 'group' AND p.left_at IS NULL GROUP BY 1 HAVING NOT bool_or(p.role = 'admin')`,
  'what waits for who is out': `
    SELECT s.user_id FROM natter.member_state s JOIN natter.scheduled_messages x ON x.user_id = s.user_id AND x.conversation_id = s.conversation_id
    WHERE s.left_at IS NOT NULL`,
  versions: `
    SELECT m.id FROM natter.direct_messages m WHERE NOT m.is_deleted AND m.version <> 1 + (SELECT count(*) FROM natter.message_edits e
      WHERE e.conversation_id = m.conversation_id AND e.seq = m.seq AND e.version <= m.version)`,
  'copies that are not counted': `
    SELECT f.origin_id FROM natter.forwarded_messages f
    JOIN natter.direct_messages m ON m.conversation_id = f.conversation_id AND m.seq = f.seq
    LEFT JOIN natter.forwards n ON n.origin_id = f.origin_id AND n.user_id = m.sender_id
    GROUP BY f.origin_id, m.sender_id, n.count HAVING n.count IS NULL OR count(*) > n.count`,
  'what hangs on a deleted message': `
    SELECT m.id FROM natter.direct_messages m WHERE m.is_deleted AND m.deleted_at < m.retention_expires_at AND (
      m.reactions IS NOT NULL OR m.metadata IS NOT NULL
      OR EXISTS (SELECT 1 FROM natter.message_reactions x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq)
      OR EXISTS (SELECT 1 FROM natter.poll_votes x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq)
      OR EXISTS (SELECT 1 FROM natter.starred_messages x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq))`,
  'a claim of the proof': `
    SELECT claim, broken FROM natter.prove_retention() WHERE broken > 0 AND claim LIKE ANY (ARRAY['nothing%', 'every number%'])
      AND claim NOT LIKE 'nothing that was to disappear%'`,
};

const brokenNow = async (): Promise<string[]> => {
  const broken: string[] = [];
  for (const [what, sql] of Object.entries(INVARIANTS)) {
    const rows = await world.look(sql);
    if (rows.length > 0) broken.push(`${what}: ${JSON.stringify(rows.slice(0, 3))}`);
  }
  return broken;
};

describe('fifty at once, with all that becomes of messages', () => {
  it('[LIFE-3] no two calls wait for each other, and what is counted is what there is', {
    timeout: 120_000,
  }, async () => {
    let now = Date.UTC(2030, 0, 1);
    await database.setNow(new Date(now));
    await world.look(
      'UPDATE natter.policy SET free_days = 1, privileged_days = 2, privileged_plus_days = 3, purge_after_days = 1, retention_grace_days = 0',
    );
    const rooms = await openRooms(6);
    const calls = everything(rooms, () => now);
    for (const room of rooms) await world.send(room.id, room.members[0] ?? '', 'the first');
    const seen = { void: 0, unheard: 0 };
    const failures = new Map<string, number>();
    const outcomes = new Map<string, number>();
    const worker = async () => {
      for (const _ of upTo(10)) {
        const [sql, values] = pick(calls)();
        try {
          const { rows } = await pool.query<Record<string, unknown>>(sql, [...values]);
          const name = /natter\.(\w+)/.exec(sql)?.[1] ?? '';
          const outcome = /\((\w+)/.exec(String(Object.values(rows[0] ?? {})[0] ?? ''))?.[1] ?? '';
          outcomes.set(`${name} ${outcome}`, (outcomes.get(`${name} ${outcome}`) ?? 0) + 1);
        } catch (error) {
          const what = error instanceof pg.DatabaseError ? `${error.code} ${error.message} in ${sql}` : String(error);
          failures.set(what, (failures.get(what) ?? 0) + 1);
        }
      }
    };
    for (const leap of [2 * MINUTE, 61 * MINUTE, DAY, DAY, DAY, DAY]) {
      await Promise.all(upTo(50).map(worker));
      expect([...failures]).toEqual([]);
      expect(await brokenNow()).toEqual([]);
      const [alone] = await world.look(
        `SELECT (SELECT count(*)::int FROM natter.message_reactions WHERE is_void) AS reactions,
           (SELECT count(*)::int FROM natter.direct_messages WHERE is_void) AS messages`,
      );
      seen.void += Number(alone?.['reactions']);
      seen.unheard += Number(alone?.['messages']);
      now += leap;
      await database.setNow(new Date(now));
    }
    // What is left to do is done, and nothing is out of its place after that either.
    const carryOut = 'SELECT has_more FROM natter.apply_tier_changes(1000)';
    while ((await world.call(carryOut))[0]?.['has_more'] === true);
    for (const job of ['soft_delete_expired_messages', 'vanish_messages', 'cleanup_expired_messages'])
      for (const _ of upTo(3)) await world.call(`SELECT natter.${job}(1000)`);
    expect(await brokenNow()).toEqual([]);
    // It was not all refusals.
    for (const done of [
      'edit_message edited',
      'set_reaction changed',
      'set_votes changed',
      'close_poll changed',
      'forward_message done',
      'add_members changed',
      'leave_group changed',
      'remove_member changed',
    ])
      expect(outcomes.get(done) ?? 0, done).toBeGreaterThan(0);
    expect(seen.void).toBeGreaterThan(0);
    expect(seen.unheard).toBeGreaterThan(0);
    expect((await world.look('SELECT 1 FROM natter.spent_keys')).length).toBeGreaterThan(0);
  });
});

/** Numbers below one, the same in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { countReads, type GrownWorld, growWorld, hotQueries } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/* What the hot queries read, counted by PostgreSQL itself. `bench/plans-million.ts` asks the same of a million messages. */

const MINE = 150;
let database: TestDatabase;
let client: pg.Client;
let world: GrownWorld;
let horizon = '';

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await growWorld(database.admin, { mine: MINE, others: 450, messagesEach: 10, longest: 100_000 });
  client = new pg.Client({ connectionString: database.appUrl, options: '-c jit=off' });
  await client.connect();
  const { rows } = await database.admin.query<{ xmax: string }>(
    'SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xmax',
  );
  horizon = rows[0]?.xmax ?? '';
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

describe.each(['before any statistics', 'with statistics'])('hot queries %s', (when) => {
  beforeAll(async () => {
    if (when === 'with statistics') await database.admin.query('ANALYZE');
  });

  it('[PERF-1] look at the rows they answer with and hardly any more, by an index of the messages', async () => {
    const excessive: string[] = [];
    for (const { name, sql, values, most } of hotQueries(world, MINE, horizon)) {
      const reads = await countReads(client, sql, values);
      for (const [table, { walked, fetched }] of Object.entries(reads)) {
        const bound = most[table];
        if (table === 'direct_messages' && walked > 0) excessive.push(`${name}: walked through ${walked} messages`);
        if (bound !== undefined && fetched > bound) excessive.push(`${name}: ${fetched} of ${table}, ${bound} at most`);
      }
    }
    expect(excessive).toEqual([]);
  });
});

/** Gives the newest sixty messages of the long conversation all that messages can have, and me twenty that wait. */
async function letThemLive(): Promise<void> {
  const { me, longConversation, longest } = world;
  const of = `SELECT 'test', m.conversation_id, m.seq`;
  const newest = `natter.direct_messages m WHERE m.conversation_id = '${longConversation}' AND m.seq > ${longest - 60}`;
  await database.admin.query(`
    INSERT INTO natter.message_edits (tenant_id, conversation_id, seq, version, content, at)
      ${of}, v, 'said anew', now() FROM generate_series(2, 4) v, ${newest};
    INSERT INTO natter.message_reactions (tenant_id, conversation_id, seq, user_id, emoji, reacted_at)
      ${of}, who, '🎉', now() FROM unnest(ARRAY['${me}', 'grown-1']) who, ${newest};
    INSERT INTO natter.starred_messages (tenant_id, user_id, conversation_id, seq, starred_at)
      SELECT 'test', '${me}', m.conversation_id, m.seq, now() FROM ${newest};
    UPDATE natter.direct_messages m SET version = 4, reactions = '[{"emoji": "🎉", "count": 2}]'
      WHERE m.conversation_id = '${longConversation}' AND m.seq > ${longest - 60};
    INSERT INTO natter.scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, send_at, created_at, updated_at)
      SELECT 'test', gen_random_uuid(), s.user_id, s.conversation_id, gen_random_uuid(), 'later', now() + interval '1 day', now(), now()
      FROM natter.member_state s;`);
}

describe('what becomes of messages', () => {
  it('[PERF-1] costs a page a look or two for each message of which something became, and acting on one a few', async () => {
    await letThemLive();
    const { me, longConversation, longest } = world;
    const newest = await database.admin.query<{ id: string; sender: string }>(
      `SELECT id, sender_id AS sender FROM natter.direct_messages WHERE conversation_id = $1 AND seq > $2 ORDER BY sender_id = $3 DESC`,
      [longConversation, longest - 2, me],
    );
    const theirs = newest.rows[1]?.id ?? '';
    // The policy of what hangs on a message asks whether the reader sees the message.
    const page = {
      direct_messages: 200,
      member_state: 250,
      message_edits: 60,
      message_reactions: 120,
      starred_messages: 120,
    };
    const one = {
      direct_messages: 30,
      member_state: 20,
      conversations: 12,
      users: 6,
      message_edits: 12,
      message_reactions: 12,
      starred_messages: 65,
      scheduled_messages: 5,
    };
    const calls: readonly (readonly [string, readonly unknown[], Readonly<Record<string, number>>])[] = [
      ['SELECT count((message).id) FROM natter.read_history($1, $2, NULL, 50, 0)', [me, longConversation], page],
      ['SELECT count(*) FROM natter.read_changes($1, $2, $3, 50)', [me, longConversation, longest - 50], page],
      ['SELECT count(*) FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 50)', [me, longConversation], page],
      [
        'SELECT count(*) FROM natter.read_starred($1, NULL, NULL, NULL, NULL, 20)',
        [me],
        { ...page, starred_messages: 200 },
      ],
      ['SELECT count(*) FROM natter.read_conversation($1, $2)', [me, longConversation], one],
      ['SELECT outcome FROM natter.set_reaction($1, $2, $3, $4, true)', [me, longConversation, theirs, '👍'], one],
      ['SELECT natter.set_star($1, $2, $3, true)', [me, longConversation, theirs], one],
      ['SELECT count(*) FROM natter.read_versions($1, $2, $3)', [me, longConversation, theirs], one],
      ['SELECT count(*) FROM natter.read_reactions($1, $2, $3)', [me, longConversation, theirs], one],
      [
        'SELECT * FROM natter.locate_message($1, $2, now())',
        [me, longConversation],
        { direct_messages: 40, member_state: 60 },
      ],
      ['SELECT natter.next_scheduled()', [], { scheduled_messages: 2 }],
      [
        'SELECT count(*) FROM natter.send_waiting(NULL, NULL, 50, ARRAY[gen_random_uuid()])',
        [],
        { scheduled_messages: 2 },
      ],
      ['SELECT natter.vanish_messages(1000)', [], { direct_messages: 2 }],
    ];
    for (const statistics of [false, true]) {
      if (statistics) await database.admin.query('ANALYZE');
      const excessive: string[] = [];
      for (const [sql, values, most] of calls) {
        for (const [table, { walked, fetched }] of Object.entries(await countReads(client, sql, values))) {
          if (table === 'direct_messages' && walked > 0) excessive.push(`${sql}: walked through ${walked} messages`);
          const bound = most[table];
          if (bound !== undefined && fetched + walked > bound)
            excessive.push(`${sql}: ${fetched + walked} of ${table}`);
        }
      }
      expect(excessive).toEqual([]);
    }
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { plantForeignTenant, removeMember, type Scene, type WallWorld } from '../wall-world.ts';

/** Every table a person may read from, with a condition that picks the rows of one conversation. */
export const CONVERSATION_TABLES = {
  conversations: 'id',
  conversation_participants: 'conversation_id',
  member_state: 'conversation_id',
  mark_advances: 'conversation_id',
  direct_messages: 'conversation_id',
} as const;

const PERSONAL_TABLES = ['users', 'user_settings'] as const;

/** How many rows of this conversation a person sees in each table. */
async function countSeen(world: WallWorld, person: string, conversation: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const [table, column] of Object.entries(CONVERSATION_TABLES)) {
    const sql = `SELECT count(*)::int AS n FROM natter.${table} WHERE ${column} = $1`;
    counts[table] = Number((await world.readAs(person, sql, [conversation]))[0]?.['n']);
  }
  return counts;
}

async function seqsSeen(world: WallWorld, person: string, conversation: string): Promise<number[]> {
  const sql = 'SELECT seq::int FROM natter.direct_messages WHERE conversation_id = $1 ORDER BY seq';
  return (await world.readAs(person, sql, [conversation])).map((row) => Number(row['seq']));
}

/** Every function that reads for a person, on one conversation; what it answers where there is nothing is an empty list. */
export async function readEverything(world: WallWorld, person: string, conversation: string): Promise<unknown[]> {
  const [message] = await world.look('SELECT id FROM natter.direct_messages WHERE conversation_id = $1 LIMIT 1', [
    conversation,
  ]);
  const found: unknown[] = [];
  const take = async (sql: string, values: unknown[]) => found.push(...(await world.call(sql, [person, ...values])));
  await take('SELECT id FROM natter.read_conversation($1, $2)', [conversation]);
  await take('SELECT id FROM natter.read_views($1, ARRAY[$2::uuid])', [conversation]);
  await take("SELECT id FROM natter.read_inbox($1, 'all', NULL, NULL, NULL, NULL, 100) WHERE id = $2", [conversation]);
  await take('SELECT id FROM natter.read_memberships($1, ARRAY[$2::uuid])', [conversation]);
  await take('SELECT range_last FROM natter.read_history($1, $2, NULL, 100, 0)', [conversation]);
  await take('SELECT id FROM natter.read_changes($1, $2, 0, 100)', [conversation]);
  await take("SELECT id FROM natter.read_changed_messages($1, ARRAY[$2::uuid], '0', 100)", [conversation]);
  await take('SELECT id FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 100)', [conversation]);
  await take('SELECT kind FROM natter.read_receipts($1, $2, $3)', [conversation, message?.['id'] ?? randomUUID()]);
  await take('SELECT id FROM natter.read_sync($1, NULL, NULL, NULL, 100) WHERE id = $2 AND NOT is_gone', [
    conversation,
  ]);
  return found;
}

async function sceneWithEverything(world: WallWorld): Promise<Scene> {
  const scene = await world.newScene(3);
  // The stranger is a member as well, only elsewhere.
  await world.start(scene.stranger, await world.newPerson());
  await world.mark(scene.bo, scene.conversation, 'read', 2);
  await world.call("SELECT 1 FROM natter.put_settings($1, '{}')", [scene.ada]);
  return scene;
}

const SEES_ALL = {
  conversations: 1,
  conversation_participants: 2,
  member_state: 1,
  mark_advances: 2,
  direct_messages: 3,
};
const SEES_NOTHING = {
  conversations: 0,
  conversation_participants: 0,
  member_state: 0,
  mark_advances: 0,
  direct_messages: 0,
};

const MEMBERSHIP: Probe[] = [
  probe(
    'member-sees',
    '[AUTHZ-5] a member sees the conversation in every table, by policy and by function',
    async (world) => {
      const { bo, conversation } = await sceneWithEverything(world);
      assert.deepEqual(await countSeen(world, bo, conversation), SEES_ALL);
      assert.equal((await readEverything(world, bo, conversation)).length, 1 + 1 + 1 + 1 + 3 + 3 + 3 + 3 + 3 + 1);
    },
  ),
  probe('no-identity', '[AUTHZ-4] without an identity no table has a row', async (world) => {
    await sceneWithEverything(world);
    for (const table of [...Object.keys(CONVERSATION_TABLES), ...PERSONAL_TABLES]) {
      assert.deepEqual(await world.call(`SELECT 1 FROM natter.${table}`), [], table);
    }
    assert.deepEqual((await world.call("SELECT natter.users_changed_since('0') AS ids"))[0]?.['ids'], []);
  }),
  probe('stranger', '[AUTHZ-5] a stranger sees nothing of it, by no policy and by no function', async (world) => {
    const { stranger, conversation } = await sceneWithEverything(world);
    assert.deepEqual(await countSeen(world, stranger, conversation), SEES_NOTHING);
    assert.deepEqual(await readEverything(world, stranger, conversation), []);
  }),
  probe(
    'unknown-is-forbidden',
    '[AUTHZ-6] a foreign conversation and one that does not exist answer alike',
    async (world) => {
      const { stranger, conversation } = await sceneWithEverything(world);
      const unknown = randomUUID();
      assert.deepEqual(await readEverything(world, stranger, unknown), []);
      assert.deepEqual(await readEverything(world, stranger, conversation), []);
      for (const id of [conversation, unknown]) {
        const { verdict, ...rest } = await world.send(id, stranger, 'hello?');
        assert.equal(verdict, 'not_found');
        const { sent_at, ...told } = rest;
        assert.deepEqual(
          Object.values(told).filter((value) => value !== null),
          [],
          String(sent_at),
        );
        assert.equal((await world.mark(stranger, id, 'read', 1))['delivered_seq'], null);
      }
    },
  ),
  probe('ex-member', '[AUTHZ-7] who left reads nothing any more, but that it is gone', async (world) => {
    const { bo, conversation } = await sceneWithEverything(world);
    await removeMember(world.admin, conversation, bo);
    assert.deepEqual(await countSeen(world, bo, conversation), { ...SEES_NOTHING, member_state: 1 });
    assert.deepEqual(await readEverything(world, bo, conversation), []);
  }),
  probe('own-state-only', '[AUTHZ-8] my marks, settings and draft are mine alone', async (world) => {
    const { ada, bo, conversation } = await sceneWithEverything(world);
    await world.call('SELECT natter.patch_member_state($1, $2, $3)', [bo, conversation, '{"draft":{"content":"hm"}}']);
    await world.call("SELECT 1 FROM natter.put_settings($1, '{}')", [bo]);
    for (const table of ['member_state', 'user_settings']) {
      const rows = await world.readAs(ada, `SELECT DISTINCT user_id FROM natter.${table}`);
      assert.deepEqual(rows, [{ user_id: ada }], table);
    }
  }),
];

const TENANT: Probe[] = [
  probe(
    'foreign-tenant',
    "[AUTHZ-9] another tenant's rows are in no answer, even to people of the same ids",
    async (world) => {
      const { ada, bo, stranger } = await world.newScene(1);
      const { conversation } = await plantForeignTenant(world.admin, [ada, stranger]);
      assert.deepEqual(await countSeen(world, ada, conversation), SEES_NOTHING);
      assert.deepEqual(await readEverything(world, ada, conversation), []);
      for (const table of PERSONAL_TABLES) {
        assert.deepEqual(
          await world.readAs(ada, `SELECT 1 FROM natter.${table} WHERE tenant_id = 'foreign'`),
          [],
          table,
        );
      }
      const names = await world.call('SELECT display_name FROM natter.read_people($1, NULL, NULL, NULL, 1000)', [bo]);
      assert.ok(names.every((row) => row['display_name'] !== 'Foreign'));
      assert.equal((await world.call('SELECT 1 FROM natter.read_me($1)', [ada])).length, 1);
      assert.deepEqual(await world.call('SELECT 1 FROM natter.read_presence($1, $2)', [ada, [stranger]]), []);
      assert.equal((await world.send(conversation, ada, 'hi'))['verdict'], 'not_found');
      assert.equal((await world.mark(ada, conversation, 'read', 1))['delivered_seq'], null);
      for (const call of ["patch_member_state($1, $2, '{}')", 'clear_conversation($1, $2)']) {
        assert.equal(
          (await world.call(`SELECT natter.${call} AS done`, [ada, conversation]))[0]?.['done'],
          false,
          call,
        );
      }
    },
  ),
  probe(
    'foreign-person',
    '[AUTHZ-9] a person of another tenant cannot be written to, seen or changed',
    async (world) => {
      const { ada } = await world.newScene();
      const ghost = `ghost-${randomUUID()}`;
      await world.admin.query(
        `INSERT INTO natter.users (tenant_id, id, display_name, avatar_url, created_at, updated_at)
         VALUES ('foreign', $1, 'Ghost', '/theirs.png', now(), now())`,
        [ghost],
      );
      assert.equal((await world.start(ada, ghost))['outcome'], 'not_found');
      assert.equal((await world.start(ghost, ada))['outcome'], 'not_found');
      assert.deepEqual(await world.call('SELECT 1 FROM natter.read_me($1)', [ghost]), []);
      await world.call('SELECT natter.touch_last_seen($1, $2)', [[ghost], ['2020-01-01']]);
      await world.call('SELECT 1 FROM natter.upsert_users($1)', [
        JSON.stringify([{ id: ghost, displayName: 'Taken' }]),
      ]);
      const rows = await world.look(
        'SELECT tenant_id, display_name, avatar_url, last_seen_at FROM natter.users WHERE id = $1 ORDER BY 1',
        [ghost],
      );
      assert.deepEqual(rows, [
        { tenant_id: 'foreign', display_name: 'Ghost', avatar_url: '/theirs.png', last_seen_at: null },
        { tenant_id: 'test', display_name: 'Taken', avatar_url: null, last_seen_at: null },
      ]);
      const changed = await world.readAs(ada, "SELECT natter.users_changed_since('0') AS ids");
      const ids = changed[0]?.['ids'];
      assert.equal(Array.isArray(ids) && ids.filter((id) => id === ghost).length, 1);
    },
  ),
  probe(
    'forged-membership',
    "[AUTHZ-9] each table refuses another tenant's rows by itself, even where a membership is forged",
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene(1);
      // The row that says "member" is of this tenant, the conversation is not.
      const foreign = await plantForeignTenant(world.admin, [ada, stranger]);
      await world.look('DELETE FROM natter.member_state WHERE conversation_id = $1', [foreign.conversation]);
      await world.look(
        "INSERT INTO natter.member_state (tenant_id, user_id, conversation_id) VALUES ('test', $1, $2)",
        [ada, foreign.conversation],
      );
      assert.deepEqual(await countSeen(world, ada, foreign.conversation), { ...SEES_NOTHING, member_state: 1 });
      assert.equal((await world.send(foreign.conversation, ada, 'hi'))['verdict'], 'not_found');
      // The conversation is of this tenant, the row that says "member" is not.
      await world.look('DELETE FROM natter.member_state WHERE conversation_id = $1 AND user_id = $2', [
        conversation,
        bo,
      ]);
      await world.look(
        "INSERT INTO natter.member_state (tenant_id, user_id, conversation_id) VALUES ('foreign', $1, $2)",
        [bo, conversation],
      );
      assert.deepEqual(await countSeen(world, bo, conversation), SEES_NOTHING);
      assert.equal((await world.send(conversation, bo, 'hi'))['verdict'], 'not_found');
      assert.equal((await world.mark(bo, conversation, 'read', 1))['delivered_seq'], null);
      for (const call of ["patch_member_state($1, $2, '{}')", 'clear_conversation($1, $2)']) {
        assert.equal((await world.call(`SELECT natter.${call} AS done`, [bo, conversation]))[0]?.['done'], false, call);
      }
    },
  ),
];

const HISTORY: Probe[] = [
  probe('history-from', '[HIST-2] who joined later reads from the joining on', async (world) => {
    const { bo, conversation } = await world.newScene(4);
    await world.look('UPDATE natter.member_state SET history_from = 3 WHERE user_id = $1', [bo]);
    assert.deepEqual(await seqsSeen(world, bo, conversation), [3, 4]);
    const page = await world.call(
      'SELECT range_first, (message).seq AS seq FROM natter.read_history($1, $2, NULL, 10, 0)',
      [bo, conversation],
    );
    assert.deepEqual(
      page.map((row) => [Number(row['range_first']), Number(row['seq'])]),
      [
        [3, 3],
        [3, 4],
      ],
    );
  }),
  probe('cleared', '[HIST-3] what I cleared is hidden from me and from nobody else', async (world) => {
    const { ada, bo, conversation } = await world.newScene(2);
    await world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]);
    await world.send(conversation, ada, 'after');
    assert.deepEqual(await seqsSeen(world, bo, conversation), [3]);
    assert.deepEqual(await seqsSeen(world, ada, conversation), [1, 2, 3]);
    const [view] = await world.call('SELECT history_from::int, unread_count FROM natter.read_conversation($1, $2)', [
      bo,
      conversation,
    ]);
    assert.deepEqual(view, { history_from: 3, unread_count: 1 });
  }),
  probe('expired', '[RET-1] an expired message is gone at its instant, whether or not a job has run', async (world) => {
    const { bo, conversation } = await world.newScene(3);
    await world.look(
      `UPDATE natter.direct_messages SET retention_expires_at = CASE seq WHEN 1 THEN '2030-01-01 00:00:00+00'::timestamptz
       WHEN 2 THEN '2030-01-01 00:00:00.001+00' ELSE 'infinity' END WHERE conversation_id = $1`,
      [conversation],
    );
    try {
      await world.database.setNow(new Date('2029-12-31T23:59:59.999Z'));
      assert.deepEqual(await seqsSeen(world, bo, conversation), [1, 2, 3]);
      await world.database.setNow(new Date('2030-01-01T00:00:00.000Z'));
      assert.deepEqual(await seqsSeen(world, bo, conversation), [2, 3]);
      await world.database.setNow(new Date('2030-01-01T00:00:00.001Z'));
      assert.deepEqual(await seqsSeen(world, bo, conversation), [3]);
    } finally {
      await world.database.setNow(null);
    }
  }),
  probe('hidden-quote', '[HIST-4] a quote shows nothing of a message that its reader may not see', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene();
    await world.send(String((await world.start(bo, stranger))['id']), bo, 'the first word elsewhere');
    const quoted = randomUUID();
    await world.send(conversation, ada, 'before bo came', { id: quoted });
    await world.send(conversation, ada, 'as I said', { reply: quoted });
    const preview = 'SELECT (message).reply_preview AS preview FROM natter.read_history($1, $2, NULL, 1, 0)';
    assert.deepEqual(await world.call(preview, [bo, conversation]), [{ preview: 'before bo came' }]);
    await world.look('UPDATE natter.member_state SET history_from = 2 WHERE user_id = $1', [bo]);
    assert.deepEqual(await world.call(preview, [bo, conversation]), [{ preview: null }]);
  }),
];

/** The functions that read under the policies, called so that each reaches its own check. */
export const READERS = [
  'read_conversation($1, NULL::uuid)',
  'read_views($1, NULL::uuid[])',
  "read_inbox($1, 'all', NULL, NULL, NULL, NULL, 1)",
  'read_memberships($1, NULL::uuid[])',
  'read_history($1, NULL::uuid, NULL, 1, 1)',
  'read_message_by_key($1, NULL::uuid)',
  'read_changes($1, NULL::uuid, 0, 1)',
  'read_changed_messages($1, NULL::uuid[], NULL, 1)',
  'read_newest_messages($1, NULL::uuid[], 1)',
  'read_sync($1, NULL, NULL, NULL, 1)',
  'read_unread_totals($1)',
  'read_receipts($1, NULL::uuid, NULL::uuid)',
  'read_people($1, NULL, NULL, NULL, 1)',
] as const;

/** Looks a key up above the policies, since what has expired is answered too; it checks for itself. */
const AS_OWNER = 'read_message_by_key';

const IDENTITY: Probe[] = [
  probe(
    'rls-must-be-active',
    '[AUTHZ-3] no reading function answers a role for whom policies do not hold',
    async (world) => {
      const { ada } = await world.newScene(1);
      for (const reader of READERS.filter((one) => !one.startsWith(AS_OWNER))) {
        await assert.rejects(world.look(`SELECT * FROM natter.${reader}`, [ada]), { code: '42501' }, reader);
      }
    },
  ),
  probe('person-needed', '[AUTHZ-4] a reading function without a person is refused', async (world) => {
    for (const nobody of [null, '']) {
      for (const reader of READERS) {
        const outcome = await world.attempt(`SELECT * FROM natter.${reader}`, [nobody]);
        assert.equal(outcome.code, '42501', reader);
      }
    }
  }),
  probe('identity-ends', '[AUTHZ-10] an identity ends with the statement that set it', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    for (const person of [ada, bo, ada, bo]) {
      const found = await world.call('SELECT id FROM natter.read_conversation($1, $2)', [person, conversation]);
      assert.equal(found.length, 1);
      assert.deepEqual(await world.call('SELECT natter.current_user_id() AS who'), [{ who: null }]);
      assert.deepEqual(await world.call('SELECT 1 FROM natter.direct_messages'), []);
    }
  }),
  probe('empty-identity', "[AUTHZ-4] an empty identity is nobody's", async (world) => {
    await world.newScene(1);
    await world.app.query('BEGIN');
    try {
      await world.app.query("SELECT set_config('natter.user_id', '', true)");
      assert.deepEqual(await world.call('SELECT natter.current_user_id() AS who'), [{ who: null }]);
      assert.deepEqual(await world.call('SELECT 1 FROM natter.users'), []);
    } finally {
      await world.app.query('ROLLBACK');
    }
  }),
  probe('claim-of-another-role', "[AUTHZ-2] the claim counts for the server's own login only", async (world) => {
    const { ada } = await world.newScene(1);
    await world.admin.query('BEGIN');
    try {
      await world.admin.query(`SET LOCAL ROLE "${world.database.roles.app}"`);
      await world.look("SELECT set_config('natter.user_id', $1, true)", [ada]);
      assert.deepEqual(await world.look('SELECT natter.current_user_id() AS who'), [{ who: null }]);
      assert.deepEqual(await world.look('SELECT 1 FROM natter.direct_messages'), []);
    } finally {
      await world.admin.query('ROLLBACK');
    }
  }),
];

export const READING_PROBES: readonly Probe[] = [...MEMBERSHIP, ...TENANT, ...HISTORY, ...IDENTITY];

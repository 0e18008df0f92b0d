import assert from 'node:assert/strict';
import { type Probe, probe } from '../probe.ts';

export const TABLES = [
  'schema_migrations',
  'deployment',
  'users',
  'user_settings',
  'conversations',
  'conversation_participants',
  'member_state',
  'mark_advances',
  'direct_messages',
  'policy',
  'entitlements',
  'club_memberships',
  'tier_changes',
  'deleted_content',
  'spent_keys',
  'legal_holds',
  'job_runs',
  'blocks',
  'reports',
  'moderation_actions',
  'filter_words',
  'backups',
] as const;

/** Nobody but the owner reads a column of these. */
const OWNERS_ALONE = [
  'club_memberships',
  'tier_changes',
  'deleted_content',
  'spent_keys',
  'legal_holds',
  'job_runs',
  'reports',
  'moderation_actions',
  'filter_words',
  'backups',
  'deployment',
  'schema_migrations',
] as const;

/** What only `natter migrate`, the operator and our own functions call. */
const OWNERS_FUNCTIONS = [
  "set_policy('{}', '[]')",
  "confirm_retention_run('cleanup', 'mine')",
  "begin_retention_run('cleanup')",
  "place_hold(NULL, 'ada', 'x', 'y')",
  "release_hold(1, 'y')",
  "rewrite_expiries(gen_random_uuid(), '{1}')",
  "erase_message(gen_random_uuid(), 1, 'ada')",
  "report_words('{}')",
  "keep_void_quiet('{}', '{}', now(), '{}', '{}')",
  "is_store_member('test', 'ada', '{}')",
  "is_entitled('free', '{}', 'CAN_SEND_DIRECT_MESSAGES')",
  "require_staff('ada')",
  "person_json('ada')",
  "make_filter_pattern('{}')",
  "filter_form('x')",
  "days_of_tier('free')",
] as const;

/** What a row keeps for ever, tried as the owner, who is above grants and policies. */
const IMMUTABLE: Record<string, readonly string[]> = {
  conversations: [
    "tenant_id = 'other'",
    'id = gen_random_uuid()',
    "type = 'group'",
    "direct_key = 'a b'",
    "created_by = 'bo'",
    'created_at = now()',
  ],
  conversation_participants: ["tenant_id = 'other'", 'conversation_id = gen_random_uuid()', "user_id = 'other'"],
  member_state: ["tenant_id = 'other'", 'conversation_id = gen_random_uuid()', "user_id = 'other'"],
  users: ["tenant_id = 'other'", "id = 'other'"],
  direct_messages: [
    "tenant_id = 'other'",
    'conversation_id = gen_random_uuid()',
    'seq = 99',
    'id = gen_random_uuid()',
    "sender_id = 'other'",
    'client_id = gen_random_uuid()',
    "type = 'media'",
    'sent_at = now()',
    'reply_to_seq = 1',
    'reply_to_id = gen_random_uuid()',
    "created_xid = '1'",
    'is_void = true',
  ],
};

const BACKWARDS: Record<string, readonly string[]> = {
  conversations: ['last_seq = last_seq - 1', 'change_seq = change_seq - 1, last_seq = last_seq - 1'],
  member_state: ['read_seq = read_seq - 1', 'delivered_seq = delivered_seq - 1, read_seq = read_seq - 1'],
};

export const WRITING_PROBES: readonly Probe[] = [
  probe('no-direct-writes', "[AUTHZ-11] the server's login writes to no table", async (world) => {
    await world.newScene(1);
    // What goes through after all is undone: nobody else is to suffer from it.
    const codeOf = async (sql: string) => {
      await world.app.query('BEGIN');
      const { code } = await world.attempt(sql);
      await world.app.query('ROLLBACK');
      return code;
    };
    for (const table of TABLES) {
      for (const sql of [
        `INSERT INTO natter.${table} DEFAULT VALUES`,
        `DELETE FROM natter.${table}`,
        `TRUNCATE natter.${table} CASCADE`,
        `DO $$ BEGIN LOCK TABLE natter.${table} IN SHARE MODE; END $$`,
        `COPY natter.${table} FROM STDIN`,
      ]) {
        assert.equal(await codeOf(sql), '42501', sql);
      }
      const columns = await world.look(
        'SELECT attname AS name FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped',
        [`natter.${table}`],
      );
      for (const { name } of columns) {
        const sql = `UPDATE natter.${table} SET ${String(name)} = DEFAULT`;
        assert.equal(await codeOf(sql), '42501', sql);
      }
    }
  }),
  probe('immutable', '[AUTHZ-12] what a row is about never changes, whoever asks', async (world) => {
    const { bo, conversation } = await world.newScene(2);
    await world.mark(bo, conversation, 'read', 2);
    for (const [table, changes] of Object.entries(IMMUTABLE)) {
      for (const change of changes) {
        await assert.rejects(
          world.look(`UPDATE natter.${table} SET ${change}`),
          { code: '23000' },
          `${table}: ${change}`,
        );
      }
    }
  }),
  probe('forward', '[MARK-1] counters and marks never go back, whoever asks', async (world) => {
    const { bo, conversation } = await world.newScene(2);
    await world.mark(bo, conversation, 'read', 2);
    for (const [table, changes] of Object.entries(BACKWARDS)) {
      const key = table === 'conversations' ? 'id' : 'conversation_id';
      for (const change of changes) {
        const sql = `UPDATE natter.${table} SET ${change} WHERE ${key} = $1 ${table === 'member_state' ? 'AND user_id = $2' : 'AND $2::text IS NOT NULL'}`;
        await assert.rejects(world.look(sql, [conversation, bo]), { code: '23000' }, `${table}: ${change}`);
      }
    }
  }),
  probe(
    'owners-tables',
    '[AUTHZ-13] what is the owner’s alone cannot be read, not a column and not whether it is empty',
    async (world) => {
      const ada = await world.newPerson();
      for (const table of OWNERS_ALONE) {
        for (const sql of [`SELECT count(*) FROM natter.${table}`, `SELECT 1 FROM natter.${table} LIMIT 0`]) {
          await assert.rejects(world.readAs(ada, sql), { code: '42501' }, sql);
        }
      }
    },
  ),
  probe('owners-functions', '[AUTHZ-15] what only the owner may do, the login cannot call', async (world) => {
    for (const call of OWNERS_FUNCTIONS) {
      assert.equal((await world.attempt(`SELECT natter.${call}`)).code, '42501', call);
    }
    const sequences = await world.look(
      "SELECT oid::regclass::text AS name FROM pg_class WHERE relnamespace = 'natter'::regnamespace AND relkind = 'S'",
    );
    assert.ok(sequences.length > 0);
    for (const { name } of sequences) {
      for (const sql of [
        `SELECT nextval('${name}')`,
        `SELECT setval('${name}', 1)`,
        `SELECT last_value FROM ${name}`,
      ]) {
        assert.equal((await world.attempt(sql)).code, '42501', sql);
      }
    }
  }),
  probe('secret-columns', '[AUTHZ-13] hashes, keys, tiers and pairs cannot be selected', async (world) => {
    const { ada } = await world.newScene(1);
    const secrets = {
      direct_messages: ['body_hash', 'is_void'],
      member_state: ['blocked_by_other'],
      policy: ['refused_pattern', 'reported_pattern'],
      deployment: ['tenant_id', 'body_key', 'restore_count'],
      users: [
        'tier',
        'roles',
        'suspended_until',
        'locale',
        'time_zone',
        'attributes',
        'created_at',
        'last_seen_at',
        'updated_at',
        'changed_xid',
      ],
      conversations: ['direct_key'],
      schema_migrations: ['version'],
    };
    for (const [table, columns] of Object.entries(secrets)) {
      for (const column of columns) {
        for (const sql of [
          `SELECT ${column} FROM natter.${table}`,
          `SELECT count(*) FROM natter.${table} WHERE ${column} IS NOT NULL`,
          `SELECT 1 FROM natter.${table} ORDER BY ${column}`,
          `COPY natter.${table} (${column}) TO STDOUT`,
        ]) {
          await assert.rejects(world.readAs(ada, sql), { code: '42501' }, sql);
        }
      }
    }
  }),
];

import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { openWallWorld, plantForeignTenant, type Scene, type WallWorld } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/*
 * An attacker who runs any statement as the server's own login, short of changing the identity and of calling the functions
 * that take a person. Whatever they write, no row of anybody comes out and none changes.
 */

let database: TestDatabase;
let world: WallWorld;
let scene: Scene;

const SECRET = 'secret 1';
const TABLES = [
  'schema_migrations',
  'deployment',
  'users',
  'user_settings',
  'conversations',
  'conversation_participants',
  'member_state',
  'mark_advances',
  'direct_messages',
  'message_edits',
  'message_reactions',
  'poll_votes',
  'starred_messages',
  'forwarded_messages',
  'forwards',
  'scheduled_messages',
  'policy',
  'entitlements',
  'club_memberships',
  'tier_changes',
  'deleted_content',
  'spent_keys',
  'legal_holds',
  'blocks',
  'reports',
  'moderation_actions',
  'filter_words',
  'backups',
];
const DENIED = '42501';

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await openWallWorld(database);
  scene = await world.newScene(2);
  await plantForeignTenant(database.admin, [scene.ada, scene.stranger]);
});
afterAll(async () => {
  await world.close();
  await database.drop();
});

/** Everything in all tables, to show that an attack changed nothing. */
async function fingerprint(): Promise<string> {
  const parts: unknown[] = [];
  for (const table of TABLES) {
    const sql = `SELECT md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), '')) AS md5 FROM natter.${table} t`;
    parts.push((await world.look(sql))[0]?.['md5']);
  }
  return parts.join();
}

/** Tries each in turn; answers what was not refused with this code. */
async function refused(code: string, statements: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const sql of statements) {
    const outcome = await world.attempt(sql);
    if (outcome.code !== code) open.push(`${sql} -> ${outcome.code ?? 'went through'} ${outcome.message ?? ''}`);
    await world.attempt('ROLLBACK');
  }
  return open;
}

describe('becoming somebody else', () => {
  it('[AUTHZ-16] no role can be taken on, and undoing a role leads nowhere', async () => {
    const { owner } = database.roles;
    const admin = decodeURIComponent(new URL(database.adminUrl).username);
    const statements = [
      owner,
      admin,
      'pg_read_all_data',
      'pg_write_all_data',
      'pg_database_owner',
      'pg_monitor',
    ].flatMap((role) => [`SET ROLE "${role}"`, `SET LOCAL ROLE "${role}"`, `SET SESSION AUTHORIZATION "${role}"`]);
    expect(await refused(DENIED, statements)).toEqual([]);
    await world.call('RESET ROLE');
    await world.call('RESET SESSION AUTHORIZATION');
    expect(await world.call('SELECT current_user AS now, session_user AS login')).toEqual([
      { now: database.roles.app, login: database.roles.app },
    ]);
    expect(await world.call('SELECT 1 FROM natter.direct_messages')).toEqual([]);
  });

  it('[AUTHZ-16] no privilege, role or owner can be changed', async () => {
    const { owner, app } = database.roles;
    const statements = [
      `GRANT "${owner}" TO "${app}"`,
      `ALTER ROLE "${app}" BYPASSRLS`,
      `ALTER ROLE "${app}" SUPERUSER`,
      `ALTER ROLE "${app}" CREATEROLE`,
      `ALTER ROLE "${owner}" LOGIN`,
      'CREATE ROLE mine',
      'CREATE DATABASE mine',
      'ALTER TABLE natter.direct_messages OWNER TO CURRENT_USER',
      'ALTER TABLE natter.direct_messages DISABLE ROW LEVEL SECURITY',
      'ALTER TABLE natter.direct_messages ADD COLUMN mine text',
      'DROP TABLE natter.direct_messages CASCADE',
      'DROP POLICY messages_select ON natter.direct_messages',
      'ALTER POLICY messages_select ON natter.direct_messages USING (true)',
      'CREATE POLICY mine ON natter.direct_messages USING (true)',
      'CREATE TRIGGER mine BEFORE INSERT ON natter.direct_messages FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger()',
      'DROP TRIGGER messages_identity ON natter.direct_messages',
      'CREATE RULE mine AS ON SELECT TO natter.direct_messages DO ALSO NOTHING',
      'CREATE INDEX ON natter.direct_messages (body_hash)',
      'ALTER FUNCTION natter.current_user_id() SECURITY DEFINER',
      'ALTER FUNCTION natter.read_as(text) RESET search_path',
      'DROP FUNCTION natter.current_tenant() CASCADE',
      `ALTER DEFAULT PRIVILEGES FOR ROLE "${owner}" GRANT ALL ON TABLES TO PUBLIC`,
      'ALTER SCHEMA natter RENAME TO other',
      'DROP SCHEMA natter CASCADE',
      'COMMENT ON TABLE natter.users IS $$mine$$',
      'SECURITY LABEL ON TABLE natter.users IS $$mine$$',
      'CLUSTER natter.direct_messages USING pk_direct_messages',
      'REINDEX TABLE natter.direct_messages',
    ];
    const before = await fingerprint();
    const open = (await refused(DENIED, statements)).filter((line) => !line.includes('no security label providers'));
    expect(open).toEqual([]);
    await world.attempt('GRANT SELECT ON natter.direct_messages TO PUBLIC');
    await world.attempt('REVOKE ALL ON natter.direct_messages FROM CURRENT_USER');
    expect(await fingerprint()).toBe(before);
    const [acl] = await world.look(
      "SELECT relacl::text AS acl FROM pg_class WHERE oid = 'natter.direct_messages'::regclass",
    );
    expect(String(acl?.['acl'])).not.toMatch(/[{,]=/);
    expect(await world.readAs(scene.ada, 'SELECT 1 FROM natter.direct_messages')).toHaveLength(2);
  });

  it('[AUTHZ-1] the login changes nothing but itself, and a session it weakened is refused at the next connection', async () => {
    // A role may always set its own defaults; the pool looks at each new session for that reason.
    expect((await world.attempt(`ALTER ROLE "${database.roles.owner}" SET row_security = off`)).code).toBe(DENIED);
    expect((await world.attempt('ALTER SYSTEM SET fsync = off')).code).toBe(DENIED);
    expect((await world.attempt('SET session_replication_role = replica')).code).toBe(DENIED);
    expect((await world.attempt('SET log_statement = $$none$$')).code).toBe(DENIED);
  });
});

describe('planting something that ours would use', () => {
  it('[AUTHZ-17] nothing can be created, neither beside our tables nor in a temporary schema before them', async () => {
    const statements = [
      'CREATE TEMP TABLE member_state (user_id text, conversation_id uuid, left_at timestamptz)',
      'CREATE TEMP VIEW direct_messages AS SELECT 1',
      'CREATE TEMP SEQUENCE mine',
      'SELECT 1 AS x INTO TEMP mine',
      'CREATE FUNCTION pg_temp.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT clock_timestamp() $$',
      'CREATE TABLE public.member_state (user_id text)',
      'CREATE VIEW public.mine AS SELECT content FROM natter.direct_messages',
      'CREATE MATERIALIZED VIEW public.mine AS SELECT content FROM natter.direct_messages',
      'CREATE FUNCTION public.leak(text) RETURNS boolean LANGUAGE plpgsql COST 0.0001 AS $$ BEGIN RAISE NOTICE $q$%$q$, $1; RETURN true; END $$',
      'CREATE OPERATOR public.= (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)',
      'CREATE CAST (text AS int) WITH INOUT AS IMPLICIT',
      'CREATE DOMAIN public.uuid AS text',
      'CREATE AGGREGATE public.mine (text) (SFUNC = textcat, STYPE = text)',
      'CREATE SCHEMA mine',
      'CREATE FUNCTION natter.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE TABLE natter.mine (x int)',
      'CREATE TYPE natter.mine AS (x int)',
      'CREATE FUNCTION pg_catalog.mine() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$',
      'CREATE EVENT TRIGGER mine ON ddl_command_start EXECUTE FUNCTION natter.refuse_change()',
    ];
    const open = (await refused(DENIED, statements)).filter((line) => !line.includes('-> 42501'));
    // A cast between two built-in types belongs to their owner, which is another wording of the same refusal.
    expect(open.filter((line) => !line.includes('must be owner of type'))).toEqual([]);
  });

  it('[AUTHZ-17] no search path, and no setting, changes what a function of ours does', async () => {
    for (const path of ['pg_temp, public, natter', 'public', 'natter, pg_temp', '']) {
      await world.call("SELECT set_config('search_path', $1, false)", [path]);
      const rows = await world.call('SELECT id FROM natter.read_conversation($1, $2)', [scene.ada, scene.conversation]);
      expect(rows, path).toEqual([{ id: scene.conversation }]);
      const foreign = await world.call('SELECT id FROM natter.read_conversation($1, $2)', [
        scene.stranger,
        scene.conversation,
      ]);
      expect(foreign, path).toEqual([]);
    }
    await world.call('RESET search_path');
  });

  it('[AUTHZ-17] no extension, language, server or library comes in', async () => {
    const statements = [
      'CREATE EXTENSION dblink',
      'CREATE EXTENSION postgres_fdw',
      'CREATE EXTENSION file_fdw',
      'CREATE SERVER mine FOREIGN DATA WRAPPER postgres_fdw',
      'CREATE LANGUAGE mine HANDLER plpgsql_call_handler',
      'CREATE PUBLICATION mine FOR TABLE natter.direct_messages',
      "CREATE SUBSCRIPTION mine CONNECTION 'host=localhost' PUBLICATION mine",
      "SELECT pg_create_logical_replication_slot('mine', 'test_decoding')",
    ];
    const open = await refused(DENIED, statements);
    // What this build does not bring at all is refused too, in other words.
    expect(open.filter((line) => !/42704|58P01|0A000/.test(line))).toEqual([]);
    expect((await world.attempt("LOAD '$libdir/../evil'")).code).not.toBeNull();
  });
});

describe('reading around the policies', () => {
  it('[AUTHZ-3] switching row security off makes a query fail, not see more', async () => {
    await world.call('SET row_security = off');
    for (const table of ['users', 'conversations', 'member_state', 'direct_messages']) {
      expect((await world.attempt(`SELECT 1 FROM natter.${table}`)).code, table).toBe(DENIED);
    }
    const call = await world.attempt('SELECT id FROM natter.read_conversation($1, $2)', [
      scene.stranger,
      scene.conversation,
    ]);
    expect(call.rows ?? []).toEqual([]);
    await world.call('RESET row_security');
  });

  it('[AUTHZ-18] a condition that raises what it sees is never shown a hidden row', async () => {
    const conditions = [
      'content::int > 0',
      'content::uuid IS NOT NULL',
      '1 / (seq - 1) > 0',
      "('{' || content)::jsonb IS NOT NULL",
      'sender_id::int > 0',
      "pg_notify('leak', content) IS NULL",
      "set_config('natter.leak', content, false) IS NULL",
      'lo_from_bytea(0, content::bytea) > 0',
      "query_to_xml('select ' || content, true, true, '') IS NULL",
    ];
    for (const condition of conditions) {
      const outcome = await world.attempt(`SELECT content FROM natter.direct_messages WHERE ${condition}`);
      expect([outcome.rows, outcome.code], condition).toEqual([[], null]);
    }
    expect(await world.call("SELECT current_setting('natter.leak', true) AS leak")).toEqual([{ leak: null }]);
    // The same as somebody who has nothing to do with it.
    for (const condition of conditions.slice(0, 5)) {
      const rows = await world.readAs(
        scene.stranger,
        `SELECT content FROM natter.direct_messages WHERE conversation_id = '${scene.conversation}' AND ${condition}`,
      );
      expect(rows, condition).toEqual([]);
    }
  });

  it('[AUTHZ-18] copies, cursors, anonymous blocks and XML see what a query sees', async () => {
    const columns = 'conversation_id, seq, content';
    for (const sql of [
      `COPY (SELECT ${columns} FROM natter.direct_messages) TO STDOUT`,
      `COPY natter.direct_messages (${columns}) TO STDOUT`,
    ]) {
      const counts = [
        await countCopied(sql, null),
        await countCopied(sql, scene.stranger),
        await countCopied(sql, scene.ada),
      ];
      expect(counts, sql).toEqual([0, 0, 2]);
    }
    expect(
      await refused(DENIED, ['COPY natter.direct_messages TO STDOUT', 'COPY natter.users (tier) TO STDOUT']),
    ).toEqual([]);
    const xml = await world.call(
      "SELECT query_to_xml('SELECT content FROM natter.direct_messages', true, true, '')::text AS x",
    );
    expect(JSON.stringify(xml)).not.toContain('secret');
    const block = await world.attempt(
      'DO $$ BEGIN IF EXISTS (SELECT 1 FROM natter.direct_messages) THEN RAISE EXCEPTION $q$seen$q$; END IF; END $$',
    );
    expect(block.code).toBeNull();
    expect((await world.attempt('TABLE natter.direct_messages')).code).toBe(DENIED);
  });

  it('[AUTHZ-18] statistics show no value of a table with policies', async () => {
    await database.admin.query('ANALYZE natter.direct_messages, natter.users');
    expect(await world.call("SELECT 1 FROM pg_stats WHERE schemaname = 'natter'")).toEqual([]);
    expect((await world.attempt('SELECT 1 FROM pg_statistic')).code).toBe(DENIED);
    expect((await world.attempt('SELECT rolpassword FROM pg_authid')).code).toBe(DENIED);
  });

  it('[AUTHZ-18] no file, program, log or setting of the server is read or written', async () => {
    const statements = [
      "SELECT pg_read_file('PG_VERSION')",
      "SELECT pg_read_binary_file('PG_VERSION')",
      "SELECT pg_ls_dir('.')",
      "SELECT pg_stat_file('PG_VERSION')",
      'SELECT pg_ls_waldir()',
      "SELECT lo_import('/etc/passwd')",
      "SELECT lo_export(1, '/tmp/mine')",
      "COPY (SELECT 1) TO '/tmp/mine'",
      "COPY (SELECT 1) TO PROGRAM 'true'",
      'SELECT pg_reload_conf()',
      'SELECT pg_switch_wal()',
      'SELECT * FROM pg_hba_file_rules',
      'SELECT pg_current_logfile()',
      'CHECKPOINT',
    ];
    expect(await refused(DENIED, statements)).toEqual([]);
  });

  it('[AUTHZ-19] listening tells nothing of what is written', async () => {
    const heard: string[] = [];
    const listener = new pg.Client({ connectionString: database.appUrl });
    listener.on('notification', (notification) => heard.push(notification.payload ?? ''));
    await listener.connect();
    await listener.query('LISTEN natter; LISTEN leak');
    await world.send(scene.conversation, scene.ada, 'hush');
    await listener.query('SELECT 1');
    await listener.end();
    expect(heard.join()).not.toContain('hush');
  });
});

describe('what any call may be made for', () => {
  it('[RET-6] the jobs that delete, called over and over with any number, take nothing that is not due', async () => {
    await world.send(scene.conversation, scene.ada, 'stays');
    const before = await fingerprint();
    for (const limit of [1, 0, -1, 2_147_483_647, null]) {
      for (const job of [
        'apply_tier_changes',
        'soft_delete_expired_messages',
        'cleanup_expired_messages',
        'erase_deleted_content',
        'purge_reports',
      ]) {
        for (let round = 0; round < 5; round += 1) {
          expect((await world.attempt(`SELECT natter.${job}($1)`, [limit])).code, `${job}(${limit})`).toBeNull();
        }
      }
    }
    expect(await fingerprint()).toBe(before);
    const [runs] = await world.look('SELECT count(*)::int AS n FROM natter.job_runs');
    expect(Number(runs?.['n'])).toBeLessThanOrEqual(5 * 5 * 2);
  });

  it('[AUTHZ-17] what the new functions call cannot be put before them', async () => {
    for (const sql of [
      'CREATE TEMP TABLE policy (requires_membership boolean)',
      'CREATE TEMP TABLE blocks (blocker_id text)',
      'CREATE FUNCTION pg_temp.filter_form(text) RETURNS text LANGUAGE sql AS $$ SELECT $1 $$',
      'CREATE FUNCTION public.sha256(bytea) RETURNS bytea LANGUAGE sql AS $$ SELECT $1 $$',
      'CREATE OPERATOR public.&& (LEFTARG = text[], RIGHTARG = text[], FUNCTION = arrayoverlap)',
      'CREATE COLLATION public.c FROM "C"',
      'ALTER FUNCTION natter.days_for(text, int, int, int, int) OWNER TO CURRENT_USER',
      'CREATE OR REPLACE FUNCTION natter.is_staff(text[]) RETURNS boolean LANGUAGE sql AS $$ SELECT true $$',
      'UPDATE natter.policy SET requires_membership = false',
      "INSERT INTO natter.entitlements VALUES ('tier', 'free', 'CAN_INITIATE_DIRECT_MESSAGES')",
      "INSERT INTO natter.club_memberships VALUES ('test', 'ada', 'readers', 'test', now())",
      'ALTER TABLE natter.users DISABLE TRIGGER users_membership',
    ]) {
      const outcome = await world.attempt(sql);
      expect(outcome.code, sql).toBe(DENIED);
    }
  });
});

describe('telling things apart', () => {
  it('[AUTHZ-6] a refused write says the same of a row that exists and of one that does not', async () => {
    const [message] = await world.look('SELECT id FROM natter.direct_messages WHERE content = $1', [SECRET]);
    const known = String(message?.['id']);
    const unknown = '00000000-0000-4000-8000-000000000000';
    const insert = (id: string) =>
      world.attempt(
        `INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at, retention_expires_at)
         VALUES ('test', $1, 1, $2, 'x', gen_random_uuid(), 'text', 'x', 1, now(), 'infinity')`,
        [scene.conversation, id],
      );
    expect(await insert(known)).toEqual(await insert(unknown));
  });

  it('[AUTHZ-10] an identity of one statement is gone in the next, with two people taking turns on one connection', async () => {
    const pool = new pg.Pool({ connectionString: database.appUrl, max: 1 });
    try {
      const turns = Array.from({ length: 40 }, (_, turn) =>
        turn % 3 === 0 ? scene.ada : turn % 3 === 1 ? scene.stranger : null,
      );
      const seen = await Promise.all(
        turns.map(async (person) => {
          if (person === null) return (await pool.query('SELECT 1 FROM natter.direct_messages')).rowCount;
          const sql = 'SELECT id FROM natter.read_conversation($1, $2)';
          return (await pool.query(sql, [person, scene.conversation])).rowCount;
        }),
      );
      expect(seen).toEqual(turns.map((person) => (person === scene.ada ? 1 : 0)));
    } finally {
      await pool.end();
    }
  });

  it('[AUTHZ-10] an identity ends when its statement fails, too', async () => {
    const failing = await world.attempt('SELECT natter.read_as($1), 1 / (random() * 0)::int', [scene.ada]);
    expect(failing.code).toBe('22012');
    expect(await world.call('SELECT 1 FROM natter.direct_messages')).toEqual([]);
  });
});

/** How many lines a COPY sends, on behalf of this person. */
async function countCopied(sql: string, person: string | null): Promise<number | null> {
  const client = new pg.Client({ connectionString: database.appUrl });
  await client.connect();
  try {
    await client.query('BEGIN');
    if (person !== null) await client.query('SELECT natter.read_as($1)', [person]);
    return (await client.query(sql)).rowCount;
  } finally {
    await client.end();
  }
}

import {
  asRequest,
  attemptOn,
  createSupabaseDouble,
  DIRECT_READING,
  type DirectScene,
  makeDirectScene,
  type Outcome,
  type SupabaseDouble,
  tryDirectReading,
} from '@natter/testkit/sql';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

let supabase: SupabaseDouble;
let gateway: pg.Client;
let scene: DirectScene;
let conversation = '';
let [ada, bo, stranger] = ['', '', ''];

beforeAll(async () => {
  supabase = await createSupabaseDouble(inject('databaseAdminUrl'));
  gateway = await supabase.connectAsGateway();
  scene = await makeDirectScene(supabase.migrated.appUrl, 'test');
  ({ ada, bo, stranger, conversation } = scene);
});
afterAll(async () => {
  await gateway.end();
  await supabase.drop();
});

const as = (person: string, sql: string, values: unknown[] = []): Promise<Outcome> =>
  asRequest(gateway, 'authenticated', { sub: person }, () => attemptOn(gateway, sql, values));

const COLUMNS: Record<string, string> = {
  users: 'tenant_id, id, display_name, avatar_url',
  user_settings: 'user_id',
  conversations: 'id, type, name, last_seq',
  conversation_participants: 'conversation_id, user_id, role',
  member_state: 'user_id, read_seq',
  direct_messages: 'conversation_id, seq, sender_id, content',
};

describe('a client of Supabase', () => {
  it('[AUTHZ-14] reads its own and nothing else, whatever it claims, and writes nothing', async () => {
    expect(await tryDirectReading(gateway, scene)).toEqual(DIRECT_READING);
  });

  it('[AUTHZ-14] members read their own through the policies', async () => {
    for (const person of [ada, bo]) {
      const { rows } = await as(person, 'SELECT content FROM natter.direct_messages');
      expect(rows).toEqual([{ content: 'secret' }]);
    }
    expect((await as(ada, 'SELECT user_id FROM natter.member_state')).rows).toEqual([{ user_id: ada }]);
    expect((await as(ada, 'SELECT user_id FROM natter.conversation_participants')).rows).toHaveLength(2);
  });

  it('[AUTHZ-5] a stranger has no row of it, and without a subject there is none of anything', async () => {
    for (const table of ['conversations', 'conversation_participants', 'member_state', 'direct_messages']) {
      expect((await as(stranger, `SELECT ${COLUMNS[table]} FROM natter.${table}`)).rows, table).toEqual([]);
    }
    for (const [table, columns] of Object.entries(COLUMNS)) {
      const outcome = await asRequest(gateway, 'authenticated', {}, () =>
        attemptOn(gateway, `SELECT ${columns} FROM natter.${table}`),
      );
      expect(outcome.rows, table).toEqual([]);
    }
  });

  it("[AUTHZ-2] a client that sets the server's own claim is still who the token says", async () => {
    for (const local of [true, false]) {
      const outcome = await asRequest(gateway, 'authenticated', { sub: stranger }, async () => {
        await gateway.query("SELECT set_config('natter.user_id', $1, $2)", [ada, local]);
        return await attemptOn(gateway, 'SELECT content FROM natter.direct_messages');
      });
      expect(outcome.rows).toEqual([]);
    }
  });

  it('[AUTHZ-11] writes nothing, to no table and no column', async () => {
    for (const table of [...Object.keys(COLUMNS), 'mark_advances', 'deployment', 'schema_migrations']) {
      for (const sql of [
        `INSERT INTO natter.${table} DEFAULT VALUES`,
        `DELETE FROM natter.${table}`,
        `TRUNCATE natter.${table}`,
      ]) {
        expect((await as(ada, sql)).code, sql).toBe('42501');
      }
    }
    // The two attacks that carried through the documents' own policies: into a foreign conversation, and a changed past.
    const intrusion = 'UPDATE natter.conversation_participants SET conversation_id = $1';
    expect((await as(stranger, intrusion, [conversation])).code).toBe('42501');
    const rewriting = "UPDATE natter.direct_messages SET content = 'I never said that', sent_at = '2020-01-01'";
    expect((await as(ada, rewriting)).code).toBe('42501');
    expect((await as(ada, "UPDATE natter.conversations SET tenant_id = 'other'")).code).toBe('42501');
  });

  it('[AUTHZ-15] calls no function of ours but those that its policies ask', async () => {
    for (const call of [
      'read_inbox($1, $2, NULL, NULL, NULL, NULL, 9)',
      'patch_member_state($1, gen_random_uuid(), $2::jsonb)',
    ]) {
      expect((await as(ada, `SELECT natter.${call}`, [ada, '{}'])).code, call).toBe('42501');
    }
  });

  it('[AUTHZ-13] selects no secret column, nor what others hide', async () => {
    for (const [table, column] of [
      ['direct_messages', 'body_hash'],
      ['direct_messages', 'created_xid'],
      ['conversations', 'direct_key'],
      ['conversation_participants', 'read_seq'],
      ['conversation_participants', 'receipts_hidden'],
      ['users', 'tier'],
      ['users', 'last_seen_at'],
      ['deployment', 'body_key'],
      ['mark_advances', 'seq'],
    ] as const) {
      expect((await as(ada, `SELECT ${column} FROM natter.${table}`)).code, `${table}.${column}`).toBe('42501');
    }
  });

  it('[AUTHZ-16] anon and service_role have no way in, nor has anybody who becomes another role', async () => {
    for (const role of ['anon', 'service_role'] as const) {
      const outcome = await asRequest(gateway, role, { sub: ada }, () =>
        attemptOn(gateway, 'SELECT content FROM natter.direct_messages'),
      );
      expect(outcome.code, role).toBe('42501');
    }
    const { owner, app } = supabase.migrated.roles;
    for (const role of [owner, app]) {
      expect((await attemptOn(gateway, `SET ROLE "${role}"`)).code, role).toBe('42501');
    }
  });

  it('[AUTHZ-17] plants nothing that ours would call', async () => {
    for (const sql of [
      'CREATE TEMP TABLE member_state (user_id text)',
      'CREATE TABLE public.member_state (user_id text)',
      'CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS $$ SELECT clock_timestamp() $$',
      'CREATE OR REPLACE FUNCTION auth.uid() RETURNS text LANGUAGE sql AS $$ SELECT $q$someone$q$ $$',
      'CREATE SCHEMA mine',
      'CREATE POLICY mine ON natter.direct_messages USING (true)',
      'ALTER TABLE natter.direct_messages DISABLE ROW LEVEL SECURITY',
    ]) {
      expect((await as(ada, sql)).code, sql).toBe('42501');
    }
  });
});

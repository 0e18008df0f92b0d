import { randomUUID } from 'node:crypto';
import { silentLog } from '@natter/testkit';
import {
  asRequest,
  attemptOn,
  createSupabaseDouble,
  type DirectScene,
  makeDirectScene,
  type Outcome,
  type SupabaseDouble,
} from '@natter/testkit/sql';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from '../ports/database.ts';
import { openDatabase } from './open-database.ts';

/*
 * A store's rules as a client of Supabase meets them, who may run any statement that reads: what it can learn of blocks, words,
 * people who do not belong and what the staff does.
 */

let supabase: SupabaseDouble;
let gateway: pg.Client;
let db: MessagingDatabase;
/** In the first Bo has blocked Ada; in the second nobody has. */
let blocked: DirectScene;
let free: DirectScene;

beforeAll(async () => {
  supabase = await createSupabaseDouble(inject('databaseAdminUrl'));
  gateway = await supabase.connectAsGateway();
  db = openDatabase({ url: supabase.migrated.appUrl, log: silentLog, allowUnsafeDurability: true });
  blocked = await makeDirectScene(supabase.migrated.appUrl, 'test');
  free = await makeDirectScene(supabase.migrated.appUrl, 'test');
  await db.putBlock({ userId: blocked.bo, otherId: blocked.ada, isBlocked: true, max: 9 });
  for (const { ada, conversation } of [blocked, free]) {
    for (const content of ['one', 'two']) {
      const [verdict] = await db.sendMessages([
        {
          conversationId: conversation,
          senderId: ada,
          clientId: randomUUID(),
          id: randomUUID(),
          type: 'text',
          content,
          mentions: [],
          replyToId: null,
        },
      ]);
      expect(verdict?.verdict).toBe('sent');
    }
  }
});
afterAll(async () => {
  await db.close();
  await gateway.end();
  await supabase.drop();
});

const as = (claims: Readonly<Record<string, unknown>>, sql: string, values: unknown[] = []): Promise<Outcome> =>
  asRequest(gateway, 'authenticated', claims, () => attemptOn(gateway, sql, values));

/** Every column that a client may select, by table. */
async function selectable(): Promise<Map<string, string[]>> {
  const { rows } = await gateway.query<{ table: string; columns: string[] }>(
    `SELECT c.relname AS table, array_agg(a.attname::text ORDER BY a.attname) AS columns
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE n.nspname = 'natter' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
       AND has_column_privilege('authenticated', c.oid, a.attnum, 'SELECT') GROUP BY c.relname`,
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
}

/** What differs between any two scenes: whose it is, and when. */
const OWN =
  /^(id|user_id|sender_id|client_id|conversation_id|created_by|display_name|reply_to_id|reply_to_sender|.*_at)$/;

describe('a client of Supabase in a store', () => {
  it('[BLOCK-1] sees the same whether blocked or not, in every column of every table', async () => {
    const seen = async ({ ada, bo }: DirectScene) => {
      const found: Record<string, unknown> = {};
      for (const [table, columns] of await selectable()) {
        const own = columns.filter((column) => !OWN.test(column));
        const order = columns.includes('seq') ? 'seq' : columns.includes('user_id') ? `user_id = '${bo}'` : '1';
        const { rows, message } = await as(
          { sub: ada },
          `SELECT ${own.join(', ')} FROM natter.${table} ORDER BY ${order}`,
        );
        found[table] = rows ?? message;
      }
      return found;
    };
    const [one, other] = [await seen(blocked), await seen(free)];
    expect(one).toEqual(other);
    expect(one['direct_messages']).toHaveLength(3);
    // Times: a message and its conversation give nothing away, for the conversation's is not to be had.
    expect((await as({ sub: blocked.ada }, 'SELECT updated_at FROM natter.conversations')).code).toBe('42501');
    expect((await as({ sub: blocked.bo }, 'SELECT content FROM natter.direct_messages')).rows).toEqual([
      { content: 'secret' },
    ]);
  });

  it('[BLOCK-1] finds a block in no other column, place or count', async () => {
    for (const sql of [
      'SELECT blocked_by_other FROM natter.member_state',
      'SELECT own_activity_at FROM natter.member_state',
      'SELECT changed_xid FROM natter.member_state',
      'SELECT xmin FROM natter.member_state',
      'SELECT ctid FROM natter.member_state',
      'SELECT is_void FROM natter.direct_messages',
      'SELECT xmin FROM natter.direct_messages',
      'SELECT read_seq FROM natter.conversation_participants',
      'SELECT seq FROM natter.mark_advances',
      'SELECT changed_xid FROM natter.conversations',
      "SELECT natter.is_quiet('x', gen_random_uuid())",
    ]) {
      expect((await as({ sub: blocked.ada }, sql)).code, sql).toBe('42501');
    }
    expect((await as({ sub: blocked.ada }, 'SELECT blocker_id FROM natter.blocks')).rows).toEqual([]);
    expect((await as({ sub: blocked.bo }, 'SELECT blocked_id FROM natter.blocks')).rows).toEqual([
      { blocked_id: blocked.ada },
    ]);
    expect((await as({ sub: blocked.stranger }, 'SELECT 1 FROM natter.blocks')).rows).toEqual([]);
  });

  it('[WORDS-6] reads the rules and the entitlements, and neither words nor what the staff does', async () => {
    const { ada } = free;
    expect((await as({ sub: ada }, 'SELECT requires_membership, free_days FROM natter.policy')).rows).toEqual([
      { requires_membership: true, free_days: 30 },
    ]);
    expect(
      (await as({ sub: ada }, "SELECT 1 FROM natter.entitlements WHERE kind = 'tier' AND name = 'free'")).rows,
    ).toHaveLength(1);
    for (const sql of [
      'SELECT refused_pattern FROM natter.policy',
      'SELECT reported_pattern FROM natter.policy',
      'SELECT xmin FROM natter.policy',
      ...[
        'reports',
        'moderation_actions',
        'filter_words',
        'deleted_content',
        'spent_keys',
        'forwards',
        'forwarded_messages',
        'legal_holds',
        'job_runs',
        'tier_changes',
        'club_memberships',
        'backups',
      ].map((table) => `SELECT count(*) FROM natter.${table}`),
      'SELECT tier FROM natter.users',
      'SELECT roles FROM natter.users',
      'SELECT suspended_until FROM natter.users',
      "SELECT natter.is_suspended('x')",
      "SELECT natter.has_feature('blocking')",
      'SELECT * FROM natter.read_retention()',
      'SELECT natter.soft_delete_expired_messages(1)',
    ]) {
      expect((await as({ sub: ada }, sql)).code, sql).toBe('42501');
    }
  });

  it('[WALL-2] asks of nobody but itself whether they belong', async () => {
    const asks = async (claims: Readonly<Record<string, unknown>>, person: string) =>
      (await as(claims, 'SELECT natter.takes_part($1) AS is', [person])).rows?.[0]?.['is'];
    const { ada, bo, outsider } = free;
    const nobody = randomUUID();
    expect([
      await asks({ sub: ada }, ada),
      await asks({ sub: outsider }, outsider),
      await asks({ sub: nobody }, nobody),
    ]).toEqual([true, false, false]);
    for (const other of [bo, outsider, nobody]) expect((await asks({ sub: ada }, other)) ?? false).toBe(false);
    expect((await asks({}, ada)) ?? false).toBe(false);
  });

  it('[WALL-2] sees who is of the store, and nobody else', async () => {
    const listed = async (person: string, wanted: string) =>
      (await as({ sub: person }, 'SELECT id FROM natter.users WHERE id = $1', [wanted])).rows?.length;
    const { ada, bo, stranger, outsider } = free;
    expect([
      await listed(ada, stranger),
      await listed(ada, outsider),
      await listed(outsider, ada),
      await listed(outsider, outsider),
    ]).toEqual([1, 0, 0, 0]);
    // Who leaves stays known to those who talked with them, and sees nothing more.
    await db.putMemberships({ put: [], remove: [{ userId: bo, clubId: 'readers' }] });
    expect([await listed(ada, bo), await listed(stranger, bo)]).toEqual([1, 0]);
    for (const table of await selectable()) {
      if (table[0] === 'policy' || table[0] === 'entitlements') continue;
      expect((await as({ sub: bo }, `SELECT ${table[1].join(', ')} FROM natter.${table[0]}`)).rows, table[0]).toEqual(
        [],
      );
    }
    // The office alone makes somebody belong.
    await db.upsertUsers([{ id: bo, roles: ['moderator'] }]);
    expect((await as({ sub: bo }, 'SELECT 1 FROM natter.direct_messages')).rows).toHaveLength(3);
    await db.upsertUsers([{ id: bo, roles: [] }]);
    expect((await as({ sub: bo }, 'SELECT 1 FROM natter.direct_messages')).rows).toEqual([]);
  });

  it('[AUTH-5] is nobody with a token that names another store, in whatever shape', async () => {
    const { ada } = free;
    const rows = async (claims: Readonly<Record<string, unknown>>) =>
      (await as({ sub: ada, ...claims }, 'SELECT 1 FROM natter.direct_messages')).rows?.length;
    for (const claims of [
      { store_id: 'elsewhere' },
      { tenant: 'elsewhere' },
      { store_id: '' },
      { store_id: 7 },
      { store_id: ['test'] },
      { store_id: { id: 'test' } },
      { store_id: 'TEST' },
      { store_id: 'test', tenant: 'elsewhere' },
      { app_metadata: { store_id: 'elsewhere' } },
      { app_metadata: { tenant: 'elsewhere' }, store_id: 'test' },
    ]) {
      expect(await rows(claims), JSON.stringify(claims)).toBe(0);
    }
    // What people write about themselves says nothing.
    for (const claims of [
      {},
      { store_id: 'test' },
      { store_id: null },
      { app_metadata: { store_id: 'test' } },
      { user_metadata: { store_id: 'elsewhere' } },
    ]) {
      expect(await rows(claims), JSON.stringify(claims)).toBe(3);
    }
  });

  it('[AUTHZ-17] a search path or a setting of its own changes nothing', async () => {
    const outcome = await asRequest(gateway, 'authenticated', { sub: free.stranger }, async () => {
      await gateway.query(
        "SELECT set_config('search_path', 'pg_temp, public', true), set_config('natter.user_id', $1, true)",
        [free.ada],
      );
      return await attemptOn(gateway, 'SELECT content FROM natter.direct_messages');
    });
    expect(outcome.rows).toEqual([]);
  });
});

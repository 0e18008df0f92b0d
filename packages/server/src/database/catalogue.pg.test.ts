import { type BareDatabase, createBareDatabase } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { migrate } from './migrate.ts';
import type { RoleNames } from './role-names.ts';

/* What the catalogues must say of a freshly migrated database. The lists are written by hand from the design, not from the SQL. */

let bare: BareDatabase;
let admin: pg.Client;
let roles: RoleNames;

beforeAll(async () => {
  bare = await createBareDatabase(inject('databaseAdminUrl'));
  ({ roles } = await migrate({ adminUrl: bare.adminUrl, deployment: { tenantId: 'test', edition: 'social' } }));
  admin = new pg.Client({ connectionString: bare.adminUrl });
  await admin.connect();
});
afterAll(async () => {
  await admin.end();
  await bare.drop();
});

async function list(sql: string, values: unknown[] = []): Promise<unknown[]> {
  const { rows } = await admin.query<Record<string, unknown>>(sql, values);
  return rows.map((row) => Object.values(row)[0]);
}

/** What the server's login may select; a star stands for all columns. */
const SELECTABLE: Record<string, string> = {
  users: 'avatar_url display_name id is_member office tenant_id',
  user_settings: '*',
  // Not blocked_by_other.
  member_state:
    'blocks_other changed_xid cleared_at cleared_seq conversation_id delivered_seq draft draft_at draft_reply_to hidden history_from ' +
    'is_archived is_pinned left_at marked_unread muted_until own_activity_at read_seq scheduled_count tenant_id unread_from user_id',
  mark_advances: '*',
  // Not the word filter's patterns.
  policy:
    'features free_days id max_message_length privileged_days privileged_plus_days purge_after_days requires_membership ' +
    'retention_basis retention_grace_days sending_roles sending_tiers shortest_days updated_at',
  entitlements: '*',
  blocks: '*',
  conversations:
    'change_seq changed_xid created_at created_by disappear_after expired_seq id last_seq name tenant_id type updated_at ' +
    'who_adds who_sends',
  conversation_participants:
    'changed_xid conversation_id delivered_seq joined_at joined_seq last_read_at left_at read_seq receipts_hidden role tenant_id user_id',
  direct_messages:
    'change_seq changed_xid client_id content conversation_id created_xid deleted_at id is_deleted mentions metadata reactions ' +
    'reply_to_id reply_to_sender reply_to_seq retention_expires_at sender_id sent_at seq tenant_id type version',
  // Not whether it is void.
  message_edits: 'at content conversation_id mentions seq tenant_id version',
  message_reactions: 'conversation_id emoji reacted_at seq tenant_id user_id',
  poll_votes: 'conversation_id option_id seq tenant_id user_id voted_at',
  starred_messages: '*',
  scheduled_messages: '*',
};

/** Functions that run as the owner, check for themselves and may be called by the login. */
const AS_OWNER = [
  'abandon_start',
  'add_members',
  'advance_marks',
  'apply_tier_changes',
  'await_writers',
  'begin_following',
  'cleanup_expired_messages',
  'clear_conversation',
  'close_poll',
  'create_scheduled',
  'current_tenant',
  'delete_message',
  'delete_scheduled',
  'due_scheduled',
  'edit_message',
  'ensure_person',
  'erase_deleted_content',
  'find_writers',
  'forward_message',
  'has_feature',
  'is_quiet',
  'is_suspended',
  'leave_group',
  'lift_suspension',
  'next_scheduled',
  'patch_group',
  'patch_member_state',
  'patch_scheduled',
  'poll_for',
  'prove_evidence',
  'prove_retention',
  'purge_reports',
  'push_moments',
  'put_block',
  'put_memberships',
  'put_settings',
  'put_words',
  'reactions_for',
  'read_audiences',
  'read_blocks',
  'read_commits',
  'read_epoch',
  'read_expired',
  'read_followed',
  'read_group_marks',
  'read_me',
  'read_message_by_key',
  'read_moderation_actions',
  'read_nodes',
  'read_participants',
  'read_presence',
  'read_presences',
  'read_report',
  'read_reports',
  'read_retention',
  'read_store_facts',
  'read_suspensions',
  'read_words',
  'register_node',
  'remove_member',
  'remove_node',
  'renew_node',
  'report_message',
  'resolve_report',
  'send_messages',
  'send_waiting',
  'set_disappearing',
  'set_member_role',
  'set_reaction',
  'set_star',
  'set_votes',
  'soft_delete_expired_messages',
  'start_direct',
  'start_group',
  'takes_part',
  'touch_last_seen',
  'upsert_users',
  'users_changed_since',
  'vanish_messages',
  'votes_for',
];
/** Functions that run as the owner, for the owner and for the functions above alone. */
const OWNER_ALONE = [
  'begin_retention_run',
  'confirm_retention_run',
  'count_due',
  'count_messages_roughly',
  'count_scheduled',
  'days_of_tier',
  'end_membership',
  'erase_message',
  'erase_vanished',
  'expiry_of',
  'finish_retention_run',
  'forget_purged_traces',
  'hand_over_group',
  'hand_over_groups_of',
  'held_conversations',
  'is_clock_trusted',
  'is_entitled',
  'is_expiry_right',
  'is_held',
  'is_quotable',
  'is_store_member',
  'join_group',
  'keep_void_quiet',
  'lock_group',
  'lock_message',
  'person_json',
  'place_hold',
  'plan_retention',
  'read_storage',
  'read_volume',
  'release_hold',
  'renew_membership',
  'report_words',
  'require_staff',
  'rewrite_due_soon',
  'rewrite_expiries',
  'set_membership',
  'set_policy',
  'text_for',
  'told_of',
  'touch_message',
  'unreachable_among',
  'view_for_all',
  'write_group_line',
];
/** Functions that run as their caller, under the policies. */
const AS_CALLER = [
  'conversation_views',
  'current_user_id',
  'locate_message',
  'names_this_store',
  'now',
  'read_acted',
  'read_as',
  'read_changed_messages',
  'read_changes',
  'read_conversation',
  'read_hidden',
  'read_history',
  'read_inbox',
  'read_memberships',
  'read_message',
  'read_newest_messages',
  'read_people',
  'read_reactions',
  'read_receipts',
  'read_scheduled',
  'read_starred',
  'read_stars',
  'read_sync',
  'read_unread_totals',
  'read_versions',
  'read_views',
  'read_votes',
  'refuse_outsider',
  'require_feature',
];
/** Functions without rights of their own that only others of ours call. */
const WITHIN = [
  'after_days',
  'days_for',
  'filter_form',
  'first_id_at',
  'is_followed',
  'is_sendable',
  'is_staff',
  'json_instant',
  'kept_until',
  'lock_retention_job',
  'log_blocks',
  'log_changes',
  'log_commit',
  'log_marks',
  'log_members',
  'log_own',
  'log_people',
  'log_scheduled',
  'log_settings',
  'make_filter_pattern',
  'new_id',
  'origin',
  'refuse_change',
  'refuse_going_back',
];

describe('roles', () => {
  it('[AUTHZ-1] the owner never logs in; neither role is above anything', async () => {
    const { rows } = await admin.query(
      `SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
       FROM pg_roles WHERE rolname = ANY ($1) ORDER BY rolname DESC`,
      [[roles.owner, roles.app]],
    );
    const powerless = {
      rolsuper: false,
      rolbypassrls: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
    };
    expect(rows).toEqual([
      { rolname: roles.owner, rolcanlogin: false, ...powerless },
      { rolname: roles.app, rolcanlogin: true, ...powerless },
    ]);
  });

  it("[AUTHZ-1] the server's login owns nothing, belongs to nobody and can create nowhere", async () => {
    const owned = await list(
      `SELECT objid::text FROM pg_shdepend WHERE refclassid = 'pg_authid'::regclass AND refobjid = $1::regrole AND deptype = 'o'`,
      [roles.app],
    );
    expect(owned).toEqual([]);
    expect(
      await list('SELECT roleid::regrole::text FROM pg_auth_members WHERE member = $1::regrole', [roles.app]),
    ).toEqual([]);
    expect(
      await list('SELECT member::regrole::text FROM pg_auth_members WHERE roleid = $1::regrole', [roles.owner]),
    ).toEqual([]);
    const creatable = await list(
      "SELECT nspname FROM pg_namespace WHERE has_schema_privilege($1, oid, 'CREATE') AND nspname !~ '^pg_(toast_)?temp'",
      [roles.app],
    );
    expect(creatable).toEqual([]);
    for (const privilege of ['CREATE', 'TEMPORARY']) {
      expect(await list('SELECT has_database_privilege($1, current_database(), $2)', [roles.app, privilege])).toEqual([
        false,
      ]);
    }
  });

  it('[DUR-1] the server commits durably by its role', async () => {
    expect(
      await list('SELECT unnest(setconfig) FROM pg_db_role_setting WHERE setrole = $1::regrole', [roles.app]),
    ).toEqual(['synchronous_commit=on']);
  });
});

describe('tables', () => {
  it('[AUTHZ-3] every table is the owner’s, with row security on and not forced', async () => {
    const { rows } = await admin.query(
      `SELECT relname, relrowsecurity AS on, relforcerowsecurity AS forced, relowner::regrole::text AS owner
       FROM pg_class WHERE relnamespace = 'natter'::regnamespace AND relkind IN ('r', 'p', 'f')`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(29);
    expect(rows.filter((row) => !row.on || row.forced || row.owner !== roles.owner)).toEqual([]);
  });

  it('[AUTHZ-18] there is no view or materialised copy beside them, and no sequence but those of identities', async () => {
    const sql = `SELECT relname FROM pg_class c WHERE relnamespace = 'natter'::regnamespace AND relkind NOT IN ('r', 'i', 'c')
      AND NOT (relkind = 'S' AND EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'i'))`;
    expect(await list(sql)).toEqual([]);
  });

  it('[AUTHZ-11] the login neither reads nor moves a sequence', async () => {
    const sql = `SELECT relname FROM pg_class c WHERE relnamespace = 'natter'::regnamespace AND relkind = 'S'
      AND CASE WHEN relkind = 'S' THEN has_sequence_privilege($1, c.oid, 'USAGE, SELECT, UPDATE') END`;
    expect(await list(sql, [roles.app])).toEqual([]);
  });

  it('[AUTHZ-11] the login may select what is written here, and do nothing else', async () => {
    const tables = await list(
      "SELECT relname::text FROM pg_class WHERE relnamespace = 'natter'::regnamespace AND relkind = 'r'",
    );
    for (const table of tables.map(String)) {
      const qualified = `natter.${table}`;
      for (const privilege of ['INSERT', 'UPDATE', 'REFERENCES']) {
        const sql = 'SELECT has_any_column_privilege($1, $2, $3)';
        expect(await list(sql, [roles.app, qualified, privilege]), `${privilege} ${table}`).toEqual([false]);
      }
      for (const privilege of ['DELETE', 'TRUNCATE', 'TRIGGER']) {
        const sql = 'SELECT has_table_privilege($1, $2, $3)';
        expect(await list(sql, [roles.app, qualified, privilege]), `${privilege} ${table}`).toEqual([false]);
      }
      const columns = await list(
        `SELECT attname::text FROM pg_attribute WHERE attrelid = $2::regclass AND attnum > 0 AND NOT attisdropped
         AND has_column_privilege($1, $2, attname, 'SELECT') ORDER BY attname COLLATE "C"`,
        [roles.app, qualified],
      );
      const [whole] = await list('SELECT has_table_privilege($1, $2, $3)', [roles.app, qualified, 'SELECT']);
      expect([table, whole === true ? '*' : columns.join(' ')]).toEqual([table, SELECTABLE[table] ?? '']);
    }
  });

  it('[AUTHZ-16] nothing is granted to everybody, and no policy is for everybody', async () => {
    const open = await list(
      `SELECT acl.what FROM (
         SELECT relname::text AS what, relacl AS acl FROM pg_class WHERE relnamespace = 'natter'::regnamespace
         UNION ALL SELECT proname, coalesce(proacl, acldefault('f', proowner)) FROM pg_proc WHERE pronamespace = 'natter'::regnamespace
         UNION ALL SELECT nspname, nspacl FROM pg_namespace WHERE nspname = 'natter'
         UNION ALL SELECT attname, attacl FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
           WHERE c.relnamespace = 'natter'::regnamespace) acl, aclexplode(acl.acl) one WHERE one.grantee = 0`,
    );
    expect(open).toEqual([]);
    const { rows } = await admin.query(
      "SELECT policyname, roles::text[] AS roles, cmd, permissive, with_check FROM pg_policies WHERE schemaname = 'natter'",
    );
    expect(rows).toHaveLength(15);
    for (const row of rows) {
      expect(row).toMatchObject({ cmd: 'SELECT', permissive: 'PERMISSIVE', with_check: null });
      expect([roles.app, 'authenticated']).toEqual(expect.arrayContaining(row.roles));
    }
  });
});

describe('functions', () => {
  it('[AUTHZ-17] every function belongs to the owner and has one fixed search path, or a body bound when it was made', async () => {
    const bad = await list(
      `SELECT proname FROM pg_proc WHERE pronamespace = 'natter'::regnamespace
       AND (proowner <> $1::regrole OR NOT (coalesce('search_path=pg_catalog, pg_temp' = ANY (proconfig), false)
         OR (prosqlbody IS NOT NULL AND NOT prosecdef)))`,
      [roles.owner],
    );
    expect(bad).toEqual([]);
  });

  it('[AUTHZ-15] these run as the owner, these as their caller, and the login may call these alone', async () => {
    const named = (where: string) =>
      list(
        `SELECT DISTINCT proname::text FROM pg_proc p WHERE pronamespace = 'natter'::regnamespace AND ${where} ORDER BY 1`,
        [roles.app],
      );
    const callable = "has_function_privilege($1, p.oid, 'EXECUTE')";
    expect(await named(`prosecdef AND ${callable}`)).toEqual(AS_OWNER);
    expect(await named(`prosecdef AND NOT ${callable}`)).toEqual(OWNER_ALONE);
    expect(await named(`NOT prosecdef AND ${callable}`)).toEqual(AS_CALLER);
    expect(await named(`NOT prosecdef AND NOT ${callable}`)).toEqual(WITHIN);
  });

  it('[AUTHZ-17] a function made later is nobody’s until it is granted', async () => {
    await admin.query('BEGIN');
    try {
      await admin.query(`SET LOCAL ROLE "${roles.owner}"`);
      await admin.query('CREATE FUNCTION natter.later() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$');
      expect(await list("SELECT has_function_privilege($1, 'natter.later()', 'EXECUTE')", [roles.app])).toEqual([
        false,
      ]);
    } finally {
      await admin.query('ROLLBACK');
    }
  });

  it('[TIME-1] the clock reads no setting, and nobody tells the database what time it is', async () => {
    const [source] = await list("SELECT prosrc FROM pg_proc WHERE oid = 'natter.now()'::regprocedure");
    expect(String(source).trim()).toBe("BEGIN RETURN date_trunc('milliseconds', clock_timestamp()); END");
    // A position in a list is a time too. Written is only what a person was seen at, never beyond now (SEEN-3), and when somebody
    // wants something sent, which lies ahead (SCHEDULE-1).
    const taking = await list(
      `SELECT DISTINCT proname::text FROM pg_proc p WHERE pronamespace = 'natter'::regnamespace
       AND has_function_privilege($1, oid, 'EXECUTE') AND EXISTS (
         SELECT 1 FROM unnest(proargtypes) t WHERE t::regtype::text ~ '^(timestamp|date|time|interval)') ORDER BY 1`,
      [roles.app],
    );
    expect(taking).toEqual([
      ...['create_scheduled', 'locate_message', 'patch_scheduled'],
      ...['read_inbox', 'read_reports', 'read_starred', 'read_sync', 'touch_last_seen'],
    ]);
  });

  it('[TIME-1] no function of the messaging data asks another clock', async () => {
    const asking = await list(
      `SELECT proname::text FROM pg_proc WHERE pronamespace = 'natter'::regnamespace AND proname <> 'now'
       AND prosrc ~* '(?<!natter\\.)\\m(now\\(|clock_timestamp|current_timestamp|statement_timestamp|transaction_timestamp|localtime)'`,
    );
    expect(asking).toEqual([]);
  });
});

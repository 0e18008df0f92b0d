import { withClient } from '@natter/testkit';
import {
  type BareDatabase,
  createBareDatabase,
  createSupabaseDouble,
  createSupabaseProject,
} from '@natter/testkit/sql';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { defaultPolicy } from '../editions/deployment-policy.ts';
import { migrate } from './migrate.ts';
import { loadMigrations } from './migration-files.ts';
import type { RoleNames } from './role-names.ts';
import { rollback } from './rollback.ts';
import { type VerifyReport, verifyDatabase } from './verify.ts';

const deployment = { tenantId: 'test', edition: 'bookstore' };
const policy = defaultPolicy('bookstore');

let original: BareDatabase;
let roles: RoleNames;
let copyUrl = '';
let copies = 0;

beforeAll(async () => {
  // Other files may make Supabase's roles in this cluster at any time; with them there, what is expected is always the same.
  await (await createSupabaseProject(inject('databaseAdminUrl'))).drop();
  original = await createBareDatabase(inject('databaseAdminUrl'));
  ({ roles } = await migrate({ adminUrl: original.adminUrl, deployment, policy }));
});
afterEach(dropCopy);
afterAll(() => original.drop());

async function dropCopy(): Promise<void> {
  if (copyUrl === '') return;
  const database = new URL(copyUrl).pathname.slice(1);
  await withClient(inject('databaseAdminUrl'), (client) => client.query(`DROP DATABASE "${database}" WITH (FORCE)`));
  copyUrl = '';
}

/** A copy of the installation, changed by these statements. */
async function changedBy(...statements: string[]): Promise<VerifyReport> {
  copies += 1;
  const database = `${original.name}_copy_${copies}`;
  const url = new URL(original.adminUrl);
  url.pathname = `/${database}`;
  copyUrl = url.href;
  await withClient(inject('databaseAdminUrl'), (client) =>
    client.query(`CREATE DATABASE "${database}" TEMPLATE "${original.name}"`),
  );
  await withClient(copyUrl, async (client) => {
    for (const sql of statements) await client.query(named(sql));
  });
  return await verifyDatabase({ adminUrl: copyUrl, deployment, policy });
}

const named = (text: string): string =>
  text.replaceAll('$app', roles.app).replaceAll('$owner', roles.owner).replaceAll('$admin', admin());
const admin = (): string => decodeURIComponent(new URL(original.adminUrl).username);
const sentences = ({ findings }: VerifyReport): readonly string[] => findings.map(({ sentence }) => sentence);

const NOW = `CREATE OR REPLACE FUNCTION natter.now() RETURNS timestamptz LANGUAGE plpgsql VOLATILE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN timestamptz '2020-01-01'; END $$`;

/** What is done to an installation, and all that is then said of it. */
const CHANGES: readonly (readonly [title: string, sql: readonly string[], said: readonly string[]])[] = [
  ['a table is missing', ['DROP TABLE natter.mark_advances'], ['The table mark_advances is missing.']],
  [
    'a table is surplus',
    ['CREATE TABLE natter.copies AS SELECT 1 AS one'],
    ['The table copies is surplus: it is not ours.'],
  ],
  [
    'row security is switched off',
    ['ALTER TABLE natter.direct_messages DISABLE ROW LEVEL SECURITY'],
    ['The table direct_messages is altered: row-level security is off.'],
  ],
  [
    'a table has another owner',
    ['ALTER TABLE natter.blocks OWNER TO CURRENT_USER'],
    ['The table blocks is altered: owner is “$admin” instead of “$owner”.'],
  ],
  [
    'the rules are gone',
    ['DROP TABLE natter.entitlements', 'ALTER TABLE natter.policy DROP COLUMN features'],
    ['The column policy.features is missing.', 'The table entitlements is missing.'],
  ],
  ['a column is missing', ['ALTER TABLE natter.users DROP COLUMN locale'], ['The column users.locale is missing.']],
  [
    'a column is surplus',
    ['ALTER TABLE natter.users ADD phone text'],
    ['The column users.phone is surplus: it is not ours.'],
  ],
  [
    'a column is altered',
    ['ALTER TABLE natter.users ALTER updated_at DROP NOT NULL, ALTER tier SET DEFAULT $$gold$$'],
    [
      "The column users.tier is altered: default is “'gold'::text” instead of “'free'::text”.",
      'The column users.updated_at is altered: null is “allowed” instead of “not allowed”.',
    ],
  ],
  [
    'a constraint is missing',
    ['ALTER TABLE natter.blocks DROP CONSTRAINT ck_blocks_other'],
    ['The constraint ck_blocks_other on blocks is missing.'],
  ],
  [
    'a constraint is altered, and old rows are not checked',
    [
      'ALTER TABLE natter.blocks DROP CONSTRAINT ck_blocks_other',
      'ALTER TABLE natter.blocks ADD CONSTRAINT ck_blocks_other CHECK (blocked_id > blocker_id) NOT VALID',
    ],
    [
      'The constraint ck_blocks_other on blocks is altered: definition is “CHECK ((blocked_id > blocker_id)) NOT VALID” ' +
        'instead of “CHECK ((blocked_id <> blocker_id))”. ' +
        'The constraint ck_blocks_other on blocks is altered: old rows is “not checked” instead of “checked”.',
    ],
  ],
  [
    'foreign keys are switched off',
    ['ALTER TABLE natter.reports DISABLE TRIGGER ALL'],
    ['The constraint fk_reports_author on reports is altered: enforcement is “off” instead of “on”.'],
  ],
  ['an index is missing', ['DROP INDEX natter.ix_users_name'], ['The index ix_users_name is missing.']],
  ['an index is surplus', ['CREATE INDEX mine ON natter.users (tier)'], ['The index mine is surplus: it is not ours.']],
  [
    'an index is invalid',
    [`UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'natter.ix_users_name'::regclass`],
    ['The index ix_users_name is invalid: rebuild it with REINDEX.'],
  ],
  [
    'a policy is missing',
    ['DROP POLICY blocks_select ON natter.blocks'],
    ['The policy blocks_select on blocks is missing.'],
  ],
  [
    'a policy is surplus',
    ['CREATE POLICY mine ON natter.direct_messages USING (true)'],
    ['The policy mine on direct_messages is surplus: it is not ours.'],
  ],
  [
    'a policy is altered',
    ['ALTER POLICY entitlements_select ON natter.entitlements TO PUBLIC USING (kind = $$tier$$)'],
    [
      'The policy entitlements_select on entitlements does not hold for $app, as it should.',
      'The policy entitlements_select on entitlements does not hold for authenticated, as it should.',
      'The policy entitlements_select on entitlements holds for everybody (PUBLIC), and should not.',
      "The policy entitlements_select on entitlements is altered: condition is “(kind = 'tier'::text)” instead of “true”.",
    ],
  ],
  [
    'a grant is missing',
    ['REVOKE SELECT (display_name) ON natter.users FROM "$app"'],
    ['$app lacks SELECT on column users.display_name: the grant is missing.'],
  ],
  [
    'grants are surplus',
    [
      'GRANT SELECT (tier) ON natter.users TO "$app"',
      'GRANT UPDATE ON natter.direct_messages TO PUBLIC',
      'GRANT EXECUTE ON FUNCTION natter.now() TO PUBLIC',
      'GRANT SELECT ON natter.entitlements TO "$app" WITH GRANT OPTION',
    ],
    [
      'Everybody (PUBLIC) has EXECUTE on function now(), and should not: the grant is surplus.',
      '$app has SELECT on column users.tier, and should not: the grant is surplus.',
      'Everybody (PUBLIC) has UPDATE on table direct_messages, and should not: the grant is surplus.',
      '$app may pass on SELECT on table entitlements, and should not.',
    ],
  ],
  [
    'a trigger is missing',
    ['DROP TRIGGER users_identity ON natter.users'],
    ['The trigger users_identity on users is missing.'],
  ],
  [
    'a trigger is switched off',
    ['ALTER TABLE natter.users DISABLE TRIGGER users_identity'],
    ['The trigger users_identity on users is altered: it is off.'],
  ],
  [
    'a trigger is surplus',
    [
      "CREATE TRIGGER spy AFTER INSERT ON natter.direct_messages FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('x')",
    ],
    ['The trigger spy on direct_messages is surplus: it is not ours.'],
  ],
  [
    'a rule is surplus',
    ['CREATE RULE spy AS ON DELETE TO natter.users DO INSTEAD NOTHING'],
    ['The rule spy on users is surplus: it is not ours.'],
  ],
  ['a function is missing', ['DROP FUNCTION natter.read_epoch()'], ['The function natter.read_epoch() is missing.']],
  [
    'a function has another body',
    [
      `CREATE OR REPLACE FUNCTION natter.current_tenant() RETURNS text LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER
       SET search_path = pg_catalog, pg_temp AS $$ BEGIN RETURN 'mine'; END $$`,
    ],
    ['The function natter.current_tenant() is altered: its body is not ours.'],
  ],
  [
    'the body that names the login has another login',
    [
      `DO $do$ BEGIN EXECUTE replace(pg_get_functiondef('natter.current_user_id()'::regprocedure), '$app', 'somebody'); END $do$`,
    ],
    ['The function natter.current_user_id() is altered: its body is not ours.'],
  ],
  ['the clock is replaced', [NOW], ['The clock natter.now() is replaced: its body is not ours.']],
  [
    'a function runs with other rights and another path',
    ['ALTER FUNCTION natter.current_tenant() SECURITY INVOKER RESET search_path'],
    [
      "The function natter.current_tenant() is altered: rights is “its caller's” instead of “its owner's”. " +
        'The function natter.current_tenant() is altered: settings is nothing instead of “search_path=pg_catalog, pg_temp”.',
    ],
  ],
  [
    'a function has another owner',
    ['ALTER FUNCTION natter.current_tenant() OWNER TO CURRENT_USER'],
    ['The function natter.current_tenant() is altered: owner is “$admin” instead of “$owner”.'],
  ],
  [
    'a function is surplus, and open to everybody',
    ['CREATE FUNCTION natter.door() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$'],
    [
      'The function natter.door() is surplus: it is not ours.',
      'Everybody (PUBLIC) has EXECUTE on function door(), and should not: the grant is surplus.',
    ],
  ],
  [
    'views and sequences are surplus',
    ['CREATE VIEW natter.everything AS SELECT content FROM natter.direct_messages', 'CREATE SEQUENCE natter.counter'],
    ['The sequence counter is surplus: it is not ours.', 'The view everything is surplus: it is not ours.'],
  ],
  [
    'a type is altered',
    ['ALTER TYPE natter.conversation_view ADD ATTRIBUTE more int'],
    [expect.stringMatching(/^The type natter\.conversation_view is altered: definition is “id uuid/)],
  ],
  [
    'a publication tells our rows',
    ['CREATE PUBLICATION "realtime" FOR TABLE natter.direct_messages'],
    ['The publication realtime of direct_messages tells our rows to its subscribers, and should not.'],
  ],
  [
    'what is created later is open to everybody',
    ['ALTER DEFAULT PRIVILEGES FOR ROLE "$owner" GRANT EXECUTE ON FUNCTIONS TO PUBLIC'],
    ['The default privileges of $owner for functions are missing: what is created later would be open to everybody.'],
  ],
  [
    'the schema has another owner',
    ['GRANT CREATE ON SCHEMA natter TO "$app"'],
    ['$app has CREATE on schema natter, and should not: the grant is surplus.'],
  ],
  [
    'the rules are not those of the configuration',
    [
      'UPDATE natter.policy SET requires_membership = false, free_days = 9',
      "DELETE FROM natter.entitlements WHERE name = 'manager'",
      "INSERT INTO natter.entitlements VALUES ('tier', 'free', 'CAN_INITIATE_DIRECT_MESSAGES')",
    ],
    [
      'The rule requiresMembership in natter.policy is false, and the configuration says true: run `natter migrate`.',
      'The rule freeDays in natter.policy is 9, and the configuration says 30: run `natter migrate`.',
      'What natter.policy keeps of natter.entitlements is not what they say: run `natter migrate`.',
      'The entitlement “role manager: CAN_SEND_DIRECT_MESSAGES” is missing in natter.entitlements.',
      'The entitlement “role manager: CAN_INITIATE_DIRECT_MESSAGES” is missing in natter.entitlements.',
      'The entitlement “tier free: CAN_INITIATE_DIRECT_MESSAGES” in natter.entitlements is surplus.',
    ],
  ],
];

describe('verifying', () => {
  it('[VERIFY-2] finds nothing in an installation that is as it was made', async () => {
    const report = await changedBy('SELECT 1');
    expect(report).toEqual({ isSound: true, checked: expect.any(Number), findings: [] });
    expect(report.checked).toBeGreaterThan(500);
  });

  it.each(CHANGES)('[VERIFY-2] names it when %s', async (_, sql, said) => {
    const report = await changedBy(...sql);
    expect(report.isSound).toBe(false);
    expect(sentences(report)).toEqual(said.map((one) => (typeof one === 'string' ? named(one) : one)));
  });
});

describe('verifying roles, steps and the rights of members', () => {
  it('[VERIFY-3] names roles that may more than they must', async () => {
    await changedBy('SELECT 1');
    const login = await original.createLogin('heir');
    const heir = new URL(login).username;
    const changes: readonly (readonly [sql: string, undo: string, said: string])[] = [
      ['ALTER ROLE "$owner" LOGIN', 'ALTER ROLE "$owner" NOLOGIN', 'The owner $owner may log in (must be NOLOGIN).'],
      [
        'ALTER ROLE "$app" BYPASSRLS',
        'ALTER ROLE "$app" NOBYPASSRLS',
        'The role $app is above row-level security (must be NOBYPASSRLS).',
      ],
      [
        'ALTER ROLE "$app" SUPERUSER',
        'ALTER ROLE "$app" NOSUPERUSER',
        'The role $app is a superuser (must be NOSUPERUSER).',
      ],
      [
        'ALTER ROLE "$owner" CREATEROLE',
        'ALTER ROLE "$owner" NOCREATEROLE',
        'The role $owner may create roles (must be NOCREATEROLE).',
      ],
      [
        'GRANT "$owner" TO "$app"',
        'REVOKE "$owner" FROM "$app"',
        "The server's login $app belongs to $owner; it must belong to nobody.|" +
          'The role $app may become the owner $owner, above row-level security.',
      ],
      [
        `GRANT "$owner" TO "${heir}"`,
        `REVOKE "$owner" FROM "${heir}"`,
        `The role ${heir} may become the owner $owner, above row-level security.`,
      ],
      [
        'CREATE TABLE public.mine (); ALTER TABLE public.mine OWNER TO "$app"',
        'DROP TABLE public.mine',
        "The server's login $app owns the table public.mine; it must own nothing.",
      ],
      [
        'ALTER ROLE "$app" SET synchronous_commit = off',
        'ALTER ROLE "$app" SET synchronous_commit = on',
        "The server's login $app lacks its setting synchronous_commit=on: what it acknowledges might not be on disk.|" +
          "The server's login $app has a setting that is not ours: synchronous_commit=off.",
      ],
      [
        'ALTER ROLE "$app" SET row_security = off',
        'ALTER ROLE "$app" RESET row_security',
        "The server's login $app has a setting that is not ours: row_security=off.",
      ],
    ];
    for (const [sql, undo, said] of changes) {
      await withClient(copyUrl, (client) => client.query(named(sql)));
      const report = await verifyDatabase({ adminUrl: copyUrl, deployment, policy });
      await withClient(copyUrl, (client) => client.query(named(undo)));
      expect([...sentences(report)].sort(), sql).toEqual(named(said).split('|').sort());
      expect(report.isSound, sql).toBe(false);
    }
    await withClient(copyUrl, (client) => client.query(named('ALTER ROLE "$app" NOLOGIN')));
    const report = await verifyDatabase({ adminUrl: copyUrl, deployment, policy });
    await withClient(copyUrl, (client) => client.query(named('ALTER ROLE "$app" LOGIN')));
    expect(report).toMatchObject({ isSound: true, findings: [{ severity: 'notice', what: 'role' }] });
  });

  it('[VERIFY-1] holds for a login that the operator named, whatever its name', async () => {
    const other = await createBareDatabase(inject('databaseAdminUrl'));
    try {
      for (const suffix of ["O'Brien", 'select']) {
        const appUrl = await other.createLogin(suffix);
        await migrate({ adminUrl: other.adminUrl, appUrl, deployment, policy });
        for (const known of [appUrl, undefined]) {
          const report = await verifyDatabase({ adminUrl: other.adminUrl, appUrl: known, deployment, policy });
          expect(report).toMatchObject({ isSound: true, findings: [] });
        }
        await rollback({ adminUrl: other.adminUrl, appUrl, to: 0, mayDestroy: false });
      }
    } finally {
      await other.drop();
    }
  });

  it('[VERIFY-4] says only which steps are missing, other or unknown, where they are', async () => {
    expect(
      sentences(
        await changedBy('DELETE FROM natter.schema_migrations WHERE version > 4', 'DROP TABLE natter.blocks CASCADE'),
      ),
    ).toEqual(
      (await loadMigrations())
        .filter(({ version }) => version > 4)
        .map(({ version, name }) => `Step ${version} (${name}) has not run: run \`natter migrate\`.`),
    );
    await dropCopy();
    expect(sentences(await changedBy("UPDATE natter.schema_migrations SET checksum = 'x' WHERE version = 3"))).toEqual([
      'Step 3 (indexes) ran in another version than this one.',
    ]);
    await dropCopy();
    expect(sentences(await changedBy("INSERT INTO natter.schema_migrations VALUES (900, 'later', 'x')"))).toEqual([
      'Step 900 is unknown here: the database is newer than this version of Natter.',
    ]);
    await dropCopy();
    expect(sentences(await changedBy('DROP SCHEMA natter CASCADE'))).toEqual([
      'Natter is not installed in this database: run `natter migrate`.',
    ]);
  });

  it("[VERIFY-4] says it when the database is another store's", async () => {
    await changedBy('SELECT 1');
    const report = await verifyDatabase({ adminUrl: copyUrl, deployment: { ...deployment, tenantId: 'other' } });
    expect(sentences(report)).toEqual([
      'This database belongs to bookstore "test", and the configuration speaks of bookstore "other".',
    ]);
  });

  it('[VERIFY-3] on Supabase, members must be able to read for themselves, and do no more', async () => {
    const supabase = await createSupabaseDouble(inject('databaseAdminUrl'));
    copyUrl = '';
    try {
      const verify = () => verifyDatabase({ adminUrl: supabase.adminUrl, deployment, policy });
      expect(await verify()).toMatchObject({ isSound: true, findings: [] });
      await withClient(supabase.adminUrl, async (client) => {
        await client.query(`SET ROLE "${supabase.migrated.roles.owner}"`);
        await client.query('REVOKE SELECT (content) ON natter.direct_messages FROM authenticated');
        await client.query('GRANT SELECT ON natter.users TO anon');
        await client.query(
          `ALTER POLICY messages_select ON natter.direct_messages TO "${supabase.migrated.roles.app}"`,
        );
      });
      expect(sentences(await verify())).toEqual([
        'authenticated lacks SELECT on column direct_messages.content: the grant is missing.',
        'The policy messages_select on direct_messages does not hold for authenticated, as it should.',
        'anon has SELECT on table users, and should not: the grant is surplus.',
      ]);
      const asSuperuser = new URL(inject('databaseAdminUrl'));
      asSuperuser.pathname = `/${supabase.database}`;
      await withClient(asSuperuser.href, async (client) => {
        await client.query('DROP PUBLICATION supabase_realtime; CREATE PUBLICATION supabase_realtime FOR ALL TABLES');
      });
      expect(sentences(await verify()).at(-1)).toBe(
        'The publication supabase_realtime is for all tables and with them ours: deletions go to whoever listens, without any policy.',
      );
    } finally {
      await supabase.drop();
    }
  });
});

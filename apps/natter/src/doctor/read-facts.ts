import type pg from 'pg';

/** What the database says of itself. */
export interface DatabaseFacts {
  readonly versionNumber: number;
  readonly encoding: string;
  /** What letters are by the database: of the system's library, or of its own. */
  readonly ctype: string;
  /** Whether capitals other than A to Z have small letters. */
  readonly foldsLetters: boolean;
  readonly fsync: string;
  readonly fullPageWrites: string;
  readonly synchronousCommit: string;
  readonly nowMs: number;
  readonly isOurs: boolean;
  readonly publicMayTemp: boolean;
  readonly publicMayCreate: boolean;
  readonly publicMayCreateInPublic: boolean;
  /** Null before the first migration. */
  readonly owner: string | null;
  readonly login: LoginFacts | null;
  readonly deployment: { readonly tenantId: string; readonly edition: string } | null;
  /** The body of `natter.now()`. */
  readonly clockSource: string | null;
  readonly tablesWithoutRules: readonly string[];
}

/** The role that the server logs in as. */
export interface LoginFacts {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly bypassesRules: boolean;
  readonly ownsMessages: boolean;
  readonly synchronousCommit: string | null;
}

const SERVER = `
  SELECT current_setting('server_version_num')::int AS "versionNumber", pg_encoding_to_char(d.encoding) AS encoding,
    d.datctype AS ctype, letter.one <> lower(letter.one) AS "foldsLetters",
    current_setting('fsync') AS fsync, current_setting('full_page_writes') AS "fullPageWrites",
    current_setting('synchronous_commit') AS "synchronousCommit",
    (extract(epoch FROM clock_timestamp()) * 1000)::float8 AS "nowMs",
    pg_has_role(current_user, d.datdba, 'USAGE') AS "isOurs",
    has_database_privilege('public', d.oid, 'TEMP') AS "publicMayTemp",
    has_database_privilege('public', d.oid, 'CREATE') AS "publicMayCreate",
    coalesce((SELECT has_schema_privilege('public', n.oid, 'CREATE') FROM pg_namespace n WHERE n.nspname = 'public'), false)
      AS "publicMayCreateInPublic",
    (SELECT r.rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'natter') AS owner
  FROM pg_database d
  -- É: asked for only where a number is a Unicode character; another encoding is reported by itself.
  CROSS JOIN LATERAL (SELECT chr(CASE WHEN pg_encoding_to_char(d.encoding) = 'UTF8' THEN 201 ELSE 65 END) AS one) letter
  WHERE d.datname = current_database()`;

const LOGIN = `
  SELECT r.rolname AS name, r.rolsuper AS "isSuperuser", r.rolbypassrls AS "bypassesRules",
    pg_has_role(r.oid, n.nspowner, 'MEMBER') AS "ownsMessages",
    (SELECT split_part(one, '=', 2) FROM unnest(r.rolconfig) one WHERE one LIKE 'synchronous_commit=%') AS "synchronousCommit"
  FROM pg_roles r, pg_namespace n WHERE r.rolname = $1 AND n.nspname = 'natter'`;

const CLOCK = `
  SELECT btrim(p.prosrc) AS source FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
  WHERE n.nspname = 'natter' AND p.proname = 'now'`;

const WITHOUT_RULES = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'natter' AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity ORDER BY c.relname`;

type ServerRow = Omit<DatabaseFacts, 'login' | 'deployment' | 'clockSource' | 'tablesWithoutRules'>;

/**
 * Asks a database, as its administrator; changes nothing.
 *
 * @param ownLogin the operator's login of the server, where there are two URLs
 */
export async function readFacts(client: pg.Client, ownLogin: string | null): Promise<DatabaseFacts> {
  const [server] = (await client.query<ServerRow>(SERVER)).rows;
  if (server === undefined) throw new Error('the database does not know itself');
  const bare = { ...server, login: null, deployment: null, clockSource: null, tablesWithoutRules: [] };
  if (server.owner === null) return bare;
  const loginName = ownLogin ?? server.owner.replace(/owner$/, 'app');
  const [login] = (await client.query<LoginFacts>(LOGIN, [loginName])).rows;
  const [clock] = (await client.query<{ source: string }>(CLOCK)).rows;
  const { rows: open } = await client.query<{ name: string }>(WITHOUT_RULES);
  return {
    ...bare,
    login: login ?? null,
    deployment: await readDeploymentRow(client),
    clockSource: clock?.source ?? null,
    tablesWithoutRules: open.map(({ name }) => name),
  };
}

async function readDeploymentRow(client: pg.Client): Promise<DatabaseFacts['deployment']> {
  // Read as the owner: an administrator who is no superuser sees no rows of it otherwise.
  await client.query('BEGIN READ ONLY');
  try {
    const { rows: owner } = await client.query<{ set: string }>(
      "SELECT format('SET LOCAL ROLE %I', r.rolname) AS set FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'natter'",
    );
    await client.query(owner[0]?.set ?? '');
    const { rows } = await client.query<{ tenantId: string; edition: string }>(
      'SELECT tenant_id AS "tenantId", edition FROM natter.deployment',
    );
    return rows[0] ?? null;
  } finally {
    await client.query('ROLLBACK');
  }
}

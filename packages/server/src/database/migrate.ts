import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { type DeploymentPolicy, defaultPolicy } from '../editions/deployment-policy.ts';
import { EDITIONS } from '../editions/index.ts';
import { loadMigrations, type Migration, withRoles } from './migration-files.ts';
import { derivePassword, quoteIdentifier, quoteLiteral, type RoleNames, roleNames } from './role-names.ts';

/** Whose database it is. A database of another tenant or edition is refused. */
export interface DeploymentIdentity {
  readonly tenantId: string;
  readonly edition: string;
}

export interface MigrateOptions {
  /** A login that may create roles and schemas; it need not be a superuser. */
  readonly adminUrl: string;
  /** The server's own login, when the operator chose it; otherwise one is made and its URL answered. */
  readonly appUrl?: string | undefined;
  readonly deployment: DeploymentIdentity;
  /** The rules of the deployment; without them a new database gets its edition's, and one that is there keeps what it has. */
  readonly policy?: DeploymentPolicy | undefined;
  readonly onStep?: ((step: { version: number; name: string }) => void) | undefined;
  /** Only these many steps; for tests of upgrades. */
  readonly migrations?: readonly Migration[] | undefined;
}

export interface MigrateResult {
  readonly applied: readonly number[];
  /** What the server connects with. */
  readonly appUrl: string;
  readonly roles: RoleNames;
}

/** A database that cannot be migrated as asked; the message says what to do. */
export class MigrationError extends Error {
  override readonly name = 'MigrationError';
}

/** Any number, as long as all starters use the same: "natter" on a telephone's keys. Who rebuilds the schema takes it as well. */
export const MIGRATION_LOCK = 628_837;

/**
 * Brings a database to the newest step. Each step is one transaction; several starters wait for one another; a step whose
 * file changed after it ran is refused. Answers how the server is to connect.
 *
 * Errors: `MigrationError` for a changed step, a foreign deployment, or missing rights; database errors as they are.
 */
export async function migrate(options: MigrateOptions): Promise<MigrateResult> {
  const migrations = options.migrations ?? (await loadMigrations());
  const client = new pg.Client({ connectionString: options.adminUrl, application_name: 'natter migrate' });
  // The statement that was running fails too and says so; unheard, this event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query("SET lock_timeout = '60s'; SET client_min_messages = warning");
    await client.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const roles = await findRoles(client, options);
    const done = await appliedSteps(client);
    refuseChangedSteps(migrations, done);
    if (done.size > 0) {
      await refuseForeignDeployment(client, options.deployment);
      await refuseOtherLogin(client, roles);
    }
    const applied: number[] = [];
    for (const step of migrations.filter((migration) => !done.has(migration.version))) {
      options.onStep?.(step);
      await runStep(client, step, roles, options.deployment);
      applied.push(step.version);
    }
    await applyPolicy(client, { policy: options.policy, edition: options.deployment.edition, roles });
    await protectDatabase(client);
    return { applied, appUrl: await openLogin(client, options, roles), roles };
  } finally {
    await client.end();
  }
}

/** What ran already, by version: checksum. Empty where nothing of ours is there. */
export async function appliedSteps(client: pg.Client): Promise<ReadonlyMap<number, string>> {
  const { rows: present } = await client.query<{ there: boolean }>(
    "SELECT to_regclass('natter.schema_migrations') IS NOT NULL AS there",
  );
  if (present[0]?.there !== true) return new Map();
  const { rows } = await client.query<{ version: number; checksum: string }>(
    'SELECT version, checksum FROM natter.schema_migrations ORDER BY version',
  );
  return new Map(rows.map((row) => [row.version, row.checksum]));
}

/** The roles as they were named when the schema was made (a renamed database keeps them), else by the database's name. */
export async function findRoles(
  client: pg.Client,
  options: Pick<MigrateOptions, 'adminUrl' | 'appUrl'>,
): Promise<RoleNames> {
  const { rows } = await client.query<{ database: string; owner: string | null }>(
    `SELECT current_database() AS database,
       (SELECT r.rolname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'natter') AS owner`,
  );
  const named = roleNames(rows[0]?.database ?? '');
  const owner = rows[0]?.owner ?? named.owner;
  if (options.appUrl !== undefined && options.appUrl !== options.adminUrl) {
    return { owner, app: decodeURIComponent(new URL(options.appUrl).username) };
  }
  return { owner, app: owner.endsWith('_owner') ? `${owner.slice(0, -'owner'.length)}app` : named.app };
}

function refuseChangedSteps(migrations: readonly Migration[], done: ReadonlyMap<number, string>): void {
  const changed = migrations.filter((step) => done.has(step.version) && done.get(step.version) !== step.checksum);
  if (changed.length > 0) {
    const names = changed.map((step) => `${step.version} (${step.name})`).join(', ');
    throw new MigrationError(
      `Step ${names} has run in another version than this one: the database belongs to another build of Natter.`,
    );
  }
  const newest = Math.max(0, ...done.keys());
  if (newest > migrations.length) {
    throw new MigrationError(
      `The database is at step ${newest}, this build knows ${migrations.length}: start the newer version of Natter.`,
    );
  }
}

async function refuseForeignDeployment(client: pg.Client, deployment: DeploymentIdentity): Promise<void> {
  const { rows } = await client.query<{ tenant_id: string; edition: string }>(
    'SELECT tenant_id, edition FROM natter.deployment',
  );
  const found = rows[0];
  if (found === undefined) return;
  if (found.tenant_id !== deployment.tenantId || found.edition !== deployment.edition) {
    throw new MigrationError(
      `This database belongs to ${found.edition} "${found.tenant_id}", not to ${deployment.edition} "${deployment.tenantId}". ` +
        'Check NATTER_STORE_ID, NATTER_EDITION and DATABASE_URL.',
    );
  }
}

/** The steps name the server's login: another one would be left without any right. */
async function refuseOtherLogin(client: pg.Client, roles: RoleNames): Promise<void> {
  const { rows } = await client.query<{ made_for: string | null }>(
    `SELECT max(r.rolname) AS made_for
     FROM pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) acl JOIN pg_roles r ON r.oid = acl.grantee
     WHERE n.nspname = 'natter' AND r.oid <> n.nspowner AND r.rolname <> 'authenticated'
       AND NOT EXISTS (SELECT 1 FROM pg_roles app WHERE app.rolname = $1 AND has_schema_privilege(app.oid, n.oid, 'USAGE'))`,
    [roles.app],
  );
  const found = rows[0]?.made_for;
  if (found === null || found === undefined) return;
  throw new MigrationError(
    `This database was made for the login "${found}", not for "${roles.app}": give its URL as DATABASE_URL.`,
  );
}

async function runStep(
  client: pg.Client,
  step: Migration,
  roles: RoleNames,
  deployment: DeploymentIdentity,
): Promise<void> {
  await client.query('BEGIN');
  try {
    await executeStep(client, step, { roles, deployment });
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** One step in the transaction that is open, recorded as applied. Leaves the session as the owner until its end. */
export async function executeStep(
  client: pg.Client,
  step: Migration,
  { roles, deployment }: { roles: RoleNames; deployment: DeploymentIdentity },
): Promise<void> {
  await client.query(withRoles(step.sql, roles));
  await client.query(`SET LOCAL ROLE ${quoteIdentifier(roles.owner)}`);
  if (step.version === 1) {
    await client.query('INSERT INTO natter.deployment (tenant_id, edition, body_key) VALUES ($1, $2, $3)', [
      deployment.tenantId,
      deployment.edition,
      randomBytes(32),
    ]);
  }
  await client.query('INSERT INTO natter.schema_migrations (version, name, checksum) VALUES ($1, $2, $3)', [
    step.version,
    step.name,
    step.checksum,
  ]);
}

/** Writes the rules, as owner, where they differ. An edition that this build does not know keeps what it has. */
async function applyPolicy(
  client: pg.Client,
  { policy, edition, roles }: { policy: DeploymentPolicy | undefined; edition: string; roles: RoleNames },
): Promise<void> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regprocedure('natter.set_policy(jsonb, jsonb)') IS NOT NULL AS there`,
  );
  if (rows[0]?.there !== true) return;
  await client.query('BEGIN');
  try {
    await client.query(`SET LOCAL ROLE ${quoteIdentifier(roles.owner)}`);
    const { rowCount } = await client.query('SELECT 1 FROM natter.policy');
    const known = Object.values(EDITIONS).find(({ name }) => name === edition);
    const wanted = policy ?? (rowCount === 0 && known ? defaultPolicy(known.name) : undefined);
    if (wanted !== undefined) {
      const { entitlements, ...rules } = wanted;
      await client.query('SELECT natter.set_policy($1, $2)', [JSON.stringify(rules), JSON.stringify(entitlements)]);
    }
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

/** Temporary tables and foreign objects could stand in for ours; where the database is ours nobody else may make any. */
async function protectDatabase(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ database: string; ours: boolean }>(
    `SELECT d.datname AS database, pg_has_role(current_user, d.datdba, 'USAGE') AS ours
     FROM pg_database d WHERE d.datname = current_database()`,
  );
  const here = rows[0];
  if (here?.ours !== true) return;
  await client.query(`REVOKE TEMPORARY, CREATE ON DATABASE ${quoteIdentifier(here.database)} FROM PUBLIC`);
  const { rows: schemas } = await client.query<{ ours: boolean }>(
    "SELECT pg_has_role(current_user, n.nspowner, 'USAGE') AS ours FROM pg_namespace n WHERE n.nspname = 'public'",
  );
  if (schemas[0]?.ours === true) await client.query('REVOKE CREATE ON SCHEMA public FROM PUBLIC');
}

/** Lets the server's role log in, and answers its URL. An operator's own login is only checked, never given a password. */
async function openLogin(client: pg.Client, options: MigrateOptions, roles: RoleNames): Promise<string> {
  if (options.appUrl !== undefined && options.appUrl !== options.adminUrl) {
    await ensureLogin(client, roles.app, decodeURIComponent(new URL(options.appUrl).password));
    return options.appUrl;
  }
  const url = new URL(options.adminUrl);
  const adminPassword = decodeURIComponent(url.password);
  if (adminPassword === '') {
    throw new MigrationError(
      'DATABASE_URL carries no password to derive the server login from: give DATABASE_URL (the login) and DATABASE_ADMIN_URL.',
    );
  }
  const password = derivePassword(adminPassword, roles.app);
  await ensureLogin(client, roles.app, password);
  url.username = encodeURIComponent(roles.app);
  url.password = encodeURIComponent(password);
  return url.href;
}

/** A role that logs in already keeps its password when it is the operator's; ours gets the derived one. */
async function ensureLogin(client: pg.Client, app: string, password: string): Promise<void> {
  const { rows } = await client.query<{ rolcanlogin: boolean; rolsuper: boolean; rolbypassrls: boolean }>(
    'SELECT rolcanlogin, rolsuper, rolbypassrls FROM pg_roles WHERE rolname = $1',
    [app],
  );
  const role = rows[0];
  if (role?.rolsuper === true || role?.rolbypassrls === true) {
    throw new MigrationError(
      `The server must not log in as "${app}": it is above row-level security. Give another login in DATABASE_URL.`,
    );
  }
  if (role?.rolcanlogin === true) return;
  await client.query(`ALTER ROLE ${quoteIdentifier(app)} LOGIN PASSWORD ${quoteLiteral(password)}`);
}

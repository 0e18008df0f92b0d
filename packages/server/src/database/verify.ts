import pg from 'pg';
import { type CatalogueEntry, DIRECT_READER, fillManifest, loadManifest, readCatalogue } from './manifest.ts';
import { appliedSteps, findRoles } from './migrate.ts';
import { loadMigrations, type Migration } from './migration-files.ts';
import type { RoleNames } from './role-names.ts';
import { compareCatalogues } from './verify-compare.ts';
import { checkRoles } from './verify-roles.ts';
import { checkRows, type ExpectedRows } from './verify-rows.ts';
import { describeDifference } from './verify-sentences.ts';

/** One thing that is not as it should be; a `notice` is worth knowing and no fault. */
export interface VerifyFinding {
  readonly severity: 'problem' | 'notice';
  readonly what: 'missing' | 'surplus' | 'altered' | 'role' | 'step' | 'row';
  /** Of which kind and name: `policy`, `direct_messages.messages_select`. */
  readonly kind: string;
  readonly name: string;
  readonly sentence: string;
}

export interface VerifyReport {
  /** Whether no problem was found. */
  readonly isSound: boolean;
  /** How many things were compared. */
  readonly checked: number;
  readonly findings: readonly VerifyFinding[];
}

export interface VerifyOptions extends ExpectedRows {
  readonly adminUrl: string;
  readonly appUrl?: string | undefined;
}

/**
 * Compares an installation with what this version installs: every table, column, constraint, index, policy, grant, trigger and
 * function, who owns it, the roles, and the rows that only migrations write. Changes nothing.
 *
 * Where steps are missing or are not those of this version, only that is said: the rest would be noise. Errors: those of the
 * database.
 */
export async function verifyDatabase(options: VerifyOptions): Promise<VerifyReport> {
  const client = new pg.Client({ connectionString: options.adminUrl, application_name: 'natter verify' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    // What is named is written out, whatever path the administrator has.
    await client.query('SET default_transaction_read_only = on; SET search_path = pg_catalog');
    const steps = findSteps(await loadMigrations(), await appliedSteps(client));
    if (steps.length > 0) return { isSound: false, checked: 0, findings: steps };
    return await compare(client, options);
  } finally {
    await client.end();
  }
}

async function compare(client: pg.Client, options: VerifyOptions): Promise<VerifyReport> {
  const roles = await findInstalledRoles(client, options);
  const manifest = fillManifest(await loadManifest(), roles);
  const found = await readCatalogue(client);
  const differences = compareCatalogues(found, manifest, { mustReadDirectly: await isSupabase(client) });
  // Rows of a table that is not whole cannot be compared, and need not be: it is named already.
  const isWhole = differences.every(({ what, entry }) => what !== 'missing' || !hasRules(entry));
  const findings: VerifyFinding[] = [
    ...differences.map((difference) => ({
      severity: 'problem' as const,
      what: difference.what,
      kind: difference.entry.kind,
      name: difference.entry.name,
      sentence: describeDifference(difference),
    })),
    ...(await findOpenPublications(client)),
    ...(await checkRoles(client, roles)).map(({ severity, role, sentence }) => {
      return { severity, what: 'role' as const, kind: 'role', name: role, sentence };
    }),
    ...(isWhole ? await checkRows(client, options) : []).map(({ table, sentence }) => {
      return { severity: 'problem' as const, what: 'row' as const, kind: 'row', name: table, sentence };
    }),
  ];
  return { isSound: findings.every(({ severity }) => severity === 'notice'), checked: found.length, findings };
}

const hasRules = ({ kind, name }: CatalogueEntry): boolean =>
  (kind === 'table' || kind === 'column') && /^(deployment|policy|entitlements)\b/.test(name);

function findSteps(known: readonly Migration[], applied: ReadonlyMap<number, string>): readonly VerifyFinding[] {
  const finding = (version: number, name: string, sentence: string): VerifyFinding => {
    return {
      severity: 'problem',
      what: 'step',
      kind: 'step',
      name: `${String(version).padStart(3, '0')}_${name}`,
      sentence,
    };
  };
  if (applied.size === 0) {
    return [finding(1, 'schema', 'Natter is not installed in this database: run `natter migrate`.')];
  }
  const pending = known.filter(({ version }) => !applied.has(version));
  const changed = known.filter(({ version, checksum }) => applied.has(version) && applied.get(version) !== checksum);
  const unknown = [...applied.keys()].filter((version) => known.every((step) => step.version !== version));
  return [
    ...pending.map(({ version, name }) =>
      finding(version, name, `Step ${version} (${name}) has not run: run \`natter migrate\`.`),
    ),
    ...changed.map(({ version, name }) =>
      finding(version, name, `Step ${version} (${name}) ran in another version than this one.`),
    ),
    ...unknown.map((version) =>
      finding(
        version,
        'unknown',
        `Step ${version} is unknown here: the database is newer than this version of Natter.`,
      ),
    ),
  ];
}

/**
 * The login for which the schema was made is whoever may use it beside its owner; that tells it also where only the
 * administrator's URL is known and the operator chose the login.
 */
async function findInstalledRoles(client: pg.Client, options: VerifyOptions): Promise<RoleNames> {
  const roles = await findRoles(client, options);
  if (options.appUrl !== undefined) return roles;
  const { rows } = await client.query<{ rolname: string }>(
    `SELECT r.rolname FROM pg_catalog.pg_namespace n CROSS JOIN LATERAL aclexplode(n.nspacl) a
       JOIN pg_catalog.pg_roles r ON r.oid = a.grantee
     WHERE n.nspname = 'natter' AND a.privilege_type = 'USAGE' AND r.oid <> n.nspowner AND r.rolname <> $1`,
    [DIRECT_READER],
  );
  const users = rows.map(({ rolname }) => rolname);
  const [only] = users;
  return users.includes(roles.app) || users.length !== 1 || only === undefined ? roles : { ...roles, app: only };
}

/** Where Supabase's roles and its word on who asks are, members must be able to read for themselves. */
async function isSupabase(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'authenticated') AND EXISTS (
       SELECT 1 FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
       WHERE n.nspname = 'auth' AND p.proname = 'uid' AND p.pronargs = 0) AS there`,
  );
  return rows[0]?.there === true;
}

/** Supabase's own publication of all tables would tell deletions to everybody who listens, whatever the policies say. */
async function findOpenPublications(client: pg.Client): Promise<readonly VerifyFinding[]> {
  const { rows } = await client.query<{ pubname: string }>(
    "SELECT pubname FROM pg_catalog.pg_publication WHERE puballtables AND pubname = 'supabase_realtime'",
  );
  return rows.map(({ pubname }) => ({
    severity: 'problem',
    what: 'surplus',
    kind: 'publication',
    name: pubname,
    sentence: `The publication ${pubname} is for all tables and with them ours: deletions go to whoever listens, without any policy.`,
  }));
}

import { createHash, randomBytes } from 'node:crypto';
import { type DeploymentPolicy, systemClock } from '@natter/server';
import type { MessagingDatabase } from '@natter/server/database';
import { loadMigrations, migrate, openDatabase, quoteIdentifier, quoteLiteral } from '@natter/server/database';
import pg from 'pg';
import { withClient, withParts } from './connect.ts';
import { silentLog } from './log.ts';

/** A database of a test's own, at the newest step, made from a template in some 50 ms. */
export interface TestDatabase {
  /** An administrator's URL: above row-level security, for looking and for building worlds. */
  readonly adminUrl: string;
  /** The server's own login: what the product connects as, and what an attacker of the database would have. */
  readonly appUrl: string;
  readonly roles: { readonly owner: string; readonly app: string };
  /** One administrator's connection, for looking. */
  readonly admin: pg.Client;
  open(): MessagingDatabase;
  /** From now on these rules hold, as after `natter migrate` with them. */
  setPolicy(policy: DeploymentPolicy): Promise<void>;
  /** From now on `natter.now()` answers this; null gives it back to the machine's clock. */
  setNow(at: Date | null): Promise<void>;
  drop(): Promise<void>;
}

export interface TestDatabaseOptions {
  readonly tenantId?: string;
  readonly edition?: 'bookstore' | 'marketplace' | 'social';
}

const TEMPLATE_LOCK = 628_838;

/** The clock that a test sets: a table of one row, read by a `natter.now()` that only test databases have. */
const TEST_CLOCK = `
  CREATE TABLE natter.test_clock (at timestamptz NOT NULL);
  GRANT SELECT ON natter.test_clock TO PUBLIC;
  CREATE OR REPLACE FUNCTION natter.now() RETURNS timestamptz LANGUAGE sql VOLATILE PARALLEL SAFE
  SET search_path = pg_catalog, pg_temp
  AS $$ SELECT coalesce((SELECT t.at FROM natter.test_clock t), date_trunc('milliseconds', clock_timestamp())) $$;`;

type Template = Awaited<ReturnType<typeof ensureTemplate>>;

/** What this process found or made, by server and kind of database. */
const templates = new Map<string, Promise<Template>>();

/** The template, looked for once a process: the look would be half of what a database costs. */
function findTemplate(client: pg.Client, adminUrl: string, options: Required<TestDatabaseOptions>): Promise<Template> {
  const key = JSON.stringify([adminUrl, options]);
  const known = templates.get(key);
  if (known !== undefined) return known;
  const made = ensureTemplate(client, adminUrl, options);
  templates.set(key, made);
  // The next one tries again.
  made.catch(() => templates.delete(key));
  return made;
}

/** Makes the template once per server and set of migrations; others wait for it. Answers its name and how to log in. */
async function ensureTemplate(client: pg.Client, adminUrl: string, options: Required<TestDatabaseOptions>) {
  const steps = await loadMigrations();
  const fingerprint = createHash('sha256')
    .update(JSON.stringify([steps.map((step) => step.checksum), options]))
    .digest('hex')
    .slice(0, 12);
  const template = `natter_template_${fingerprint}`;
  await client.query('SELECT pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  try {
    const { rows } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1 AND datistemplate', [template]);
    if (rows.length === 0) {
      await client.query(`DROP DATABASE IF EXISTS ${quoteIdentifier(template)}`);
      await client.query(`CREATE DATABASE ${quoteIdentifier(template)}`);
    }
    // With a template in place this only looks, and answers the login.
    const result = await migrate({
      adminUrl: withParts(adminUrl, { database: template }),
      deployment: { tenantId: options.tenantId, edition: options.edition },
    });
    if (rows.length === 0) {
      await withClient(withParts(adminUrl, { database: template }), async (inside) => {
        await inside.query(`SET ROLE ${quoteIdentifier(result.roles.owner)}`);
        await inside.query(TEST_CLOCK);
      });
      await client.query(`ALTER DATABASE ${quoteIdentifier(template)} IS_TEMPLATE true`);
    }
    return { template, appUrl: result.appUrl, roles: result.roles };
  } finally {
    await client.query('SELECT pg_advisory_unlock($1)', [TEMPLATE_LOCK]);
  }
}

/**
 * Makes a database for one test file. `adminUrl` comes from `inject('databaseAdminUrl')`. Drop it afterwards; open pools must
 * be closed before.
 */
export async function createTestDatabase(adminUrl: string, options: TestDatabaseOptions = {}): Promise<TestDatabase> {
  const full = { tenantId: options.tenantId ?? 'test', edition: options.edition ?? 'social' } as const;
  const name = `natter_test_${randomBytes(6).toString('hex')}`;
  const { appUrl, roles } = await withClient(adminUrl, async (client) => {
    const made = await findTemplate(client, adminUrl, full);
    await client.query(`CREATE DATABASE ${quoteIdentifier(name)} TEMPLATE ${quoteIdentifier(made.template)}`);
    await client.query(`REVOKE TEMPORARY, CREATE ON DATABASE ${quoteIdentifier(name)} FROM PUBLIC`);
    return made;
  });
  const admin = new pg.Client({ connectionString: withParts(adminUrl, { database: name }) });
  await admin.connect();
  const url = withParts(appUrl, { database: name });
  return {
    adminUrl: withParts(adminUrl, { database: name }),
    appUrl: url,
    roles,
    admin,
    open: () => openDatabase({ url, log: silentLog, clock: systemClock, allowUnsafeDurability: true }),
    setPolicy: async ({ entitlements, ...rules }) => {
      await admin.query('SELECT natter.set_policy($1, $2)', [JSON.stringify(rules), JSON.stringify(entitlements)]);
    },
    setNow: async (at) => {
      // One transaction: whoever looks between the two would see the machine's time, for days that are simulated a clock gone back.
      const set = at === null ? '' : `INSERT INTO natter.test_clock VALUES (${quoteLiteral(at.toISOString())})`;
      await admin.query(`DELETE FROM natter.test_clock; ${set}`);
    },
    drop: async () => {
      await admin.end();
      await withClient(adminUrl, (client) => client.query(`DROP DATABASE ${quoteIdentifier(name)} WITH (FORCE)`));
    },
  };
}

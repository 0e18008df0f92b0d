import { randomBytes } from 'node:crypto';
import { type MigrateResult, migrate, quoteIdentifier, quoteLiteral } from '@natter/server/database';
import pg from 'pg';
import { withClient, withParts } from '../connect.ts';

/**
 * A database laid out as Supabase lays out its own, as far as row-level security goes: the roles `anon`, `authenticated`,
 * `service_role` and `authenticator`, a schema `auth` whose `uid()` reads the request's claims, an owner who is no superuser
 * but may create roles and databases. Natter's migrations have run as that owner.
 */
export interface SupabaseDouble {
  /** The owner's URL (on Supabase: the role `postgres`). */
  readonly adminUrl: string;
  readonly migrated: MigrateResult;
  /** A connection as PostgREST has it: logged in as `authenticator`. */
  connectAsGateway(): Promise<pg.Client>;
  drop(): Promise<void>;
}

/** Roles belong to the whole cluster; two files that make the double at once take turns. */
const CLUSTER_LOCK = 628_839;
const GATEWAY_PASSWORD = 'gateway-of-the-double';

const SHARED_ROLES = `
  DO $roles$
  DECLARE
    name text;
  BEGIN
    FOREACH name IN ARRAY ARRAY['anon', 'authenticated', 'service_role'] LOOP
      IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = name) THEN
        EXECUTE format('CREATE ROLE %I NOLOGIN NOINHERIT', name);
      END IF;
    END LOOP;
    ALTER ROLE service_role BYPASSRLS;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'authenticator') THEN
      CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD '${GATEWAY_PASSWORD}';
      GRANT anon, authenticated, service_role TO authenticator;
    END IF;
  END
  $roles$;`;

const AUTH_SCHEMA = `
  CREATE SCHEMA auth;
  CREATE FUNCTION auth.uid() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  $$;
  GRANT USAGE ON SCHEMA auth, public TO anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO anon, authenticated, service_role;`;

/**
 * Makes the double in a cluster whose superuser's URL this is. Those four role names stay in the cluster: tests that need a
 * cluster without them make their own. `drop` takes the database and its owner away.
 */
export async function createSupabaseDouble(superuserUrl: string): Promise<SupabaseDouble> {
  const database = `supabase_${randomBytes(5).toString('hex')}`;
  const boss = `${database}_boss`;
  const password = randomBytes(12).toString('hex');
  await withClient(superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [CLUSTER_LOCK]);
    await client.query(SHARED_ROLES);
    await client.query(
      `CREATE ROLE ${quoteIdentifier(boss)} LOGIN CREATEROLE CREATEDB PASSWORD ${quoteLiteral(password)}`,
    );
    await client.query(`CREATE DATABASE ${quoteIdentifier(database)} OWNER ${quoteIdentifier(boss)}`);
  });
  const adminUrl = withParts(superuserUrl, { database, user: boss, password });
  await withClient(adminUrl, (client) => client.query(AUTH_SCHEMA));
  const migrated = await migrate({ adminUrl, deployment: { tenantId: 'test', edition: 'bookstore' } });
  return {
    adminUrl,
    migrated,
    connectAsGateway: async () => {
      const url = withParts(superuserUrl, { database, user: 'authenticator', password: GATEWAY_PASSWORD });
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    },
    drop: () =>
      withClient(superuserUrl, async (client) => {
        await client.query(`DROP DATABASE ${quoteIdentifier(database)} WITH (FORCE)`);
        for (const role of [migrated.roles.app, migrated.roles.owner, boss]) {
          await client.query(`DROP ROLE ${quoteIdentifier(role)}`);
        }
      }),
  };
}

/** Runs as PostgREST runs a request: as this role, with these claims, in a transaction that is undone. */
export async function asRequest<T>(
  gateway: pg.Client,
  role: 'anon' | 'authenticated' | 'service_role',
  claims: Readonly<Record<string, unknown>>,
  use: () => Promise<T>,
): Promise<T> {
  await gateway.query('BEGIN');
  try {
    await gateway.query("SELECT set_config('role', $1, true), set_config('request.jwt.claims', $2, true)", [
      role,
      JSON.stringify(claims),
    ]);
    return await use();
  } finally {
    await gateway.query('ROLLBACK');
  }
}

import { randomBytes } from 'node:crypto';
import { type MigrateResult, migrate, quoteIdentifier, quoteLiteral } from '@natter/server/database';
import pg from 'pg';
import { withClient, withParts } from '../connect.ts';
import { demotedRole, GATEWAY_PASSWORD, projectSchema, SHARED_ROLES } from './supabase-schema.ts';

/**
 * A database laid out as Supabase lays out its own: the roles `anon`, `authenticated`, `service_role` and `authenticator`, the
 * schema `auth` whose `uid()` and `jwt()` read the request's claims, default privileges on `public`, the publication
 * `supabase_realtime`, and a migrating role that is no superuser but may create roles and databases and is above row security.
 */
export interface SupabaseProject {
  readonly database: string;
  /** The migrating role's URL (on Supabase: the role `postgres`). */
  readonly adminUrl: string;
  /** The same rights by another way: a login that is a member of the migrating role and takes it on, as the CLI's does. */
  createMemberLogin(): Promise<{ readonly url: string; readonly role: string }>;
  /** A connection as PostgREST has it: logged in as `authenticator`. */
  connectAsGateway(): Promise<pg.Client>;
  drop(): Promise<void>;
}

/** The same, after Natter's migrations have run as that role. */
export interface SupabaseDouble extends SupabaseProject {
  readonly migrated: MigrateResult;
}

/** Roles belong to the whole cluster; two files that make the double at once take turns. */
const CLUSTER_LOCK = 628_839;

/**
 * Makes the double in a cluster whose superuser's URL this is. Supabase's role names stay in the cluster: tests that need a
 * cluster without them make their own. `drop` takes the database and everything named after it away.
 */
export async function createSupabaseProject(superuserUrl: string): Promise<SupabaseProject> {
  const database = `supabase_${randomBytes(5).toString('hex')}`;
  const boss = `${database}_boss`;
  const password = randomBytes(12).toString('hex');
  await withClient(superuserUrl, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [CLUSTER_LOCK]);
    await client.query(SHARED_ROLES);
    await client.query(demotedRole(quoteIdentifier(boss), quoteLiteral(password)));
    await client.query(`CREATE DATABASE ${quoteIdentifier(database)} OWNER ${quoteIdentifier(boss)}`);
  });
  await withClient(withParts(superuserUrl, { database }), (client) =>
    client.query(projectSchema(quoteIdentifier(boss))),
  );
  return {
    database,
    adminUrl: withParts(superuserUrl, { database, user: boss, password }),
    createMemberLogin: async () => {
      const login = `${database}_cli`;
      await withClient(superuserUrl, (client) =>
        client.query(
          `CREATE ROLE ${quoteIdentifier(login)} LOGIN NOINHERIT PASSWORD ${quoteLiteral(password)};
           GRANT ${quoteIdentifier(boss)} TO ${quoteIdentifier(login)}`,
        ),
      );
      return { url: withParts(superuserUrl, { database, user: login, password }), role: boss };
    },
    connectAsGateway: async () => {
      const url = withParts(superuserUrl, { database, user: 'authenticator', password: GATEWAY_PASSWORD });
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    },
    drop: () =>
      withClient(superuserUrl, async (client) => {
        await client.query(`DROP DATABASE ${quoteIdentifier(database)} WITH (FORCE)`);
        const { rows } = await client.query<{ role: string }>(
          'SELECT rolname AS role FROM pg_roles WHERE rolname LIKE $1',
          [`%${database.replaceAll('_', '\\_')}%`],
        );
        // A role that granted something to another cannot go before it: the migrating one goes last.
        const inOrder = rows.map((row) => row.role).sort((a, b) => Number(a === boss) - Number(b === boss));
        for (const role of inOrder) await client.query(`DROP ROLE ${quoteIdentifier(role)}`);
      }),
  };
}

/** The project with Natter in it. */
export async function createSupabaseDouble(superuserUrl: string): Promise<SupabaseDouble> {
  const project = await createSupabaseProject(superuserUrl);
  const migrated = await migrate({
    adminUrl: project.adminUrl,
    deployment: { tenantId: 'test', edition: 'bookstore' },
  });
  return { ...project, migrated };
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

import { randomBytes } from 'node:crypto';
import { quoteIdentifier, quoteLiteral } from '@natter/server/database';
import { withClient, withParts } from '../connect.ts';

/** An empty database, as an operator would hand it over; nothing has been migrated. */
export interface BareDatabase {
  readonly name: string;
  /** Its owner's URL: a superuser's, or that of a login who may only create roles and databases. */
  readonly adminUrl: string;
  /** Another database in the same cluster under the same administrator, dropped with this one. */
  sibling(): Promise<string>;
  /** A login in the cluster with these attributes; answers its URL here. */
  createLogin(name: string, attributes?: string): Promise<string>;
  drop(): Promise<void>;
}

export interface BareDatabaseOptions {
  readonly administrator?: 'superuser' | 'createrole';
}

/** Makes an empty database in the cluster of this superuser's URL. `drop` takes it away with all roles named after it. */
export async function createBareDatabase(
  superuserUrl: string,
  { administrator = 'superuser' }: BareDatabaseOptions = {},
): Promise<BareDatabase> {
  const name = `bare_${randomBytes(6).toString('hex')}`;
  const boss = `${name}_boss`;
  const password = 'a password of the test';
  const databases = [name];
  const asBoss = administrator === 'createrole';
  await withClient(superuserUrl, async (client) => {
    if (asBoss)
      await client.query(`CREATE ROLE "${boss}" LOGIN CREATEROLE CREATEDB PASSWORD ${quoteLiteral(password)}`);
    await client.query(`CREATE DATABASE "${name}"${asBoss ? ` OWNER "${boss}"` : ''}`);
  });
  const urlOf = (database: string): string =>
    asBoss ? withParts(superuserUrl, { database, user: boss, password }) : withParts(superuserUrl, { database });
  return {
    name,
    adminUrl: urlOf(name),
    sibling: async () => {
      const other = `${name}_${databases.length}`;
      databases.push(other);
      await withClient(urlOf('postgres'), (client) => client.query(`CREATE DATABASE "${other}"`));
      return urlOf(other);
    },
    createLogin: async (suffix, attributes = '') => {
      const login = `${name}_${suffix}`;
      await withClient(superuserUrl, (client) =>
        client.query(`CREATE ROLE "${login}" LOGIN ${attributes} PASSWORD ${quoteLiteral(password)}`),
      );
      return withParts(superuserUrl, { database: name, user: login, password });
    },
    drop: () =>
      withClient(superuserUrl, async (client) => {
        for (const database of databases) await client.query(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`);
        const { rows } = await client.query<{ role: string }>(
          'SELECT rolname AS role FROM pg_roles WHERE rolname LIKE $1',
          [`%${name.replaceAll('_', '\\_')}%`],
        );
        // A role that granted something to another cannot go before it: those that hold nothing go first.
        const last = rows.map((row) => row.role).sort((a, b) => Number(a === boss) - Number(b === boss));
        for (const role of last) await client.query(`DROP ROLE ${quoteIdentifier(role)}`);
      }),
  };
}

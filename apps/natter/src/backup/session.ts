import { quoteIdentifier } from '@natter/server/database';
import pg from 'pg';

/** How both ends write and read values, whatever the server's own defaults are. */
const VALUES_AS_TEXT = `
  SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET bytea_output = 'hex'; SET extra_float_digits = 1; SET standard_conforming_strings = on`;
/** A backup and a restore take as long as they take; waiting for a lock does not. */
const PATIENCE = `
  SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s'; SET client_min_messages = warning`;

/** An administrator's connection for long work. It is closed afterwards, whatever happened. */
export async function withSession<T>(adminUrl: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({
    connectionString: adminUrl,
    application_name: 'natter backup',
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
  });
  // The statement that was running fails too and says so; unheard, this event would end the process.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(VALUES_AS_TEXT);
    await client.query(PATIENCE);
    return await use(client);
  } finally {
    await client.end();
  }
}

/** From here to the end of the transaction: as the owner, before whom all rows lie open; rows that were hidden would raise. */
export async function becomeOwner(client: pg.ClientBase, owner: string): Promise<void> {
  await client.query(`SET LOCAL ROLE ${quoteIdentifier(owner)}`);
  await client.query('SET LOCAL row_security = off');
}

/** Who owns the schema; null where there is none. */
export async function findOwner(client: pg.ClientBase): Promise<string | null> {
  const { rows } = await client.query<{ owner: string }>(
    "SELECT r.rolname::text AS owner FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE n.nspname = 'natter'",
  );
  return rows[0]?.owner ?? null;
}

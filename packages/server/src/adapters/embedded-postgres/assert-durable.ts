import { Client } from 'pg';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';
import { MAJOR_VERSION } from './initialise-cluster.ts';
import { DURABLE_SETTINGS } from './settings.ts';

interface Row {
  readonly name: string;
  readonly setting: string;
}

/**
 * Asks the running server whether it is what we think it is: our major version, and durable. It looks at what is in force
 * and at what any role or database would switch off for itself.
 *
 * @param durable false for throw-away databases, where only the version is checked
 * @param timeoutMs how long it may take to be let in: on a machine with much else to do that takes seconds
 * @throws EmbeddedPostgresError `unsafe_settings` or `wrong_major`
 */
export async function assertServer(adminUrl: string, durable: boolean, timeoutMs: number): Promise<void> {
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: timeoutMs });
  await client.connect();
  try {
    const { rows } = await client.query<Row>(`
      select name, setting from pg_settings where name in ('server_version_num', 'fsync', 'full_page_writes', 'synchronous_commit')
      union all
      select split_part(own, '=', 1), split_part(own, '=', 2) from pg_db_role_setting, unnest(setconfig) as own`);
    const version = Number(rows.find((row) => row.name === 'server_version_num')?.setting);
    if (Math.floor(version / 10_000) !== MAJOR_VERSION) {
      throw new EmbeddedPostgresError('wrong_major', `Expected PostgreSQL ${MAJOR_VERSION}, found ${version}.`);
    }
    const unsafe = rows.filter((row) => isUnsafe(row));
    if (durable && unsafe.length > 0) {
      const list = unsafe.map((row) => `${row.name}=${row.setting}`).join(', ');
      throw new EmbeddedPostgresError(
        'unsafe_settings',
        `The embedded database would lose acknowledged messages in a crash: ${list}.`,
      );
    }
  } finally {
    await client.end();
  }
}

function isUnsafe({ name, setting }: Row): boolean {
  if (name === 'synchronous_commit') return !['on', 'remote_apply', 'remote_write'].includes(setting);
  return Object.hasOwn(DURABLE_SETTINGS, name) && !['on', 'true', 'yes', '1'].includes(setting);
}

import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';

const LIBRARIES = '/usr/lib/x86_64-linux-gnu';
const SCHEMA = '/usr/share/ejabberd/sql/pg.sql';
const PASSWORD = 'only for the bench';
const START_WITHIN_MS = 60_000;

/** Why ejabberd cannot be compared with here; null: it can. */
export function whyNoEjabberd(): string | null {
  if (!existsSync('/usr/bin/erl') || !existsSync(SCHEMA))
    return 'ejabberd is not installed (Debian: ejabberd, erlang-p1-pgsql)';
  if (!existsSync(LIBRARIES) || folderOf('p1_pgsql') === null) return 'erlang-p1-pgsql is not installed';
  return null;
}

const folderOf = (name: string): string | null =>
  [LIBRARIES, '/usr/lib/erlang/lib']
    .flatMap((root) => (existsSync(root) ? readdirSync(root).map((entry) => join(root, entry)) : []))
    .find((path) => path.includes(`/${name}-`)) ?? null;

export interface Ejabberd {
  readonly port: number;
  readonly pid: number;
  /** Rows of the archive: every message has two, one for each side. */
  countArchived(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * ejabberd as Debian ships it, with its archive (XEP-0313) and its people in a database of their own of the PostgreSQL given. It is bound to the
 * loopback, and its limits are off, as the product's are in this bench.
 */
export async function startEjabberd(place: {
  readonly folder: string;
  readonly adminUrl: string;
  readonly port: number;
  readonly people: readonly string[];
  /** Its database is made; otherwise it is the one of the start before. */
  readonly isNew: boolean;
}): Promise<Ejabberd> {
  const database = databaseUrl(place.adminUrl);
  if (place.isNew) await makeDatabase(place.adminUrl, place.people);
  const config = join(place.folder, 'ejabberd.yml');
  await mkdir(join(place.folder, 'mnesia'), { recursive: true });
  await writeFile(config, configOf(place.port, new URL(database)));
  const child = spawn(
    'erl',
    ['-noinput', '+K', 'true', '+P', '250000', '-mnesia', 'dir', `"${join(place.folder, 'mnesia')}"`, '-s', 'ejabberd'],
    {
      env: {
        ...process.env,
        ERL_LIBS: LIBRARIES,
        EJABBERD_CONFIG_PATH: config,
        EJABBERD_LOG_PATH: join(place.folder, 'ejabberd.log'),
        HOME: place.folder,
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  await untilListening(child, place);
  return {
    port: place.port,
    pid: child.pid ?? 0,
    countArchived: async () => {
      const client = new pg.Client({ connectionString: database });
      await client.connect();
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM archive');
      await client.end();
      return rows[0]?.n ?? 0;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function databaseUrl(adminUrl: string): string {
  const url = new URL(adminUrl);
  url.pathname = '/ejabberd';
  return url.href;
}

async function makeDatabase(adminUrl: string, people: readonly string[]): Promise<void> {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query('CREATE DATABASE ejabberd');
  await admin.end();
  const client = new pg.Client({ connectionString: databaseUrl(adminUrl) });
  await client.connect();
  await client.query(await readFile(SCHEMA, 'utf8'));
  await client.query('INSERT INTO users (username, password) SELECT unnest($1::text[]), $2', [people, PASSWORD]);
  await client.end();
}

function configOf(port: number, database: URL): string {
  return `
hosts: [localhost]
loglevel: warning
listen:
  - port: ${port}
    ip: 127.0.0.1
    module: ejabberd_c2s
    access: all
    shaper: none
    max_stanza_size: 262144
auth_method: [sql]
auth_password_format: plain
default_db: sql
sql_type: pgsql
sql_server: ${database.hostname}
sql_port: ${database.port}
sql_database: ejabberd
sql_username: ${decodeURIComponent(database.username)}
sql_password: "${decodeURIComponent(database.password)}"
sql_pool_size: 10
modules:
  mod_mam:
    db_type: sql
    default: always
`;
}

async function untilListening(child: ChildProcess, { port, folder }: { port: number; folder: string }): Promise<void> {
  const until = performance.now() + START_WITHIN_MS;
  const isUp = () =>
    new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => resolve(false));
    });
  while (!(await isUp())) {
    if (child.exitCode !== null || performance.now() > until) {
      const log = await readFile(join(folder, 'ejabberd.log'), 'utf8').catch(() => '(it wrote no log)');
      throw new Error(`ejabberd does not listen: ${log.slice(-2_000)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

export { PASSWORD as EJABBERD_PASSWORD };

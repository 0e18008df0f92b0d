import { appendFile, cp, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import pg from 'pg';
import { withClient } from '../connect.ts';
import { freezeServer } from './freeze-server.ts';

/** A primary of a test's own, and what is made of it. */
export interface ReplicaPair {
  readonly primary: EmbeddedPostgres;
  /** A superuser's, in the database `postgres`. */
  readonly replicaUrl: string;
  /** Asks the replica as a superuser: to pause its replay, to promote it. */
  askReplica(sql: string): Promise<readonly Record<string, unknown>[]>;
  /** Answers when the replica has replayed all that the primary has committed by now. */
  caughtUp(): Promise<void>;
  killReplica(): Promise<void>;
  /** After it was killed; under the same address. */
  restartReplica(): Promise<void>;
  /** Stops its processes where they stand; the answer lets them go on. */
  freezeReplica(): Promise<() => void>;
  stop(): Promise<void>;
}

/** Kept while a server runs, or remade by it; the log comes by streaming. */
const NOT_COPIED = /\/(postmaster\.(pid|opts)|pg_wal\/.+|pg_stat_tmp\/.+|pg_replslot\/.+|pg_dynshmem\/.+|pgsql_tmp.*)$/;

/** Copies a running primary into `folder` by the low-level backup interface, and starts the copy as its streaming replica. */
export async function startReplicaOf(
  primary: EmbeddedPostgres,
  folder: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<EmbeddedPostgres> {
  const cluster = `pg${primary.majorVersion}`;
  const copy = join(folder, cluster);
  await mkdir(folder, { recursive: true });
  await withClient(primary.adminUrl, async (client) => {
    await client.query("SELECT pg_backup_start('a replica of a test', true)");
    await cp(join(primary.dataDir, cluster), copy, {
      recursive: true,
      filter: (path) => !NOT_COPIED.test(path),
    });
    await cp(join(primary.dataDir, 'postgres.password'), join(folder, 'postgres.password'));
    const { rows } = await client.query<{ labelfile: string }>('SELECT labelfile FROM pg_backup_stop(false)');
    await writeFile(join(copy, 'backup_label'), rows[0]?.labelfile ?? '');
  });
  const { username, password, port } = new URL(primary.adminUrl);
  const source = `host=127.0.0.1 port=${port} user=${username} password=${decodeURIComponent(password)}`;
  await appendFile(join(copy, 'postgresql.auto.conf'), `\nprimary_conninfo = '${source}'\n`);
  await writeFile(join(copy, 'standby.signal'), '');
  return await startEmbeddedPostgres({ dataDir: folder, settings });
}

/** Starts a primary and a replica of it in `folder`; `stop` ends both and removes the folder. */
export async function startReplicaPair(folder: string): Promise<ReplicaPair> {
  const primary = await startEmbeddedPostgres({ dataDir: join(folder, 'primary') });
  const dataDir = join(folder, 'replica');
  let replica = await startReplicaOf(primary, dataDir);
  const { port, adminUrl } = replica;
  let onReplica = await connect(adminUrl);
  return {
    primary,
    replicaUrl: adminUrl,
    askReplica: async (sql) => (await onReplica.query<Record<string, unknown>>(sql)).rows,
    caughtUp: () => catchUp(primary, onReplica),
    killReplica: async () => {
      const backends = await listBackends(onReplica);
      await replica.kill();
      // They end by themselves when their server is gone, which on a busy machine is after one more answer.
      await untilGone(backends);
    },
    freezeReplica: () => freezeServer(replica.pid),
    restartReplica: async () => {
      replica = await startEmbeddedPostgres({ dataDir, port });
      onReplica = await connect(adminUrl);
    },
    stop: async () => {
      await onReplica.end();
      await Promise.all([replica.stop('immediate'), primary.stop('immediate')]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  // The replica may be killed by the test.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

async function listBackends(client: pg.Client): Promise<readonly number[]> {
  const { rows } = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
  return rows.map(({ pid }) => pid);
}

async function untilGone(pids: readonly number[]): Promise<void> {
  const isThere = (pid: number) => {
    try {
      return process.kill(pid, 0);
    } catch {
      // There is none.
      return false;
    }
  };
  while (pids.some(isThere)) await new Promise((resolve) => setTimeout(resolve, 5));
}

async function catchUp(primary: EmbeddedPostgres, onReplica: pg.Client): Promise<void> {
  const target = await withClient(primary.adminUrl, async (client) => {
    const { rows } = await client.query<{ lsn: string }>('SELECT pg_current_wal_flush_lsn()::text AS lsn');
    return rows[0]?.lsn ?? '0/0';
  });
  for (;;) {
    const { rows } = await onReplica.query<{ done: boolean }>('SELECT pg_last_wal_replay_lsn() >= $1::pg_lsn AS done', [
      target,
    ]);
    if (rows[0]?.done === true) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

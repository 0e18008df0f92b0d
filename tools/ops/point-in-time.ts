import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createNatterClient, type NatterClient } from '@natter/client';
import { mintToken, systemClock } from '@natter/server';
import { findFreePort } from '@natter/server/embedded-postgres';
import { findSystemPostgres } from '@natter/testkit/sql';
import pg from 'pg';
import { type Check, expectEqual, until } from './check.ts';
import { type NatterProcess, startNatter } from './natter-process.ts';
import { type ArchivingCluster, startArchivingCluster } from './own-cluster.ts';

const programs = findSystemPostgres(15);
const SECRET = '7b1e09c4f2a85d36'.repeat(4);

export const pointInTimeChecks: readonly Check[] = [
  {
    title:
      '[PITR-1] a store comes back as it was at a point in time: messages up to it are there, a new epoch begins, clients offer again',
    missing: () => (programs === null ? 'there is no PostgreSQL 15 with its tools (Debian: postgresql-15)' : null),
    run: async () => {
      const cluster = await startArchivingCluster(programs ?? '');
      const folder = await mkdtemp(join(tmpdir(), 'natter-ops-'));
      try {
        await recoverStore(cluster, folder);
      } finally {
        await cluster.remove();
        await rm(folder, { recursive: true, force: true });
      }
    },
  },
];

interface Store {
  readonly url: string;
  readonly env: Readonly<Record<string, string>>;
}

async function recoverStore(cluster: ArchivingCluster, folder: string): Promise<void> {
  const store = await makeStore(cluster);
  let server: NatterProcess | null = await startNatter(folder, store.env);
  const ann = await connect(server.url, 'ann');
  try {
    const { id } = await ann.startConversation('bob');
    const say = async (...texts: string[]) => {
      for (const content of texts) await (await ann.sendMessage(id, { content })).committed;
    };
    await say('before the base backup');
    await cluster.takeBase();
    await say('after it', 'and still in time');
    const time = await ask(store.url, 'SELECT clock_timestamp()::text AS a');
    await say('too late');
    // What lies in an unfinished segment is archived within archive_timeout; here at once.
    await ask(store.url, 'SELECT pg_switch_wal()::text AS a');
    await until('the archive has it', async () => {
      const waiting = await ask(
        store.url,
        'SELECT (last_archived_wal >= pg_walfile_name(pg_current_wal_lsn() - 1))::text AS a FROM pg_stat_archiver',
      );
      return waiting === 'true' ? true : null;
    });
    const epoch = await ask(store.url, 'SELECT natter.read_epoch() AS a');

    await cluster.destroy();
    expectEqual(await server.stop(), 0, 'a server without its database stops cleanly');
    server = null;
    await cluster.recover(time);
    const texts = 'SELECT json_agg(content ORDER BY seq)::text AS a FROM natter.direct_messages';
    expectEqual(
      JSON.parse(await ask(store.url, texts)),
      ['before the base backup', 'after it', 'and still in time'],
      'messages after the recovery',
    );
    const recovered = await ask(store.url, 'SELECT natter.read_epoch() AS a');
    if (recovered === epoch) throw new Error(`the epoch is still ${epoch}`);
    expectEqual(recovered.split('-')[0], epoch.split('-')[0], 'the cluster');

    server = await startNatter(folder, store.env);
    // Her device still has what the recovered store does not know, and offers it again.
    const all = await until('offered again', async () => {
      const now: readonly string[] = JSON.parse(await ask(store.url, texts));
      return now.length === 4 ? now : null;
    });
    expectEqual(all[3], 'too late', 'what was offered again');
    await say('and on it goes');
  } finally {
    await ann.close();
    await server?.stop();
  }
}

/** A database and its administrator, as docs/operations/deploy.md makes them. */
async function makeStore(cluster: ArchivingCluster): Promise<Store> {
  const client = new pg.Client({ connectionString: cluster.urlOf('postgres') });
  await client.connect();
  await client.query("CREATE ROLE corner_admin LOGIN CREATEROLE PASSWORD 'corner'");
  await client.query('CREATE DATABASE corner OWNER corner_admin');
  await client.end();
  return {
    url: cluster.urlOf('corner'),
    env: {
      DATABASE_URL: `postgres://corner_admin:corner@127.0.0.1:${cluster.port}/corner`,
      NATTER_STORE_ID: 'corner-books',
      NATTER_JWT_SECRET: SECRET,
      LOG_LEVEL: 'silent',
      PORT: String(await findFreePort()),
    },
  };
}

async function connect(url: string, userId: string): Promise<NatterClient> {
  const getToken = async () =>
    (await mintToken({ secret: SECRET, userId, ttlSeconds: 3600, clock: systemClock })).token;
  const first = createNatterClient({
    url,
    userId: 'bob',
    getToken: async () =>
      (await mintToken({ secret: SECRET, userId: 'bob', ttlSeconds: 600, clock: systemClock })).token,
  });
  // Somebody is known from their first visit on.
  await first.start();
  await until('bob is live', async () => (first.connection.getSnapshot().state === 'live' ? true : null));
  await first.close();
  const client = createNatterClient({ url, userId, getToken });
  await client.start();
  await until('live', async () => (client.connection.getSnapshot().state === 'live' ? true : null));
  return client;
}

/** The one value `a` of a query, as text. */
async function ask(url: string, query: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ a: string }>(query);
    return rows[0]?.a ?? '';
  } finally {
    await client.end();
  }
}

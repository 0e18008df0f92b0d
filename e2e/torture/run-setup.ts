import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '@natter/server/database';
import { findFreePort } from '@natter/server/embedded-postgres';
import { startBalancer, startHttpGateway, startTcpProxy } from '@natter/testkit';
import { bundle } from '../../tools/lib/bundle.ts';
import { DatabaseControl } from './faults/database-control.ts';
import { mountSmallDisk } from './faults/disk.ts';
import { RedisControl } from './faults/redis-control.ts';
import { ServerControl } from './faults/server-control.ts';
import type { Node, Victims } from './faults/victims.ts';
import { seededChance } from './seeded.ts';

export const TENANT = 'torture';
export const SECRET = 'only for torture, 0123456789abcdef';
/** Room for some hundred thousand messages; in memory only while it is used. */
const DISK_MB = 1_024;
/** How long a server may take to start, while the wires to all it needs are broken and mended. */
const READY_WITHIN_MS = 10_000;

export interface SetUpOptions {
  readonly seed: number;
  readonly nodes: number;
  readonly withRedis: boolean;
  /** How slow this machine may be: 1 has nothing else to do. */
  readonly slack: number;
  /** Where logs go. */
  readonly evidenceDir: string;
  /** Where the bundled server goes: a folder from which it finds its libraries. */
  readonly bundleDir: string;
}

/** Everything that clients need and that can be broken, started. */
export interface SetUp {
  readonly victims: Omit<Victims, 'devices' | 'scheduleSoon'>;
  /** What clients connect to. */
  readonly url: string;
}

type Later = (undo: () => unknown) => void;

/** Starts it all: database, Redis, nodes, wires, balancer. What is started is undone by what `later` is given, last first. */
export async function setUp(options: SetUpOptions, later: Later): Promise<SetUp> {
  const { database, disk } = await startDatabase(later);
  const adminUrl = await database.start();
  const { appUrl } = await migrate({ adminUrl, deployment: { tenantId: TENANT, edition: 'social' } });
  const redis = options.withRedis ? await startRedis(options, later) : null;
  const file = await bundleServer(options, later);
  const nodes: Node[] = [];
  for (let nth = 1; nth <= options.nodes; nth += 1) {
    nodes.push(await startNode({ name: `server ${nth}`, file, appUrl, redis }, options, later));
  }
  const balancer = await startBalancer({ nodes: nodes.map(({ server }) => `http://127.0.0.1:${server.port}`) });
  later(() => balancer.close());
  const { next: random } = seededChance(options.seed, 'jitter');
  const network = await startTcpProxy({ targetPort: balancer.port, carries: 'http', random });
  later(() => network.close());
  const gateway = await startHttpGateway({ targetPort: balancer.port, random });
  later(() => gateway.close());
  const victims = { nodes, database, databaseUrl: appUrl, disk, redis, network, gateway };
  return { victims, url: `http://127.0.0.1:${network.port}` };
}

async function bundleServer({ bundleDir }: SetUpOptions, later: Later): Promise<string> {
  await mkdir(bundleDir, { recursive: true });
  const file = join(bundleDir, `server-${process.pid}.mjs`);
  later(() => rm(file, { force: true }));
  await bundle(fileURLToPath(new URL('faults/server-process.ts', import.meta.url)), file);
  return file;
}

async function startDatabase(later: Later) {
  const dataDir = await mkdtemp(join(tmpdir(), 'natter-torture-'));
  later(() => rm(dataDir, { recursive: true, force: true }));
  const disk = mountSmallDisk(dataDir, DISK_MB);
  later(() => disk?.remove());
  const database = new DatabaseControl(dataDir, await findFreePort());
  later(() => database.stop('immediate'));
  return { database, disk };
}

async function startRedis({ evidenceDir }: SetUpOptions, later: Later): Promise<RedisControl> {
  const redis = new RedisControl({ port: await findFreePort(), logFile: join(evidenceDir, 'redis.log') });
  later(() => redis.kill());
  await redis.start();
  return redis;
}

/** A node reaches the database and Redis over wires of its own, so that it can be cut off from either alone. */
async function startNode(
  { name, file, appUrl, redis }: { name: string; file: string; appUrl: string; redis: RedisControl | null },
  { evidenceDir, slack }: SetUpOptions,
  later: Later,
): Promise<Node> {
  const url = new URL(appUrl);
  const databaseLink = await startTcpProxy({ targetPort: Number(url.port) });
  later(() => databaseLink.close());
  url.port = String(databaseLink.port);
  const redisLink = redis === null ? null : await startTcpProxy({ targetPort: redis.port });
  later(() => redisLink?.close());
  const env = {
    ...ENVIRONMENT,
    DATABASE_URL: url.href,
    ...(redisLink && { REDIS_URL: `redis://127.0.0.1:${redisLink.port}` }),
  };
  const logFile = join(evidenceDir, `${name.replace(' ', '-')}.log`);
  const readyWithinMs = READY_WITHIN_MS * slack;
  const server = new ServerControl({ name, file, port: await findFreePort(), logFile, env, readyWithinMs });
  later(() => server.kill());
  await server.start();
  if (!server.isRunning) throw new Error(`${name} does not start: ${logFile}`);
  return { server, databaseLink, redisLink };
}

/** As in production, with limits off: what is tested is what is left when nobody is slowed down. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  NATTER_EDITION: 'social',
  NATTER_STORE_ID: TENANT,
  NATTER_JWT_SECRET: SECRET,
  NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
  NATTER_LIMIT_READS_PER_MINUTE: '0',
  NATTER_LIMIT_SENDS_PER_MINUTE: '0',
  NATTER_LIMIT_SENDS_BURST: '0',
  NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '0',
};

/** Nothing is broken any more and everything runs. */
export async function healAll({ network, gateway, nodes, database, disk, redis }: SetUp['victims']): Promise<void> {
  network.heal();
  network.redirect(null);
  gateway.behave(null);
  for (const { databaseLink, redisLink } of nodes) {
    databaseLink.heal();
    redisLink?.heal();
  }
  await disk?.free();
  await redis?.start();
  await database.start();
  await Promise.all(nodes.map(({ server }) => server.start()));
}

/**
 * How long a backup and a restore take, at a size given in messages: `node … bench/backup.ts [messages]`. The command line is run as
 * an operator runs it, from the sources, on a PostgreSQL of its own without fsync (the disk is then not what is measured).
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { createTestDatabase } from '@natter/testkit';
import { createBareDatabase, growWorld } from '@natter/testkit/sql';

const run = promisify(execFile);
const MAIN = fileURLToPath(new URL('../apps/natter/src/main.ts', import.meta.url));
const EACH = 100;

const messages = Number(process.argv[2] ?? 1_000_000);
const folder = await mkdtemp(join(tmpdir(), 'natter-bench-backup-'));
const postgres = await startEmbeddedPostgres({ ephemeral: true, settings: { max_wal_size: '4GB' } });
try {
  await measure();
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const world = await createTestDatabase(postgres.adminUrl);
  // The cluster is stopped at the end, whatever happened; then this connection ends too.
  world.admin.on('error', () => undefined);
  await growWorld(world.admin, { mine: 100, others: messages / EACH - 100, messagesEach: EACH, longest: EACH });
  const { rows } = await world.admin.query<{ bytes: number }>(
    "SELECT pg_total_relation_size('natter.direct_messages')::float8 AS bytes",
  );
  say(`${messages} messages, ${megabytes(rows[0]?.bytes ?? 0)} with indexes`);
  const file = join(folder, 'backup.tar.gz');
  const tookMs = await natter(['backup', '--to', file], world.adminUrl);
  say(`backup, written and read again: ${seconds(tookMs)}, ${megabytes((await stat(file)).size)}`);
  const target = await createBareDatabase(postgres.adminUrl);
  say(`restore into an empty database: ${seconds(await natter(['restore', file], target.adminUrl))}`);
  await target.drop();
  await world.drop();
}

async function natter(parameters: readonly string[], url: string): Promise<number> {
  const startedMs = Date.now();
  const env = { ...process.env, DATABASE_URL: url, NATTER_STORE_ID: 'test' };
  const from = ['--conditions=natter-source', '--import', import.meta.resolve('tsx'), MAIN];
  await run(process.execPath, [...from, ...parameters], { env, cwd: folder });
  return Date.now() - startedMs;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(0)} MB`;
}

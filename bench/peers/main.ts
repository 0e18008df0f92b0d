/**
 * `npm run bench -- peers`: sends of 500 people in pairs, each waiting for the arrival, at the product and at ejabberd with its archive in the same
 * PostgreSQL, in turn; both loads write their protocol by hand. What is not installed is left out with a sentence.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { migrate, openDatabase } from '@natter/server/database';
import { findFreePort, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';
import { hear, runLoad, startChild, startServer } from '../lib/child.ts';
import { median } from '../lib/statistics.ts';
import { BENCH_SECRET, makePairs, PAIRS } from '../load/worlds.ts';
import { EJABBERD_PASSWORD, startEjabberd, whyNoEjabberd } from './ejabberd.ts';
import type { XmppOrder } from './xmpp-load.ts';

const { values: options } = parseArgs({
  options: { seconds: { type: 'string', default: '8' }, rounds: { type: 'string', default: '3' } },
});
const seconds = Number(options.seconds);
const rounds = Number(options.rounds);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

interface XmppReport {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly sent: number;
}

async function runXmpp(order: XmppOrder): Promise<XmppReport> {
  const child = await startChild('peers/xmpp-load.ts');
  await hear(child, (said) => (said === 'ready' ? true : undefined));
  child.send(order);
  return await hear(child, (said) =>
    typeof said === 'object' && said !== null && 'report' in said ? (said.report as XmppReport) : undefined,
  );
}

const missing = whyNoEjabberd();
const folder = await mkdtemp(join(tmpdir(), 'natter-bench-'));
const postgres = await startEmbeddedPostgres({ dataDir: folder });
try {
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'bench', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog });
  const pairs = await makePairs(database);
  await database.close();
  const people = Array.from({ length: PAIRS * 2 }, (_, n) => `bench-${n}`);
  const natter: number[] = [];
  const ejabberd: number[] = [];
  let told = '';
  const peer =
    missing === null ? { folder: await mkdtemp(join(tmpdir(), 'natter-peer-')), port: await findFreePort() } : null;
  for (let round = 0; round < rounds; round += 1) {
    const server = await startServer('natter/server.ts', {
      DATABASE_URL: appUrl,
      NATTER_JWT_SECRET: BENCH_SECRET,
      NATTER_MAX_SOCKETS_PER_IP: '0',
    });
    const load = { url: server.url, mode: 'closed', by: 'frames', seconds, perSecond: 0, pairs } as const;
    natter.push((await runLoad(load)).perSecond);
    await server.stop();
    if (peer === null) continue;
    const other = await startEjabberd({ ...peer, adminUrl: postgres.adminUrl, people, isNew: round === 0 });
    const before = await other.countArchived();
    const report = await runXmpp({ port: peer.port, password: EJABBERD_PASSWORD, people, seconds });
    const rows = (await other.countArchived()) - before;
    ejabberd.push(report.perSecond);
    told = `p50 ${report.p50.toFixed(0)} ms, p99 ${report.p99.toFixed(0)} ms; ${rows} rows of its archive for ${report.sent} sends`;
    await other.stop();
  }
  say(`${PAIRS * 2} people in pairs, each waiting for arrival, median of ${rounds} alternated runs of ${seconds} s`);
  say(`  natter     ${median(natter)}/s`);
  if (missing !== null) say(`  ejabberd   left out: ${missing}`);
  else {
    say(`  ejabberd   ${median(ejabberd)}/s   ${told}`);
    say(`  natter : ejabberd   ${(median(natter) / median(ejabberd)).toFixed(1)}   (aim: at least 5)`);
  }
  if (peer !== null) await rm(peer.folder, { recursive: true, force: true });
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
}

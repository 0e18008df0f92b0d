/** The product as it is run, in a process of its own: limits on, with raised bounds. `DATABASE_URL` in, its port out. */
import { createJoseVerifier, createNatter, createUuidIds, readConfig, systemClock } from '@natter/server';
import { openDatabase } from '@natter/server/database';
import { silentLog } from '@natter/testkit';
import { collectedBytes } from '../lib/collected-bytes.ts';

const { config } = readConfig({
  ...process.env,
  PORT: '0',
  NATTER_STORE_ID: 'bench',
  NATTER_LIMIT_SENDS_PER_MINUTE: '1000000',
  NATTER_LIMIT_SENDS_BURST: '1000000',
  NATTER_LIMIT_READS_PER_MINUTE: '1000000',
  NATTER_LIMIT_REQUESTS_PER_MINUTE: '1000000',
});
const database = openDatabase({ url: process.env['DATABASE_URL'] ?? '', log: silentLog, clock: systemClock });
const natter = createNatter({
  config,
  ports: {
    database,
    clock: systemClock,
    ids: createUuidIds(systemClock),
    log: silentLog,
    verifier: createJoseVerifier(config.tokens, systemClock),
  },
});

process.on('message', (what) => {
  if (what === 'memory') void collectedBytes().then((rss) => process.send?.({ rss }));
});
const { port } = await natter.listen();
process.send?.({ port });

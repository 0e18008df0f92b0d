import { silentLog } from '@natter/testkit';
import { createJoseVerifier } from '../adapters/jose/jose-verifier.ts';
import { systemClock } from '../adapters/system/system-clock.ts';
import { createUuidIds } from '../adapters/system/uuid-ids.ts';
import { readConfig } from '../config/index.ts';
import { openDatabase } from '../database/open-database.ts';
import { createNatter } from '../wiring.ts';

/* The server as it is run, in a process of its own, configured by its environment: its port out, its memory when asked. */

const { config } = readConfig({ ...process.env, PORT: process.env['PORT'] ?? '0' });
const database = openDatabase({
  url: process.env['DATABASE_URL'] ?? '',
  log: silentLog,
  clock: systemClock,
  allowUnsafeDurability: true,
});
const natter = createNatter({
  config,
  ports: {
    database,
    clock: systemClock,
    ids: createUuidIds(systemClock),
    log: silentLog,
    verifier: createJoseVerifier(config.tokens, systemClock),
  },
  // What is tried here is not to hang on how busy the machine is.
  options: { loopLag: () => 0 },
});

process.on('message', (what) => {
  if (what === 'stop') {
    void natter
      .close()
      .then(() => database.close())
      .then(() => process.exit(0));
    return;
  }
  // Twice: what the first one frees frees something in its turn.
  Reflect.get(globalThis, 'gc')?.();
  Reflect.get(globalThis, 'gc')?.();
  const { heapUsed, external, rss } = process.memoryUsage();
  process.send?.({ memory: { heapUsed, external, rss } });
});
// Who started it may be stopped in the middle.
process.once('disconnect', () => process.exit(0));
const { port } = await natter.listen();
process.send?.({ port });

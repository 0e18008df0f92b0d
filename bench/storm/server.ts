/** The product with its limits as they are, on the port given, in a process of its own; stops in good order when told. */
import { createJoseVerifier, createNatter, createUuidIds, readConfig, systemClock } from '@natter/server';
import { openDatabase } from '@natter/server/database';
import { silentLog } from '@natter/testkit';

const { config } = readConfig({ ...process.env, NATTER_STORE_ID: 'bench' });
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
process.once('message', () => {
  void natter
    .close()
    .then(() => database.close())
    .then(() => process.exit(0));
});
// Who started it may be stopped in the middle.
process.once('disconnect', () => process.exit(0));
const { port } = await natter.listen();
process.send?.({ port });

/** The messaging server in a process of its own, as it is run: configuration from the environment, an end at SIGTERM. */
import {
  armFailpoints,
  createJoseVerifier,
  createNatter,
  createPinoLog,
  createUuidIds,
  readConfig,
  systemClock,
} from '@natter/server';
import { openDatabase } from '@natter/server/database';

armFailpoints(process.env);
const { config } = readConfig(process.env);
const log = createPinoLog({ level: config.logLevel });
const database = openDatabase({ url: config.databaseUrl ?? '', log, clock: systemClock });
const natter = createNatter({
  config,
  ports: {
    database,
    clock: systemClock,
    ids: createUuidIds(systemClock),
    log,
    verifier: createJoseVerifier(config.tokens, systemClock),
  },
});

process.once('SIGTERM', () => {
  void natter
    .close()
    .then(() => database.close())
    .then(() => process.exit(0));
});
// Whoever started us is gone.
process.once('disconnect', () => process.exit(1));
await natter.listen();

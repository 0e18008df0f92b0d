/** The product's server with a demo door whose people the journeys choose. `SIGTERM` stops it as it is stopped in earnest. */
import {
  createJoseVerifier,
  createNatter,
  createUuidIds,
  type DemoDoor,
  mintToken,
  readConfig,
  systemClock,
} from '@natter/server';
import { openDatabase } from '@natter/server/database';
import { silentLog } from '@natter/testkit';

type DemoPerson = Awaited<ReturnType<DemoDoor['people']>>[number];

const { config } = readConfig(process.env);
const secret = process.env['NATTER_JWT_SECRET'] ?? '';
const database = openDatabase({
  url: process.env['DATABASE_URL'] ?? '',
  log: silentLog,
  clock: systemClock,
  allowUnsafeDurability: true,
});
let people: readonly DemoPerson[] = [];
const demo: DemoDoor = {
  people: async () => people,
  signIn: async (userId) => mintToken({ secret, userId, ttlSeconds: 3600, clock: systemClock }),
  face: () => null,
};
const natter = createNatter({
  config,
  ports: {
    database,
    clock: systemClock,
    ids: createUuidIds(systemClock),
    log: silentLog,
    verifier: createJoseVerifier(config.tokens, systemClock),
  },
  options: { webRoot: process.env['JOURNEY_WEB_ROOT'], demo, stopWithinMs: 3_000 },
});

const stop = () => {
  void natter
    .close()
    .then(() => database.close())
    .finally(() => process.exit(0));
};
process.once('SIGTERM', stop);
process.once('SIGINT', stop);
process.once('disconnect', () => process.exit(0));
process.on('message', (said: { door: readonly DemoPerson[] }) => {
  people = said.door;
  process.send?.({ door: people.length });
});

const { port } = await natter.listen();
process.send?.({ port });

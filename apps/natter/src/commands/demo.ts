import { type Environment, mintToken, type ServerConfig, systemClock } from '@natter/server';
import { buildWorld, fillWorld, openDemoDoor, type World } from '@natter/testkit/demo';
import { command } from '../define-command.ts';
import { describeDemo } from '../serving/describe-demo.ts';
import { runServer } from '../serving/run-server.ts';
import { hasDatabase } from '../settings/data-folder.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import { readSettings } from '../settings/read-settings.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG, PLACE_FLAGS } from './shared-flags.ts';

/** The demo has a database and secrets of its own, and is for this machine alone unless told otherwise. */
const NOT_FOR_THE_DEMO: ReadonlySet<string> = new Set([
  'DATABASE_URL',
  'DATABASE_ADMIN_URL',
  'DATABASE_READ_URL',
  'HOST',
  'NATTER_JWT_SECRET',
  'NATTER_JWKS_URL',
  'NATTER_JWT_ALGORITHMS',
  'NATTER_JWT_ISSUER',
  'NATTER_JWT_AUDIENCE',
]);
const NAMES: Readonly<Record<string, string>> = {
  bookstore: 'The Back Room',
  marketplace: 'Campus Market',
  social: 'Tails & Friends',
};
/** The stores that the demo's people belong to. */
const STORES: Readonly<Record<string, string>> = { bookstore: 'back-room' };
const SIGN_IN_SECONDS = 12 * 3600;

export const demo = command(
  {
    name: 'demo',
    summary: 'Run a demo with people and talk in it, on this machine only',
    details: [
      'It has a database and secrets of its own in NATTER_DATA_DIR, and lets anybody in as anybody: never in production.',
    ],
    args: {
      ...EDITION_FLAG,
      ...PLACE_FLAGS,
      json: { type: 'boolean', description: 'Say that it is ready, and where its secrets lie, as one line of JSON' },
    },
  },
  async ({ edition, port, host, json }, terminal) => {
    const env = readDemoEnvironment(terminal, { edition, port, host });
    if (readEnvironment(terminal)['DATABASE_URL'] !== undefined) {
      terminal.warn('Note: DATABASE_URL has no effect on the demo, which has a database of its own');
    }
    const settings = readSettings({ env, workingFolder: terminal.folder, isDemo: true });
    const { config, folder } = settings;
    const world = onceOnly(() => buildWorldNow(config.edition));
    const isFirst = !hasDatabase(folder);
    const door = openDemoDoor(config.edition, (person) => mintSignIn(config, person));
    const people = await door.people();
    const isJson = json === true;
    return await runServer({
      settings,
      terminal: isJson ? { ...terminal, say: () => undefined } : terminal,
      demo: door,
      // The first start waits for the database to be made: time enough to make up the world.
      meanwhile: () => {
        if (isFirst) world();
      },
      prepare: async (adminUrl) => {
        await fillWorld({ adminUrl, world });
      },
      onReady: (ready) => {
        if (isJson) terminal.say(JSON.stringify({ event: 'ready', ...ready, folder, storeId: config.tenant.id }));
        else describeDemo({ ready, people, folder, terminal });
      },
    });
  },
);

interface DemoFlags {
  readonly edition: string | undefined;
  readonly port: string | undefined;
  readonly host: string | undefined;
}

function readDemoEnvironment(terminal: Terminal, flags: DemoFlags): Environment {
  const { edition: chosen, port, host } = flags;
  const given = Object.entries(readEnvironment(terminal, { NATTER_EDITION: chosen, PORT: port }));
  const env: Record<string, string | undefined> = Object.fromEntries(
    given.filter(([name]) => !NOT_FOR_THE_DEMO.has(name)),
  );
  const edition = env['NATTER_EDITION'] ?? 'social';
  return {
    LOG_LEVEL: 'warn',
    NATTER_STORE_NAME: NAMES[edition],
    NATTER_STORE_ID: STORES[edition],
    ...env,
    ...(host !== undefined && { HOST: host }),
  };
}

/** The talk ends now, by the clock on this machine's wall. */
function buildWorldNow(edition: ServerConfig['edition']): World {
  const nowMs = systemClock.now();
  return buildWorld({ edition, seed: 'natter', nowMs, utcOffsetMinutes: -new Date(nowMs).getTimezoneOffset() });
}

async function mintSignIn({ tokens }: ServerConfig, { userId, name }: { userId: string; name: string }) {
  if (tokens.keys.kind !== 'secret') throw new Error('the demo signs with a secret of its own');
  const { secret } = tokens.keys;
  return await mintToken({ secret, userId, name, ttlSeconds: SIGN_IN_SECONDS, clock: systemClock });
}

function onceOnly<T>(make: () => T): () => T {
  let made: { value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

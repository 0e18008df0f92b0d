import {
  armFailpoints,
  createJoseVerifier,
  createNatter,
  createPinoLog,
  createUuidIds,
  type DemoDoor,
  type Log,
  type MessageTracing,
  type Natter,
  policyOf,
  systemClock,
} from '@natter/server';
import { migrate, openDatabase } from '@natter/server/database';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import type { Settings } from '../settings/read-settings.ts';
import type { Terminal } from '../terminal.ts';
import { readVersion } from '../version.ts';
import { startOwnDatabase } from './embedded-database.ts';
import { explainStartError } from './explain-start-error.ts';
import { listenForStops, type StopSignal, type Stops } from './listen-for-stops.ts';
import { openTraces } from './open-traces.ts';
import { probePort } from './probe-port.ts';
import { findWebRoot } from './web-root.ts';

export interface RunOptions {
  readonly settings: Settings;
  readonly terminal: Terminal;
  /** The demo's sign-in page. */
  readonly demo?: DemoDoor;
  /** Called while the database starts, for work that needs no database. */
  readonly meanwhile?: () => void;
  /** Called with a migrated database before the server opens. */
  readonly prepare?: (adminUrl: string) => Promise<void>;
  readonly onReady: (ready: Ready) => void;
}

export interface Ready {
  readonly url: string;
  readonly port: number;
  readonly tookMs: number;
}

/** What was opened, in order; closed in the opposite order. */
type Closers = (() => Promise<void>)[];

/** What PostgreSQL and the shell know a signal by. */
const SIGNAL_NUMBER: Readonly<Record<StopSignal, number>> = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

/**
 * Serves until it is asked to stop. Asked once it drains: clients are told, what was begun is finished, the database is
 * written down; asked again it ends at once, as a crash would, which loses nothing that was acknowledged.
 *
 * @returns 0 after a clean stop, 1 when the database was lost, 128 + the signal when it was asked twice
 * @throws CommandError when it could not start; nothing is left running then
 */
export async function runServer(options: RunOptions): Promise<number> {
  armFailpoints(options.terminal.env);
  const stops = listenForStops(process);
  const closers: Closers = [];
  const endAtOnce: (() => Promise<void>)[] = [];
  const { terminal } = options;
  try {
    const log = createLog(options.settings);
    const running = { log, stops, closers, endAtOnce };
    const started = await Promise.race([startUp(options, running), stops.second]);
    if (typeof started === 'string') return await endNow(endAtOnce, started);
    if (started === null) return await close(closers, { stops, endAtOnce });
    const ending = await Promise.race([stops.first, started.lost]);
    if (typeof ending === 'string') {
      terminal.say('Stopping …');
      const code = await close(closers, { stops, endAtOnce });
      if (code === EXIT.ok) terminal.say('Stopped.');
      return code;
    }
    terminal.warn(ending.message);
    await close(closers, { stops, endAtOnce });
    return EXIT.failed;
  } catch (error) {
    await close(closers, { stops, endAtOnce });
    throw explainStartError(error, { config: options.settings.config, terminal }) ?? error;
  } finally {
    stops.release();
  }
}

interface Running {
  readonly log: Log;
  readonly stops: Stops;
  readonly closers: Closers;
  readonly endAtOnce: (() => Promise<void>)[];
}

/** Opens everything, in order. Null: somebody asked to stop meanwhile. */
async function startUp(options: RunOptions, running: Running): Promise<{ lost: Promise<Error> } | null> {
  const { settings, terminal, prepare, onReady } = options;
  const { log, stops, closers } = running;
  const { config, warnings } = settings;
  for (const warning of warnings) terminal.warn(`Note: ${warning}`);
  await probePort(config.host, config.port, terminal);
  const { adminUrl, appUrl, lost } = await findDatabase(options, running);
  if (stops.isAsked()) return null;

  const migrated = await migrate({
    adminUrl,
    ...(appUrl !== undefined && { appUrl }),
    deployment: { tenantId: config.tenant.id, edition: config.edition },
    policy: policyOf(config),
  });
  if (migrated.applied.length > 0) log.info('migrated', { steps: migrated.applied });
  await prepare?.(adminUrl);
  if (stops.isAsked()) return null;

  const database = openDatabase({
    url: migrated.appUrl,
    readUrl: config.databaseReadUrl,
    nodeId: config.nodeId,
    log,
    clock: systemClock,
  });
  closers.push(() => database.close());
  await database.ping();
  const tracing = await openTraces(settings, log);
  if (tracing !== null) closers.push(() => tracing.close());
  const natter = wireServer(options, { log, database, tracing });
  closers.push(() => natter.close());
  const { url, port } = await natter.listen();
  if (stops.isAsked()) return null;
  onReady({ url, port, tookMs: Math.round(terminal.uptimeMs()) });
  return { lost };
}

function wireServer(
  { settings: { config }, demo }: RunOptions,
  { log, database, tracing }: { log: Log; database: ReturnType<typeof openDatabase>; tracing: MessageTracing | null },
): Natter {
  const ports = {
    database,
    clock: systemClock,
    ids: createUuidIds(systemClock),
    log,
    verifier: createJoseVerifier(config.tokens, systemClock, log),
    ...(tracing !== null && { tracing }),
  };
  return createNatter({ config, ports, options: { webRoot: findWebRoot(), version: readVersion(), demo } });
}

/** The operator's database, or one of our own that is stopped with us. */
async function findDatabase({ settings, terminal, meanwhile }: RunOptions, { log, closers, endAtOnce }: Running) {
  const { config, folder } = settings;
  if (config.databaseUrl !== null) {
    const { databaseUrl, databaseAdminUrl } = config;
    const appUrl = databaseAdminUrl === null ? undefined : databaseUrl;
    return { adminUrl: databaseAdminUrl ?? databaseUrl, appUrl, lost: new Promise<Error>(() => undefined) };
  }
  const onProgress = (sentence: string) => {
    log.info('database', { sentence });
    terminal.warn(`${sentence} …`);
  };
  const starting = startOwnDatabase({ dataDir: folder, clock: systemClock, onProgress });
  starting.then(
    (own) => {
      closers.unshift(() => own.stop('fast'));
      endAtOnce.push(() => own.stop('immediate'));
    },
    () => undefined,
  );
  meanwhile?.();
  const own = await starting;
  return { adminUrl: own.adminUrl, appUrl: undefined, lost: own.lost };
}

/** Closes what was opened, last first; a second request to stop ends it at once. */
async function close(
  closers: Closers,
  { stops, endAtOnce }: { stops: Stops; endAtOnce: readonly (() => Promise<void>)[] },
): Promise<number> {
  const cleanly = (async (): Promise<ExitCode> => {
    for (let closer = closers.pop(); closer !== undefined; closer = closers.pop()) await closer();
    return EXIT.ok;
  })();
  return await Promise.race([cleanly, stops.second.then((signal) => endNow(endAtOnce, signal))]);
}

async function endNow(endAtOnce: readonly (() => Promise<void>)[], signal: StopSignal): Promise<number> {
  await Promise.all(endAtOnce.map((end) => end()));
  return 128 + SIGNAL_NUMBER[signal];
}

/** The log goes to standard error: standard output is for the person who started us. */
function createLog({ config, hashKey }: Settings): Log {
  const idKey = config.logKey ?? hashKey;
  return createPinoLog({
    level: config.logLevel,
    ...(idKey !== null && { idKey }),
    destination: { write: (line) => process.stderr.write(line) },
  });
}

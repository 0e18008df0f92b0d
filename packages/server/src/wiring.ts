import { createPrometheusMeter } from './adapters/prometheus/prometheus-meter.ts';
import { memoryUse } from './adapters/system/memory-use.ts';
import { deferToNextTurn } from './adapters/system/system-clock.ts';
import type { ServerConfig } from './config/index.ts';
import { createHttp } from './edge/http/create-http.ts';
import { createRestHandlers } from './edge/http/rest-handlers.ts';
import type { Lifecycle } from './edge/services.ts';
import { createIo } from './edge/socket/create-io.ts';
import { serveSockets } from './edge/socket/serve-sockets.ts';
import { createSocketPublisher } from './edge/socket/socket-publisher.ts';
import { EDITIONS } from './editions/index.ts';
import { createStatus, rememberRecent } from './modules/status/index.ts';
import { Arrivals } from './platform/arrivals.ts';
import type { Platform } from './platform/context.ts';
import { Pressure } from './platform/pressure.ts';
import { Readiness } from './platform/readiness.ts';
import { silentPublisher } from './platform/silent-publisher.ts';
import type { MessagingDatabase } from './ports/database.ts';
import type { DemoDoor } from './ports/demo.ts';
import type { Clock, Ids, Log } from './ports/runtime.ts';
import type { TokenVerifier } from './ports/token-verifier.ts';
import type { MessageTracing } from './ports/tracing.ts';
import { wireBreaker, wireDatabase } from './wiring/wire-database.ts';
import { wireDatabaseUp, wireStoreGauges } from './wiring/wire-gauges.ts';
import { wireFollowing, wireTelling } from './wiring/wire-nodes.ts';
import { wirePressure } from './wiring/wire-pressure.ts';
import { wireRedis } from './wiring/wire-redis.ts';
import { wireServices } from './wiring/wire-services.ts';
import { WORKERS, type Worker } from './wiring/workers.ts';

/**
 * Connections that the system holds until they are taken. Everybody comes within two seconds of a restart; of those beyond this the system
 * forgets the knock, and their next one is 1, 3, 7, then 15 s later. The system's own bound (`net.core.somaxconn`) holds too.
 */
const BACKLOG = 4_096;

/** What the server is given; whoever made it closes it, after the server. */
export interface NatterPorts {
  readonly database: MessagingDatabase;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly verifier: TokenVerifier;
  /** Where the ways of messages are recorded; absent: nowhere. */
  readonly tracing?: MessageTracing | undefined;
}

export interface NatterOptions {
  /** Folder of the built web app. */
  readonly webRoot?: string | undefined;
  /** Given: the demo's sign-in page exists. */
  readonly demo?: DemoDoor | undefined;
  /** Told by `/api/config`. */
  readonly version?: string | undefined;
  /** Checks every REST answer against its schema, at a cost: for tests and development. */
  readonly checkAnswers?: boolean | undefined;
  /** How late the event loop was since the last question, in milliseconds; measured unless given. */
  readonly loopLag?: (() => number) | undefined;
  /** How long a stop may take, in milliseconds; 10 s unless given. */
  readonly stopWithinMs?: number | undefined;
}

export interface Natter {
  /** Starts what is its part. Errors: of the operating system, as `EADDRINUSE`. */
  listen(): Promise<{ readonly url: string; readonly port: number }>;
  /**
   * Stops: says that it is not ready, after a while takes nothing new, tells clients when to come back, finishes what was begun, then ends all connections.
   * Bounded in time; called again it answers the same.
   */
  close(): Promise<void>;
}

const STOP_WITHIN_MS = 10_000;
/** A start waits so long for the node's registration, in milliseconds. */
const REGISTER_WITHIN_MS = 5_000;

/** The messaging server, wired and not yet listening. */
export function createNatter(context: { config: ServerConfig; ports: NatterPorts; options?: NatterOptions }): Natter {
  const { config, ports, options = {} } = context;
  const lifecycle: Lifecycle = { isLeaving: false, isDraining: false };
  const { roles } = config;
  const metrics = createPrometheusMeter({ slowQueryMs: config.slowQueryMs });
  const meter = rememberRecent(metrics, ports.clock);
  const arrivals = new Arrivals({ clock: ports.clock, meter, tracing: ports.tracing });
  const io = config.isRealtimeEnabled && roles.has('realtime') ? createIo(config, lifecycle) : null;
  const toSockets = io ? createSocketPublisher(io, { meter, arrivals }) : silentPublisher;
  const readiness = new Readiness(ports.clock);
  const redis = wireRedis({ ...ports, config, meter, readiness });
  const telling = wireTelling(toSockets, { ...ports, config, redis });
  const platform: Platform = {
    config,
    edition: EDITIONS[config.edition],
    database: ports.database,
    clock: ports.clock,
    ids: ports.ids,
    log: ports.log,
    publisher: telling.publisher,
    meter,
    arrivals,
    tracing: ports.tracing,
    pressure: new Pressure({ clock: ports.clock, ids: ports.ids, meter }),
    readiness,
    defer: deferToNextTurn,
  };
  wireDatabase(platform);
  if (ports.verifier.breaker) wireBreaker(platform, ports.verifier.breaker);
  const version = options.version ?? '0.0.0';
  const services = wireServices(platform, {
    verifier: ports.verifier,
    nodes: { presence: telling.presence, createLimits: redis?.createLimits },
    demo: options.demo ?? null,
    status: createStatus(platform, { recent: meter, version, memoryBytes: memoryUse }),
  });
  const following = wireFollowing(platform, services, telling);
  const app = createHttp({
    platform,
    services,
    lifecycle,
    metrics,
    handlers: createRestHandlers(services, { platform, version }),
    checkAnswers: options.checkAnswers ?? false,
    webRoot: options.webRoot ?? null,
    version,
  });
  const sockets = io ? serveSockets(io, app.server, { platform, services, lifecycle }) : null;
  const judging = wirePressure(platform, { use: ports.database.watch?.use, loopLag: options.loopLag });
  wireDatabaseUp(platform);
  wireStoreGauges(platform, services.status);
  let workers: readonly Worker[] = [];

  const stop = async () => {
    lifecycle.isLeaving = true;
    ports.log.info('stopping', { drainSeconds: config.drainSeconds });
    // DRAIN-1: balancers see that it is not ready before anybody is refused.
    if (config.drainSeconds > 0) await new Promise<void>((go) => ports.clock.after(config.drainSeconds * 1000, go));
    lifecycle.isDraining = true;
    sockets?.announceDrain();
    const within = options.stopWithinMs ?? STOP_WITHIN_MS;
    const isDone = await settlesWithin(
      ports.clock,
      within,
      Promise.all([services.messages.stop(), services.receipts.stop(), ...workers.map((worker) => worker.stop())]),
    );
    if (!isDone) ports.log.error('stopped_with_work_left');
    await sockets?.close();
    await settlesWithin(ports.clock, within, services.presence.stop());
    await settlesWithin(ports.clock, within, following.stop());
    if (redis) await settlesWithin(ports.clock, within, redis.stop());
    judging.stop();
    if (!(await settlesWithin(ports.clock, within, app.close()))) app.server.closeAllConnections();
    ports.log.info('stopped');
  };
  let stopping: Promise<void> | null = null;

  return {
    listen: async () => {
      // Before anybody is served, if that is to be had: else readiness says so (NODE-2).
      await settlesWithin(ports.clock, REGISTER_WITHIN_MS, following.start());
      await app.listen({ port: config.port, host: config.host, backlog: BACKLOG });
      const address = app.server.address();
      const port = typeof address === 'object' && address !== null ? address.port : config.port;
      const url = config.publicUrl ?? `http://${urlHost(config.host)}:${port}`;
      ports.log.info('listening', { url, roles: [...roles] });
      if (roles.has('worker')) workers = WORKERS.map((start) => start(platform, services));
      return { url, port };
    },
    close: () => {
      stopping ??= stop();
      return stopping;
    },
  };
}

/** Whether it settled in time. Its error, if any, is thrown. */
function settlesWithin(clock: Clock, ms: number, work: PromiseLike<unknown>): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ms, () => resolve(false));
    work.then(
      () => {
        cancel();
        resolve(true);
      },
      (error: unknown) => {
        cancel();
        reject(error);
      },
    );
  });
}

/** What one can type into a browser for an address listened on. */
function urlHost(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}

import type { Edition, Feature } from '@natter/protocol';
import {
  type Clock,
  createJoseVerifier,
  createNatter,
  createUuidIds,
  type DemoDoor,
  type Environment,
  type Log,
  type MessageTracing,
  type MessagingDatabase,
  mintToken,
  policyOf,
  readConfig,
  systemClock,
} from '@natter/server';
import { io, type Socket } from 'socket.io-client';
import type { TestDatabase } from './database.ts';
import { silentLog } from './log.ts';

const SECRET = 'for-tests-only-7c1f9ab2e4d85603-kq';

export interface TestServerOptions {
  readonly database: MessagingDatabase;
  /** The test database behind it: it is given the rules that this server's configuration asks for. */
  readonly world?: Pick<TestDatabase, 'setPolicy'> | undefined;
  readonly edition?: Edition | undefined;
  /** Each one named is switched; the others are as the edition has them. */
  readonly features?: Partial<Record<Feature, boolean>> | undefined;
  readonly retention?: TestRetention | undefined;
  /** Beyond all that; wins. */
  readonly env?: Environment | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  /** Where the ways of messages are recorded. */
  readonly tracing?: MessageTracing | undefined;
  readonly demo?: DemoDoor | undefined;
  readonly webRoot?: string | undefined;
}

/** In days; 0 = for ever. What is left out is as the edition has it. */
export interface TestRetention {
  readonly free?: number;
  readonly privileged?: number;
  readonly privilegedPlus?: number;
  readonly basis?: 'sender' | 'longest-participant';
  readonly graceDays?: number;
  readonly purgeAfterDays?: number;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where there is none. */
  readonly body: unknown;
}

interface AskedCall {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** A server of a test's own, on a free port of the loopback. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** A token of this person for an hour, or for `ttlSeconds`; with `storeId` it names a store. */
  tokenOf(userId: string, ttlSeconds?: number, storeId?: string): Promise<string>;
  /** One call as this person (null: nobody). */
  call(userId: string | null, method: string, path: string, body?: unknown): Promise<Answer>;
  /** One call as the host's server, with the key of `env`. */
  callHost(method: string, path: string, body?: unknown): Promise<Answer>;
  /** One call with this token. */
  callWith(token: string, method: string, path: string, body?: unknown): Promise<Answer>;
  /** A connected socket of this person, by a token that names this store, if any; `close` ends it with the server. */
  connect(userId: string, ttlSeconds?: number, storeId?: string): Promise<Socket>;
  /** Stops the server as it would be stopped in earnest; its sockets here stay to see it. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const clock = options.clock ?? systemClock;
  const { config } = readConfig(toEnvironment(options));
  await options.world?.setPolicy(policyOf(config));
  const natter = createNatter({
    config,
    ports: {
      database: options.database,
      clock,
      ids: createUuidIds(clock),
      log: options.log ?? silentLog,
      verifier: createJoseVerifier(config.tokens, clock),
      tracing: options.tracing,
    },
    options: {
      checkAnswers: true,
      // What a test sees is not to hang on how busy the machine is.
      loopLag: () => 0,
      demo: options.demo,
      webRoot: options.webRoot,
    },
  });
  const { url, port } = await natter.listen();
  const sockets = new Set<Socket>();
  const tokenOf = async (userId: string, ttlSeconds = 3600, storeId?: string) =>
    (await mintToken({ secret: SECRET, userId, ttlSeconds, clock, storeId })).token;
  const ask = async (bearer: string | null, { method, path, body }: AskedCall): Promise<Answer> => {
    const headers = new Headers();
    if (bearer !== null) headers.set('authorization', `Bearer ${bearer}`);
    if (body !== undefined) headers.set('content-type', 'application/json');
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    const parsed: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
    return { status: response.status, headers: response.headers, text, body: parsed };
  };
  return {
    url,
    port,
    tokenOf,
    call: async (userId, method, path, body) =>
      ask(userId === null ? null : await tokenOf(userId), { method, path, body }),
    callHost: (method, path, body) => ask(config.apiKey, { method, path, body }),
    callWith: (token, method, path, body) => ask(token, { method, path, body }),
    connect: async (userId, ttlSeconds, storeId) => {
      const socket = io(url, {
        auth: { token: await tokenOf(userId, ttlSeconds, storeId) },
        transports: ['websocket'],
        reconnection: false,
        forceNew: true,
      });
      sockets.add(socket);
      await new Promise<void>((resolve, reject) => {
        socket.once('connect', resolve);
        socket.once('connect_error', reject);
      });
      return socket;
    },
    stop: () => natter.close(),
    close: async () => {
      for (const socket of sockets) socket.close();
      await natter.close();
    },
  };
}

function toEnvironment({ edition, features = {}, retention = {}, env }: TestServerOptions): Environment {
  const switched = Object.entries(features).map(([name, isOn]) => `${isOn ? '+' : '-'}${name}`);
  const given: Record<string, string | number | undefined> = {
    NATTER_EDITION: edition,
    NATTER_FEATURES: switched.length > 0 ? switched.join() : undefined,
    NATTER_RETENTION_FREE_DAYS: retention.free,
    NATTER_RETENTION_PRIVILEGED_DAYS: retention.privileged,
    NATTER_RETENTION_PRIVILEGED_PLUS_DAYS: retention.privilegedPlus,
    NATTER_RETENTION_BASIS: retention.basis,
    NATTER_RETENTION_GRACE_DAYS: retention.graceDays,
    NATTER_PURGE_AFTER_DAYS: retention.purgeAfterDays,
  };
  const known = Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]]));
  return {
    NATTER_JWT_SECRET: SECRET,
    PORT: '0',
    NATTER_STORE_ID: 'test',
    ...Object.fromEntries(known),
    ...env,
  };
}

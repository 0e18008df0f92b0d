import {
  type Clock,
  createJoseVerifier,
  createNatter,
  createUuidIds,
  type DemoDoor,
  type Environment,
  type Log,
  type MessagingDatabase,
  mintToken,
  readConfig,
  systemClock,
} from '@natter/server';
import { io, type Socket } from 'socket.io-client';
import { silentLog } from './log.ts';

const SECRET = 'for-tests-only-7c1f9ab2e4d85603-kq';

export interface TestServerOptions {
  readonly database: MessagingDatabase;
  readonly env?: Environment | undefined;
  readonly clock?: Clock | undefined;
  readonly log?: Log | undefined;
  readonly demo?: DemoDoor | undefined;
  readonly webRoot?: string | undefined;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined where there is none. */
  readonly body: unknown;
}

/** A server of a test's own, on a free port of the loopback. */
export interface TestServer {
  readonly url: string;
  readonly port: number;
  /** A token of this person for an hour, or for `ttlSeconds`. */
  tokenOf(userId: string, ttlSeconds?: number): Promise<string>;
  /** One call as this person (null: nobody). */
  call(userId: string | null, method: string, path: string, body?: unknown): Promise<Answer>;
  /** A connected socket of this person; `close` ends it with the server. */
  connect(userId: string, ttlSeconds?: number): Promise<Socket>;
  /** Stops the server as it would be stopped in earnest; its sockets here stay to see it. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const clock = options.clock ?? systemClock;
  const { config } = readConfig({ NATTER_JWT_SECRET: SECRET, PORT: '0', NATTER_STORE_ID: 'test', ...options.env });
  const natter = createNatter({
    config,
    ports: {
      database: options.database,
      clock,
      ids: createUuidIds(clock),
      log: options.log ?? silentLog,
      verifier: createJoseVerifier(config.tokens, clock),
    },
    options: { checkAnswers: true, demo: options.demo, webRoot: options.webRoot },
  });
  const { url, port } = await natter.listen();
  const sockets = new Set<Socket>();
  const tokenOf = async (userId: string, ttlSeconds = 3600) =>
    (await mintToken({ secret: SECRET, userId, ttlSeconds, clock })).token;
  return {
    url,
    port,
    tokenOf,
    call: async (userId, method, path, body) => {
      const headers = new Headers();
      if (userId !== null) headers.set('authorization', `Bearer ${await tokenOf(userId)}`);
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
    },
    connect: async (userId, ttlSeconds) => {
      const socket = io(url, {
        auth: { token: await tokenOf(userId, ttlSeconds) },
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

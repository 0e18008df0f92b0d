import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mintToken } from '../adapters/jose/mint-token.ts';
import { systemClock } from '../adapters/system/system-clock.ts';

const SECRET = 'for-children-only-93c0de7c1f9ab2e4';

export interface Memory {
  readonly heapUsed: number;
  readonly external: number;
  readonly rss: number;
}

/** A server in a process of its own: what kills it kills no test, and its memory is its own. */
export interface ChildServer {
  readonly url: string;
  readonly isAlive: boolean;
  tokenOf(userId: string, ttlSeconds?: number): Promise<string>;
  /** What it holds after a collection, in bytes. */
  memory(): Promise<Memory>;
  close(): Promise<void>;
}

/** Starts `inject('programs').server` on the database given. Its limits are the product's own, but for `env`. */
export async function startChildServer(
  program: string,
  databaseUrl: string,
  env: Readonly<Record<string, string>> = {},
): Promise<ChildServer> {
  const child = fork(program, [], {
    execArgv: ['--expose-gc'],
    env: {
      ...process.env,
      NATTER_JWT_SECRET: SECRET,
      NATTER_STORE_ID: 'test',
      DATABASE_URL: databaseUrl,
      PORT: '0',
      ...env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit');
  const next = async (name: string): Promise<unknown> => {
    const failed = ended.then((how) => Promise.reject(new Error(`the server ended: ${how.join(' ')}`)));
    const [said] = (await Promise.race([once(child, 'message'), failed])) as [object];
    return Reflect.get(said, name);
  };
  const port = await next('port');
  return {
    url: `http://127.0.0.1:${port}`,
    get isAlive() {
      return child.exitCode === null && child.signalCode === null;
    },
    tokenOf: async (userId, ttlSeconds = 3_600) =>
      (await mintToken({ secret: SECRET, userId, ttlSeconds, clock: systemClock })).token,
    memory: async () => {
      child.send('memory');
      return (await next('memory')) as Memory;
    },
    close: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

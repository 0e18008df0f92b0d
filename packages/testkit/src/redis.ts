import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { findFreePort } from '@natter/server/embedded-postgres';

/** A Redis of a test's own: on a free port of the loopback, in a folder of its own, keeping nothing. */
export interface TestRedis {
  readonly url: string;
  /** Starts it (again, empty) unless it runs, and answers when it does. */
  start(): Promise<void>;
  /** SIGKILL. Answers when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stand and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** One command on a connection of its own; what Redis answers, as it writes it. */
  ask(...words: readonly string[]): Promise<string>;
  /** Ends it for good. */
  close(): Promise<void>;
}

/** Where `redis-server` is; null where it is not installed. */
export function findRedisServer(): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'redis-server')).find((path) => existsSync(path)) ?? null;
}

/** Why tests with a Redis are left out on a machine; to be put into their title. */
export const NO_REDIS = findRedisServer() === null ? ' (left out: there is no redis-server on the PATH)' : '';

/** Not started yet. Errors: no `redis-server` on the PATH. */
export async function createTestRedis(): Promise<TestRedis> {
  const program = findRedisServer();
  if (program === null) throw new Error('There is no redis-server on the PATH.');
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'natter-redis-'));
  let child: ChildProcess | null = null;
  const ask = (...words: readonly string[]) => askRedis(port, words);
  const kill = async () => {
    const ended = child;
    child = null;
    if (ended === null || ended.exitCode !== null) return;
    const gone = new Promise((resolve) => ended.once('exit', resolve));
    ended.kill('SIGKILL');
    await gone;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    ask,
    kill,
    start: async () => {
      if (child !== null) return;
      const started = spawn(
        program,
        ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
        { stdio: 'ignore' },
      );
      child = started;
      while ((await ask('PING').catch(() => '')) !== '+PONG\r\n') {
        if (started.exitCode !== null) throw new Error(`redis-server ended with ${started.exitCode}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    close: async () => {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function askRedis(port: number, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
    socket.write(`*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`);
  });
}

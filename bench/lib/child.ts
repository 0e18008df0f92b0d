import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../tools/lib/bundle.ts';
import type { LoadOrder, LoadReport } from '../load/generate.ts';

/** From here the server's libraries are found. */
const BUNDLES = new URL('../../packages/server/.cache/bench/', import.meta.url);

export interface BundledProcess {
  readonly source: string;
  /** Where it goes: a folder from which it finds its libraries. */
  readonly outfile: string;
  /** All of its environment. */
  readonly env: NodeJS.ProcessEnv;
  readonly stdout: 'ignore' | 'inherit';
}

/** Compiles a file and starts it as a process that can measure itself. */
export async function forkBundled({ source, outfile, env, stdout }: BundledProcess): Promise<ChildProcess> {
  await bundle(source, outfile);
  return fork(outfile, [], { execArgv: ['--expose-gc'], env, stdio: ['ignore', stdout, 'inherit', 'ipc'] });
}

/** Starts a file of the bench as a process of its own. */
export function startChild(file: string, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  return forkBundled({
    source: fileURLToPath(new URL(`../${file}`, import.meta.url)),
    outfile: fileURLToPath(new URL(file.replaceAll('/', '-').replace(/\.ts$/, '.mjs'), BUNDLES)),
    env: { ...process.env, ...env },
    stdout: 'ignore',
  });
}

/** The next thing a child says that `pick` knows. Errors: it ended before. */
export function hear<T>(child: ChildProcess, pick: (said: unknown) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = (code: number | null, signal: string | null) =>
      reject(new Error(`a process that was measured ended: code ${code}, signal ${signal}`));
    const listen = (said: unknown): void => {
      const value = pick(said);
      if (value === undefined) return;
      child.off('message', listen);
      child.off('exit', onEnd);
      resolve(value);
    };
    child.on('message', listen);
    child.once('exit', onEnd);
  });
}

function field(said: unknown, name: string): unknown {
  return typeof said === 'object' && said !== null && name in said ? Reflect.get(said, name) : undefined;
}

/** Starts a server and answers its address. */
export async function startServer(file: string, env: Readonly<Record<string, string>>) {
  const child = await startChild(file, env);
  const port = await hear(child, (said) => field(said, 'port') as number | undefined);
  return {
    url: `http://127.0.0.1:${port}`,
    child,
    /** Resident bytes after a collection. */
    memory: async () => {
      child.send('memory');
      return await hear(child, (said) => field(said, 'rss') as number | undefined);
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Runs one load in a process of its own. `onConnected` is called when an idle load holds its connections. */
export async function runLoad(order: LoadOrder, onConnected?: () => Promise<void>): Promise<LoadReport> {
  const child = await startChild('load/generate.ts');
  await hear(child, (said) => (said === 'ready' ? true : undefined));
  child.send(order);
  if (onConnected !== undefined) {
    await hear(child, (said) => field(said, 'connected') as number | undefined);
    await onConnected();
  }
  return await hear(child, (said) => field(said, 'report') as LoadReport | undefined);
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../tools/lib/bundle.ts';
import type { LoadOrder, LoadReport } from '../load/generate.ts';

/** From here the server's libraries are found. */
const BUNDLES = new URL('../../packages/server/.cache/bench/', import.meta.url);

/** Starts a file of the bench as a process of its own. */
export async function startChild(file: string, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  const outfile = fileURLToPath(new URL(file.replaceAll('/', '-').replace(/\.ts$/, '.mjs'), BUNDLES));
  await bundle(fileURLToPath(new URL(`../${file}`, import.meta.url)), outfile);
  return fork(outfile, [], {
    execArgv: ['--expose-gc'],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

/** The next thing a child says that `pick` knows; raises when the child ends before. */
export function hear<T>(child: ChildProcess, pick: (said: unknown) => T | undefined): Promise<T> {
  return new Promise((resolve, reject) => {
    const listen = (said: unknown): void => {
      const value = pick(said);
      if (value === undefined) return;
      child.off('message', listen);
      resolve(value);
    };
    child.on('message', listen);
    child.once('exit', (code) => reject(new Error(`a process of the bench ended with ${code}`)));
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

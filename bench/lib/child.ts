import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadReport } from '../load/generate.ts';

const ARGUMENTS = ['--conditions=natter-source', '--import', 'tsx', '--expose-gc'];

/** Starts a file of the bench as a process of its own. */
export function startChild(file: string, env: Readonly<Record<string, string>> = {}): ChildProcess {
  return fork(fileURLToPath(new URL(`../${file}`, import.meta.url)), [], {
    execArgv: ARGUMENTS,
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
  const child = startChild(file, env);
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
  const child = startChild('load/generate.ts');
  await hear(child, (said) => (said === 'ready' ? true : undefined));
  child.send(order);
  if (onConnected !== undefined) {
    await hear(child, (said) => field(said, 'connected') as number | undefined);
    await onConnected();
  }
  return await hear(child, (said) => field(said, 'report') as LoadReport | undefined);
}

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { LoadOrder, LoadReport } from '../load/generate.ts';

/** From here the server's libraries are found. */
const BUNDLES = new URL('../../packages/server/.cache/bench/', import.meta.url);

/**
 * A file of the bench in one file, as the product is built: what is measured must not be the compiler of the sources, whose marks
 * for names cost at every call.
 */
export async function bundle(file: string): Promise<string> {
  const outfile = fileURLToPath(new URL(file.replaceAll('/', '-').replace(/\.ts$/, '.mjs'), BUNDLES));
  await build({
    entryPoints: [fileURLToPath(new URL(`../${file}`, import.meta.url))],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    conditions: ['natter-source'],
    logLevel: 'warning',
    plugins: [
      {
        name: 'others-stay-outside',
        setup: ({ onResolve }) => {
          onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
            kind === 'entry-point' || path.startsWith('@natter/') ? undefined : { path, external: true },
          );
        },
      },
    ],
  });
  return outfile;
}

/** Starts a file of the bench as a process of its own. */
export async function startChild(file: string, env: Readonly<Record<string, string>> = {}): Promise<ChildProcess> {
  return fork(await bundle(file), [], {
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

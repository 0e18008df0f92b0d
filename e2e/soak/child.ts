import { type ChildProcess, fork } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../../tools/lib/bundle.ts';

/** From here the server's libraries are found. */
const BUNDLES = fileURLToPath(new URL('../../packages/server/.cache/soak/', import.meta.url));

/** Starts a file of this folder as a process that can measure itself; `name.ts`, compiled. */
export async function startProcess(name: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  await mkdir(BUNDLES, { recursive: true });
  const outfile = join(BUNDLES, `${name}-${process.pid}.mjs`);
  await bundle(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), outfile);
  const child = fork(outfile, [], {
    execArgv: ['--expose-gc'],
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  child.setMaxListeners(0);
  return child;
}

/** The next thing that a process says. Errors: it ended before. */
export function hear<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const onEnd = (code: number | null, signal: string | null) =>
      reject(new Error(`a process of the soak ended: code ${code}, signal ${signal}`));
    child.once('exit', onEnd);
    child.once('message', (said: T) => {
      child.off('exit', onEnd);
      resolve(said);
    });
  });
}

/** Asks, and waits for the answer; one question at a time. */
export function ask<T>(child: ChildProcess, question: string | object): Promise<T> {
  const heard = hear<T>(child);
  child.send(question);
  return heard;
}

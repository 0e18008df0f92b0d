import type { ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { forkBundled, hear as hearOf } from '../../bench/lib/child.ts';

/** From here the server's libraries are found. */
const BUNDLES = new URL('../../packages/server/.cache/soak/', import.meta.url);

/** Starts a file of this folder as a process that can measure itself; `name.ts`, compiled. */
export async function startProcess(name: string, env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = await forkBundled({
    source: fileURLToPath(new URL(`${name}.ts`, import.meta.url)),
    outfile: fileURLToPath(new URL(`${name}-${process.pid}.mjs`, BUNDLES)),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdout: 'inherit',
  });
  child.setMaxListeners(0);
  return child;
}

/** The next thing that a process says. Errors: it ended before. */
export function hear<T>(child: ChildProcess): Promise<T> {
  return hearOf(child, (said) => said as T);
}

/** Asks, and waits for the answer; one question at a time. */
export function ask<T>(child: ChildProcess, question: string | object): Promise<T> {
  const heard = hear<T>(child);
  child.send(question);
  return heard;
}

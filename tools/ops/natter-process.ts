import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { inRoot } from './check.ts';

/** A `natter serve` of this source tree, as a unit would start it. */
export interface NatterProcess {
  readonly url: string;
  /** Asks it to stop, and waits; answers its exit code. */
  stop(): Promise<number | null>;
}

const FROM_SOURCE = ['--conditions=natter-source', '--import', 'tsx', inRoot('apps/natter/src/main.ts')];

/** Errors: it ended before it was ready, with what it said. */
export async function startNatter(folder: string, env: Readonly<Record<string, string>>): Promise<NatterProcess> {
  const child = spawn(process.execPath, [...FROM_SOURCE, 'serve', '--json'], {
    cwd: inRoot(),
    env: { PATH: process.env['PATH'], HOME: folder, NATTER_DATA_DIR: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const url = await readyUrl(child);
  return {
    url,
    stop: async () => {
      child.kill('SIGTERM');
      return await ended;
    },
  };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    let complained = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      said += chunk;
      const [, port] = /"event":"ready".*"port":(\d+)/.exec(said) ?? [];
      if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
    });
    child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
      complained += chunk;
    });
    child.once('close', () => reject(new Error(`it ended:\n${said}${complained}`)));
  });
}

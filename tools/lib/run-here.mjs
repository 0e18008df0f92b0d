import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Ctrl-C under npm arrives twice, from the terminal and from npm: within this time it is the same one. */
const SAME_SIGNAL_MS = 1000;
const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Runs a script with the Node that runs us, as if it were us: its output is ours, our signals are its, and it ends when we
 * do, even when we are killed.
 *
 * @param {string[]} parameters the script and its arguments
 * @returns {Promise<number>} the exit code; 128 + the number of the signal that ended it
 */
export function runHere(parameters) {
  const watcher = pathToFileURL(fileURLToPath(new URL('./end-with-parent.mjs', import.meta.url))).href;
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', watcher, ...parameters], {
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
    // A group of its own: a signal reaches it through us, once.
    detached: process.platform !== 'win32',
  });
  const lastAt = new Map();
  for (const signal of FORWARDED) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - (lastAt.get(signal) ?? Number.NEGATIVE_INFINITY) < SAME_SIGNAL_MS) return;
      lastAt.set(signal, now);
      child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal);
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}

import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

const running = new Set();

/**
 * Runs a program to its end, without a terminal to ask questions on, and keeps what it says.
 *
 * @param {string} command
 * @param {string[]} parameters
 * @param {{ env?: Record<string, string>, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<{ code: number, output: string }>} both outputs in the order they came; a signal counts as code 1
 */
export function runCommand(command, parameters, { env = {}, onOutput } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, parameters, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: process.platform === 'win32' && !command.endsWith('.exe'),
    });
    running.add(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
        onOutput?.(text);
      });
    }
    child.once('error', reject);
    child.once('close', (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** Runs a script or a program written in JavaScript with the Node that runs us. */
export function runNode(parameters, options) {
  return runCommand(process.execPath, parameters, options);
}

/** Asks every program that still runs to end; for Ctrl-C. */
export function stopCommands() {
  for (const child of running) child.kill('SIGTERM');
}

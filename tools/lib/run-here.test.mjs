import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';

const runHere = fileURLToPath(new URL('./run-here.mjs', import.meta.url));
const parents = [];

afterEach(() => {
  for (const parent of parents.splice(0)) parent.kill('SIGKILL');
});

/** A process that runs a script with `runHere`; `lines` is what that script has said so far. */
function start(script) {
  const wrapper = `const { runHere } = await import(${JSON.stringify(runHere)}); process.exit(await runHere(['--eval', process.argv[1]]));`;
  const parent = spawn(process.execPath, ['--input-type=module', '--eval', wrapper, script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  parents.push(parent);
  const lines = [];
  parent.stdout.setEncoding('utf8').on('data', (text) => lines.push(...text.trim().split('\n')));
  return { parent, lines, says: (word) => expect.poll(() => lines, { timeout: 5000 }).toContain(word) };
}

const LISTENER = `
  let count = 0;
  process.on('SIGINT', () => console.log('SIGINT ' + ++count));
  process.on('SIGTERM', () => { console.log('SIGTERM'); process.exit(7); });
  setInterval(() => {}, 1000);
  console.log('ready');`;

it('passes the exit code on', async () => {
  const { parent } = start('process.exit(42)');
  expect(await once(parent, 'exit')).toEqual([42, null]);
});

it('passes a Ctrl-C on once, though the terminal and npm both send it', async () => {
  const { parent, lines, says } = start(LISTENER);
  await says('ready');
  parent.kill('SIGINT');
  await says('SIGINT 1');
  parent.kill('SIGINT');
  parent.kill('SIGTERM');
  expect(await once(parent, 'exit')).toEqual([7, null]);
  expect(lines).toEqual(['ready', 'SIGINT 1', 'SIGTERM']);
});

it('ends what it runs when it is killed itself', async () => {
  const { parent, says } = start(LISTENER);
  await says('ready');
  parent.kill('SIGKILL');
  await says('SIGTERM');
});

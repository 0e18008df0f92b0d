import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { inRoot } from './paths.mjs';
import { say, sinceStart } from './say.mjs';

const SHOP = ['apps', 'hosts', 'bookstore', 'dist'];
/** Ctrl-C under npm arrives twice, from the terminal and from npm: within this time it is the same one. */
const SAME_SIGNAL_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const watcher = pathToFileURL(fileURLToPath(new URL('./end-with-parent.mjs', import.meta.url))).href;

/**
 * A program beside us that ends with us, even when we are killed. `hears`: the first line of its standard output that is
 * JSON with this `event`, null when it ended without.
 */
function startBeside(parameters, env = {}) {
  const child = spawn(process.execPath, ['--enable-source-maps', '--import', watcher, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    env: { ...process.env, ...env },
    // A group of its own: a signal reaches it through us, in the order that we choose.
    detached: process.platform !== 'win32',
  });
  const ended = new Promise((resolve) => {
    child.once('error', (error) => {
      say(error.message);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
  const lines = createInterface({ input: child.stdout });
  const hears = (event) =>
    new Promise((resolve) => {
      lines.on('line', (line) => {
        const said = line.startsWith('{') ? JSON.parse(line) : {};
        if (said.event === event) resolve(said);
        else if (said.event === undefined) say(line);
      });
      void ended.then(() => resolve(null));
    });
  return { kill: (signal) => child.kill(signal), ended, hears };
}

/** Calls back for the first request to stop and for a second one, which a person meant. */
function onStops({ first, second }) {
  let lastAt = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const signal of SIGNALS) {
    process.on(signal, () => {
      const now = performance.now();
      if (now - lastAt < SAME_SIGNAL_MS) return;
      lastAt = now;
      count += 1;
      if (count === 1) first(signal === 'SIGHUP' ? 'SIGTERM' : signal);
      else second(signal);
    });
  }
}

/**
 * The bookstore's demo: Natter on a port of its own that nobody needs to know, and the shop in front of it on the port that people
 * open. The shop gets what a host has in earnest: Natter's address, the secret for tokens, and the key.
 *
 * @param {{ port: string, host: string, others: string[] }} flags `others` go to `natter demo`
 * @returns {Promise<number>} the exit code: 0 after a clean stop
 */
export async function runBookstore({ port, host, others }) {
  const programs = [];
  let stopping = null;
  const stop = (signal) => {
    // The shop first: it passes on what Natter says until then.
    stopping ??= (async () => {
      let code = 0;
      for (const program of programs.toReversed()) {
        program.kill(signal);
        code ||= await program.ended;
      }
      return code;
    })();
    return stopping;
  };
  onStops({
    first: (signal) => {
      say('Stopping …');
      void stop(signal);
    },
    second: (signal) => {
      for (const program of programs) program.kill(signal);
    },
  });

  const natter = startBeside([
    inRoot('apps', 'natter', 'dist', 'natter.mjs'),
    'demo',
    ...others,
    '--port=0',
    '--host=127.0.0.1',
    '--json',
  ]);
  programs.push(natter);
  const ready = await natter.hears('ready');
  if (ready === null) return await natter.ended;
  if (stopping === null) {
    const shop = startBeside([inRoot(...SHOP, 'server.mjs')], shopEnvironment({ port, host, ready }));
    programs.push(shop);
    const open = await shop.hears('open');
    if (open !== null && stopping === null) tellAbout(open.url, ready.folder);
  }
  // Whichever ends takes the other with it.
  const code = await Promise.race(programs.map(({ ended }) => ended));
  const wasAsked = stopping !== null;
  const rest = await stop('SIGTERM');
  if (wasAsked && rest === 0) say('Stopped.');
  return wasAsked ? rest : code || 1;
}

function shopEnvironment({ port, host, ready }) {
  const secret = (name) => readFileSync(join(ready.folder, name), 'utf8').trim();
  return {
    PORT: port,
    HOST: host,
    SHOP_FILE: join(ready.folder, 'shop', 'shop.json'),
    SHOP_PAGES: process.env.SHOP_PAGES || inRoot(...SHOP, 'pages'),
    SHOP_DEMO: '1',
    NATTER_URL: `http://127.0.0.1:${ready.port}`,
    NATTER_STORE_ID: ready.storeId,
    NATTER_JWT_SECRET: secret('jwt.secret'),
    NATTER_API_KEY: process.env.NATTER_API_KEY || secret('api.key'),
  };
}

/** What somebody who has just started it wants to know. */
function tellAbout(url, folder) {
  const people = [
    ['Lena Vogt', 'owns the shop'],
    ['Maya Lindqvist', 'manages it, and stands at the counter'],
    ['Ruth Abramson', 'Privileged Plus: her messages are kept for a year'],
    ['Grace Tan', 'Privileged: writes to whom she likes'],
    ['Owen Pritchard', 'Free: answers, and does not begin'],
    ['Sam Whitehorse', 'in no club: takes no part'],
  ];
  say('');
  say(`The Back Room is open: ${url} (${sinceStart()})`);
  say('');
  say('Sign in as whom you like; a second browser, or a private window, is a second person:');
  for (const [name, what] of people) say(`  ${name.padEnd(16)} ${what}`);
  say('');
  say(`What it keeps is in ${folder}. Ctrl-C stops it.`);
}

/**
 * `npm run bench:frames`: whether the app scrolls smoothly, in a real browser with a real server behind it; `-- inbox` one of them.
 * It needs the machine for itself: whatever else runs on it is in the figures.
 */
import { openBrowser } from './lib.ts';
import { openWorld } from './world.ts';

const BENCHES = {
  inbox: async () => (await import('./inbox.ts')).run,
  thread: async () => (await import('./thread.ts')).run,
} as const;
type Name = keyof typeof BENCHES;

const isName = (name: string): name is Name => name in BENCHES;
const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !isName(name));
if (unknown.length > 0)
  throw new Error(`There is no ${unknown.join(', ')}; there is ${Object.keys(BENCHES).join(', ')}.`);
const names = asked.length === 0 ? Object.keys(BENCHES).filter(isName) : asked.filter(isName);

const report = (line: string): void => void process.stdout.write(`${line}\n`);
const world = await openWorld();
const browser = await openBrowser();
try {
  for (const name of names) {
    const run = await BENCHES[name]();
    await run(browser, world, report);
  }
} finally {
  await browser.close();
  await world.close();
}

import type { EmbeddedPostgres, Ending } from '@natter/server/embedded-postgres';
import { describe, expect, it } from 'vitest';
import { startOwnDatabase } from './embedded-database.ts';

const CRASH: Ending = { code: null, signal: 'SIGKILL' };

/** A launcher whose servers die when told to, and of which some starts fail. */
function createLauncher({ failing = () => false }: { failing?: (start: number) => boolean } = {}) {
  const ports: (number | undefined)[] = [];
  const dies: ((ending: Ending) => void)[] = [];
  const stopped: string[] = [];
  const start = async ({ port }: { port?: number }): Promise<EmbeddedPostgres> => {
    ports.push(port);
    if (failing(ports.length)) throw new Error('no room');
    const ended = new Promise<Ending>((resolve) => dies.push(resolve));
    return {
      port: 5001,
      pid: 1,
      majorVersion: 17,
      adminUrl: 'postgres://postgres@127.0.0.1:5001/postgres',
      dataDir: '/data',
      ended,
      stop: async (mode = 'fast') => {
        stopped.push(mode);
        dies.at(-1)?.({ code: 0, signal: null });
      },
      kill: async () => undefined,
    };
  };
  return { start, ports, dies, stopped };
}

/** Every wait is over at once; time passes by as much. */
function createClock() {
  let nowMs = 0;
  return {
    now: () => nowMs,
    after: (ms: number, call: () => void) => {
      nowMs += ms;
      queueMicrotask(call);
      return () => undefined;
    },
  };
}

const said: string[] = [];
const common = { dataDir: '/data', clock: createClock(), onProgress: (sentence: string) => void said.push(sentence) };

describe('the embedded database', () => {
  it('is started again on the same port when it dies', async () => {
    const { start, ports, dies } = createLauncher();
    const own = await startOwnDatabase({ ...common, start });
    dies[0]?.(CRASH);
    await expect.poll(() => said).toContain('The database is back');
    expect(ports).toEqual([undefined, 5001]);
    expect(own.adminUrl).toContain(':5001/');
  });

  it('is tried again a few times, and then given up', async () => {
    const { start, ports, dies } = createLauncher({ failing: (nth) => nth > 1 });
    const own = await startOwnDatabase({ ...common, start });
    dies[0]?.(CRASH);
    expect((await own.lost).message).toMatch(/could not be started again: Error: no room/);
    expect(ports).toHaveLength(5);
  });

  it('is not started for ever: dying again and again, it is given up', async () => {
    const { start, dies } = createLauncher();
    const own = await startOwnDatabase({ ...common, start });
    for (let nth = 0; nth < 6; nth++) {
      await expect.poll(() => dies.length).toBe(nth + 1);
      dies[nth]?.(CRASH);
    }
    expect((await own.lost).message).toMatch(/ended 6 times within ten minutes/);
  });

  it('stopped by us, is neither missed nor started again', async () => {
    const { start, ports, stopped } = createLauncher();
    const own = await startOwnDatabase({ ...common, start });
    await own.stop('fast');
    const isLost = await Promise.race([own.lost.then(() => true), Promise.resolve(false)]);
    expect({ isLost, ports, stopped }).toEqual({ isLost: false, ports: [undefined], stopped: ['fast'] });
  });
});

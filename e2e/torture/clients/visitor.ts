import { connectRawDevice, type RawDevice } from '@natter/testkit';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import { pause } from '../wait.ts';

/** How somebody goes: they say so, their line is cut, or they answer no more and the server has to find out. */
const WAYS = ['says goodbye', 'is cut', 'falls silent'] as const;
const FAREWELL = '1';
const STAY_MS = [1_000, 12_000] as const;
const AWAY_MS = [500, 12_000] as const;
const CONNECT_WITHIN_MS = 5_000;

export interface VisitorOptions {
  readonly person: string;
  readonly url: string;
  readonly getToken: () => Promise<string>;
  readonly chance: Chance;
  readonly history: History;
}

/**
 * Somebody who comes and goes, on one connection at a time, and is away from `calm` on. Whoever watches must see that. What fell silent is
 * given up at `end`.
 */
export async function visit(options: VisitorOptions, calm: AbortSignal, end: AbortSignal): Promise<void> {
  const { person, chance, history } = options;
  while (!calm.aborted) {
    const device = await come(options, calm);
    if (device !== null) {
      history.note({ op: 'fault', kind: 'visitor came', detail: person });
      await Promise.race([pause(chance.between(...STAY_MS), calm), device.socket.closed]);
      const way = chance.pick(WAYS);
      leave(device, way, end);
      history.note({ op: 'fault', kind: 'visitor went', detail: `${person} ${way}` });
    }
    await pause(chance.between(...AWAY_MS), calm);
  }
}

/** Connects, or not: null where it takes too long. What comes after that is cut at once. */
async function come({ url, getToken }: VisitorOptions, calm: AbortSignal): Promise<RawDevice | null> {
  const connecting = connectRawDevice({ url, token: await getToken() }).catch(() => null);
  const given = new AbortController();
  const tooLate = pause(CONNECT_WITHIN_MS, AbortSignal.any([calm, given.signal])).then(() => null);
  const device = await Promise.race([connecting, tooLate]);
  given.abort();
  if (device === null) void connecting.then((late) => late?.socket.destroy());
  return device;
}

function leave({ packet, socket }: RawDevice, way: (typeof WAYS)[number], end: AbortSignal): void {
  if (way === 'falls silent') {
    // Pings are not even read.
    socket.pause();
    end.addEventListener('abort', () => socket.destroy(), { once: true });
    return;
  }
  if (way === 'says goodbye') packet(FAREWELL);
  setImmediate(() => socket.destroy());
}

import { setTimeout as pause } from 'node:timers/promises';

/** How long what a collection has freed takes to be given back, which V8 does beside the program; in milliseconds. */
const SETTLES_MS = 1_000;

/** Resident bytes of this process without garbage. Wants `--expose-gc`; without it the garbage counts too. */
export async function collectedBytes(): Promise<number> {
  const { gc } = globalThis as { gc?: () => void };
  gc?.();
  await pause(SETTLES_MS);
  gc?.();
  await pause(SETTLES_MS);
  return process.memoryUsage().rss;
}

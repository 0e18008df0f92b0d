import { setTimeout as delay } from 'node:timers/promises';

/** Waits so long, or until the signal. Never rejects. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return;
  await delay(ms, undefined, signal ? { signal } : {}).catch(() => {
    // The signal ends a wait as well as the time.
  });
}

/** Looks again and again until it holds; false when it did not within the time. */
export async function until(holds: () => boolean | Promise<boolean>, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  for (;;) {
    if (await holds()) return true;
    if (performance.now() > end) return false;
    await delay(25);
  }
}

/** Whether it settled in time; how does not matter. */
export async function settles(work: Promise<unknown>, withinMs: number): Promise<boolean> {
  const timer = new AbortController();
  const done = work.then(
    () => true,
    () => true,
  );
  const isDone = await Promise.race([done, delay(withinMs, false, { signal: timer.signal, ref: false })]);
  timer.abort();
  return isDone;
}

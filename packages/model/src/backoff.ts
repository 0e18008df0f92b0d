/** First step of the back-off, its growth and its end, in milliseconds. */
export const BACKOFF = { baseMs: 1_000, maxMs: 30_000 } as const;

/**
 * How long to wait before attempt number `attempt` (1 = after the first failure), in milliseconds: 1, 2, 4 … 30 s with full
 * jitter (anything from 0 to the bound, so that clients cut at once do not come back at once). What the server asked for
 * wins: at least `retryAfter` seconds, spread over as much again up to 5 s.
 *
 * @param random uniform in [0, 1)
 */
export function backoffMs(attempt: number, random: () => number, retryAfter?: number): number {
  if (retryAfter !== undefined && retryAfter > 0) {
    const askedMs = retryAfter * 1000;
    return Math.round(askedMs + random() * Math.min(askedMs, 5_000));
  }
  const bound = Math.min(BACKOFF.maxMs, BACKOFF.baseMs * 2 ** Math.min(Math.max(attempt, 1) - 1, 20));
  return Math.round(random() * bound);
}

/** Attempts to connect that stay near the beginning: an outage of a restart's length is over before the waits grow. */
const EARLY_ATTEMPTS = 14;
const EARLY_STEP = 2;

/**
 * The same for a connection that was lost: 1, then 2 s for as long as a server needs to come back (a quarter of a minute on average), and
 * only then longer. So whoever lost a server that restarts knocks within two seconds of its return, spread evenly: a wait of up to 4 s
 * took longer than the server needs for a thousand of them. A server that cannot take all of them says when to come.
 */
export function reconnectMs(failures: number, random: () => number, retryAfter?: number): number {
  const isEarly = failures <= EARLY_ATTEMPTS;
  const step = isEarly ? Math.min(failures, EARLY_STEP) : failures - EARLY_ATTEMPTS + EARLY_STEP;
  return backoffMs(step, random, retryAfter);
}

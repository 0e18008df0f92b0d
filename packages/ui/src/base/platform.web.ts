/**
 * What the kit asks of the place it runs in: time, timers, a little memory, sound. Injected, so that tests and the gallery
 * decide what time it is.
 */
export interface UiPlatform {
  /** Epoch ms of this device, for timers and "how long ago"; the order of messages never depends on it. */
  now(): number;
  /** Runs `task` once after `ms`; the answer cancels it. */
  after(ms: number, task: () => void): () => void;
  /** Runs `task` once when nothing else is to be done; the answer cancels it. Left out, it runs a moment later. */
  whenIdle?(task: () => void): () => void;
  /** Device-local memory for preferences. `read` is null when there is nothing or no access. */
  read(key: string): string | null;
  write(key: string, value: string): void;
  /** A short, soft sound. Does nothing where sound is not allowed. */
  chime(): void;
}

/** How long what waits for an idle moment waits at most, and where the browser does not tell of such moments (ms). */
const IDLE_AT_MOST_MS = 5_000;
const IDLE_GUESS_MS = 1_000;

/** The browser as the kit's platform. */
export function createBrowserPlatform(): UiPlatform {
  return {
    now: () => Date.now(),
    whenIdle: (task) => {
      if (typeof requestIdleCallback === 'function') {
        const asked = requestIdleCallback(task, { timeout: IDLE_AT_MOST_MS });
        return () => cancelIdleCallback(asked);
      }
      const timer = setTimeout(task, IDLE_GUESS_MS);
      return () => clearTimeout(timer);
    },
    after: (ms, task) => {
      const timer = setTimeout(task, ms);
      return () => clearTimeout(timer);
    },
    read: (key) => {
      try {
        return localStorage.getItem(key);
      } catch {
        // Storage is forbidden here (private mode, sandboxed frame): preferences are their defaults.
        return null;
      }
    },
    write: (key, value) => {
      try {
        localStorage.setItem(key, value);
      } catch {
        // Forbidden or full: the preference holds until the page closes.
      }
    },
    // Downloaded with the first sound. Where it cannot be had it stays quiet.
    chime: () => {
      import('./chime.web.ts').then(({ playChime }) => playChime()).catch(() => undefined);
    },
  };
}

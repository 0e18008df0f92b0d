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

/** Two soft notes, a fourth apart, gone within a third of a second. */
function playChime(context: AudioContext): void {
  const notes = [
    { hertz: 587.33, at: 0 },
    { hertz: 783.99, at: 0.09 },
  ];
  for (const note of notes) {
    const start = context.currentTime + note.at;
    const oscillator = new OscillatorNode(context, { type: 'sine', frequency: note.hertz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, start);
    gain.gain.linearRampToValueAtTime(0.05, start + 0.015);
    gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.24);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(start);
    oscillator.stop(start + 0.25);
  }
}

/** How long what waits for an idle moment waits at most, and where the browser does not tell of such moments (ms). */
const IDLE_AT_MOST_MS = 5_000;
const IDLE_GUESS_MS = 1_000;

/** The browser as the kit's platform. */
export function createBrowserPlatform(): UiPlatform {
  let audio: AudioContext | null = null;
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
    chime: () => {
      if (typeof AudioContext === 'undefined') return;
      audio ??= new AudioContext();
      // Before the first click or key the browser keeps the context suspended; then there is no sound, and no queue of them.
      if (audio.state === 'running') playChime(audio);
      else void audio.resume();
    },
  };
}

import type { Platform, Wake } from '../platform/platform.ts';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

// Node's, which this package's types do not know.
const soon = Reflect.get(globalThis, 'setImmediate') as (run: () => void) => void;

/** Lets everything that waits for nothing but promises happen. */
export const settle = async (): Promise<void> => {
  for (let i = 0; i < 3; i++) await new Promise<void>((resolve) => soon(resolve));
};

const START = Date.UTC(2026, 0, 5, 9);

/** One time for a whole test world. Timers run when `advance` reaches them, in order. */
export class TestClock {
  now = START;
  private timers = new Set<Timer>();
  private order = 0;

  setTimer = (run: () => void, delayMs: number): (() => void) => {
    const timer = { at: this.now + Math.max(0, delayMs), order: this.order++, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Moves time on, timer by timer, letting promises settle after each. */
  async advance(ms: number): Promise<void> {
    const end = this.now + ms;
    await settle();
    for (let next = this.next(end); next; next = this.next(end)) {
      this.timers.delete(next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await settle();
    }
    this.now = end;
  }

  /** Moves time on, step by step, until something holds; fails after `limitMs`. */
  async until(holds: () => boolean, limitMs = 120_000): Promise<void> {
    const end = this.now + limitMs;
    while (!holds()) {
      if (this.now >= end) throw new Error('It never came to hold.');
      await this.advance(100);
    }
  }

  /** How many timers wait. */
  get waiting(): number {
    return this.timers.size;
  }

  private next(end: number): Timer | null {
    let first: Timer | null = null;
    for (const timer of this.timers) {
      if (timer.at > end) continue;
      if (!first || timer.at < first.at || (timer.at === first.at && timer.order < first.order)) first = timer;
    }
    return first;
  }
}

/** A small repeatable random source (mulberry32), uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A device's surroundings over a test clock. `kill` stops its timers for ever, as a crash does; `freeze` until `thaw`. */
export class TestPlatform implements Platform {
  online = true;
  visible = true;
  skewMs = 0;
  private isDead = false;
  private frozen: (() => void)[] | null = null;
  private readonly listeners = new Set<(what: Wake) => void>();
  private readonly clock: TestClock;
  readonly random: () => number;

  constructor(clock: TestClock, random: () => number) {
    this.clock = clock;
    this.random = random;
  }

  now = () => this.clock.now + this.skewMs;
  /** How long the device slept: a clock that nobody sets may stand still meanwhile. */
  sleptMs = 0;
  elapsed = () => this.clock.now - START - this.sleptMs;
  setTimer = (run: () => void, delayMs: number) => this.clock.setTimer(() => this.whenThawed(run), delayMs);
  uuid = () => {
    const hex = () =>
      Math.floor(this.random() * 0x10000)
        .toString(16)
        .padStart(4, '0');
    return `${hex()}${hex()}-${hex()}-4${hex().slice(1)}-8${hex().slice(1)}-${hex()}${hex()}${hex()}`;
  };
  isOnline = () => this.online;
  isVisible = () => this.visible;
  onWake = (listener: (what: Wake) => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  wake(what: Wake): void {
    if (what === 'online' || what === 'offline') this.online = what === 'online';
    else this.visible = what === 'visible';
    for (const listener of [...this.listeners]) listener(what);
  }

  /** Runs it now, or after the thaw; never when dead. */
  whenThawed(run: () => void): void {
    if (this.isDead) return;
    if (this.frozen) this.frozen.push(run);
    else run();
  }

  freeze(): void {
    this.frozen ??= [];
  }

  thaw(): void {
    const waiting = this.frozen ?? [];
    this.frozen = null;
    for (const run of waiting) this.whenThawed(run);
  }

  kill(): void {
    this.isDead = true;
  }
}

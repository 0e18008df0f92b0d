import type { Meter, ShedKind } from '../ports/meter.ts';
import type { Clock, Ids } from '../ports/runtime.ts';
import { DomainError } from './domain-error.ts';
import { spreadSeconds } from './spread-seconds.ts';

/** 0 calm, 1 busy, 2 overloaded, 3 full. */
export type PressureLevel = 0 | 1 | 2 | 3;

/** One number that tells how much there is to do. */
export interface PressureSignal {
  readonly name: 'sends' | 'marks' | 'database' | 'loop' | 'sockets';
  read(): number;
  /** From these values on it is busy, overloaded and full; `Infinity` for a level that it does not reach. */
  readonly from: readonly [busy: number, overloaded: number, full: number];
}

/** What the judge refuses. Sends are not among it: they come last, and only the committer's own bound refuses them. */
export type Sheddable = Exclude<ShedKind, 'send'>;

/** From which level on each is left out (LOAD-1). */
const SHED_FROM: Readonly<Record<Sheddable, PressureLevel>> = { typing: 1, presence: 1, read: 2, handshake: 2 };
const LOOK_EVERY_MS = 250;
/** A signal counts as fallen when it is below this part of the value from which it had risen … */
const FALLEN_TO = 0.5;
/** … for this long, in milliseconds; then the level goes down, by one. */
const FALLS_AFTER_MS = 2_000;
/** Over this time those return who are told to come again, in seconds. */
const RETRY_SECONDS = { from: 0.5, to: 2.5 } as const;

/**
 * The one judge of how much the server has to do. The level is that of the worst signal. It rises with the next look, a quarter of
 * a second later at most; it falls by one when every signal has been well below for two seconds, so that it does not flutter
 * around a bound (LOAD-2). Who is told that something comes again with calm (`onChange`) may catch up on what was left out.
 */
export class Pressure {
  readonly #clock: Clock;
  readonly #ids: Pick<Ids, 'random'>;
  readonly #meter: Pick<Meter, 'countShed' | 'gauge'>;
  readonly #signals: PressureSignal[] = [];
  readonly #listeners: ((level: PressureLevel) => void)[] = [];
  #level: PressureLevel = 0;
  /** Since when it has been well below the level. */
  #lowSince: number | null = null;
  #cancel: () => void = () => undefined;

  constructor({
    clock,
    ids,
    meter,
  }: { clock: Clock; ids: Pick<Ids, 'random'>; meter: Pick<Meter, 'countShed' | 'gauge'> }) {
    this.#clock = clock;
    this.#ids = ids;
    this.#meter = meter;
    meter.gauge('pressure', () => this.#level);
  }

  get level(): PressureLevel {
    return this.#level;
  }

  /** From now on this number is looked at. */
  watch(signal: PressureSignal): void {
    this.#signals.push(signal);
  }

  /** Calls with the new level whenever it changes. */
  onChange(listener: (level: PressureLevel) => void): void {
    this.#listeners.push(listener);
  }

  start(): void {
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => {
      this.look();
      this.start();
    });
  }

  stop(): void {
    this.#cancel();
  }

  /** Whether this is left out at the moment; if so it is counted. */
  sheds(what: Sheddable): boolean {
    if (this.#level < SHED_FROM[what]) return false;
    this.#meter.countShed(what);
    return true;
  }

  /** Errors: `overloaded`, with a time to come again that differs from caller to caller. */
  admit(what: 'read' | 'handshake'): void {
    if (this.sheds(what)) throw DomainError.overloaded(this.retryAfter());
  }

  /** Seconds after which to come again: longer the worse it is, and different each time. */
  retryAfter(): number {
    const { from, to } = RETRY_SECONDS;
    return spreadSeconds(() => this.#ids.random(), { from, to: to * Math.max(1, this.#level) });
  }

  /** Reads the signals and judges anew; `start` calls it four times a second. */
  look(): void {
    const now = this.#clock.now();
    const risen = this.#worst(1);
    if (risen >= this.#level) {
      this.#lowSince = null;
      this.#set(risen);
      return;
    }
    if (this.#worst(FALLEN_TO) >= this.#level) {
      this.#lowSince = null;
      return;
    }
    this.#lowSince ??= now;
    if (now - this.#lowSince < FALLS_AFTER_MS) return;
    this.#lowSince = now;
    this.#set((this.#level - 1) as PressureLevel);
  }

  /** The highest level of any signal, with every bound multiplied by `factor`. */
  #worst(factor: number): PressureLevel {
    let worst = 0;
    for (const { read, from } of this.#signals) {
      const value = read();
      const level = from.filter((bound) => value >= bound * factor).length;
      worst = Math.max(worst, level);
    }
    return worst as PressureLevel;
  }

  #set(level: PressureLevel): void {
    if (level === this.#level) return;
    this.#level = level;
    for (const listener of this.#listeners) listener(level);
  }
}

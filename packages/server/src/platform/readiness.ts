import type { Clock } from '../ports/runtime.ts';

/**
 * Looks whether one thing that serving needs is there. Answers null, or in a few words why not (no content, no addresses: anybody may
 * ask). What it throws, and silence, count as not ready.
 */
export type Look = () => Promise<string | null> | string | null;

export interface CheckResult {
  readonly ok: boolean;
  /** Why not; absent where it is well. */
  readonly reason?: string;
  /** How long the answer took, or has not come so far, in milliseconds. */
  readonly tookMs: number;
}

export interface ReadinessReport {
  readonly isReady: boolean;
  readonly checks: Readonly<Record<string, CheckResult>>;
  /** What is worth knowing and keeps nobody from being served: `redis: away`. Absent where there is nothing of the kind. */
  readonly notes?: Readonly<Record<string, string>>;
}

/** How long all checks together may take: they run side by side, each bounded by this, in milliseconds. */
export const LOOK_WITHIN_MS = 2_000;

interface Running {
  readonly startedAt: number;
  readonly result: Promise<CheckResult>;
}

/**
 * What must be so before requests are sent here: a list that every part of the server adds to, by a name of its own
 * (`database`, `draining`, `node_log` …). An answer comes within two seconds whatever hangs, and a check that hangs is not
 * begun again before it ended: whoever asks meanwhile is told how long it has been silent, so that questions do not pile up
 * on something that is frozen (READY-2).
 */
export class Readiness {
  readonly #clock: Clock;
  readonly #checks = new Map<string, Look>();
  readonly #notes = new Map<string, () => string>();
  readonly #running = new Map<string, Running>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a check; the answer takes it away. Errors: a name that is taken. */
  add(name: string, look: Look): () => void {
    if (this.#checks.has(name)) throw new Error(`there is a check ${name} already`);
    this.#checks.set(name, look);
    return () => {
      if (this.#checks.get(name) === look) this.#checks.delete(name);
    };
  }

  /** Adds something that is told beside the checks, in a word, and decides nothing. */
  note(name: string, say: () => string): void {
    this.#notes.set(name, say);
  }

  /** Asks all of them now. Never throws, and answers within `LOOK_WITHIN_MS`. */
  async look(): Promise<ReadinessReport> {
    const found = await Promise.all([...this.#checks].map(async ([name, look]) => [name, await this.#ask(name, look)]));
    const checks: Record<string, CheckResult> = Object.fromEntries(found);
    const isReady = Object.values(checks).every(({ ok }) => ok);
    const notes = Object.fromEntries([...this.#notes].map(([name, say]) => [name, say()]));
    return { isReady, checks, ...(this.#notes.size > 0 && { notes }) };
  }

  #ask(name: string, look: Look): Promise<CheckResult> {
    const running = this.#running.get(name) ?? this.#begin(name, look);
    return new Promise((resolve) => {
      const cancel = this.#clock.after(LOOK_WITHIN_MS, () =>
        resolve({ ok: false, reason: 'no answer in time', tookMs: this.#clock.now() - running.startedAt }),
      );
      void running.result.then((result) => {
        cancel();
        resolve(result);
      });
    });
  }

  #begin(name: string, look: Look): Running {
    const startedAt = this.#clock.now();
    const run = async (): Promise<CheckResult> => {
      let reason: string | null;
      try {
        reason = await look();
      } catch {
        // Why is in the log of whoever threw; what an error says may name addresses.
        reason = 'the look failed';
      }
      const tookMs = this.#clock.now() - startedAt;
      return reason === null ? { ok: true, tookMs } : { ok: false, reason, tookMs };
    };
    const running = { startedAt, result: run() };
    this.#running.set(name, running);
    void running.result.then(() => this.#running.delete(name));
    return running;
  }
}

import type { Clock, Log } from '../ports/runtime.ts';

export interface BreakerOptions {
  /** What stands outside: a name for logs and metrics. */
  readonly what: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Asks it, with nobody waiting for the answer. Rejects where it cannot do its work. */
  readonly probe: () => Promise<unknown>;
  /** Failures in a row that make it suspect; 1 unless given. */
  readonly failures?: number;
  /** While calls are under way, so long without any answer makes it suspect (ms); never unless given. */
  readonly silenceMs?: number;
  /** A probe that takes longer has failed (ms). */
  readonly probeWithinMs?: number;
  /** Between the end of a failed probe and the next one (ms). */
  readonly probeEveryMs?: number;
  /** Called when it opens: whoever still waits for an answer need not wait any longer. */
  readonly onOpen?: () => void;
}

const PROBE_WITHIN_MS = 2_000;
const PROBE_EVERY_MS = 500;

/**
 * Holds calls back from something outside that is away, so that they fail at once instead of piling up on it.
 *
 * It is *closed* (calls pass), *suspect* (calls pass, a probe is under way) or *open* (callers must not call). Failures in a row, or
 * calls under way and no answer to any for a while, make it suspect. The probe decides: answered, it is closed; failed, it is open,
 * and probed again and again until an answer closes it. No caller's own request is ever the trial: nobody waits for a thing that is
 * away to find out whether it is back (READY-4).
 */
export class Breaker {
  readonly what: string;
  readonly #options: Required<Omit<BreakerOptions, 'silenceMs' | 'onOpen'>> &
    Pick<BreakerOptions, 'silenceMs' | 'onOpen'>;
  #state: 'closed' | 'suspect' | 'open' = 'closed';
  #failures = 0;
  #underWay = 0;
  /** When something was answered last, or the first of what is under way was asked. */
  #heardAt = 0;
  #isListening = false;
  #isStopped = false;
  #cancel: () => void = () => undefined;
  #cancelListening: () => void = () => undefined;

  constructor(options: BreakerOptions) {
    this.what = options.what;
    this.#options = { failures: 1, probeWithinMs: PROBE_WITHIN_MS, probeEveryMs: PROBE_EVERY_MS, ...options };
  }

  /** Whether callers must do without. */
  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** A call begins. Each is followed by `succeeded` or `failed`, once. */
  began(): void {
    if (this.#underWay++ === 0) this.#heardAt = this.#options.clock.now();
    this.#listen();
  }

  /** It was answered, also where the answer was no. */
  succeeded(): void {
    this.#underWay--;
    this.#failures = 0;
    this.#heardAt = this.#options.clock.now();
  }

  /** It was away. */
  failed(): void {
    this.#underWay--;
    this.#failures++;
    if (this.#failures >= this.#options.failures) this.#suspect('failures');
  }

  /** Somebody has had an answer in another way: it is there, and need not wait for a probe. */
  answered(): void {
    this.#failures = 0;
    this.#heardAt = this.#options.clock.now();
    this.#close();
  }

  /** No probe and no timer after this. */
  stop(): void {
    this.#isStopped = true;
    this.#cancel();
    this.#cancelListening();
  }

  /** One timer for all calls: it looks whether there was any answer while it waited. */
  #listen(): void {
    const { silenceMs, clock } = this.#options;
    if (silenceMs === undefined || this.#isListening || this.#isStopped) return;
    this.#isListening = true;
    const wait = this.#heardAt + silenceMs - clock.now();
    this.#cancelListening = clock.after(Math.max(wait, 1), () => {
      this.#isListening = false;
      if (this.#underWay === 0) return;
      if (clock.now() - this.#heardAt >= silenceMs) {
        this.#heardAt = clock.now();
        this.#suspect('silence');
      }
      this.#listen();
    });
  }

  #suspect(why: 'failures' | 'silence'): void {
    if (this.#state !== 'closed' || this.#isStopped) return;
    this.#state = 'suspect';
    void this.#probe(why);
  }

  async #probe(why: string): Promise<void> {
    const reason = await this.#ask();
    // An answer that came in another way meanwhile is newer than the question.
    if (this.#isStopped || this.#state === 'closed') return;
    const { log, clock, probeEveryMs, onOpen } = this.#options;
    if (reason === null) {
      this.#failures = 0;
      this.#close();
      return;
    }
    const isNew = this.#state === 'suspect';
    this.#state = 'open';
    if (isNew) {
      log.warn('breaker_opened', { what: this.what, why, reason });
      onOpen?.();
    }
    this.#cancel = clock.after(probeEveryMs, () => void this.#probe(why));
  }

  #close(): void {
    this.#cancel();
    if (this.#state === 'open') this.#options.log.info('breaker_closed', { what: this.what });
    this.#state = 'closed';
  }

  /** Null: answered in time. Never rejects. */
  #ask(): Promise<string | null> {
    const { probe, clock, probeWithinMs } = this.#options;
    return new Promise((resolve) => {
      const cancel = clock.after(probeWithinMs, () => resolve('no answer in time'));
      probe().then(
        () => {
          cancel();
          resolve(null);
        },
        (error: unknown) => {
          cancel();
          resolve(error instanceof Error ? error.message : String(error));
        },
      );
    });
  }
}

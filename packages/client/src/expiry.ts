import { isUnreadHeld, NEVER, nextExpiryAfter } from '@natter/model';
import type { ExpiryOptions, Keeper } from './keep-time.ts';

/**
 * The server's time as far as anybody is shown it (spec EXPIRE-1, EXPIRE-2). It moves in steps: what is shown is shown as of
 * `nowMs`, and a step is taken when the next thing known here expires. Where nothing expires it stands still; the part that waits
 * and erases is fetched by those who need it. Until it has come, and where it cannot, a step is taken every minute.
 */
export class Expiry {
  nowMs = 0;
  private readonly options: ExpiryOptions;
  private keeper: Keeper | null = null;
  private isOn = false;
  private isComing = false;

  constructor(options: ExpiryOptions) {
    this.options = options;
  }

  /** From now on; nothing is shown before. */
  start(): void {
    this.isOn = true;
    this.step();
  }

  async stop(): Promise<void> {
    this.isOn = false;
    await this.keeper?.stop();
    this.keeper = null;
  }

  /** Time is what it is now: more has expired, or, when it was guessed wrong, less. */
  readonly step = (): void => {
    if (!this.isOn) return;
    this.nowMs = this.options.deployment.serverNow();
    this.options.store.turn(null);
  };

  /** A minute has passed. */
  tick(): void {
    if (!this.keeper && this.mayEnd(null)) this.step();
  }

  /** Something changed: of one conversation, or of any. */
  look(id: string | null): void {
    if (this.keeper) this.keeper.look(id);
    else if (this.isOn && !this.isComing && this.mayEnd(id)) void this.fetchKeeper();
  }

  /** Whether anything here will be over one day. */
  private mayEnd(id: string | null): boolean {
    const { store, sync, alsoAt } = this.options;
    const states = id === null ? [...store.all()] : [store.get(id)];
    return states.some((state) => state && state.nextExpiry < NEVER) || !!sync.totals?.validUntil || alsoAt() < NEVER;
  }

  private async fetchKeeper(): Promise<void> {
    this.isComing = true;
    try {
      const { keepTime } = await import('./keep-time.ts');
      if (!this.isOn) return;
      this.keeper = keepTime(this, this.options, { NEVER, isUnreadHeld, nextExpiryAfter });
      this.keeper.look(null);
    } catch {
      // Tried again with the next change, and in a minute.
    } finally {
      this.isComing = false;
    }
  }
}

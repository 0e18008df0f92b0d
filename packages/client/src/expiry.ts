import { isUnreadHeld, NEVER, nextExpiryAfter } from '@natter/model';
import type { Deployment } from './deployment.ts';
import type { Platform } from './platform/platform.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Gaps } from './sync/gaps.ts';
import type { Sync } from './sync/sync.ts';

/** Between two erasures of what should have been gone: no fault may keep a device busy. */
const PAUSE_MS = 1_000;

export interface ExpiryOptions {
  readonly store: ConversationStore;
  readonly gaps: Gaps;
  readonly sync: Sync;
  readonly deployment: Deployment;
  readonly platform: Platform;
  /** Another moment at which something is over, in epoch ms of the server. */
  readonly alsoAt: () => number;
}

/**
 * What has expired is hidden at its instant and erased soon after (spec EXPIRE-1 … EXPIRE-4).
 *
 * - Time is the server's. It moves in steps: `nowMs` is the last step, and what is shown is shown as of then. One timer waits for
 *   the next moment at which something known here expires, so nothing is looked at before.
 * - Hiding needs a guess of the server's time at the most, and takes itself back when the guess was wrong. Erasing waits until the
 *   time was measured in this session.
 * - Of what expires elsewhere the server tells until when its counts hold (`validUntil`): then it is asked again.
 */
export class Expiry {
  nowMs = 0;
  private readonly options: ExpiryOptions;
  private dueAt = NEVER;
  private cancel: () => void = () => undefined;
  private erasing: Promise<void> | null = null;
  private isOn = false;

  constructor(options: ExpiryOptions) {
    this.options = options;
  }

  /** From now on; before this nothing is shown. */
  start(): void {
    this.isOn = true;
    this.step();
  }

  stop(): Promise<void> | null {
    this.isOn = false;
    this.cancel();
    return this.erasing;
  }

  /** Something changed: of one conversation, or of any. */
  look(id: string | null): void {
    const state = id === null ? null : this.options.store.get(id);
    if (!state || state.nextExpiry < this.dueAt) this.arm();
  }

  /** Time is what it is now: more has expired, or, when the guess was wrong, less. */
  readonly step = (): void => {
    if (!this.isOn) return;
    const { deployment, store } = this.options;
    this.nowMs = deployment.serverNow();
    store.turn(null);
    this.askAgain();
    if (deployment.isMeasured) this.erasing ??= this.eraseAll().finally(this.erased);
    this.arm();
  };

  private readonly erased = (): void => {
    this.erasing = null;
    this.arm();
  };

  private arm(): void {
    if (!this.isOn) return;
    const { store, deployment, platform, alsoAt, sync } = this.options;
    const validUntil = Date.parse(sync.totals?.validUntil ?? '') || NEVER;
    let next = Math.min(alsoAt(), validUntil);
    for (const state of store.all()) {
      // What should be erased and cannot be, or is being erased, hides all the same.
      const isWaiting = state.nextExpiry <= this.nowMs && (this.erasing !== null || !deployment.isMeasured);
      next = Math.min(next, isWaiting ? nextExpiryAfter(state, this.nowMs) : state.nextExpiry);
    }
    this.cancel();
    this.dueAt = next;
    if (next === NEVER) return;
    const delayMs = next <= this.nowMs ? PAUSE_MS : Math.max(0, next - deployment.serverNow());
    this.cancel = platform.setTimer(this.step, delayMs);
  }

  private async eraseAll(): Promise<void> {
    const { store, gaps } = this.options;
    const nowMs = this.nowMs;
    const due = [...store.all()].filter((state) => state.nextExpiry <= nowMs);
    for (const { conversation } of due) {
      const isLastOver = await store.erase(conversation.id, nowMs);
      // Without a network what is stored is the best answer there is.
      if (isLastOver) await gaps.refresh(conversation.id).catch(() => undefined);
    }
  }

  /** The server's counts held until now. */
  private askAgain(): void {
    const { sync, store, gaps } = this.options;
    const { totals } = sync;
    if (!totals?.validUntil || Date.parse(totals.validUntil) > this.nowMs) return;
    sync.totals = { ...totals, validUntil: null };
    if (!sync.isLoaded) sync.quietly();
    for (const state of [...store.all()]) {
      const { id, unreadCount } = state.conversation;
      if (unreadCount > 0 && !isUnreadHeld(state)) gaps.refresh(id).catch(() => undefined);
    }
  }
}

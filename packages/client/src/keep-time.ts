import type { isUnreadHeld, NEVER, nextExpiryAfter } from '@natter/model';
import type { Deployment } from './deployment.ts';
import type { Platform } from './platform/platform.ts';
import type { ConversationStore } from './store/conversation-store.ts';
import type { Gaps } from './sync/gaps.ts';
import type { Sync } from './sync/sync.ts';

/** Between two erasures of what should have been gone: no fault may keep a device busy. */
const PAUSE_MS = 1_000;

/** Time as anybody is shown it. */
export interface Steps {
  readonly nowMs: number;
  readonly step: () => void;
}

export interface ExpiryOptions {
  readonly store: ConversationStore;
  readonly gaps: Gaps;
  readonly sync: Sync;
  readonly deployment: Deployment;
  readonly platform: Platform;
  /** The next moment at which something else is over, in epoch ms of the server. */
  readonly alsoAt: () => number;
}

/** Handed in, so that this module is fetched alone. */
export interface ModelParts {
  readonly NEVER: typeof NEVER;
  readonly isUnreadHeld: typeof isUnreadHeld;
  readonly nextExpiryAfter: typeof nextExpiryAfter;
}

export interface Keeper {
  /** Something changed: of one conversation, or of any. */
  look(id: string | null): void;
  /** Resolves when nothing is being erased any more. */
  stop(): Promise<void>;
}

/**
 * Waits for what expires, and erases it (spec EXPIRE-1 … EXPIRE-4).
 *
 * - One timer, for the next moment at which something known here is over. Then time takes a step.
 * - Hiding needs a guess of the server's time at the most. Erasing waits until the time was measured in this session.
 * - Of what expires elsewhere the server tells until when its counts hold (`validUntil`): then it is asked again.
 */
export function keepTime(
  expiry: Steps,
  { store, gaps, sync, deployment, platform, alsoAt }: ExpiryOptions,
  model: ModelParts,
): Keeper {
  const { NEVER, isUnreadHeld, nextExpiryAfter } = model;
  let dueAt = NEVER;
  let cancel: () => void = () => undefined;
  let erasing: Promise<void> | null = null;
  let isOn = true;

  const mayErase = () => deployment.isMeasured && erasing === null;

  const nextMoment = () => {
    let next = Math.min(alsoAt(), Date.parse(sync.totals?.validUntil ?? '') || NEVER);
    for (const state of store.all()) {
      // What should be erased and cannot be yet hides all the same.
      const isWaiting = state.nextExpiry <= expiry.nowMs && !mayErase();
      next = Math.min(next, isWaiting ? nextExpiryAfter(state, expiry.nowMs) : state.nextExpiry);
    }
    return next;
  };

  const arm = () => {
    cancel();
    if (!isOn) return;
    dueAt = nextMoment();
    if (dueAt === NEVER) return;
    const delayMs = dueAt <= expiry.nowMs ? PAUSE_MS : Math.max(0, dueAt - deployment.serverNow());
    cancel = platform.setTimer(expiry.step, delayMs);
  };

  const erase = async (due: readonly string[], nowMs: number) => {
    for (const id of due) {
      // Without a network what is left here is the best answer there is.
      if (await store.erase(id, nowMs)) await gaps.refresh(id).catch(() => undefined);
    }
  };

  const askAgain = () => {
    const { totals } = sync;
    if (!totals?.validUntil || Date.parse(totals.validUntil) > expiry.nowMs) return;
    sync.totals = { ...totals, validUntil: null };
    if (!sync.isLoaded) sync.quietly();
    for (const state of [...store.all()]) {
      const { id, unreadCount } = state.conversation;
      if (unreadCount > 0 && !isUnreadHeld(state)) gaps.recheck(id);
    }
  };

  const lookAtAll = () => {
    askAgain();
    const { nowMs } = expiry;
    const due = [...store.all()].filter((state) => state.nextExpiry <= nowMs);
    if (due.length > 0 && mayErase()) {
      const ids = due.map(({ conversation }) => conversation.id);
      erasing = erase(ids, nowMs).finally(() => {
        erasing = null;
        arm();
      });
    }
    arm();
  };

  return {
    look(id) {
      if (id === null) lookAtAll();
      else if ((store.get(id)?.nextExpiry ?? NEVER) < dueAt) arm();
    },
    async stop() {
      isOn = false;
      cancel();
      await erasing;
    },
  };
}

import type { ErrorCode } from '@natter/protocol';
import { toMessagingError } from '../errors.ts';
import type { Overlay, Overlays } from '../overlays.ts';
import type { ConversationStore } from '../store/conversation-store.ts';

/** Something that somebody wants to be so: how it looks, and how the server is told. */
export interface Wish<Result> {
  readonly conversationId: string;
  /** The thing it is about: of two wishes about one thing the later one counts. */
  readonly about: string;
  readonly show: Overlay['show'];
  /** Tells the server and takes its answer into the store. */
  readonly tell: () => Promise<Result>;
}

interface Turn {
  readonly tell: () => Promise<unknown>;
  readonly end: (outcome: Promise<unknown>) => void;
}
interface Open {
  overlay: Overlay;
  next: Turn | null;
}

/**
 * Wishes (spec SHOWN-1, SHOWN-2): shown at once, told one after the other where they are about the same thing. While one is being told
 * the newest replaces those that wait, so two quick taps end where the person left them, in whatever order answers and events come. The
 * picture goes when the last one is answered; by then the store has what the server said.
 */
export class Wishes {
  private readonly open = new Map<string, Open>();
  private readonly store: ConversationStore;
  private readonly overlays: Overlays;
  private readonly refresh: (id: string) => Promise<void>;

  constructor(options: { store: ConversationStore; overlays: Overlays; refresh: (id: string) => Promise<void> }) {
    this.store = options.store;
    this.overlays = options.overlays;
    this.refresh = options.refresh;
  }

  /** Rejects with what the server says. A wish that a later one replaced ends as that one does. */
  want<Result>({ conversationId, about, show, tell }: Wish<Result>): Promise<Result> {
    const key = `${conversationId} ${about}`;
    const known = this.open.get(key);
    const overlay = { conversationId, show };
    return new Promise((resolve, reject) => {
      const turn: Turn = {
        tell,
        // Wishes about one thing are of one kind.
        end: (outcome) => void (outcome as Promise<Result>).then(resolve, reject),
      };
      if (known) {
        this.overlays.all.delete(known.overlay);
        known.overlay = overlay;
        const replaced = known.next;
        known.next = { tell, end: (outcome) => both(replaced, turn, outcome) };
      } else this.open.set(key, { overlay, next: turn });
      this.overlays.all.add(overlay);
      this.store.turn(conversationId);
      if (!known) void this.work(key, conversationId);
    });
  }

  private async work(key: string, conversationId: string): Promise<void> {
    const wish = this.open.get(key);
    for (let turn = wish?.next; wish && turn; turn = wish.next) {
      wish.next = null;
      const outcome = this.told(conversationId, turn.tell());
      // Its caller is told after the picture has gone.
      await outcome.catch(() => undefined);
      if (wish.next === null) {
        this.open.delete(key);
        this.overlays.all.delete(wish.overlay);
        this.store.turn(conversationId);
      }
      turn.end(outcome);
    }
  }

  /** What the server says. Where it knows something newer, that is here before the refusal is told. */
  private async told(conversationId: string, outcome: Promise<unknown>): Promise<unknown> {
    try {
      return await outcome;
    } catch (thrown) {
      const error = toMessagingError(thrown);
      // Without a network the next change brings it.
      if (MEANS_NEWER.includes(error.code)) await this.refresh(conversationId).catch(() => undefined);
      throw error;
    }
  }
}

/** Who was replaced is told what became of the later one. */
function both(replaced: Turn | null, turn: Turn, outcome: Promise<unknown>): void {
  replaced?.end(outcome);
  turn.end(outcome);
}

const MEANS_NEWER: readonly ErrorCode[] = ['conflict', 'not_found'];

import type { ConversationId, Message, MessageId, UserId } from '@natter/protocol';
import type { Meter } from '../ports/meter.ts';
import type { Clock } from '../ports/runtime.ts';
import type { MessageTracing } from '../ports/tracing.ts';

/** A message that a device here was handed, and of which no device has told yet that it is stored. */
interface Awaited {
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly senderId: UserId | null;
  readonly seq: number;
  /** By the database's clock, as the mark's time is; read only when one comes, as few do beside the messages that are sent. */
  readonly sentAt: string;
  /** By ours. */
  readonly handedAtMs: number;
}

export interface ArrivalsOptions {
  readonly clock: Pick<Clock, 'now'>;
  readonly meter: Pick<Meter, 'observeArrival' | 'countUnconfirmed' | 'gauge'>;
  readonly tracing?: MessageTracing | undefined;
  readonly maxAwaited?: number | undefined;
}

/** A mark is waited for so long, in milliseconds: a client tells within two seconds, and whoever lost the line comes back. */
const AWAITED_MS = 60_000;
/** More are not followed: what is measured is then a part of what is sent. */
const MAX_AWAITED = 20_000;

/**
 * Measures the whole way (SEE-2): from a message's commit to the first mark that it is stored on a device of somebody other than its
 * sender. Only messages count that were handed to a connected device here, because what waits for an absent person says nothing about
 * us. Nothing is asked of the database: the mark names a conversation and how far it goes, and what is awaited there up to it has arrived.
 */
export class Arrivals {
  readonly #options: ArrivalsOptions;
  /** In the order in which they were handed over. */
  readonly #awaited = new Set<Awaited>();
  readonly #byConversation = new Map<ConversationId, Set<Awaited>>();

  constructor(options: ArrivalsOptions) {
    this.#options = options;
    options.meter.gauge('arrivals_awaited', () => {
      this.#giveUpOld();
      return this.#awaited.size;
    });
  }

  /** A new message went to a connected device of somebody other than its sender. */
  handed({ id, conversationId, senderId, seq, createdAt }: Message): void {
    this.#giveUpOld();
    if (this.#awaited.size >= (this.#options.maxAwaited ?? MAX_AWAITED)) return;
    const handedAtMs = this.#options.clock.now();
    const one = { messageId: id, conversationId, senderId, seq, sentAt: createdAt, handedAtMs };
    this.#awaited.add(one);
    const beside = this.#byConversation.get(conversationId);
    if (beside) beside.add(one);
    else this.#byConversation.set(conversationId, new Set([one]));
  }

  /** This person has everything up to `upTo`, told at `at` by the database's clock. */
  marked(mark: { conversationId: ConversationId; userId: UserId; upTo: number; at: Date }): void {
    const here = this.#byConversation.get(mark.conversationId);
    if (!here) return;
    for (const one of here) {
      if (one.seq > mark.upTo || one.senderId === mark.userId) continue;
      this.#remove(one);
      this.#options.meter.observeArrival(Math.max(0, mark.at.getTime() - Date.parse(one.sentAt)));
      this.#options.tracing?.step(one.messageId, {
        name: 'deliver',
        startMs: one.handedAtMs,
        endMs: this.#options.clock.now(),
      });
    }
  }

  #giveUpOld(): void {
    const before = this.#options.clock.now() - AWAITED_MS;
    for (const one of this.#awaited) {
      if (one.handedAtMs > before) return;
      this.#remove(one);
      this.#options.meter.countUnconfirmed();
    }
  }

  #remove(one: Awaited): void {
    this.#awaited.delete(one);
    const beside = this.#byConversation.get(one.conversationId);
    beside?.delete(one);
    if (beside?.size === 0) this.#byConversation.delete(one.conversationId);
  }
}

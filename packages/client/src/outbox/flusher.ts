import { backoffMs } from '@natter/model';
import type { Message } from '@natter/protocol';
import { isOutcomeUnknown, MessagingError, toMessagingError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';
import type { OutboxRow } from '../storage/rows.ts';
import type { Server } from '../transport/server.ts';
import type { SendEndings } from './end-sends.ts';
import type { Outbox } from './outbox.ts';

export interface FlusherOptions {
  readonly outbox: Outbox;
  readonly server: Server;
  readonly platform: Platform;
  readonly serverNow: () => number;
  /** Whether it makes sense to try: there is a network and nobody refused us. */
  readonly mayTry: () => boolean;
  readonly endings: SendEndings;
  /** Learns the server's time anew; throws when it cannot. */
  readonly askTime: () => Promise<unknown>;
}

/** Conversations that send at the same time, and how long an entry may wait. */
const LANES = 4;
const MAX_AGE_MS = 30 * 24 * 60 * 60_000;
/** How far two clocks may be apart in the age of an entry, when the time it was written was a guess. */
const GUESS_MS = 24 * 60 * 60_000;

interface Lane {
  failures: number;
  /** Ends the wait before the next attempt; null while there is none. */
  endWait: (() => void) | null;
}

/**
 * Empties the outbox (spec OUT-4 … OUT-8): first in, first out per conversation, one on its way per conversation, at most four
 * conversations at a time.
 *
 * An entry is `sending` on the disk before its first byte leaves. If the answer is lost it stays so and is sent again with
 * the same `clientId`, before anything after it: the server answers what it has. A refusal for good marks the entry as
 * failed and the conversation goes on. A refusal for now waits, by the server's word or with growing jittered steps; being
 * too fast is no failure and holds back all conversations, since the limit is the person's.
 */
export class Flusher {
  private readonly options: FlusherOptions;
  private readonly lanes = new Map<string, Lane>();
  private readonly busy = new Set<string>();
  private isOwner = false;
  private isHeld = false;
  /** As a lane's: being too fast holds back all of them. */
  private endPause: (() => void) | null = null;

  constructor(options: FlusherOptions) {
    this.options = options;
  }

  /** Whether this tab is the one that sends. */
  setOwner(isOwner: boolean): void {
    this.isOwner = isOwner;
    this.kick();
  }

  /** Something changed that may let a message go: a new entry, a connection. `isFresh` forgets earlier waits. */
  kick(isFresh = false): void {
    if (isFresh) {
      this.isHeld = false;
      this.endWaits();
    }
    if (!this.isOwner || this.isHeld || this.endPause !== null || !this.options.mayTry()) return;
    for (const row of this.heads()) {
      if (this.busy.size >= LANES) return;
      const isWaiting = this.busy.has(row.conversationId) || this.lane(row.conversationId).endWait !== null;
      if (!isWaiting) void this.sendOne(row);
    }
  }

  /** Sends nothing until the queue has been put in order; a new connection ends it as well. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    this.kick();
  }

  stop(): void {
    this.isOwner = false;
    this.endWaits();
    this.endPause?.();
    this.endPause = null;
  }

  private endWaits(): void {
    for (const lane of this.lanes.values()) {
      lane.endWait?.();
      lane.endWait = null;
    }
  }

  /** The first entry of each conversation that is not failed. */
  private heads(): OutboxRow[] {
    const heads = new Map<string, OutboxRow>();
    for (const row of this.options.outbox.all()) {
      if (row.state !== 'failed' && !heads.has(row.conversationId)) heads.set(row.conversationId, row);
    }
    return [...heads.values()];
  }

  private lane(id: string): Lane {
    const lane = this.lanes.get(id) ?? { failures: 0, endWait: null };
    this.lanes.set(id, lane);
    return lane;
  }

  private async sendOne({ clientId, conversationId }: OutboxRow): Promise<void> {
    this.busy.add(conversationId);
    try {
      const { outbox } = this.options;
      const row = await outbox.change(
        clientId,
        (one) => one.state !== 'failed',
        (one) => ({ ...one, state: 'sending' }),
      );
      if (row) await this.attempt(row);
      // Gone, or failed in another tab.
      else await outbox.reread();
    } finally {
      this.busy.delete(conversationId);
      this.kick();
    }
  }

  private async attempt(row: OutboxRow): Promise<void> {
    const { server, endings } = this.options;
    const { clientId, content, mentions, replyToId, poll } = row;
    const rest = {
      ...(mentions.length > 0 ? { mentions } : {}),
      ...(replyToId === null ? {} : { replyToId }),
      ...(poll ? { type: 'poll' as const, poll } : {}),
    };
    let message: Message;
    try {
      if (await this.isTooOld(row)) {
        const detail = 'It waited for 30 days.';
        await this.fail(row, new MessagingError({ origin: 'client', code: 'timeout', detail }));
        return;
      }
      message = (await server.send(row.conversationId, { clientId, content, ...rest })).message;
    } catch (error) {
      await this.refused(row, toMessagingError(error));
      return;
    }
    this.lanes.delete(row.conversationId);
    await endings.confirmed(row, message);
  }

  /**
   * Only the server's clock can say so: this device's may have jumped. What was written before that was known is too old only if this
   * device's clock says the same. Throws when the server cannot be asked.
   */
  private async isTooOld({ createdAt, guessedAt }: OutboxRow): Promise<boolean> {
    const { serverNow, askTime, platform } = this.options;
    const age = () => serverNow() - Date.parse(createdAt);
    if (age() <= MAX_AGE_MS) return false;
    await askTime();
    const isGuessRight = guessedAt === undefined || Math.abs(age() - (platform.now() - guessedAt)) < GUESS_MS;
    return age() > MAX_AGE_MS && isGuessRight;
  }

  private async refused(row: OutboxRow, error: MessagingError): Promise<void> {
    if (error.retry === 'never') {
      if (row.isReoffer && error.code === 'conflict') await this.options.endings.superfluous(row);
      else await this.fail(row, error);
      return;
    }
    const { platform, outbox } = this.options;
    // Its message came as an event or by sync meanwhile.
    if (!outbox.get(row.clientId)) return;
    const lane = this.lane(row.conversationId);
    if (error.code === 'rate_limited') {
      this.endPause?.();
      this.endPause = platform.setTimer(
        () => {
          this.endPause = null;
          this.kick();
        },
        backoffMs(1, platform.random, error.retryAfter ?? 1),
      );
    } else {
      lane.failures++;
      lane.endWait?.();
      lane.endWait = platform.setTimer(
        () => {
          lane.endWait = null;
          this.kick();
        },
        backoffMs(lane.failures, platform.random, error.retryAfter),
      );
    }
    if (!isOutcomeUnknown(error)) {
      await outbox.change(
        row.clientId,
        (one) => one.state === 'sending',
        (one) => ({ ...one, state: 'queued' }),
      );
    }
  }

  private async fail(row: OutboxRow, error: MessagingError): Promise<void> {
    const failed = await this.options.outbox.change(
      row.clientId,
      () => true,
      (one) => ({ ...one, state: 'failed', error: error.body }),
    );
    if (failed) this.options.endings.failed(failed, error);
  }
}

import type { ConversationId, UserId } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { passFailpoint } from '../../platform/failpoints.ts';
import { LateKeyConflict, type MessagingDatabase, type SendInput, type SendVerdict } from '../../ports/database.ts';

type SentVerdict = Extract<SendVerdict, { verdict: 'sent' }>;

/** One send on its way. Exactly one of the two is called, once; neither may throw. */
export interface Entry {
  readonly send: SendInput;
  /** When it came; epoch milliseconds. */
  readonly arrivedAt: number;
  /** Committed, or refused by the database. `recipients` are all members at the commit, the sender too. */
  readonly settle: (verdict: SendVerdict, recipients: readonly UserId[]) => void;
  /** Not known to be committed; the same key may be sent again. */
  readonly fail: (error: unknown) => void;
}

/** One statement; times are epoch milliseconds. */
export interface CommittedBatch {
  readonly entries: readonly Entry[];
  readonly startedAt: number;
  readonly endedAt: number;
  readonly isFailed: boolean;
}

export interface CommitterOptions {
  readonly commit: MessagingDatabase['sendMessages'];
  readonly defer: (call: () => void) => void;
  /** Sends in one statement. */
  readonly maxBatch?: number;
  readonly maxInFlight?: number;
  /** Sends that may wait; beyond it they are refused. */
  readonly maxWaiting?: number;
  /** The same for the lengths of their texts together. */
  readonly maxWaitingChars?: number;
  readonly now: () => number;
  readonly onBatch?: (batch: CommittedBatch) => void;
}

/** The sends of one conversation, in the order they came. */
interface Lane {
  readonly id: ConversationId;
  waiting: Entry[];
  isInFlight: boolean;
}

const MAX_BATCH = 256;
const MAX_IN_FLIGHT = 2;
/** Sends that may wait unless told otherwise, and how long their texts may be together: a full queue must fit into memory. */
export const MAX_WAITING = 10_000;
const MAX_WAITING_CHARS = 64 * 1024 * 1024;
/** What a refused sender is told to wait, in seconds. */
const OVERLOADED_RETRY_SECONDS = 2;
const STOPPING_RETRY_SECONDS = 5;
const LATE_KEY_ATTEMPTS = 3;
/** What a sender is told whose earlier send failed, in seconds: that one's repeat comes first. */
const FOLLOWER_RETRY_SECONDS = 1;

/**
 * Commits sends in batches (SEND-4 … SEND-8). It takes what is waiting when a statement returns: no timer, so a lone send
 * goes at once and a crowd shares a commit (6.6 times the throughput of a transaction per send).
 *
 * A conversation is a lane. A lane is *idle* (not known here), *ready* (something waits, nothing in flight) or *in flight*
 * (its next sends wait for the statement to return): so the sends of a conversation commit in the order they came. A key
 * that is in flight holds back its repeat, and with it the rest of that lane, until the statement has returned.
 *
 * A send that could not be committed takes the sends of the same person behind it along: they would commit before its
 * repeat, and the person's messages would change their order (SEND-5). Verdicts are no such failure: a refused send is
 * not repeated.
 */
export class Committer {
  readonly #options: Required<Omit<CommitterOptions, 'onBatch'>> & Pick<CommitterOptions, 'onBatch'>;
  readonly #lanes = new Map<ConversationId, Lane>();
  readonly #ready = new Set<Lane>();
  readonly #keysInFlight = new Set<string>();
  readonly #idleWaiters: (() => void)[] = [];
  #waiting = 0;
  #waitingChars = 0;
  #inFlight = 0;
  #isPumpDue = false;
  #isStopping = false;

  constructor(options: CommitterOptions) {
    this.#options = {
      maxBatch: MAX_BATCH,
      maxInFlight: MAX_IN_FLIGHT,
      maxWaiting: MAX_WAITING,
      maxWaitingChars: MAX_WAITING_CHARS,
      ...options,
    };
  }

  /** Sends that wait for a statement. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Takes a send. It is finished whatever becomes of its sender's connection (SEND-9). Never throws. */
  add(entry: Entry): void {
    const refusal = this.#refusal();
    if (refusal) {
      entry.fail(refusal);
      return;
    }
    const { conversationId } = entry.send;
    let lane = this.#lanes.get(conversationId);
    if (!lane) {
      lane = { id: conversationId, waiting: [], isInFlight: false };
      this.#lanes.set(conversationId, lane);
    }
    lane.waiting.push(entry);
    this.#waiting++;
    this.#waitingChars += sizeOf(entry);
    if (!lane.isInFlight) this.#ready.add(lane);
    this.#pumpSoon();
  }

  /** Takes nothing new from now on; answers when everything taken has been answered. */
  stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#waiting === 0 && this.#inFlight === 0) return Promise.resolve();
    return new Promise((resolve) => this.#idleWaiters.push(resolve));
  }

  #refusal(): DomainError | null {
    if (this.#isStopping) return DomainError.unavailable(STOPPING_RETRY_SECONDS);
    const { maxWaiting, maxWaitingChars } = this.#options;
    const isFull = this.#waiting >= maxWaiting || this.#waitingChars >= maxWaitingChars;
    return isFull ? DomainError.overloaded(OVERLOADED_RETRY_SECONDS) : null;
  }

  /** Once per turn of the event loop: all packets that one turn read share a statement. */
  #pumpSoon(): void {
    if (this.#isPumpDue || this.#inFlight >= this.#options.maxInFlight) return;
    this.#isPumpDue = true;
    this.#options.defer(() => {
      this.#isPumpDue = false;
      this.#pump();
    });
  }

  #pump(): void {
    while (this.#inFlight < this.#options.maxInFlight) {
      const { batch, lanes } = this.#takeBatch();
      if (batch.length === 0) break;
      this.#inFlight++;
      void this.#run(batch).then(() => this.#release(batch, lanes));
    }
  }

  #takeBatch(): { batch: Entry[]; lanes: Lane[] } {
    const batch: Entry[] = [];
    const lanes: Lane[] = [];
    for (const lane of this.#ready) {
      if (batch.length >= this.#options.maxBatch) break;
      let taken = 0;
      for (const entry of lane.waiting) {
        const key = keyOf(entry.send);
        if (batch.length >= this.#options.maxBatch || this.#keysInFlight.has(key)) break;
        this.#keysInFlight.add(key);
        batch.push(entry);
        taken++;
      }
      if (taken === 0) continue;
      lane.waiting.splice(0, taken);
      lane.isInFlight = true;
      lanes.push(lane);
    }
    for (const lane of lanes) this.#ready.delete(lane);
    this.#waiting -= batch.length;
    for (const entry of batch) this.#waitingChars -= sizeOf(entry);
    return { batch, lanes };
  }

  #release(batch: readonly Entry[], lanes: readonly Lane[]): void {
    for (const { send } of batch) this.#keysInFlight.delete(keyOf(send));
    for (const lane of lanes) {
      lane.isInFlight = false;
      if (lane.waiting.length > 0) this.#ready.add(lane);
      else this.#lanes.delete(lane.id);
    }
    this.#inFlight--;
    this.#pump();
    if (this.#waiting === 0 && this.#inFlight === 0) {
      for (const resolve of this.#idleWaiters.splice(0)) resolve();
    }
  }

  async #run(batch: readonly Entry[]): Promise<void> {
    try {
      answer(batch, await this.#commit(batch));
    } catch (error) {
      if (error instanceof DomainError) this.#failWithFollowers(batch, error);
      else await this.#runOneByOne(batch, error);
    }
  }

  /** Fails these, and what the same people have waiting in the same conversations. */
  #failWithFollowers(failed: readonly Entry[], error: unknown): void {
    failAll(failed, error);
    const broken = new Set(failed.map(orderOf));
    for (const id of new Set(failed.map((entry) => entry.send.conversationId))) {
      const lane = this.#lanes.get(id);
      if (!lane) continue;
      const followers = lane.waiting.filter((entry) => broken.has(orderOf(entry)));
      if (followers.length === 0) continue;
      lane.waiting = lane.waiting.filter((entry) => !broken.has(orderOf(entry)));
      this.#waiting -= followers.length;
      for (const entry of followers) this.#waitingChars -= sizeOf(entry);
      failAll(followers, DomainError.unavailable(FOLLOWER_RETRY_SECONDS, error));
    }
  }

  async #commit(batch: readonly Entry[]): Promise<readonly SendVerdict[]> {
    const startedAt = this.#options.now();
    const tell = (isFailed: boolean) =>
      this.#options.onBatch?.({ entries: batch, startedAt, endedAt: this.#options.now(), isFailed });
    passFailpoint('before_commit');
    const verdicts = await this.#options.commit(batch.map((entry) => entry.send)).catch((error: unknown) => {
      tell(true);
      throw error;
    });
    passFailpoint('after_commit');
    tell(false);
    if (verdicts.length !== batch.length) throw new Error('as many verdicts as sends are expected');
    return verdicts;
  }

  /** After an error that one send may have caused: each for itself, so that it fails alone (SEND-8). */
  async #runOneByOne(batch: readonly Entry[], first: unknown): Promise<void> {
    if (batch.length === 1 && !(first instanceof LateKeyConflict)) {
      this.#failWithFollowers(batch, first);
      return;
    }
    const broken = new Set<string>();
    for (const [index, entry] of batch.entries()) {
      if (broken.has(orderOf(entry))) {
        entry.fail(DomainError.unavailable(FOLLOWER_RETRY_SECONDS, first));
        continue;
      }
      try {
        answer([entry], await this.#commitAlone(entry));
      } catch (error) {
        // Without a database each of the rest would wait for the same answer.
        const isAway = error instanceof DomainError;
        this.#failWithFollowers(isAway ? batch.slice(index) : [entry], error);
        if (isAway) return;
        broken.add(orderOf(entry));
      }
    }
  }

  async #commitAlone(entry: Entry): Promise<readonly SendVerdict[]> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#commit([entry]);
      } catch (error) {
        if (!(error instanceof LateKeyConflict) || attempt === LATE_KEY_ATTEMPTS) throw error;
      }
    }
  }
}

function keyOf(send: SendInput): string {
  return `${send.senderId} ${send.clientId}`;
}

function sizeOf({ send }: Entry): number {
  return send.content.length;
}

/** Whose sends to one conversation keep their order. */
function orderOf({ send }: Entry): string {
  return `${send.senderId} ${send.conversationId}`;
}

function failAll(batch: readonly Entry[], error: unknown): void {
  for (const entry of batch) entry.fail(error);
}

/** Members come once per conversation, with its first new message. */
function answer(batch: readonly Entry[], verdicts: readonly SendVerdict[]): void {
  const members = new Map<ConversationId, readonly UserId[]>();
  for (const [index, entry] of batch.entries()) {
    const verdict = verdicts[index];
    if (verdict === undefined) throw new Error('a send without a verdict');
    entry.settle(verdict, verdict.verdict === 'sent' ? recipientsOf(verdict, entry, members) : []);
  }
}

function recipientsOf(
  verdict: SentVerdict,
  { send }: Entry,
  members: Map<ConversationId, readonly UserId[]>,
): readonly UserId[] {
  if (verdict.recipients !== null) members.set(send.conversationId, verdict.recipients);
  return members.get(send.conversationId) ?? [];
}

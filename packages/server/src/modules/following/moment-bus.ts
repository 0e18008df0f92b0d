import type { UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import type { Platform } from '../../platform/context.ts';
import type { NodeCall, NodesBus } from '../../ports/nodes.ts';

/** At most one statement of a node in this time, in milliseconds. */
const PUSH_EVERY_MS = 250;
/** A sign to the others after a commit, at most so often, in milliseconds. */
const WAKE_EVERY_MS = 20;
/** More calls are not kept: they are hints of a moment that is over. */
const MAX_CALLS = 2_000;

/** Who came to a node and who left it, among the calls. */
const PeopleMoved = z.object({
  kind: z.literal('people'),
  node: z.string(),
  came: z.array(z.string()),
  left: z.array(z.string()),
});
export type PeopleMoved = z.output<typeof PeopleMoved>;

export interface MomentBusDeps extends Pick<Platform, 'clock' | 'log' | 'database'> {
  readonly nodeId: string;
  /** A call as another node made it; null: not one that this version knows. */
  readonly readCall: (given: unknown) => NodeCall | null;
}

/**
 * Events between nodes without Redis. What was committed comes by the log: such a call only gives the others a sign. Typing and
 * presence go through an unlogged table, together, four times a second at most, and not at all while no other node is there
 * (NODE-8); but who is here is noted with every renewal of the lease, for whoever finds it ended (NODE-10). Never NOTIFY with content,
 * which any login could read.
 */
export class MomentBus implements NodesBus {
  readonly #deps: MomentBusDeps;
  #hear: (call: NodeCall) => void = () => undefined;
  #onPeople: ((moved: PeopleMoved) => void) | null = null;
  #peers = 0;
  #calls: NodeCall[] = [];
  /** Who is known to the others to be here, and what is not said yet. */
  readonly #said = new Set<UserId>();
  readonly #came = new Set<UserId>();
  readonly #left = new Set<UserId>();
  #isPushing = false;
  #isWaking = false;
  #isWakeWanted = false;
  #isStopped = false;
  #cancel: () => void = () => undefined;

  constructor(deps: MomentBusDeps) {
    this.#deps = deps;
  }

  get isUp(): boolean {
    return !this.#isStopped;
  }

  /** How many other nodes there are. */
  set peers(count: number) {
    this.#peers = count;
    if (count > 0 && this.#came.size + this.#left.size > 0) this.#push();
  }

  tell(call: NodeCall): void {
    switch (call.kind) {
      case 'toPeople':
        this.#wake();
        break;
      case 'toPersonWatchers':
        // Where it is said who came and who left, that says it.
        if (this.#onPeople !== null) break;
        this.#keep(call);
        break;
      case 'toConversationWatchers':
        this.#keep(call);
        break;
      case 'endPresenceWatches':
      case 'endPresenceBetween':
      case 'resumePresence':
      case 'disconnect':
        this.#wake();
    }
  }

  #keep(call: NodeCall): void {
    if (this.#peers === 0 || this.#calls.length >= MAX_CALLS) return;
    this.#calls.push(call);
    this.#push();
  }

  /** Says who came to this node; kept until somebody can hear it. */
  came(userId: UserId): void {
    this.#left.delete(userId);
    if (this.#said.has(userId)) return;
    this.#came.add(userId);
    if (this.#onPeople !== null) this.#push();
  }

  left(userId: UserId): void {
    this.#came.delete(userId);
    if (!this.#said.has(userId)) return;
    this.#left.add(userId);
    if (this.#onPeople !== null) this.#push();
  }

  /** Notes who came and who left also where nobody else wants to know it: if this node dies, its rows say who was here (NODE-10). */
  note(): Promise<void> {
    return this.#pushNow(true);
  }

  /** The others know nobody of this node (any more): whoever is here is said again. */
  onRegistered(): void {
    for (const userId of this.#said) if (!this.#left.has(userId)) this.#came.add(userId);
    this.#said.clear();
    this.#left.clear();
  }

  listen(hear: (call: NodeCall) => void): void {
    this.#hear = hear;
  }

  onPeople(listener: (moved: PeopleMoved) => void): void {
    this.#onPeople = listener;
  }

  /** What came from other nodes, unparsed. */
  take(calls: readonly unknown[]): void {
    for (const given of calls) {
      const moved = z.safeParse(PeopleMoved, given);
      if (moved.success) {
        this.#onPeople?.(moved.data);
        continue;
      }
      const call = this.#deps.readCall(given);
      if (call === null) this.#deps.log.warn('node_call_ignored');
      else this.#hear(call);
    }
  }

  stop(): Promise<void> {
    this.#isStopped = true;
    this.#hear = () => undefined;
    this.#cancel();
    return Promise.resolve();
  }

  /** What is there now goes, and whatever comes within the next quarter of a second goes together. */
  #push(): void {
    if (this.#isPushing || this.#isStopped) return;
    this.#isPushing = true;
    // After the events of this turn, so that they go together, and what takes each other back does not go at all.
    queueMicrotask(() => void this.#pushNow());
    this.#cancel = this.#deps.clock.after(PUSH_EVERY_MS, () => {
      this.#isPushing = false;
      if (this.#calls.length + this.#came.size + this.#left.size > 0 && this.#peers > 0) this.#push();
    });
  }

  /** `isNoted`: also while no other node is known, which then may have just begun and hears of it by this. */
  async #pushNow(isNoted = false): Promise<void> {
    const { database, nodeId, log } = this.#deps;
    const [came, left] = [[...this.#came], [...this.#left]];
    const isMoved = came.length + left.length > 0;
    if ((!isMoved && this.#calls.length === 0) || (this.#peers === 0 && !isNoted)) return;
    const isTold = isMoved && this.#onPeople !== null;
    const moved: PeopleMoved[] = isTold ? [{ kind: 'people', node: nodeId, came, left }] : [];
    const calls = [...moved, ...this.#calls];
    this.#calls = [];
    this.#came.clear();
    this.#left.clear();
    for (const userId of came) this.#said.add(userId);
    for (const userId of left) this.#said.delete(userId);
    try {
      await database.pushMoments(nodeId, { calls, came, left });
    } catch (error) {
      log.warn('moments_not_pushed', { calls: calls.length, error });
      for (const userId of came) if (this.#said.delete(userId)) this.#came.add(userId);
      for (const userId of left) if (!this.#came.has(userId)) this.#left.add(userId);
    }
  }

  /** One sign at a time: it says no more than "look". */
  #wake(): void {
    if (this.#peers === 0 || this.#isStopped) return;
    if (this.#isWaking) {
      this.#isWakeWanted = true;
      return;
    }
    this.#isWaking = true;
    this.#deps.database.wakeNodes().catch((error: unknown) => {
      // They look every two seconds.
      this.#deps.log.debug('nodes_not_woken', { error });
    });
    this.#deps.clock.after(WAKE_EVERY_MS, () => {
      this.#isWaking = false;
      if (!this.#isWakeWanted) return;
      this.#isWakeWanted = false;
      this.#wake();
    });
  }
}

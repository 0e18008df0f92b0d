import type { ConversationId, UserId } from '@natter/protocol';

/** Conversations remembered; beyond these the one longest unheard of is forgotten. */
const CONVERSATIONS = 20_000;
/** Stretches remembered per conversation; more than two are rare, as changes come nearly in order. */
const STRETCHES = 16;
/** People of conversations whose marks are remembered; they are asked for within seconds. */
const MARKS = 20_000;

/** A mark that sockets were told of: everybody else's, or the person's own. */
export interface EmittedMark {
  readonly event: 'message:read' | 'message:delivered';
  readonly conversationId: ConversationId;
  readonly userId: UserId;
  readonly seq: number;
  readonly isOwn: boolean;
}

/** Changes from `from` to `to`, both included. */
interface Stretch {
  from: number;
  to: number;
}

/**
 * Which changes this node's sockets were told of, whoever brought them: its own commits, the log, or another node by Redis. Bounded:
 * what is forgotten may be told a second time, which clients ignore; it never says of a change that it was told when it was not.
 */
export class EmittedChanges {
  readonly #stretches = new Map<ConversationId, Stretch[]>();
  /** The furthest of each person and kind: marks only go forward, so one that is further tells of those before it. */
  readonly #marks = new Map<string, number>();
  readonly #conversations: number;

  constructor(limits: { readonly conversations?: number } = {}) {
    this.#conversations = limits.conversations ?? CONVERSATIONS;
  }

  /** The event of this change has gone to the sockets here. */
  note(conversationId: ConversationId, changeSeq: number): void {
    const stretches = this.#touch(conversationId);
    // From the newest: what is noted is nearly always next to it.
    let at = stretches.length - 1;
    while (at >= 0 && (stretches[at]?.from ?? 0) > changeSeq) at--;
    const before = stretches[at];
    if (before && changeSeq <= before.to) return;
    const after = stretches[at + 1];
    const meetsAfter = after?.from === changeSeq + 1;
    if (before?.to === changeSeq - 1) {
      before.to = meetsAfter ? after.to : changeSeq;
      if (meetsAfter) stretches.splice(at + 1, 1);
    } else if (meetsAfter) after.from = changeSeq;
    else stretches.splice(at + 1, 0, { from: changeSeq, to: changeSeq });
    if (stretches.length > STRETCHES) stretches.shift();
  }

  /** Whether `note` was told of it. False also for what was forgotten. */
  has(conversationId: ConversationId, changeSeq: number): boolean {
    const stretches = this.#stretches.get(conversationId);
    return stretches?.some(({ from, to }) => from <= changeSeq && changeSeq <= to) ?? false;
  }

  noteMark(mark: EmittedMark): void {
    const key = keyOf(mark);
    const seq = Math.max(this.#marks.get(key) ?? 0, mark.seq);
    this.#marks.delete(key);
    this.#marks.set(key, seq);
    if (this.#marks.size <= MARKS) return;
    const [oldest] = this.#marks.keys();
    if (oldest !== undefined) this.#marks.delete(oldest);
  }

  /** Whether sockets were told of this mark, or of one further on of the same person. False also for what was forgotten. */
  hasMark(mark: EmittedMark): boolean {
    return (this.#marks.get(keyOf(mark)) ?? 0) >= mark.seq;
  }

  #touch(conversationId: ConversationId): Stretch[] {
    const known = this.#stretches.get(conversationId);
    if (known) this.#stretches.delete(conversationId);
    const stretches = known ?? [];
    this.#stretches.set(conversationId, stretches);
    if (this.#stretches.size > this.#conversations) {
      const [oldest] = this.#stretches.keys();
      if (oldest !== undefined) this.#stretches.delete(oldest);
    }
    return stretches;
  }
}

/** In one piece: pieces put together one by one would all be kept. */
function keyOf({ event, conversationId, userId, isOwn }: EmittedMark): string {
  return [event, conversationId, userId, isOwn].join(' ');
}

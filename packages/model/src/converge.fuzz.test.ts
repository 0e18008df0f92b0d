import type { ChangesPage, Conversation, HistoryPage, Message } from '@natter/protocol';
import { expect, it } from 'vitest';
import { applyEvent, type ChangeEvent } from './apply-event.ts';
import { applyChanges, applyHistory, applySynced } from './apply-pages.ts';
import { type ConversationState, isBehind, messagesBetween, newConversationState } from './conversation-state.ts';
import { expire } from './expire.ts';
import { expiryOf } from './expiry.ts';
import { removeMessage } from './remove-message.ts';
import { at, buildConversation, buildMessage, seededRandom } from './testing/build.ts';
import { countUnread } from './unread.ts';

/** The truth: what a server would hold, with every event it has told and pages of any moment of its past. Ann reads it. */
class Truth {
  messages: Message[] = [];
  changeSeq = 0;
  /** The server's time, in minutes. */
  now = 0;
  /** What Ann deleted for herself. */
  readonly hidden = new Set<number>();
  readonly events: ChangeEvent[] = [];

  step(random: () => number): void {
    this.changeSeq++;
    const kind = random();
    const target = this.messages[Math.floor(random() * this.messages.length)];
    const expiresAt = random() < 0.4 ? at(this.now + Math.floor(random() * 60)) : null;
    if (!target || kind < 0.5) {
      const seq = this.messages.length + 1;
      const senderId = random() < 0.5 ? 'ann' : 'bob';
      const replyTo =
        target && random() < 0.3 ? { messageId: target.id, seq: target.seq, senderId: target.senderId } : null;
      const message = buildMessage(seq, { changeSeq: this.changeSeq, senderId, replyTo, expiresAt });
      this.messages = [...this.messages, message];
      this.events.push({ event: 'message:new', message });
      return;
    }
    const { changeSeq } = this;
    const isDeleted = kind > 0.85;
    let next: Message = { ...target, changeSeq };
    if (isDeleted) next = { ...next, content: null, deletedAt: target.createdAt, replyTo: null };
    // A change of tier moves the expiry of what has not expired.
    else if (kind > 0.75 && !this.isOver(target)) next = { ...next, expiresAt };
    else if (target.deletedAt === null) next = { ...next, content: `edit ${changeSeq}`, editedAt: at(changeSeq) };
    this.messages = this.messages.map((one) => (one.seq === next.seq ? next : one));
    const { conversationId, id: messageId, seq } = next;
    this.events.push(
      isDeleted
        ? { event: 'message:deleted', conversationId, messageId, seq, changeSeq }
        : { event: 'message:updated', message: next },
    );
  }

  /** Whether a message has passed its time. */
  isOver = (message: Message) => expiryOf(message) <= Date.parse(at(this.now));

  /** What Ann may see, with what her answers say of quotes. */
  seen(): Message[] {
    const seen = this.messages.filter((one) => !this.hidden.has(one.seq) && !this.isOver(one));
    return seen.map((one) => {
      if (one.replyTo === null) return one;
      const preview = seen.find(({ seq }) => seq === one.replyTo?.seq)?.content ?? null;
      return { ...one, replyTo: { ...one.replyTo, preview } };
    });
  }

  conversation(): Conversation {
    const { changeSeq } = this;
    const seen = this.seen();
    const unreadCount = countUnread(seen, { userId: 'ann', readSeq: 0 });
    const lastSeq = this.messages.length;
    return buildConversation({ changeSeq, lastSeq, lastMessage: seen.at(-1) ?? null, unreadCount });
  }

  changes(after: number, limit: number): ChangesPage {
    const all = this.messages.filter((one) => one.changeSeq > after).sort((a, b) => a.changeSeq - b.changeSeq);
    const page = all.slice(0, limit);
    const hasMore = all.length > limit;
    const toChangeSeq = hasMore ? (page.at(-1)?.changeSeq ?? after) : this.changeSeq;
    const items = page.flatMap(({ seq }) => this.seen().filter((one) => one.seq === seq));
    // What changed and is nothing for her any more is named, also what has expired: its expiry may have been moved unseen.
    const hidden = page.map(({ seq }) => seq).filter((seq) => !items.some((one) => one.seq === seq));
    return { items, hidden, conversation: this.conversation(), people: [], toChangeSeq, hasMore };
  }

  history(before: number, limit: number): HistoryPage {
    const seen = this.seen();
    const items = seen.filter((one) => one.seq < before).slice(-limit);
    const first = items[0]?.seq ?? 1;
    const hasBefore = seen.some((one) => one.seq < first);
    const hasAfter = seen.some((one) => one.seq >= before);
    const toSeq = Math.min(before - 1, this.messages.length);
    return { items, fromSeq: hasBefore ? first : 1, toSeq, hasBefore, hasAfter, people: [] };
  }
}

/** Late answers: each is taken at one moment and applied at a later one. */
function run(seed: number): void {
  const random = seededRandom(seed);
  const truth = new Truth();
  for (let i = 0; i < 5; i++) truth.step(random);
  let state: ConversationState = newConversationState('ann', truth.conversation());
  let cursor = truth.changeSeq;
  const inFlight: ((s: ConversationState) => ConversationState)[] = [];
  const deletedHere = new Set<number>();
  const shown = () => expire(state, Date.parse(at(truth.now)));
  const sync = () => {
    // Sync is one at a time: its answer is applied before the next is asked for.
    const { conversation, items: messages, hidden, hasMore } = truth.changes(cursor, 4);
    cursor = truth.changeSeq;
    const synced = { conversation, messages, hidden: [...hidden, ...truth.hidden], complete: !hasMore, fromSeq: null };
    state = applySynced(state, synced, 'ann');
  };
  for (let step = 0; step < 150; step++) {
    const dice = random();
    if (dice < 0.3) truth.step(random);
    else if (dice < 0.6) {
      const event = truth.events[Math.floor(random() * truth.events.length)];
      if (event) state = applyEvent(state, event).state;
    } else if (dice < 0.7) {
      const after = state.changeSeq;
      const page = truth.changes(after, 1 + Math.floor(random() * 6));
      inFlight.push((s) => applyChanges(s, page, after));
    } else if (dice < 0.75) {
      const page = truth.history(1 + Math.floor(random() * (truth.messages.length + 1)), 3);
      inFlight.push((s) => applyHistory(s, page));
    } else if (dice < 0.8) sync();
    else if (dice < 0.83) truth.now += Math.floor(random() * 8);
    else if (dice < 0.86) {
      // Deleted for me: on this device, or on another one.
      const seq = 1 + Math.floor(random() * truth.messages.length);
      truth.hidden.add(seq);
      if (random() < 0.5) {
        deletedHere.add(seq);
        state = removeMessage(state, seq, { for: 'me' });
      }
    } else if (dice < 0.88) state = shown();
    else {
      const late = inFlight.splice(Math.floor(random() * inFlight.length), 1)[0];
      if (late) state = late(state);
    }
    for (const one of messagesBetween(shown(), 1, 1e9)) {
      const now = truth.messages.find((other) => other.seq === one.seq);
      if (now && now.changeSeq <= state.changeSeq) expect([seed, step, one.content]).toEqual([seed, step, now.content]);
      // What this device deleted never shows again, and nothing outlives the time that it carries.
      expect([seed, step, one.seq, deletedHere.has(one.seq), truth.isOver(one)]).toEqual([
        seed,
        step,
        one.seq,
        false,
        false,
      ]);
    }
  }
  for (const late of inFlight) state = late(state);
  sync();
  while (state.changeSeq < truth.changeSeq || isBehind(state)) {
    state = applyChanges(state, truth.changes(state.changeSeq, 5), state.changeSeq);
  }
  while (state.covered.length !== 1 || state.covered[0]?.from !== 1) {
    const top = state.covered.at(-1);
    state = applyHistory(state, truth.history(top ? top.from : 1e9, 4));
  }
  const final = shown();
  const rowOf = ({ seq, content, mentions, replyTo }: Message) => [seq, content, mentions, replyTo?.seq ?? null];
  expect([seed, messagesBetween(final, 1, 1e9).map(rowOf)]).toEqual([seed, truth.seen().map(rowOf)]);
  for (const one of truth.seen()) {
    // No quote has words of what is deleted, hidden or expired.
    if (one.replyTo?.preview !== null) continue;
    expect([seed, one.seq, typeof final.messages.get(one.seq)?.replyTo?.preview]).not.toContain('string');
  }
  const { lastSeq, changeSeq, unreadCount, lastMessage } = truth.conversation();
  expect([seed, final.conversation]).toMatchObject([seed, { lastSeq, changeSeq, unreadCount }]);
  expect([seed, final.conversation.lastMessage?.seq, final.conversation.lastMessage?.content]).toEqual([
    seed,
    lastMessage?.seq,
    lastMessage?.content,
  ]);
}

it('[GAP-3] [DELETE-1] [EXPIRE-1] whatever is lost, repeated, reordered, late, deleted, hidden or expired, the state converges to the truth (seeded)', () => {
  for (let seed = 1; seed <= 75; seed++) run(seed);
}, 30_000);

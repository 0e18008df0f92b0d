import type { ChangesPage, Conversation, HistoryPage, Message } from '@natter/protocol';
import { expect, it } from 'vitest';
import { applyEvent, type ChangeEvent } from './apply-event.ts';
import { applyChanges, applyHistory, applySynced } from './apply-pages.ts';
import { type ConversationState, isBehind, messagesBetween, newConversationState } from './conversation-state.ts';
import { at, buildConversation, buildMessage, seededRandom } from './testing/build.ts';
import { countUnread } from './unread.ts';

/** The truth: what a server would hold, with every event it has told and pages of any moment of its past. */
class Truth {
  messages: Message[] = [];
  changeSeq = 0;
  readonly events: ChangeEvent[] = [];

  step(random: () => number): void {
    this.changeSeq++;
    const kind = random();
    const target = this.messages[Math.floor(random() * this.messages.length)];
    if (!target || kind < 0.6) {
      const seq = this.messages.length + 1;
      const message = buildMessage(seq, { changeSeq: this.changeSeq, senderId: random() < 0.5 ? 'ann' : 'bob' });
      this.messages = [...this.messages, message];
      this.events.push({ event: 'message:new', message });
      return;
    }
    const isDeleted = kind > 0.85;
    const next: Message = isDeleted
      ? { ...target, changeSeq: this.changeSeq, content: null, deletedAt: target.createdAt }
      : target.deletedAt !== null
        ? { ...target, changeSeq: this.changeSeq }
        : { ...target, changeSeq: this.changeSeq, content: `edit ${this.changeSeq}`, editedAt: at(this.changeSeq) };
    this.messages = this.messages.map((one) => (one.seq === next.seq ? next : one));
    const { conversationId, id: messageId, seq, changeSeq } = next;
    this.events.push(
      isDeleted
        ? { event: 'message:deleted', conversationId, messageId, seq, changeSeq }
        : { event: 'message:updated', message: next },
    );
  }

  conversation(): Conversation {
    const { changeSeq, messages } = this;
    const unreadCount = countUnread(messages, { userId: 'ann', readSeq: 0 });
    return buildConversation({
      changeSeq,
      lastSeq: messages.length,
      lastMessage: messages.at(-1) ?? null,
      unreadCount,
    });
  }

  changes(after: number, limit: number): ChangesPage {
    const all = this.messages.filter((one) => one.changeSeq > after).sort((a, b) => a.changeSeq - b.changeSeq);
    const items = all.slice(0, limit);
    const hasMore = all.length > limit;
    const toChangeSeq = hasMore ? (items.at(-1)?.changeSeq ?? after) : this.changeSeq;
    return { items, hidden: [], conversation: this.conversation(), people: [], toChangeSeq, hasMore };
  }

  history(before: number, limit: number): HistoryPage {
    const items = this.messages.filter((one) => one.seq < before).slice(-limit);
    const fromSeq = items[0]?.seq ?? 1;
    const toSeq = items.at(-1)?.seq ?? 0;
    return { items, fromSeq, toSeq, hasBefore: fromSeq > 1, hasAfter: toSeq < this.messages.length, people: [] };
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
  for (let step = 0; step < 120; step++) {
    const dice = random();
    if (dice < 0.35) truth.step(random);
    else if (dice < 0.7) {
      const event = truth.events[Math.floor(random() * truth.events.length)];
      if (event) state = applyEvent(state, event).state;
    } else if (dice < 0.8) {
      const after = state.changeSeq;
      const page = truth.changes(after, 1 + Math.floor(random() * 6));
      inFlight.push((s) => applyChanges(s, page, after));
    } else if (dice < 0.85) {
      const page = truth.history(1 + Math.floor(random() * (truth.messages.length + 1)), 3);
      inFlight.push((s) => applyHistory(s, page));
    } else if (dice < 0.9) {
      // Sync is one at a time: its answer is applied before the next is asked for.
      const page = truth.changes(cursor, 4);
      cursor = truth.changeSeq;
      const { conversation, items: messages } = page;
      state = applySynced(state, { conversation, messages, hidden: [], complete: !page.hasMore, fromSeq: null }, 'ann');
    } else {
      const late = inFlight.splice(Math.floor(random() * inFlight.length), 1)[0];
      if (late) state = late(state);
    }
    const held = messagesBetween(state, 1, 1e9);
    for (const one of held) {
      const now = truth.messages.find((other) => other.seq === one.seq);
      if (now && now.changeSeq <= state.changeSeq) expect([seed, step, one.content]).toEqual([seed, step, now.content]);
    }
  }
  for (const late of inFlight) state = late(state);
  while (state.changeSeq < truth.changeSeq || isBehind(state)) {
    state = applyChanges(state, truth.changes(state.changeSeq, 5), state.changeSeq);
  }
  while (state.covered.length !== 1 || state.covered[0]?.from !== 1) {
    const top = state.covered.at(-1);
    state = applyHistory(state, truth.history(top ? top.from : 1e9, 4));
  }
  expect([seed, messagesBetween(state, 1, 1e9).map(({ seq, content }) => [seq, content])]).toEqual([
    seed,
    truth.messages.map(({ seq, content }) => [seq, content]),
  ]);
  const { lastSeq, changeSeq, unreadCount } = truth.conversation();
  expect([seed, state.conversation]).toMatchObject([seed, { lastSeq, changeSeq, unreadCount }]);
  expect(state.conversation.lastMessage?.content).toBe(truth.messages.at(-1)?.content);
}

it('[GAP-3] whatever is lost, repeated, reordered or late, the state converges to the truth (seeded)', () => {
  for (let seed = 1; seed <= 150; seed++) run(seed);
}, 30_000);

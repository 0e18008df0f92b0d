import type { ChangesPage, Conversation, HistoryPage, Message, SyncedConversation } from '@natter/protocol';
import { expect, it } from 'vitest';
import { applyEvent, type ChangeEvent, changeSeqOf } from './apply-event.ts';
import { applyChanges, applyHistory, applySynced } from './apply-pages.ts';
import { type ConversationState, isBehind, messagesBetween, newConversationState } from './conversation-state.ts';
import { expire } from './expire.ts';
import { expiryOf } from './expiry.ts';
import { takeSnapshot } from './merge-conversation.ts';
import { removeMessage } from './remove-message.ts';
import { at, buildConversation, buildMessage, buildParticipant, seededRandom } from './testing/build.ts';
import { countUnread } from './unread.ts';

type Kind = 'send' | 'poll' | 'system' | 'delete' | 'expiry' | 'edit' | 'react' | 'vote' | 'close' | GroupKind;
type GroupKind = 'rename' | 'add' | 'leave' | 'role' | 'settings';
const TIMES: Record<Kind, number> = {
  ...{ send: 30, poll: 8, system: 4, delete: 6, expiry: 8 },
  ...{ edit: 10, react: 16, vote: 16, close: 2 },
  ...{ rename: 2, add: 3, leave: 3, role: 2, settings: 2 },
};
/** Each kind as often as it comes in a hundred. */
const KINDS = Object.entries(TIMES).flatMap(([kind, times]) => Array.from({ length: times }, () => kind as Kind));
const EMOJI = ['👍', '❤️', '🎉'];

/** The truth: what a server would hold, with every event it has told and pages of any moment of its past. Ann reads it. */
class Truth {
  messages: Message[] = [];
  changeSeq = 0;
  /** The server's time, in minutes. */
  now = 0;
  /** What Ann deleted for herself, and what she starred. */
  readonly hidden = new Set<number>();
  starred: readonly number[] = [];
  disappearAfter: number | null = null;
  /** What a group has beside. */
  group = { name: 'group', whoSends: 'everyone' as const as 'everyone' | 'admins', members: ['bob'], admins: ['ann'] };
  readonly events: ChangeEvent[] = [];
  /** Who reacted with what, as `seq user emoji`, and who chose what in a poll, by `seq user`. */
  private readonly reacted = new Set<string>();
  private readonly votes = new Map<string, number[]>();
  private readonly votedAt = new Map<number, number>();

  step(random: () => number): void {
    const pick = <T>(from: readonly T[]): T | undefined => from[Math.floor(random() * from.length)];
    const kind = pick(KINDS) ?? 'send';
    if (isGroupKind(kind)) {
      this.changeGroup(kind, pick(['bob', 'cat', 'dan', 'eva']) ?? '');
      return;
    }
    const polls = this.messages.filter((one) => one.type === 'poll');
    // Much happens to the same few.
    const target = pick(kind === 'vote' || kind === 'close' ? polls.slice(-2) : this.messages.slice(-8));
    const who = pick(['ann', 'bob', 'cat']) ?? 'ann';
    const expiresAt = random() < 0.4 ? at(this.now + Math.floor(random() * 60)) : null;
    const isGone = !target || target.deletedAt !== null || this.isOver(target);
    if (kind === 'send' || kind === 'poll' || kind === 'system' || isGone) {
      this.add(kind, random() < 0.3 ? target : undefined, { senderId: who, expiresAt });
    } else if (kind === 'delete') {
      this.change(target, { content: null, deletedAt: target.createdAt, replyTo: null, reactions: [], metadata: null });
    } else if (kind === 'expiry') {
      // A change of tier moves the expiry of what has not expired.
      this.change(target, { expiresAt });
    } else if (kind === 'edit')
      this.change(target, { content: `edit ${this.changeSeq}`, editedAt: at(this.changeSeq) });
    else if (kind === 'react') this.react(target, who, pick(EMOJI) ?? '');
    else if (target.type === 'poll') this.vote(target, who, kind === 'close' ? null : random() < 0.5 ? [1] : []);
  }

  private add(kind: Kind, target: Message | undefined, over: Partial<Message>): void {
    const seq = this.messages.length + 1;
    const replyTo = target ? { messageId: target.id, seq: target.seq, senderId: target.senderId } : null;
    const changeSeq = ++this.changeSeq;
    const typed: Partial<Message> =
      kind === 'poll'
        ? { type: 'poll', metadata: { poll: { voters: 0, isClosed: false } } }
        : kind === 'system'
          ? { type: 'system', senderId: null, content: null, metadata: { event: 'disappearing_changed' } }
          : {};
    if (kind === 'system') this.disappearAfter = seq * 60;
    const message = buildMessage(seq, { changeSeq, replyTo, ...over, ...typed });
    this.messages = [...this.messages, message];
    this.events.push({ event: 'message:new', message });
    const { conversationId } = message;
    if (message.type === 'system') this.events.push({ event: 'conversation:updated', conversationId, changeSeq });
  }

  /** A change of the group, with the line that tells of it. */
  private changeGroup(kind: GroupKind, who: string): void {
    const { group } = this;
    const without = (from: string[]) => from.filter((one) => one !== who);
    if (kind === 'rename') this.group = { ...group, name: `group ${this.changeSeq}` };
    if (kind === 'settings') this.group = { ...group, whoSends: group.whoSends === 'admins' ? 'everyone' : 'admins' };
    if (kind === 'add') this.group = { ...group, members: [...without(group.members), who] };
    if (kind === 'leave') this.group = { ...group, members: without(group.members), admins: without(group.admins) };
    if (kind === 'role')
      this.group = { ...group, admins: group.admins.includes(who) ? without(group.admins) : [...group.admins, who] };
    this.add('system', undefined, {});
  }

  /** A change that all are told: a message without what is anybody's own. */
  private change(target: Message, over: Partial<Message>): Message {
    const next = { ...target, ...over, changeSeq: ++this.changeSeq };
    this.messages = this.messages.map((one) => (one.seq === next.seq ? next : one));
    const { conversationId, id: messageId, seq, changeSeq } = next;
    if (over.deletedAt) this.events.push({ event: 'message:deleted', conversationId, messageId, seq, changeSeq });
    else if (!over.reactions) this.events.push({ event: 'message:updated', message: next });
    return next;
  }

  private react(target: Message, userId: string, emoji: string): void {
    const key = `${target.seq} ${userId} ${emoji}`;
    const added = !this.reacted.delete(key);
    if (added) this.reacted.add(key);
    const reactions = EMOJI.flatMap((one) => {
      const count = [...this.reacted].filter((by) => by.startsWith(`${target.seq} `) && by.endsWith(` ${one}`)).length;
      return count === 0 ? [] : [{ emoji: one, count }];
    });
    const { conversationId, id: messageId, seq, changeSeq } = this.change(target, { reactions });
    this.events.push({ event: 'message:reaction', conversationId, messageId, seq, changeSeq, userId, emoji, added });
  }

  private vote(target: Message, userId: string, choice: number[] | null): void {
    if (choice) this.votes.set(`${target.seq} ${userId}`, choice);
    const voters = [...this.votes].filter(([by, one]) => by.startsWith(`${target.seq} `) && one.length > 0).length;
    this.change(target, { metadata: { poll: { voters, isClosed: choice === null } } });
    if (userId === 'ann') this.votedAt.set(target.seq, this.changeSeq);
  }

  /** Whether a message has passed its time. */
  isOver = (message: Message) => expiryOf(message) <= Date.parse(at(this.now));

  /** What Ann may see, with what her answers say of quotes, reactions and votes. */
  seen(): Message[] {
    const seen = this.messages.filter((one) => !this.hidden.has(one.seq) && !this.isOver(one));
    return seen.map((one) => {
      const preview = seen.find(({ seq }) => seq === one.replyTo?.seq)?.content ?? null;
      const mine = (emoji: string) => this.reacted.has(`${one.seq} ann ${emoji}`);
      return {
        ...one,
        replyTo: one.replyTo && { ...one.replyTo, preview },
        reactions: one.reactions.map((reaction) => ({ ...reaction, mine: mine(reaction.emoji) })),
        ...(one.type === 'poll' && one.deletedAt === null ? { votes: this.votes.get(`${one.seq} ann`) ?? [] } : {}),
      };
    });
  }

  conversation(): Conversation {
    const { changeSeq, disappearAfter } = this;
    const seen = this.seen();
    const unreadCount = countUnread(seen, { userId: 'ann', readSeq: 0 });
    const lastSeq = this.messages.length;
    const lastMessage = seen.at(-1) ?? null;
    const expiredSeq = this.messages.findLast(this.isOver)?.seq ?? 0;
    const { name, whoSends, members, admins } = this.group;
    const roleOf = (userId: string) => (admins.includes(userId) ? 'admin' : 'member');
    const participants = ['ann', ...members].map((userId) => buildParticipant(userId, { role: roleOf(userId) }));
    const group = { type: 'group' as const, name, whoSends, participants, participantCount: participants.length };
    const can = {
      send: whoSends === 'everyone' || admins.includes('ann'),
      invite: true,
      manage: admins.includes('ann'),
    };
    return buildConversation({
      changeSeq,
      lastSeq,
      lastMessage,
      unreadCount,
      disappearAfter,
      expiredSeq,
      ...group,
      can,
    });
  }

  changes(after: number, limit: number): ChangesPage {
    const all = this.messages.filter((one) => one.changeSeq > after).sort((a, b) => a.changeSeq - b.changeSeq);
    const page = all.slice(0, limit);
    const hasMore = all.length > limit;
    const toChangeSeq = hasMore ? (page.at(-1)?.changeSeq ?? after) : this.changeSeq;
    const items = page.flatMap(({ seq }) => this.seen().filter((one) => one.seq === seq));
    // What changed and is nothing for her any more is named, also what has expired: its expiry may have been moved unseen.
    const hidden = page.map(({ seq }) => seq).filter((seq) => !items.some((one) => one.seq === seq));
    const starred = [...this.starred];
    return { items, hidden, starred, conversation: this.conversation(), people: [], toChangeSeq, hasMore };
  }

  /** What Ann's sync brings: what changed since, and always the polls in which she voted since on any of her devices. */
  synced(since: number): SyncedConversation {
    const { conversation, items, hidden, hasMore, starred = [] } = this.changes(since, 4);
    const voted = this.seen().filter((one) => (this.votedAt.get(one.seq) ?? 0) > since && !items.includes(one));
    const messages = [...items.filter((one) => !voted.some(({ seq }) => seq === one.seq)), ...voted];
    const gone = [...hidden, ...this.hidden];
    return { conversation, messages, hidden: gone, starred, complete: !hasMore, fromSeq: null };
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

const isGroupKind = (kind: Kind): kind is GroupKind => ['rename', 'add', 'leave', 'role', 'settings'].includes(kind);

/** Reactions in an order of their own: that of the log and that of an answer may differ. */
const shownReactions = (reactions: Message['reactions']) =>
  reactions.map(({ emoji, count, mine = false }) => `${emoji} ${count} ${mine}`).sort();

/** What of a group all its members see alike, and what its reader may do there. */
const groupOf = ({ name, whoSends, participants, participantCount, can }: Conversation) => [
  ...[name, whoSends, participantCount, can],
  participants.map(({ userId, role }) => `${userId} ${role}`),
];

/** Late answers: each is taken at one moment and applied at a later one. */
function run(seed: number): void {
  const random = seededRandom(seed);
  const truth = new Truth();
  for (let i = 0; i < 5; i++) truth.step(random);
  let state: ConversationState = newConversationState('ann', truth.conversation());
  let cursor = truth.changeSeq;
  const inFlight: ((s: ConversationState) => ConversationState)[] = [];
  const deletedHere = new Set<number>();
  // An answer that was asked for before another one that has come tells nothing of what is Ann's own.
  let asks = 0;
  let lastOwn = 0;
  const shown = () => expire(state, Date.parse(at(truth.now)));
  const sync = () => {
    // Sync is one at a time: its answer is applied before the next is asked for.
    state = applySynced(state, truth.synced(cursor), 'ann');
    cursor = truth.changeSeq;
    lastOwn = ++asks;
  };
  for (let step = 0; step < 150; step++) {
    const dice = random();
    if (dice < 0.3) truth.step(random);
    else if (dice < 0.6) {
      const next = truth.events.find((one) => changeSeqOf(one) === state.changeSeq + 1);
      const event = random() < 0.6 ? next : truth.events[Math.floor(random() * truth.events.length)];
      if (event) state = applyEvent(state, event).state;
    } else if (dice < 0.7) {
      const after = state.changeSeq;
      const page = truth.changes(after, 1 + Math.floor(random() * 6));
      const asked = ++asks;
      inFlight.push((s) => {
        const keepsOwn = asked < lastOwn;
        lastOwn = Math.max(lastOwn, asked);
        return applyChanges(s, page, after, keepsOwn);
      });
    } else if (dice < 0.75) {
      const page = truth.history(1 + Math.floor(random() * (truth.messages.length + 1)), 3);
      inFlight.push((s) => applyHistory(s, page));
    } else if (dice < 0.77) {
      // A look at the conversation itself, which may come late.
      const [snapshot, asked] = [truth.conversation(), ++asks];
      inFlight.push((s) => {
        const keepsOwn = asked < lastOwn;
        lastOwn = Math.max(lastOwn, asked);
        return takeSnapshot(s, snapshot, keepsOwn);
      });
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
    else if (dice < 0.91) {
      const seq = 1 + Math.floor(random() * truth.messages.length);
      const isStarred = truth.starred.includes(seq);
      truth.starred = isStarred ? truth.starred.filter((one) => one !== seq) : [...truth.starred, seq];
    } else {
      const late = inFlight.splice(Math.floor(random() * inFlight.length), 1)[0];
      if (late) state = late(state);
    }
    // Whoever is at the end of the log has the group as it is, however it came there.
    if (state.changeSeq === truth.changeSeq) {
      expect([seed, step, groupOf(state.conversation)]).toEqual([seed, step, groupOf(truth.conversation())]);
    }
    for (const one of messagesBetween(shown(), 1, 1e9)) {
      const now = truth.messages.find((other) => other.seq === one.seq);
      if (now && now.changeSeq <= state.changeSeq) {
        // Whose reactions they are is in the log as well, so it is known at once.
        const truly = truth.seen().find(({ seq }) => seq === one.seq)?.reactions ?? one.reactions;
        expect([seed, step, one.content, one.metadata]).toEqual([seed, step, now.content, now.metadata]);
        expect([seed, step, one.seq, shownReactions(one.reactions)]).toEqual([
          seed,
          step,
          one.seq,
          shownReactions(truly),
        ]);
      }
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
  const rowOf = ({ seq, type, content, mentions, replyTo, metadata, reactions, votes }: Message) => [
    ...[seq, type, content, mentions, replyTo?.seq ?? null, metadata, shownReactions(reactions)],
    type === 'poll' ? (votes ?? []) : null,
  ];
  expect([seed, messagesBetween(final, 1, 1e9).map(rowOf)]).toEqual([seed, truth.seen().map(rowOf)]);
  for (const one of truth.seen()) {
    // No quote has words of what is deleted, hidden or expired.
    if (one.replyTo?.preview !== null) continue;
    expect([seed, one.seq, typeof final.messages.get(one.seq)?.replyTo?.preview]).not.toContain('string');
  }
  const { lastSeq, changeSeq, unreadCount, lastMessage, disappearAfter } = truth.conversation();
  expect([seed, final.conversation]).toMatchObject([seed, { lastSeq, changeSeq, unreadCount, disappearAfter }]);
  expect([seed, groupOf(final.conversation)]).toEqual([seed, groupOf(truth.conversation())]);
  expect([seed, [...final.starred].sort()]).toEqual([seed, [...truth.starred].sort()]);
  expect([seed, final.conversation.lastMessage?.seq, final.conversation.lastMessage?.content]).toEqual([
    seed,
    lastMessage?.seq,
    lastMessage?.content,
  ]);
}

/** The long run tries more of them. */
const SEEDS = process.env['NATTER_TEST_ALL'] === '1' ? 50 : 15;

it('[GAP-3] [GROUP-9] [DELETE-1] [EXPIRE-1] [OWN-1] [OWN-2] whatever is lost, repeated, reordered, late, deleted, hidden, expired, edited, reacted to, voted on or starred, and whatever becomes of a group, the state converges to the truth (seeded)', () => {
  for (let seed = 1; seed <= SEEDS; seed++) run(seed);
}, 120_000);

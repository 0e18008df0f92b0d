import type { ConversationsApi, MessagesApi } from '@natter/client';
import type { ErrorBody, Message, Person, PollBody, Reaction, UserId } from '@natter/protocol';
import { PollInfo } from '@natter/protocol';
import type { FakeConversation } from './fake-world.ts';
import { GALLERY_NOW, HOUR, ME, MINUTE, PEOPLE } from './world-data.ts';

/** What the gallery's world does for the calls about messages after they were sent. */
export interface LifeWorld {
  readonly find: (id: string) => FakeConversation;
  readonly all: () => readonly FakeConversation[];
  readonly changed: () => void;
  /** Sends a message of mine. */
  readonly send: (id: string, content: string, change: Partial<Message>) => Message;
  /** Every call is refused, as if the server were away. */
  readonly isAway: boolean;
}

type LifeCalls = Pick<
  MessagesApi,
  | 'edit'
  | 'versions'
  | 'react'
  | 'reactions'
  | 'star'
  | 'starred'
  | 'forward'
  | 'vote'
  | 'votes'
  | 'closePoll'
  | 'locate'
>;

const CROWD: readonly Person[] = [PEOPLE.lena, PEOPLE.jonas, PEOPLE.amara, PEOPLE.layla, PEOPLE.haruka, PEOPLE.tom];
const iso = (ms: number) => new Date(ms).toISOString();

export function refusal(code: ErrorBody['code'], detail = ''): Error {
  return Object.assign(new Error(code), { code, body: { code, detail } });
}

/** What my own reaction makes of the counts. */
function withMine(reactions: readonly Reaction[], emoji: string, isOn: boolean): Reaction[] {
  const known = reactions.find((each) => each.emoji === emoji);
  if (known === undefined) return isOn ? [...reactions, { emoji, count: 1, mine: true }] : [...reactions];
  if (known.mine === isOn) return [...reactions];
  const count = known.count + (isOn ? 1 : -1);
  return reactions
    .map((each) => (each.emoji === emoji ? { ...each, count, mine: isOn } : each))
    .filter((each) => each.count > 0);
}

/** What my whole choice makes of the counts of a poll. */
function withVotes(info: PollInfo, before: readonly number[], after: readonly number[]): PollInfo {
  const change = (id: number) => (after.includes(id) ? 1 : 0) - (before.includes(id) ? 1 : 0);
  return {
    ...info,
    options: info.options.map((each) => ({ ...each, votes: each.votes + change(each.id) })),
    voters: info.voters + (after.length > 0 ? 1 : 0) - (before.length > 0 ? 1 : 0),
  };
}

/** A poll as it is when it was just sent. */
export function freshPoll({ options, multiple = false, anonymous = false }: PollBody): Partial<Message> {
  const fresh = options.map((text, at) => ({ id: at + 1, text, votes: 0 }));
  return {
    type: 'poll',
    votes: [],
    metadata: { poll: { options: fresh, multiple, anonymous, voters: 0, closedAt: null } },
  };
}

/** Who it was: me where I am among them, then others in the same order each time. */
function someOf(count: number, withMe: boolean): UserId[] {
  const others = CROWD.map((each) => each.userId).slice(0, count - (withMe ? 1 : 0));
  return withMe ? [ME.userId, ...others] : others;
}

/** The calls about messages after they were sent, done in memory. */
export function fakeLife(world: LifeWorld): LifeCalls & Pick<ConversationsApi, 'setDisappearing' | 'participants'> {
  const people = [ME, ...CROWD];
  const one = (id: string, messageId: string): Message => {
    if (world.isAway) throw refusal('unavailable');
    const found = world.find(id).messages.find((each) => each.id === messageId);
    if (found === undefined) throw refusal('not_found');
    return found;
  };
  const change = (id: string, messageId: string, by: (message: Message) => Message): Message => {
    const changed = by(one(id, messageId));
    const fake = world.find(id);
    fake.messages = fake.messages.map((each) => (each.id === messageId ? changed : each));
    world.changed();
    return changed;
  };
  const pollIn = (message: Message) => PollInfo.parse(message.metadata?.['poll']);
  return {
    edit: async (id, messageId, { content }) =>
      change(id, messageId, (message) => ({
        ...message,
        content,
        editedAt: iso(GALLERY_NOW),
        version: message.version + 1,
      })),
    versions: async (id, messageId) => {
      const { content, mentions, createdAt } = one(id, messageId);
      const at = Date.parse(createdAt);
      return {
        items: [
          { version: 1, content: 'Then let us ask everybody. I pass on what they wrote:', mentions, at: createdAt },
          {
            version: 2,
            content: 'Then let us ask the others. I pass on what the ranger wrote to me:',
            mentions,
            at: iso(at + MINUTE),
          },
          { version: 3, content, mentions, at: iso(at + 2 * MINUTE) },
        ],
      };
    },
    react: async (id, messageId, emoji, isOn) =>
      change(id, messageId, (message) => ({ ...message, reactions: withMine(message.reactions, emoji, isOn) })),
    reactions: async (id, messageId) => ({
      items: one(id, messageId).reactions.flatMap(({ emoji, count, mine }) =>
        someOf(count, mine === true).map((userId, at) => ({ emoji, userId, at: iso(GALLERY_NOW - (at + 1) * HOUR) })),
      ),
      people,
    }),
    star: async (id, messageId, isOn) => {
      const { seq } = one(id, messageId);
      const fake = world.find(id);
      const others = [...fake.starred].filter((each) => each !== seq);
      fake.starred = new Set(isOn ? [...others, seq] : others);
      world.changed();
    },
    starred: async ({ conversationId } = {}) => {
      if (world.isAway) throw refusal('unavailable');
      const items = world
        .all()
        .filter(({ conversation }) => conversationId === undefined || conversation.id === conversationId)
        .flatMap(({ messages, starred }) => messages.filter(({ seq }) => starred.has(seq)));
      return { items, people, nextCursor: null };
    },
    forward: async (id, messageId, targets) => {
      const { content } = one(id, messageId);
      if (targets.length > 3) {
        throw refusal('conflict', 'You can forward this message to 3 more conversations.');
      }
      const refused = targets
        .filter((target) => world.find(target).conversation.isPinned)
        .map((conversationId) => ({
          conversationId,
          code: 'not_allowed' as const,
          detail: 'This person cannot be messaged.',
        }));
      const sent = targets.filter((target) => !refused.some((each) => each.conversationId === target));
      const messages = sent.map((target) => world.send(target, content ?? '', { metadata: { forwarded: true } }));
      return { messages, refused };
    },
    vote: async (id, messageId, optionIds) =>
      change(id, messageId, (message) => ({
        ...message,
        votes: [...optionIds],
        metadata: { ...message.metadata, poll: withVotes(pollIn(message), message.votes ?? [], optionIds) },
      })),
    votes: async (id, messageId) => {
      const message = one(id, messageId);
      return {
        items: pollIn(message).options.flatMap(({ id: optionId, votes }) =>
          someOf(votes, message.votes?.includes(optionId) === true).map((userId) => ({
            optionId,
            userId,
            at: iso(GALLERY_NOW - HOUR),
          })),
        ),
        people,
      };
    },
    closePoll: async (id, messageId) =>
      change(id, messageId, (message) => ({
        ...message,
        metadata: { ...message.metadata, poll: { ...pollIn(message), closedAt: iso(GALLERY_NOW) } },
      })),
    locate: async (id, at) => world.find(id).messages.find(({ createdAt }) => createdAt >= at)?.seq ?? null,
    setDisappearing: async (id, seconds) => {
      const fake = world.find(id);
      fake.conversation = { ...fake.conversation, disappearAfter: seconds };
      world.changed();
      return fake.conversation;
    },
    participants: async (id) =>
      world.find(id).conversation.participants.map((each) => ({
        ...each,
        timeZone: each.userId === PEOPLE.haruka.userId ? 'Asia/Tokyo' : 'Europe/Berlin',
      })),
  };
}

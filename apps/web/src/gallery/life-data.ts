import type { Message, PollInfo, Reaction } from '@natter/protocol';
import { type FakeConversation, fakeConversation, fakeMessage } from './fake-world.ts';
import { DAY, GALLERY_NOW, HOUR, ME, MINUTE, PEOPLE } from './world-data.ts';

const SPACE = 40;
const iso = (ms: number) => new Date(ms).toISOString();
const mine = (emoji: string, count: number): Reaction => ({ emoji, count, mine: true });
const theirs = (emoji: string, count: number): Reaction => ({ emoji, count, mine: false });

function pollOf(change: Partial<PollInfo>, ...options: readonly (readonly [text: string, votes: number])[]): PollInfo {
  return {
    options: options.map(([text, votes], at) => ({ id: at + 1, text, votes })),
    multiple: false,
    anonymous: false,
    voters: 0,
    closedAt: null,
    ...change,
  };
}

interface LifeLine {
  readonly from: 'me' | 'them' | 'system';
  readonly minutesAgo: number;
  readonly text: string;
  readonly change?: Partial<Message>;
}

const poll = (info: PollInfo, votes: readonly number[] = []): Partial<Message> => ({
  type: 'poll',
  metadata: { poll: info },
  votes: [...votes],
});

/** One message for everything that can become of one. */
const LINES: readonly LifeLine[] = [
  {
    from: 'them',
    minutesAgo: 2 * 1440 + 40,
    text: 'The summer walk needs a date. I had the 14th in mind, or the weekend after.',
    change: { reactions: [mine('👍', 2), theirs('❤️', 1)] },
  },
  {
    from: 'me',
    minutesAgo: 2 * 1440 + 32,
    text: 'Then let us ask the others. I pass on what the forester wrote:',
    change: { editedAt: iso(GALLERY_NOW - 2 * DAY - 30 * MINUTE), version: 3 },
  },
  {
    from: 'me',
    minutesAgo: 2 * 1440 + 31,
    text: 'The path along the water is closed until the end of May, after that it is free again.',
    change: { metadata: { forwarded: true }, reactions: [theirs('🙏', 1)] },
  },
  {
    from: 'them',
    minutesAgo: 2 * 1440 + 20,
    text: 'Which day suits you?',
    change: poll(
      pollOf({ voters: 4 }, ['Saturday the 13th', 1], ['Sunday the 14th', 3], ['The weekend after', 0]),
      [2],
    ),
  },
  {
    from: 'me',
    minutesAgo: 2 * 1440 + 12,
    text: 'What shall we bring?',
    change: {
      ...poll(
        pollOf(
          { voters: 3, multiple: true, anonymous: true },
          ['Blankets', 2],
          ['Something to grill, and enough of it for those who forgot theirs', 3],
          ['Music', 0],
        ),
        [1, 2],
      ),
      reactions: [theirs('😂', 1), theirs('🐕', 2)],
    },
  },
  {
    from: 'them',
    minutesAgo: 2 * 1440 + 5,
    text: 'Dogs off the lead at the pier?',
    change: poll(pollOf({ voters: 5, closedAt: iso(GALLERY_NOW - DAY) }, ['Yes', 4], ['Better not', 1]), [1]),
  },
  {
    from: 'system',
    minutesAgo: 300,
    text: '',
    change: { metadata: { event: 'disappearing_changed', userId: PEOPLE.lena.userId, seconds: 86_400 } },
  },
  {
    from: 'them',
    minutesAgo: 290,
    text: 'The code of the gate is 4711, but you have not got it from me.',
    change: { expiresAt: iso(GALLERY_NOW - 290 * MINUTE + DAY) },
  },
  {
    from: 'me',
    minutesAgo: 8,
    text: 'Noted and forgotten. See you on Sunday!',
    change: {
      expiresAt: iso(GALLERY_NOW - 8 * MINUTE + DAY),
      reactions: [
        mine('🎉', 1),
        theirs('❤️', 3),
        theirs('🐕‍🦺', 12),
        theirs('👏🏽', 1),
        theirs('😮', 1),
        theirs('🔥', 2),
      ],
    },
  },
];

/** A conversation in which a message of every kind stands, for the gallery. */
export function lifeConversation(): FakeConversation {
  const fake = fakeConversation(
    SPACE,
    PEOPLE.lena,
    LINES.map(({ from, minutesAgo, text }) => [from === 'me' ? 'me' : 'them', minutesAgo, text]),
    { change: { disappearAfter: 86_400, updatedAt: iso(GALLERY_NOW - 2 * HOUR) } },
  );
  fake.messages = LINES.map(({ from, minutesAgo, text, change }, at) => {
    const sender = from === 'me' ? ME.userId : PEOPLE.lena.userId;
    const message = fakeMessage(SPACE, at + 1, sender, GALLERY_NOW - minutesAgo * MINUTE, text);
    const system = from === 'system' ? { type: 'system' as const, senderId: null, content: null, clientId: null } : {};
    return { ...message, ...system, ...change };
  });
  fake.starred = new Set([1, 8]);
  fake.conversation = { ...fake.conversation, lastMessage: fake.messages.at(-1) ?? null };
  return fake;
}

import { describe, expect, it } from 'vitest';
import type { RuleName } from './check.ts';
import type { Evidence } from './evidence.ts';
import {
  broken,
  CLUB,
  changed,
  club,
  events,
  held,
  member,
  message,
  moved,
  note,
  repeatOf,
  sent,
  sound,
  stored,
  TALK,
  withBo,
  withClub,
  withEvents,
  withReading,
  withShowing,
  withStored,
  withTalk,
} from './testing/sound.ts';

const { operations } = sound;
const others = events.filter((event) => event.op !== 'send' || event.clientId.startsWith('club'));
const swap = (first: number, second: number) => [
  ...others,
  ...[1, 2, 3, 4].flatMap((seq) =>
    sent(message(seq, seq === 2 ? 'bo' : 'ada'), seq === first ? second * 10 : seq === second ? first * 10 : seq * 10),
  ),
];

/** One violation for each rule. A rule without one does not compile. */
const PLANTED: Readonly<Record<RuleName, Evidence>> = {
  lost: withStored(...stored.messages.slice(0, 3)),
  unsent: withEvents(...sent(message(5, 'ada'), 50).slice(0, 2)),
  duplicate: withTalk({ messages: [...stored.messages, message(5, 'ada', { clientId: 'key-4' })], lastSeq: 5 }),
  gap: withTalk({ lastSeq: 5 }),
  'device order': { ...sound, events: swap(3, 4) },
  'ack order': { ...sound, events: swap(1, 4) },
  'own writes': withEvents(note('bo', 99, { op: 'look', conversationId: TALK, seq: 2, has: false })),
  unknown: withEvents(
    ...sent(message(7, 'ada'), 90, null).slice(0, 1),
    note('bo', 95, { op: 'seen', conversationId: TALK, ...message(7, 'ada') }),
  ),
  'lost change': withEvents(...changed('ada', 90, { what: 'react', seq: 2, detail: '❤', value: 'off' })),
  'phantom change': { ...sound, events: events.filter((event) => event.op !== 'change') },
  members: withEvents(...moved(90, ['cy'], 'in')),
  roles: withClub({ members: club.members.map((one) => ({ ...one, role: 'member' })) }),
  phantom: withBo({ messages: held('bo').messages.map((one) => ({ ...one, content: 'another' })) }),
  'cross-delivered': withEvents(
    note('cy', 99, { op: 'told', event: 'message:updated', conversationId: CLUB, changeSeq: 5 }),
  ),
  missing: withReading('bo', TALK, { held: { ...held('bo'), messages: [] } }),
  diverged: withBo({ messages: [] }),
  late: { ...sound, equality: sound.equality.map((one) => ({ ...one, ms: null })) },
  miscounted: withReading('bo', TALK, { held: { ...held('bo'), unreadCount: 1 } }),
  conflict: withEvents(note('ada', 90, { ...repeatOf(3), op: 'reuse', duplicate: true })),
  refused: withEvents(note('bo', 55, { op: 'start', phase: 'fail', other: 'ada', code: 'internal' })),
  marks: withTalk({ members: [member('ada', 4, 3), member('bo', 2, 3)] }),
  presence: withShowing('cy', { shown: 'online', ms: null }),
  'split pair': { ...sound, pairs: [...sound.pairs, ['bo', 'cy']] },
  died: { ...sound, operations: { ...operations, unasked: ['code 1'] } },
  overdue: { ...sound, operations: { ...operations, overdue: ['20 s'] } },
};

describe('every rule', () => {
  it.each(Object.entries(PLANTED))('[PROOF-1] %s is seen failing', (name, evidence) => {
    expect(broken(evidence)).toContain(name);
  });
});

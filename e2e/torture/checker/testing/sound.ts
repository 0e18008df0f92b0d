// A small sound run, and ways to plant one fault in it.
import type { HistoryEvent, HistoryNote } from '../../history/history-event.ts';
import { check, type RuleName } from '../check.ts';
import type {
  Evidence,
  HeldConversation,
  Holding,
  Reading,
  Showing,
  StoredConversation,
  StoredMember,
  StoredMessage,
  SystemLine,
} from '../evidence.ts';
import { asSeenBy, maySee } from '../memberships.ts';

export const TALK = 'talk';

export const message = (seq: number, senderId: string, change: Partial<StoredMessage> = {}): StoredMessage => ({
  seq,
  id: `m${seq}`,
  senderId,
  clientId: `key-${seq}`,
  content: `text ${seq}`,
  changeSeq: seq,
  life: 'v1',
  own: '',
  type: 'text',
  isErased: false,
  versions: [`text ${seq}`],
  ownOf: new Map(),
  reactedBy: [],
  votedBy: [],
  starredBy: [],
  system: null,
  ...change,
});

export const member = (userId: string, readSeq: number, deliveredSeq: number): StoredMember => ({
  ...{ userId, readSeq, deliveredSeq },
  ...{ historyFrom: 1, hasLeft: false, role: 'member', hidden: [] },
});

/** A send of ada or bo as their device noted it: invoked at `at`, acknowledged 5 ms later. */
export function sent(
  of: StoredMessage,
  at: number,
  line: string | null = `${of.senderId}-phone ${TALK}`,
): HistoryEvent[] {
  const stamp = { device: `${of.senderId}-phone`, person: of.senderId ?? '' };
  const key = { op: 'send', clientId: of.clientId ?? '' } as const;
  return [
    { ...stamp, at, ...key, phase: 'invoke', conversationId: TALK, content: of.content ?? '', line },
    { ...stamp, at: at + 1, ...key, phase: 'queued' },
    {
      ...stamp,
      at: at + 5,
      ...key,
      phase: 'ok',
      conversationId: TALK,
      seq: of.seq,
      id: of.id,
      content: of.content,
      duplicate: null,
    },
  ];
}

export const note = (person: string, at: number, what: HistoryNote): HistoryEvent => ({
  at,
  device: `${person}-phone`,
  person,
  ...what,
});

/** Bo edited 2, ada gave it a heart and starred it. */
export const second = message(2, 'bo', {
  content: 'text 2, better',
  changeSeq: 6,
  life: 'v2 ❤×1',
  versions: ['text 2', 'text 2, better'],
  reactedBy: ['ada ❤'],
  starredBy: ['ada'],
  ownOf: new Map([['ada', '❤ star']]),
});

export const stored: StoredConversation = {
  id: TALK,
  type: 'direct',
  lastSeq: 4,
  changeSeq: 6,
  ...{ whoSends: 'everyone', whoAdds: 'everyone' },
  members: [member('ada', 4, 4), member('bo', 2, 3)],
  messages: [message(1, 'ada'), second, message(3, 'ada'), message(4, 'ada')],
};

export const CLUB = 'club';
/** A line of the club; by ada unless told otherwise. */
export const system = (seq: number, event: string, userIds: string[], more: Partial<SystemLine> = {}) =>
  message(seq, '', {
    ...{ senderId: null, clientId: null, type: 'system', content: null },
    system: { event, by: 'ada', userIds, role: null, whoSends: null, whoAdds: null, ...more },
  });

/** Ada made it with bo, cy came at 3 and was put out at 5. */
export const club: StoredConversation = {
  id: CLUB,
  type: 'group',
  lastSeq: 6,
  changeSeq: 6,
  ...{ whoSends: 'everyone', whoAdds: 'everyone' },
  members: [
    { ...member('ada', 6, 6), role: 'admin' },
    member('bo', 6, 6),
    { ...member('cy', 4, 4), historyFrom: 3, hasLeft: true },
  ],
  messages: [
    system(1, 'group_created', ['ada', 'bo']),
    message(2, 'ada', { id: 'c2', clientId: 'club-2', content: 'club 2', versions: ['club 2'] }),
    { ...system(3, 'members_added', ['cy']), id: 'c3' },
    message(4, 'ada', { id: 'c4', clientId: 'club-4', content: 'club 4', versions: ['club 4'] }),
    { ...system(5, 'member_removed', ['cy']), id: 'c5' },
    message(6, 'ada', { id: 'c6', clientId: 'club-6', content: 'club 6', versions: ['club 6'] }),
  ].map((one) => ({ ...one, id: `c${one.seq}` })),
};

export function held(person: string, of: StoredConversation = stored): HeldConversation {
  const mine = of.members.find((one) => one.userId === person) ?? member(person, 0, 0);
  const { readSeq, deliveredSeq } = mine;
  const unread = of.messages.filter((one) => one.seq > readSeq && one.senderId !== person && one.senderId !== null);
  return {
    ...of,
    readSeq,
    deliveredSeq,
    members: of.members.filter((one) => !one.hasLeft),
    unreadCount: unread.filter((one) => !one.isErased && maySee(mine, one.seq)).length,
    messages: of.messages.filter((one) => maySee(mine, one.seq)).map((one) => asSeenBy(one, person)),
  };
}

export const events: HistoryEvent[] = [
  note('ada', 1, { op: 'start', phase: 'ok', other: 'bo', conversationId: TALK }),
  note('bo', 1, { op: 'start', phase: 'ok', other: 'ada', conversationId: TALK }),
  ...stored.messages.flatMap((one) => sent(message(one.seq, one.senderId ?? ''), one.seq * 10)),
  ...club.messages
    .filter((one) => one.senderId !== null)
    .flatMap((one) => sent(one, one.seq * 10 + 2, null).map((event) => ({ ...event, conversationId: CLUB }))),
  ...changed('bo', 50, { what: 'edit', seq: 2, value: 'text 2, better' }, 2),
  ...changed('ada', 56, { what: 'react', seq: 2, detail: '❤', value: 'on' }),
  ...changed('ada', 58, { what: 'star', seq: 2, value: 'on' }),
  ...moved(5, ['ada', 'bo'], 'in'),
  ...moved(24, ['cy'], 'in'),
  ...moved(44, ['cy'], 'out'),
  note('cy', 49, { op: 'pry', conversationId: CLUB, status: 404, detail: 'after leaving' }),
  note('cy', 43, { op: 'told', event: 'message:updated', conversationId: CLUB, changeSeq: 4 }),
  note('ada', 47, { op: 'look', conversationId: TALK, seq: 4, has: true }),
  ...sent(message(9, 'ada'), 80, null)
    .slice(0, 1)
    .map((event) => ({ ...event, conversationId: TALK })),
  note('bo', 17, { op: 'seen', conversationId: TALK, ...message(1, 'ada') }),
  note('bo', 25, { op: 'mark', conversationId: TALK, userId: 'ada', mark: 'read', seq: 2 }),
  note('sql', 28, { op: 'sample', conversationId: TALK, userId: 'bo', readSeq: 1, deliveredSeq: 2, lastSeq: 2 }),
  note('ada', 60, { ...repeatOf(3), duplicate: true }),
  note('ada', 70, { op: 'reuse', phase: 'fail', clientId: 'key-3', code: 'conflict' }),
];

type ChangeNote = Extract<HistoryNote, { op: 'change'; phase: 'invoke' }>;

/** A change of a message of TALK, made at `at` and acknowledged 2 ms later unless it ended otherwise. */
export function changed(
  person: string,
  at: number,
  what: Pick<ChangeNote, 'what' | 'seq' | 'value'> & { detail?: string },
  version: number | null = null,
  end: 'ok' | 'unknown' | { code: string } = 'ok',
): HistoryEvent[] {
  const changeId = `${person} ${at} ${what.what}`;
  const key = { op: 'change', changeId } as const;
  return [
    note(person, at, { ...key, phase: 'invoke', conversationId: TALK, detail: '', ...what }),
    note(
      person,
      at + 2,
      end === 'ok'
        ? { ...key, phase: 'ok', version }
        : end === 'unknown'
          ? { ...key, phase: 'unknown', reason: 'cut' }
          : { ...key, phase: 'fail', code: end.code },
    ),
  ];
}

/** Ada moves people in or out of the club. */
export function moved(at: number, userIds: string[], value: 'in' | 'out'): HistoryEvent[] {
  const key = { op: 'member', changeId: `${at} ${value}` } as const;
  return [
    note('ada', at, { ...key, phase: 'invoke', conversationId: CLUB, userIds, value }),
    note('ada', at + 2, { ...key, phase: 'ok' }),
  ];
}

export function repeatOf(seq: number) {
  const { clientId, id, content } = message(seq, 'ada');
  return { op: 'repeat', phase: 'ok', clientId: clientId ?? '', conversationId: TALK, seq, id, content } as const;
}

export function holding(person: string, ...conversations: HeldConversation[]): Holding {
  return { device: `${person}-phone`, person, queued: 0, failed: 0, isLive: true, conversations };
}

export const sound: Evidence = {
  events,
  stored: [stored, club],
  readings: [
    { person: 'ada', conversationId: TALK, status: 200, held: held('ada') },
    { person: 'bo', conversationId: TALK, status: 200, held: held('bo') },
    { person: 'eve', conversationId: TALK, status: 404, held: null },
    { person: 'ada', conversationId: CLUB, status: 200, held: held('ada', club) },
    { person: 'bo', conversationId: CLUB, status: 200, held: held('bo', club) },
    { person: 'cy', conversationId: CLUB, status: 404, held: null },
  ],
  holdings: [holding('ada', held('ada'), held('ada', club)), holding('bo', held('bo'), held('bo', club))],
  equality: [
    { device: 'ada-phone', ms: 900, differed: '', isDeaf: false, boundMs: 10_000 },
    { device: 'bo-phone', ms: 61_000, differed: '', isDeaf: true, boundMs: 65_000 },
  ],
  showings: [
    { device: 'ada-phone', of: 'bo', truth: 'online', shown: 'online', ms: 0, boundMs: 45_000 },
    { device: 'ada-phone', of: 'cy', truth: 'offline', shown: 'offline', ms: 26_000, boundMs: 45_000 },
    { device: 'ada-phone', of: 'eve', truth: 'nothing', shown: 'nothing', ms: 0, boundMs: 45_000 },
  ],
  pairs: [['ada', 'bo']],
  operations: { starts: 3, unasked: [], overdue: [] },
};

/** The rules that found something. */
export function broken(evidence: Evidence): RuleName[] {
  return check(evidence)
    .rules.filter((rule) => rule.findings.length > 0)
    .map((rule) => rule.name);
}

export const withEvents = (...more: HistoryEvent[]): Evidence => ({ ...sound, events: [...events, ...more] });
export const withTalk = (change: Partial<StoredConversation>): Evidence => ({
  ...sound,
  stored: [{ ...stored, ...change }, club],
});
export const withClub = (change: Partial<StoredConversation>): Evidence => ({
  ...sound,
  stored: [stored, { ...club, ...change }],
});
export const withStored = (...messages: StoredMessage[]): Evidence => withTalk({ messages });
export const withBo = (change: Partial<HeldConversation>): Evidence => ({
  ...sound,
  holdings: sound.holdings.map((one) =>
    one.person === 'bo' ? { ...one, conversations: [{ ...held('bo'), ...change }, held('bo', club)] } : one,
  ),
});
export const withReading = (person: string, id: string, change: Partial<Reading>): Evidence => ({
  ...sound,
  readings: sound.readings.map((one) =>
    one.person === person && one.conversationId === id ? { ...one, ...change } : one,
  ),
});
export const withShowing = (of: string, change: Partial<Showing>): Evidence => ({
  ...sound,
  showings: sound.showings.map((one) => (one.of === of ? { ...one, ...change } : one)),
});
export const withoutTalk = events.filter(
  (event) => event.op !== 'send' || event.clientId.startsWith('club') || event.clientId === 'key-9',
);

import { describe, expect, it } from 'vitest';
import type { StoredConversation } from './evidence.ts';
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
  second,
  sent,
  sound,
  stored,
  TALK,
  withBo,
  withEvents,
  withReading,
  withTalk,
} from './testing/sound.ts';

/** Message 2 of the talk, with something about it otherwise in the database alone. */
const withSecond = (change: Partial<typeof second>) =>
  withTalk({ messages: stored.messages.map((one) => (one.seq === 2 ? { ...second, ...change } : one)) });
const withClub = (change: Partial<StoredConversation>) => ({ ...sound, stored: [stored, { ...club, ...change }] });
const without = (changeId: string) => ({
  ...sound,
  events: events.filter((event) => !('changeId' in event) || event.changeId !== changeId),
});

describe('the checker, of what is done with messages', () => {
  it('finds an acknowledged edit that is not a version', () => {
    expect(broken(withSecond({ versions: ['text 2', 'another'] }))).toContain('lost change');
    expect(broken(withSecond({ versions: ['text 2'] }))).toContain('lost change');
    expect(broken(withEvents(...changed('bo', 90, { what: 'edit', seq: 2, value: 'third' }, 2)))).toEqual([
      'lost change',
    ]);
  });

  it('finds a reaction, a star, a vote and a deletion that went lost', () => {
    expect(broken(withSecond({ reactedBy: [] }))).toContain('lost change');
    expect(broken(withSecond({ starredBy: [] }))).toContain('lost change');
    expect(broken(withEvents(...changed('bo', 90, { what: 'vote', seq: 3, value: '1 2' })))).toEqual(['lost change']);
    expect(broken(withEvents(...changed('ada', 90, { what: 'erase', seq: 3, value: 'on' })))).toEqual(['lost change']);
    expect(broken(withEvents(...changed('ada', 90, { what: 'hide', seq: 3, value: 'on' })))).toEqual(['lost change']);
  });

  it('lets a star go with the message that its person deleted for themselves, and with nothing else', () => {
    const evidence = withSecond({ starredBy: [] });
    const members = stored.members.map((one) => (one.userId === 'ada' ? { ...one, hidden: [[2, 3] as const] } : one));
    const hidden = {
      ...evidence,
      stored: evidence.stored.map((one) => (one.id === TALK ? { ...one, members } : one)),
      events: [...events, ...changed('ada', 90, { what: 'hide', seq: 2, value: 'on' })],
    };
    expect(broken(evidence)).toContain('lost change');
    expect(broken(hidden)).not.toContain('lost change');
  });

  it('finds what is to be sent later and was not, unless its person left the group before', () => {
    const later = (person: string) => [
      note(person, 1, {
        ...{ op: 'send', phase: 'invoke', clientId: 'later', conversationId: CLUB, content: 'later', line: null },
      }),
      note(person, 2, { op: 'send', phase: 'queued', clientId: 'later' }),
    ];
    expect(broken(withEvents(...later('bo')))).toEqual(['unsent']);
    expect(broken(withEvents(...later('cy')))).toEqual([]);
  });

  it('finds a reaction that stands though it was taken back, and lets stand what came at the same time', () => {
    const off = { what: 'react', seq: 2, detail: '❤', value: 'off' } as const;
    expect(broken(withEvents(...changed('ada', 90, off)))).toEqual(['lost change']);
    // It began before the other had ended: either may be the last.
    expect(broken(withEvents(...changed('ada', 57, off)))).toEqual([]);
    expect(broken(withEvents(...changed('ada', 90, off, null, 'unknown')))).toEqual([]);
  });

  it('[ACT-4] takes a refusal for an answer also when its person was being put out meanwhile', () => {
    const messages = club.messages.map((one) => (one.seq === 4 ? { ...one, reactedBy: ['cy ❤'] } : one));
    const reacting = (at: number) => ({
      ...withClub({ messages }),
      events: [
        ...events,
        ...changed('cy', at, { what: 'react', seq: 4, detail: '❤', value: 'on' }, null, { code: 'not_found' }).map(
          (event) => ('conversationId' in event ? { ...event, conversationId: CLUB } : event),
        ),
      ],
    });
    for (const at of [30, 43]) expect(broken(reacting(at))).toContain('phantom change');
  });

  it('finds an edit, a reaction, a star and a deletion that nobody made', () => {
    expect(broken(without('bo 50 edit'))).toContain('phantom change');
    expect(broken(without('ada 56 react'))).toEqual(['phantom change']);
    expect(broken(without('ada 58 star'))).toEqual(['phantom change']);
    expect(broken(withSecond({ isErased: true, content: null, versions: [] }))).toContain('phantom change');
  });

  it('finds an edit of the wrong message, and one made of a refused attempt', () => {
    expect(broken(withSecond({ versions: ['text 2', 'text 2, better', 'never said'] }))).toContain('phantom change');
    const refused = changed('bo', 90, { what: 'edit', seq: 2, value: 'refused' }, null, { code: 'conflict' });
    const evidence = withEvents(
      ...changed('bo', 88, { what: 'edit', seq: 2, value: 'x' }, null, 'unknown'),
      ...refused,
    );
    expect(broken(evidence)).toEqual([]);
    const stands = withSecond({ versions: ['text 2', 'text 2, better', 'refused'] });
    expect(broken({ ...stands, events: evidence.events })).toContain('phantom change');
  });

  it('finds a refusal that nothing explains', () => {
    const refused = (code: string) =>
      withEvents(...changed('ada', 90, { what: 'react', seq: 4, detail: '👍', value: 'on' }, null, { code }));
    expect(broken(refused('not_found'))).toEqual(['refused']);
    expect(broken(refused('edit_window_over'))).toEqual([]);
  });

  it('finds a device and an answer in which what became of a message differs', () => {
    const messages = held('bo').messages.map((one) => (one.seq === 2 ? { ...one, life: 'v1' } : one));
    expect(broken(withBo({ messages }))).toEqual(['diverged']);
    expect(broken(withReading('bo', TALK, { held: { ...held('bo'), messages } }))).toEqual(['missing']);
    const own = held('bo').messages.map((one) => (one.seq === 2 ? { ...one, own: 'star' } : one));
    expect(broken(withBo({ messages: own }))).toEqual(['diverged']);
  });

  it('does not count what is deleted as unread, and finds who does', () => {
    const erased = { ...message(4, 'ada'), isErased: true, content: null, versions: [] };
    const messages = [...stored.messages.slice(0, 3), erased];
    const evidence = {
      ...withTalk({ messages }),
      events: [...events, ...changed('ada', 90, { what: 'erase', seq: 4, value: 'on' })],
    };
    expect(broken(evidence)).toEqual(['missing', 'diverged', 'miscounted']);
  });
});

describe('the checker, of groups', () => {
  it('lets a send be refused to who may be out, and to nobody else', () => {
    const refused = (person: string, at: number, code: string) => {
      const [invoke] = sent(message(7, person), at - 1, null);
      const fail = note(person, at, { op: 'send', phase: 'fail', clientId: 'key-7', code });
      return withEvents(...(invoke ? [{ ...invoke, conversationId: CLUB } as typeof invoke] : []), fail);
    };
    expect(broken(refused('cy', 46, 'not_found'))).toEqual([]);
    expect(broken(refused('cy', 43, 'not_found'))).toEqual(['refused']);
    expect(broken(refused('cy', 46, 'invalid'))).toEqual(['refused']);
    expect(broken(refused('bo', 46, 'not_found'))).toEqual(['refused']);
  });

  it('finds somebody who sees what was said before they came or after they went', () => {
    const seen = (seq: number) =>
      withEvents(
        note('cy', 99, {
          op: 'seen',
          conversationId: CLUB,
          ...message(seq, 'ada', { id: `c${seq}`, clientId: `club-${seq}`, content: `club ${seq}` }),
        }),
      );
    expect(broken(seen(4))).toEqual([]);
    expect(broken(seen(2))).toEqual(['cross-delivered']);
    expect(broken(seen(6))).toEqual(['cross-delivered']);
  });

  it('finds somebody who is told of a change after they went, also of an old message', () => {
    const told = (changeSeq: number) =>
      withEvents(note('cy', 99, { op: 'told', event: 'message:updated', conversationId: CLUB, changeSeq }));
    expect(broken(told(5))).toEqual(['cross-delivered']);
    expect(broken(told(2))).toEqual(['cross-delivered']);
    expect(broken(told(3))).toEqual([]);
  });

  it('finds a mark that is told to somebody who went', () => {
    const mark = (seq: number) =>
      withEvents(note('cy', 99, { op: 'mark', conversationId: CLUB, userId: 'ada', mark: 'read', seq }));
    expect(broken(mark(4))).toEqual([]);
    expect(broken(mark(6))).toEqual(['cross-delivered']);
  });

  it('finds somebody who is answered, or keeps it, after they went', () => {
    expect(broken(withEvents(note('cy', 99, { op: 'pry', conversationId: CLUB, status: 200, detail: 'GET' })))).toEqual(
      ['cross-delivered'],
    );
    expect(broken(withReading('cy', CLUB, { status: 200 }))).toEqual(['cross-delivered']);
    const keeps = { ...sound.holdings[0], device: 'cy-phone', person: 'cy', conversations: [held('ada', club)] };
    const holdings = [...sound.holdings, { queued: 0, failed: 0, isLive: true, ...keeps }];
    expect(broken({ ...sound, holdings })).toContain('cross-delivered');
  });

  it('finds a member who is not in, one who is not out, and one who reads from before their time', () => {
    const [ada, bo, cy] = club.members;
    if (!ada || !bo || !cy) throw new Error('three members are expected');
    expect(broken(withClub({ members: [ada, { ...bo, hasLeft: true }, cy] }))).toContain('members');
    expect(broken(withClub({ members: [ada, bo, { ...cy, hasLeft: false }] }))).toContain('members');
    expect(broken(withEvents(...moved(90, ['cy'], 'in')))).toEqual(['members']);
    const again = { ...cy, hasLeft: false, historyFrom: 1 };
    const messages = club.messages.filter((one) => one.system?.event !== 'member_removed');
    const evidence = {
      ...withClub({ members: [ada, bo, again], messages }),
      events: [...events, ...moved(90, ['cy'], 'in')],
    };
    expect(broken(evidence)).toContain('members');
  });

  it('finds a direct conversation that is not of two', () => {
    expect(broken(withTalk({ members: [...stored.members, member('cy', 0, 0)] }))).toContain('members');
  });

  it('finds a word of the system that the database does not have', () => {
    const said = { ...message(4, ''), id: 'c4', senderId: null, clientId: null, content: null };
    expect(broken(withEvents(note('bo', 99, { op: 'seen', conversationId: CLUB, ...said })))).toEqual(['phantom']);
  });
});

describe('the checker, of what was promised and what nobody knows', () => {
  it('finds an event about a change that never was', () => {
    const told = note('bo', 99, { op: 'told', event: 'message:updated', conversationId: TALK, changeSeq: 7 });
    expect(broken(withEvents(told))).toEqual(['phantom']);
  });

  it('finds an acknowledged message that its sender does not find', () => {
    expect(broken(withEvents(note('bo', 99, { op: 'look', conversationId: TALK, seq: 2, has: false })))).toEqual([
      'own writes',
    ]);
  });

  it('finds what nobody answered in two places, or announced and nowhere', () => {
    const attempt = sent(message(7, 'ada'), 90, null).slice(0, 1);
    const seen = note('bo', 95, { op: 'seen', conversationId: TALK, ...message(7, 'ada') });
    expect(broken(withEvents(...attempt, seen))).toEqual(['unknown', 'phantom']);
    const twice = [5, 6].map((seq) => ({
      ...message(seq, 'ada'),
      clientId: 'key-9',
      content: 'text 9',
      versions: ['text 9'],
    }));
    const evidence = withTalk({ messages: [...stored.messages, ...twice], lastSeq: 6 });
    expect(broken(evidence)).toEqual(expect.arrayContaining(['unknown', 'duplicate']));
  });

  it('finds two answers as new to one key', () => {
    const [, , ok] = sent(message(3, 'ada'), 32);
    const twice = [1, 2].map((nth) => ({ ...ok, at: 36 + nth, duplicate: false }) as (typeof events)[number]);
    expect(broken(withEvents(...twice))).toEqual(['duplicate']);
  });

  it('takes a failed disk’s word back, and only that', () => {
    const queued = sent(message(5, 'ada'), 90).slice(0, 2);
    const lost = note('ada', 95, { op: 'send', phase: 'unpromised', clientId: 'key-5', reason: 'the disk is gone' });
    expect(broken(withEvents(...queued))).toEqual(['unsent']);
    expect(broken(withEvents(...queued, lost))).toEqual([]);
    // Under way when the device ended, it may come after what the next life sends.
    const [one, two, three, four] = stored.messages;
    if (!one || !two || !three || !four) throw new Error('four messages are expected');
    const others = events.filter(
      (event) => event.op !== 'send' || event.clientId.startsWith('club') || event.clientId === 'key-9',
    );
    const swapped = [...sent(one, 10), ...sent(message(2, 'bo'), 20), ...sent(three, 31), ...sent(four, 30)];
    const given = { ...lost, clientId: 'key-4' };
    expect(broken({ ...sound, events: [...others, ...swapped] })).toContain('device order');
    expect(broken({ ...sound, events: [...others, ...swapped, given] })).not.toContain('device order');
    // Refused once, it has lost its place too.
    const refused = note('ada', 32, { op: 'send', phase: 'fail', clientId: 'key-4', code: 'not_found' });
    expect(broken({ ...sound, events: [...others, ...swapped, refused] })).not.toContain('device order');
  });

  it('finds a device that was equal too late, or not at all', () => {
    const late = (ms: number | null) => ({
      ...sound,
      equality: [{ device: 'bo-phone', ms, differed: '', isDeaf: false, boundMs: 10_000 }],
    });
    expect(broken(late(10_001))).toEqual(['late']);
    expect(broken(late(null))).toEqual(['late']);
    expect(broken(late(10_000))).toEqual([]);
  });
});

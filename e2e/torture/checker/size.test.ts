import { describe, expect, it } from 'vitest';
import type { HistoryEvent } from '../history/history-event.ts';
import { check } from './check.ts';
import type { Evidence, HeldConversation, StoredMessage } from './evidence.ts';
import { member, message, system } from './testing/sound.ts';

const CONVERSATIONS = 10;
const PEOPLE = ['ada', 'bo', 'cy'] as const;

/** Counts how often a message was looked at: what a check costs, whatever the machine. */
function counted(inner: StoredMessage, count: { looks: number }): StoredMessage {
  return {
    ...inner,
    get seq() {
      count.looks++;
      return inner.seq;
    },
  };
}

/** A run of so many sends among three people, all live at each other's, told as a stream that can be gone through once. */
function bigRun(sends: number) {
  const count = { looks: 0, events: 0 };
  const ids = Array.from({ length: CONVERSATIONS }, (_, nth) => `talk-${nth}`);
  const each = sends / CONVERSATIONS;
  const make = (id: string, seq: number): StoredMessage =>
    message(seq, PEOPLE[seq % 3] ?? '', { id: `${id} ${seq}`, clientId: `${id} ${seq}` });
  const stored = ids.map((id) => ({
    id,
    type: 'group' as const,
    lastSeq: each + 1,
    changeSeq: each + 1,
    ...{ whoSends: 'everyone', whoAdds: 'everyone' },
    members: PEOPLE.map((person, nth) => ({
      ...member(person, each + 1, each + 1),
      role: nth === 0 ? ('admin' as const) : ('member' as const),
    })),
    messages: [
      message(1, '', {
        ...{ id: `${id} 1`, senderId: null, clientId: null, content: null },
        system: system(1, 'group_created', [...PEOPLE]).system,
      }),
      ...Array.from({ length: each }, (_, n) => counted(make(id, n + 2), count)),
    ],
  }));
  function* events(): Generator<HistoryEvent> {
    for (const id of ids) {
      const stamp = { at: 0, device: 'ada', person: 'ada' };
      const key = { op: 'member', changeId: id } as const;
      yield { ...stamp, ...key, phase: 'invoke', conversationId: id, userIds: PEOPLE, value: 'in' };
      yield { ...stamp, ...key, phase: 'ok' };
    }
    for (let seq = 2; seq <= each + 1; seq++) {
      for (const id of ids) {
        count.events++;
        const of = make(id, seq);
        const { clientId: key, content, senderId } = of;
        const [person, clientId, text] = [senderId ?? '', key ?? '', content ?? ''];
        const stamp = { device: person, person };
        const line = `${person} ${id}`;
        const named = { op: 'send', clientId } as const;
        yield { ...stamp, ...named, at: seq, phase: 'invoke', conversationId: id, content: text, line };
        const ok = { conversationId: id, seq, id: of.id, content: text, duplicate: false };
        yield { ...stamp, ...named, at: seq + 0.5, phase: 'ok', ...ok };
        for (const reader of PEOPLE) {
          const { id: messageId } = of;
          yield {
            at: seq + 0.6,
            device: reader,
            person: reader,
            op: 'seen',
            conversationId: id,
            seq,
            id: messageId,
            senderId: person,
            clientId,
            content: text,
          };
        }
      }
    }
  }
  const held = (of: (typeof stored)[number]): HeldConversation => ({
    ...of,
    readSeq: each + 1,
    deliveredSeq: each + 1,
    unreadCount: 0,
  });
  const evidence: Evidence = {
    events: events(),
    stored,
    readings: stored.flatMap((of) =>
      PEOPLE.map((person) => ({ person, conversationId: of.id, status: 200, held: held(of) })),
    ),
    holdings: PEOPLE.map((person) => ({
      ...{ device: `${person}-phone`, person, queued: 0, failed: 0, isLive: true },
      conversations: stored.map(held),
    })),
    equality: [],
    showings: [],
    pairs: [],
    operations: { starts: 1, unasked: [], overdue: [] },
  };
  return { evidence, count };
}

describe('the checker, of a long run', () => {
  it('[PROOF-2] judges fifty thousand sends from a stream, and looks at each as often as at one of five thousand', () => {
    const [small, large] = [bigRun(5_000), bigRun(50_000)];
    expect(check(small.evidence).rules.flatMap((rule) => rule.findings)).toEqual([]);
    const verdict = check(large.evidence);
    expect(verdict.rules.flatMap((rule) => rule.findings)).toEqual([]);
    expect(verdict.sends).toEqual({ invoked: 50_000, acknowledged: 50_000, stored: 50_010 });
    expect(large.count.events).toBe(50_000);
    expect(large.count.looks / 50_000).toBeLessThan((small.count.looks / 5_000) * 1.2);
  }, 60_000);
});

import { describe, expect, it } from 'vitest';
import type { HistoryEvent, HistoryNote } from '../history/history-event.ts';
import type { Evidence, StoredMessage } from './evidence.ts';
import {
  broken,
  CLUB,
  club,
  events,
  message,
  note,
  sent,
  sound,
  system,
  withClub,
  withEvents,
} from './testing/sound.ts';

const said = (seq: number, senderId: string): StoredMessage =>
  message(seq, senderId, { id: `c${seq}`, clientId: `club-${seq}`, content: `club ${seq}`, versions: [`club ${seq}`] });
const line = (...of: Parameters<typeof system>): StoredMessage => ({ ...system(...of), id: `c${of[0]}` });

/** The club, and more that happened in it. */
const withMore = (...more: StoredMessage[]) =>
  withClub({ messages: [...club.messages, ...more], lastSeq: 6 + more.length });
const roles = (evidence: Evidence) => broken(evidence).includes('roles');

type Setting = Extract<HistoryNote, { op: 'setting'; phase: 'invoke' }>;
const set = (at: number, setting: Setting['setting'], value: string, end: 'ok' | 'none' = 'ok'): HistoryEvent[] => {
  const key = { op: 'setting', changeId: `${at} ${setting}` } as const;
  const invoke = note('ada', at, { ...key, phase: 'invoke', conversationId: CLUB, setting, value });
  return end === 'none' ? [invoke] : [invoke, note('ada', at + 2, { ...key, phase: 'ok' })];
};
const named = (at: number, userId: string, value: 'admin' | 'member'): HistoryEvent[] => {
  const key = { op: 'role', changeId: `${at} ${userId}` } as const;
  return [
    note('ada', at, { ...key, phase: 'invoke', conversationId: CLUB, userId, value }),
    note('ada', at + 2, { ...key, phase: 'ok' }),
  ];
};
const asAdmins = (...people: string[]) =>
  club.members.map((one) => ({ ...one, role: people.includes(one.userId) ? ('admin' as const) : ('member' as const) }));

describe('roles and settings of a group', () => {
  it('[PROOF-1] are in order in a sound run, also where an heir follows the last admin', () => {
    expect(broken(sound)).toEqual([]);
    const left = line(7, 'member_left', ['ada']);
    const heir = line(8, 'role_changed', ['bo'], { role: 'admin' });
    const members = asAdmins('bo').map((one) => (one.userId === 'ada' ? { ...one, hasLeft: true } : one));
    expect(roles(withClub({ messages: [...club.messages, left, heir, said(9, 'bo')], members }))).toBe(false);
  });

  it('[PROOF-1] a group that lost its last admin and went on is seen', () => {
    expect(roles(withMore(line(7, 'member_left', ['ada']), said(8, 'bo')))).toBe(true);
    expect(roles(withClub({ members: asAdmins() }))).toBe(true);
  });

  it('[PROOF-1] who was no admin is seen doing what admins do', () => {
    expect(roles(withMore(line(7, 'member_removed', ['ada'], { by: 'bo' })))).toBe(true);
    expect(roles(withMore(line(7, 'role_changed', ['bo'], { by: 'bo', role: 'admin' })))).toBe(true);
    expect(roles(withMore(line(7, 'group_settings_changed', [], { by: 'bo', whoSends: 'everyone' })))).toBe(true);
  });

  it('[PROOF-1] who wrote or added while only admins might is seen, and so is who wrote from outside', () => {
    const muted = line(7, 'group_settings_changed', [], { whoSends: 'admins' });
    const open = line(9, 'group_settings_changed', [], { whoSends: 'everyone' });
    expect(roles(withMore(muted, said(8, 'ada'), open, said(10, 'bo')))).toBe(false);
    expect(roles(withMore(muted, said(8, 'bo'), open))).toBe(true);
    expect(roles(withMore(said(7, 'cy')))).toBe(true);
    const closed = line(7, 'group_settings_changed', [], { whoAdds: 'admins' });
    const added = line(8, 'members_added', ['cy'], { by: 'bo' });
    expect(roles(withClub({ messages: [...club.messages, closed, added], whoAdds: 'admins' }))).toBe(true);
    expect(roles(withMore(line(7, 'members_added', ['cy'], { by: 'bo' })))).toBe(false);
  });

  it('[PROOF-1] an acknowledged role or setting that does not stand is seen', () => {
    expect(roles(withEvents(...set(90, 'whoAdds', 'admins')))).toBe(true);
    expect(roles(withEvents(...set(90, 'whoAdds', 'admins', 'none')))).toBe(false);
    expect(roles(withEvents(...named(90, 'bo', 'admin')))).toBe(true);
    expect(roles(withEvents(...named(90, 'bo', 'admin'), ...named(95, 'bo', 'member')))).toBe(false);
    expect(roles(withClub({ whoSends: 'admins' }))).toBe(true);
  });

  it('[PROOF-1] a refusal is explained by a group that was muted just then, and by nothing else', () => {
    const refused = (at: number) => [
      ...sent(message(9, 'bo', { clientId: `muted-${at}`, content: 'm' }), at, null)
        .slice(0, 1)
        .map((event) => ({ ...event, conversationId: CLUB })),
      note('bo', at + 3, { op: 'send', phase: 'fail', clientId: `muted-${at}`, code: 'not_allowed' }),
    ];
    const quiet = [...set(90, 'whoSends', 'admins'), ...set(100, 'whoSends', 'everyone')];
    expect(broken({ ...sound, events: [...events, ...quiet, ...refused(95)] })).toEqual([]);
    for (const at of [80, 110]) {
      expect(broken({ ...sound, events: [...events, ...quiet, ...refused(at)] })).toEqual(['refused']);
    }
  });
});

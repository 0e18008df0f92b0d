import type { Person } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { isolateValues } from '../base/direction.ts';
import { createNatterI18n } from '../i18n/create-i18n.ts';
import { systemText } from './system-text.ts';

const people = new Map<string, Person>(
  ['Ann', 'Bo', 'Cy', 'Di', 'Eve', 'Flo'].map((displayName) => [
    displayName.toLowerCase(),
    { userId: displayName.toLowerCase(), displayName, avatarUrl: null },
  ]),
);
const { t } = createNatterI18n('en');
/** What a line says to `me`. */
const say = (metadata: Record<string, unknown>, me = 'eve') =>
  systemText({ metadata }, people, {
    t: (key, values) => t(key, { ns: 'natter', ...isolateValues(values, 'ltr') }),
    me,
    locale: 'en-GB',
  }).replace(/[\u2066-\u2069]/gu, '');

describe('lines about a group', () => {
  it.each([
    [
      { event: 'group_created', userId: 'ann', userIds: ['bo', 'cy'], name: 'Walk' },
      'Ann started the group “Walk” with Bo and Cy',
    ],
    [{ event: 'group_created', userId: 'ann', userIds: [], name: 'Walk' }, 'Ann started the group “Walk”'],
    [{ event: 'members_added', userId: 'ann', userIds: ['bo', 'cy'] }, 'Ann added Bo and Cy'],
    [{ event: 'members_added', userId: 'ann', userIds: ['bo', 'cy', 'di', 'flo'] }, 'Ann added Bo, Cy, Di and Flo'],
    [
      { event: 'members_added', userId: 'ann', userIds: ['bo', 'cy', 'di', 'flo', 'nobody-known'] },
      'Ann added Bo, Cy, Di and 2 more',
    ],
    [{ event: 'member_removed', userId: 'ann', userIds: ['bo'] }, 'Ann removed Bo'],
    [{ event: 'member_left', userId: 'bo' }, 'Bo left'],
    [{ event: 'group_renamed', userId: 'ann', name: 'Long walk' }, 'Ann renamed the group to “Long walk”'],
    [{ event: 'role_changed', userId: 'ann', userIds: ['bo'], role: 'admin' }, 'Ann made Bo an admin'],
    [{ event: 'role_changed', userId: 'ann', userIds: ['bo'], role: 'member' }, 'Ann took the role of admin from Bo'],
    [{ event: 'role_changed', userId: 'ann', userIds: ['ann'], role: 'member' }, 'Ann stepped down as admin'],
    [{ event: 'group_settings_changed', userId: 'ann', whoSends: 'admins' }, 'Ann let only admins write'],
    [
      { event: 'group_settings_changed', userId: 'ann', whoSends: 'everyone', whoAdds: 'admins' },
      'Ann let everybody write. Ann let only admins add people',
    ],
  ])('%o', (metadata, words) => {
    expect(say(metadata)).toBe(words);
  });

  it('call me you, first among others, whether I did it or it was done to me', () => {
    expect(say({ event: 'members_added', userId: 'ann', userIds: ['bo', 'eve'] })).toBe('Ann added you and Bo');
    expect(say({ event: 'group_renamed', userId: 'eve', name: 'Mine' })).toBe('You renamed the group to “Mine”');
    expect(say({ event: 'member_left', userId: 'eve' })).toBe('You left');
  });

  it('of which this version knows nothing, or that say too little, stay quiet', () => {
    const quiet = 'Something changed in this conversation';
    expect(say({ event: 'group_hatched', userId: 'ann' })).toBe(quiet);
    expect(say({ event: 'members_added', userId: 'ann', userIds: 'bo' })).toBe(quiet);
    expect(say({ event: 'group_settings_changed', userId: 'ann', whoSends: 'the moon' })).toBe(quiet);
  });
});

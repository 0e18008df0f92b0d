import { describe, expect, it } from 'vitest';
import { addressOf, placeOf, staffTabOf } from './places.ts';

const ID = '01900001-0000-7000-8000-000000000000';
const open = (address: { path: string; state: unknown }) => {
  const url = new URL(address.path, 'https://chat.example');
  return placeOf(url.pathname, url.search, address.state);
};

describe('the addresses of the app', () => {
  it('lead back to the place they were made of', () => {
    const noor = { userId: 'auth0|42', displayName: 'نور & co', avatarUrl: '/api/demo/faces/noor.svg' };
    for (const place of [
      { page: 'list' as const },
      { page: 'thread' as const, conversationId: ID },
      { page: 'thread' as const, conversationId: ID, seq: 4711 },
      { page: 'new' as const, participant: null },
      { page: 'new' as const, participant: noor },
    ]) {
      expect(open(addressOf(place))).toEqual(place);
    }
  });

  it('take a picture from the history entry only, never from the address', () => {
    expect(placeOf('/messages/new', '?to=u1&name=Jo&avatarUrl=https://evil.example/x.gif', null)).toEqual({
      page: 'new',
      participant: { userId: 'u1', displayName: 'Jo', avatarUrl: null },
    });
  });

  it('name the pages of the staff', () => {
    expect(['/staff', '/staff/', '/staff/words', '/staff/words/'].map(staffTabOf)).toEqual(['', '', 'words', 'words']);
    expect(['/', '/messages', '/staffroom', '/staff/words/more', '/staff/..'].map(staffTabOf)).toEqual(
      Array(5).fill(null),
    );
    expect(placeOf('/staff/words', '', null)).toBeNull();
  });

  it('are nothing where they are not ours', () => {
    expect(placeOf('/messages/not-an-id', '', null)).toBeNull();
    expect(placeOf('/elsewhere', '', null)).toBeNull();
    expect(placeOf(`/messages/${ID}`, '?message=newest', null)).toEqual({ page: 'thread', conversationId: ID });
  });
});

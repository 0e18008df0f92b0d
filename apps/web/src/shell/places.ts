import type { Person } from '@natter/protocol';
import type { Place } from '@natter/ui';

/** The addresses of the app. */
export const HOME = '/messages';

/** The pages of the store's staff. */
export const STAFF = '/staff';

/** What an address names of the staff's pages, '' for the first of them; null: it is none of theirs. */
export function staffTabOf(path: string): string | null {
  return (
    /^\/staff(?:\/([a-z]*))?\/?$/
      .exec(path)
      ?.slice(1)
      .map((each) => each ?? '')[0] ?? null
  );
}

/** The place an address stands for, or null. `state` is the history entry's: a chosen person's picture is not in the address. */
export function placeOf(path: string, search: string, state: unknown): Place | null {
  if (path === HOME || path === `${HOME}/`) return { page: 'list' };
  if (path === `${HOME}/new`) return { page: 'new', participant: participantOf(search, state) };
  const match = /^\/messages\/([0-9a-f-]{36})\/?$/i.exec(path);
  const conversationId = match?.[1]?.toLowerCase();
  if (conversationId === undefined) return null;
  const seq = /^\d{1,15}$/.exec(new URLSearchParams(search).get('message') ?? '')?.[0];
  return { page: 'thread', conversationId, ...(seq === undefined ? {} : { seq: Number(seq) }) };
}

function participantOf(search: string, state: unknown): Person | null {
  const query = new URLSearchParams(search);
  const userId = query.get('to');
  if (userId === null) return null;
  const avatarUrl =
    typeof state === 'object' && state !== null && 'avatarUrl' in state && typeof state.avatarUrl === 'string'
      ? state.avatarUrl
      : null;
  return { userId, displayName: query.get('name') ?? userId, avatarUrl };
}

/** The address of a place, and what its history entry keeps beside it. */
export function addressOf(place: Place): { readonly path: string; readonly state: unknown } {
  if (place.page === 'list') return { path: HOME, state: null };
  if (place.page === 'thread') {
    const { conversationId, seq } = place;
    return { path: `${HOME}/${conversationId}${seq === undefined ? '' : `?message=${seq}`}`, state: null };
  }
  const { participant } = place;
  if (participant === null || participant === undefined) return { path: `${HOME}/new`, state: null };
  const query = new URLSearchParams({ to: participant.userId, name: participant.displayName });
  return { path: `${HOME}/new?${query}`, state: { avatarUrl: participant.avatarUrl } };
}

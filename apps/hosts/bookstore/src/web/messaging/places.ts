import type { Place } from '@natter/ui';

type Participant = Exclude<Extract<Place, { page: 'new' }>['participant'], null | undefined>;

export const MESSAGES = '/messages';
/** Where the shop's own people look after messages. */
export const STAFF = '/counter/messages';

/** The page of the kit that an address of the shop stands for. Null: none. */
export function placeOf(path: string, search: string): Place | null {
  if (path === MESSAGES || path === `${MESSAGES}/`) return { page: 'list' };
  if (path === `${MESSAGES}/new`) return { page: 'new', participant: participantOf(search) };
  const [, conversationId] = /^\/messages\/([0-9a-f-]{36})\/?$/i.exec(path) ?? [];
  return conversationId === undefined ? null : { page: 'thread', conversationId: conversationId.toLowerCase() };
}

export function addressOf(place: Place): string {
  if (place.page === 'list') return MESSAGES;
  if (place.page === 'thread') return `${MESSAGES}/${place.conversationId}`;
  const { participant } = place;
  if (participant === null || participant === undefined) return `${MESSAGES}/new`;
  return `${MESSAGES}/new?${new URLSearchParams({ to: participant.userId, name: participant.displayName })}`;
}

function participantOf(search: string): Participant | null {
  const query = new URLSearchParams(search);
  const userId = query.get('to');
  // The shop's pictures have the member's id for a name.
  return userId === null
    ? null
    : { userId, displayName: query.get('name') ?? userId, avatarUrl: `/faces/${encodeURIComponent(userId)}.svg` };
}

import { LIMITS, type SyncAnswer, type SyncedConversation, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MessageRow, SyncPage } from '../../ports/database.ts';
import { presentConversation } from '../conversations/index.ts';
import { HIDDEN_SEQS, presentMessage } from '../messages/index.ts';
import { type SyncPlace, syncCursor } from './sync-cursor.ts';

const DAY_MS = 24 * 3600 * 1000;

export interface SyncRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Everything that changed for a person since the cursor, a page at a time (FEED-1 … FEED-4). A cursor of another history of
 * the database, or of so long ago that what was purged since is not to be named, starts a first load and says so. Errors: `invalid` for a cursor that is none.
 */
export async function readSync(platform: Platform, userId: UserId, request: SyncRequest): Promise<SyncAnswer> {
  const limit = request.limit ?? platform.config.conversationsPage;
  const place = request.cursor === undefined ? null : syncCursor.decode(request.cursor);
  const page = await readPage(platform, userId, { place, limit });
  const isReset = place !== null && (page.epoch !== place.epoch || isOutOfReach(platform, place));
  const from = isReset ? null : place;
  const shown = isReset ? await readPage(platform, userId, { place: null, limit }) : page;
  const [conversations, unread] = await Promise.all([
    withMessages(platform, userId, { page: shown, since: from?.since ?? null }),
    platform.database.readUnreadTotals(userId),
  ]);
  return {
    cursor: syncCursor.encode({ ...placeAfter(shown, from), at: from?.after ? from.at : platform.clock.now() }),
    reset: isReset,
    conversations,
    removed: [...shown.removed],
    people: [],
    unread: { ...unread, validUntil: unread.validUntil?.toISOString() ?? null },
    hasMore: shown.hasMore,
  };
}

/**
 * RET-15: what has expired unheard is named while it waits for its purge. Whoever was away longer holds what nobody can name any
 * more.
 */
function isOutOfReach({ config, clock }: Platform, { at, after }: SyncPlace): boolean {
  const { days, purgeAfterDays } = config.retention;
  const isKeptForEver = Object.values(days).every((one) => one === 0);
  return !isKeptForEver && after === null && clock.now() - at > purgeAfterDays * DAY_MS;
}

function readPage(
  { database }: Platform,
  userId: UserId,
  { place, limit }: { place: SyncPlace | null; limit: number },
): Promise<SyncPage> {
  return database.readSync(userId, { horizon: place?.since ?? null, after: place?.after ?? null, limit });
}

/** FEED-2: what changes while pages are read lies at or beyond the first page's horizon, so that one is kept. */
function placeAfter(page: SyncPage, from: SyncPlace | null): Omit<SyncPlace, 'at'> {
  const next = from?.next ?? page.horizon;
  if (page.hasMore && page.lastKey) {
    return { epoch: page.epoch, since: from?.since ?? null, next, after: page.lastKey };
  }
  return { epoch: page.epoch, since: next, next: null, after: null };
}

async function withMessages(
  { database, config }: Platform,
  userId: UserId,
  { page, since }: { page: SyncPage; since: string | null },
): Promise<SyncedConversation[]> {
  const ids = page.conversations.map(({ id }) => id);
  if (ids.length === 0) return [];
  const perConversation = Math.max(
    1,
    Math.min(LIMITS.syncMessagesPerConversation, Math.floor(LIMITS.syncMessages / ids.length)),
  );
  const rows =
    since === null
      ? await database.readNewestMessages(userId, ids, perConversation)
      : await database.readChangedMessages(userId, ids, { horizon: since, perConversation });
  const [hidden, stars] = await Promise.all([
    // DEL-4: read after the messages, so that what is hidden meanwhile is in one of the two.
    database.readHidden(userId, ids, { horizon: since, after: null, limit: HIDDEN_SEQS }),
    config.features.starring ? database.readStars(userId, ids, { horizon: since, limit: LIMITS.starredTold }) : null,
  ]);
  const byConversation = groupByConversation(rows);
  return page.conversations.map((conversation): SyncedConversation => {
    const found = byConversation.get(conversation.id) ?? [];
    // The messages are read a moment after their conversation: what came in between belongs to the next sync.
    const known = found.filter((row) => row.seq <= conversation.lastSeq);
    const messages = known.slice(-perConversation).map(presentMessage);
    return {
      conversation: presentConversation(conversation, config.features.receipts),
      messages,
      hidden: [...(hidden.get(conversation.id) ?? [])],
      ...presentStars(stars?.get(conversation.id) ?? (stars && since === null ? [] : null)),
      complete: since === null || found.length <= perConversation,
      fromSeq: since === null ? firstSeqHeld(found, conversation.historyFrom, perConversation) : null,
    };
  });
}

/** STAR-3: all of them where something of this person's own changed, and with a first load; else they are as they were. */
function presentStars(seqs: readonly number[] | null): Pick<SyncedConversation, 'starred'> {
  return seqs === null ? {} : { starred: [...seqs] };
}

function groupByConversation(rows: readonly MessageRow[]): ReadonlyMap<string, MessageRow[]> {
  const groups = new Map<string, MessageRow[]>();
  for (const row of rows) {
    const group = groups.get(row.conversationId);
    if (group) group.push(row);
    else groups.set(row.conversationId, [row]);
  }
  return groups;
}

/** From where on a first load holds everything: the beginning, unless there were more than fit. */
function firstSeqHeld(found: readonly MessageRow[], historyFrom: number, perConversation: number): number {
  const first = found[0];
  return first && found.length >= perConversation ? first.seq : historyFrom;
}

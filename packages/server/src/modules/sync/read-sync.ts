import {
  type ConversationId,
  LIMITS,
  PAGE_MAX,
  type Person,
  type SyncAnswer,
  type SyncedConversation,
  type UnreadTotals,
  type UserId,
} from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { SyncPage } from '../../ports/database.ts';
import { presentConversation } from '../conversations/index.ts';
import { HIDDEN_SEQS, presentMessage } from '../messages/index.ts';
import { namePeople } from '../people/index.ts';
import { groupByConversation } from './group-by-conversation.ts';
import { type Changed, readChanged } from './read-changed.ts';
import { type SyncPlace, syncCursor } from './sync-cursor.ts';

const DAY_MS = 24 * 3600 * 1000;
/** Conversations in the first page of a catch-up: what of them its messages leave no room for is read in vain. Then it is known better. */
const FIRST_PAGE = 25;

export interface SyncRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

/**
 * Everything that changed for a person since the cursor, a page at a time (FEED-1 … FEED-4). A cursor of another history of
 * the database, or of so long ago that what was purged since is not to be named, starts a first load and says so. Errors: `invalid` for a cursor that is none.
 */
export async function readSync(platform: Platform, userId: UserId, request: SyncRequest): Promise<SyncAnswer> {
  const place = request.cursor === undefined ? null : syncCursor.decode(request.cursor);
  const most = place?.since ? (place.fits ?? FIRST_PAGE) : PAGE_MAX;
  const limit = Math.min(request.limit ?? platform.config.conversationsPage, most);
  const page = await readPage(platform, userId, { place, limit });
  const isReset = place !== null && (page.epoch !== place.epoch || isOutOfReach(platform, place));
  const from = isReset ? null : place;
  const shown = isReset ? await readPage(platform, userId, { place: null, limit }) : page;
  const [{ told, bytes }, unread] = await Promise.all([
    withMessages(platform, userId, { page: shown, from }),
    readTotals(platform, userId, { page: shown, from }),
  ]);
  const next = cutAfter(shown, told.length);
  return {
    cursor: syncCursor.encode({
      ...placeAfter(next, from),
      ...(from?.since && next.hasMore && { fits: fitting(told.length, bytes), unread }),
      at: from?.after ? from.at : platform.clock.now(),
    }),
    reset: isReset,
    conversations: told,
    removed: [...shown.removed],
    people: await namesIn(platform, userId, told),
    unread,
    hasMore: next.hasMore,
  };
}

/** A page whose messages fill the answer before its conversations do goes on after the last one told (FEED-3). */
function cutAfter(page: SyncPage, told: number): SyncPage {
  if (told === page.conversations.length) return page;
  return { ...page, lastKey: page.keys[told - 1] ?? page.lastKey, hasMore: true };
}

/**
 * How many conversations the next page takes, if they are like those told, which took so many bytes: what is read and not told is
 * read in vain. Never many times more than were seen, since the next ones may be larger.
 */
function fitting(told: number, bytes: number): number {
  const full = Math.floor((told * LIMITS.syncBytes) / Math.max(1, bytes));
  return Math.max(1, Math.min(PAGE_MAX, 4 * told, full));
}

/**
 * The unread totals. To count them goes through all that is unread, which a catch-up of many pages need not do for each: those
 * between its first and its last repeat what the first one told.
 */
async function readTotals(
  { database }: Platform,
  userId: UserId,
  { page, from }: { page: SyncPage; from: SyncPlace | null },
): Promise<UnreadTotals> {
  if (page.hasMore && from?.unread) return from.unread;
  const unread = await database.readUnreadTotals(userId);
  return { ...unread, validUntil: unread.validUntil?.toISOString() ?? null };
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
  platform: Platform,
  userId: UserId,
  { page, from }: { page: SyncPage; from: SyncPlace | null },
): Promise<{ told: SyncedConversation[]; bytes: number }> {
  const { database, config } = platform;
  const since = from?.since ?? null;
  const all = page.conversations.map(({ id }) => id);
  if (all.length === 0) return { told: [], bytes: 0 };
  const { changed: found, bytes } =
    since === null
      ? { changed: await readNewest(platform, userId, all), bytes: 0 }
      : await readChanged(platform, userId, { ids: all, since, fits: from?.fits });
  const ids = all.filter((id) => found.has(id));
  const [hidden, stars] = await Promise.all([
    // DEL-4: read after the messages, so that what is hidden meanwhile is in one of the two.
    database.readHidden(userId, ids, { horizon: since, after: null, limit: HIDDEN_SEQS }),
    config.features.starring ? database.readStars(userId, ids, { horizon: since, limit: LIMITS.starredTold }) : null,
  ]);
  const told = page.conversations.flatMap((conversation): SyncedConversation[] => {
    const changed = found.get(conversation.id);
    if (changed === undefined) return [];
    return [
      {
        conversation: presentConversation(conversation, config.features.receipts),
        // The messages are read a moment after their conversation: what came in between belongs to the next sync.
        messages: changed.rows.filter((row) => row.seq <= conversation.lastSeq).map(presentMessage),
        hidden: [...(hidden.get(conversation.id) ?? [])],
        ...presentStars(stars?.get(conversation.id) ?? (stars && since === null ? [] : null)),
        complete: changed.complete,
        fromSeq: since === null ? firstSeqHeld(changed, conversation.historyFrom) : null,
      },
    ];
  });
  return { told, bytes };
}

/** Those whom the groups among these name and who are not among the participants told. */
async function namesIn(platform: Platform, userId: UserId, told: readonly SyncedConversation[]): Promise<Person[]> {
  const named = await Promise.all(
    told.map(({ conversation: { id, type, participants, lastMessage }, messages }) =>
      type === 'direct'
        ? []
        : namePeople(platform, userId, {
            conversationId: id,
            rows: lastMessage === null ? messages : [...messages, lastMessage],
            given: participants,
          }),
    ),
  );
  return [...new Map(named.flat().map((one) => [one.userId, one])).values()];
}

/** The newest messages of each, for a first load. `isCut`: there are earlier ones. */
async function readNewest(
  { database }: Platform,
  userId: UserId,
  ids: readonly ConversationId[],
): Promise<ReadonlyMap<ConversationId, Changed>> {
  const perConversation = Math.max(
    1,
    Math.min(LIMITS.syncMessagesPerConversation, Math.floor(LIMITS.syncMessages / ids.length)),
  );
  const groups = groupByConversation(await database.readNewestMessages(userId, ids, perConversation));
  return new Map(
    ids.map((id) => {
      const rows = groups.get(id) ?? [];
      return [id, { rows, complete: true, isCut: rows.length >= perConversation }];
    }),
  );
}

/** STAR-3: all of them where something of this person's own changed, and with a first load; else they are as they were. */
function presentStars(seqs: readonly number[] | null): Pick<SyncedConversation, 'starred'> {
  return seqs === null ? {} : { starred: [...seqs] };
}

/** From where on a first load holds everything: the beginning, unless there were more than fit. */
function firstSeqHeld({ rows, isCut }: Changed, historyFrom: number): number {
  const [first] = rows;
  return first && isCut ? first.seq : historyFrom;
}

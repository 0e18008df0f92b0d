import { type ConversationId, LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MessageRow } from '../../ports/database.ts';
import { groupByConversation } from './group-by-conversation.ts';

/** Conversations whose messages are read first where nobody knows; how many they turn out to have says how many can be read together next. */
const FIRST_CHUNK = 10;
/** What a message takes beside its text, and a conversation beside its messages, in bytes of JSON; measured 405 and 1,400. */
const MESSAGE_BYTES = 450;
const CONVERSATION_BYTES = 1_500;

/** What changed in one conversation. `complete`: all of it. */
export interface Changed {
  readonly rows: readonly MessageRow[];
  readonly complete: boolean;
  /** In a first load: there are earlier ones. */
  readonly isCut?: boolean;
}

/**
 * The changed messages of these conversations, in their order, for as many of them as one answer holds (FEED-3): those after belong
 * to the next page. At least the first is among them, if need be with its newest messages only. A conversation that has more than
 * a hundred is not complete either. `fits`: how many the page before says fit. Answers also the bytes that they take, about.
 */
export async function readChanged(
  { database }: Pick<Platform, 'database'>,
  userId: UserId,
  { ids, since, fits }: { ids: readonly ConversationId[]; since: string; fits: number | undefined },
): Promise<{ changed: ReadonlyMap<ConversationId, Changed>; bytes: number }> {
  const changed = new Map<ConversationId, Changed>();
  const told = () => ({ changed, bytes: LIMITS.syncBytes - bytesLeft });
  let bytesLeft = LIMITS.syncBytes;
  let size = fits ?? FIRST_CHUNK;
  for (let at = 0; at < ids.length; ) {
    const chunk = ids.slice(at, at + size);
    const perConversation = LIMITS.syncMessagesPerConversation;
    const rows = await database.readChangedMessages(userId, chunk, { horizon: since, perConversation });
    const groups = groupByConversation(rows);
    for (const id of chunk) {
      const found = groups.get(id) ?? [];
      const { kept, bytes } = newestOf(found.slice(-perConversation), changed.size === 0 ? bytesLeft : Infinity);
      if (changed.size > 0 && bytes > bytesLeft) return told();
      changed.set(id, { rows: kept, complete: kept.length === found.length });
      bytesLeft -= bytes;
    }
    at += chunk.length;
    const each = Math.max(1, (LIMITS.syncBytes - bytesLeft) / at);
    size = Math.max(1, Math.min(ids.length - at, Math.floor(bytesLeft / each)));
  }
  return told();
}

/** The newest of these that fit, one at least, and what they take with their conversation. */
function newestOf(rows: readonly MessageRow[], mostBytes: number): { kept: readonly MessageRow[]; bytes: number } {
  let bytes = CONVERSATION_BYTES;
  let from = rows.length;
  for (; from > 0; from -= 1) {
    const row = rows[from - 1];
    const more = row === undefined ? 0 : bytesOf(row);
    if (from < rows.length && bytes + more > mostBytes) break;
    bytes += more;
  }
  return { kept: rows.slice(from), bytes };
}

function bytesOf({ content }: MessageRow): number {
  return MESSAGE_BYTES + (content === null ? 0 : Buffer.byteLength(content));
}

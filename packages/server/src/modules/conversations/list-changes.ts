import { type ChangesPage, type ConversationId, LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { HIDDEN_SEQS, presentMessage } from '../messages/index.ts';
import { namePeople } from '../people/index.ts';
import { presentConversation } from './present-conversation.ts';

/**
 * What changed in a conversation after a place in its change log.
 * Errors: `not_found`; `conflict` when that place is beyond the end: the caller's copy is of another history.
 */
export async function listChanges(
  platform: Platform,
  userId: UserId,
  { conversationId, after, limit = LIMITS.pageMax }: { conversationId: ConversationId; after: number; limit?: number },
): Promise<ChangesPage> {
  const { database, config } = platform;
  const changes = await database.readChanges(userId, conversationId, { after, limit: limit + 1 });
  if (!changes) throw DomainError.notFound();
  const { conversation } = changes;
  if (after > conversation.changeSeq) {
    throw new DomainError('conflict', { detail: 'There is no such place in this conversation. Load it again.' });
  }
  const ids = [conversationId];
  const [hidden, stars] = await Promise.all([
    // DEL-4: read after the messages, so that what is hidden meanwhile is in one of the two.
    database.readHidden(userId, ids, { horizon: null, after, limit: HIDDEN_SEQS }),
    config.features.starring ? database.readStars(userId, ids, { horizon: null, limit: LIMITS.starredTold }) : null,
  ]);
  const items = changes.items.slice(0, limit);
  const hasMore = changes.items.length > limit;
  return {
    items: items.map(presentMessage),
    hidden: [...(hidden.get(conversationId) ?? [])],
    // STAR-3
    ...(stars && { starred: [...(stars.get(conversationId) ?? [])] }),
    conversation: presentConversation(conversation, config.features.receipts),
    people:
      conversation.group === null
        ? []
        : await namePeople(platform, userId, { conversationId, rows: items, given: conversation.participants }),
    // The messages are read a moment after the view, which does not promise what came in between.
    toChangeSeq: hasMore ? Math.min(items.at(-1)?.changeSeq ?? after, conversation.changeSeq) : conversation.changeSeq,
    hasMore,
  };
}

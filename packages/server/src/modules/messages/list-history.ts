import type { ConversationId, HistoryPage, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { namePeopleOfPage } from '../people/index.ts';
import { presentMessage } from './present-message.ts';

export interface HistoryBounds {
  readonly before?: number | undefined;
  readonly after?: number | undefined;
  readonly around?: number | undefined;
  readonly limit?: number | undefined;
}

/** A page of history. Errors: `not_found`. */
export async function listHistory(
  platform: Platform,
  userId: UserId,
  { conversationId, ...bounds }: HistoryBounds & { conversationId: ConversationId },
): Promise<HistoryPage> {
  const { database, config } = platform;
  const page = await database.readHistory(userId, conversationId, {
    before: bounds.before ?? null,
    after: bounds.after ?? null,
    around: bounds.around ?? null,
    limit: bounds.limit ?? config.messagesPage,
  });
  if (!page) throw DomainError.notFound();
  return {
    items: page.items.map(presentMessage),
    fromSeq: page.fromSeq,
    toSeq: page.toSeq,
    hasBefore: page.hasBefore,
    hasAfter: page.hasAfter,
    people: await namePeopleOfPage(platform, userId, { conversationId, rows: page.items }),
  };
}

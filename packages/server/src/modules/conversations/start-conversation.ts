import type { Conversation, ConversationId, ParsedSend, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MeRow } from '../../ports/database.ts';
import { type Messages, type SendCommand, SUSPENDED } from '../messages/index.ts';
import { getConversation } from './get-conversation.ts';

export interface StartCommand {
  readonly participantId: UserId;
  readonly message?: ParsedSend | undefined;
}

/**
 * Starts a direct conversation, or answers the one that exists, to those too who may not start new ones. With oneself it is a place
 * for notes (NOTE-1). A first message is checked before and sent after; until there is one, the other person learns nothing.
 * Errors: `tier_required` (START-1), `forbidden` while suspended, `not_found`, `rate_limited`, and those of a send.
 */
export async function startConversation(
  { platform, messages }: { platform: Platform; messages: Messages },
  actor: MeRow,
  { participantId, message }: StartCommand,
): Promise<{ conversation: Conversation; isNew: boolean }> {
  const { publisher } = platform;
  if (message) messages.check(message);
  const { id, isNew } = await findOrCreate(platform, { actor, participantId });
  if (message) await sendFirst({ platform, messages }, actor.userId, { ...message, conversationId: id });
  const conversation = await getConversation(platform, actor.userId, id);
  if (isNew) {
    const { changeSeq } = conversation;
    publisher.toPeople([actor.userId], 'conversation:new', { conversationId: id, changeSeq });
  }
  return { conversation, isNew };
}

/** Sends the message that a start came with; what is refused leaves nothing behind (START-5). Errors: those of a send. */
async function sendFirst(
  { platform, messages }: { platform: Platform; messages: Messages },
  userId: UserId,
  message: SendCommand,
): Promise<void> {
  try {
    await messages.sendAndWait(userId, message);
  } catch (error) {
    // Without an answer of the database the message may be there, and is sent again under its key.
    if (error instanceof DomainError && error.code !== 'unavailable' && error.code !== 'timeout')
      await abandon(platform, userId, message.conversationId);
    throw error;
  }
}

async function abandon({ database, publisher, log }: Platform, userId: UserId, id: ConversationId): Promise<void> {
  try {
    if (await database.abandonStart(userId, id))
      publisher.toPeople([userId], 'conversation:state', { conversationId: id });
  } catch (error) {
    // Why the message was refused is what its sender needs to hear; an empty conversation is theirs to delete.
    log.warn('start_not_abandoned', { error });
  }
}

interface Start {
  readonly actor: MeRow;
  readonly participantId: UserId;
}

async function findOrCreate(
  { database, ids, config, edition }: Platform,
  { actor, participantId }: Start,
): Promise<{ id: ConversationId; isNew: boolean }> {
  const started = await database.startDirect({
    userId: actor.userId,
    otherId: participantId,
    id: ids.next(),
    newPerDay: config.limits.newConversationsPerDay,
  });
  switch (started.outcome) {
    case 'created':
    case 'existing':
      return { id: started.id, isNew: started.outcome === 'created' };
    case 'tier_required':
      throw new DomainError('tier_required', { detail: edition.startingNeeds });
    case 'suspended':
      throw new DomainError('forbidden', { detail: SUSPENDED });
    case 'not_found':
      throw DomainError.notFound();
    case 'rate_limited':
      throw new DomainError('rate_limited', {
        detail: 'You have started many conversations today. Please try again later.',
        retryAfter: started.retryAfterSeconds,
      });
  }
}

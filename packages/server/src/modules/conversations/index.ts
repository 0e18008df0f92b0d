import type {
  Conversation,
  ConversationId,
  ConversationPatch,
  ParticipantsPage,
  Position,
  UserId,
} from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import type { MeRow } from '../../ports/database.ts';
import type { Messages } from '../messages/index.ts';
import { changeConversation, clearConversation } from './change-conversation.ts';
import { getConversation } from './get-conversation.ts';
import { listChanges } from './list-changes.ts';
import { type InboxQuery, listConversations } from './list-conversations.ts';
import { listParticipants } from './list-participants.ts';
import { locate } from './locate.ts';
import { type StartCommand, startConversation } from './start-conversation.ts';

export { getConversation } from './get-conversation.ts';
export { presentConversation } from './present-conversation.ts';

export interface Conversations {
  list(userId: UserId, query: InboxQuery): ReturnType<typeof listConversations>;
  start(actor: MeRow, command: StartCommand): Promise<{ conversation: Conversation; isNew: boolean }>;
  get(userId: UserId, id: ConversationId): Promise<Conversation>;
  change(userId: UserId, change: { id: ConversationId; patch: ConversationPatch }): Promise<Conversation>;
  clear(userId: UserId, id: ConversationId): Promise<void>;
  listChanges(
    userId: UserId,
    query: { conversationId: ConversationId; after: number; limit?: number },
  ): ReturnType<typeof listChanges>;
  locate(userId: UserId, query: { conversationId: ConversationId; at: string }): Promise<Position>;
  listParticipants(userId: UserId, id: ConversationId): Promise<ParticipantsPage>;
}

export function createConversations(platform: Platform, messages: Messages): Conversations {
  return {
    list: (userId, query) => listConversations(platform, userId, query),
    start: (actor, command) => startConversation({ platform, messages }, actor, command),
    get: (userId, id) => getConversation(platform, userId, id),
    change: (userId, change) => changeConversation(platform, userId, change),
    clear: (userId, id) => clearConversation(platform, userId, id),
    listChanges: (userId, query) => listChanges(platform, userId, query),
    locate: (userId, query) => locate(platform, userId, query),
    listParticipants: (userId, id) => listParticipants(platform, userId, id),
  };
}

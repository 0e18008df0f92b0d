import type { ConversationId, UserId } from '@natter/protocol';

/** All devices of a person. */
export const personRoom = (userId: UserId): string => `user:${userId}`;
/** Those who watch a person's presence. */
export const presenceRoom = (userId: UserId): string => `presence:${userId}`;
/** Those who have a conversation open. */
export const conversationRoom = (id: ConversationId): string => `open:${id}`;

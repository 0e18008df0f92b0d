import type { Message, UserId } from '@natter/protocol';

/** Everybody whose name is needed to show a message: who wrote it, whom it answers, and of whom a line of the system tells. */
export function peopleIn({
  senderId,
  replyTo,
  metadata,
}: Pick<Message, 'senderId' | 'metadata'> & {
  readonly replyTo?: { readonly senderId: UserId | null } | null;
}): UserId[] {
  const { userId, userIds } = metadata ?? {};
  const all: unknown[] = [senderId, replyTo?.senderId, userId, ...(Array.isArray(userIds) ? userIds : [])];
  return all.filter((id) => typeof id === 'string');
}

import type { Message } from '@natter/protocol';

/** What is left of a message that was deleted for everyone: its place. */
export function tombstoneOf(
  { votes: _, starred: __, ...message }: Message,
  changeSeq: number,
  deletedAt: string,
): Message {
  return {
    ...message,
    changeSeq,
    // Deleting makes a version, as it does where it is stored; what is deleted already has made it.
    version: message.deletedAt === null ? message.version + 1 : message.version,
    content: null,
    metadata: null,
    mentions: [],
    attachments: [],
    reactions: [],
    replyTo: null,
    deletedAt: message.deletedAt ?? deletedAt,
  };
}

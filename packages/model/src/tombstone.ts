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
    content: null,
    metadata: null,
    mentions: [],
    attachments: [],
    reactions: [],
    replyTo: null,
    deletedAt: message.deletedAt ?? deletedAt,
  };
}

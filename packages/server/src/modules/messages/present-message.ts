import type { Message } from '@natter/protocol';
import type { MessageRow, SendInput, SendVerdict } from '../../ports/database.ts';

/** A message in an answer to the person it was read for. */
export function presentMessage(row: MessageRow): Message {
  return {
    id: row.id,
    conversationId: row.conversationId,
    seq: row.seq,
    changeSeq: row.changeSeq,
    version: row.version,
    clientId: row.clientId,
    senderId: row.senderId,
    type: row.type,
    content: row.content,
    metadata: row.metadata === null ? null : { ...row.metadata },
    mentions: [...row.mentions],
    attachments: [],
    replyTo:
      row.replyTo === null
        ? null
        : {
            messageId: row.replyTo.id,
            seq: row.replyTo.seq,
            senderId: row.replyTo.senderId,
            preview: row.replyTo.preview,
          },
    reactions: row.reactions.map((reaction) => ({ ...reaction })),
    ...(row.votes !== null && { votes: [...row.votes] }),
    ...(row.starred !== null && { starred: row.starred }),
    createdAt: row.sentAt.toISOString(),
    editedAt: row.editedAt?.toISOString() ?? null,
    deletedAt: row.deletedAt?.toISOString() ?? null,
    expiresAt: row.expiresAt?.toISOString() ?? null,
  };
}

/** A message for everybody alike: without what is its reader's own, so that nothing in it tells for whom it was read. */
export function presentForAll(row: MessageRow): Message {
  const { replyTo, reactions, votes: _votes, starred: _starred, ...message } = presentMessage(row);
  return {
    ...message,
    replyTo: replyTo && { messageId: replyTo.messageId, seq: replyTo.seq, senderId: replyTo.senderId },
    reactions: reactions.map(({ emoji, count }) => ({ emoji, count })),
  };
}

/** The same with what is its reader's own of the counts: for the devices of the person it was read for, and nobody else's. */
export function presentForReader(row: MessageRow): Message {
  return {
    ...presentForAll(row),
    reactions: row.reactions.map((reaction) => ({ ...reaction })),
    ...(row.votes !== null && { votes: [...row.votes] }),
  };
}

/**
 * A message that was just committed, for its sender and for everybody else alike: nothing in it depends on who reads it, so
 * a quoted message has no preview.
 */
export function presentSent(send: SendInput, verdict: Extract<SendVerdict, { verdict: 'sent' }>): Message {
  const replyTo =
    verdict.replyTo === null || send.replyToId === null ? null : { messageId: send.replyToId, ...verdict.replyTo };
  return {
    id: send.id,
    conversationId: send.conversationId,
    seq: verdict.seq,
    changeSeq: verdict.changeSeq,
    version: 1,
    clientId: send.clientId,
    senderId: send.senderId,
    type: send.type,
    content: send.content,
    metadata: send.metadata ? { ...send.metadata } : null,
    mentions: [...send.mentions],
    attachments: [],
    replyTo,
    reactions: [],
    createdAt: verdict.sentAt.toISOString(),
    editedAt: null,
    deletedAt: null,
    expiresAt: verdict.expiresAt?.toISOString() ?? null,
  };
}

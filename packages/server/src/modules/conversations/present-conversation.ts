import type { Conversation, Participant } from '@natter/protocol';
import type { ConversationRow, ParticipantRow } from '../../ports/database.ts';
import { presentMessage } from '../messages/index.ts';

/** A conversation for the member it was read for. With receipts switched off the others' marks are hidden. */
export function presentConversation(row: ConversationRow, hasReceipts: boolean): Conversation {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    participants: row.participants.map((one) => presentParticipant(one, hasReceipts)),
    participantCount: row.participantCount,
    othersDeliveredSeq: hasReceipts ? row.othersDeliveredSeq : null,
    othersReadSeq: hasReceipts ? row.othersReadSeq : null,
    lastMessage: row.lastMessage === null ? null : presentMessage(row.lastMessage),
    lastSeq: row.lastSeq,
    changeSeq: row.changeSeq,
    historyFrom: row.historyFrom,
    readSeq: row.readSeq,
    deliveredSeq: row.deliveredSeq,
    unreadCount: row.unreadCount,
    isPinned: row.isPinned,
    isArchived: row.isArchived,
    mutedUntil: row.mutedUntil?.toISOString() ?? null,
    markedUnread: row.markedUnread,
    draft:
      row.draft === null
        ? null
        : {
            content: row.draft.content,
            replyToId: row.draft.replyToId,
            updatedAt: row.draft.updatedAt.toISOString(),
          },
    request: null,
    listing: null,
    can: {
      send: row.whyNotSend === null,
      invite: false,
      ...(row.whyNotSend !== null && { whyNot: row.whyNotSend }),
    },
    ...(row.isBlocked && { blocked: true }),
    ...(row.expiredSeq > 0 && { expiredSeq: row.expiredSeq }),
    unreadFrom: row.unreadFrom,
    scheduledCount: row.scheduledCount,
    disappearAfter: row.disappearAfter,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** A member for another; with receipts switched off the marks are hidden. */
export function presentParticipant(row: ParticipantRow, hasReceipts: boolean): Participant {
  return {
    userId: row.userId,
    displayName: row.displayName,
    avatarUrl: row.avatarUrl,
    ...(row.office !== null && { office: row.office }),
    role: row.role,
    joinedAt: row.joinedAt.toISOString(),
    deliveredSeq: hasReceipts ? row.deliveredSeq : null,
    readSeq: hasReceipts ? row.readSeq : null,
  };
}

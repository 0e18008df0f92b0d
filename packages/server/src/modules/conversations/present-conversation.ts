import type { Abilities, Conversation, Participant } from '@natter/protocol';
import type { ConversationRow, ParticipantRow } from '../../ports/database.ts';
import { presentMessage } from '../messages/index.ts';

/** A conversation for the member it was read for. With receipts switched off the others' marks are hidden. */
export function presentConversation(row: ConversationRow, hasReceipts: boolean): Conversation {
  return {
    id: row.id,
    type: row.type,
    name: row.name,
    ...(row.group && { whoSends: row.group.whoSends, whoAdds: row.group.whoAdds }),
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
    can: presentAbilities(row),
    ...(row.isBlocked && { blocked: true }),
    ...(row.expiredSeq > 0 && { expiredSeq: row.expiredSeq }),
    unreadFrom: row.unreadFrom,
    scheduledCount: row.scheduledCount,
    disappearAfter: row.disappearAfter,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** What its reader may do there (GROUP-9). Who may not write because only admins do may still add people where everybody does. */
function presentAbilities({ whyNotSend, group }: ConversationRow): Abilities {
  const send = { send: whyNotSend === null, ...(whyNotSend !== null && { whyNot: whyNotSend }) };
  if (group === null) return { ...send, invite: false };
  const isFree = whyNotSend === null || whyNotSend === 'admins';
  const isAdmin = group.role === 'admin';
  return { ...send, invite: isFree && (isAdmin || group.whoAdds === 'everyone'), manage: isFree && isAdmin };
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
    ...(row.joinedSeq > 1 && { joinedSeq: row.joinedSeq }),
    deliveredSeq: hasReceipts ? row.deliveredSeq : null,
    readSeq: hasReceipts ? row.readSeq : null,
  };
}

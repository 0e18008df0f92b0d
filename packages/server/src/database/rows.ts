import type { GroupAudience, GroupRole, Mention, MessageType, Reaction } from '@natter/protocol';
import type { ConversationRow, MessageRow, ParticipantRow } from '../ports/database.ts';

/** `natter.message_view`, as columns (Date) or inside JSON (string). */
export interface MessageRecord {
  id: string;
  conversation_id: string;
  seq: number;
  change_seq: number;
  version: number;
  client_id: string | null;
  sender_id: string | null;
  type: MessageType;
  content: string | null;
  metadata: Record<string, unknown> | null;
  mentions: Mention[] | null;
  reactions: Reaction[] | null;
  votes: number[] | null;
  starred: boolean | null;
  reply_to_seq: number | null;
  reply_to_id: string | null;
  reply_to_sender: string | null;
  reply_preview: string | null;
  sent_at: Date | string;
  edited_at: Date | string | null;
  deleted_at: Date | string | null;
  /** `infinity` (for ever) is a number to the driver, and a word inside JSON. */
  expires_at: Date | string | number | null;
}

function toDate(value: Date | string): Date {
  return value instanceof Date ? value : new Date(value);
}

function toDateOrNull(value: Date | string | null): Date | null {
  return value === null ? null : toDate(value);
}

function toExpiry(value: MessageRecord['expires_at']): Date | null {
  return value === 'infinity' || typeof value === 'number' ? null : toDateOrNull(value);
}

export function toMessage(record: MessageRecord): MessageRow {
  return {
    id: record.id,
    conversationId: record.conversation_id,
    seq: record.seq,
    changeSeq: record.change_seq,
    version: record.version,
    clientId: record.client_id,
    senderId: record.sender_id,
    type: record.type,
    content: record.content,
    metadata: record.metadata,
    mentions: record.mentions ?? [],
    reactions: record.reactions ?? [],
    votes: record.votes,
    starred: record.starred,
    replyTo:
      record.reply_to_seq === null || record.reply_to_id === null
        ? null
        : {
            id: record.reply_to_id,
            seq: record.reply_to_seq,
            senderId: record.reply_to_sender,
            preview: record.reply_preview,
          },
    sentAt: toDate(record.sent_at),
    editedAt: toDateOrNull(record.edited_at),
    deletedAt: toDateOrNull(record.deleted_at),
    expiresAt: toExpiry(record.expires_at),
  };
}

/** `natter.conversation_view`. */
export interface ConversationRecord {
  id: string;
  type: 'direct' | 'group';
  name: string | null;
  participants: (Omit<ParticipantRow, 'joinedAt'> & { joinedAt: string })[];
  participant_count: number;
  others_delivered_seq: number | null;
  others_read_seq: number | null;
  last_message: MessageRecord | null;
  last_seq: number;
  change_seq: number;
  history_from: number;
  read_seq: number;
  delivered_seq: number;
  unread_count: number;
  is_pinned: boolean;
  is_archived: boolean;
  muted_until: Date | null;
  marked_unread: boolean;
  draft: string | null;
  draft_reply_to: string | null;
  draft_at: Date | null;
  created_at: Date;
  updated_at: Date;
  why_not_send: ConversationRow['whyNotSend'];
  is_blocked: boolean;
  expired_seq: number;
  unread_from: number | null;
  scheduled_count: number;
  disappear_after: number | null;
  who_sends: GroupAudience | null;
  who_adds: GroupAudience | null;
  role: GroupRole | null;
}

function toGroup({ who_sends: whoSends, who_adds: whoAdds, role }: ConversationRecord): ConversationRow['group'] {
  return whoSends === null || whoAdds === null || role === null ? null : { whoSends, whoAdds, role };
}

export function toConversation(record: ConversationRecord): ConversationRow {
  return {
    id: record.id,
    type: record.type,
    name: record.name,
    participants: record.participants.map((member) => ({ ...member, joinedAt: new Date(member.joinedAt) })),
    participantCount: record.participant_count,
    othersDeliveredSeq: record.others_delivered_seq,
    othersReadSeq: record.others_read_seq,
    lastMessage: record.last_message === null ? null : toMessage(record.last_message),
    lastSeq: record.last_seq,
    changeSeq: record.change_seq,
    historyFrom: record.history_from,
    readSeq: record.read_seq,
    deliveredSeq: record.delivered_seq,
    unreadCount: record.unread_count,
    isPinned: record.is_pinned,
    isArchived: record.is_archived,
    mutedUntil: record.muted_until,
    markedUnread: record.marked_unread,
    draft:
      record.draft === null || record.draft_at === null
        ? null
        : { content: record.draft, replyToId: record.draft_reply_to, updatedAt: record.draft_at },
    whyNotSend: record.why_not_send,
    isBlocked: record.is_blocked,
    expiredSeq: record.expired_seq,
    unreadFrom: record.unread_from,
    scheduledCount: record.scheduled_count,
    disappearAfter: record.disappear_after,
    group: toGroup(record),
    createdAt: record.created_at,
    updatedAt: record.updated_at,
  };
}

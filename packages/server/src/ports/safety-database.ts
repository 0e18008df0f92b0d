import type { ConversationId, MessageId, ReportReason, UserId } from '@natter/protocol';

/** A person as they are shown beside something else. */
export interface ShownPerson {
  readonly userId: UserId;
  readonly displayName: string;
  readonly avatarUrl: string | null;
  readonly office: 'manager' | 'owner' | null;
}

export interface ReportRow {
  readonly id: string;
  readonly messageId: MessageId;
  readonly conversationId: ConversationId;
  readonly reporter: ShownPerson | null;
  readonly author: ShownPerson;
  readonly reason: ReportReason | 'word';
  readonly note: string | null;
  readonly content: string | null;
  readonly sentAt: Date;
  readonly createdAt: Date;
  readonly resolution: 'dismissed' | 'removed' | 'suspended' | null;
  readonly resolvedBy: ShownPerson | null;
  readonly resolvedAt: Date | null;
  readonly resolutionNote: string | null;
}

export interface SuspensionRow {
  readonly person: ShownPerson;
  readonly until: Date;
  readonly reason: string | null;
  readonly by: ShownPerson;
  readonly at: Date;
}

export interface ModerationActionRow {
  readonly id: string;
  readonly at: Date;
  readonly by: ShownPerson;
  readonly action: 'dismissed' | 'removed' | 'suspended' | 'suspension_lifted' | 'words_changed';
  readonly person: ShownPerson | null;
  readonly reportId: string | null;
  readonly note: string | null;
}

export interface FilterWordRow {
  readonly word: string;
  readonly action: 'refuse' | 'report';
}

/**
 * Blocking, reports, and what staff do. Errors beside those of every call: `forbidden` for who is not staff, where a call is
 * theirs; `not_found` for a feature that is switched off.
 */
export interface SafetyDatabase {
  putBlock(input: {
    userId: UserId;
    otherId: UserId;
    isBlocked: boolean;
    max: number;
  }): Promise<{ outcome: 'done' | 'unchanged' | 'not_found' | 'too_many'; conversationId: ConversationId | null }>;
  readBlocks(userId: UserId): Promise<readonly ShownPerson[]>;
  reportMessage(input: {
    userId: UserId;
    conversationId: ConversationId;
    messageId: MessageId;
    reason: ReportReason;
    note: string | null;
  }): Promise<'reported' | 'known' | 'not_found' | 'own'>;

  readReports(
    userId: UserId,
    query: { isResolved: boolean; after: { at: string; id: string } | null; limit: number },
  ): Promise<readonly ReportRow[]>;
  readReport(userId: UserId, reportId: string): Promise<ReportRow | null>;
  /**
   * `erased`: the message that was removed, and whom to tell. `office`: one suspends neither oneself nor an owner. `own`: one does not
   * dismiss a report of one's own message, unless one is an owner.
   */
  resolveReport(input: {
    userId: UserId;
    reportId: string;
    action: 'dismiss' | 'remove' | 'suspend';
    days: number;
    note: string | null;
  }): Promise<{
    outcome: 'done' | 'not_found' | 'resolved' | 'office' | 'own';
    authorId: UserId | null;
    erased: {
      conversationId: ConversationId;
      messageId: MessageId;
      seq: number;
      changeSeq: number;
      recipients: readonly UserId[];
    } | null;
  }>;
  readSuspensions(userId: UserId): Promise<readonly SuspensionRow[]>;
  /** False: there is none, or it is one's own. */
  liftSuspension(userId: UserId, personId: UserId): Promise<boolean>;
  readModerationActions(
    userId: UserId,
    query: { before: string | null; limit: number },
  ): Promise<readonly ModerationActionRow[]>;
  readWords(userId: UserId): Promise<readonly FilterWordRow[]>;
  putWords(userId: UserId, words: readonly FilterWordRow[]): Promise<readonly FilterWordRow[]>;
}

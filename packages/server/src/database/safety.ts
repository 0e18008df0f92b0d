import type { ConversationId, MessageId, UserId } from '@natter/protocol';
import type {
  FilterWordRow,
  ModerationActionRow,
  ReportRow,
  SafetyDatabase,
  ShownPerson,
  SuspensionRow,
} from '../ports/safety-database.ts';
import { only, type Runner, type Statement } from './query.ts';

const BLOCK: Statement = { name: 'put_block', text: 'SELECT * FROM natter.put_block($1, $2, $3, $4)' };
const BLOCKS: Statement = { name: 'read_blocks', text: 'SELECT * FROM natter.read_blocks($1)' };
const REPORT: Statement = {
  name: 'report_message',
  text: 'SELECT natter.report_message($1, $2, $3, $4, $5) AS outcome',
};
const REPORTS: Statement = { name: 'read_reports', text: 'SELECT * FROM natter.read_reports($1, $2, $3, $4, $5)' };
const ONE_REPORT: Statement = { name: 'read_report', text: 'SELECT * FROM natter.read_report($1, $2)' };
const RESOLVE: Statement = { name: 'resolve_report', text: 'SELECT * FROM natter.resolve_report($1, $2, $3, $4, $5)' };
const SUSPENSIONS: Statement = { name: 'read_suspensions', text: 'SELECT * FROM natter.read_suspensions($1)' };
const LIFT: Statement = { name: 'lift_suspension', text: 'SELECT natter.lift_suspension($1, $2) AS done' };
const ACTIONS: Statement = {
  name: 'read_moderation_actions',
  text: 'SELECT * FROM natter.read_moderation_actions($1, $2, $3)',
};
const WORDS: Statement = { name: 'read_words', text: 'SELECT * FROM natter.read_words($1)' };
const PUT_WORDS: Statement = { name: 'put_words', text: 'SELECT * FROM natter.put_words($1, $2)' };

interface PersonRecord {
  user_id: UserId;
  display_name: string;
  avatar_url: string | null;
  office: ShownPerson['office'];
}

interface ReportRecord {
  id: string;
  message_id: MessageId;
  conversation_id: ConversationId;
  reporter: ShownPerson | null;
  author: ShownPerson;
  reason: ReportRow['reason'];
  note: string | null;
  content: string | null;
  sent_at: Date;
  created_at: Date;
  resolution: ReportRow['resolution'];
  resolved_by: ShownPerson | null;
  resolved_at: Date | null;
  resolution_note: string | null;
}

interface ResolveRecord {
  outcome: 'done' | 'not_found' | 'resolved' | 'office' | 'own';
  author_id: UserId | null;
  conversation_id: ConversationId | null;
  message_id: MessageId | null;
  seq: number | null;
  change_seq: number | null;
  recipients: UserId[] | null;
}

function toReport(record: ReportRecord): ReportRow {
  return {
    id: record.id,
    messageId: record.message_id,
    conversationId: record.conversation_id,
    reporter: record.reporter,
    author: record.author,
    reason: record.reason,
    note: record.note,
    content: record.content,
    sentAt: record.sent_at,
    createdAt: record.created_at,
    resolution: record.resolution,
    resolvedBy: record.resolved_by,
    resolvedAt: record.resolved_at,
    resolutionNote: record.resolution_note,
  };
}

function toErased(record: ResolveRecord): Awaited<ReturnType<SafetyDatabase['resolveReport']>>['erased'] {
  const { conversation_id: conversationId, message_id: messageId, seq, change_seq: changeSeq, recipients } = record;
  if (conversationId === null || messageId === null || seq === null || changeSeq === null) return null;
  return { conversationId, messageId, seq, changeSeq, recipients: recipients ?? [] };
}

type BlockCalls = Pick<SafetyDatabase, 'putBlock' | 'readBlocks' | 'reportMessage'>;

function blockCalls(run: Runner): BlockCalls {
  return {
    putBlock: async ({ userId, otherId, isBlocked, max }) => {
      const row = only(
        await run<{
          outcome: 'done' | 'unchanged' | 'not_found' | 'too_many';
          conversation_id: ConversationId | null;
        }>(BLOCK, [userId, otherId, isBlocked, max]),
        BLOCK,
      );
      return { outcome: row.outcome, conversationId: row.conversation_id };
    },
    readBlocks: async (userId) =>
      (await run<PersonRecord>(BLOCKS, [userId])).map((row) => ({
        userId: row.user_id,
        displayName: row.display_name,
        avatarUrl: row.avatar_url,
        office: row.office,
      })),
    reportMessage: async ({ userId, conversationId, messageId, reason, note }) =>
      only(
        await run<{ outcome: 'reported' | 'known' | 'not_found' | 'own' }>(REPORT, [
          userId,
          conversationId,
          messageId,
          reason,
          note,
        ]),
        REPORT,
      ).outcome,
  };
}

/** Members' calls and those of the staff. */
export function safetyCalls(run: Runner): SafetyDatabase {
  return {
    ...blockCalls(run),
    readReports: async (userId, { isResolved, after, limit }) =>
      (await run<ReportRecord>(REPORTS, [userId, isResolved, after?.at ?? null, after?.id ?? null, limit])).map(
        toReport,
      ),
    readReport: async (userId, reportId) => {
      const [record] = await run<ReportRecord>(ONE_REPORT, [userId, reportId]);
      return record === undefined ? null : toReport(record);
    },
    resolveReport: async ({ userId, reportId, action, days, note }) => {
      const record = only(await run<ResolveRecord>(RESOLVE, [userId, reportId, action, days, note]), RESOLVE);
      return { outcome: record.outcome, authorId: record.author_id, erased: toErased(record) };
    },
    readSuspensions: async (userId) => await run<SuspensionRow>(SUSPENSIONS, [userId]),
    liftSuspension: async (userId, personId) => only(await run<{ done: boolean }>(LIFT, [userId, personId]), LIFT).done,
    readModerationActions: async (userId, { before, limit }) => {
      const rows = await run<Omit<ModerationActionRow, 'id' | 'reportId'> & { id: number; report_id: string | null }>(
        ACTIONS,
        [userId, before, limit],
      );
      return rows.map(({ id, report_id: reportId, ...row }) => ({ ...row, id: String(id), reportId }));
    },
    readWords: async (userId) => await run<FilterWordRow>(WORDS, [userId]),
    putWords: async (userId, words) => await run<FilterWordRow>(PUT_WORDS, [userId, JSON.stringify(words)]),
  };
}

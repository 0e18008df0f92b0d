import type { ModerationAction, Report, Suspension } from '@natter/protocol';
import type { ModerationActionRow, ReportRow, SuspensionRow } from '../../ports/safety-database.ts';
import { presentPerson } from '../people/index.ts';

export function presentReport(row: ReportRow): Report {
  return {
    id: row.id,
    messageId: row.messageId,
    conversationId: row.conversationId,
    reporter: row.reporter === null ? null : presentPerson(row.reporter),
    author: presentPerson(row.author),
    reason: row.reason,
    note: row.note,
    content: row.content,
    sentAt: row.sentAt.toISOString(),
    createdAt: row.createdAt.toISOString(),
    status: row.resolvedAt === null ? 'open' : 'resolved',
    resolution: row.resolution,
    resolvedBy: row.resolvedBy === null ? null : presentPerson(row.resolvedBy),
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    resolutionNote: row.resolutionNote,
  };
}

export function presentSuspension(row: SuspensionRow): Suspension {
  return {
    person: presentPerson(row.person),
    until: row.until.toISOString(),
    reason: row.reason,
    by: presentPerson(row.by),
    at: row.at.toISOString(),
  };
}

export function presentAction(row: ModerationActionRow): ModerationAction {
  return {
    id: row.id,
    at: row.at.toISOString(),
    by: presentPerson(row.by),
    action: row.action,
    person: row.person === null ? null : presentPerson(row.person),
    reportId: row.reportId,
    note: row.note,
  };
}

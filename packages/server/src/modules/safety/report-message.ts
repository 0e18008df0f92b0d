import type { UserId } from '@natter/protocol';
import { checkNote } from '../../platform/check-note.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { ReportCommand, SafetyDeps } from './safety-deps.ts';

/** Puts a message before the staff, with a copy of it as it is now (REPORT-1). Its author learns nothing. */
export async function reportMessage(
  { platform, limits }: SafetyDeps,
  userId: UserId,
  { conversationId, messageId, reason, note }: ReportCommand,
): Promise<void> {
  requireFeature(platform, 'reporting');
  const checkedNote = checkNote(note);
  // REPORT-5: one person cannot bury the staff's queue.
  const retryAfter = limits.take('report', userId);
  if (retryAfter > 0) {
    throw new DomainError('rate_limited', {
      detail: 'You have reported a lot today. Please wait a while.',
      retryAfter,
    });
  }
  const outcome = await platform.database.reportMessage({
    userId,
    conversationId,
    messageId,
    reason,
    note: checkedNote,
  });
  if (outcome === 'not_found') throw DomainError.notFound();
  if (outcome === 'own') throw new DomainError('forbidden', { detail: 'This is your own message: delete it instead.' });
  if (outcome === 'reported') platform.meter.countReport(reason);
}

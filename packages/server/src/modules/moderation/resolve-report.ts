import type { Report, UserId } from '@natter/protocol';
import { checkNote } from '../../platform/check-note.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { publishErased } from '../messages/index.ts';
import type { ModerationDeps } from './moderation-deps.ts';
import { presentReport } from './present.ts';

export interface Resolution {
  readonly reportId: string;
  readonly action: 'dismiss' | 'remove' | 'suspend';
  /** For `suspend`. */
  readonly days?: number | undefined;
  readonly note?: string | undefined;
}

const SUSPEND_DAYS = 7;
const DONE = { dismiss: 'dismissed', remove: 'removed', suspend: 'suspended' } as const;

/** Deals with a report and with all others of the same message; who is concerned is told at once (REPORT-3). */
export async function resolveReport(
  { platform, onStandingChanged }: ModerationDeps,
  userId: UserId,
  { reportId, action, days = SUSPEND_DAYS, note }: Resolution,
): Promise<Report> {
  const { database, meter } = platform;
  const checkedNote = checkNote(note);
  const resolved = await database.resolveReport({ userId, reportId, action, days, note: checkedNote });
  switch (resolved.outcome) {
    case 'not_found':
      throw DomainError.notFound();
    case 'resolved':
      throw new DomainError('conflict', { detail: 'Somebody has dealt with this report already.' });
    case 'office':
      throw new DomainError('forbidden', {
        detail: 'Nobody can suspend themselves or an owner of the store, and only an owner a manager.',
      });
    case 'own':
      throw new DomainError('forbidden', {
        detail: 'This report is about a message of yours: somebody else of the staff has to look at it.',
      });
    case 'done':
      meter.countModeration(DONE[action]);
  }
  if (resolved.erased !== null) publishErased(platform, resolved.erased);
  if (action === 'suspend' && resolved.authorId !== null) onStandingChanged([resolved.authorId]);
  const report = await database.readReport(userId, reportId);
  if (!report) throw DomainError.notFound();
  return presentReport(report);
}

import type { FilterWords, ModerationActionsPage, Report, ReportsPage, Suspensions, UserId } from '@natter/protocol';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import type { MeRow } from '../../ports/database.ts';
import { type ActionsQuery, listActions } from './list-actions.ts';
import { listReports, type ReportsSearch } from './list-reports.ts';
import type { ModerationDeps } from './moderation-deps.ts';
import { presentSuspension } from './present.ts';
import { putWords } from './put-words.ts';
import { type Resolution, resolveReport } from './resolve-report.ts';

/**
 * What the store's staff do. Errors of every call: `forbidden` for who is not staff, `not_found` where the feature is
 * switched off.
 */
export interface Moderation {
  /** Open ones oldest first, resolved ones newest first. Errors: `invalid` for a cursor that is none of this list. */
  listReports(me: MeRow, search: ReportsSearch): Promise<ReportsPage>;
  /**
   * Errors: `not_found`, `conflict` when somebody was faster, `forbidden` for suspending an owner or oneself, and for dismissing
   * a report of one's own message without being an owner.
   */
  resolve(me: MeRow, resolution: Resolution): Promise<Report>;
  listSuspensions(me: MeRow): Promise<Suspensions>;
  /** Errors: `not_found` where none holds, `forbidden` for one's own. */
  liftSuspension(me: MeRow, personId: UserId): Promise<void>;
  /** Newest first. Errors: `invalid` for a cursor that is none. */
  listActions(me: MeRow, query: ActionsQuery): Promise<ModerationActionsPage>;
  readWords(me: MeRow): Promise<FilterWords>;
  /** Replaces the list. Errors: `invalid` with the words that are none. */
  putWords(me: MeRow, words: FilterWords): Promise<FilterWords>;
}

/** The database asks again (REPORT-2). Errors: `forbidden`. */
export function requireStaff(me: Pick<MeRow, 'canModerate'>): void {
  if (!me.canModerate) throw new DomainError('forbidden', { detail: 'Only the store’s staff may do this.' });
}

export function createModeration(deps: ModerationDeps): Moderation {
  const { platform } = deps;
  const { database } = platform;
  return {
    listReports: async (me, search) => {
      requireStaff(me);
      requireFeature(platform, 'reporting');
      return listReports(database, me.userId, search);
    },
    resolve: async (me, resolution) => {
      requireStaff(me);
      requireFeature(platform, 'reporting');
      return resolveReport(deps, me.userId, resolution);
    },
    listSuspensions: async (me) => {
      requireStaff(me);
      return { items: (await database.readSuspensions(me.userId)).map(presentSuspension) };
    },
    liftSuspension: async (me, personId) => {
      requireStaff(me);
      if (personId === me.userId) {
        throw new DomainError('forbidden', { detail: 'Somebody else of the staff has to end a suspension of yours.' });
      }
      if (!(await database.liftSuspension(me.userId, personId))) throw DomainError.notFound();
      platform.meter.countModeration('suspension_lifted');
      deps.onStandingChanged([personId]);
    },
    listActions: async (me, query) => {
      requireStaff(me);
      return listActions(database, me.userId, query);
    },
    readWords: async (me) => {
      requireStaff(me);
      requireFeature(platform, 'word_filter');
      return { words: (await database.readWords(me.userId)).map(({ word, action }) => ({ word, action })) };
    },
    putWords: async (me, words) => {
      requireStaff(me);
      requireFeature(platform, 'word_filter');
      return putWords(platform, me.userId, words);
    },
  };
}

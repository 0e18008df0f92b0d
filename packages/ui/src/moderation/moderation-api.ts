import type {
  FilterWords,
  ModerationActionsPage,
  ModerationActionsQuery,
  Report,
  ReportsPage,
  ReportsQuery,
  ResolveBody,
  StoreStatus,
  Suspensions,
  UserId,
} from '@natter/protocol';

/** What the staff's pages ask of the server. `@natter/client/moderation` makes one of a client. */
export interface ModerationApi {
  listReports(query?: ReportsQuery): Promise<ReportsPage>;
  resolveReport(reportId: string, body: ResolveBody): Promise<Report>;
  listSuspensions(): Promise<Suspensions>;
  liftSuspension(userId: UserId): Promise<void>;
  listModerationActions(query?: ModerationActionsQuery): Promise<ModerationActionsPage>;
  getWords(): Promise<FilterWords>;
  putWords(words: FilterWords): Promise<FilterWords>;
  getStoreStatus(): Promise<StoreStatus>;
}

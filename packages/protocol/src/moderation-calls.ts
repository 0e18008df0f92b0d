import type { RestCall } from './calls.ts';
import { FilterWords, ModerationActionsPage, Report, ReportsPage, Suspensions } from './moderation.ts';
import { StoreStatus } from './store-status.ts';

const BASE = '/api/messages/moderation';

/** The calls of the store's staff. Apart from `CALLS`, so that a member's client does not carry them. Errors: `forbidden` for others. */
export const MODERATION_CALLS = {
  listReports: { method: 'GET', path: `${BASE}/reports`, auth: 'person', answers: { 200: ReportsPage } },
  resolveReport: {
    method: 'POST',
    path: `${BASE}/reports/:reportId/resolve`,
    auth: 'person',
    answers: { 200: Report },
  },
  listSuspensions: { method: 'GET', path: `${BASE}/suspensions`, auth: 'person', answers: { 200: Suspensions } },
  liftSuspension: { method: 'DELETE', path: `${BASE}/suspensions/:userId`, auth: 'person', answers: { 204: null } },
  listModerationActions: {
    method: 'GET',
    path: `${BASE}/actions`,
    auth: 'person',
    answers: { 200: ModerationActionsPage },
  },
  getWords: { method: 'GET', path: `${BASE}/words`, auth: 'person', answers: { 200: FilterWords } },
  putWords: { method: 'PUT', path: `${BASE}/words`, auth: 'person', answers: { 200: FilterWords } },
  getStoreStatus: { method: 'GET', path: `${BASE}/status`, auth: 'person', answers: { 200: StoreStatus } },
} as const satisfies Record<string, RestCall>;

import {
  type FilterWords,
  MODERATION_CALLS,
  type ModerationActionsPage,
  type ModerationActionsQuery,
  type Report,
  type ReportsPage,
  type ReportsQuery,
  type ResolveBody,
  type RestAnswer,
  type StoreStatus,
  type Suspensions,
  type UserId,
} from '@natter/protocol';
import * as z from 'zod/mini';
import type { ClientOptions } from './options.ts';
import { systemPlatform } from './platform/platform.web.ts';
import { createCaller, type LooseInput } from './transport/rest.ts';
import { createTokens } from './transport/tokens.ts';

export { type ErrorOrigin, hasCode, isOutcomeUnknown, isTransient, MessagingError } from './errors.ts';

/**
 * What a store's staff do. Every call asks the server and keeps nothing. Errors: `MessagingError`; `forbidden` for whoever is not
 * staff, `not_found` for what is not there, `invalid` with `fields`; without a network `unavailable`.
 */
export interface ModerationClient {
  /** Reported messages: open ones, the oldest first, unless resolved ones are asked for, of which the newest comes first; at most 100 a page. */
  listReports(query?: ReportsQuery): Promise<ReportsPage>;
  /** Dismisses a report, removes the message, or suspends its author for `days` (7; 1–3,650). Errors: `conflict` when it is resolved already. */
  resolveReport(reportId: string, body: ResolveBody): Promise<Report>;
  listSuspensions(): Promise<Suspensions>;
  liftSuspension(userId: UserId): Promise<void>;
  /** The record of what staff did, the newest first; it is only ever added to. */
  listModerationActions(query?: ModerationActionsQuery): Promise<ModerationActionsPage>;
  getWords(): Promise<FilterWords>;
  /** Replaces all words, at most 1,000 of at most 100 code points. */
  putWords(words: FilterWords): Promise<FilterWords>;
  /** How the store is doing. */
  getStoreStatus(): Promise<StoreStatus>;
}

/**
 * The calls of a store's staff, apart from the members' client, which carries none of it.
 *
 * @example
 * const moderation = createModerationClient({ url: 'https://chat.example', getToken: () => fetchToken() });
 * const { items } = await moderation.listReports();
 */
export function createModerationClient(
  options: Pick<ClientOptions, 'url' | 'getToken' | 'fetch' | 'platform'>,
): ModerationClient {
  // A strict CSP forbids the compiled validators, and trying them is reported as a violation.
  z.config({ jitless: true });
  const platform = options.platform ?? systemPlatform();
  const caller = createCaller({
    url: options.url.replace(/\/+$/, ''),
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    tokens: createTokens(options.getToken, platform),
    platform,
  });
  const call = async <N extends keyof typeof MODERATION_CALLS>(name: N, input: LooseInput = {}) =>
    (await caller(MODERATION_CALLS[name], input)) as RestAnswer<N>;
  return {
    listReports: (query = {}) => call('listReports', { query }),
    resolveReport: (reportId, body) => call('resolveReport', { params: { reportId }, body }),
    listSuspensions: () => call('listSuspensions'),
    liftSuspension: (userId) => call('liftSuspension', { params: { userId } }),
    listModerationActions: (query = {}) => call('listModerationActions', { query }),
    getWords: () => call('getWords'),
    putWords: (body) => call('putWords', { body }),
    getStoreStatus: () => call('getStoreStatus'),
  };
}

import type { Platform } from '../platform/context.ts';
import type { DatabaseWatch } from '../ports/database-watch.ts';
import { wireDatabaseGauges } from './wire-gauges.ts';

/** Lets the metrics, the log and the readiness of this server know how its database is doing. */
export function wireDatabase(platform: Platform): void {
  const { database, readiness } = platform;
  const { watch } = database;
  readiness.add('database', async () => {
    if (watch) return await watch.whyNotReady();
    await database.ping();
    return null;
  });
  if (watch === undefined) return;
  wireDatabaseGauges(platform, () => watch.use());
  for (const breaker of watch.breakers) wireBreaker(platform, breaker);
  noteStatements(platform, watch);
}

/** Whether something outside is held back from is in the metrics. */
export function wireBreaker(
  { meter }: Pick<Platform, 'meter'>,
  breaker: { readonly what: string; readonly isOpen: boolean },
): void {
  meter.labelledGauge('breaker_open', breaker.what, () => (breaker.isOpen ? 1 : 0));
}

/** Every statement is counted by its name, and told in the log where it is slow: with its name and time, never what was asked. */
function noteStatements(
  { config, log, meter }: Pick<Platform, 'config' | 'log' | 'meter'>,
  watch: DatabaseWatch,
): void {
  watch.onStatement((query, tookMs, outcome) => {
    meter.observeQuery(query, tookMs, outcome);
    if (tookMs > config.slowQueryMs) log.warn('slow_query', { query, tookMs, outcome });
  });
}

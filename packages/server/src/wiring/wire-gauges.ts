import type { StoreStatus } from '@natter/protocol';
import type { Platform } from '../platform/context.ts';
import type { Clock } from '../ports/runtime.ts';

/** The status counts the messages of a week: whoever scrapes more often than this (ms) is told the same again. */
const FRESH_MS = 60_000;
/** Whoever scrapes waits no longer than this for the database (ms): the other numbers matter most when it is away. */
const ANSWER_WITHIN_MS = 2_000;

/** Connections of each pool, by its name. */
export type DatabaseUse = Readonly<
  Record<string, { readonly total: number; readonly idle: number; readonly waiting: number }>
>;

export function wireDatabaseGauges({ meter }: Pick<Platform, 'meter'>, use: () => DatabaseUse): void {
  for (const pool of Object.keys(use())) {
    meter.labelledGauge('database_connections', pool, () => use()[pool]?.total ?? null);
    meter.labelledGauge('database_connections_idle', pool, () => use()[pool]?.idle ?? null);
    meter.labelledGauge('database_requests_waiting', pool, () => use()[pool]?.waiting ?? null);
  }
}

/** Whether the database answers, asked for at each scrape: one question, bounded in time. */
export function wireDatabaseUp({ meter, clock, database }: Pick<Platform, 'meter' | 'clock' | 'database'>): void {
  meter.storeGauge('database_up', () =>
    answersWithin(clock, database.ping()).then(
      () => 1,
      () => 0,
    ),
  );
}

/** Numbers of the store that only the database knows; asked for when somebody scrapes, at most once a minute. */
export function wireStoreGauges(
  { meter, clock }: Pick<Platform, 'meter' | 'clock'>,
  status: { read(): Promise<StoreStatus> },
): void {
  let last: { readonly at: number; readonly answer: Promise<StoreStatus> } | null = null;
  const read = () => {
    const now = clock.now();
    if (last === null || Math.abs(now - last.at) >= FRESH_MS) {
      const asked = { at: now, answer: status.read() };
      // A failure is not remembered.
      asked.answer.catch(() => {
        if (last === asked) last = null;
      });
      last = asked;
    }
    return answersWithin(clock, last.answer);
  };
  meter.storeGauge('reports_open', async () => (await read()).moderation.reportsOpen);
  meter.storeGauge('unknown_tier_people', async () =>
    (await read()).people.tiers.reduce((sum, { isKnown, people }) => (isKnown ? sum : sum + people), 0),
  );
  meter.storeGauge('storage_used_bytes', async () => (await read()).database.sizeBytes);
  meter.storeGauge('storage_limit_bytes', async () => (await read()).database.limitBytes);
}

function answersWithin<T>(clock: Clock, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ANSWER_WITHIN_MS, () => reject(new Error('no answer in time')));
    answer.then(resolve, reject).finally(cancel);
  });
}

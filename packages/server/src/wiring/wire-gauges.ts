import type { StoreStatus } from '@natter/protocol';
import type { Platform } from '../platform/context.ts';
import type { Clock } from '../ports/runtime.ts';

/** The status counts the messages of a week: whoever scrapes more often than this (ms) is told the same again. */
const FRESH_MS = 60_000;
/** Whoever scrapes waits no longer than this for the database (ms): the other numbers matter most when it is away. */
const ANSWER_WITHIN_MS = 2_000;

export function wireDatabaseGauges(
  { meter }: Pick<Platform, 'meter'>,
  use: () => { readonly total: number; readonly idle: number; readonly waiting: number },
): void {
  meter.gauge('database_connections_total', () => use().total);
  meter.gauge('database_connections_idle', () => use().idle);
  meter.gauge('database_requests_waiting', () => use().waiting);
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
}

function answersWithin<T>(clock: Clock, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = clock.after(ANSWER_WITHIN_MS, () => reject(new Error('no answer in time')));
    answer.then(resolve, reject).finally(cancel);
  });
}

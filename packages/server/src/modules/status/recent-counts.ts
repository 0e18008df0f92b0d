import type { Meter } from '../../ports/meter.ts';
import type { Clock } from '../../ports/runtime.ts';

/** What was counted in the last hour. */
export interface RecentCounts {
  readonly sends: Readonly<Record<'accepted' | 'refused' | 'failed' | 'overloaded', number>>;
  /** Milliseconds from the arrival of a send to its answer; null: none. Right to a twelfth. */
  readonly delivery: { readonly medianMs: number; readonly p95Ms: number; readonly p99Ms: number } | null;
  /** By code, most first. */
  readonly errors: readonly { readonly code: string; readonly count: number }[];
}

/** A meter that also remembers the last hour, for whoever looks without a time series of their own. */
export interface RecentMeter extends Meter {
  recent(): RecentCounts;
  /** A gauge as it stands; 0 where nobody gave it, or it is not known. */
  gaugeNow(name: Parameters<Meter['gauge']>[0]): number;
}

interface Minute {
  readonly minute: number;
  readonly sends: { accepted: number; refused: number; failed: number; overloaded: number };
  readonly errors: Map<string, number>;
  /** How many answers took as long as each step of the scale. */
  readonly acks: number[];
}

const MINUTES = 60;
/** Steps of the scale of durations: each a twelfth longer than the one before, from 0.1 ms to beyond a minute. */
const STEPS = 176;
const RATIO = 13 / 12;
const SHORTEST_MS = 0.1;

/** Passes everything on, and keeps sixty minutes of it: a fixed amount of memory. */
export function rememberRecent(inner: Meter, clock: Pick<Clock, 'now'>): RecentMeter {
  const minutes: Minute[] = [];
  const gauges = new Map<string, () => number | null>();
  const now = (): Minute => {
    const minute = Math.floor(clock.now() / 60_000);
    const last = minutes.at(-1);
    // A clock that goes back stays in the minute that it had.
    if (last !== undefined && last.minute >= minute) return last;
    const made = {
      minute,
      sends: { accepted: 0, refused: 0, failed: 0, overloaded: 0 },
      errors: new Map<string, number>(),
      acks: Array.from({ length: STEPS }, () => 0),
    };
    minutes.push(made);
    while ((minutes[0]?.minute ?? minute) <= minute - MINUTES) minutes.shift();
    return made;
  };
  return {
    ...inner,
    countSend: (verdict) => {
      inner.countSend(verdict);
      now().sends[verdict === 'sent' || verdict === 'duplicate' ? 'accepted' : verdict] += 1;
    },
    observeAck: (tookMs) => {
      inner.observeAck(tookMs);
      const { acks } = now();
      const step = stepOf(tookMs);
      acks[step] = (acks[step] ?? 0) + 1;
    },
    countError: (via, code) => {
      inner.countError(via, code);
      const { errors } = now();
      errors.set(code, (errors.get(code) ?? 0) + 1);
    },
    gauge: (name, read) => {
      inner.gauge(name, read);
      gauges.set(name, read);
    },
    gaugeNow: (name) => gauges.get(name)?.() ?? 0,
    recent: () => {
      const oldest = Math.floor(clock.now() / 60_000) - MINUTES;
      return addUp(minutes.filter(({ minute }) => minute > oldest));
    },
  };
}

function stepOf(tookMs: number): number {
  const step = Math.ceil(Math.log(Math.max(tookMs, SHORTEST_MS) / SHORTEST_MS) / Math.log(RATIO));
  return Math.min(STEPS - 1, step);
}

function addUp(minutes: readonly Minute[]): RecentCounts {
  const sum = (what: keyof Minute['sends']) => minutes.reduce((total, { sends }) => total + sends[what], 0);
  const acks = Array.from({ length: STEPS }, (_, step) =>
    minutes.reduce((total, one) => total + (one.acks[step] ?? 0), 0),
  );
  const errors = new Map<string, number>();
  for (const minute of minutes) {
    for (const [code, count] of minute.errors) errors.set(code, (errors.get(code) ?? 0) + count);
  }
  return {
    sends: { accepted: sum('accepted'), refused: sum('refused'), failed: sum('failed'), overloaded: sum('overloaded') },
    delivery: describeAcks(acks),
    errors: [...errors].map(([code, count]) => ({ code, count })).sort((a, b) => b.count - a.count),
  };
}

function describeAcks(acks: readonly number[]): RecentCounts['delivery'] {
  const total = acks.reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  const quantile = (share: number) => {
    let seen = 0;
    const step = acks.findIndex((count) => {
      seen += count;
      return seen >= share * total;
    });
    return Number((SHORTEST_MS * RATIO ** step).toPrecision(3));
  };
  return { medianMs: quantile(0.5), p95Ms: quantile(0.95), p99Ms: quantile(0.99) };
}

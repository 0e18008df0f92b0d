import type { Clock } from '@natter/server';

/** A clock that moves when told, and timers that fire on the way. */
export interface TestClock extends Clock {
  /** Moves time on, firing what falls due, in order. Answers after promises of the timers have had a turn each. */
  advance(ms: number): void;
  /** Timers that wait. */
  readonly pending: number;
}

export function createTestClock(startAt = Date.UTC(2026, 0, 1)): TestClock {
  let now = startAt;
  const timers = new Set<{ readonly at: number; readonly call: () => void }>();
  const nextUntil = (end: number) =>
    [...timers].filter((timer) => timer.at <= end).sort((one, other) => one.at - other.at)[0];
  return {
    now: () => now,
    after: (ms, call) => {
      const timer = { at: now + Math.max(0, ms), call };
      timers.add(timer);
      return () => {
        timers.delete(timer);
      };
    },
    advance: (ms) => {
      const end = now + ms;
      for (let due = nextUntil(end); due; due = nextUntil(end)) {
        timers.delete(due);
        now = Math.max(now, due.at);
        due.call();
      }
      now = end;
    },
    get pending() {
      return timers.size;
    },
  };
}

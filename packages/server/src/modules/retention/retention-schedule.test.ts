import { createStubDatabase, createTestClock, silentLog } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { silentMeter } from '../../platform/silent-meter.ts';
import type { GaugeName } from '../../ports/meter.ts';
import { RetentionSchedule } from './retention-schedule.ts';

const MINUTE = 60_000;
type Database = ReturnType<typeof createStubDatabase>;
type State = Awaited<ReturnType<Database['readRetention']>>;

const WELL: State = {
  expiredUnmarked: 0,
  awaitingPurge: 0,
  dueForPurge: 0,
  holds: 0,
  openTierChanges: 0,
  unknownTierPeople: 0,
  lastSoftDeleteAt: null,
  lastCleanupAt: null,
  refused: null,
};

function setUp(over: Partial<Database> = {}) {
  const clock = createTestClock();
  const calls: string[] = [];
  const said: string[] = [];
  const gauges = new Map<GaugeName, () => number | null>();
  const note =
    <T>(name: string, answer: T) =>
    async () => {
      calls.push(name);
      return answer;
    };
  const say = (event: string, fields?: Readonly<Record<string, unknown>>) =>
    said.push(`${event} ${fields?.['job'] ?? ''} ${fields?.['done'] ?? ''}`.trim());
  const database = createStubDatabase({
    readNow: async () => new Date(clock.now()),
    applyTierChanges: note('changes', { hasMore: false, rewritten: 0 }),
    eraseVanished: note('vanish', 0),
    softDeleteExpired: note('soft_delete', 0),
    cleanupExpired: note('cleanup', 0),
    eraseDeletedContent: note('erase', 0),
    purgeReports: note('reports', 0),
    takeRetentionTurn: async () => async () => void calls.push('end of turn'),
    readRetention: async () => WELL,
    ...over,
  });
  const schedule = new RetentionSchedule({
    database,
    clock,
    ids: { next: () => '01900000-0000-7000-8000-000000000001', random: () => 0.5 },
    log: { ...silentLog, info: say, warn: say, error: say },
    meter: { ...silentMeter, gauge: (name, read) => void gauges.set(name, read) },
  });
  /** Time passes, and what it set off comes to its end. */
  const pass = async (ms: number, step = 1_000) => {
    for (let left = ms; left > 0; left -= step) {
      clock.advance(Math.min(step, left));
      for (let turn = 0; turn < 100; turn += 1) await Promise.resolve();
    }
  };
  return { clock, calls, said, gauges, schedule, pass };
}

describe('the schedule of retention', () => {
  it('[RET-13] runs everything soon after the start, changes first, then each at its own interval', async () => {
    const { calls, schedule, pass } = setUp();
    schedule.start();
    await pass(15_000);
    expect(calls).toEqual(['changes', 'vanish', 'soft_delete', 'cleanup', 'erase', 'reports', 'end of turn']);
    calls.length = 0;
    await pass(60 * MINUTE);
    const times = (name: string) => calls.filter((call) => call === name).length;
    const jobs = ['changes', 'vanish', 'soft_delete', 'cleanup', 'erase', 'reports'];
    expect(jobs.map(times)).toEqual([720, 120, 12, 1, 1, 0]);
    await schedule.stop();
  });

  it('[RET-13] leaves deleting to the node that has its turn, but for what disappears', async () => {
    const { calls, schedule, pass } = setUp({ takeRetentionTurn: async () => null });
    schedule.start();
    await pass(10 * MINUTE);
    expect(new Set(calls)).toEqual(new Set(['changes', 'vanish']));
    await schedule.stop();
  });

  it('[RET-6] deletes nothing while the clocks differ by more than five minutes, and says so', async () => {
    let ahead = 5 * MINUTE + 1;
    const { clock, calls, said, gauges, schedule, pass } = setUp({
      readNow: async () => new Date(clock.now() + ahead),
    });
    schedule.start();
    await pass(15_000);
    expect(calls).toEqual(['changes', 'end of turn']);
    expect(said).toContain('retention_clock_differs');
    expect(gauges.get('retention_refused')?.()).toBe(1);
    ahead = -5 * MINUTE;
    await pass(6 * MINUTE);
    expect(calls).toContain('soft_delete');
    expect(gauges.get('retention_refused')?.()).toBe(0);
    await schedule.stop();
  });

  it('[RET-13] tells no number before the first look', async () => {
    const at = new Date(0);
    const { clock, gauges, schedule, pass } = setUp({
      readRetention: async () => ({
        ...WELL,
        expiredUnmarked: 2,
        dueForPurge: 3,
        lastSoftDeleteAt: at,
        lastCleanupAt: at,
      }),
    });
    const told = () =>
      (['retention_due', 'retention_refused', 'retention_last_success_age_seconds'] as const).map((name) =>
        gauges.get(name)?.(),
      );
    schedule.start();
    expect(told()).toEqual([null, null, null]);
    await pass(15_000);
    expect(told()).toEqual([5, 0, clock.now() / 1_000]);
    await schedule.stop();
  });

  it('[RET-6] tells of a run that the database refused', async () => {
    const refused = { job: 'cleanup', at: new Date(), note: 'the clock went back' } as const;
    const { said, gauges, schedule, pass } = setUp({ readRetention: async () => ({ ...WELL, refused }) });
    schedule.start();
    await pass(15_000);
    expect(said).toEqual(['retention_refused cleanup 0']);
    expect(gauges.get('retention_refused')?.()).toBe(1);
    await schedule.stop();
  });

  it('[RET-13] goes in batches with pauses, one line a run', async () => {
    let left = 450;
    const { calls, said, schedule, pass } = setUp({
      softDeleteExpired: async (limit) => {
        const done = Math.min(limit, left);
        left -= done;
        calls.push(`marked ${done}`);
        return done;
      },
    });
    schedule.start();
    await pass(14_990);
    await pass(40, 10);
    expect(calls.filter((call) => call.startsWith('marked'))).toEqual(['marked 200', 'marked 200']);
    await pass(30, 10);
    expect(calls.filter((call) => call.startsWith('marked'))).toEqual(['marked 200', 'marked 200', 'marked 50']);
    expect(said).toEqual(['retention_run soft_delete 450']);
    await schedule.stop();
  });

  it('[RET-13] tries a job that failed again, later each time, and runs the others', async () => {
    const at: number[] = [];
    const { clock, calls, schedule, pass } = setUp({
      cleanupExpired: async () => {
        at.push(clock.now());
        throw new Error('away');
      },
    });
    const begin = clock.now();
    schedule.start();
    await pass(60_000);
    expect(at.map((ms) => Math.round((ms - begin) / 1_000))).toEqual([15, 20, 30, 50]);
    expect(calls).toContain('erase');
    await schedule.stop();
  });

  it('[RET-13] stops after the batch under way', async () => {
    let batches = 0;
    const { clock, schedule, pass } = setUp({
      cleanupExpired: async (limit) => {
        batches += 1;
        return limit;
      },
    });
    schedule.start();
    await pass(15_050, 50);
    const before = batches;
    expect(before).toBeGreaterThan(0);
    await schedule.stop();
    await pass(60_000);
    expect(batches).toBe(before);
    expect(clock.pending).toBe(0);
  });
});

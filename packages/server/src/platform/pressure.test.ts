import { createSeededIds, createTestClock } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import type { GaugeName } from '../ports/meter.ts';
import { DomainError } from './domain-error.ts';
import { Pressure, type PressureLevel } from './pressure.ts';
import { silentMeter } from './silent-meter.ts';

function setUp() {
  const clock = createTestClock();
  const shed: string[] = [];
  const gauges = new Map<GaugeName, () => number | null>();
  const meter = {
    ...silentMeter,
    countShed: (what: string) => void shed.push(what),
    gauge: (name: GaugeName, read: () => number | null) => void gauges.set(name, read),
  };
  const pressure = new Pressure({ clock, ids: createSeededIds(7), meter });
  const now = { sends: 0, loop: 0 };
  pressure.watch({ name: 'sends', read: () => now.sends, from: [100, 1_000, 10_000] });
  pressure.watch({ name: 'loop', read: () => now.loop, from: [150, 750, Number.POSITIVE_INFINITY] });
  const levels: PressureLevel[] = [];
  pressure.onChange((level) => levels.push(level));
  pressure.start();
  return { clock, pressure, now, levels, shed, gauges };
}

describe('the judge of pressure', () => {
  it('[LOAD-1] leaves out typing and presence first, then reads and new connections; sends are not its business', () => {
    const { clock, pressure, now, gauges } = setUp();
    const left = (sends: number) => {
      now.sends = sends;
      clock.advance(250);
      const out = (['typing', 'presence', 'read', 'handshake'] as const).filter((what) => pressure.sheds(what));
      return [pressure.level, ...out];
    };
    expect([99, 100, 1_000, 10_000].map(left)).toEqual([
      [0],
      [1, 'typing', 'presence'],
      [2, 'typing', 'presence', 'read', 'handshake'],
      [3, 'typing', 'presence', 'read', 'handshake'],
    ]);
    expect(gauges.get('pressure')?.()).toBe(3);
  });

  it('is as high as its worst signal, and one without a last level does not fill it', () => {
    const { clock, pressure, now } = setUp();
    Object.assign(now, { sends: 100, loop: 1e9 });
    clock.advance(250);
    expect(pressure.level).toBe(2);
  });

  it('[LOAD-2] rises with the next look and falls by one when it has been well below for two seconds', () => {
    const { clock, now, levels } = setUp();
    now.sends = 1_000;
    clock.advance(250);
    now.sends = 0;
    clock.advance(2_000);
    expect(levels).toEqual([2]);
    clock.advance(250);
    expect(levels).toEqual([2, 1]);
    clock.advance(2_250);
    expect(levels).toEqual([2, 1, 0]);
  });

  it('[LOAD-2] does not flutter around a bound', () => {
    const { clock, now, levels } = setUp();
    for (let turn = 0; turn < 100; turn++) {
      now.sends = turn % 2 === 0 ? 1_050 : 600;
      clock.advance(250);
    }
    expect(levels).toEqual([2]);
  });

  it('what is short and far below in between does not keep it from falling for ever, but begins the wait again', () => {
    const { clock, now, levels } = setUp();
    now.sends = 100;
    clock.advance(250);
    now.sends = 0;
    clock.advance(1_500);
    now.sends = 60;
    clock.advance(250);
    now.sends = 0;
    clock.advance(2_000);
    expect(levels).toEqual([1]);
    clock.advance(250);
    expect(levels).toEqual([1, 0]);
  });

  it('[LOAD-5] counts what it refuses, and names each caller another time to come again', () => {
    const { clock, pressure, now, shed } = setUp();
    pressure.admit('read');
    now.sends = 1_000;
    clock.advance(250);
    const times = Array.from({ length: 200 }, () => {
      try {
        pressure.admit('read');
      } catch (error) {
        if (error instanceof DomainError && error.code === 'overloaded') return error.facts.retryAfter ?? 0;
      }
      return 0;
    });
    expect(shed).toEqual(times.map(() => 'read'));
    expect(Math.min(...times)).toBeGreaterThanOrEqual(0.5);
    expect(Math.max(...times)).toBeLessThanOrEqual(5);
    expect(new Set(times).size).toBeGreaterThan(30);
  });

  it('looks no longer when it is stopped', () => {
    const { clock, pressure, now } = setUp();
    pressure.stop();
    now.sends = 10_000;
    clock.advance(10_000);
    expect([pressure.level, clock.pending]).toEqual([0, 0]);
  });
});

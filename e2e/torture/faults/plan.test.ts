import { describe, expect, it } from 'vitest';
import { type PlannedFault, planFaults } from './plan.ts';

const KINDS = [
  { kind: 'cut', weight: 3 },
  { kind: 'kill', weight: 1 },
  { kind: 'slow', weight: 1 },
];

function take(count: number, seed: number, row = 'network'): PlannedFault[] {
  const plan = planFaults({ seed, row, kinds: KINDS, gapMs: [100, 200] });
  return Array.from({ length: count }, () => plan.next().value);
}

describe('the plan of faults', () => {
  it('is the same for the same seed, and another for another seed or row', () => {
    expect(take(50, 7)).toEqual(take(50, 7));
    expect(take(50, 7)).not.toEqual(take(50, 8));
    expect(take(50, 7)).not.toEqual(take(50, 7, 'processes'));
  });

  it('has each kind once before any comes again, then by weight', () => {
    const kinds = take(3 + 5 * 10, 3).map(({ kind }) => kind);
    expect(kinds.slice(0, 3).toSorted()).toEqual(['cut', 'kill', 'slow']);
    const later = kinds.slice(3);
    expect(KINDS.map(({ kind }) => later.filter((one) => one === kind).length)).toEqual([30, 10, 10]);
  });

  it('pauses as long as it may, and gives each fault chance of its own', () => {
    const plan = take(100, 11);
    for (const { pauseMs } of plan) {
      expect(pauseMs).toBeGreaterThanOrEqual(100);
      expect(pauseMs).toBeLessThanOrEqual(200);
    }
    expect(new Set(plan.map(({ stream }) => stream)).size).toBe(100);
  });
});

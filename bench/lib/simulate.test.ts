import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { simulate } from './simulate.ts';
import { Costs, Habits, LIMITS_OF_ONE } from './simulation-inputs.ts';

const costs = Costs.parse(JSON.parse(readFileSync(new URL('../costs.json', import.meta.url), 'utf8')));
const of = (habits: Partial<Habits>) => simulate(Habits.parse(habits), costs, LIMITS_OF_ONE);
const daily = (hours: readonly { sends: number }[]) => hours.reduce((sum, { sends }) => sum + sends * 3_600, 0);

describe('a simulated day', () => {
  it('has 24 hours whose sends are the messages of the day', () => {
    const { hours, totals } = of({ people: 10_000, activeShare: 0.5, messages: 20 });
    expect(hours).toHaveLength(24);
    expect(totals.messages).toBe(100_000);
    expect(daily(hours)).toBeCloseTo(100_000, 3);
  });

  it('costs twice as much for twice the people, and the same people meet a limit whoever asks', () => {
    const [one, two] = [of({ people: 50_000 }), of({ people: 100_000 })];
    expect(two.hours[20]?.serverCores).toBeCloseTo(2 * (one.hours[20]?.serverCores ?? 0), 9);
    expect(two.limits.map(({ name, people }) => [name, Math.round(people)])).toEqual(
      one.limits.map(({ name, people }) => [name, Math.round(people)]),
    );
  });

  it('tells the limits in the order in which they are met', () => {
    const { limits } = of({});
    expect(limits.map(({ people }) => people)).toEqual(limits.map(({ people }) => people).sort((a, b) => a - b));
  });

  it('delivers more where there are more groups, and keeps less where less is kept', () => {
    const [plain, grouped] = [of({ groups: 0 }), of({ groups: 0.5 })];
    expect(grouped.hours[20]?.deliveries).toBeGreaterThan(3 * (plain.hours[20]?.deliveries ?? 0));
    expect(of({ keptDays: 30 }).totals.storedBytes).toBeCloseTo(of({ keptDays: 60 }).totals.storedBytes / 2, 0);
  });

  it('refuses what cannot be a share', () => {
    expect(() => Habits.parse({ activeShare: 3 })).toThrow();
  });
});

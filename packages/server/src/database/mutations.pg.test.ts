import { MUTANTS, type Mutant, type MutantLab, openMutantLab, PROBES } from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/*
 * Every policy, grant, trigger and guard is broken on purpose, one at a time, and a probe must fail. The probes are the tests
 * of promises.pg.test.ts, where they pass: so each of those lines of SQL is held by a test that can fail.
 */

let lab: MutantLab;

beforeAll(() => {
  lab = openMutantLab(inject('databaseAdminUrl'));
});
afterAll(async () => {
  await lab.close();
});

function groupOf({ target, name }: Mutant): string {
  if ('function' in target) return `function ${target.function}`;
  if ('policy' in target) return `policy ${target.policy}`;
  return name.split(' ')[0] === 'policy' || name.startsWith('no row security')
    ? 'policies as a whole'
    : 'grants and triggers';
}

const groups = new Map<string, Mutant[]>();
for (const mutant of MUTANTS) groups.set(groupOf(mutant), [...(groups.get(groupOf(mutant)) ?? []), mutant]);

describe(`${MUTANTS.length} things broken on purpose, ${PROBES.length} probes`, () => {
  it.each([...groups])('[MUT-1] whatever is broken in %s, a probe fails', { timeout: 60_000 }, async (_, mutants) => {
    const survivors: string[] = [];
    for (const mutant of mutants) {
      if ((await lab.findWitness(mutant)) === null) survivors.push(mutant.name);
    }
    expect(survivors).toEqual([]);
  });
});

import {
  MUTANTS,
  type Mutant,
  type MutantLab,
  NOTICED_BY,
  openMutantLab,
  PROBES,
  usualMutants,
} from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/*
 * Every policy, grant, trigger and guard is broken on purpose, one at a time, and a probe must fail. The probes are the tests
 * of promises.pg.test.ts, where they pass: so each of those lines of SQL is held by a test that can fail. The probe that
 * notices is known beforehand: a hint that is missing or wrong costs a run of all probes before it, and fails here with the line
 * that belongs into `noticed-by.ts` or beside it. `npm run test:all` tries all
 * of them, `npm test` every policy and a part of the rest.
 */

let lab: MutantLab;

beforeAll(() => {
  lab = openMutantLab(inject('databaseAdminUrl'));
});
afterAll(async () => {
  await lab.close();
});

/** Small groups: each has its own time limit, which a busy machine must not come near. */
function groupOf({ target, name }: Mutant): string {
  if ('function' in target) return `function ${target.function}`;
  if ('policy' in target) return `policy ${target.policy}`;
  if (name.startsWith('policy') || name.startsWith('no row security')) return 'policies as a whole';
  const [verb = ''] = /^(?:INSERT|UPDATE|DELETE|TRUNCATE|SELECT|EXECUTE)\b/.exec(name) ?? [];
  return verb === '' ? 'triggers and constraints' : `grants of ${verb}`;
}

const GROUP_SIZE = 20;

const TRIED = process.env['NATTER_TEST_ALL'] === '1' ? MUTANTS : usualMutants();

const groups = new Map<string, Mutant[]>();
for (const mutant of TRIED) {
  const name = groupOf(mutant);
  for (let part = 1; ; part++) {
    const key = part === 1 ? name : `${name} (${part})`;
    const group = groups.get(key) ?? [];
    if (group.length === GROUP_SIZE) continue;
    groups.set(key, [...group, mutant]);
    break;
  }
}

describe(`${TRIED.length} things broken on purpose, ${PROBES.length} probes`, () => {
  it.each([...groups])('[MUT-1] whatever is broken in %s, a probe fails', { timeout: 180_000 }, async (_, mutants) => {
    const survivors: string[] = [];
    const hints: Record<string, string> = {};
    for (const mutant of mutants) {
      const witness = await lab.findWitness(mutant);
      if (witness === null) survivors.push(mutant.name);
      else if (witness !== NOTICED_BY[mutant.name]) hints[mutant.name] = witness;
    }
    expect({ survivors, hints }).toEqual({ survivors: [], hints: {} });
  });

  it('no hint is left of what is no longer broken', () => {
    const names = new Set(MUTANTS.map(({ name }) => name));
    expect(names.size).toBe(MUTANTS.length);
    expect(new Set(PROBES.map(({ name }) => name)).size).toBe(PROBES.length);
    expect(Object.keys(NOTICED_BY).filter((name) => !names.has(name))).toEqual([]);
  });
});

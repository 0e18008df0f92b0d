import { createTestDatabase } from '@natter/testkit';
import { type Mutant, planMutant } from '@natter/testkit/sql';
import { describe, expect, inject, it } from 'vitest';
import { type SimulationReport, simulateRetention } from './testing/simulate-retention.ts';

const SEED = Number(process.env['NATTER_SIMULATION_SEED'] ?? 20_260_101);

async function simulate(days: number, mutant?: Mutant): Promise<SimulationReport> {
  const database = await createTestDatabase(inject('databaseAdminUrl'));
  const db = database.open();
  try {
    if (mutant !== undefined) await database.admin.query((await planMutant(database.roles, mutant)).break);
    return await simulateRetention(database, db, { seed: SEED, days });
  } finally {
    await db.close();
    await database.drop();
  }
}

const inFunction = (name: string, find: string, replace: string): Mutant => ({
  name,
  target: { function: name },
  find,
  replace,
});

const byStatement = (sql: string): Mutant => ({ name: sql, target: { sql, mend: '' }, find: '', replace: '' });

/** Mistakes that somebody could make, and the oracle must find. */
const MISTAKES: readonly (readonly [string, Mutant])[] = [
  [
    'the tier of today counts',
    inFunction(
      'expiry_of',
      'v_expiry := v_kept;',
      `RETURN (SELECT natter.after_days(p_sent_at, natter.days_of_tier(u.tier)) FROM natter.users u WHERE u.id = p_sender);`,
    ),
  ],
  [
    'the grace is forgotten',
    inFunction('expiry_of', "greatest(v_change.at + v_change.grace_days * interval '24 hours', v_next)", 'v_next'),
  ],
  ['an upgrade shortens', inFunction('expiry_of', 'v_expiry := greatest(v_expiry, v_next);', 'v_expiry := v_next;')],
  ['what has expired comes back with an upgrade', inFunction('expiry_of', 'EXIT WHEN v_expiry <= v_change.at;', '')],
  [
    'the purge does not wait',
    inFunction(
      'cleanup_expired_messages',
      "v_before := v_run.at - v_policy.purge_after_days * interval '24 hours';",
      'v_before := v_run.at;',
    ),
  ],
  [
    'what is held is purged',
    inFunction('cleanup_expired_messages', 'AND m.conversation_id NOT IN (SELECT natter.held_conversations())', ''),
  ],
  ['the guard is off', inFunction('begin_retention_run', 'IF v_reason IS NOT NULL THEN', 'IF false THEN')],
  [
    'an upgrade keeps what was to disappear',
    inFunction(
      'rewrite_expiries',
      'least(natter.expiry_of(m.conversation_id, a.author, m.sent_at), m.disappears_at)',
      'natter.expiry_of(m.conversation_id, a.author, m.sent_at)',
    ),
  ],
  [
    'what is held disappears',
    inFunction('erase_vanished', 'AND m.conversation_id NOT IN (SELECT natter.held_conversations())', ''),
  ],
  ['a wrong clock lets messages disappear', inFunction('vanish_messages', 'OR NOT natter.is_clock_trusted()', '')],
  [
    'what is marked does not disappear',
    inFunction('erase_vanished', 'AND m.disappears_at <= p_at', 'AND m.deleted_at = p_at AND m.disappears_at <= p_at'),
  ],
  [
    'an unknown tier is kept for long',
    byStatement(`CREATE OR REPLACE FUNCTION natter.days_for(p_tier text, p_free int, p_privileged int, p_plus int, p_shortest int)
      RETURNS int LANGUAGE sql IMMUTABLE
      RETURN CASE p_tier WHEN 'privileged' THEN p_privileged WHEN 'free' THEN p_free ELSE p_plus END`),
  ],
];

/** Each takes a life of its own to be found: two of them every time, all of them with `npm run test:all`. */
const TRIED =
  process.env['NATTER_TEST_ALL'] === '1'
    ? MISTAKES
    : MISTAKES.filter(([name]) => /grace|keeps what was to disappear/.test(name));

/** Every run simulates the four months in which most of it happens for the first time, the long one all of it. */
const DAYS = process.env['NATTER_TEST_ALL'] === '1' ? 400 : 120;
const share = (of400: number): number => (of400 * DAYS) / 400;

describe(`${DAYS} days of a store`, () => {
  it('[RET-7] members see, and the tables hold, what the rules alone say', { timeout: 240_000 }, async () => {
    const report = await simulate(DAYS);
    expect(report.sent).toBeGreaterThan(share(900));
    expect(report.purged).toBeGreaterThan(share(250));
    expect(report.tierChanges).toBeGreaterThan(share(80));
    expect(report.checks).toBe(DAYS + 1);
  });

  it.each(TRIED)('[RET-7] where %s, it is noticed', { timeout: 240_000 }, async (_, mutant) => {
    await expect(simulate(400, mutant)).rejects.toThrow(`seed ${SEED}`);
  });
});

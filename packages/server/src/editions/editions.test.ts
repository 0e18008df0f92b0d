import { describe, expect, it } from 'vitest';
import { EDITIONS } from './index.ts';

const person = (tier: string, ...roles: string[]) => ({ userId: 'ann', tier, roles });

describe('who may start', () => {
  it.each([
    ['free', [], 'tier_required'],
    ['free', ['member'], 'tier_required'],
    ['unknown', ['moderator'], 'tier_required'],
    ['privileged', [], true],
    ['privileged_plus', [], true],
    ['free', ['manager'], true],
    ['free', ['member', 'owner'], true],
  ] as const)('[START-1] in the bookstore: tier %s, roles %j → %s', (tier, roles, expected) => {
    expect(EDITIONS.bookstore.mayStart(person(tier, ...roles), 'bob')).toBe(expected);
  });

  it('[START-1] everybody elsewhere', () => {
    for (const edition of [EDITIONS.marketplace, EDITIONS.social])
      expect(edition.mayStart(person('free'), 'bob')).toBe(true);
  });

  it('text lengths are those of the editions', () => {
    const lengths = Object.values(EDITIONS).map(({ name, messageLength }) => [name, messageLength]);
    expect(Object.fromEntries(lengths)).toEqual({ bookstore: 1_000, marketplace: 4_000, social: 10_000 });
  });
});

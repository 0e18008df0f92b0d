import { describe, expect, it } from 'vitest';
import { defaultPolicy } from './deployment-policy.ts';
import type { Entitlement } from './edition-policy.ts';
import { EDITIONS, type EditionPolicy } from './index.ts';

/** Whoever the table names for it, as `tier:free`. */
const entitled = ({ entitlements }: EditionPolicy, entitlement: Entitlement) =>
  entitlements.filter((one) => one.entitlement === entitlement).map(({ kind, name }) => `${kind}:${name}`);

describe('who may do what', () => {
  it('[START-1] in the bookstore paying members, managers and owners start, and free members too may reply', () => {
    const starters = ['tier:privileged', 'tier:privileged_plus', 'role:manager', 'role:owner'];
    expect(entitled(EDITIONS.bookstore, 'CAN_INITIATE_DIRECT_MESSAGES')).toEqual(starters);
    expect(entitled(EDITIONS.bookstore, 'CAN_SEND_DIRECT_MESSAGES').sort()).toEqual(['tier:free', ...starters].sort());
  });

  it('[START-1] elsewhere people of every tier do both', () => {
    for (const edition of [EDITIONS.marketplace, EDITIONS.social]) {
      for (const entitlement of ['CAN_INITIATE_DIRECT_MESSAGES', 'CAN_SEND_DIRECT_MESSAGES'] as const) {
        expect(entitled(edition, entitlement)).toEqual(['tier:free', 'tier:privileged', 'tier:privileged_plus']);
      }
    }
  });

  it('[START-1] the sentence for a free member names what would allow it', () => {
    expect(EDITIONS.bookstore.startingNeeds).toMatch(/Privileged and Privileged Plus/);
  });

  it('the sentence for those who may not write names everybody who may', () => {
    const { sendingNeeds } = EDITIONS.bookstore;
    for (const who of entitled(EDITIONS.bookstore, 'CAN_SEND_DIRECT_MESSAGES')) {
      const words = who.slice(who.indexOf(':') + 1).replace('_', ' ');
      expect(sendingNeeds.toLowerCase()).toContain(words);
    }
  });

  it('text lengths are those of the editions', () => {
    const lengths = Object.values(EDITIONS).map(({ name, messageLength }) => [name, messageLength]);
    expect(Object.fromEntries(lengths)).toEqual({ bookstore: 1_000, marketplace: 4_000, social: 10_000 });
  });
});

describe('what the database keeps', () => {
  it('[WALL-1] a bookstore is for its members, and keeps their messages by tier', () => {
    expect(defaultPolicy('bookstore')).toMatchObject({
      requiresMembership: true,
      freeDays: 30,
      privilegedDays: 180,
      privilegedPlusDays: 365,
      retentionBasis: 'sender',
      graceDays: 30,
      purgeAfterDays: 7,
      maxMessageLength: 1_000,
      features: [
        'archive',
        'blocking',
        'deletion',
        'disappearing',
        'editing',
        'formatting',
        'presence',
        'reactions',
        'receipts',
        'reporting',
        'scheduling',
        'starring',
        'typing',
        'word_filter',
      ],
    });
  });

  it('the others are open and keep messages for ever', () => {
    for (const edition of ['marketplace', 'social'] as const) {
      expect(defaultPolicy(edition)).toMatchObject({
        requiresMembership: false,
        freeDays: 0,
        privilegedDays: 0,
        privilegedPlusDays: 0,
      });
    }
  });
});

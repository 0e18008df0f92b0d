import { describe, expect, it } from 'vitest';
import { reportActions } from './report-actions.ts';

const owner = { userId: 'u-owner', office: 'owner' } as const;
const manager = { userId: 'u-manager', office: 'manager' } as const;
const moderator = { userId: 'u-moderator', office: null };
const other = <Who extends { readonly userId: string }>(who: Who) => ({ ...who, userId: 'u-other' });

describe('what may be done about a report', () => {
  it('is everything where a member wrote it', () => {
    for (const me of [owner, manager, moderator, null])
      expect(reportActions({ userId: 'u-member' }, me)).toEqual(['dismiss', 'remove', 'suspend']);
  });

  it('is not to suspend an owner; a manager only for an owner', () => {
    expect(reportActions(other(owner), owner)).toEqual(['dismiss', 'remove']);
    expect(reportActions(other(manager), owner)).toEqual(['dismiss', 'remove', 'suspend']);
    expect(reportActions(other(manager), manager)).toEqual(['dismiss', 'remove']);
  });

  it('is of one’s own words only to remove them; an owner may also dismiss it, above whom there is nobody', () => {
    expect(reportActions(other(manager), other(manager))).toEqual(['remove']);
    expect(reportActions(other(owner), other(owner))).toEqual(['dismiss', 'remove']);
  });
});

import { describe, expect, it } from 'vitest';
import { createNatterI18n } from '../i18n/create-i18n.ts';
import { enLater } from '../i18n/en-later.ts';
import { retentionLines } from './retention-lines.ts';

const i18n = createNatterI18n('en');
i18n.addResourceBundle('en', 'natter', enLater, true, false);
const linesOf = (basis: 'sender' | 'longest_participant', days: readonly number[], tier: string) => {
  const [free = 0, privileged = 0, privileged_plus = 0] = days;
  return retentionLines({ basis, days: { free, privileged, privileged_plus } }, tier, 'Ruth', (key, values) =>
    i18n.t(key, values ?? {}),
  );
};

describe('how long messages stay', () => {
  it('goes by one’s own membership and by that of the other, where the sender’s counts', () => {
    expect(linesOf('sender', [30, 180, 365], 'privileged')).toEqual([
      'What you write disappears after 180 days, for everybody.',
      'How long the words of Ruth stay depends on their membership.',
    ]);
  });

  it('is the shortest time for a membership that is not known', () => {
    expect(linesOf('sender', [30, 180, 0], 'gold')[0]).toBe('What you write disappears after 30 days, for everybody.');
  });

  it('is told as for ever where it is', () => {
    expect(linesOf('sender', [0, 0, 0], 'free')).toEqual(['Messages are kept here for as long as you want them.']);
    expect(linesOf('sender', [1, 180, 0], 'privileged_plus')[0]).toBe(
      'What you write stays for as long as you want it.',
    );
    expect(linesOf('longest_participant', [30, 180, 0], 'privileged_plus')).toEqual([
      'Messages are kept here for as long as you want them.',
    ]);
  });

  it('is at least one’s own where the longer one counts', () => {
    expect(linesOf('longest_participant', [1, 180, 365], 'free')).toEqual([
      'Messages stay here for 1 day at least: the longer membership of the two of you counts.',
    ]);
  });
});

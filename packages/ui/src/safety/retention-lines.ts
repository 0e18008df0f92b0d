import type { PublicConfig } from '@natter/protocol';
import type { enLater } from '../i18n/en-later.ts';
import type { useMoreTexts } from '../i18n/use-more-texts.ts';

type Retention = NonNullable<PublicConfig['retention']>;

/** Days that a person's messages are kept by their tier, 0 = for ever. A tier that is not known counts as the shortest. */
export function daysOfTier(days: Retention['days'], tier: string): number {
  const known = Object.entries(days).find(([name]) => name === tier)?.[1];
  if (known !== undefined) return known;
  const ends = Object.values(days).filter((each) => each > 0);
  return ends.length === 0 ? 0 : Math.min(...ends);
}

/** How long messages stay in a conversation with `name` (null: in a group, where each one's membership counts), as sentences. */
export function retentionLines(
  retention: Retention,
  tier: string,
  name: string | null,
  t: ReturnType<typeof useMoreTexts<typeof enLater>>,
): string[] {
  const { days, basis } = retention;
  if (Object.values(days).every((each) => each === 0)) return [t('details.forEver')];
  const mine = daysOfTier(days, tier);
  if (basis === 'longest_participant' && name !== null)
    return [mine === 0 ? t('details.forEver') : t('details.longest', { count: mine })];
  return [
    mine === 0 ? t('details.mineForEver') : t('details.mine', { count: mine }),
    name === null ? t('details.othersGroup') : t('details.others', { name }),
  ];
}

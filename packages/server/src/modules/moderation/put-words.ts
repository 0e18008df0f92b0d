import { checkText } from '@natter/model';
import { type FieldFault, type FilterWords, LIMITS, type UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { FilterWordRow } from '../../ports/safety-database.ts';

/** At most this many faults are listed; the first ones say enough. */
const MAX_FAULTS = 20;

/** Replaces the word filter (WORDS-7). Errors: `invalid` with each word that is too long or has nothing to see. */
export async function putWords(
  { database, meter }: Platform,
  userId: UserId,
  { words }: FilterWords,
): Promise<FilterWords> {
  const faults: FieldFault[] = [];
  const checked = words.flatMap(({ word, action }, index): FilterWordRow[] => {
    const text = checkText(word, { maxLength: LIMITS.filterWordLength });
    if (text.ok) return [{ word: text.text.trim(), action }];
    const message = text.fault === 'too_long' ? `must be at most ${LIMITS.filterWordLength}` : 'has nothing to see';
    faults.push({ path: `words.${index}.word`, message });
    return [];
  });
  if (faults.length > 0) throw new DomainError('invalid', { fields: faults.slice(0, MAX_FAULTS) });
  const stored = await database.putWords(userId, checked);
  meter.countModeration('words_changed');
  return { words: stored.map(({ word, action }) => ({ word, action })) };
}

import { type FilterWord, LIMITS } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { daysOf } from './resolve-dialog.tsx';
import { faultOf, readLines, tidyWord, withoutWord, withWord } from './word-list.ts';

const list: FilterWord[] = [
  { word: 'Rubbish', action: 'refuse' },
  { word: 'rich quick', action: 'report' },
];

describe('the list of words', () => {
  it('knows a word whatever its case, its width and the spaces around it', () => {
    for (const typed of ['rubbish', ' RUBBISH ', 'ｒｕｂｂｉｓｈ', 'Rich   quick']) {
      expect(faultOf(list, tidyWord(typed)), typed).toBe('known');
    }
    expect(faultOf(list, 'rich')).toBeNull();
  });

  it('has bounds in characters as people count them, and in words', () => {
    expect(faultOf([], '🐕'.repeat(LIMITS.filterWordLength))).toBeNull();
    expect(faultOf([], '🐕'.repeat(LIMITS.filterWordLength + 1))).toBe('tooLong');
    const full = Array.from(
      { length: LIMITS.filterWords },
      (_, index): FilterWord => ({ word: `w${index}`, action: 'refuse' }),
    );
    expect(faultOf(full, 'one more')).toBe('tooMany');
  });

  it('changes what a known word does, and adds an unknown one', () => {
    expect(withWord(list, { word: 'RUBBISH', action: 'report' })[0]).toEqual({ word: 'Rubbish', action: 'report' });
    expect(withWord(list, { word: 'new', action: 'refuse' })).toHaveLength(3);
    expect(withoutWord(list, 'rubbish')).toEqual([list[1]]);
  });

  it('reads lines of any system, each new word once', () => {
    const text = `one\r\ntwo words\r\rONE\n\n  rubbish\n${'x'.repeat(LIMITS.filterWordLength + 1)}`;
    expect(readLines(list, text)).toEqual({ news: ['one', 'two words'], known: 2, tooLong: 1 });
    expect(readLines(list, '')).toEqual({ news: [], known: 0, tooLong: 0 });
  });
});

describe('the days of a suspension', () => {
  it('are whole and within the bounds of the server', () => {
    expect(['1', ' 7 ', '3650'].map(daysOf)).toEqual([1, 7, 3650]);
    expect(['', '0', '-1', '1.5', '3651', 'week', '1e3'].map(daysOf)).toEqual(Array(7).fill(null));
  });
});

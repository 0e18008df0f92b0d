import { codePointLength } from '@natter/model';
import { type FilterWord, LIMITS } from '@natter/protocol';

/** A word as it is compared: case and width make no difference. */
const keyOf = (word: string) => word.normalize('NFKC').toLowerCase();

/** A word as it is kept: one form of each letter, single spaces. */
export const tidyWord = (typed: string) => typed.normalize('NFC').replace(/\s+/gu, ' ').trim();

/** Why a word cannot be added; null: it can. */
export function faultOf(words: readonly FilterWord[], word: string): 'known' | 'tooLong' | 'tooMany' | null {
  if (codePointLength(word) > LIMITS.filterWordLength) return 'tooLong';
  if (words.some((each) => keyOf(each.word) === keyOf(word))) return 'known';
  return words.length >= LIMITS.filterWords ? 'tooMany' : null;
}

/** The list with one more; with what it does changed, where it is there already. */
export function withWord(words: readonly FilterWord[], word: FilterWord): FilterWord[] {
  const isKnown = words.some((each) => keyOf(each.word) === keyOf(word.word));
  if (!isKnown) return [...words, word];
  return words.map((each) => (keyOf(each.word) === keyOf(word.word) ? { ...each, action: word.action } : each));
}

/** The list without one. */
export function withoutWord(words: readonly FilterWord[], word: string): FilterWord[] {
  return words.filter((each) => keyOf(each.word) !== keyOf(word));
}

export interface ReadLines {
  readonly news: readonly string[];
  readonly known: number;
  readonly tooLong: number;
}

/** What a text of one word a line adds to a list: each new word once, in order. Empty lines count for nothing. */
export function readLines(words: readonly FilterWord[], text: string): ReadLines {
  const seen = new Set(words.map((each) => keyOf(each.word)));
  const news: string[] = [];
  let [known, tooLong] = [0, 0];
  for (const line of text.split(/\r\n|\r|\n/u)) {
    const word = tidyWord(line);
    if (word === '') continue;
    if (codePointLength(word) > LIMITS.filterWordLength) tooLong += 1;
    else if (seen.has(keyOf(word))) known += 1;
    else {
      seen.add(keyOf(word));
      news.push(word);
    }
  }
  return { news, known, tooLong };
}

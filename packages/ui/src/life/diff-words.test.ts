import { describe, expect, it } from 'vitest';
import { type DiffPart, diffWords } from './diff-words.ts';

const shown = (parts: readonly DiffPart[]) =>
  parts.map(({ kind, text }) => ({ same: text, added: `+${text}+`, removed: `-${text}-` })[kind]).join('');
const side = (parts: readonly DiffPart[], kind: DiffPart['kind']) =>
  parts
    .filter((each) => each.kind === 'same' || each.kind === kind)
    .map(({ text }) => text)
    .join('');

describe('what changed between two versions', () => {
  it.each([
    ['See you at ten', 'See you at eleven', 'See you at -ten-+eleven+'],
    ['Hello', 'Hello there', 'Hello+ there+'],
    ['a b c', 'a c', 'a -b -c'],
    ['نلتقي غدا', 'نلتقي اليوم', 'نلتقي -غدا-+اليوم+'],
    ['same', 'same', 'same'],
    ['', 'new', '+new+'],
  ])('is marked by words: %j, then %j', (before, after, expected) => {
    expect(shown(diffWords(before, after))).toBe(expected);
  });

  it('gives both versions whole, whatever they are', () => {
    let seed = 7;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    const words = ['a', 'b', 'c', ' ', '\n', '👍🏽', 'é', '.', '日本'];
    const text = () => Array.from({ length: random() % 30 }, () => words[random() % words.length]).join('');
    for (let round = 0; round < 300; round += 1) {
      const [before, after] = [text(), text()];
      const parts = diffWords(before, after);
      expect(side(parts, 'removed')).toBe(before);
      expect(side(parts, 'added')).toBe(after);
    }
  });

  it('of two long texts is found in a moment', () => {
    const [before, after] = ['old '.repeat(20_000), 'new '.repeat(20_000)];
    const begun = performance.now();
    const parts = diffWords(before, after);
    expect(performance.now() - begun).toBeLessThan(1_000);
    expect(side(parts, 'added')).toBe(after);
  });
});

import { describe, expect, it } from 'vitest';
import { Emoji } from './index.ts';

const is = (text: string) => Emoji.safeParse(text).success;

describe('an emoji', () => {
  it('is one picture, also of several people, in a tone, a flag, a key', () => {
    for (const one of ['👍', '👍🏽', '❤️', '👩‍👩‍👧‍👦', '🇩🇪', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '1️⃣', '☝🏿'])
      expect([one, is(one)]).toEqual([one, true]);
  });

  it('may be newer than this server: a place kept for emoji, a new picture joined of whole ones', () => {
    expect(is('\u{1F6FF}')).toBe(true);
    expect(is('🙂\u200D↔️')).toBe(true);
    expect(is('🐦\u200D🔥')).toBe(true);
  });

  it('is nothing else: no text, no two, no half, no markup, no joining without end', () => {
    const others = ['', 'a', '1', '👍👍', '❤', '\u200D', '👍\u200D', '<b>', '👍 ', 'ok👍', '\uFE0F', '🏽'.repeat(2)];
    for (const one of [...others, Array(9).fill('👩').join('\u200D')]) expect([one, is(one)]).toEqual([one, false]);
  });
});

import { describe, expect, it } from 'vitest';
import { isOnlyEmoji } from './only-emoji.ts';

describe('what is only emoji', () => {
  it.each(['😀', '❤️', '👍🏽', '✌🏿', '👩‍👩‍👧‍👦', '🏳️‍🌈', '🇩🇪', '1️⃣', '😀😀😀', '😀 ❤️', '🤷🏽‍♀️'])('%s is', (text) => {
    expect(isOnlyEmoji(text)).toBe(true);
  });

  it.each(['', ' ', '1', '123', '#', '©', '😀😀😀😀', 'ok 😀', '😀!', '`😀`', '\u200D', `${'😀'.repeat(10_000)}`])(
    '%j is not',
    (text) => {
      expect(isOnlyEmoji(text)).toBe(false);
    },
  );
});

import { Emoji } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { EMOJI, EMOJI_GROUPS, findEmoji, inTone, nameOfEmoji } from './find-emoji.ts';
import { QUICK_REACTIONS } from './recent-emoji.ts';
import { SKIN_TONES } from './skin-tone.ts';

const all = [...EMOJI.values()].flat();
const isReaction = (emoji: string) => Emoji.safeParse(emoji).success;
const found = (search: string) => findEmoji(search, 5).map(({ emoji }) => emoji);

describe('the emoji', () => {
  it('are all of Unicode, in nine groups, each once and as it is written between programs', () => {
    expect([...EMOJI.keys()]).toEqual([...EMOJI_GROUPS]);
    expect(all.length).toBeGreaterThan(1_850);
    expect(new Set(all.map(({ emoji }) => emoji)).size).toBe(all.length);
    // Also where this Node knows an older Unicode.
    expect(all.filter(({ emoji }) => !isReaction(emoji))).toEqual([]);
    expect(QUICK_REACTIONS.filter((each) => !all.some(({ emoji }) => emoji === each))).toEqual([]);
  });

  it('take every tone where they take one', () => {
    const toned = all.filter(({ takesTone, emoji }) => takesTone && isReaction(emoji));
    expect(toned.length).toBeGreaterThan(250);
    for (const each of toned) {
      for (const tone of SKIN_TONES) expect([each.name, isReaction(inTone(each, tone))]).toEqual([each.name, true]);
    }
    expect(inTone({ emoji: '☝️', name: '', takesTone: true, words: [] }, 5)).toBe('☝🏿');
    expect(inTone({ emoji: '❤️', name: '', takesTone: false, words: [] }, 5)).toBe('❤️');
  });

  it('are found by name, by what people call them, and by several words', () => {
    expect(found('+1')[0]).toBe('👍');
    expect(found('thumbsup')[0]).toBe('👍');
    expect(found('red heart')[0]).toBe('❤️');
    expect(found('red_heart')[0]).toBe('❤️');
    expect(found('joy')[0]).toBe('😂');
    expect(found('pizza')[0]).toBe('🍕');
    expect(found('PIZ')[0]).toBe('🍕');
    expect(found('german')).toContain('🇩🇪');
    expect(found('qqqq')).toEqual([]);
    expect(found('  ')).toEqual([]);
  });

  it('have names for those who hear them', () => {
    expect(nameOfEmoji('👍')).toBe('thumbs up');
    expect(nameOfEmoji('👍🏽')).toBe('thumbs up');
    expect(nameOfEmoji('☝🏿')).toBe('index pointing up');
    expect(nameOfEmoji('x')).toBe('x');
  });
});

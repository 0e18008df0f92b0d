import type { UiPlatform } from '../base/platform.web.ts';

/** 0: the emoji's own yellow; 1–5 from light to dark. */
export type SkinTone = 0 | 1 | 2 | 3 | 4 | 5;

export const SKIN_TONES: readonly SkinTone[] = [0, 1, 2, 3, 4, 5];
const KEY = 'natter:skin-tone';
const VARIATION = '\ufe0f';

/** An emoji that takes a tone, in that tone: the modifier stands behind its first sign, in place of a variation selector. */
export function withTone(emoji: string, tone: SkinTone): string {
  if (tone === 0) return emoji;
  const [first = '', ...rest] = emoji;
  const behind = rest[0] === VARIATION ? rest.slice(1) : rest;
  return first + String.fromCodePoint(0x1f3fa + tone) + behind.join('');
}

/** What was chosen on this device. */
export function readSkinTone(platform: UiPlatform): SkinTone {
  const stored = Number(platform.read(KEY));
  return SKIN_TONES.find((tone) => tone === stored) ?? 0;
}

export function writeSkinTone(platform: UiPlatform, tone: SkinTone): void {
  platform.write(KEY, String(tone));
}

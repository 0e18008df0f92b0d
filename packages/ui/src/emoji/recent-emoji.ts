import type { UiPlatform } from '../base/platform.web.ts';

/** The six that are offered at once, until a person has shown what they use. */
export const QUICK_REACTIONS: readonly string[] = ['👍', '❤️', '😂', '😮', '😢', '🙏'];

const KEY = 'natter:recent-emoji';
const MOST = 32;
/** Longer than any emoji: somebody else's words are no emoji (UTF-16 units). */
const LONGEST = 40;

/** What was used last on this device, the newest first. */
export function readRecentEmoji(platform: UiPlatform): readonly string[] {
  const stored = platform.read(KEY) ?? '';
  return stored.split(' ').filter((each) => each !== '' && each.length <= LONGEST);
}

/** Remembers that an emoji was used, in a message or as a reaction. */
export function noteEmoji(platform: UiPlatform, emoji: string): void {
  const rest = readRecentEmoji(platform).filter((each) => each !== emoji);
  platform.write(KEY, [emoji, ...rest].slice(0, MOST).join(' '));
}

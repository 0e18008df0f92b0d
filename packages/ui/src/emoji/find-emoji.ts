import { EMOJI_DATA } from './emoji-data.ts';
import { type SkinTone, withTone } from './skin-tone.ts';

export interface Emoji {
  readonly emoji: string;
  readonly name: string;
  readonly takesTone: boolean;
  /** What it is found by, in lower case: its name, then more. */
  readonly words: readonly string[];
}

/** The groups of Unicode, in its order; `component` is none of them. */
export const EMOJI_GROUPS = [
  'smileys',
  'people',
  'nature',
  'food',
  'travel',
  'activities',
  'objects',
  'symbols',
  'flags',
] as const;
export type EmojiGroup = (typeof EMOJI_GROUPS)[number];

function parse(line: string): Emoji {
  const [sign = '', name = '', more = ''] = line.split('|');
  const takesTone = sign.startsWith('+');
  const words = [...name.toLowerCase().split(/[^\p{L}\p{N}]+/u), ...more.split(' ')].filter((word) => word !== '');
  return { emoji: takesTone ? sign.slice(1) : sign, name, takesTone, words };
}

/** All emoji by group, in the order they are shown. */
export const EMOJI: ReadonlyMap<EmojiGroup, readonly Emoji[]> = new Map(
  EMOJI_DATA.split('\n\n').map((group, at) => [EMOJI_GROUPS[at] ?? 'symbols', group.split('\n').map(parse)]),
);
const ALL = [...EMOJI.values()].flat();
const BY_EMOJI = new Map(ALL.map((each) => [each.emoji, each]));

/** How well an emoji answers one wanted word; the lower the better. */
function rankOf({ words, name }: Emoji, wanted: string): number {
  if (name === wanted) return 0;
  const at = words.findIndex((word) => word.startsWith(wanted));
  if (at === -1) return words.some((word) => word.includes(wanted)) ? 60 : Number.POSITIVE_INFINITY;
  return (words[at] === wanted ? 1 : 20) + Math.min(at, 15);
}

/**
 * Emoji that answer all words of a search, the best first: whole words before beginnings, the name before what is said of it.
 *
 * @param search as typed; `_` parts words as a space does
 */
export function findEmoji(search: string, most: number): Emoji[] {
  const wanted = search
    .toLowerCase()
    .split(/[\s_]+/u)
    .filter((word) => word !== '');
  if (wanted.length === 0) return [];
  const whole = search.toLowerCase();
  return ALL.map((emoji, order) => {
    const asOne = rankOf(emoji, whole);
    const each = wanted.reduce((sum, word) => sum + rankOf(emoji, word), 0);
    return { emoji, order, rank: Math.min(asOne, each) };
  })
    .filter(({ rank }) => Number.isFinite(rank))
    .sort((a, b) => a.rank - b.rank || a.order - b.order)
    .slice(0, most)
    .map(({ emoji }) => emoji);
}

/** What an emoji is called, whatever its tone; the emoji itself where it is not known. */
export function nameOfEmoji(emoji: string): string {
  const plain = emoji.replace(/[\u{1f3fb}-\u{1f3ff}]/gu, '');
  return (BY_EMOJI.get(emoji) ?? BY_EMOJI.get(plain) ?? BY_EMOJI.get(`${plain}\ufe0f`))?.name ?? emoji;
}

/** An emoji in the tone that was chosen, where it takes one. */
export function inTone({ emoji, takesTone }: Emoji, tone: SkinTone): string {
  return takesTone ? withTone(emoji, tone) : emoji;
}

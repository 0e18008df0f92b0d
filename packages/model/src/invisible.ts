/**
 * Code points that show nothing: white space, controls, zero-width and joining characters, direction marks, soft hyphen,
 * variation selectors, tags, and the letters that are drawn empty (Hangul fillers, braille blank). Both ends included.
 *
 * A text of nothing but these is empty. The database makes the same decision again from this list, so it is written as
 * ranges and not as Unicode properties, whose meaning moves with the version of the engine. Format characters that are
 * drawn (Arabic number sign and its like) are not here, nor are combining marks: they show.
 */
export const INVISIBLE_RANGES: readonly (readonly [from: number, to: number])[] = [
  [0x0000, 0x0020],
  [0x007f, 0x00a0],
  [0x00ad, 0x00ad],
  [0x034f, 0x034f],
  [0x061c, 0x061c],
  [0x115f, 0x1160],
  [0x1680, 0x1680],
  [0x17b4, 0x17b5],
  [0x180b, 0x180f],
  [0x2000, 0x200f],
  [0x2028, 0x202f],
  [0x205f, 0x206f],
  [0x2800, 0x2800],
  [0x3000, 0x3000],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff0, 0xfffb],
  [0x1bca0, 0x1bca3],
  [0x1d173, 0x1d17a],
  [0xe0000, 0xe0fff],
];

const escapePoint = (point: number) => `\\u{${point.toString(16)}}`;
const visible = new RegExp(
  `[^${INVISIBLE_RANGES.map(([from, to]) => `${escapePoint(from)}-${escapePoint(to)}`).join('')}]`,
  'u',
);

/** Whether a text has at least one character that shows. */
export function hasVisible(text: string): boolean {
  return visible.test(text);
}

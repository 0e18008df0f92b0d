import type { TextRange } from '@natter/model';
import type { Mention, Person, UserId } from '@natter/protocol';
import type { FindLinks } from './found-link.ts';

/** A run of a message's text. Always text: nothing of a message is ever markup. */
export type TextRun =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }
  | { readonly kind: 'mention'; readonly text: string; readonly userId: UserId };

/** Who is named where, in UTF-16 units. */
export interface MentionRange extends TextRange {
  readonly userId: UserId;
}

/** Signs that turn what follows round, which an address must not: it would read as another one. */
const TURNING = /[\u202a-\u202e\u2066-\u2069]/g;

function pushLinks(runs: TextRun[], text: string, findLinks: FindLinks | null): void {
  let at = 0;
  const pushText = (to: number) => {
    if (to > at) runs.push({ kind: 'text', text: text.slice(at, to) });
  };
  for (const { start, end, href } of findLinks?.(text) ?? []) {
    pushText(start);
    runs.push({ kind: 'link', text: text.slice(start, end).replace(TURNING, ''), href });
    at = end;
  }
  pushText(text.length);
}

/**
 * Mentions in the units of strings: theirs are code points. In order; one that overlaps another or runs out of the text is
 * left out.
 */
export function mentionRanges(text: string, mentions: readonly Mention[]): MentionRange[] {
  if (mentions.length === 0) return [];
  const offsets: number[] = [];
  let at = 0;
  for (const character of text) {
    offsets.push(at);
    at += character.length;
  }
  const offset = (codePoint: number) => offsets[codePoint] ?? at;
  const ranges: MentionRange[] = [];
  for (const mention of [...mentions].sort((a, b) => a.start - b.start)) {
    const range = { userId: mention.userId, start: offset(mention.start), end: offset(mention.end) };
    if (range.start >= (ranges.at(-1)?.end ?? 0) && range.end > range.start) ranges.push(range);
  }
  return ranges;
}

/** Part of a text in runs: mentions that lie in it first, links in what is between them. */
export function splitText(
  text: string,
  { start, end }: TextRange,
  mentions: readonly MentionRange[],
  findLinks: FindLinks | null,
): TextRun[] {
  const runs: TextRun[] = [];
  let at = start;
  for (const mention of mentions) {
    if (mention.start < at || mention.end > end) continue;
    pushLinks(runs, text.slice(at, mention.start), findLinks);
    runs.push({ kind: 'mention', text: text.slice(mention.start, mention.end), userId: mention.userId });
    at = mention.end;
  }
  pushLinks(runs, text.slice(at, end), findLinks);
  return runs;
}

/** The name a mention is announced by, where it is known. */
export function mentionName(userId: UserId, people: ReadonlyMap<UserId, Person>): string | null {
  return people.get(userId)?.displayName ?? null;
}

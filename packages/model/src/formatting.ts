import { solidRanges, type TextRange } from './solid-ranges.ts';

/** What a run of text looks like: the sum of these. */
export const MARKS = { bold: 1, italic: 2, strike: 4, code: 8 } as const;
/** A marker of the formatting itself, which is not shown. */
const HIDDEN = 16;

/** A piece of the raw text, in UTF-16 units, that looks the same throughout. */
export interface FormattedRun extends TextRange {
  /** Sum of `MARKS`. */
  readonly marks: number;
}

/** What stands in a block as one: the whole of it, or an entry of a list. */
export interface FormattedItem {
  readonly runs: readonly FormattedRun[];
  /** Of an entry in a numbered list. */
  readonly number?: number;
}

export interface FormattedBlock {
  readonly kind: 'text' | 'quote' | 'code' | 'bullets' | 'numbers';
  readonly items: readonly FormattedItem[];
}

const MARK_OF: Readonly<Record<string, number>> = { '*': MARKS.bold, _: MARKS.italic, '~': MARKS.strike };

/** Anything that could be formatting; a text without is not looked at any closer. */
const FORMATTED = /[*_~`]|^(?:> ?|[-•] |\d{1,9}[.)] )/m;
/** Scripts without spaces between words, and signs that stand at words as spaces do. */
const NEUTRAL = '\\s\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{So}\\ufe0f\\p{Po}_~—';
/** What may stand before a marker that opens, and after one that closes: never a letter, so that `2*3*4`, `a_b_c` and `__init__.py` stay. */
const BEFORE = new RegExp(`^(?![/\\\\@#&%])[${NEUTRAL}\\p{Ps}\\p{Pi}]`, 'u');
const AFTER = new RegExp(`^(?![!-/:-@][\\p{L}\\p{N}])[${NEUTRAL}\\p{Pe}\\p{Pf}]`, 'u');
const BLANK = /^\s/;
const WORDS = /[^\s*_~]/;
const BULLET = /[-*•] (?=\S)/y;
const NUMBER = /(\d{1,9})[.)] (?=\S)/y;
const FENCE = '```';
/** What may stand behind an opening fence: the name of a language. */
const LANGUAGE = /[\w+#.-]*\n/y;

const charAfter = (text: string, at: number) => String.fromCodePoint(text.codePointAt(at) ?? 10);
const charBefore = (text: string, at: number) => {
  const isPair = at > 1 && (text.charCodeAt(at - 1) & 0xfc00) === 0xdc00;
  return charAfter(text, at < 1 ? text.length : at - (isPair ? 2 : 1));
};

/** How often the character at `at` repeats from there, up to `to`. */
function repeats(text: string, at: number, to: number): number {
  let end = at + 1;
  while (end < to && text[end] === text[at]) end += 1;
  return end - at;
}

/**
 * Marks what a line from `from` to `to` formats, in one pass: each marker either closes the last one of its kind that may be
 * open, or opens. Kinds may overlap, so nothing nests and nothing is looked at twice.
 */
function markLine(text: string, from: number, to: number, style: Uint8Array, solid: ReadonlyMap<number, number>): void {
  const open = new Map<string, number>();
  const unclosed = new Set<number>();
  const put = (start: number, end: number, mark: number) => {
    for (let at = start; at < end; at += 1) style[at] = (style[at] ?? 0) | mark;
  };
  const pair = (start: number, end: number, size: number, mark: number) => {
    put(start, end, mark);
    put(start - size, start, HIDDEN);
    put(end, end + size, HIDDEN);
  };
  let at = from;
  while (at < to) {
    const char = text[at] ?? '';
    const mark = MARK_OF[char];
    const next = solid.get(at);
    if (next !== undefined || (mark === undefined && char !== '`')) {
      at = next ?? at + 1;
      continue;
    }
    const size = repeats(text, at, to);
    const end = at + size;
    if (mark === undefined) {
      // Code: whatever stands before the next run of as many.
      const close = size > 3 || unclosed.has(size) ? -1 : text.indexOf(char.repeat(size), end);
      if (close === -1 || close + size > to) unclosed.add(size);
      else {
        pair(end, close, size, MARKS.code);
        at = close + size;
        continue;
      }
    } else if (size < 3) {
      const key = text.slice(at, end);
      const opened = open.get(key);
      const last = charBefore(text, at);
      const isClosing = opened !== undefined && !BLANK.test(last) && AFTER.test(text.slice(end, end + 4) || '\n');
      // Once, whether or not there is something to format: no stretch is looked through again and again.
      if (isClosing) open.delete(key);
      if (isClosing && WORDS.test(text.slice(opened, at))) {
        pair(opened, at, size, mark);
        // What was opened in between and would end outside stays the text it is.
        for (const [other, since] of open) if (other[0] === char && since > opened) open.delete(other);
      } else if (BEFORE.test(last) && !BLANK.test(charAfter(text, end))) open.set(key, end);
    }
    at = end;
  }
}

/** What is shown between `from` and `to`, in runs. */
function runsOf(style: Uint8Array, from: number, to: number): FormattedRun[] {
  const runs: FormattedRun[] = [];
  let at = from;
  while (at < to) {
    const start = at;
    const marks = style[at] ?? 0;
    while (at < to && style[at] === marks) at += 1;
    if (marks < HIDDEN) runs.push({ start, end: at, marks });
  }
  return runs;
}

interface Line {
  readonly kind: FormattedBlock['kind'];
  /** Where its words begin and end. */
  readonly from: number;
  readonly to: number;
  /** Where the next line begins. */
  readonly next: number;
  readonly number?: number;
}

/** What a sticky pattern finds at `at`. */
function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function readLine(text: string, at: number, fenceEnd: number, previous: Line | undefined): Line {
  if (fenceEnd > at + FENCE.length && text.startsWith(FENCE, at)) {
    const opened = at + FENCE.length;
    const from = opened + (matchAt(LANGUAGE, text, opened)?.[0].length ?? 0);
    const to = text[fenceEnd - 1] === '\n' ? fenceEnd - 1 : fenceEnd;
    const after = fenceEnd + FENCE.length;
    if (to > from) return { kind: 'code', from, to, next: text[after] === '\n' ? after + 1 : after };
  }
  const lineEnd = text.indexOf('\n', at);
  const to = lineEnd === -1 ? text.length : lineEnd;
  const next = to + 1;
  const second = text[at + 1];
  if (text[at] === '>' && at + 1 <= to) {
    if (second === ' ') return { kind: 'quote', from: at + 2, to, next };
    if (at + 1 === to && previous?.kind === 'quote') return { kind: 'quote', from: to, to, next };
  }
  if (matchAt(BULLET, text, at) !== null) return { kind: 'bullets', from: at + 2, to, next };
  const number = matchAt(NUMBER, text, at);
  if (number !== null) return { kind: 'numbers', from: at + number[0].length, to, next, number: Number(number[1]) };
  return { kind: 'text', from: at, to, next };
}

function readLines(text: string): Line[] {
  const lines: Line[] = [];
  let fenceEnd = 0;
  for (let at = 0; at < text.length; at = lines.at(-1)?.next ?? text.length) {
    // Looked for once while it lies ahead, so that many openings cost no more than one.
    if (fenceEnd !== -1 && fenceEnd < at + FENCE.length && text.startsWith(FENCE, at))
      fenceEnd = text.indexOf(FENCE, at + FENCE.length);
    lines.push(readLine(text, at, fenceEnd, lines.at(-1)));
  }
  return lines;
}

/**
 * A message's text as blocks of runs. The rules (docs/user-guide.md): `*bold*`, `_italic_`, `~strike~`, each also doubled;
 * `` `code` `` and a block between three backticks, in which nothing is formatted; lines that begin with `> `, `- ` or `1. `.
 * Formatting ends with its line. Addresses, and the ranges of `whole`, are never broken. Linear in the length of the text.
 *
 * @param whole ranges that belong together, such as mentions, in UTF-16 units
 */
export function parseFormatting(text: string, whole: readonly TextRange[] = []): FormattedBlock[] {
  const style = new Uint8Array(text.length);
  if (!FORMATTED.test(text)) return [{ kind: 'text', items: [{ runs: runsOf(style, 0, text.length) }] }];
  const solid = solidRanges(text, whole);
  const blocks: { kind: FormattedBlock['kind']; items: { runs: FormattedRun[]; number?: number }[] }[] = [];
  for (const { kind, from, to, number } of readLines(text)) {
    if (kind !== 'code') markLine(text, from, to, style, solid);
    const runs = runsOf(style, from, to);
    const block = blocks.at(-1);
    const last = block?.items.at(-1);
    // An empty line after a block parts nothing that its edge does not part already.
    if (kind === 'text' && from === to && block !== undefined && block.kind !== 'text') continue;
    if (block === undefined || last === undefined || block.kind !== kind || kind === 'code') {
      blocks.push({ kind, items: [number === undefined ? { runs } : { runs, number }] });
    } else if (kind === 'text' || kind === 'quote') {
      // The line end before this line belongs to what is shown.
      const lineEnd = text.lastIndexOf('\n', from - 1);
      last.runs.push({ start: lineEnd, end: lineEnd + 1, marks: 0 }, ...runs);
    } else block.items.push(number === undefined ? { runs } : { runs, number });
  }
  return blocks;
}

/** A text without its formatting, for one line of a list, a quote or a notice. */
export function plainText(text: string): string {
  if (!FORMATTED.test(text)) return text;
  return parseFormatting(text)
    .flatMap(({ kind, items }) =>
      items.map(({ runs, number }) => {
        const lead = kind === 'bullets' ? '• ' : number === undefined ? '' : `${number}. `;
        return lead + runs.map(({ start, end }) => text.slice(start, end)).join('');
      }),
    )
    .join('\n');
}

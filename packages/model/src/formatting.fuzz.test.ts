import { describe, expect, it } from 'vitest';
import { MARKS, parseFormatting, plainText } from './formatting.ts';

/** Mulberry32: the same texts at every run. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  ...['*', '_', '~', '`', '**', '__', '~~', '```', '***', '\n', '\n', ' ', ' ', '> ', '>', '- ', '* ', '1. ', '12) '],
  ...[
    'a',
    'word',
    'ß',
    '字',
    '😀',
    'é',
    '\u0301',
    '\u202e',
    '\u200d',
    '\ufe0f',
    '(',
    ')',
    '.',
    ',',
    '/',
    '@',
    '<b>',
    '&amp;',
  ],
  ...['https://a.b/_c_', 'www.x.y/*', 'a@b.c', '\ud800', '\t', '—', 'javascript:'],
];

function textOf(pick: () => number): string {
  const length = Math.floor(pick() * 40);
  return Array.from({ length }, () => PIECES[Math.floor(pick() * PIECES.length)] ?? '').join('');
}

const everyMark = Object.values(MARKS).reduce((sum, mark) => sum + mark, 0);

describe('formatting of anything', () => {
  it('shows runs of the text in order, never twice, and the same as plain text', () => {
    const pick = random(20_261_121);
    for (let round = 0; round < 20_000; round += 1) {
      const text = textOf(pick);
      let at = 0;
      let shown = '';
      for (const { items } of parseFormatting(text)) {
        for (const { runs } of items) {
          for (const { start, end, marks } of runs) {
            if (start < at || end <= start || end > text.length || (marks & ~everyMark) !== 0)
              throw new Error(`Not in order: ${JSON.stringify({ text, start, end, at, marks })}`);
            shown += text.slice(start, end);
            at = end;
          }
        }
      }
      // What the signs of lists and line ends between blocks add is all that may differ.
      const bare = (each: string) => each.replace(/[•\d.\s]/gu, '');
      expect([text, bare(plainText(text))]).toEqual([text, bare(shown)]);
      // Only markers are hidden, no letter ever.
      const letters = (each: string) => each.replace(/[^\p{L}\p{So}]/gu, '');
      if (!text.includes('```')) expect([text, letters(shown)]).toEqual([text, letters(text)]);
    }
  });

  it('takes ranges as whole wherever they lie', () => {
    const pick = random(7);
    for (let round = 0; round < 2_000; round += 1) {
      const text = textOf(pick);
      const start = Math.floor(pick() * text.length);
      expect(() => parseFormatting(text, [{ start, end: start + Math.floor(pick() * 9) }])).not.toThrow();
    }
  });

  it.each([
    '*',
    '_*',
    '*a',
    '*a* ',
    '_* ',
    '`',
    '`a ',
    '``a```b`',
    '*_~`',
    '```\n',
    '```a\n',
    '> ',
    '>\n',
    '- ',
    '1. ',
    '@',
    '@a',
    'a@.',
    'http://*',
    'www.',
    '.ab',
    '*a **b _c __d ',
    '\n',
    '`\n``\n',
    '(*',
    '*)',
    '*_* ',
  ])('is linear: 50,000 characters of %j', (piece) => {
    // Of the processor, which other work beside this does not lengthen (ms).
    const timeOf = (length: number) => {
      const lead = piece === '_* ' ? '*' : '';
      const text = (lead + piece.repeat(length)).slice(0, length);
      let best = Number.POSITIVE_INFINITY;
      for (let round = 0; round < 3; round += 1) {
        const began = process.cpuUsage();
        parseFormatting(text);
        best = Math.min(best, process.cpuUsage(began).user / 1000);
      }
      return best;
    };
    // Four times the text takes four times as long; were each sign looked for anew, it would take sixteen.
    expect(timeOf(50_000)).toBeLessThan(10 * Math.max(timeOf(12_500), 5));
  });
});

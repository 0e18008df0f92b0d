import { describe, expect, it } from 'vitest';
import { MARKS, parseFormatting, plainText } from './formatting.ts';

const NAMES: Record<number, string> = { 1: 'b', 2: 'i', 4: 's', 8: 'c' };

/** A text as its blocks, marks as tags: `b` bold, `i` italic, `s` strike, `c` code. */
function shown(text: string, whole: readonly { start: number; end: number }[] = []): string {
  return parseFormatting(text, whole)
    .map(({ kind, items }) => {
      const lines = items.map(({ runs, number }) => {
        const words = runs
          .map(({ start, end, marks }) => {
            const names = Object.entries(NAMES).flatMap(([mark, name]) => ((marks & Number(mark)) !== 0 ? [name] : []));
            const piece = text.slice(start, end);
            return names.length === 0 ? piece : `<${names.join('')}>${piece}</>`;
          })
          .join('');
        return number === undefined ? words : `${number}|${words}`;
      });
      return kind === 'text' ? lines.join('') : `${kind}[${lines.join('; ')}]`;
    })
    .join(' / ');
}

describe('formatting', () => {
  it.each([
    ['*bold*', '<b>bold</>'],
    ['**bold**', '<b>bold</>'],
    ['_italic_ and __italic__', '<i>italic</> and <i>italic</>'],
    ['~struck~ ~~out~~', '<s>struck</> <s>out</>'],
    ['say `x = 1` now', 'say <c>x = 1</> now'],
    ['``a `tick` in it``', '<c>a `tick` in it</>'],
    ['_*both*_ and *_both_*', '<bi>both</> and <bi>both</>'],
    ['*over _lap* ping_', '<b>over </><bi>lap</><i> ping</>'],
    ['(*bold*), "*bold*"!', '(<b>bold</>), "<b>bold</>"!'],
    ['你好*粗体*吗', '你好<b>粗体</>吗'],
    ['，*粗体*，好', '，<b>粗体</>，好'],
    ['🎉*party*🎉', '🎉<b>party</>🎉'],
    ['**a *b* c**', '<b>a </><b>b</><b> c</>'],
    ['*two words* and *two more*', '<b>two words</> and <b>two more</>'],
  ])('shows %j as %s', (text, expected) => {
    // Runs of the same look are one to a reader.
    expect(shown(text).replaceAll('</><b>', '')).toBe(expected.replaceAll('</><b>', ''));
  });

  it.each([
    '2*3*4 = 24',
    '5 * 3 * 2',
    'snake_case_name and __init__.py_x',
    '~5 km or ~10 km',
    '*_* -_- >_< ^_^ T_T',
    ':* :*',
    '* not a list',
    '***three***',
    '*open and never closed',
    'a* b*',
    '**',
    '``',
    'one * alone _ each ~ of ` them',
    '*over\nlines*',
    '/usr/_x_/bin',
    '-1 - 2',
    '1.5 litres',
    '>:(',
    '```',
    '``````',
  ])('leaves %j as it is', (text) => {
    expect(plainText(text)).toBe(text.replace(/^\* /, '• '));
    const marks = parseFormatting(text).flatMap(({ items }) =>
      items.flatMap(({ runs }) => runs.map((run) => run.marks)),
    );
    expect(marks.every((each) => each === 0)).toBe(true);
  });

  it('formats nothing inside code', () => {
    expect(shown('`*a*` *b*')).toBe('<c>*a*</> <b>b</>');
    expect(shown('```\n*a* _b_\n> c\n```')).toBe('code[*a* _b_\n> c]');
    expect(shown('*a `b* c`')).toBe('*a <c>b* c</>');
  });

  it('knows blocks of code with and without a language, and text around them', () => {
    expect(shown('look:\n```js\nlet a;\n```\nfine')).toBe('look: / code[let a;] / fine');
    expect(shown('```one line```')).toBe('code[one line]');
    expect(shown('```never closed\nmore')).toBe('```never closed\nmore');
  });

  it('knows quotes and lists, and what is formatted in them', () => {
    expect(shown('> one *b*\n> two\n\nanswer')).toBe('quote[one <b>b</>\ntwo] / answer');
    expect(shown('> one\n>\n> two')).toBe('quote[one\n\ntwo]');
    expect(shown('Buy\n- milk\n* *good* bread\n• tea')).toBe('Buy / bullets[milk; <b>good</> bread; tea]');
    expect(shown('1. one\n2) two\n7. seven')).toBe('numbers[1|one; 2|two; 7|seven]');
  });

  it.each([
    'https://example.org/a_b_c*d*e',
    'https://example.org/_private_/~me~/',
    'www.example.org/*x*',
    'example.org/_a_',
    'first_last_@example.org',
    'https://en.wikipedia.org/wiki/Snake_(zodiac)_*_',
  ])('never breaks the address %s', (address) => {
    expect(shown(`see ${address} there`)).toBe(`see ${address} there`);
    expect(plainText(address)).toBe(address);
  });

  it('formats an address as a whole', () => {
    expect(shown('*https://example.org/a_b_*, _see example.org/x_')).toBe(
      '<b>https://example.org/a_b_</>, <i>see example.org/x</>',
    );
  });

  it('keeps ranges that belong together whole, with formatting around them', () => {
    const text = '*hi @a_b_ you*';
    expect(shown('hi @_ab_')).toBe('hi @_ab_');
    expect(shown(text, [{ start: 4, end: 9 }])).toBe('<b>hi @a_b_ you</>');
  });

  it('gives plain text without markers, with signs for lists', () => {
    expect(plainText('*Sale*: _today_ only\n- ~9~ 5 €\n1. first\n> said\n```\nx\n```')).toBe(
      'Sale: today only\n• 9 5 €\n1. first\nsaid\nx',
    );
    expect(plainText('nothing here')).toBe('nothing here');
  });

  it('has marks that can be told apart', () => {
    expect(new Set(Object.values(MARKS)).size).toBe(4);
  });
});

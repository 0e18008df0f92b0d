import { describe, expect, it } from 'vitest';
import { hasVisible, INVISIBLE_RANGES } from './invisible.ts';
import { areMentionsValid, checkText, codePointLength, normaliseText, utf8Length } from './text.ts';

describe('text', () => {
  it('keeps what was typed but for controls, line ends and composition', () => {
    expect(normaliseText('a\r\nb\rc\td\u0000\u0007\u0085')).toBe('a\nb\nc\td');
    expect(normaliseText('e\u0301')).toBe('\u00e9');
    expect(normaliseText('  <b>a & b</b>  ')).toBe('  <b>a & b</b>  ');
  });

  it('gives the same when normalised twice', () => {
    const once = normaliseText('\u0344\r\n\r x\u200b \u1100\u1161\u0007');
    expect(normaliseText(once)).toBe(once);
  });

  it('counts code points and UTF-8 bytes', () => {
    const text = 'aé€😀';
    expect(codePointLength(text)).toBe(4);
    expect(utf8Length(text)).toBe(new TextEncoder().encode(text).length);
  });

  it('takes a text of invisible characters for empty', () => {
    const invisible = [
      ' ',
      '\n',
      '\u200b',
      '\u2060\ufeff',
      '\u202e',
      '\u3164',
      '\u2800',
      '\ufe0f',
      '\u{e0041}',
      '\u00ad',
      '\u115f',
    ];
    for (const text of ['', ...invisible, invisible.join('')]) {
      expect([text, checkText(text, { maxLength: 100 })]).toEqual([text, { ok: false, fault: 'empty' }]);
    }
  });

  it('sees what shows: letters, emoji with joiners, combining marks, right-to-left', () => {
    for (const text of ['a', '👩‍👩‍👧', '❤️', 'שלום', '\u0301', '\u0600', '0', '.'])
      expect([text, hasVisible(text)]).toEqual([text, true]);
  });

  it('lists ranges in order and apart, so that the database can build one class from them', () => {
    let last = -2;
    for (const [from, to] of INVISIBLE_RANGES) {
      expect(from).toBeGreaterThan(last + 1);
      expect(to).toBeGreaterThanOrEqual(from);
      last = to;
    }
  });

  it('covers every white space and format character of this engine that is not drawn', () => {
    const drawn = [
      [0x600, 0x605],
      [0x6dd, 0x6dd],
      [0x70f, 0x70f],
      [0x890, 0x891],
      [0x8e2, 0x8e2],
      [0x110bd, 0x110bd],
      [0x110cd, 0x110cd],
      [0x13430, 0x1343f],
    ];
    const missed: string[] = [];
    for (let point = 0; point <= 0x10ffff; point++) {
      if (point >= 0xd800 && point <= 0xdfff) continue;
      const char = String.fromCodePoint(point);
      if (!/[\s\p{Cf}\p{Cc}]/u.test(char) || drawn.some(([from = 0, to = 0]) => point >= from && point <= to)) continue;
      if (hasVisible(char)) missed.push(point.toString(16));
    }
    expect(missed).toEqual([]);
  });

  it('measures the limit in code points after normalisation', () => {
    expect(checkText('😀'.repeat(10), { maxLength: 10 })).toMatchObject({ ok: true, length: 10 });
    expect(checkText('e\u0301'.repeat(10), { maxLength: 10 })).toMatchObject({ ok: true, length: 10 });
    expect(checkText('x'.repeat(11), { maxLength: 10 })).toEqual({
      ok: false,
      fault: 'too_long',
      length: 11,
      maxLength: 10,
    });
  });

  it('refuses half a surrogate pair', () => {
    expect(checkText('a\ud800', { maxLength: 10 })).toEqual({ ok: false, fault: 'not_storable' });
  });

  it('takes mentions in order, inside the text, without overlap', () => {
    const mention = (start: number, end: number) => ({ userId: 'bob', start, end });
    expect(areMentionsValid([mention(0, 4), mention(4, 5)], 5)).toBe(true);
    expect(areMentionsValid([mention(0, 4), mention(3, 5)], 5)).toBe(false);
    expect(areMentionsValid([mention(4, 6)], 5)).toBe(false);
    expect(areMentionsValid([mention(2, 2)], 5)).toBe(false);
    expect(
      areMentionsValid(
        Array.from({ length: 51 }, (_, i) => mention(i, i + 1)),
        100,
      ),
    ).toBe(false);
  });
});

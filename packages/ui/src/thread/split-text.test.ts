import type { Mention } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { findLinks, safeHref } from './find-links.ts';
import { mentionRanges, splitText, type TextRun } from './split-text.ts';

const split = (text: string, mentions: readonly Mention[] = []) =>
  splitText(text, { start: 0, end: text.length }, mentionRanges(text, mentions), findLinks);
const links = (runs: TextRun[]) => runs.flatMap((run) => (run.kind === 'link' ? [[run.text, run.href]] : []));
const joined = (runs: TextRun[]) => runs.map((run) => run.text).join('');

/** Every way known to us of writing something that runs. */
const HOSTILE = [
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//example.com',
  'java\tscript:alert(1)',
  'java\nscript:alert(1)',
  'java\r\nscript:alert(1)',
  'javascript\u0000:alert(1)',
  '\u0001javascript:alert(1)',
  ' javascript:alert(1)',
  'javascript&colon;alert(1)',
  '&#106;avascript:alert(1)',
  'javascript&#58;alert(1)',
  'javascript://example.com/%0aalert(1)',
  'javascript://www.example.com/?\u2028alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'data:text/html;base64,PHNjcmlwdD4=',
  'vbscript:x',
  'file:///etc/passwd',
  'blob:https://example.org/1',
  'filesystem:https://example.org/1',
  'view-source:https://example.org',
  'intent://example.org#Intent;scheme=http;end',
  'ftp://example.org/a',
];

describe('the runs of a text', () => {
  it('finds web and mail addresses and loses no character', () => {
    const text = 'See https://example.org/a?b=1, example.com or write to a@example.org.';
    const runs = split(text);
    expect(joined(runs)).toBe(text);
    expect(links(runs)).toEqual([
      ['https://example.org/a?b=1', 'https://example.org/a?b=1'],
      ['example.com', 'https://example.com/'],
      ['a@example.org', 'mailto:a@example.org'],
    ]);
  });

  it.each(HOSTILE)('never makes a link that runs or reads something: %j', (text) => {
    for (const whole of [
      text,
      `see ${text} now`,
      `*${text}*`,
      `<${text}>`,
      `[x](${text})`,
      `https://a.example/${text}`,
    ]) {
      const runs = split(whole);
      expect(joined(runs)).toBe(whole);
      for (const [, href] of links(runs)) expect(href).toMatch(/^(https?:\/\/|mailto:[^:]*$)/);
    }
    expect(safeHref(text)).toBeNull();
  });

  it('allows what is safe to follow', () => {
    expect(safeHref('tel:+4912345')).toBe('tel:+4912345');
    expect(safeHref('mailto:a@example.org')).toBe('mailto:a@example.org');
    expect(safeHref('HTTP://EXAMPLE.org')).toBe('http://example.org/');
  });

  it('makes no link of an address that hides its host behind another', () => {
    expect(safeHref('https://bank.example@evil.example/')).toBeNull();
  });

  it('shows an address in the order it is followed, whatever turns round in it', () => {
    const runs = split('https://evil.example/\u202egpj.nab/elpmaxe.knab//:sptth');
    expect(links(runs).every(([shown]) => !/[\u202a-\u202e\u2066-\u2069]/.test(shown ?? ''))).toBe(true);
    expect(links(runs).length).toBe(1);
  });

  it('keeps markup the text it is', () => {
    const text = '<img src=x onerror=alert(1)> <b>bold</b> &amp;';
    expect(split(text)).toEqual([{ kind: 'text', text }]);
  });

  it('places mentions by code points, links between them', () => {
    const text = '😀 @Jo see example.com';
    expect(split(text, [{ userId: 'u-jo', start: 2, end: 5 }])).toEqual([
      { kind: 'text', text: '😀 ' },
      { kind: 'mention', text: '@Jo', userId: 'u-jo' },
      { kind: 'text', text: ' see ' },
      { kind: 'link', text: 'example.com', href: 'https://example.com/' },
    ]);
  });

  it('leaves out mentions that overlap or lie beyond the text, and loses no character', () => {
    const mentions = [
      { userId: 'a', start: 0, end: 3 },
      { userId: 'b', start: 1, end: 3 },
      { userId: 'c', start: 9, end: 12 },
    ];
    expect(split('@Jo', mentions)).toEqual([{ kind: 'mention', text: '@Jo', userId: 'a' }]);
  });

  it('gives a part of a text alone, with the mentions that lie in it', () => {
    const text = 'one @Jo two';
    const ranges = mentionRanges(text, [{ userId: 'u-jo', start: 4, end: 7 }]);
    expect(splitText(text, { start: 4, end: 9 }, ranges, null)).toEqual([
      { kind: 'mention', text: '@Jo', userId: 'u-jo' },
      { kind: 'text', text: ' t' },
    ]);
    expect(splitText(text, { start: 0, end: 6 }, ranges, null)).toEqual([{ kind: 'text', text: 'one @J' }]);
  });
});

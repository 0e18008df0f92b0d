import { describe, expect, it } from 'vitest';
import { findLinks } from './find-links.ts';
import { safeHref, splitText, type TextRun } from './split-text.ts';

const links = (runs: TextRun[]) => runs.flatMap((run) => (run.kind === 'link' ? [[run.text, run.href]] : []));
const joined = (runs: TextRun[]) => runs.map((run) => run.text).join('');

describe('the runs of a text', () => {
  it('finds web and mail addresses and loses no character', () => {
    const text = 'See https://example.org/a?b=1, example.com or write to a@example.org.';
    const runs = splitText(text, [], findLinks);
    expect(joined(runs)).toBe(text);
    expect(links(runs)).toEqual([
      ['https://example.org/a?b=1', 'https://example.org/a?b=1'],
      ['example.com', 'https://example.com/'],
      ['a@example.org', 'mailto:a@example.org'],
    ]);
  });

  it.each([
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)//example.com',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
  ])('never makes a link that runs or reads something: %s', (text) => {
    const runs = splitText(text, [], findLinks);
    expect(joined(runs)).toBe(text);
    expect(links(runs).every(([, href]) => /^(https?|mailto):/.test(href ?? ''))).toBe(true);
    expect(safeHref(text)).toBeNull();
  });

  it('makes no link of an address that hides its host behind another', () => {
    expect(safeHref('https://bank.example@evil.example/')).toBeNull();
  });

  it('keeps markup the text it is', () => {
    const text = '<img src=x onerror=alert(1)> <b>bold</b> &amp;';
    expect(splitText(text, [], findLinks)).toEqual([{ kind: 'text', text }]);
  });

  it('places mentions by code points, links between them', () => {
    const text = '😀 @Jo see example.com';
    expect(splitText(text, [{ userId: 'u-jo', start: 2, end: 5 }], findLinks)).toEqual([
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
    const runs = splitText('@Jo', mentions, findLinks);
    expect(runs).toEqual([{ kind: 'mention', text: '@Jo', userId: 'a' }]);
  });
});

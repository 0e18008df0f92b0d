import { describe, expect, it } from 'vitest';
import { type Format, formatOfKey, formatText } from './format-text.ts';

/** A text with its selection between `[` and `]`. */
function apply(shown: string, format: Format): string {
  const start = shown.indexOf('[');
  const end = shown.indexOf(']') - 1;
  const text = shown.replace('[', '').replace(']', '');
  const made = formatText({ text, start, end }, format);
  const whole = text.slice(0, made.start) + made.text + text.slice(made.end);
  const [from, to] = made.select.map((each) => each + made.start);
  return `${whole.slice(0, from)}[${whole.slice(from, to)}]${whole.slice(to)}`;
}

describe('formatting by key or button', () => {
  it.each<[string, Format, string]>([
    ['say [hello] you', 'bold', 'say *[hello]* you'],
    ['say *[hello]* you', 'bold', 'say [hello] you'],
    ['say [*hello*] you', 'bold', 'say [hello] you'],
    ['say [ hello ]you', 'italic', 'say  _[hello]_ you'],
    ['say []', 'strike', 'say ~[]~'],
    ['[a\n\nb]', 'bold', '[*a*\n\n*b*]'],
    ['[x]', 'code', '`[x]`'],
    ['one\ntw[]o', 'quote', 'one\n> two[]'],
    ['[one\ntwo]', 'bullets', '[- one\n- two]'],
    ['[- one\n- two]', 'bullets', '[one\ntwo]'],
    ['[one\n2. two]', 'numbers', '[1. one\n2. two]'],
    ['a [b] c', 'block', 'a \n```\n[b]\n```\n c'],
  ])('%j with %s is %j', (before, format, after) => {
    expect(apply(before, format)).toBe(after);
  });

  it('has keys of its own, none of which is a plain one', () => {
    const key = { code: 'KeyB', ctrlKey: true, metaKey: false, shiftKey: false, altKey: false };
    expect(formatOfKey(key)).toBe('bold');
    expect(formatOfKey({ ...key, ctrlKey: false, metaKey: true })).toBe('bold');
    expect(formatOfKey({ ...key, ctrlKey: false })).toBeNull();
    expect(formatOfKey({ ...key, altKey: true })).toBeNull();
    expect(formatOfKey({ ...key, shiftKey: true })).toBeNull();
    expect(formatOfKey({ ...key, code: 'KeyX', shiftKey: true })).toBe('strike');
  });
});

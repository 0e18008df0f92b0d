import { describe, expect, it } from 'vitest';
import { usableLocale } from './usable-locale.ts';

describe('the locale of the viewer', () => {
  it('is the first that Intl understands', () => {
    expect(usableLocale(undefined, 'pt-br')).toBe('pt-BR');
  });

  it('is made usable where a browser gives what Intl refuses', () => {
    expect(usableLocale('en-US@posix')).toBe('en-US');
    expect(usableLocale('C')).toBe('en');
    expect(usableLocale('')).toBe('en');
  });
});

import { describe, expect, it } from 'vitest';
import { requestOfKey } from './message-keys.ts';

const key = (name: string, held: Partial<Record<'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey', boolean>> = {}) => ({
  key: name,
  altKey: false,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  ...held,
});

describe('keys on a message', () => {
  it('a letter does what its action does, in either case', () => {
    expect(requestOfKey(key('r'))).toBe('act:reply');
    expect(requestOfKey(key('R'))).toBe('act:reply');
    expect(requestOfKey(key('Enter'))).toBe('menu');
    expect(requestOfKey(key('+', { shiftKey: true }))).toBe('react');
    expect(requestOfKey(key('F10', { shiftKey: true }))).toBe('menu');
  });

  it('with a modifier it is somebody else’s, and so is every other key', () => {
    expect(requestOfKey(key('c', { ctrlKey: true }))).toBeNull();
    expect(requestOfKey(key('r', { metaKey: true }))).toBeNull();
    expect(requestOfKey(key('x'))).toBeNull();
    expect(requestOfKey(key('F10'))).toBeNull();
    expect(requestOfKey(key('Enter', { shiftKey: true }))).toBeNull();
    expect(requestOfKey(key('constructor'))).toBeNull();
  });
});

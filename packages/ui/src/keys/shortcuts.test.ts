import { describe, expect, it } from 'vitest';
import { isPressed, keyCaps, keysOf } from './shortcuts.ts';

const press = (key: string, code: string, ...held: ('altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey')[]) => ({
  key,
  code,
  altKey: held.includes('altKey'),
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  shiftKey: held.includes('shiftKey'),
});

describe('keys', () => {
  it('Mod is Command on Apple and Control elsewhere, and never both', () => {
    expect(isPressed('Mod+K', press('k', 'KeyK', 'ctrlKey'), false)).toBe(true);
    expect(isPressed('Mod+K', press('k', 'KeyK', 'metaKey'), false)).toBe(false);
    expect(isPressed('Mod+K', press('k', 'KeyK', 'metaKey'), true)).toBe(true);
    expect(isPressed('Mod+K', press('k', 'KeyK', 'ctrlKey', 'metaKey'), true)).toBe(false);
  });

  it('a letter is the key where it is, so that Option on a Mac and other alphabets do not hide it', () => {
    expect(isPressed('Alt+N', press('˜', 'KeyN', 'altKey'), true)).toBe(true);
    expect(isPressed('Mod+K', press('л', 'KeyK', 'ctrlKey'), false)).toBe(true);
  });

  it('a sign is what it writes, whatever writes it', () => {
    expect(isPressed('?', press('?', 'Slash', 'shiftKey'), false)).toBe(true);
    expect(isPressed('?', press('?', 'Minus', 'shiftKey'), false)).toBe(true);
    expect(isPressed('Mod+/', press('/', 'Digit7', 'ctrlKey', 'shiftKey'), false)).toBe(true);
    expect(isPressed('?', press('/', 'Slash'), false)).toBe(false);
  });

  it('modifiers must be these and no others', () => {
    expect(isPressed('Alt+ArrowUp', press('ArrowUp', 'ArrowUp', 'altKey'), false)).toBe(true);
    expect(isPressed('Alt+ArrowUp', press('ArrowUp', 'ArrowUp', 'altKey', 'shiftKey'), false)).toBe(false);
    expect(isPressed('Alt+Shift+ArrowUp', press('ArrowUp', 'ArrowUp', 'altKey', 'shiftKey'), false)).toBe(true);
  });

  it('in a page of somebody else nothing is taken that browsers or pages use; each can be mapped or switched off', () => {
    expect(keysOf({ scope: 'inside' })).toMatchObject({ search: null, new: null, newest: null, sheet: '?' });
    expect(Object.values(keysOf({ scope: 'inside' })).filter((keys) => keys?.includes('Mod'))).toEqual([]);
    expect(keysOf({ scope: 'page', map: { search: 'Mod+P', new: null } })).toMatchObject({
      search: 'Mod+P',
      new: null,
    });
  });

  it('caps are those of the keyboard', () => {
    expect(keyCaps('Mod+Shift+K', true)).toEqual(['⌘', '⇧', 'K']);
    expect(keyCaps('Alt+ArrowUp', false)).toEqual(['Alt', '↑']);
    expect(keyCaps('+', false)).toEqual(['+']);
  });
});

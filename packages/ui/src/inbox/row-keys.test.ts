import { describe, expect, it } from 'vitest';
import { rowAction } from './row-keys.ts';

const press = (key: string, held: { altKey?: boolean; ctrlKey?: boolean; metaKey?: boolean } = {}) =>
  rowAction({ key, altKey: false, ctrlKey: false, metaKey: false, shiftKey: false, ...held });

describe('the keys of a row', () => {
  it('ask for what its menu offers, in whatever case', () => {
    expect(['p', 'M', 'u', 'E', 'Delete', 'Backspace'].map((key) => press(key))).toEqual([
      'pin',
      'mute',
      'unread',
      'archive',
      'delete',
      'delete',
    ]);
  });

  it('leave what is held with Ctrl, ⌘ or Alt to the host, but for taking back', () => {
    expect(press('m', { ctrlKey: true })).toBeNull();
    expect(press('e', { metaKey: true })).toBeNull();
    expect(press('u', { altKey: true })).toBeNull();
    expect(press('z', { ctrlKey: true })).toBe('undo');
    expect(press('Z', { metaKey: true })).toBe('undo');
    expect(press('z')).toBeNull();
    expect(press('constructor')).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { type ComposerKey, type ComposerKeyRules, decideKey } from './composer-keys.ts';

const enter: ComposerKey = {
  key: 'Enter',
  code: 'Enter',
  keyCode: 13,
  isComposing: false,
  shiftKey: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
};
const rules: ComposerKeyRules = { enterSends: true, isTouch: false, composition: '' };

describe('the keys of the composer', () => {
  it('sends on Enter and makes a line on Shift+Enter', () => {
    expect(decideKey(enter, rules)).toBe('send');
    expect(decideKey({ ...enter, shiftKey: true }, rules)).toBe('newline');
  });

  it('makes a line on Enter where there is only a touch keyboard', () => {
    expect(decideKey(enter, { ...rules, isTouch: true })).toBe('newline');
  });

  it('sends on Ctrl or Command with Enter when Enter alone does not send', () => {
    const off = { ...rules, enterSends: false };
    expect(decideKey(enter, off)).toBe('newline');
    expect(decideKey({ ...enter, ctrlKey: true }, off)).toBe('send');
    expect(decideKey({ ...enter, metaKey: true }, off)).toBe('send');
  });

  it('leaves Enter to an input method that offers candidates', () => {
    expect(decideKey({ ...enter, isComposing: true }, { ...rules, composition: 'にほん' })).toBe('ignore');
    expect(decideKey({ ...enter, isComposing: true }, { ...rules, composition: '中国' })).toBe('ignore');
  });

  it('leaves the Enter that Safari reports after a composition to the input method', () => {
    expect(decideKey({ ...enter, keyCode: 229 }, rules)).toBe('ignore');
  });

  it('sends Hangul with one Enter, after the syllable has been committed', () => {
    expect(decideKey({ ...enter, isComposing: true, keyCode: 229 }, { ...rules, composition: '안' })).toBe(
      'send-after-composition',
    );
    expect(decideKey({ ...enter, isComposing: true, shiftKey: true }, { ...rules, composition: '안' })).toBe('ignore');
  });

  it('knows the Enter of Windows, whose name the input method has taken', () => {
    const taken = { ...enter, key: 'Process', keyCode: 229, isComposing: true };
    expect(decideKey(taken, { ...rules, composition: '안' })).toBe('send-after-composition');
    expect(decideKey({ ...taken, code: 'NumpadEnter' }, { ...rules, composition: '안' })).toBe(
      'send-after-composition',
    );
    expect(decideKey(taken, { ...rules, composition: 'にほん' })).toBe('ignore');
    expect(decideKey({ ...taken, code: 'Space' }, { ...rules, composition: '안' })).toBe('ignore');
  });

  it('sends Hangul with the Enter that Safari reports after the syllable is committed', () => {
    const late = { ...enter, keyCode: 229 };
    expect(decideKey(late, { ...rules, composition: '안' })).toBe('send');
    expect(decideKey(late, { ...rules, composition: '日本' })).toBe('ignore');
    expect(decideKey(late, rules)).toBe('ignore');
  });

  it('takes Escape for the ladder unless an input method wants it', () => {
    const key = { ...enter, key: 'Escape', keyCode: 27 };
    expect(decideKey(key, rules)).toBe('escape');
    expect(decideKey({ ...key, isComposing: true }, rules)).toBe('ignore');
  });

  it('ignores every other key', () => {
    expect(decideKey({ ...enter, key: 'a', keyCode: 65 }, rules)).toBe('ignore');
  });
});

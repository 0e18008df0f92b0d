/** What matters of a key press in the composer. */
export interface ComposerKey {
  readonly key: string;
  /** The place on the keyboard: all that is told of a key that an input method has taken. */
  readonly code: string;
  readonly keyCode: number;
  readonly isComposing: boolean;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export interface ComposerKeyRules {
  /** Off: Enter makes a line, Ctrl or ⌘ with Enter sends. */
  readonly enterSends: boolean;
  /** A touch keyboard has no Shift+Enter: there Enter is a new line and the button sends. */
  readonly isTouch: boolean;
  /** What an input method is at work on, or has committed since the key before this one; empty when none is. */
  readonly composition: string;
}

export type ComposerDecision = 'send' | 'send-after-composition' | 'newline' | 'escape' | 'ignore';

/** keyCode of a key that went to an input method; Safari sends it after the composition has ended, with `isComposing` false. */
const IME_KEY_CODE = 229;

const HANGUL = /^\p{Script=Hangul}+$/u;

/** Enter, also where an input method has taken it: Windows tells its name as `Process` then. */
const isEnter = ({ key, code }: ComposerKey) => key === 'Enter' || (key === 'Process' && /Enter$/.test(code));

/**
 * What a key does. While candidates are chosen Enter belongs to the input method (Japanese, Chinese). Hangul has no
 * candidates: there Enter commits the syllable *and* means Enter, so the text goes out once the syllable is in it. Chromium
 * and Firefox tell of such an Enter before they commit, Safari after; some tell of it a second time as a plain Enter, which
 * then finds an empty box.
 */
export function decideKey(key: ComposerKey, rules: ComposerKeyRules): ComposerDecision {
  const isImeKey = key.isComposing || key.keyCode === IME_KEY_CODE;
  if (key.key === 'Escape') return isImeKey ? 'ignore' : 'escape';
  if (!isEnter(key) || key.altKey) return 'ignore';
  const hasModifier = key.ctrlKey || key.metaKey;
  const wantsSend = hasModifier || (rules.enterSends && !rules.isTouch && !key.shiftKey);
  if (!isImeKey) return wantsSend ? 'send' : 'newline';
  if (!wantsSend || !HANGUL.test(rules.composition)) return 'ignore';
  return key.isComposing ? 'send-after-composition' : 'send';
}

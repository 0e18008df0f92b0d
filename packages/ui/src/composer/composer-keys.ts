/** What matters of a key press in the composer. */
export interface ComposerKey {
  readonly key: string;
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
  /** What an input method has not committed yet; empty when none is at work. */
  readonly composition: string;
}

export type ComposerDecision = 'send' | 'send-after-composition' | 'newline' | 'escape' | 'ignore';

/** keyCode of a key that went to an input method; Safari sends it after the composition has ended, with `isComposing` false. */
const IME_KEY_CODE = 229;

const HANGUL = /^\p{Script=Hangul}+$/u;

/**
 * What a key does. While candidates are chosen Enter belongs to the input method (Japanese, Chinese). Hangul has no
 * candidates: there Enter commits the syllable *and* means Enter, so the text goes out once the syllable is in it.
 */
export function decideKey(key: ComposerKey, rules: ComposerKeyRules): ComposerDecision {
  const isImeKey = key.isComposing || key.keyCode === IME_KEY_CODE;
  if (key.key === 'Escape') return isImeKey ? 'ignore' : 'escape';
  if (key.key !== 'Enter' || key.altKey) return 'ignore';
  const hasModifier = key.ctrlKey || key.metaKey;
  const wantsSend = hasModifier || (rules.enterSends && !rules.isTouch && !key.shiftKey);
  if (isImeKey) return wantsSend && HANGUL.test(rules.composition) ? 'send-after-composition' : 'ignore';
  return wantsSend ? 'send' : 'newline';
}

export interface Place {
  readonly start: number;
  readonly end: number;
  readonly select?: readonly [from: number, to: number];
  /** The focus stays where it is: on a phone the keyboard would cover what is chosen from. */
  readonly keepsFocus?: boolean;
}

/**
 * Puts text in the place of `[start, end)` (UTF-16 units) as if it had been typed: the browser can take it back by its own
 * undo, and the field tells of it as of any input. The caret stands behind it, or the new selection is `select`, counted from
 * `start`.
 */
export function insertText(
  area: HTMLTextAreaElement,
  text: string,
  { start, end, select, keepsFocus = false }: Place,
): void {
  if (!keepsFocus) area.focus({ preventScroll: true });
  area.setSelectionRange(start, end);
  // No newer way keeps the undo history of a text field; every browser has this one, for the field that has the focus.
  const isDone = !keepsFocus && text !== '' && area.ownerDocument.execCommand?.('insertText', false, text) === true;
  if (!isDone) {
    // By the browser's own setter: React watches the field's, and would take it for its own doing.
    const own = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
    own?.set?.call(area, area.value.slice(0, start) + text + area.value.slice(end));
    area.setSelectionRange(start + text.length, start + text.length);
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
  if (select !== undefined) area.setSelectionRange(start + select[0], start + select[1]);
}

/** At the caret, in place of what is selected. */
export function insertAtCaret(
  area: HTMLTextAreaElement,
  text: string,
  how: { readonly keepsFocus?: boolean } = {},
): void {
  insertText(area, text, { start: area.selectionStart, end: area.selectionEnd, ...how });
}

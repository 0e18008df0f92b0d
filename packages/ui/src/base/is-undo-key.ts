type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** Ctrl or ⌘ with Z, which takes the last thing back; with Shift it does something again, and is not ours. */
export function isUndoKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Key): boolean {
  return !altKey && !shiftKey && ctrlKey !== metaKey && key.toLowerCase() === 'z';
}

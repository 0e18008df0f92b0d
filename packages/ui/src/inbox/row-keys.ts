import { isUndoKey } from '../base/is-undo-key.ts';

/** What one may do with a conversation at once, from its row. */
export type RowAction = 'pin' | 'mute' | 'unread' | 'archive' | 'delete' | 'undo';

/** The keys of it, while a row has the focus; nowhere else, so that a host keeps all of its own. */
export const ROW_KEYS: Readonly<Record<string, Exclude<RowAction, 'undo'>>> = {
  p: 'pin',
  m: 'mute',
  u: 'unread',
  e: 'archive',
  Delete: 'delete',
  // Where a keyboard has no other.
  Backspace: 'delete',
};

/** Where keys lead from a row, and what else they open. */
export type RowStep = 'next' | 'previous' | 'first' | 'last' | 'pageDown' | 'pageUp' | 'open' | 'menu';

export const ROW_STEPS: Readonly<Record<string, RowStep>> = {
  ArrowUp: 'previous',
  ArrowDown: 'next',
  Home: 'first',
  End: 'last',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
  Enter: 'open',
  ' ': 'open',
  // The browser's own for it does nothing on Apple's systems.
  'Shift+F10': 'menu',
};

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** What a key asks for on a row; null: nothing of ours. Ctrl or ⌘ with Z takes the last thing back. */
export function rowAction(event: Key): RowAction | null {
  const { key, altKey, ctrlKey, metaKey } = event;
  if (isUndoKey(event)) return 'undo';
  if (altKey || ctrlKey || metaKey) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(ROW_KEYS, name) ? (ROW_KEYS[name] ?? null) : null;
}

/** Where a key leads from a row; null: nowhere. With Ctrl, ⌘ or Alt it is the browser's or the host's. */
export function rowStep({ key, altKey, ctrlKey, metaKey, shiftKey }: Key): RowStep | null {
  if (altKey || ctrlKey || metaKey) return null;
  const name = shiftKey ? `Shift+${key}` : key;
  return Object.hasOwn(ROW_STEPS, name) ? (ROW_STEPS[name] ?? null) : null;
}

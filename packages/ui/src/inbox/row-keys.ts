/** What one may do with a conversation at once, from its row. */
export type RowAction = 'pin' | 'mute' | 'unread' | 'archive' | 'delete' | 'undo';

/** The keys of it, while a row has the focus; nowhere else, so that a host keeps all of its own. */
export const ROW_KEYS: Readonly<Record<string, RowAction>> = {
  p: 'pin',
  m: 'mute',
  u: 'unread',
  e: 'archive',
  Delete: 'delete',
  // Where a keyboard has no other.
  Backspace: 'delete',
};

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** What a key asks for on a row; null: nothing of ours. Ctrl or ⌘ with Z takes the last thing back. */
export function rowAction({ key, altKey, ctrlKey, metaKey }: Key): RowAction | null {
  const name = key.length === 1 ? key.toLowerCase() : key;
  if (altKey) return null;
  if (ctrlKey || metaKey) return name === 'z' ? 'undo' : null;
  return Object.hasOwn(ROW_KEYS, name) ? (ROW_KEYS[name] ?? null) : null;
}

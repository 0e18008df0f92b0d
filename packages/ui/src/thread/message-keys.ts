import type { MessageRequest } from '../base/slot-props.ts';

/** What keys do while a message has the focus; nowhere else, so that a host keeps all of its own. */
export const MESSAGE_KEYS: Readonly<Record<string, MessageRequest>> = {
  Enter: 'menu',
  // As on a row of the list; the key that many keyboards have for it makes the browser ask for the menu by itself.
  'Shift+F10': 'menu',
  '+': 'react',
  r: 'act:reply',
  e: 'act:edit',
  c: 'act:copy',
  s: 'act:star',
  f: 'act:forward',
  i: 'act:details',
  u: 'act:unread',
  Delete: 'act:delete',
  // Keyboards without Delete.
  Backspace: 'act:delete',
};

/** Where keys lead from a message; `leave`: to the message box. */
export type MessageStep = 'older' | 'newer' | 'first' | 'last' | 'leave';

export const MESSAGE_STEPS: Readonly<Record<string, MessageStep>> = {
  ArrowUp: 'older',
  ArrowDown: 'newer',
  Home: 'first',
  End: 'last',
  Escape: 'leave',
};

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey' | 'shiftKey'>;

/** What a key asks for of a message; null: nothing of ours. With a modifier it is the browser's or the host's. */
export function requestOfKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Key): MessageRequest | null {
  if (altKey || ctrlKey || metaKey) return null;
  // Of a sign Shift is a part; a key with a name is another one with it.
  const name = key.length === 1 ? key.toLowerCase() : shiftKey ? `Shift+${key}` : key;
  return Object.hasOwn(MESSAGE_KEYS, name) ? (MESSAGE_KEYS[name] ?? null) : null;
}

/** Where a key leads from a message; null: nowhere. With a modifier it is the browser's or the host's. */
export function stepOfKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Key) {
  if (altKey || ctrlKey || metaKey || shiftKey) return null;
  return Object.hasOwn(MESSAGE_STEPS, key) ? (MESSAGE_STEPS[key] ?? null) : null;
}

import type { MessageRequest } from '../base/slot-props.ts';

/** What keys do while a message has the focus; nowhere else, so that a host keeps all of its own. */
export const MESSAGE_KEYS: Readonly<Record<string, MessageRequest>> = {
  Enter: 'menu',
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

type Key = Pick<KeyboardEvent, 'key' | 'altKey' | 'ctrlKey' | 'metaKey'>;

/** What a key asks for of a message; null: nothing of ours. With a modifier it is the browser's or the host's. */
export function requestOfKey({ key, altKey, ctrlKey, metaKey }: Key): MessageRequest | null {
  if (altKey || ctrlKey || metaKey) return null;
  const name = key.length === 1 ? key.toLowerCase() : key;
  return Object.hasOwn(MESSAGE_KEYS, name) ? (MESSAGE_KEYS[name] ?? null) : null;
}

/** Where a key leads from a message; null: nowhere. With a modifier it is the browser's or the host's. */
export function stepOfKey({ key, altKey, ctrlKey, metaKey, shiftKey }: Key & { readonly shiftKey: boolean }) {
  if (altKey || ctrlKey || metaKey || shiftKey) return null;
  return Object.hasOwn(MESSAGE_STEPS, key) ? (MESSAGE_STEPS[key] ?? null) : null;
}

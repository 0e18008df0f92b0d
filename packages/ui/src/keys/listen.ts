import type { InboxItem, NatterClient } from '@natter/client';
import type { ConversationId } from '@natter/protocol';
import type { Place } from '../base/place.ts';
import { isAppleDevice, isPressed, type KeysOption, keysOf, type ShortcutId } from './shortcuts.ts';

/** What keys act on. */
export interface KeyTarget {
  readonly client: NatterClient;
  /** The element all of messaging is in. */
  readonly root: HTMLElement;
  readonly option: KeysOption;
  /** Where one is now. */
  readonly openId: () => ConversationId | null;
  readonly onNavigate: (place: Place) => void;
  readonly onSheet: () => void;
}

/** Somebody types here: signs are text. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.matches('input, textarea, select, [contenteditable]');
}

/** The conversation so many rows on (1, -1) in the inbox, of those that count; none in that direction: null. */
function neighbour(
  items: readonly InboxItem[],
  openId: ConversationId | null,
  step: 1 | -1,
  isUnreadOnly: boolean,
): ConversationId | null {
  const at = items.findIndex(({ conversation }) => conversation.id === openId);
  const start = at >= 0 ? at + step : step > 0 ? 0 : items.length - 1;
  for (let index = start; index >= 0 && index < items.length; index += step) {
    const conversation = items[index]?.conversation;
    if (conversation === undefined) break;
    const isUnread = conversation.unreadCount > 0 || conversation.markedUnread;
    if (!isUnreadOnly || isUnread) return conversation.id;
  }
  return null;
}

function run(id: ShortcutId, target: KeyTarget, items: readonly InboxItem[]): boolean {
  const { root, openId, onNavigate, onSheet } = target;
  const go = (step: 1 | -1, isUnreadOnly: boolean) => {
    const conversationId = neighbour(items, openId(), step, isUnreadOnly);
    if (conversationId !== null) onNavigate({ page: 'thread', conversationId });
    return conversationId !== null;
  };
  const focus = (selector: string) => {
    const element = root.querySelector<HTMLElement>(selector);
    element?.focus();
    return element !== null;
  };
  switch (id) {
    case 'previous':
    case 'next':
      return go(id === 'next' ? 1 : -1, false);
    case 'previousUnread':
    case 'nextUnread':
      return go(id === 'nextUnread' ? 1 : -1, true);
    case 'new':
      onNavigate({ page: 'new' });
      return true;
    case 'search':
      return focusSearch(target);
    case 'composer':
      return focus('#ntr-composer');
    case 'newest':
      return focus('#ntr-messages article[tabindex="0"]') || focus('#ntr-messages');
    case 'sheet':
      onSheet();
      return true;
  }
}

/** On a narrow screen the list is behind the thread: it comes to the front first. */
function focusSearch({ root, onNavigate }: KeyTarget): boolean {
  const find = () => root.querySelector<HTMLInputElement>('.ntr-shell__list input[type="search"]');
  const field = find();
  if (field?.checkVisibility()) {
    field.select();
    field.focus();
    return true;
  }
  onNavigate({ page: 'list' });
  requestAnimationFrame(() => find()?.focus());
  return true;
}

/**
 * Listens for the shortcuts until the answer is called. A key that somebody else has dealt with, that is part of composing text, or
 * that would only write a sign where somebody types, is left alone; so is one that has nothing to do here.
 */
export function listenForKeys(target: KeyTarget): () => void {
  const { client, root, option } = target;
  const inbox = client.conversations.open({ filter: 'all' });
  const isApple = isAppleDevice();
  const keys = Object.entries(keysOf(option)) as [ShortcutId, string | null][];
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229 || document.querySelector('dialog[open]'))
      return;
    const inside = event.target instanceof Node && root.contains(event.target);
    if (option.scope === 'inside' && !inside) return;
    // A field of the host's keeps all its keys.
    if (!inside && isTyping(event.target)) return;
    const found = keys.find(([, each]) => each !== null && isPressed(each, event, isApple));
    if (found === undefined) return;
    const isSign = !event.ctrlKey && !event.metaKey && event.key.length === 1 && !event.altKey;
    if (isSign && isTyping(event.target)) return;
    if (run(found[0], target, inbox.getSnapshot().items)) event.preventDefault();
  };
  document.addEventListener('keydown', onKeyDown);
  return () => {
    document.removeEventListener('keydown', onKeyDown);
    inbox.close();
  };
}

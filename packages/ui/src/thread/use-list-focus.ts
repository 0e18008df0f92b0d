import {
  type FocusEvent,
  type KeyboardEvent,
  type MouseEvent,
  type RefObject,
  useEffect,
  useRef,
  useState,
} from 'react';
import { isUndoKey } from '../base/is-undo-key.ts';
import type { MessageRequest, ThreadMessage } from '../base/slot-props.ts';
import { useUi } from '../base/ui-context.ts';
import { requestOfKey, stepOfKey } from './message-keys.ts';
import type { ThreadEntry } from './thread-entries.ts';

interface ListFocus {
  /** The message that the Tab key leads to. */
  readonly stop: string | null;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onContextMenu: (event: MouseEvent) => void;
}

interface Ways {
  /** Enter on a message, or a key of one of its actions. */
  readonly openMenu: (entry: ThreadMessage, anchor: DOMRect, what?: MessageRequest) => void;
  /** Escape, and Down from the newest message: beyond it is the composer. */
  readonly onLeave: () => void;
}

/** The list of messages is one stop of the Tab key, with arrow keys between messages. */
export function useListFocus(
  boxRef: RefObject<HTMLElement | null>,
  entries: readonly ThreadEntry[],
  { openMenu, onLeave }: Ways,
): ListFocus {
  const { takeBack } = useUi();
  const [focusKey, setFocusKey] = useState<string | null>(null);

  // A message that was deleted for me leaves the focus to the one that takes its place, and what goes from a message, such as
  // the last of a reaction or the button that sends it again, to the message.
  const heldAt = useRef(-1);
  // As it is while this is drawn: what has it now may be gone when it has been. A reader that moves without it is left alone.
  const hadFocus = boxRef.current?.contains(document.activeElement) === true;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `hadFocus` matters when there are other messages.
  useEffect(() => {
    const at = entries.findIndex((each) => each.key === focusKey);
    if (at >= 0) heldAt.current = at;
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (focusKey === null || heldAt.current < 0 || !isLost || (at >= 0 && !hadFocus)) return;
    const from = heldAt.current;
    const messages = [...(boxRef.current?.querySelectorAll<HTMLElement>('article[data-key]') ?? [])];
    // What is no message, such as a system line, takes no focus.
    for (const { key } of [...entries.slice(from), ...entries.slice(0, from).reverse()]) {
      const next = messages.find((each) => each.dataset['key'] === key);
      if (next !== undefined) return next.focus({ preventScroll: true });
    }
  }, [boxRef, entries, focusKey]);

  const ask = (message: HTMLElement, what?: MessageRequest) => {
    const found = entries.find((each) => each.key === message.dataset['key']);
    const anchor = message.querySelector('.ntr-message__bubble') ?? message;
    if (found !== undefined) openMenu(found.entry, anchor.getBoundingClientRect(), what);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // What was asked from a message, such as who voted, stands in it and has its own keys.
    if (event.target instanceof Element && event.target.closest('dialog') !== null) return;
    const step = stepOfKey(event);
    if (step === 'leave') {
      // Not the host's as well, whose drawer would close.
      event.preventDefault();
      onLeave();
      return;
    }
    // What was deleted may be taken back from where it was; else the key is the host's.
    if (isUndoKey(event) && takeBack()) {
      event.preventDefault();
      return;
    }
    const message =
      event.target instanceof HTMLElement && event.target.dataset['key'] !== undefined ? event.target : null;
    if (message === null) return;
    const request = requestOfKey(event);
    if (request !== null) {
      // A menu takes the focus at once: without this the same key would press its first action.
      event.preventDefault();
      ask(message, request);
      return;
    }
    const all = [...(boxRef.current?.querySelectorAll<HTMLElement>('article[data-key]') ?? [])];
    const at = all.indexOf(message);
    if (step === null) return;
    event.preventDefault();
    const target = all[Math.max(0, { older: at - 1, newer: at + 1, first: 0, last: all.length - 1 }[step])];
    if (target === undefined) onLeave();
    else target.focus();
  };

  return {
    stop: entries.some((each) => each.key === focusKey) ? focusKey : (entries.at(-1)?.key ?? null),
    onFocus: (event) => setFocusKey(event.target.closest<HTMLElement>('[data-key]')?.dataset['key'] ?? null),
    onKeyDown,
    onContextMenu: (event) => {
      // By the key for it; what a pointer is on answers by itself.
      if (event.button === 2 || !(event.target instanceof HTMLElement)) return;
      if (event.target.dataset['key'] === undefined) return;
      event.preventDefault();
      ask(event.target);
    },
  };
}

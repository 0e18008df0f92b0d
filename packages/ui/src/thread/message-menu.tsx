import { useCallback, useEffect, useRef, useState } from 'react';
import type { MessageRequest, ThreadMessage } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';
import { Menu } from '../parts/menu.tsx';
import { type ThreadForMenu, useMessageActions } from './use-message-actions.tsx';

export interface MessageMenuProps extends ThreadForMenu {
  readonly entry: ThreadMessage;
  /** Where it was asked for, in viewport coordinates. */
  readonly anchor: DOMRect;
  /** What is asked for first. */
  readonly what: MessageRequest;
  readonly onClose: () => void;
}

/** The menu of a message and what is asked after one of its entries was chosen. Closed when nothing is asked any more. */
export function MessageMenu({ entry, anchor, what, onClose, ...thread }: MessageMenuProps) {
  const t = useText();
  const { actionsFor, bar, dialog } = useMessageActions({ ...thread, anchor }, entry, what);
  const act = what.startsWith('act:') ? what.slice('act:'.length) : null;
  const [isOpen, setIsOpen] = useState(what !== 'who' && act === null);
  const [isActing, setIsActing] = useState(act !== null);
  const hasActed = useRef(false);
  useEffect(() => {
    if (act === null || hasActed.current) return;
    hasActed.current = true;
    // One that cannot be done to this message is not in the list, and the key does nothing.
    actionsFor(entry)
      .find(({ id }) => id === act)
      ?.run();
    setIsActing(false);
  });
  const closeMenu = useCallback(() => setIsOpen(false), []);
  const isOver = !isOpen && !isActing && dialog === null;
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver, onClose]);
  if (!isOpen) return dialog;
  const isQuick = what === 'react';
  return (
    <Menu
      label={t(isQuick ? 'message.react' : 'message.menu')}
      header={bar(closeMenu)}
      actions={isQuick ? [] : actionsFor(entry)}
      anchor={anchor}
      onClose={closeMenu}
    />
  );
}

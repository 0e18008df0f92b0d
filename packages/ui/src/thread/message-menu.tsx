import { useCallback, useEffect, useState } from 'react';
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
  const [isOpen, setIsOpen] = useState(what !== 'who');
  const closeMenu = useCallback(() => setIsOpen(false), []);
  const isOver = !isOpen && dialog === null;
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

import { useCallback, useEffect, useState } from 'react';
import type { ThreadMessage } from '../base/slot-props.ts';
import { useText } from '../base/ui-context.ts';
import { Menu } from '../parts/menu.tsx';
import { type ThreadForMenu, useMessageActions } from './use-message-actions.tsx';

export interface MessageMenuProps extends ThreadForMenu {
  readonly entry: ThreadMessage;
  /** Where it was asked for, in viewport coordinates. */
  readonly anchor: DOMRect;
  readonly onClose: () => void;
}

/** The menu of a message and what is asked after one of its entries was chosen. Closed when nothing is asked any more. */
export function MessageMenu({ entry, anchor, onClose, ...thread }: MessageMenuProps) {
  const t = useText();
  const { actionsFor, dialog } = useMessageActions(thread);
  const [isOpen, setIsOpen] = useState(true);
  const closeMenu = useCallback(() => setIsOpen(false), []);
  const isOver = !isOpen && dialog === null;
  useEffect(() => {
    if (isOver) onClose();
  }, [isOver, onClose]);
  if (!isOpen) return dialog;
  return <Menu label={t('message.menu')} actions={actionsFor(entry)} anchor={anchor} onClose={closeMenu} />;
}

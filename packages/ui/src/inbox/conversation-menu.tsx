import type { Conversation } from '@natter/protocol';
import { useCallback, useState } from 'react';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import { Menu } from '../parts/menu.tsx';
import { useConversationActions } from './use-conversation-actions.tsx';

interface ConversationMenuProps {
  readonly conversation: Conversation;
  readonly onGone?: ((conversation: Conversation) => void) | undefined;
}

/** The button that opens what one may do with a conversation. */
export function ConversationMenu({ conversation, onGone }: ConversationMenuProps) {
  const { t } = useUi();
  const [anchor, setAnchor] = useState<DOMRect | null>(null);
  const close = useCallback(() => setAnchor(null), []);
  const { actionsFor, dialog } = useConversationActions(onGone);
  return (
    <>
      <button
        type="button"
        className="ntr-icon-button"
        aria-label={t('conversation.menu')}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        onClick={(event) => setAnchor(event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" size={22} />
      </button>
      {anchor !== null && (
        <Menu label={t('conversation.menu')} actions={actionsFor(conversation)} anchor={anchor} onClose={close} />
      )}
      {dialog}
    </>
  );
}

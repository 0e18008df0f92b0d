import type { Conversation } from '@natter/protocol';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import type { MenuAction } from '../parts/menu.tsx';
import { useConversationTools } from './use-conversation-tools.tsx';

interface ConversationMenuProps {
  readonly conversation: Conversation;
  readonly onGone?: ((conversation: Conversation) => void) | undefined;
  /** What can be done here besides. */
  readonly more?: readonly MenuAction[] | undefined;
}

/** The button that opens what one may do with a conversation. */
export function ConversationMenu({ conversation, onGone, more }: ConversationMenuProps) {
  const { t } = useUi();
  const { ask, tools } = useConversationTools(onGone);
  return (
    <>
      <button
        type="button"
        className="ntr-icon-button"
        aria-label={t('conversation.menu')}
        aria-haspopup="menu"
        aria-expanded={tools !== null}
        onClick={(event) =>
          ask({ what: 'menu', conversation, more, anchor: event.currentTarget.getBoundingClientRect() })
        }
      >
        <Icon name="more" size={22} />
      </button>
      {tools}
    </>
  );
}

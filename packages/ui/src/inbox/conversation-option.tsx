import type { InboxItem } from '@natter/client';
import type { Conversation, Presence } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { memo } from 'react';
import { nameOf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { Icon } from '../parts/icon.tsx';
import { useLongPress } from './use-long-press.ts';

interface ConversationOptionProps {
  readonly item: InboxItem;
  readonly index: number;
  readonly count: number;
  readonly isSelected: boolean;
  readonly isFocusStop: boolean;
  readonly presence: Presence | null;
  /** The same functions at every drawing: a row is drawn again only when it says something else. */
  readonly onOpen: (conversation: Conversation) => void;
  readonly onMenu: (conversation: Conversation, anchor: DOMRect) => void;
}

/** One option of the inbox's listbox. The button beside it is the pointer's way to the menu; keys and long press have theirs. */
export const ConversationOption = memo(function ConversationOption(props: ConversationOptionProps) {
  const { item, index, count, isSelected, isFocusStop, presence, onOpen, onMenu } = props;
  const { conversation } = item;
  const { t, slots, platform } = useUi();
  const me = useNatterClient().userId;
  const { wasLong, handlers } = useLongPress(platform, (at) => onMenu(conversation, at));
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys for all its options. */}
      <div
        className="ntr-option"
        role="option"
        id={`ntr-option-${conversation.id}`}
        data-id={conversation.id}
        aria-selected={isSelected}
        aria-setsize={count}
        aria-posinset={index + 1}
        tabIndex={isFocusStop ? 0 : -1}
        onClick={() => {
          if (!wasLong()) onOpen(conversation);
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const byKey = event.clientX === 0 && event.clientY === 0;
          const at = byKey
            ? event.currentTarget.getBoundingClientRect()
            : new DOMRect(event.clientX, event.clientY, 0, 0);
          onMenu(conversation, at);
        }}
        {...handlers}
      >
        <slots.ConversationItem item={item} isSelected={isSelected} presence={presence} />
      </div>
      <button
        type="button"
        className="ntr-icon-button ntr-option__menu"
        aria-hidden="true"
        title={t('row.menu', { name: nameOf(conversation, me, t) })}
        tabIndex={-1}
        onClick={(event) => onMenu(conversation, event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" size={18} />
      </button>
    </>
  );
});

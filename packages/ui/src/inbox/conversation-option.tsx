import type { InboxItem } from '@natter/client';
import type { Presence } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { peerOf } from '../base/names.ts';
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
  readonly onOpen: () => void;
  readonly onMenu: (anchor: DOMRect) => void;
}

/** One option of the inbox's listbox. The button beside it is the pointer's way to the menu; keys and long press have theirs. */
export function ConversationOption(props: ConversationOptionProps) {
  const { item, index, count, isSelected, isFocusStop, presence, onOpen, onMenu } = props;
  const { t, slots, platform } = useUi();
  const me = useNatterClient().userId;
  const { wasLong, handlers } = useLongPress(platform, onMenu);
  const name = peerOf(item.conversation, me)?.displayName ?? t('app.unknownPerson');
  return (
    <>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the listbox handles the keys for all its options. */}
      <div
        className="ntr-option"
        role="option"
        id={`ntr-option-${item.conversation.id}`}
        data-id={item.conversation.id}
        aria-selected={isSelected}
        aria-setsize={count}
        aria-posinset={index + 1}
        tabIndex={isFocusStop ? 0 : -1}
        onClick={() => {
          if (!wasLong()) onOpen();
        }}
        onContextMenu={(event) => {
          event.preventDefault();
          const byKey = event.clientX === 0 && event.clientY === 0;
          onMenu(byKey ? event.currentTarget.getBoundingClientRect() : new DOMRect(event.clientX, event.clientY, 0, 0));
        }}
        {...handlers}
      >
        <slots.ConversationItem item={item} isSelected={isSelected} presence={presence} />
      </div>
      <button
        type="button"
        className="ntr-icon-button ntr-option__menu"
        aria-hidden="true"
        title={t('row.menu', { name })}
        tabIndex={-1}
        onClick={(event) => onMenu(event.currentTarget.getBoundingClientRect())}
      >
        <Icon name="more" size={18} />
      </button>
    </>
  );
}

import { isMuted } from '@natter/model';
import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { createPortal } from 'react-dom';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import { Icon, type IconName } from '../parts/icon.tsx';
import { enInbox } from './en-inbox.ts';
import type { RowAction } from './row-keys.ts';
import { isUnread } from './use-conversation-actions.ts';

/** On which side of a row something is uncovered: at the end what one may do, at the start reading. */
export type TraySide = 'start' | 'end';

interface TrayButton {
  readonly what: RowAction;
  readonly label: string;
  readonly icon: IconName;
}

function useTrayButtons(conversation: Conversation, canArchive: boolean): Record<TraySide, TrayButton[]> {
  const client = useNatterClient();
  const t = useMoreTexts(enInbox);
  const { isArchived } = conversation;
  const isQuiet = isMuted(conversation, client.serverNow());
  const isUnseen = isUnread(conversation);
  const read: TrayButton = {
    what: 'unread',
    label: t(isUnseen ? 'swipe.read' : 'swipe.unread'),
    icon: isUnseen ? 'check' : 'unread',
  };
  const archive: TrayButton = {
    what: 'archive',
    label: t(isArchived ? 'swipe.unarchive' : 'swipe.archive'),
    icon: 'archive',
  };
  const end: TrayButton[] = [
    { what: 'mute', label: t(isQuiet ? 'swipe.unmute' : 'swipe.mute'), icon: isQuiet ? 'unmute' : 'mute' },
    ...(canArchive ? [archive] : []),
    { what: 'delete', label: t('swipe.delete'), icon: 'trash' },
  ];
  return { start: [read], end };
}

interface SwipeTrayProps {
  readonly row: HTMLElement;
  readonly side: TraySide;
  readonly conversation: Conversation;
  readonly canArchive: boolean;
  readonly onPress: (what: RowAction, at: DOMRect) => void;
}

/** What a row shows beside itself: drawn into the row, under the option that slides away. */
export function SwipeTray({ row, side, conversation, canArchive, onPress }: SwipeTrayProps) {
  const buttons = useTrayButtons(conversation, canArchive)[side];
  return createPortal(
    // Hidden from screen readers: to them the row's menu offers the same, and a swipe never reaches us.
    <div className="ntr-tray" data-side={side} aria-hidden="true">
      {buttons.map(({ what, label, icon }) => (
        <button
          key={what}
          type="button"
          tabIndex={-1}
          className="ntr-tray__button"
          data-what={what}
          onClick={(event) => onPress(what, event.currentTarget.getBoundingClientRect())}
        >
          <Icon name={icon} size={22} />
          <span>{label}</span>
        </button>
      ))}
    </div>,
    row,
  );
}

import { isMuted } from '@natter/model';
import type { Conversation, ConversationPatch } from '@natter/protocol';
import { asErrorBody, useNatterClient } from '@natter/react';
import { type ReactNode, useState } from 'react';
import { peerOf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { ConfirmDialog } from '../parts/dialog.tsx';
import type { MenuAction } from '../parts/menu.tsx';

/** "Until I say otherwise", as an instant. */
const FOR_EVER = '9999-12-31T23:59:59.000Z';

interface ConversationActions {
  readonly actionsFor: (conversation: Conversation) => MenuAction[];
  /** The question that is being asked, to be rendered somewhere. */
  readonly dialog: ReactNode;
}

/** What one may do with a conversation as a whole. `onGone` is called when it has been put out of sight. */
export function useConversationActions(onGone?: (conversation: Conversation) => void): ConversationActions {
  const client = useNatterClient();
  const { t, tell } = useUi();
  const [asked, setAsked] = useState<Conversation | null>(null);
  const fail = (cause: unknown) =>
    tell(t('conversation.actionFailed', { detail: t(`error.${asErrorBody(cause).code}`) }));
  const patch = (conversation: Conversation, change: ConversationPatch) => {
    client.conversations.patch(conversation.id, change).catch(fail);
  };
  const putAway = (conversation: Conversation, change: ConversationPatch) => {
    patch(conversation, change);
    onGone?.(conversation);
  };
  const remove = (conversation: Conversation) => {
    setAsked(null);
    client.conversations.remove(conversation.id).then(() => onGone?.(conversation), fail);
  };

  // What is truly unread is read by looking at it, not by a menu.
  const readAction = (conversation: Conversation): MenuAction[] => {
    const { markedUnread, unreadCount } = conversation;
    if (unreadCount > 0) return [];
    const label = t(markedUnread ? 'conversation.markRead' : 'conversation.markUnread');
    const run = () =>
      markedUnread ? patch(conversation, { markedUnread: false }) : putAway(conversation, { markedUnread: true });
    return [{ id: 'unread', label, icon: 'unread', run }];
  };

  const actionsFor = (conversation: Conversation): MenuAction[] => {
    const { isPinned, isArchived } = conversation;
    const isQuiet = isMuted(conversation, client.serverNow());
    return [
      {
        id: 'pin',
        label: t(isPinned ? 'conversation.unpin' : 'conversation.pin'),
        icon: isPinned ? 'unpin' : 'pin',
        run: () => patch(conversation, { isPinned: !isPinned }),
      },
      {
        id: 'mute',
        label: t(isQuiet ? 'conversation.unmute' : 'conversation.mute'),
        icon: isQuiet ? 'unmute' : 'mute',
        run: () => patch(conversation, { mutedUntil: isQuiet ? null : FOR_EVER }),
      },
      ...readAction(conversation),
      {
        id: 'archive',
        label: t(isArchived ? 'conversation.unarchive' : 'conversation.archive'),
        icon: 'archive',
        run: () =>
          isArchived ? patch(conversation, { isArchived: false }) : putAway(conversation, { isArchived: true }),
      },
      {
        id: 'delete',
        label: t('conversation.delete'),
        icon: 'trash',
        isDestructive: true,
        run: () => setAsked(conversation),
      },
    ];
  };

  const name = peerOf(asked, client.userId)?.displayName ?? t('app.unknownPerson');
  const dialog = asked !== null && (
    <ConfirmDialog
      title={t('conversation.delete.title')}
      text={t('conversation.delete.text', { name })}
      confirmLabel={t('conversation.delete.confirm')}
      onConfirm={() => remove(asked)}
      onCancel={() => setAsked(null)}
    />
  );
  return { actionsFor, dialog };
}

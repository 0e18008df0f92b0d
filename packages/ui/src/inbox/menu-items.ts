import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { peerOf } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { useFeature, useStanding } from '../base/use-standing.ts';
import { useMoreTexts } from '../i18n/use-more-texts.ts';
import type { MenuAction } from '../parts/menu.tsx';
import { useUnblock } from '../safety/use-unblock.ts';
import { enInbox } from './en-inbox.ts';
import { muteEndLabel } from './mute-times.ts';
import { ROW_KEYS, type RowAction } from './row-keys.ts';
import type { ToolRequest } from './tool-request.ts';
import { isUnread } from './use-conversation-actions.ts';

/** The key of an action, where there are keys: a phone's menu says nothing of them. */
function keyOf(action: RowAction): { hint?: string } {
  const key = Object.keys(ROW_KEYS).find((each) => ROW_KEYS[each] === action);
  if (key === undefined || !matchMedia('(hover: hover)').matches) return {};
  return { hint: key.length === 1 ? key.toUpperCase() : key };
}

/** What the menu of a conversation offers. `ask` does it. */
export function useMenuItems(
  conversation: Conversation,
  isQuiet: boolean,
  ask: (what: ToolRequest['what']) => void,
): MenuAction[] {
  const client = useNatterClient();
  const ui = useUi();
  const t = useMoreTexts(enInbox);
  const canArchive = useStanding().config?.features.archive !== false;
  const canBlock = useFeature('blocking');
  const { unblock } = useUnblock();
  const { isPinned, isArchived, mutedUntil } = conversation;
  const peer = peerOf(conversation, client.userId);
  const until = isQuiet && mutedUntil !== null ? muteEndLabel(mutedUntil, client.serverNow(), ui) : null;
  const isUnseen = isUnread(conversation);

  const block = (): MenuAction[] => {
    if (!canBlock || peer === null || peer.userId === client.userId) return [];
    // Whether unblocking worked it says itself.
    const run = () => (conversation.blocked === true ? void unblock(peer).catch(() => undefined) : ask('block'));
    const label = t(conversation.blocked === true ? 'conversation.unblock' : 'conversation.block');
    return [{ id: 'block', label, icon: 'block', run }];
  };
  const archive: MenuAction = {
    id: 'archive',
    label: t(isArchived ? 'conversation.unarchive' : 'conversation.archive'),
    icon: 'archive',
    ...keyOf('archive'),
    run: () => ask('archive'),
  };
  return [
    {
      id: 'pin',
      label: t(isPinned ? 'conversation.unpin' : 'conversation.pin'),
      icon: isPinned ? 'unpin' : 'pin',
      ...keyOf('pin'),
      run: () => ask('pin'),
    },
    {
      id: 'mute',
      label: t(isQuiet ? 'conversation.unmute' : 'conversation.mute'),
      icon: isQuiet ? 'unmute' : 'mute',
      ...(until === null ? keyOf('mute') : { hint: t('conversation.until', { until }) }),
      run: () => ask('mute'),
    },
    {
      id: 'unread',
      label: t(isUnseen ? 'conversation.markRead' : 'conversation.markUnread'),
      icon: isUnseen ? 'check' : 'unread',
      ...keyOf('unread'),
      run: () => ask('unread'),
    },
    ...(canArchive ? [archive] : []),
    { id: 'details', label: t('conversation.details'), icon: 'info', run: () => ask('details') },
    ...block(),
    {
      id: 'delete',
      label: t('conversation.delete'),
      icon: 'trash',
      isDestructive: true,
      ...keyOf('delete'),
      run: () => ask('delete'),
    },
  ];
}

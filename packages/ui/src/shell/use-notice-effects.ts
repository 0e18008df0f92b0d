import type { ClientNotice } from '@natter/client';
import type { ConversationId } from '@natter/protocol';
import { useNotices } from '@natter/react';
import { useCallback, useEffect } from 'react';
import { whoWrote } from '../base/names.ts';
import { useUi } from '../base/ui-context.ts';
import { useShell } from './shell-context.ts';

/** Nearer to its end than this a thread follows what comes (px). */
const AT_END_PX = 200;

const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();

/** Whether what arrives in the open thread is seen as it comes. */
function isAtEnd(root: HTMLElement | null): boolean {
  const box = root?.querySelector('[role=log]');
  return box !== null && box !== undefined && box.scrollHeight - box.scrollTop - box.clientHeight < AT_END_PX;
}

/**
 * Turns the client's notices into toasts, a sound and words. What one is looking at makes neither: the open conversation has no
 * toast, and no sound at its end; who opens one is rid of its toast. What is muted the client does not tell at all.
 */
export function useNoticeEffects(openId: ConversationId | null): void {
  const { t, preferences, platform, tell, announce, rootRef } = useUi();
  const { show, dismiss, announceMessage } = useShell();
  useEffect(() => {
    if (openId !== null) dismiss(openId);
  }, [openId, dismiss]);
  const onNotice = useCallback(
    (notice: ClientNotice) => {
      if (notice.kind === 'send-failed') {
        tell(t('notice.sendFailed'));
        return;
      }
      if (notice.kind === 'storage-unavailable') {
        tell(t('notice.storage'));
        return;
      }
      const { message, conversation, mentionsMe } = notice;
      const from = notice.from ?? conversation.participants.find((each) => each.userId === message.senderId);
      if (from === undefined) return;
      const name = whoWrote(from, conversation, t);
      if (mentionsMe) announce(t('notice.mention', { name }));
      else announceMessage(name);
      const isOpen = conversation.id === openId;
      const toast = { id: conversation.id, kind: 'message', from, message, conversation, mentionsMe } as const;
      if (preferences.toasts && !isOpen) show(toast);
      if (preferences.sound && !(isOpen && isLookedAt() && isAtEnd(rootRef.current))) platform.chime();
    },
    [openId, t, tell, show, announce, announceMessage, platform, rootRef, preferences.toasts, preferences.sound],
  );
  useNotices(onNotice);
}

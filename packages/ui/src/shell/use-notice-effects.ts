import type { ClientNotice } from '@natter/client';
import type { ConversationId } from '@natter/protocol';
import { useNotices } from '@natter/react';
import { useCallback } from 'react';
import { useUi } from '../base/ui-context.ts';
import { useShell } from './shell-context.ts';

const isLookedAt = () => document.visibilityState === 'visible' && document.hasFocus();

/** Turns the client's notices into toasts, a sound and words. What one is looking at makes neither toast nor sound. */
export function useNoticeEffects(openId: ConversationId | null): void {
  const { t, preferences, platform, tell } = useUi();
  const { show, announceMessage } = useShell();
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
      const { message, conversation } = notice;
      const from = conversation.participants.find((each) => each.userId === message.senderId);
      if (from === undefined) return;
      announceMessage(from.displayName);
      const isOpen = conversation.id === openId;
      if (preferences.toasts && !isOpen) show({ id: conversation.id, kind: 'message', from, message, conversation });
      if (preferences.sound && !(isOpen && isLookedAt())) platform.chime();
    },
    [openId, t, tell, show, announceMessage, platform, preferences.toasts, preferences.sound],
  );
  useNotices(onNotice);
}

import { isMuted } from '@natter/model';
import type { Conversation } from '@natter/protocol';
import { useNatterClient } from '@natter/react';
import { useEffect, useReducer } from 'react';
import { useUi } from '../base/ui-context.ts';

/** A timer waits no longer than this (ms); what is muted for longer is not looked at again. */
const LONGEST_MS = 2 ** 31 - 1;

/** Whether a conversation is muted now, by the server's time. Ends by itself. */
export function useIsMuted(conversation: Conversation): boolean {
  const client = useNatterClient();
  const { platform } = useUi();
  const [, look] = useReducer((looks: number) => looks + 1, 0);
  const isQuiet = isMuted(conversation, client.serverNow());
  const { mutedUntil } = conversation;
  useEffect(() => {
    const leftMs = Date.parse(mutedUntil ?? '') - client.serverNow();
    return leftMs > 0 && leftMs < LONGEST_MS ? platform.after(leftMs + 1, look) : undefined;
  }, [client, platform, mutedUntil]);
  return isQuiet;
}

import type { ConversationId } from '@natter/protocol';
import { createContext, useContext } from 'react';

/** Shows one message, wherever it is. */
export type Jump = (conversationId: ConversationId, seq: number) => void;

export const JumpContext = createContext<Jump | null>(null);

/** How to get to a message of any conversation; null where a host composed pages of its own that lead nowhere else. */
export function useJump(): Jump | null {
  return useContext(JumpContext);
}

import type { Conversation } from '@natter/protocol';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { Later } from '../base/later.tsx';
import type { ToolRequest } from './tool-request.ts';

const loadTools = async () => (await import('./conversation-tools.tsx')).ConversationTools;

/**
 * What one may do with a conversation as a whole, downloaded when it is first asked for. `onGone` is called when it has been put
 * out of sight; `tools` is to be rendered somewhere. `ask` stays the same function.
 */
export function useConversationTools(onGone?: (conversation: Conversation) => void): {
  readonly ask: (request: ToolRequest) => void;
  readonly tools: ReactNode;
} {
  const asked = useRef(0);
  const [request, setRequest] = useState<(ToolRequest & { readonly number: number }) | null>(null);
  const ask = useCallback((next: ToolRequest) => {
    asked.current += 1;
    setRequest({ ...next, number: asked.current });
  }, []);
  const close = useCallback(() => setRequest(null), []);
  const tools =
    request === null ? null : (
      <Later key={request.number} load={loadTools} props={{ request, ask, onGone, onClose: close }} />
    );
  return { ask, tools };
}

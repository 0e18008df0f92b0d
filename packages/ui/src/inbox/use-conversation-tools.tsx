import type { Conversation } from '@natter/protocol';
import { type ReactNode, useCallback, useRef, useState } from 'react';
import { Later } from '../base/later.tsx';
import type { MenuAction } from '../parts/menu.tsx';
import type { RowAction } from './row-keys.ts';

/** Something to be done with a conversation: at once, or chosen from the menu at `anchor`. */
export interface ToolRequest {
  readonly what: RowAction | 'menu' | 'details' | 'block';
  readonly conversation: Conversation;
  /** Where a menu opens, in viewport coordinates. */
  readonly anchor: DOMRect;
  /** Stands first in the menu: what can be done at the place it was asked for. */
  readonly more?: readonly MenuAction[] | undefined;
}

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

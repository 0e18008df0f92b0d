import type { InboxItem } from '@natter/client';
import type { Conversation } from '@natter/protocol';
import type { RefObject } from 'react';
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

/** The rows that can be swiped, and what a swipe asks for. */
export interface SwipeRowsProps {
  readonly boxRef: RefObject<HTMLElement | null>;
  readonly items: readonly InboxItem[];
  readonly ask: (request: ToolRequest) => void;
}

import type { Slots } from '../base/slot-props.ts';
import { MessageInput } from '../composer/message-input.tsx';
import { ConversationItem } from '../inbox/conversation-item.tsx';
import { Avatar } from '../parts/avatar.tsx';
import { ConnectionStatus } from '../parts/connection-status.tsx';
import { DateSeparator, JumpButton, TypingIndicator, UnreadDivider } from '../parts/separators.tsx';
import { EmptyState, ErrorState } from '../parts/states.tsx';
import { Ticks } from '../parts/ticks.tsx';
import { MessageItem } from '../thread/message-item.tsx';
import { MessagingHeader } from '../thread/messaging-header.tsx';

/** The kit's own parts. */
export const DEFAULT_SLOTS: Slots = {
  Avatar,
  Ticks,
  ConversationItem,
  MessageItem,
  MessageInput,
  MessagingHeader,
  EmptyState,
  ErrorState,
  DateSeparator,
  UnreadDivider,
  JumpButton,
  TypingIndicator,
  ConnectionStatus,
};

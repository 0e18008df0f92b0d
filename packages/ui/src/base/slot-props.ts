import type { InboxItem, PendingMessage } from '@natter/client';
import type { Conversation, ErrorBody, Message, Person, Presence, UserId } from '@natter/protocol';
import type { ComponentType, ReactNode } from 'react';

/** A person's picture, or initials on a hue made from the id. `online` adds the dot. */
export interface AvatarProps {
  readonly person: Pick<Person, 'userId' | 'displayName' | 'avatarUrl'>;
  readonly size?: 'xs' | 's' | 'm' | 'l' | 'xl';
  readonly online?: boolean;
}

/** How far an own message has come. */
export type SendStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface TicksProps {
  readonly status: SendStatus;
}

export interface ConversationItemProps {
  readonly item: InboxItem;
  readonly isSelected: boolean;
  readonly presence: Presence | null;
}

/** A message that is confirmed, or one that is on its way. */
export type ThreadMessage =
  | { readonly kind: 'sent'; readonly message: Message }
  | { readonly kind: 'pending'; readonly message: PendingMessage };

export interface MessageItemProps {
  readonly entry: ThreadMessage;
  readonly isOwn: boolean;
  readonly author: Person;
  readonly people: ReadonlyMap<UserId, Person>;
  /** Where it stands in its group of the same author; `only` is first and last. */
  readonly position: 'only' | 'first' | 'middle' | 'last';
  /** Time and ticks are shown on the last of a group, and where the state is news. */
  readonly showsMeta: boolean;
  readonly status: SendStatus | null;
  readonly isFocusStop: boolean;
  /** The message that this one answers, where it is loaded; else its own `replyTo` says what is known of it. */
  readonly quoted?: Message | null;
  /** The reader has just been brought here. */
  readonly isHighlighted?: boolean;
  /** Shows the message with this `seq` in the thread. */
  readonly onOpenQuote?: (seq: number) => void;
  readonly onMenu: (entry: ThreadMessage, anchor: DOMRect) => void;
  readonly onRetry: (entry: ThreadMessage) => void;
  readonly onDiscard: (entry: ThreadMessage) => void;
}

export interface MessageInputProps {
  /** A conversation id, or `new:<userId>`. */
  readonly draftKey: string;
  readonly recipientName: string;
  /** In code points. */
  readonly maxLength: number;
  /** Resolves when the text is durable; a rejection keeps it in the composer and is shown. */
  readonly onSend: (content: string) => Promise<void>;
  readonly onTyping?: () => void;
  readonly onStoppedTyping?: () => void;
  readonly onEscape?: () => void;
  readonly autoFocus?: boolean;
}

export interface MessagingHeaderProps {
  readonly conversation: Conversation | null;
  readonly peer: Person | null;
  readonly presence: Presence | null;
  readonly isTyping: boolean;
  readonly onBack?: (() => void) | undefined;
  readonly menu?: ReactNode;
}

export interface EmptyStateProps {
  readonly title: string;
  readonly text?: string;
  readonly art?: 'talk' | 'done' | 'archive' | 'search' | 'people' | 'lost';
  readonly action?: { readonly label: string; readonly run: () => void };
}

export interface ErrorStateProps {
  readonly title: string;
  readonly error: ErrorBody;
  readonly onRetry?: () => void;
}

export interface DateSeparatorProps {
  readonly label: string;
  readonly dateTime: string;
}

export interface UnreadDividerProps {
  readonly count: number;
}

export interface JumpButtonProps {
  readonly count: number;
  readonly onJump: () => void;
}

export interface TypingIndicatorProps {
  readonly names: readonly string[];
}

export interface ConnectionStatusProps {
  readonly onSignIn?: (() => void) | undefined;
}

/** The parts one may replace. A replacement gets the props of the part it stands for. */
export interface Slots {
  readonly Avatar: ComponentType<AvatarProps>;
  readonly Ticks: ComponentType<TicksProps>;
  readonly ConversationItem: ComponentType<ConversationItemProps>;
  readonly MessageItem: ComponentType<MessageItemProps>;
  readonly MessageInput: ComponentType<MessageInputProps>;
  readonly MessagingHeader: ComponentType<MessagingHeaderProps>;
  readonly EmptyState: ComponentType<EmptyStateProps>;
  readonly ErrorState: ComponentType<ErrorStateProps>;
  readonly DateSeparator: ComponentType<DateSeparatorProps>;
  readonly UnreadDivider: ComponentType<UnreadDividerProps>;
  readonly JumpButton: ComponentType<JumpButtonProps>;
  readonly TypingIndicator: ComponentType<TypingIndicatorProps>;
  readonly ConnectionStatus: ComponentType<ConnectionStatusProps>;
}

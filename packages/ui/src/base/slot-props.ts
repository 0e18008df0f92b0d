import type { InboxItem, PendingMessage, ThreadView } from '@natter/client';
import type { Conversation, ErrorBody, Mention, Message, MessageId, Person, Presence, UserId } from '@natter/protocol';
import type { ComponentType, ReactNode, Ref } from 'react';

/** A person's picture, or initials on a hue made from the id; `isNote`: the sign of the notes to oneself, `isGroup`: the shape of a group. `online` adds the dot. */
export interface AvatarProps {
  readonly person: Pick<Person, 'userId' | 'displayName' | 'avatarUrl'>;
  readonly size?: 'xs' | 's' | 'm' | 'l' | 'xl';
  readonly online?: boolean;
  readonly isNote?: boolean;
  readonly isGroup?: boolean;
}

/** How far an own message has come. */
export type SendStatus = 'queued' | 'sending' | 'sent' | 'delivered' | 'read' | 'failed';

export interface TicksProps {
  readonly status: SendStatus;
}

/** One row of the inbox. All rows must be of one height: it is measured on the first, and those far from the screen are not drawn. */
export interface ConversationItemProps {
  readonly item: InboxItem;
  readonly isSelected: boolean;
  readonly presence: Presence | null;
}

/** A message that is confirmed, or one that is on its way. */
export type ThreadMessage =
  | { readonly kind: 'sent'; readonly message: Message }
  | { readonly kind: 'pending'; readonly message: PendingMessage };

/** What is asked of a message: its menu, a reaction from the quick row, or who reacted. */
export type MessageRequest = 'menu' | 'react' | 'who' | `act:${string}`;

export interface MessageItemProps {
  readonly entry: ThreadMessage;
  readonly isOwn: boolean;
  readonly author: Person;
  readonly people: ReadonlyMap<UserId, Person>;
  /** Others than one write here too: who it was is told with the first of a run, and shown beside the last. */
  readonly isGroup?: boolean;
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
  readonly isStarred?: boolean;
  /** I may not act here, such as react or vote. */
  readonly isReadOnly?: boolean;
  /** `what`: the menu when left out. */
  readonly onMenu: (entry: ThreadMessage, anchor: DOMRect, what?: MessageRequest) => void;
  readonly onRetry: (entry: ThreadMessage) => void;
  readonly onDiscard: (entry: ThreadMessage) => void;
  /** Changes a message that waits; absent where that cannot be done. */
  readonly onEdit?: ((entry: ThreadMessage) => void) | undefined;
}

/** What goes out beside the words of a message. */
export interface SendExtras {
  readonly mentions?: readonly Mention[];
  readonly replyToId?: MessageId;
}

/** Answers and edits that begin elsewhere, such as in a message's menu. */
export interface ComposerHandle {
  /** The message stands above the box until what is written goes out. */
  readonly reply: (message: Message) => void;
  /** An own message, sent or waiting, stands in the box to be changed. What was half written comes back afterwards. */
  readonly edit: (entry: ThreadMessage) => void;
  readonly focus: () => void;
}

export interface MessageInputProps {
  /** A conversation id, or `new:<userId>`. */
  readonly draftKey: string;
  readonly recipientName: string;
  /** In code points. */
  readonly maxLength: number;
  /** Resolves when the text is durable; a rejection keeps it in the composer and is shown. */
  readonly onSend: (content: string, extras: SendExtras) => Promise<void>;
  /** Where it goes, once that exists: who may be named, and when it may be sent. */
  readonly conversation?: Conversation | null;
  /** What the thread shows: where to find the message that is answered, and the last own one. */
  readonly view?: Pick<ThreadView, 'messages' | 'pending' | 'people'>;
  /** Filled with ways to begin an answer or an edit from elsewhere. */
  readonly handle?: Ref<ComposerHandle>;
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
  /** In a group: who is typing, by name. */
  readonly typing?: readonly string[];
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

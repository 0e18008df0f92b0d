import type { Message, MessageId } from '@natter/protocol';
import type { AriaAttributes, KeyboardEvent, RefObject } from 'react';
import type { MessageInputProps, SendExtras, ThreadMessage } from '../base/slot-props.ts';

/** An own message that stands in the box to be changed, with its words as they are now. The draft waits meanwhile. */
export interface ComposerEdit {
  readonly entry: ThreadMessage;
  readonly text: string;
}

/** What the draft answers; its message is null where the thread does not have it just now. */
export interface Answered {
  readonly id: MessageId;
  readonly message: Message | null;
}

/** A row that is open above the box. */
export type ComposerPanel = 'emoji' | 'format' | null;

/** What the message box is, for the part of it that is downloaded later. */
export interface ComposerCore {
  readonly props: MessageInputProps;
  /** What is no text, such as a poll, may go out from here. */
  readonly canAdd: boolean;
  readonly area: RefObject<HTMLTextAreaElement | null>;
  readonly text: string;
  readonly setText: (text: string) => void;
  /** The draft is gone: what was in it is on its way. */
  readonly clear: () => void;
  readonly edit: ComposerEdit | null;
  readonly setEdit: (edit: ComposerEdit | null) => void;
  readonly replyTo: Answered | null;
  /** Lets the draft answer a message, or none. */
  readonly answer: (message: Message | null) => void;
  readonly panel: ComposerPanel;
  readonly setPanel: (panel: ComposerPanel) => void;
  /** More that a screen reader is told of the field. */
  readonly setAria: (aria: AriaAttributes) => void;
  readonly tell: (fault: string | null) => void;
  /** Where the later part hangs itself in. */
  readonly tools: RefObject<ComposerTools | null>;
}

/** What the later part does for the box. All of it may be missing: the box writes and sends without. */
export interface ComposerTools {
  /** Sees a key before the box does. True: it was meant for this part. */
  readonly onKey: (event: KeyboardEvent<HTMLTextAreaElement>) => boolean;
  /** Says why these words cannot go out. */
  readonly onRefused: (text: string) => void;
  /** The words of an edit; the box is not sending then. */
  readonly onEdited: (content: string) => void;
  /** Offers what is no text, such as a poll, beside what asked for it. */
  readonly onAdd: (opener: HTMLElement) => void;
  /** What goes out with the words of a message. */
  readonly extrasOf: (content: string) => SendExtras;
}

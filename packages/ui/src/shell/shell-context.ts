import type { Conversation, Message, Person } from '@natter/protocol';
import { createContext, useContext } from 'react';
import type { ToastAction } from '../base/ui-context.ts';

/** Something shown for a moment at the edge of the screen. */
export type Toast =
  | { readonly id: string; readonly kind: 'sentence'; readonly text: string; readonly action?: ToastAction | undefined }
  | {
      readonly id: string;
      readonly kind: 'message';
      readonly from: Person;
      readonly message: Message;
      readonly conversation: Conversation;
      readonly mentionsMe: boolean;
    };

export interface ShellContextValue {
  readonly toasts: readonly Toast[];
  readonly show: (toast: Toast) => void;
  readonly dismiss: (id: string) => void;
  /** While they are held, toasts stay that go by themselves otherwise; then they have their whole time again. */
  readonly hold: (isHeld: boolean) => void;
  readonly announceMessage: (from: string) => void;
}

export const ShellContext = createContext<ShellContextValue | null>(null);

/** Toasts and announcements. Throws outside `UiProvider`. */
export function useShell(): ShellContextValue {
  const value = useContext(ShellContext);
  if (value === null) throw new Error('Natter components need a <UiProvider> (or <MessagingApp>) above them.');
  return value;
}

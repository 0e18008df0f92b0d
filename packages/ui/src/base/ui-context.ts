import type { i18n } from 'i18next';
import { createContext, type RefObject, useContext } from 'react';
import type { TextKey } from '../i18n/en.ts';
import type { UiPlatform } from './platform.web.ts';
import type { Preferences } from './preferences.ts';
import type { Slots } from './slot-props.ts';

/** Numbers and names that a text is filled with. */
export type TextValues = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, values?: TextValues) => string;

/** Where a person finds out about memberships: a page of the host's, something of the host's to do, or both. */
export interface Upgrade {
  readonly href?: string | undefined;
  readonly run?: (() => void) | undefined;
}

/** What one may do about what a toast says, such as taking it back. */
export interface ToastAction {
  readonly label: string;
  readonly run: () => void;
  /** How long it can be done (ms), and the toast stays; as long as any, if left out. */
  readonly forMs?: number | undefined;
}

export interface UiContextValue {
  readonly t: Translate;
  readonly i18n: i18n;
  readonly locale: string;
  readonly timeZone: string;
  readonly direction: 'ltr' | 'rtl';
  readonly platform: UiPlatform;
  readonly slots: Slots;
  /** The element all parts of this provider are in: where menus are put. */
  readonly rootRef: RefObject<HTMLElement | null>;
  /** The host has said light or dark, so that nobody is asked. */
  readonly isThemeFixed: boolean;
  /** What the host offers to those whose membership does not allow something; null: nothing. */
  readonly upgrade: Upgrade | null;
  readonly preferences: Preferences;
  readonly setPreferences: (change: Partial<Preferences>) => void;
  /** Says something to a screen reader, at most once a second. */
  readonly announce: (text: string) => void;
  /** Shows a short sentence on the screen, with something to press where `action` is given. */
  readonly tell: (text: string, action?: ToastAction) => void;
  /** Takes back what was told last, where that can still be taken back; answers whether it was. */
  readonly takeBack: () => boolean;
}

export const UiContext = createContext<UiContextValue | null>(null);

/** Everything the kit's parts share. Throws outside `UiProvider`: that is a mistake in the host's code. */
export function useUi(): UiContextValue {
  const value = useContext(UiContext);
  if (value === null) throw new Error('Natter components need a <UiProvider> (or <MessagingApp>) above them.');
  return value;
}

/** The translate function alone. */
export function useText(): Translate {
  return useUi().t;
}

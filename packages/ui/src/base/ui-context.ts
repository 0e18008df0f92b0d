import type { i18n } from 'i18next';
import { createContext, type RefObject, useContext } from 'react';
import type { TextKey } from '../i18n/en.ts';
import type { UiPlatform } from './platform.web.ts';
import type { Preferences } from './preferences.ts';
import type { Slots } from './slot-props.ts';

/** Numbers and names that a text is filled with. */
export type TextValues = Readonly<Record<string, string | number>>;
export type Translate = (key: TextKey, values?: TextValues) => string;

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
  readonly preferences: Preferences;
  readonly setPreferences: (change: Partial<Preferences>) => void;
  /** Says something to a screen reader, at most once a second. */
  readonly announce: (text: string) => void;
  /** Shows a short sentence on the screen, with something to press where `action` is given. */
  readonly tell: (text: string, action?: { readonly label: string; readonly run: () => void }) => void;
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

import type { i18n } from 'i18next';
import { type ReactNode, useCallback, useMemo, useRef, useState } from 'react';
import { directionOf, isolateValues } from '../base/direction.ts';
import { createBrowserPlatform, type UiPlatform } from '../base/platform.web.ts';
import { type Preferences, readPreferences, writePreferences } from '../base/preferences.ts';
import type { Slots } from '../base/slot-props.ts';
import { type Spoken, SpokenContext, SpokenOutlet } from '../base/spoken.tsx';
import { UiContext, type UiContextValue } from '../base/ui-context.ts';
import { addNatterTexts, createNatterI18n } from '../i18n/create-i18n.ts';
import { usableLocale } from '../i18n/usable-locale.ts';
import { createAnnouncer } from './announcer.ts';
import { DEFAULT_SLOTS } from './default-slots.ts';
import { ShellContext, type ShellContextValue, type Toast } from './shell-context.ts';

export interface UiProviderProps {
  /** Parts to use instead of the kit's own. */
  readonly components?: Partial<Slots> | undefined;
  /** An i18next instance of the host's; texts are looked up in its namespace `natter`. */
  readonly i18n?: i18n | undefined;
  /** BCP 47; the browser's language when left out. */
  readonly locale?: string | undefined;
  /** IANA name; the device's own when left out. */
  readonly timeZone?: string | undefined;
  /** Of the texts' language when left out. */
  readonly direction?: 'ltr' | 'rtl' | undefined;
  readonly platform?: UiPlatform | undefined;
  /** The look of an edition: `bookstore`, `marketplace` or `social`. */
  readonly edition?: string | undefined;
  /** For a page that is only light or only dark; else each person chooses in the settings, the system's to begin with. */
  readonly theme?: 'light' | 'dark' | undefined;
  /** Your page about memberships, for those whose own does not let them start a conversation. */
  readonly upgradeHref?: string | undefined;
  /** Called when they ask for it; with `upgradeHref` too, before the browser follows it. */
  readonly onUpgrade?: (() => void) | undefined;
  readonly children?: ReactNode;
}

/** How long a sentence stays on the screen, and a new message (ms). */
const TOAST_MS = 6_000;
const TOASTS_AT_ONCE = 3;

/** What can be taken back can be for as long as its toast says, whoever looks at it. */
const ownTimeOf = (toast: Toast) => (toast.kind === 'sentence' ? toast.action?.forMs : undefined);

function useToasts(platform: UiPlatform) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const ends = useRef(new Map<string, () => void>());
  const isHeld = useRef(false);
  const shown = useRef(toasts);
  shown.current = toasts;
  const dismiss = useCallback((id: string) => setToasts((was) => was.filter((each) => each.id !== id)), []);
  const plan = useCallback(
    (toast: Toast) => {
      const ownTime = ownTimeOf(toast);
      // One that is shown again has its whole time again.
      ends.current.get(toast.id)?.();
      if (isHeld.current && ownTime === undefined) return;
      ends.current.set(
        toast.id,
        platform.after(ownTime ?? TOAST_MS, () => dismiss(toast.id)),
      );
    },
    [platform, dismiss],
  );
  const show = useCallback(
    (toast: Toast) => {
      setToasts((was) => [...was.filter((each) => each.id !== toast.id), toast].slice(-TOASTS_AT_ONCE));
      plan(toast);
    },
    [plan],
  );
  const hold = useCallback(
    (is: boolean) => {
      if (is === isHeld.current) return;
      isHeld.current = is;
      for (const toast of shown.current) if (ownTimeOf(toast) === undefined) plan(toast);
    },
    [plan],
  );
  const takeBack = useCallback(() => {
    const last = shown.current.findLast((toast) => toast.kind === 'sentence' && toast.action?.forMs !== undefined);
    if (last?.kind !== 'sentence') return false;
    dismiss(last.id);
    last.action?.run();
    return true;
  }, [dismiss]);
  return { toasts, show, dismiss, hold, takeBack };
}

function usePreferences(platform: UiPlatform) {
  const [preferences, setAll] = useState<Preferences>(() => readPreferences(platform));
  const setPreferences = useCallback(
    (change: Partial<Preferences>) =>
      setAll((was) => {
        const next = { ...was, ...change };
        writePreferences(platform, next);
        return next;
      }),
    [platform],
  );
  return { preferences, setPreferences };
}

/** Words, time, preferences and replaceable parts for everything inside, and the one live region of the page. */
export function UiProvider(props: UiProviderProps) {
  const [ownPlatform] = useState(createBrowserPlatform);
  const platform = props.platform ?? ownPlatform;
  const device = useMemo(() => new Intl.DateTimeFormat().resolvedOptions(), []);
  const locale = usableLocale(props.locale, props.i18n?.language, navigator.language);
  const timeZone = props.timeZone ?? device.timeZone;
  const i18n = useMemo(
    () => (props.i18n === undefined ? createNatterI18n(locale) : addNatterTexts(props.i18n)),
    [props.i18n, locale],
  );
  const { preferences, setPreferences } = usePreferences(platform);
  const { toasts, show, dismiss, hold, takeBack } = useToasts(platform);
  const rootRef = useRef<HTMLDivElement>(null);
  const [spoken, setSpoken] = useState<Spoken>({ text: '', number: 0 });
  const told = useRef(0);

  // By the language the texts are in, which may be English for want of a translation.
  const direction = props.direction ?? directionOf(i18n.resolvedLanguage ?? 'en');
  const t = useMemo<UiContextValue['t']>(
    () => (key, values) => i18n.t(key, { ns: 'natter', ...isolateValues(values, direction) }),
    [i18n, direction],
  );
  const announcer = useMemo(
    () =>
      createAnnouncer(
        platform,
        {
          one: (name) => t('notice.newMessage', { name }),
          several: (count) => t('notice.newMessages', { count }),
        },
        (text) => setSpoken(({ number }) => ({ text, number: number + 1 })),
      ),
    [platform, t],
  );
  const tell = useCallback<UiContextValue['tell']>(
    (text, action) => {
      // Two things that can each be taken back are two toasts, whatever they say.
      told.current += 1;
      const id = action === undefined ? `said:${text}` : `said:${told.current}:${text}`;
      show({ id, kind: 'sentence', text, action });
      announcer.say(text);
    },
    [show, announcer],
  );
  const isThemeFixed = props.theme !== undefined;
  const { upgradeHref, onUpgrade } = props;
  const upgrade = useMemo(
    () => (upgradeHref === undefined && onUpgrade === undefined ? null : { href: upgradeHref, run: onUpgrade }),
    [upgradeHref, onUpgrade],
  );
  const ui = useMemo<UiContextValue>(
    () => ({
      t,
      i18n,
      locale,
      timeZone,
      direction,
      platform,
      rootRef,
      isThemeFixed,
      upgrade,
      slots: { ...DEFAULT_SLOTS, ...props.components },
      preferences,
      setPreferences,
      announce: announcer.say,
      tell,
      takeBack,
    }),
    [
      t,
      i18n,
      locale,
      timeZone,
      direction,
      platform,
      props.components,
      isThemeFixed,
      upgrade,
      preferences,
      setPreferences,
      announcer,
      tell,
      takeBack,
    ],
  );
  const shell = useMemo<ShellContextValue>(
    () => ({ toasts, show, dismiss, hold, announceMessage: announcer.message }),
    [toasts, show, dismiss, hold, announcer],
  );
  const theme = props.theme ?? (preferences.theme === 'system' ? undefined : preferences.theme);
  return (
    <UiContext value={ui}>
      <ShellContext value={shell}>
        <div ref={rootRef} className="ntr-root" dir={direction} data-theme={theme} data-edition={props.edition}>
          <SpokenContext value={spoken}>
            {props.children}
            <SpokenOutlet />
          </SpokenContext>
        </div>
      </ShellContext>
    </UiContext>
  );
}

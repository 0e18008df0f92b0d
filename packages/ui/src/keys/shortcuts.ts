/** What can be done by key, wherever in the app one is. Keys of lists and messages hold where the focus is, and are not in this table. */
export type ShortcutId =
  | 'previous'
  | 'next'
  | 'previousUnread'
  | 'nextUnread'
  | 'search'
  | 'new'
  | 'composer'
  | 'newest'
  | 'sheet';

/**
 * Keys in the form `Alt+Shift+ArrowUp`, `Mod+K`, `?`. `Mod` is Command on Apple's systems and Control elsewhere. A letter or digit is
 * the key where it is on the keyboard; any other sign is what it writes, with whatever modifier writes it.
 */
export type Keys = string;

/** Which keys do what; null: none. What is left out stays as it is. */
export type KeyMap = Partial<Readonly<Record<ShortcutId, Keys | null>>>;

/**
 * Where keys are listened for: `inside` while the focus is in the kit (and then only keys that browsers and pages leave alone),
 * `page` everywhere, for an app that is nothing but messages; `off` nowhere.
 */
export interface KeysOption {
  readonly scope: 'off' | 'inside' | 'page';
  readonly map?: KeyMap | undefined;
}

const INSIDE: Readonly<Record<ShortcutId, Keys | null>> = {
  previous: 'Alt+ArrowUp',
  next: 'Alt+ArrowDown',
  previousUnread: 'Alt+Shift+ArrowUp',
  nextUnread: 'Alt+Shift+ArrowDown',
  // A page's own search and its browser's are not taken away.
  search: null,
  new: null,
  composer: null,
  newest: null,
  sheet: '?',
};

const PAGE: Readonly<Record<ShortcutId, Keys | null>> = {
  ...INSIDE,
  search: 'Mod+K',
  new: 'Alt+N',
  composer: 'Alt+C',
  newest: 'Mod+J',
  sheet: 'Mod+/',
};

/** The keys that hold under an option. */
export function keysOf({ scope, map }: KeysOption): Readonly<Record<ShortcutId, Keys | null>> {
  return { ...(scope === 'page' ? PAGE : INSIDE), ...map };
}

/** What of a keyboard event tells which keys were pressed. */
export interface Pressed {
  readonly key: string;
  readonly code: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
}

/** Whether an event is these keys. */
export function isPressed(keys: Keys, event: Pressed, isApple: boolean): boolean {
  const parts = keys.split('+');
  // `Mod++` ends with the key "+".
  const key = keys.endsWith('+') ? '+' : (parts.pop() ?? '');
  const wants = (name: string) => parts.includes(name);
  const isSign = key.length === 1 && !/[A-Z0-9]/.test(key);
  if (event.altKey !== wants('Alt') && !isSign) return false;
  if (event.shiftKey !== wants('Shift') && !isSign) return false;
  const [mod, other] = isApple ? [event.metaKey, event.ctrlKey] : [event.ctrlKey, event.metaKey];
  if (mod !== wants('Mod') || other) return false;
  if (key.length > 1 || isSign) return event.key === key;
  return event.code === (/[0-9]/.test(key) ? `Digit${key}` : `Key${key}`);
}

/** The keys as they are printed on them, each by itself. */
export function keyCaps(keys: Keys, isApple: boolean): readonly string[] {
  const parts = keys.endsWith('+') ? [...keys.slice(0, -2).split('+'), '+'] : keys.split('+');
  const caps: Readonly<Record<string, string>> = {
    Mod: isApple ? '⌘' : 'Ctrl',
    Alt: isApple ? '⌥' : 'Alt',
    Shift: isApple ? '⇧' : 'Shift',
    ArrowUp: '↑',
    ArrowDown: '↓',
    Escape: 'Esc',
    Backspace: '⌫',
  };
  return parts.filter((part) => part !== '').map((part) => caps[part] ?? part);
}

/** Whether this is one of Apple's systems, whose keyboards have Command. */
export function isAppleDevice(): boolean {
  return /mac|iphone|ipad/i.test(navigator.userAgent);
}

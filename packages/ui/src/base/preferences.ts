import type { UiPlatform } from './platform.web.ts';

/** What a person chose on this device. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark';
  readonly enterSends: boolean;
  readonly sound: boolean;
  readonly toasts: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = { theme: 'system', enterSends: true, sound: true, toasts: true };

const KEY = 'natter:preferences';

/** Preferences as stored; what is missing or not understood is the default. */
export function readPreferences(platform: UiPlatform): Preferences {
  const stored = platform.read(KEY);
  if (stored === null) return DEFAULT_PREFERENCES;
  let parsed: unknown;
  try {
    parsed = JSON.parse(stored);
  } catch {
    // Somebody else wrote here; the next change of a preference mends it.
    return DEFAULT_PREFERENCES;
  }
  if (typeof parsed !== 'object' || parsed === null) return DEFAULT_PREFERENCES;
  const from: Record<string, unknown> = { ...parsed };
  const flag = (name: 'enterSends' | 'sound' | 'toasts') =>
    typeof from[name] === 'boolean' ? from[name] : DEFAULT_PREFERENCES[name];
  const theme = from['theme'];
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    enterSends: flag('enterSends'),
    sound: flag('sound'),
    toasts: flag('toasts'),
  };
}

/** Stores preferences on this device. */
export function writePreferences(platform: UiPlatform, preferences: Preferences): void {
  platform.write(KEY, JSON.stringify(preferences));
}

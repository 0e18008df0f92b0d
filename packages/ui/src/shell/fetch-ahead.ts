import { useConnection } from '@natter/react';
import { useEffect } from 'react';
import type { UiPlatform } from '../base/platform.web.ts';
import { useUi } from '../base/ui-context.ts';

/** Downloads something, once: what is there already is there at once. */
export type Fetch = () => Promise<unknown>;

/** All that the kit's pages download by need, the likeliest first. */
const PARTS: readonly Fetch[] = [
  // What waits to be sent is taken back by the menu of its message, above all without a network.
  () => import('../thread/message-menu.tsx'),
  () => import('../inbox/conversation-tools.tsx'),
  () => import('../thread/date-dialog.tsx'),
  () => import('../settings/settings-dialog.tsx'),
  () => import('../life/dialogs.ts'),
  () => import('../life/poll-view.tsx'),
  () => import('../people/new-conversation-page.tsx'),
  () => import('../safety/dialogs.ts'),
  () => import('../thread/find-links.ts'),
  () => import('../composer/composer-tools.tsx'),
  () => import('../emoji/emoji-picker.tsx'),
  () => import('../life/reaction-picker.tsx'),
  () => import('../schedule/schedule-dialog.tsx'),
  () => import('../schedule/scheduled-list.tsx'),
  () => import('../thread/unread-pill.tsx'),
  () => import('../keys/shortcut-sheet.tsx'),
];

const NO_MORE: readonly Fetch[] = [];
/** For a platform that does not tell of idle moments (ms). */
const MOMENT_MS = 1_000;

/**
 * Downloads one after the other, each in an idle moment, and answers what stops that. With the first that cannot be had it ends:
 * browsers may remember a file they could not get for as long as the page lives, so none is asked for on a bad way.
 */
function fetchInTurn(fetches: readonly Fetch[], platform: UiPlatform): () => void {
  const waiting = [...fetches];
  let isStopped = false;
  let cancel = (): void => undefined;
  const next = () => {
    const fetch = waiting.shift();
    if (fetch === undefined || isStopped) return;
    const run = () => void fetch().then(next, () => undefined);
    cancel = platform.whenIdle?.(run) ?? platform.after(MOMENT_MS, run);
  };
  next();
  return () => {
    isStopped = true;
    cancel();
  };
}

/**
 * What the pages download by need is there before it is needed, and when the connection goes: it is fetched while the
 * connection stands and the device has nothing else to do. `MessagingApp` does this by itself; pages composed of the kit's
 * parts call it once below their `UiProvider`.
 *
 * @param more downloads of the host's own, made after the kit's; the same array at every drawing
 */
export function useFetchAhead(more: readonly Fetch[] = NO_MORE): void {
  const { platform } = useUi();
  const isLive = useConnection().state === 'live';
  useEffect(() => (isLive ? fetchInTurn([...PARTS, ...more], platform) : undefined), [isLive, more, platform]);
}

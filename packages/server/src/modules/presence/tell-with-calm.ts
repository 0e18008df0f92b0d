import type { EventPayload, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';

/** Tells those who watch this person. */
export type TellWatchers = (payload: EventPayload<'presence'>) => void;

/** People whose change is kept for later; beyond it the next look of the watcher tells. */
const MAX_HELD = 20_000;

/**
 * Tells at once while it is calm. Under pressure nothing is told and the last word on each person is kept; when it is calm again
 * that is told, so that nobody is shown as online for ever (LOAD-3).
 */
export function tellWithCalm({ publisher, pressure }: Pick<Platform, 'publisher' | 'pressure'>): TellWatchers {
  const held = new Map<UserId, EventPayload<'presence'>>();
  pressure.onChange((level) => {
    if (level > 0) return;
    for (const [userId, payload] of held) publisher.toPersonWatchers(userId, payload);
    held.clear();
  });
  return (payload) => {
    const { userId } = payload;
    if (!pressure.sheds('presence')) publisher.toPersonWatchers(userId, payload);
    else if (held.has(userId) || held.size < MAX_HELD) held.set(userId, payload);
  };
}

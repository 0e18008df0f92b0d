import type { UnreadTotals } from '@natter/protocol';
import { useMessaging } from '@natter/react';
import { useEffect } from 'react';
import { webText } from '../i18n.ts';

/** In the title a number beyond this is "more". */
const COUNTED = 99;

/** What the title says is unread: how many messages, a dot for what is only marked, nothing. Muted conversations do not count. */
export function unreadSign({ messages, conversations }: Pick<UnreadTotals, 'messages' | 'conversations'>): string {
  if (messages > 0) return messages > COUNTED ? `${COUNTED}+` : String(messages);
  return conversations > 0 ? '•' : '';
}

/** The sign on the icon of the installed app, where there is one: a number, or a dot for what is only marked as unread. */
async function showBadge({ messages, conversations }: Pick<UnreadTotals, 'messages' | 'conversations'>): Promise<void> {
  if (!('setAppBadge' in navigator)) return;
  if (messages === 0 && conversations === 0) await navigator.clearAppBadge();
  else await navigator.setAppBadge(messages > 0 ? messages : undefined);
}

/** Shows what is unread in the title of the page and on the icon of the installed app. */
export function useUnreadBadge(): void {
  const { messages, conversations } = useMessaging().unread;
  useEffect(() => {
    const name = webText('app.name');
    const count = unreadSign({ messages, conversations });
    document.title = count === '' ? name : webText('app.titleUnread', { count, name });
    // Only an installed app has an icon, and some systems forbid signs on it.
    showBadge({ messages, conversations }).catch(() => undefined);
    return () => {
      document.title = name;
    };
  }, [messages, conversations]);
  // Who signs out leaves nothing on the icon.
  useEffect(() => () => void showBadge({ messages: 0, conversations: 0 }).catch(() => undefined), []);
}

import type { InboxItem, PendingMessage } from '@natter/client';
import type { Message, UserId } from '@natter/protocol';

/** The second line of a row: what matters most of what could be said. */
export type RowPreview =
  | { readonly kind: 'typing' }
  | { readonly kind: 'draft'; readonly text: string }
  | { readonly kind: 'pending'; readonly text: string; readonly state: PendingMessage['state']; readonly isPoll?: true }
  | { readonly kind: 'message'; readonly text: string; readonly isOwn: boolean; readonly isPoll?: true }
  | { readonly kind: 'system'; readonly message: Message }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'empty' };

/** More than a row ever shows (UTF-16 units). */
const SHOWN = 400;

/** One line of a text: line ends and runs of spaces become one space. */
const inOneLine = (text: string) => text.replace(/\s+/gu, ' ').trim();

/**
 * Someone typing comes before what one has begun oneself, that before what is on its way, that before the last message.
 *
 * @param plain a text without its formatting
 */
export function rowPreview(
  item: InboxItem,
  me: UserId,
  isSelected: boolean,
  plain: (text: string) => string = (text) => text,
): RowPreview {
  const words = (text: string) => inOneLine(plain(text.slice(0, SHOWN)));
  if (item.typing.length > 0) return { kind: 'typing' };
  // In the open conversation the draft is in plain sight already.
  if (!isSelected && item.draft !== null && item.draft.trim() !== '') {
    return { kind: 'draft', text: inOneLine(item.draft) };
  }
  if (item.lastPending !== null) {
    const { content, state, poll } = item.lastPending;
    return { kind: 'pending', text: words(content), state, ...(poll === undefined ? {} : { isPoll: true }) };
  }
  const last = item.conversation.lastMessage;
  if (last === null) return { kind: 'empty' };
  if (last.type === 'system') return { kind: 'system', message: last };
  if (last.deletedAt !== null || last.content === null) return { kind: 'deleted' };
  const isOwn = last.senderId === me;
  return { kind: 'message', text: words(last.content), isOwn, ...(last.type === 'poll' ? { isPoll: true } : {}) };
}

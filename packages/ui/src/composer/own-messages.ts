import type { ThreadView } from '@natter/client';
import type { UserId } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';
import type { ThreadMessage } from '../base/slot-props.ts';

/** What stays the same of a message while it is on its way and afterwards. */
export function keyOfEntry({ kind, message }: ThreadMessage): string {
  return kind === 'sent' ? (message.clientId ?? message.id) : message.clientId;
}

/** Whether the own words of a message can still be changed, by the server's time (epoch ms). */
export function isEditable(entry: ThreadMessage, me: UserId, serverNow: number): boolean {
  if (entry.kind === 'pending') return entry.message.state !== 'sending' && entry.message.poll === undefined;
  const { senderId, type, content, deletedAt, createdAt } = entry.message;
  if (senderId !== me || type !== 'text' || content === null || deletedAt !== null) return false;
  return serverNow - Date.parse(createdAt) < LIMITS.editMs;
}

/** The own messages of a thread that can still be changed, in order. */
export function editableMessages(
  view: Pick<ThreadView, 'messages' | 'pending'> | undefined,
  me: UserId,
  serverNow: number,
): ThreadMessage[] {
  const sent = (view?.messages ?? []).map((message): ThreadMessage => ({ kind: 'sent', message }));
  const pending = (view?.pending ?? []).map((message): ThreadMessage => ({ kind: 'pending', message }));
  return [...sent, ...pending].filter((entry) => isEditable(entry, me, serverNow));
}

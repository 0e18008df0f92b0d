import type { Message } from '@natter/protocol';
import { LIMITS } from '@natter/protocol';

const minutesLeft = ({ createdAt }: Pick<Message, 'createdAt'>, windowMs: number, serverNow: number) =>
  Math.max(0, Math.ceil((Date.parse(createdAt) + windowMs - serverNow) / 60_000));

/** Whole minutes in which a message can still be deleted for everyone, the last one begun included; 0: it is too late. */
export function minutesToDelete(message: Pick<Message, 'createdAt'>, serverNow: number): number {
  return minutesLeft(message, LIMITS.deleteForEveryoneMs, serverNow);
}

/** Whole minutes in which a message can still be edited, the last one begun included; 0: it is too late. */
export function minutesToEdit(message: Pick<Message, 'createdAt'>, serverNow: number): number {
  return minutesLeft(message, LIMITS.editMs, serverNow);
}

import type { Message } from '@natter/protocol';

/** Later than anything that expires. */
export const NEVER: number = Number.MAX_SAFE_INTEGER;

/** When a message has passed its time, in epoch ms of the server; `NEVER` for one that is kept. */
export function expiryOf(message: Message | null): number {
  return message === null || message.expiresAt === null ? NEVER : Date.parse(message.expiresAt);
}

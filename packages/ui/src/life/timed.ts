import type { Message, PublicConfig } from '@natter/protocol';

const DAY_MS = 86_400_000;
/** Two ends nearer to each other than this are the same; the shortest timer is longer. */
const SAME_MS = 30_000;

/**
 * Whether a message disappears because its conversation says so: it has an end, and not the one that this deployment gives to all
 * messages of a membership.
 */
export function isTimed(message: Pick<Message, 'createdAt' | 'expiresAt'>, config: PublicConfig | null): boolean {
  if (message.expiresAt === null || config?.features.disappearing !== true) return false;
  const livesMs = Date.parse(message.expiresAt) - Date.parse(message.createdAt);
  return !Object.values(config.retention?.days ?? {}).some((days) => Math.abs(days * DAY_MS - livesMs) < SAME_MS);
}

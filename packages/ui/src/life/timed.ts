import type { Message, PublicConfig } from '@natter/protocol';

const DAY_MS = 86_400_000;

/**
 * Whether a message disappears because its conversation says so: it has an end, and not the one that this deployment gives to all
 * messages of a membership.
 */
export function isTimed(message: Pick<Message, 'createdAt' | 'expiresAt'>, config: PublicConfig | null): boolean {
  if (message.expiresAt === null || config?.features.disappearing !== true) return false;
  const days = (Date.parse(message.expiresAt) - Date.parse(message.createdAt)) / DAY_MS;
  return !Object.values(config.retention?.days ?? {}).some((each) => Math.abs(each - days) < 0.001);
}

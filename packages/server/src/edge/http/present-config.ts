import { OLDEST_PROTOCOL_VERSION, PROTOCOL_VERSION, type PublicConfig } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';

/** What a client must know before anybody signs in. */
export function presentConfig(
  { config, clock }: Pick<Platform, 'config' | 'clock'>,
  { version, isDemo }: { version: string; isDemo: boolean },
): PublicConfig {
  return {
    protocolVersion: PROTOCOL_VERSION,
    oldestProtocolVersion: OLDEST_PROTOCOL_VERSION,
    version,
    edition: config.edition,
    tenant: { id: config.tenant.id, name: config.tenant.name },
    features: { ...config.features },
    limits: {
      messageLength: config.maxMessageLength,
      messagesPage: config.messagesPage,
      conversationsPage: config.conversationsPage,
      sendsPerMinute: config.limits.sendsPerMinute,
      sendsBurst: config.limits.sendsBurst,
    },
    retention: { basis: config.retention.basis, days: { ...config.retention.days } },
    messagingEnabled: config.isMessagingEnabled,
    realtimeEnabled: config.isRealtimeEnabled,
    demo: isDemo,
    serverTime: new Date(clock.now()).toISOString(),
  };
}

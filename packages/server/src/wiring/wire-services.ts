import type { Message, UserId } from '@natter/protocol';
import { type Budgets, createMemoryLimits } from '../adapters/memory/memory-limits.ts';
import type { Services } from '../edge/services.ts';
import { createConversations } from '../modules/conversations/index.ts';
import { createDisappearing } from '../modules/disappearing/index.ts';
import { createGroups } from '../modules/groups/index.ts';
import { createHost } from '../modules/host/index.ts';
import { createIdentity } from '../modules/identity/index.ts';
import { createLife } from '../modules/life/index.ts';
import { createMessages } from '../modules/messages/index.ts';
import { createModeration } from '../modules/moderation/index.ts';
import { createPeople } from '../modules/people/index.ts';
import { createPolls } from '../modules/polls/index.ts';
import { createPresence, type PresenceNodes } from '../modules/presence/index.ts';
import { createReceipts } from '../modules/receipts/index.ts';
import { type BlockChange, createSafety } from '../modules/safety/index.ts';
import { createScheduled } from '../modules/scheduled/index.ts';
import { createSettings } from '../modules/settings/index.ts';
import { createSync } from '../modules/sync/index.ts';
import { createTyping } from '../modules/typing/index.ts';
import type { Platform } from '../platform/context.ts';
import type { RateLimits } from '../ports/rate-limits.ts';
import type { TokenVerifier } from '../ports/token-verifier.ts';

/** Reports that one person can make at once and in a day (REPORT-5). */
const REPORTS_PER_DAY = 50;
const MINUTES_PER_DAY = 1_440;

/** What the modules have of other nodes. */
export interface NodesGiven {
  readonly presence: PresenceNodes;
  /** Absent: each node counts for itself. */
  readonly createLimits?: ((budgets: Budgets) => RateLimits) | undefined;
}

/** Makes the modules, and lets each hear of the others what concerns it. */
export function wireServices(
  platform: Platform,
  {
    verifier,
    nodes,
    ...given
  }: { verifier: TokenVerifier; nodes?: NodesGiven | undefined } & Pick<Services, 'demo' | 'status'>,
): Services {
  const { publisher } = platform;
  const identity = createIdentity(platform, verifier);
  const forget = (userIds: readonly UserId[]) => identity.forget(userIds);
  const whoIs = (userId: UserId) => identity.whoIs(userId);
  const presence = createPresence(platform, nodes?.presence);
  const typing = createTyping(platform, whoIs);
  const onSent = ({ senderId, conversationId }: Message) => {
    if (senderId !== null) typing.stop(senderId, conversationId);
  };
  const messages = createMessages(platform, onSent);
  const limits = createLimits(platform, nodes);
  return {
    identity,
    limits,
    messages,
    life: createLife({ platform, limits, onSent }),
    polls: createPolls(platform),
    scheduled: createScheduled(platform),
    disappearing: createDisappearing(platform),
    conversations: createConversations(platform, messages),
    groups: createGroups({ platform, onRemoved: (userId, id) => typing.stop(userId, id) }),
    receipts: createReceipts(platform),
    typing,
    presence,
    people: createPeople(platform),
    settings: createSettings({ platform, forget, hidePresence: (userId) => presence.hide(userId) }),
    sync: createSync(platform),
    safety: createSafety({ platform, limits, onBlockChanged: (change) => quieten(change, { presence, typing }) }),
    moderation: createModeration({
      platform,
      onStandingChanged: (userIds) => {
        forget(userIds);
        publisher.toPeople(userIds, 'sync:required', { reason: 'people' });
      },
    }),
    host: createHost({ platform, forget, whoIs }),
    ...given,
  };
}

function createLimits({ config, clock }: Platform, nodes?: NodesGiven): RateLimits {
  const { limits } = config;
  const budgets: Budgets = {
    request: { burst: limits.requestsPerMinute, perMinute: limits.requestsPerMinute },
    read: { burst: limits.readsPerMinute, perMinute: limits.readsPerMinute },
    send: { burst: limits.sendsBurst, perMinute: limits.sendsPerMinute },
    report: { burst: REPORTS_PER_DAY, perMinute: REPORTS_PER_DAY / MINUTES_PER_DAY },
  };
  return nodes?.createLimits?.(budgets) ?? createMemoryLimits(clock, budgets);
}

/** Nothing of the moment passes between two of whom one has blocked the other, whatever was being watched (BLOCK-5). */
export async function quieten(
  { userId, otherId, conversationId, isBlocked }: BlockChange,
  { presence, typing }: Pick<Services, 'presence' | 'typing'>,
): Promise<void> {
  if (conversationId !== null) {
    typing.onBlockChanged({ conversationId, memberIds: [userId, otherId], isBlocked });
  }
  if (isBlocked) presence.hideBetween(userId, otherId);
  else await presence.showBetween(userId, otherId);
}

import { ConversationId, EVENTS, type EventName, UserId } from '@natter/protocol';
import * as z from 'zod/mini';
import type { NodeCall } from '../../ports/nodes.ts';

const People = z.array(UserId);
const Name = z.enum(Object.keys(EVENTS) as [EventName, ...EventName[]]);

/** Calls whose payload is that of one event. */
const Call = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('toPeople'), userIds: People, event: Name, payload: z.unknown() }),
  z.object({ kind: z.literal('toPersonWatchers'), userId: UserId, payload: EVENTS.presence }),
  z.object({
    kind: z.literal('toConversationWatchers'),
    conversationId: ConversationId,
    except: UserId,
    event: z.enum(['typing:start', 'typing:stop']),
    payload: EVENTS['typing:start'],
  }),
  z.object({ kind: z.literal('endPresenceWatches'), userId: UserId }),
  z.object({ kind: z.literal('endPresenceBetween'), one: UserId, other: UserId }),
  z.object({ kind: z.literal('resumePresence'), watcher: UserId, payload: EVENTS.presence }),
  z.object({ kind: z.literal('disconnect'), userIds: People, reason: z.literal('not_a_member') }),
]);

/** A call as another node made it; null where it is not one that this version knows (REDIS-7). */
export function readNodeCall(given: unknown): NodeCall | null {
  const call = z.safeParse(Call, given);
  if (!call.success) return null;
  if (call.data.kind !== 'toPeople') return call.data;
  const payload = z.safeParse(EVENTS[call.data.event], call.data.payload);
  return payload.success ? { ...call.data, payload: payload.data } : null;
}

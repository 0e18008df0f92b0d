import type { RestRoute } from '@natter/protocol';
import type { FastifyRequest } from 'fastify';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { MeRow } from '../../ports/database.ts';
import type { LimitKind } from '../../ports/rate-limits.ts';
import type { Lifecycle, Services } from '../services.ts';

/** Seconds that callers of a messaging system that is switched off are told to wait. */
const SWITCHED_OFF_RETRY_SECONDS = 60;
const DRAINING_RETRY_SECONDS = 5;

export interface GuardDeps {
  readonly platform: Platform;
  readonly services: Services;
  readonly lifecycle: Lifecycle;
}

/**
 * Lets a call through or refuses it, before its body is read: who calls, whether that caller has calls left, whether
 * messaging is on. Answers the person of a person's call.
 * Errors: `unauthenticated`, `rate_limited`, `overloaded` for reads (LOAD-1), `unavailable`.
 */
export async function guardCall(
  { platform, services, lifecycle }: GuardDeps,
  request: FastifyRequest,
  { route, limit }: { route: RestRoute; limit: LimitKind },
): Promise<MeRow | null> {
  if (lifecycle.isDraining) throw DomainError.unavailable(DRAINING_RETRY_SECONDS);
  if (route.auth === 'none') return null;
  const token = readBearer(request.headers.authorization);
  if (route.auth === 'host') {
    if (!services.identity.isHost(token)) throw DomainError.unauthenticated('The API key is not valid.');
    return null;
  }
  if (!platform.config.isMessagingEnabled) throw DomainError.unavailable(SWITCHED_OFF_RETRY_SECONDS);
  const identity = await services.identity.checkToken(token);
  const retryAfter = services.limits.take(limit, identity.userId);
  if (retryAfter > 0) throw DomainError.rateLimited(retryAfter);
  if (limit === 'read') platform.pressure.admit('read');
  return services.identity.personOf(identity);
}

/** The token of `Authorization: Bearer …`. Errors: `unauthenticated`. */
export function readBearer(header: string | undefined): string {
  const [, token] = /^Bearer ([^\s]+)$/i.exec(header ?? '') ?? [];
  if (token === undefined) throw DomainError.unauthenticated();
  return token;
}

/** Calls of which a message comes, now or later: each copy of a forward is one, too. */
const SENDS: ReadonlySet<string> = new Set(['sendMessage', 'forwardMessage', 'createScheduled', 'sendScheduled']);

/** Sends have a budget of their own; so have reads. */
export function limitOf(name: string, route: RestRoute): LimitKind {
  if (SENDS.has(name)) return 'send';
  return route.method === 'GET' ? 'read' : 'request';
}

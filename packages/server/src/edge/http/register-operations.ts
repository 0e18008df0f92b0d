import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { CheckResult } from '../../platform/readiness.ts';
import type { Lifecycle, Services } from '../services.ts';
import { readBearer } from './guard.ts';

const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export interface OperationsDeps {
  readonly platform: Platform;
  readonly services: Services;
  readonly lifecycle: Lifecycle;
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
}

/** What machines ask: is it alive, can it serve, what does it count. */
export function registerOperations(app: FastifyInstance, deps: OperationsDeps): void {
  const { platform, lifecycle } = deps;
  app.get('/healthz', async () => ({ status: 'alive' }));

  // Draining is told by its own name: whoever reads it need not look for a fault.
  platform.readiness.add('draining', () => (lifecycle.isLeaving ? 'the server stops' : null));

  app.get('/readyz', async (_request, reply) => {
    const { isReady, checks, notes } = await platform.readiness.look();
    const status = lifecycle.isLeaving ? 'draining' : isReady ? 'ready' : 'not ready';
    if (status === 'not ready') platform.log.warn('not_ready', { checks: failing(checks) });
    return reply
      .code(isReady ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status, checks, notes });
  });

  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(deps, request)) throw DomainError.notFound();
    return reply.header('content-type', deps.metrics.contentType).send(await deps.metrics.render());
  });
}

/** `database: no answer in time`, for the log. */
function failing(checks: Readonly<Record<string, CheckResult>>): string[] {
  return Object.entries(checks).flatMap(([name, { ok, reason }]) => (ok ? [] : [`${name}: ${reason ?? ''}`]));
}

/** In production only from this machine, not through a proxy on it, or with the host's key. */
function mayReadMetrics({ platform, services }: OperationsDeps, request: FastifyRequest): boolean {
  if (!platform.config.isProduction) return true;
  const { headers, socket } = request;
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  if (!isForwarded && LOOPBACK.has(socket.remoteAddress ?? '')) return true;
  return headers.authorization !== undefined && services.identity.isHost(readBearer(headers.authorization));
}

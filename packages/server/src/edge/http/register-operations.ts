import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { Lifecycle, Services } from '../services.ts';
import { readBearer } from './guard.ts';

/** How long the database may take to say that it is there, in milliseconds. */
const READY_WITHIN_MS = 2_000;
const LOOPBACK = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

export interface OperationsDeps {
  readonly platform: Platform;
  readonly services: Services;
  readonly lifecycle: Lifecycle;
  readonly metrics: { readonly contentType: string; render(): Promise<string> };
}

/** What machines ask: is it alive, can it serve, what does it count. */
export function registerOperations(app: FastifyInstance, deps: OperationsDeps): void {
  app.get('/healthz', async () => ({ status: 'alive' }));

  app.get('/readyz', async (_request, reply) => {
    const state = deps.lifecycle.isDraining ? 'draining' : await lookAtDatabase(deps.platform);
    return reply.code(state === 'ready' ? 200 : 503).send({ status: state });
  });

  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(deps, request)) throw DomainError.notFound();
    return reply.header('content-type', deps.metrics.contentType).send(await deps.metrics.render());
  });
}

async function lookAtDatabase({ database, clock, log }: Platform): Promise<'ready' | 'database unavailable'> {
  let stopWaiting = (): void => undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    stopWaiting = clock.after(READY_WITHIN_MS, () => reject(new Error('no answer in time')));
  });
  try {
    await Promise.race([database.ping(), tooLate]);
    return 'ready';
  } catch (error) {
    log.warn('not_ready', { error });
    return 'database unavailable';
  } finally {
    stopWaiting();
  }
}

/** In production only from this machine, not through a proxy on it, or with the host's key. */
function mayReadMetrics({ platform, services }: OperationsDeps, request: FastifyRequest): boolean {
  if (!platform.config.isProduction) return true;
  const { headers, socket } = request;
  const isForwarded = headers['x-forwarded-for'] !== undefined || headers.forwarded !== undefined;
  if (!isForwarded && LOOPBACK.has(socket.remoteAddress ?? '')) return true;
  return headers.authorization !== undefined && services.identity.isHost(readBearer(headers.authorization));
}

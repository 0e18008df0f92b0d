import { REST, type RestName, type RestRoute } from '@natter/protocol';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DomainError } from '../../platform/domain-error.ts';
import { parseInput } from '../../platform/parse-input.ts';
import type { MeRow } from '../../ports/database.ts';
import { type GuardDeps, guardCall, limitOf } from './guard.ts';
import type { RestHandlers } from './rest-call.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls, once the guard has let a person's call through. */
    me: MeRow | null;
  }
}

/** A handler of some call, with its types forgotten; the table's types have checked it. */
type AnyHandler = (call: Record<string, unknown>) => Promise<{ status: number; body: unknown }>;

export interface RestDeps extends GuardDeps {
  readonly handlers: RestHandlers;
  /** Checks every answer against its schema: for tests and development, not for production. */
  readonly checkAnswers: boolean;
}

/** Makes a route of every call in the table: guard → parse → handle → answer (REST-1). */
export function registerRest(app: FastifyInstance, deps: RestDeps): void {
  app.decorateRequest('me', null);
  for (const [name, route] of Object.entries(REST) as [RestName, RestRoute][]) {
    const limit = limitOf(name, route);
    const handle = deps.handlers[name] as unknown as AnyHandler;
    app.route({
      method: route.method,
      url: route.path,
      onRequest: async (request) => {
        request.me = await guardCall(deps, request, { route, limit });
      },
      handler: async (request, reply) => {
        const { status, body } = await handle({ ...parseCall(route, request), me: request.me, from: request.raw });
        if (deps.checkAnswers) checkAnswer(name, { status, body });
        return answer(reply, status, body);
      },
    });
  }
}

function parseCall(route: RestRoute, request: FastifyRequest): Record<string, unknown> {
  return {
    params: route.params ? parseInput(route.params, request.params) : undefined,
    query: route.query ? parseInput(route.query, request.query) : undefined,
    body: route.body ? parseInput(route.body, request.body) : undefined,
  };
}

function answer(reply: FastifyReply, status: number, body: unknown): FastifyReply {
  reply.code(status).header('cache-control', 'no-store');
  if (body === undefined) return reply.send();
  return reply.header('content-type', 'application/json; charset=utf-8').send(JSON.stringify(body));
}

function checkAnswer(name: RestName, { status, body }: { status: number; body: unknown }): void {
  const answers: RestRoute['answers'] = REST[name].answers;
  const schema = answers[status];
  if (schema === undefined) throw new Error(`${name} answers ${status}, which its contract does not know`);
  if (schema === null) return;
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    throw new DomainError('internal', {
      cause: new Error(`${name} answers against its contract: ${parsed.error.message}`),
    });
  }
}

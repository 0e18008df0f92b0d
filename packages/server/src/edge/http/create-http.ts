import cors from '@fastify/cors';
import helmet from '@fastify/helmet';
import { LIMITS } from '@natter/protocol';
import Fastify, { type FastifyInstance } from 'fastify';
import { DomainError } from '../../platform/domain-error.ts';
import { isOriginAllowed } from '../origins.ts';
import { compressAnswers } from './compress-answers.ts';
import { createErrorHandler, sendProblem } from './problem.ts';
import { refuseRaw } from './refuse-raw.ts';
import { type OperationsDeps, registerOperations } from './register-operations.ts';
import { type RestDeps, registerRest } from './register-rest.ts';
import { securityHeaders } from './security-headers.ts';
import { serveApiDocs } from './serve-api-docs.ts';
import { serveDemoFaces } from './serve-demo-faces.ts';
import { serveWebApp } from './serve-web-app.ts';

export interface HttpDeps extends RestDeps, OperationsDeps {
  readonly webRoot: string | null;
  readonly version: string;
}

/** A request must have arrived whole within this time, in milliseconds. */
const REQUEST_TIMEOUT_MS = 30_000;
const KEEP_ALIVE_MS = 65_000;
/** A request id that a proxy may give. */
const REQUEST_ID = /^[A-Za-z0-9_-]{8,64}$/;

/** The HTTP side of the server, not yet listening. */
export function createHttp(deps: HttpDeps): FastifyInstance {
  const { platform } = deps;
  const app = Fastify({
    bodyLimit: LIMITS.bodyBytes,
    requestTimeout: REQUEST_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
    clientErrorHandler: (error, socket) => refuseRaw(error, socket),
    // While it closes, the framework would answer 503 in words of its own; the guard says it as the contract does (STOP-1).
    return503OnClosing: false,
    // A path that cannot be decoded is a bad request like any other.
    frameworkErrors: (_error, _request, reply) => {
      sendProblem(reply, new DomainError('invalid', { detail: 'The address is not valid.' }));
    },
    genReqId: ({ headers }) => {
      const given = headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : platform.ids.next();
    },
  });
  acceptJsonOnly(app);
  app.setErrorHandler(createErrorHandler(platform));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  app.register(helmet, securityHeaders(platform.config));
  app.register(cors, {
    delegator: (request, callback) => {
      const { origin, host } = request.headers;
      const isAllowed = origin !== undefined && isOriginAllowed({ origin, host }, platform.config);
      callback(null, { ...CORS, origin: isAllowed });
    },
  });
  compressAnswers(app);
  registerOperations(app, deps);
  if (platform.config.roles.has('api')) {
    registerRest(app, deps);
    serveApiDocs(app, deps.version);
    serveDemoFaces(app, deps.services.demo);
    serveWebApp(app, deps);
  } else refuseTheRest(app);
  return app;
}

/** Seconds after which a call that came to a node of another part may come to the right one. */
const ELSEWHERE_RETRY_SECONDS = 1;

/** ROLE-2: it was led to the wrong node; nothing was done, so it may come again. */
function refuseTheRest(app: FastifyInstance): void {
  app.setNotFoundHandler((_request, reply) => {
    sendProblem(reply, DomainError.unavailable(ELSEWHERE_RETRY_SECONDS));
  });
}

const CORS = {
  methods: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
  allowedHeaders: ['authorization', 'content-type', 'x-request-id'],
  exposedHeaders: ['retry-after', 'x-request-id'],
  maxAge: 600,
};

/** One body type; keys that would reach a prototype are refused (REST-4). An empty body is none. */
function acceptJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined);
    else void parse(request, body, done);
  });
}

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { sendProblem } from './problem.ts';

/** Paths that belong to machines: nothing there is ever answered by the app's page. */
const NOT_THE_APP = /^\/(api|socket\.io|healthz|readyz|metrics)(\/|$|\?)/;
/** Files whose name changes with their content. */
const HASHED = /[\\/]assets[\\/]/;
const ONE_YEAR = 'public, max-age=31536000, immutable';
const NOT_BUILT =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>Natter</title><h1>Natter is running</h1>' +
  '<p>The web app is not built here. The interface for programs is described at <a href="/api/docs">/api/docs</a>.</p>';

/** Serves the built web app: its files, and its page for every other address a browser asks for (REST-8). */
export function serveWebApp(
  app: FastifyInstance,
  { webRoot, platform }: { webRoot: string | null; platform: Pick<Platform, 'meter'> },
): void {
  const isBuilt = webRoot !== null && existsSync(join(webRoot, 'index.html'));
  if (isBuilt) {
    app.register(fastifyStatic, {
      root: webRoot,
      wildcard: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.setHeader('cache-control', HASHED.test(path) ? ONE_YEAR : 'no-cache');
      },
    });
  }
  app.setNotFoundHandler((request, reply) => {
    if (!isPageRequest(request)) {
      platform.meter.countError('http', 'not_found');
      return sendProblem(reply, DomainError.notFound());
    }
    return isBuilt ? reply.sendFile('index.html') : sendNotBuilt(reply);
  });
}

function isPageRequest({ method, url, headers }: FastifyRequest): boolean {
  if (method !== 'GET' && method !== 'HEAD') return false;
  if (NOT_THE_APP.test(url)) return false;
  const accept = headers.accept ?? '*/*';
  // A file that is not there is not a page, whoever asks.
  return accept.includes('text/html') || (accept.includes('*/*') && !/\.[a-z0-9]+(\?|$)/i.test(url));
}

function sendNotBuilt(reply: FastifyReply): FastifyReply {
  return reply.code(404).header('content-type', 'text/html; charset=utf-8').send(NOT_BUILT);
}

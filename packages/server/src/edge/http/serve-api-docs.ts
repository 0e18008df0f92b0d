import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { createOpenApi } from './openapi.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Natter API</title>
    <link rel="stylesheet" href="/api/docs/static/swagger-ui.css">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/api/docs/static/swagger-ui-bundle.js"></script>
    <script src="/api/docs/start.js"></script>
  </body>
</html>`;
const START = `window.ui = SwaggerUIBundle({ url: '/api/openapi.json', dom_id: '#swagger-ui', deepLinking: true });`;

/** Swagger UI sets styles on its own elements and draws arrows as data; scripts still come from here only. */
const DOCS_POLICY =
  "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'self'";

/** The description of the API for programs, and a page for people. */
export function serveApiDocs(app: FastifyInstance, version: string): void {
  let openApi: string | null = null;
  app.get('/api/openapi.json', async (_request, reply) => {
    openApi ??= JSON.stringify(createOpenApi(version));
    return reply.header('content-type', 'application/json; charset=utf-8').send(openApi);
  });
  app.get('/api/docs', async (_request, reply) =>
    reply.header('content-security-policy', DOCS_POLICY).type('text/html; charset=utf-8').send(PAGE),
  );
  app.get('/api/docs/start.js', async (_request, reply) => reply.type('text/javascript; charset=utf-8').send(START));
  const plugin = createRequire(import.meta.url).resolve('@fastify/swagger-ui');
  app.register(fastifyStatic, {
    root: join(dirname(plugin), 'static'),
    prefix: '/api/docs/static/',
    decorateReply: false,
  });
}

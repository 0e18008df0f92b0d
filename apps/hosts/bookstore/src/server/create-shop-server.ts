import { createServer } from 'node:http';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { PassToNatter } from './pass-to-natter.ts';
import { refuseForeignPages } from './refuse-foreign-pages.ts';
import { Refused } from './routes/answers.ts';
import { openBookChat } from './routes/book-chat.ts';
import { openDemoDoor } from './routes/door.ts';
import { openRooms } from './routes/rooms.ts';
import type { ShopParts } from './shop.ts';

export interface ShopServerOptions {
  readonly parts: ShopParts;
  readonly natter: PassToNatter;
  /** Folder of the built pages. */
  readonly pages: string;
  /** Whether one may come in by choosing whom to be. */
  readonly isDemo: boolean;
  readonly onError: (error: unknown) => void;
}

const BODY_BYTES = 16 * 1024;
const ONE_YEAR = 'public, max-age=31536000, immutable';
const ASSETS = /[\\/]assets[\\/]/;
const PAGES_CACHE = 'no-cache';

/** The shop's server, not yet listening: its own rooms under `/shop`, its pages, and Natter by path. */
export function createShopServer({ parts, natter, pages, isDemo, onError }: ShopServerOptions): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    forceCloseConnections: true,
    // Natter's requests go by before anything of the shop's looks at them.
    serverFactory: (handle) => {
      const server = createServer((incoming, answer) =>
        natter.isIts(incoming.url) ? natter.request(incoming, answer) : handle(incoming, answer),
      );
      server.on('upgrade', (incoming, socket, head) =>
        natter.isIts(incoming.url) ? natter.upgrade(incoming, socket, head) : socket.destroy(),
      );
      return server;
    },
  });
  app.addHook('onRequest', async ({ headers, url }, reply) => {
    reply.headers(safeHeaders(headers.host ?? ''));
    if (url.startsWith('/shop')) reply.header('cache-control', 'no-store');
  });
  refuseForeignPages(app);
  app.setErrorHandler((error, _request, reply) => refuse(reply, error, onError));
  openRooms(app, parts);
  openBookChat(app, parts);
  if (isDemo) openDemoDoor(app, parts);
  servePages(app, pages);
  // Before the server waits for its connections: a WebSocket would keep it waiting for ever.
  app.addHook('preClose', async () => natter.close());
  return app;
}

function servePages(app: FastifyInstance, root: string): void {
  app.register(fastifyStatic, {
    root,
    cacheControl: false,
    setHeaders: (reply, path) => {
      reply.setHeader('cache-control', ASSETS.test(path) ? ONE_YEAR : PAGES_CACHE);
    },
  });
  app.setNotFoundHandler((request, reply) => {
    const isPage = request.method === 'GET' && (request.headers.accept ?? '').includes('text/html');
    if (isPage && !request.url.startsWith('/shop')) return reply.sendFile('index.html');
    return reply.code(404).send({ sentence: 'There is nothing here.' });
  });
}

function refuse(reply: FastifyReply, error: unknown, onError: (error: unknown) => void): FastifyReply {
  if (error instanceof Refused) return reply.code(error.status).send({ sentence: error.message });
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (status >= 400 && status < 500) return reply.code(status).send({ sentence: 'That could not be read.' });
  onError(error);
  return reply.code(500).send({ sentence: 'Something went wrong at our end.' });
}

/** Pages may load from here alone. Not every browser counts a WebSocket to the page's own host as `'self'`. */
function safeHeaders(host: string): Record<string, string> {
  const sockets = /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? ` ws://${host} wss://${host}` : '';
  return {
    'content-security-policy': [
      "default-src 'self'",
      "img-src 'self' data: blob: https:",
      `connect-src 'self'${sockets}`,
      "object-src 'none'",
      "base-uri 'none'",
      "form-action 'self'",
      "frame-ancestors 'none'",
    ].join('; '),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
  };
}

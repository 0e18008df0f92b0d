import type { IncomingMessage } from 'node:http';
import type { FastifyHelmetOptions } from '@fastify/helmet';
import type { ServerConfig } from '../../config/index.ts';

/**
 * Headers for every answer. The policy lets a page of ours load scripts, styles and data from here only; pictures of people
 * may come from anywhere. No inline script, no inline style.
 */
export function securityHeaders({ allowedOrigins, publicUrl, isProduction }: ServerConfig): FastifyHelmetOptions {
  return {
    global: true,
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:', 'blob:', 'https:', ...(isProduction ? [] : ['http:'])],
        connectSrc: ["'self'", (request) => socketSource(request)],
        fontSrc: ["'self'"],
        mediaSrc: ["'self'", 'blob:'],
        workerSrc: ["'self'"],
        manifestSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'self'", ...allowedOrigins],
      },
    },
    strictTransportSecurity: publicUrl?.startsWith('https:') ? { maxAge: 365 * 24 * 3600 } : false,
    // Older browsers know only one origin here; the policy above holds for the rest.
    xFrameOptions: allowedOrigins.length > 0 ? false : { action: 'sameorigin' },
    crossOriginEmbedderPolicy: false,
    crossOriginResourcePolicy: { policy: allowedOrigins.length > 0 ? 'cross-origin' : 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
  };
}

/** Not every browser counts a WebSocket to the page's own host as `'self'`. */
function socketSource(request: Pick<IncomingMessage, 'headers'>): string {
  const host = request.headers.host ?? '';
  return /^[A-Za-z0-9.:[\]-]{1,255}$/.test(host) ? `ws://${host} wss://${host}` : "'self'";
}

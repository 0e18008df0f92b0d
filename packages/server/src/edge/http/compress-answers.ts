import { promisify } from 'node:util';
import { constants, createGzip, gzip } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

const compress = promisify(gzip);
/** Shorter answers fit into a packet as they are, in bytes. */
const MIN_BYTES = 1_400;
const LEVEL = 5;
const COMPRESSIBLE = /^(application\/(json|problem\+json|manifest\+json|javascript)|text\/|image\/svg)/;

/** Compresses answers worth it, for callers that can read it. */
export function compressAnswers(app: FastifyInstance): void {
  app.addHook('onSend', async (request, reply, payload) => {
    if (!isWorthIt(request, reply)) return payload;
    if (typeof payload === 'string' && payload.length >= MIN_BYTES) {
      markCompressed(reply);
      return compress(payload, { level: LEVEL });
    }
    if (isReadable(payload) && Number(reply.getHeader('content-length') ?? 0) >= MIN_BYTES) {
      markCompressed(reply);
      // Destroys both when either ends early.
      const zipped = createGzip({ level: LEVEL, flush: constants.Z_NO_FLUSH });
      payload.on('error', (error: Error) => zipped.destroy(error));
      zipped.on('close', () => payload.destroy());
      return payload.pipe(zipped);
    }
    return payload;
  });
}

function isWorthIt(request: FastifyRequest, reply: FastifyReply): boolean {
  if (request.method === 'HEAD' || reply.statusCode === 206 || reply.statusCode === 304) return false;
  if (reply.getHeader('content-encoding') !== undefined) return false;
  if (!COMPRESSIBLE.test(String(reply.getHeader('content-type') ?? ''))) return false;
  return /(^|[ ,])gzip($|[ ,;])/i.test(request.headers['accept-encoding'] ?? '');
}

function markCompressed(reply: FastifyReply): void {
  reply.header('content-encoding', 'gzip');
  reply.header('vary', [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', '));
  reply.removeHeader('content-length');
  reply.removeHeader('accept-ranges');
}

function isReadable(payload: unknown): payload is NodeJS.ReadableStream & { destroy(): void } {
  return typeof payload === 'object' && payload !== null && 'pipe' in payload && 'destroy' in payload;
}

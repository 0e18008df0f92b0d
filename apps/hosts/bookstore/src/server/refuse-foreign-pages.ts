import type { FastifyInstance, FastifyRequest } from 'fastify';

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * The cookie says who somebody is, so a page of another site must not be able to act by it. Whatever changes something
 * must come from a page of this shop, as the browser tells (`Sec-Fetch-Site`, or `Origin` in older ones), and carry JSON,
 * which no form can send. SameSite alone would let a neighbour on the same domain through.
 */
export function refuseForeignPages(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (READING.has(request.method) || isOfThisShop(request)) return;
    await reply.code(403).send({ sentence: 'This was asked from a page that is not the shop’s.' });
  });
}

function isOfThisShop({ headers }: FastifyRequest): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  // No browser: a program has its own cookies, if any.
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

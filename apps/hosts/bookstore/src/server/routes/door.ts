import type { FastifyInstance } from 'fastify';
import { SignIn } from '../../shared/wire.ts';
import type { ShopParts } from '../shop.ts';
import { bodyOf, presentMember, Refused, sendNothing } from './answers.ts';

/** Coming in by choosing whom to be: the demo's door, and only the demo's. A shop in earnest has its own. */
export function openDemoDoor(app: FastifyInstance, { file, sessions }: ShopParts): void {
  app.get('/shop/door', async () => ({ people: file.data().members.map(presentMember) }));

  app.post('/shop/session', async (request, reply) => {
    const { memberId } = bodyOf(SignIn, request);
    if (!file.data().members.some(({ id }) => id === memberId)) throw new Refused(404, 'There is nobody by that name.');
    await sessions.begin(memberId, request, reply);
    return sendNothing(reply);
  });
}

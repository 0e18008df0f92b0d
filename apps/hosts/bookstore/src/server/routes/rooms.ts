import type { FastifyInstance } from 'fastify';
import { MemberPatch, type Shop } from '../../shared/wire.ts';
import { changeMember, type ShopParts } from '../shop.ts';
import { bodyOf, counterOf, memberOf, presentMember, Refused, sendNothing } from './answers.ts';

/** The shop itself: books, clubs, members, the counter, and the token that Natter asks for. */
export function openRooms(app: FastifyInstance, parts: ShopParts): void {
  const { name, file, sessions, mintFor } = parts;

  app.get('/shop', async (request): Promise<Shop> => {
    const { books, clubs } = file.data();
    const me = sessions.whoIs(request);
    return {
      name,
      books,
      clubs: clubs.map(({ storeId: _, ...club }) => club),
      me: me === null ? null : presentMember(me),
    };
  });

  app.delete('/shop/session', async (request, reply) => {
    await sessions.end(request, reply);
    return sendNothing(reply);
  });

  app.get('/shop/members', async (request) => {
    memberOf(request, sessions);
    return { members: file.data().members.map(presentMember) };
  });

  app.patch<{ Params: { id: string } }>('/shop/members/:id', async (request, reply) => {
    counterOf(request, sessions);
    const patch = bodyOf(MemberPatch, request);
    if (!(await changeMember(parts, request.params.id, patch))) throw new Refused(404, 'No such member or club.');
    return sendNothing(reply);
  });

  // A POST, so that a page of another site cannot ask for it even blindly.
  app.post('/shop/messaging-token', async (request) => ({ token: await mintFor(memberOf(request, sessions)) }));
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import type * as z from 'zod/mini';
import type { Member } from '../../shared/wire.ts';
import type { Sessions } from '../sessions.ts';
import type { ShopMember } from '../shop-data.ts';

/** A refusal that ends the request: the status, and a sentence for the person. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

/** What was sent, as the schema reads it. Errors: `Refused` 400. */
export function bodyOf<Schema extends z.ZodMiniType>(schema: Schema, { body }: FastifyRequest): z.infer<Schema> {
  const parsed = schema.safeParse(body);
  if (!parsed.success) throw new Refused(400, 'That could not be read.');
  return parsed.data;
}

/** Who is signed in. Errors: `Refused` 401. */
export function memberOf(request: FastifyRequest, sessions: Sessions): ShopMember {
  const member = sessions.whoIs(request);
  if (member === null) throw new Refused(401, 'Please sign in first.');
  return member;
}

/** Somebody of the shop's own people. Errors: `Refused` 401, 403. */
export function counterOf(request: FastifyRequest, sessions: Sessions): ShopMember {
  const member = memberOf(request, sessions);
  if (member.office === null) throw new Refused(403, 'Only the shop’s manager and owner may do this.');
  return member;
}

/** A member as the pages may know them. */
export function presentMember({ id, name, face, about, tier, office, clubs, since }: ShopMember): Member {
  return { id, name, face, about, tier, office, clubs, since };
}

export function sendNothing(reply: FastifyReply): FastifyReply {
  return reply.code(204).send();
}

import type * as z from 'zod/mini';
import { Chat, Door, type MemberPatch, Members, MessagingToken, Refusal, Shop } from '../shared/wire.ts';

/** The shop said no, in a sentence for the person. */
export class ShopRefusal extends Error {
  override readonly name = 'ShopRefusal';
  readonly status: number;

  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

async function call(path: string, method: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(path, {
    method,
    ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
  });
  const said: unknown = answer.status === 204 ? null : await answer.json();
  if (answer.ok) return said;
  const refusal = Refusal.safeParse(said);
  throw new ShopRefusal(answer.status, refusal.success ? refusal.data.sentence : 'The shop does not answer.');
}

async function read<Schema extends z.ZodMiniType>(schema: Schema, path: string): Promise<z.infer<Schema>> {
  return schema.parse(await call(path, 'GET'));
}

/** The shop's own interface. Errors: `ShopRefusal`, or those of the network. */
export const shopApi = {
  shop: () => read(Shop, '/shop'),
  door: () => read(Door, '/shop/door'),
  members: () => read(Members, '/shop/members'),
  signIn: (memberId: string) => call('/shop/session', 'POST', { memberId }),
  signOut: () => call('/shop/session', 'DELETE'),
  changeMember: (id: string, patch: MemberPatch) => call(`/shop/members/${encodeURIComponent(id)}`, 'PATCH', patch),
  bookChat: () => read(Chat, '/shop/book-chat'),
  sayInBookChat: async (text: string, mask: string) =>
    Chat.parse(await call('/shop/book-chat', 'POST', { text, mask })),
  messagingToken: async () => MessagingToken.parse(await call('/shop/messaging-token', 'POST')).token,
};

/** What to tell the person of an error. */
export function sentenceOf(error: unknown): string {
  return error instanceof ShopRefusal ? error.message : 'The shop cannot be reached just now.';
}

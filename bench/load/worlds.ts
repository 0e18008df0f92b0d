import { randomUUID } from 'node:crypto';
import type { MessagingDatabase } from '@natter/server/database';
import { SignJWT } from 'jose';
import type pg from 'pg';
import type { LoadOrder } from './generate.ts';

export const BENCH_SECRET = 'a secret of the bench, long enough to be taken for one';
export const PAIRS = 250;

/** 500 people in 250 direct conversations, through the product's own functions. */
export async function makePairs(database: MessagingDatabase, pairs = PAIRS): Promise<LoadOrder['pairs']> {
  const people = Array.from({ length: pairs * 2 }, (_, index) => `bench-${index}`);
  for (let at = 0; at < people.length; at += 1000) {
    await database.upsertUsers(people.slice(at, at + 1000).map((id) => ({ id, displayName: id })));
  }
  const made: LoadOrder['pairs'][number][] = [];
  for (let index = 0; index < pairs; index += 1) {
    const [one, other] = [`bench-${index * 2}`, `bench-${index * 2 + 1}`];
    const started = await database.startDirect({
      userId: one,
      otherId: other,
      id: randomUUID(),
      newPerDay: 0,
    });
    if (!('id' in started)) throw new Error(`could not start a conversation: ${started.outcome}`);
    made.push({ conversationId: started.id, people: [await signIn(one), await signIn(other)] });
  }
  return made;
}

/** Conversations that are started at once. */
const STARTED_AT_ONCE = 6;

/** People who each have `each` direct conversations (an even number), with those who stand next to them in a circle. */
export async function makeCircle(
  database: MessagingDatabase,
  { people: count, each }: { people: number; each: number },
): Promise<readonly { userId: string; token: string; conversationIds: readonly string[] }[]> {
  const people = Array.from({ length: count }, (_, index) => `circle-${index}`);
  for (let at = 0; at < count; at += 1000) {
    await database.upsertUsers(people.slice(at, at + 1000).map((id) => ({ id, displayName: id })));
  }
  const conversations = new Map(people.map((id): [string, string[]] => [id, []]));
  const wanted = people.flatMap((userId, index) =>
    Array.from({ length: each / 2 }, (_, step) => ({ userId, otherId: people[(index + step + 1) % count] ?? '' })),
  );
  const work = wanted.values();
  const start = async () => {
    for (const { userId, otherId } of work) {
      const started = await database.startDirect({ userId, otherId, id: randomUUID(), newPerDay: 0 });
      if (!('id' in started)) throw new Error(`could not start a conversation: ${started.outcome}`);
      for (const one of [userId, otherId]) conversations.get(one)?.push(started.id);
    }
  };
  await Promise.all(Array.from({ length: STARTED_AT_ONCE }, start));
  return Promise.all(
    people.map(async (id) => ({ ...(await signIn(id)), conversationIds: conversations.get(id) ?? [] })),
  );
}

export async function signIn(userId: string) {
  const token = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(userId)
    .setIssuedAt()
    .setExpirationTime('2h')
    .sign(new TextEncoder().encode(BENCH_SECRET));
  return { userId, token };
}

/** The same pairs for the floor: conversations with readable ids, and sockets that say who they are. */
export async function makeFloorPairs(admin: pg.Client, pairs = PAIRS): Promise<LoadOrder['pairs']> {
  const ids = Array.from(
    { length: pairs },
    (_, index) => `00000000-0000-0000-0000-${String(index + 1).padStart(12, '0')}`,
  );
  await admin.query('INSERT INTO floor.conversations (id) SELECT unnest($1::uuid[])', [ids]);
  return ids.map((conversationId, index) => {
    const [one, other] = [`bench-${index * 2}`, `bench-${index * 2 + 1}`];
    return {
      conversationId,
      people: [
        { userId: one, peer: other },
        { userId: other, peer: one },
      ],
    };
  });
}

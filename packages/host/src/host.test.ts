import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createHostClient, mintToken, NatterHostError } from './index.ts';

const secret = 'a shared secret of more than thirty-two characters';

describe('tokens', () => {
  it('signs one person in for an hour, with the claims that the server reads', async () => {
    const now = Date.now();
    const token = await mintToken({
      secret,
      userId: 'auth0|42',
      displayName: 'Ada',
      tenantId: 'store-1',
      issuer: 'shop',
      now,
    });
    const { payload, protectedHeader } = await jwtVerify(token, new TextEncoder().encode(secret), { issuer: 'shop' });
    expect(protectedHeader.alg).toBe('HS256');
    expect(payload).toMatchObject({
      sub: 'auth0|42',
      name: 'Ada',
      tenant: 'store-1',
      exp: Math.floor(now / 1000) + 3600,
    });
  });

  it('refuses an id that the server would refuse', async () => {
    await expect(mintToken({ secret, userId: 'no spaces' })).rejects.toThrow('not a user id');
  });
});

/** A client, and what it called: of each list in a body how long it was. */
function answering(bodies: unknown[], status = 200) {
  const calls: object[] = [];
  const fake: typeof fetch = async (input, init) => {
    const lists = Object.entries<unknown[]>(JSON.parse(String(init?.body)));
    calls.push({ url: String(input), ...Object.fromEntries(lists.map(([name, list]) => [name, list.length])) });
    return new Response(JSON.stringify(bodies[calls.length - 1]), { status });
  };
  return { calls, client: createHostClient({ url: 'http://natter.test/', apiKey: 'k', fetch: fake }) };
}

describe('pushing people', () => {
  it('goes in calls of a thousand, and tells each unknown tier once', async () => {
    const { calls, client } = answering([
      { upserted: 1000, unknownTiers: ['gold', 'tin'] },
      { upserted: 5, unknownTiers: ['gold'] },
    ]);
    const users = Array.from({ length: 1005 }, (_, index) => ({ id: `u${index}` }));
    expect(await client.upsertUsers(users)).toEqual({ upserted: 1005, unknownTiers: ['gold', 'tin'] });
    expect(calls).toEqual([
      { url: 'http://natter.test/api/host/users', users: 1000 },
      { url: 'http://natter.test/api/host/users', users: 5 },
    ]);
  });

  it('says why the server refused', async () => {
    const { client } = answering(
      [{ code: 'invalid', detail: 'no', fields: [{ path: 'users.0.id', message: 'bad' }] }],
      400,
    );
    const error = await client.upsertUsers([{ id: 'x' }]).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NatterHostError);
    expect(error).toMatchObject({ code: 'invalid', fields: [{ path: 'users.0.id', message: 'bad' }] });
  });
});

describe('pushing memberships', () => {
  it('says what begins before what ends, in calls of a thousand', async () => {
    const answers = [1000, 1, 0].map((upserted) => ({ upserted, removed: upserted === 0 ? 2 : 0 }));
    const { calls, client } = answering(answers);
    const memberships = Array.from({ length: 1001 }, (_, index) => ({
      userId: `u${index}`,
      clubId: 'fiction',
      storeId: 'back-room',
    }));
    const remove = [
      { userId: 'u1', clubId: 'crime' },
      { userId: 'u2', clubId: 'crime', storeId: 'back-room' },
    ];
    expect(await client.upsertMemberships({ memberships, remove })).toEqual({ upserted: 1001, removed: 2 });
    const url = 'http://natter.test/api/host/memberships';
    expect(calls).toEqual([
      { url, memberships: 1000 },
      { url, memberships: 1 },
      { url, remove: 2 },
    ]);
  });
});

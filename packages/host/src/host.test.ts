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

describe('pushing people', () => {
  const answering = (bodies: unknown[], status = 200) => {
    const calls: { url: string; users: number }[] = [];
    const fake: typeof fetch = async (input, init) => {
      calls.push({ url: String(input), users: JSON.parse(String(init?.body)).users.length });
      return new Response(JSON.stringify(bodies[calls.length - 1]), { status });
    };
    return { calls, client: createHostClient({ url: 'http://natter.test/', apiKey: 'k', fetch: fake }) };
  };

  it('goes in calls of a thousand', async () => {
    const { calls, client } = answering([{ upserted: 1000 }, { upserted: 5 }]);
    const users = Array.from({ length: 1005 }, (_, index) => ({ id: `u${index}` }));
    expect(await client.upsertUsers(users)).toEqual({ upserted: 1005 });
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

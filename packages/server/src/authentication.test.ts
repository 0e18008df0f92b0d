import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createTestClock } from '@natter/testkit';
import { exportJWK, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createJoseVerifier } from './adapters/jose/jose-verifier.ts';
import { mintToken } from './adapters/jose/mint-token.ts';
import type { TokenKeys } from './config/index.ts';
import { createAuthenticate, isHostKey } from './modules/identity/authenticate.ts';

const SECRET = 'kq7c1f9ab2e4d85603m2x8v5z0b6n4w1';
const key = new TextEncoder().encode(SECRET);
const clock = createTestClock();
const now = Math.floor(clock.now() / 1000);
const good = { sub: 'ann', exp: now + 600 };

function authenticate(options: { keys?: TokenKeys; issuer?: string; audience?: string } = {}) {
  const tokens = {
    keys: options.keys ?? ({ kind: 'secret', secret: SECRET } as const),
    issuer: options.issuer ?? null,
    audience: options.audience ?? null,
  };
  return createAuthenticate({ verifier: createJoseVerifier(tokens, clock), clock, tenantId: 'store-1' });
}

const check = authenticate();
const sign = (claims: Record<string, unknown>, header: Record<string, unknown> = {}) =>
  new SignJWT(claims).setProtectedHeader({ alg: 'HS256', ...header }).sign(key);
const codeOf = (token: string, by = check) =>
  by(token).then(
    ({ userId }) => `is ${userId}`,
    (error: { code?: string }) => error.code ?? String(error),
  );

/** A token put together by hand, signed with the secret whatever it holds. */
function forge(header: string, payload: string): string {
  const part = (text: string) => Buffer.from(text).toString('base64url');
  const body = `${part(header)}.${part(payload)}`;
  return `${body}.${createHmac('sha256', SECRET).update(body).digest('base64url')}`;
}

describe('a token by shared secret', () => {
  it('[AUTH-6] tells who it is, their name and until when', async () => {
    const { token } = await mintToken({
      secret: SECRET,
      userId: 'auth0|7',
      ttlSeconds: 60,
      clock,
      name: ' Ann\u0000\n ',
    });
    expect(await check(token)).toEqual({
      userId: 'auth0|7',
      displayName: 'Ann',
      storeId: null,
      expiresAt: (now + 60) * 1000,
    });
  });

  it.each(['none', 'None', 'nOnE', 'HS384', 'HS512', 'RS256', 'dir', ''])(
    '[AUTH-2] algorithm %j in the token',
    async (alg) => {
      expect(await codeOf(forge(JSON.stringify({ alg }), JSON.stringify(good)))).toBe('unauthenticated');
    },
  );

  it('[AUTH-2] an unsigned token, an empty signature, a foreign key', async () => {
    const unsecured = new UnsecuredJWT(good).encode();
    const signed = await sign(good);
    const foreign = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256' })
      .sign(new TextEncoder().encode('x'.repeat(32)));
    const stripped = `${signed.split('.').slice(0, 2).join('.')}.`;
    for (const token of [unsecured, stripped, foreign]) expect(await codeOf(token)).toBe('unauthenticated');
  });

  it.each([
    { kid: '../../dev/null' },
    { kid: "x' UNION SELECT 1 --" },
    { jku: 'https://evil.example/jwks' },
    { x5u: 'https://evil.example/cert' },
    { jwk: { kty: 'oct', k: 'AAAA' } },
  ])('[AUTH-2] a header that names keys changes nothing: %j', async (header) => {
    expect(await codeOf(await sign(good, header))).toBe('is ann');
    const forged = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256', ...header })
      .sign(new TextEncoder().encode('AAAA'.repeat(8)));
    expect(await codeOf(forged)).toBe('unauthenticated');
  });

  it('[AUTH-2] an unknown critical header is refused', async () => {
    expect(await codeOf(forge('{"alg":"HS256","crit":["x"],"x":1}', JSON.stringify(good)))).toBe('unauthenticated');
  });

  it.each([undefined, null, 'soon', `${now + 60}`, 1e20, Number.MAX_VALUE, -1, 0, now, now - 1])(
    '[AUTH-3] exp %j',
    async (exp) => {
      expect(await codeOf(forge('{"alg":"HS256"}', JSON.stringify({ sub: 'ann', exp })))).toBe('unauthenticated');
    },
  );

  it('[AUTH-3] nbf and iat may be a minute off, not more', async () => {
    expect(await codeOf(await sign({ ...good, nbf: now + 59 }))).toBe('is ann');
    expect(await codeOf(await sign({ ...good, nbf: now + 120 }))).toBe('unauthenticated');
    expect(await codeOf(await sign({ ...good, iat: now + 59 }))).toBe('is ann');
    expect(await codeOf(await sign({ ...good, iat: now + 3600 }))).toBe('unauthenticated');
  });

  it('[AUTH-3] a token that was good is remembered no longer than it lives', async () => {
    const own = createTestClock();
    const by = createAuthenticate({
      verifier: createJoseVerifier({ keys: { kind: 'secret', secret: SECRET }, issuer: null, audience: null }, own),
      clock: own,
      tenantId: 'store-1',
    });
    const token = await sign({ sub: 'ann', exp: now + 10 });
    expect(await codeOf(token, by)).toBe('is ann');
    own.advance(9_999);
    expect(await codeOf(token, by)).toBe('is ann');
    own.advance(1);
    expect(await codeOf(token, by)).toBe('unauthenticated');
  });

  it('[AUTH-4] issuer and audience must be the configured ones', async () => {
    const by = authenticate({ issuer: 'https://id.example', audience: 'natter' });
    const right = { ...good, iss: 'https://id.example', aud: ['other', 'natter'] };
    expect(await codeOf(await sign(right), by)).toBe('is ann');
    expect(await codeOf(await sign({ ...right, iss: 'https://id.example.evil' }), by)).toBe('unauthenticated');
    expect(await codeOf(await sign({ ...right, aud: 'other' }), by)).toBe('unauthenticated');
    expect(await codeOf(await sign(good), by)).toBe('unauthenticated');
  });

  it.each([
    [{ store_id: 'store-1' }, 'is ann'],
    [{ tenant: 'store-1', app_metadata: { store_id: 'store-1' } }, 'is ann'],
    [{ app_metadata: null, store_id: null }, 'is ann'],
    [{ store_id: 'store-2' }, 'unauthenticated'],
    [{ tenant: 'store-2' }, 'unauthenticated'],
    [{ app_metadata: { store_id: 'store-2' } }, 'unauthenticated'],
    [{ app_metadata: { tenant: 'store-2' } }, 'unauthenticated'],
    [{ store_id: 'store-1', tenant: 'store-2' }, 'unauthenticated'],
    [{ store_id: '' }, 'unauthenticated'],
    [{ tenant: ['store-1'] }, 'unauthenticated'],
    [{ store_id: 'store-1', app_metadata: { tenant: 'store-2' } }, 'unauthenticated'],
  ])('[AUTH-5] claims %j → %s', async (claims, expected) => {
    expect(await codeOf(await sign({ ...good, ...claims }))).toBe(expected);
  });

  it.each([undefined, null, 7, '', ['ann'], { ann: 1 }, 'a b', 'x'.repeat(129), 'ann\u0000', '../ann'])(
    '[AUTH-6] sub %j',
    async (sub) => {
      expect(await codeOf(forge('{"alg":"HS256"}', JSON.stringify({ ...good, sub })))).toBe('unauthenticated');
    },
  );

  it.each([
    '',
    '.',
    '..',
    'a.b',
    'a.b.c.d.e',
    'x'.repeat(1_000_000),
    forge('{"alg":"HS256"}', '[]'),
    forge('[]', '{}'),
  ])('what is no token is refused', async (token) => {
    expect(await codeOf(token)).toBe('unauthenticated');
  });
});

describe('a token by published keys', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  let keyServer: Server;
  let url = '';

  beforeAll(async () => {
    const keys = [
      { ...(await exportJWK(rsa.publicKey)), kid: 'rsa', alg: 'RS256' },
      { ...(await exportJWK(ec.publicKey)), kid: 'ec', alg: 'ES256' },
    ];
    keyServer = createServer((_request, response) => response.end(JSON.stringify({ keys })));
    await new Promise<void>((resolve) => keyServer.listen(0, '127.0.0.1', resolve));
    const address = keyServer.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jwks`;
  });
  afterAll(() => new Promise((resolve) => keyServer.close(resolve)));

  const by = (algorithms = ['RS256', 'ES256', 'EdDSA']) => authenticate({ keys: { kind: 'jwks', url, algorithms } });
  const signWith = (alg: string, kid: string, privateKey: KeyObject) =>
    new SignJWT(good).setProtectedHeader({ alg, kid }).sign(privateKey);

  it('takes the keys that are published', async () => {
    expect(await codeOf(await signWith('RS256', 'rsa', rsa.privateKey), by())).toBe('is ann');
    expect(await codeOf(await signWith('ES256', 'ec', ec.privateKey), by())).toBe('is ann');
  });

  it('[AUTH-2] only with the configured algorithms', async () => {
    expect(await codeOf(await signWith('RS256', 'rsa', rsa.privateKey), by(['ES256']))).toBe('unauthenticated');
  });

  it('[AUTH-2] a public key does not serve as a shared secret', async () => {
    const pem = rsa.publicKey.export({ type: 'spki', format: 'pem' });
    const forged = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256', kid: 'rsa' })
      .sign(new TextEncoder().encode(String(pem)));
    expect(await codeOf(forged, by())).toBe('unauthenticated');
  });

  it('an unknown key id and a foreign key are refused', async () => {
    const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 });
    expect(await codeOf(await signWith('RS256', 'nobody', rsa.privateKey), by())).toBe('unauthenticated');
    expect(await codeOf(await signWith('RS256', 'rsa', foreign.privateKey), by())).toBe('unauthenticated');
  });

  it('[AUTH-8] keys that cannot be fetched are no fault of the token', async () => {
    const token = await signWith('RS256', 'rsa', rsa.privateKey);
    const dead = authenticate({ keys: { kind: 'jwks', url: 'http://127.0.0.1:1/jwks', algorithms: ['RS256'] } });
    expect(await codeOf(token, dead)).toBe('unavailable');
  });
});

describe('the host’s key', () => {
  it('[AUTH-7] is compared whole, and absent lets nobody in', () => {
    expect(isHostKey('right', 'right')).toBe(true);
    for (const wrong of ['', 'righ', 'right ', 'wrong']) expect(isHostKey(wrong, 'right')).toBe(false);
    for (const any of ['', 'null', 'undefined']) expect(isHostKey(any, null)).toBe(false);
  });
});

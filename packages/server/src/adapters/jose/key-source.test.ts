import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { createTestClock, silentLog } from '@natter/testkit';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createJoseVerifier } from './jose-verifier.ts';

const MINUTE_MS = 60_000;
const START = Date.UTC(2026, 0, 1);

/** A key server that can be told what to do. */
interface KeyServer {
  is: 'there' | 'broken' | 'silent';
  keys: { kid: string; publicKey: KeyObject }[];
  asked: number;
}

let world: KeyServer;
let http: Server;
let url: string;
const newKey = (kid: string) => ({ kid, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) });
const first = newKey('first');
const second = newKey('second');

beforeEach(async () => {
  world = { is: 'there', keys: [first], asked: 0 };
  http = createServer((_request, response) => {
    world.asked++;
    if (world.is === 'silent') return;
    if (world.is === 'broken') response.statusCode = 500;
    const keys = world.keys.map(({ kid, publicKey }) => ({
      ...publicKey.export({ format: 'jwk' }),
      kid,
      alg: 'ES256',
    }));
    response.end(JSON.stringify({ keys }));
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const address = http.address();
  url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}/jwks`;
});
afterEach(async () => {
  http.closeAllConnections();
  await new Promise((resolve) => http.close(resolve));
});

function setUp() {
  const clock = createTestClock(START);
  const keys = { kind: 'jwks', url, algorithms: ['ES256'] } as const;
  const verifier = createJoseVerifier({ keys, issuer: null, audience: null }, clock, silentLog);
  const tokenBy = ({ kid, privateKey }: { kid: string; privateKey: KeyObject }) =>
    new SignJWT({ sub: 'ann' })
      .setProtectedHeader({ alg: 'ES256', kid })
      .setExpirationTime(START / 1000 + 86_400)
      .sign(privateKey);
  const verify = async (key: typeof first) => {
    try {
      return String((await verifier.verify(await tokenBy(key)))['sub']);
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error);
    }
  };
  return { clock, verifier, verify };
}

describe('keys of the host', () => {
  it('are asked for once for many, and again after ten minutes', async () => {
    const { clock, verify } = setUp();
    expect(await Promise.all([verify(first), verify(first), verify(first)])).toEqual(['ann', 'ann', 'ann']);
    clock.advance(10 * MINUTE_MS - 1);
    expect([await verify(first), world.asked]).toEqual(['ann', 1]);
    clock.advance(1);
    world.keys = [second];
    expect([await verify(first), world.asked]).toEqual(['unauthenticated', 2]);
  });

  it('[AUTH-9] a new key is found by its id, and invented ids do not ask for each', async () => {
    const { clock, verify } = setUp();
    await verify(first);
    world.keys = [first, second];
    expect([await verify(second), world.asked]).toEqual(['unauthenticated', 1]);
    clock.advance(MINUTE_MS / 2);
    expect([await verify(second), world.asked]).toEqual(['ann', 2]);
    for (let i = 0; i < 5; i++) await verify(newKey('invented'));
    expect(world.asked).toBe(2);
  });

  it('[AUTH-9] serve for an hour while their server is away, for tokens that they fit', async () => {
    const { clock, verify } = setUp();
    await verify(first);
    world.is = 'broken';
    clock.advance(60 * MINUTE_MS - 1);
    expect(await verify(first)).toBe('ann');
    // It might be a good one: nobody could ask.
    expect(await verify(second)).toBe('unavailable');
    clock.advance(1);
    expect(await verify(first)).toBe('unavailable');
  });

  it('[READY-4] a key server that is away is asked by no request, and found again by a probe', async () => {
    const { clock, verifier, verify } = setUp();
    world.is = 'broken';
    expect([await verify(first), await verify(first)]).toEqual(['unavailable', 'unavailable']);
    await expect.poll(() => verifier.breaker?.isOpen).toBe(true);
    const { asked } = world;
    for (let i = 0; i < 10; i++) expect(await verify(first)).toBe('unavailable');
    expect(world.asked).toBe(asked);
    world.is = 'there';
    clock.advance(500);
    await expect.poll(() => verifier.breaker?.isOpen).toBe(false);
    expect([await verify(first), world.asked]).toEqual(['ann', asked + 1]);
  });

  it('[AUTH-8] one that says nothing, or something else, holds nobody up for long', async () => {
    const { verify } = setUp();
    world.is = 'silent';
    expect(await verify(first)).toBe('unavailable');
    world.is = 'there';
    world.keys = [];
    expect(await setUp().verify(first)).toBe('unauthenticated');
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { readSession, type Session, subjectOf, takeTokenFromAddress, tokenSource, writeSession } from './session.ts';

const tokenOf = (claims: object) => {
  const part = (value: object) =>
    btoa(JSON.stringify(value)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
  return `${part({ alg: 'HS256' })}.${part(claims)}.signature`;
};
const session: Session = { userId: 'u1', token: 'first', isDemo: true, edition: 'social' };
const expiresAt = '2026-05-14T15:42:00.000Z';

afterEach(() => {
  vi.unstubAllGlobals();
  sessionStorage.clear();
  history.replaceState(null, '', '/');
});

describe('the session of a tab', () => {
  it('is read as it was written, and forgotten on demand', () => {
    writeSession(session);
    expect(readSession()).toEqual(session);
    writeSession(null);
    expect(readSession()).toBeNull();
  });

  it('is taken once from the address, which then no longer tells the token', () => {
    history.replaceState(null, '', `/messages#token=${tokenOf({ sub: 'auth0|42' })}`);
    expect(takeTokenFromAddress()).toMatchObject({ userId: 'auth0|42', isDemo: false });
    expect(location.hash).toBe('');
    expect(takeTokenFromAddress()).toBeNull();
  });

  it('is nobody where the token is none', () => {
    expect(['', 'a', 'a.b.c', tokenOf({ sub: 7 }), tokenOf({})].map(subjectOf)).toEqual([null, null, null, null, null]);
  });

  it('gives the token at hand first, and a fresh one of the demo when asked again', async () => {
    const ask = vi.fn(async () => Response.json({ token: 'second', expiresAt }));
    vi.stubGlobal('fetch', ask);
    const next = tokenSource(session);
    expect([await next(), await next()]).toEqual(['first', 'second']);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(readSession()?.token).toBe('second');
  });

  it('keeps the host’s token where there is no demo to ask', async () => {
    const ask = vi.fn();
    vi.stubGlobal('fetch', ask);
    const next = tokenSource({ ...session, isDemo: false });
    expect([await next(), await next()]).toEqual(['first', 'first']);
    expect(ask).not.toHaveBeenCalled();
  });

  it('fails where the demo gives no token, so that the client tries later', async () => {
    vi.stubGlobal('fetch', async () => new Response(null, { status: 503 }));
    const next = tokenSource(session);
    await next();
    await expect(next()).rejects.toThrow('503');
  });
});

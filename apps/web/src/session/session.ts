import { DEMO_CALLS, DemoSignInAnswer } from '@natter/protocol';

/** Who this tab is. It lives in the tab, so that two tabs of one browser can be two people. */
export interface Session {
  readonly userId: string;
  readonly token: string;
  /** Whether the demo's door made it, and can make another. */
  readonly isDemo: boolean;
  /** Of the deployment, for the look of the app while the server cannot be asked. */
  readonly edition: string;
}

const KEY = 'natter:session';

/** The person a token speaks of, unverified: the server decides. Null when it is no token. */
export function subjectOf(token: string): string | null {
  const payload = token.split('.')[1];
  if (payload === undefined) return null;
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (each) =>
      each.charCodeAt(0),
    );
    const claims: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (typeof claims !== 'object' || claims === null || !('sub' in claims)) return null;
    return typeof claims.sub === 'string' ? claims.sub : null;
  } catch {
    // Not a JWT: there is nobody it could be of.
    return null;
  }
}

/** The session of this tab, or null. */
export function readSession(): Session | null {
  const stored = sessionStorage.getItem(KEY);
  if (stored === null) return null;
  const parsed: unknown = JSON.parse(stored);
  if (typeof parsed !== 'object' || parsed === null) return null;
  const { userId, token, isDemo, edition }: Partial<Session> = parsed;
  if (typeof userId !== 'string' || typeof token !== 'string') return null;
  return { userId, token, isDemo: isDemo === true, edition: edition ?? 'social' };
}

/** Keeps a session in this tab; null forgets it. */
export function writeSession(session: Session | null): void {
  if (session === null) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, JSON.stringify(session));
}

/** Takes a token handed over once in the address (`#token=`) and takes it out of the address, so that it is not shared with it. */
export function takeTokenFromAddress(): Session | null {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return null;
  history.replaceState(history.state, '', `${location.pathname}${location.search}`);
  const userId = subjectOf(token);
  return userId === null ? null : { userId, token, isDemo: false, edition: 'social' };
}

/** A token of a person of the demo. Rejects when the server cannot be reached or will not give one. */
export async function askDemoToken(userId: string): Promise<string> {
  const { method, path } = DEMO_CALLS.demoSignIn;
  const answer = await fetch(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ userId }),
  });
  if (!answer.ok) throw new Error(`The demo gave no token: ${answer.status}`);
  return DemoSignInAnswer.parse(await answer.json()).token;
}

/**
 * What the client asks for tokens. The first time it gets the one at hand; a later time means that this one ended or was
 * refused, and the demo's door is asked for another. Without that door the token stays what it is, and the server says so.
 */
export function tokenSource(session: Session): () => Promise<string> {
  let current = session;
  let isFirst = true;
  return async () => {
    if (isFirst || !current.isDemo) {
      isFirst = false;
      return current.token;
    }
    current = { ...current, token: await askDemoToken(current.userId) };
    writeSession(current);
    return current.token;
  };
}

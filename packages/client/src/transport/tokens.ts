import { MessagingError } from '../errors.ts';

/** The host's token, asked for once for all who wait. */
export interface Tokens {
  /** The token in use; asks the host when there is none. */
  get(): Promise<string>;
  /** Asks the host again, unless somebody else already replaced the token that was refused. */
  renew(refused: string | null): Promise<string>;
}

export function createTokens(getToken: () => string | Promise<string>): Tokens {
  let token: string | null = null;
  let asking: Promise<string> | null = null;
  const ask = () => {
    asking ??= (async () => {
      try {
        const fresh = await getToken();
        token = fresh;
        return fresh;
      } catch (cause) {
        if (cause instanceof MessagingError) throw cause;
        throw MessagingError.transport('unavailable', 'The host gave no token.', cause);
      } finally {
        asking = null;
      }
    })();
    return asking;
  };
  return {
    get: async () => token ?? ask(),
    renew: async (refused) => (token !== null && refused !== null && token !== refused ? token : ask()),
  };
}

/** The person a JWT speaks of, not verified: the server decides. Null when it cannot be read. */
export function subjectOf(token: string): string | null {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const subject: unknown = Reflect.get(Object(JSON.parse(atob(payload))), 'sub');
    return typeof subject === 'string' ? subject : null;
  } catch {
    return null;
  }
}

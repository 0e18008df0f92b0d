import { MessagingError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';

/** How long the host may take for a token before it is asked again. */
const TIMEOUT_MS = 15_000;

/** The host's token, asked for once for all who wait. */
export interface Tokens {
  /** The token in use; asks the host when there is none. */
  get(): Promise<string>;
  /** Asks the host again, unless somebody else already replaced the token that was refused. */
  renew(refused: string | null): Promise<string>;
}

export function createTokens(getToken: () => string | Promise<string>, platform: Platform): Tokens {
  let token: string | null = null;
  let asking: Promise<string> | null = null;
  // An answer that comes too late for whoever waited is the token all the same.
  const askHost = async () => {
    token = await getToken();
    return token;
  };
  const ask = () => {
    asking ??= (async () => {
      try {
        return await withinTime(platform, askHost());
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

function withinTime<T>(platform: Platform, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = platform.setTimer(
      () => reject(MessagingError.transport('timeout', 'The host gave no token.')),
      TIMEOUT_MS,
    );
    work.finally(cancel).then(resolve, reject);
  });
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

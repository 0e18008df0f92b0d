import type { ServerConfig } from './server-config.ts';

/** Shorter than the key of HMAC-SHA-256 can be guessed faster than it should. */
const MIN_SECRET_LENGTH = 32;
/** Words from examples and documents, which somebody forgets to replace. */
const KNOWN = /demo|example|change.?me|your.?|secret.?key|password|super.?secret|natter-dev|development/i;

/** What must not protect a server that strangers can reach; one line each. */
export function findWeakSecrets(config: Pick<ServerConfig, 'tokens' | 'apiKey' | 'logKey'>): readonly string[] {
  const faults: string[] = [];
  const { keys } = config.tokens;
  const check = (name: string, secret: string) => {
    if (secret.length < MIN_SECRET_LENGTH) faults.push(`${name} must have at least ${MIN_SECRET_LENGTH} characters`);
    else if (KNOWN.test(secret)) faults.push(`${name} looks like a value from an example; choose a random one`);
    else if (new Set(secret).size < 8) faults.push(`${name} repeats itself; choose a random one`);
  };
  if (keys.kind === 'secret') check('NATTER_JWT_SECRET', keys.secret);
  if (config.apiKey !== null) check('NATTER_API_KEY', config.apiKey);
  if (config.logKey !== null) check('NATTER_LOG_KEY', config.logKey);
  if (keys.kind === 'secret' && keys.secret === config.apiKey) {
    faults.push('NATTER_JWT_SECRET and NATTER_API_KEY are the same: who may push people could sign in as anybody');
  }
  return faults;
}

import { createHmac, randomBytes } from 'node:crypto';

export interface IdHasherOptions {
  /** Secret that the keys of the days are made of; null: each day has a random one, which nobody has when the day is over. */
  readonly key: string | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const SHOWN = 12;

/**
 * Writes ids as hashes under a key that changes at midnight UTC (SEE-4): lines of one day can be put together by who they are about, and
 * nobody is followed from day to day, or found by hashing everybody's id, without the secret.
 */
export function createIdHasher({ key, now }: IdHasherOptions): (id: string) => string {
  let day = Number.NaN;
  let keyOfDay = '';
  return (id) => {
    const today = Math.floor(now() / DAY_MS);
    if (today !== day) {
      day = today;
      keyOfDay = key === null ? randomBytes(32).toString('hex') : sign(key, `log ${today}`, 'hex');
    }
    return sign(keyOfDay, id, 'base64url').slice(0, SHOWN);
  };
}

function sign(key: string, text: string, encoding: 'hex' | 'base64url'): string {
  return createHmac('sha256', key).update(text).digest(encoding);
}

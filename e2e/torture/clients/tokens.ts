import { mintToken, systemClock } from '@natter/server';

/** Makes tokens as a host would: of each person, good for so many seconds. */
export function createTokens(secret: string, ttlSeconds: number): (person: string) => Promise<string> {
  return async (person) => {
    const { token } = await mintToken({ secret, userId: person, name: person, ttlSeconds, clock: systemClock });
    return token;
  };
}

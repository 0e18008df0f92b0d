import type { Reading } from '../checker/evidence.ts';
import type { Chance } from '../seeded.ts';
import { pause } from '../wait.ts';
import type { CallRest } from './rest.ts';

/** Tries, all through the run, what is not theirs. Answers what the server said. */
export async function pry(
  context: { person: string; rest: CallRest; known: () => readonly string[]; chance: Chance },
  signal: AbortSignal,
): Promise<Reading[]> {
  const { person, rest, known, chance } = context;
  const readings: Reading[] = [];
  while (!signal.aborted) {
    await pause(chance.between(200, 600), signal);
    const ids = known();
    if (ids.length === 0) continue;
    const conversationId = chance.pick(ids);
    const path = `/conversations/${conversationId}`;
    const answer = await chance.pick([
      () => rest('GET', path),
      () => rest('GET', `${path}/messages`),
      () => rest('GET', `${path}/changes?after=0`),
      () => rest('PUT', `${path}/read`, { seq: 1 }),
      () => rest('POST', `${path}/messages`, { clientId: crypto.randomUUID(), content: 'let me in' }),
    ])();
    // A server that is away, or cannot ask its database, tells nothing.
    if (answer === null || answer.status >= 500) continue;
    readings.push({ person, conversationId, status: answer.status, held: null });
  }
  return readings;
}

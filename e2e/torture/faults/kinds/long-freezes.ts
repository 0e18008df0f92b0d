import { pause } from '../../wait.ts';
import { type Fault, noteBack } from '../victims.ts';

/** A fault that comes once, so long after the beginning. */
export interface Appointment {
  readonly fault: Fault;
  readonly afterMs: number;
}

/** Longer than a node's lease, and than any lease there is. */
const LONG_SECONDS = 30;
const LONGEST_SECONDS = 120;
/** Only runs that leave others time enough before and after. */
const LONG_FROM_SECONDS = 150;
const LONGEST_FROM_SECONDS = 280;

const freezeServer = (seconds: number): Fault => ({
  kind: `server frozen for ${seconds} s (SIGSTOP)`,
  weight: 0,
  run: async ({ victims, chance, history, signal }) => {
    const { server } = chance.pick(victims.nodes);
    server.freeze();
    await pause(seconds * 1_000, signal);
    server.thaw();
    noteBack(history, 'server', server.name);
    return server.name;
  },
});

const freezeDatabase = (seconds: number): Fault => ({
  kind: `database frozen for ${seconds} s (SIGSTOP)`,
  weight: 0,
  run: async ({ victims, history, signal }) => {
    const thaw = victims.database.freeze();
    await pause(seconds * 1_000, signal);
    thaw();
    noteBack(history, 'database');
    return '';
  },
});

/**
 * Who sleeps past what they hold (a node's lease of 10 s, a presence of 45 s, locks, a place in the log of commits) and wakes up with
 * what they knew. One long and, in a run that is long enough, one very long freeze: of the server and of the database for an odd seed, the other way
 * round for an even one.
 */
export function appointFreezes(seed: number, seconds: number): Appointment[] {
  const [first, second] = seed % 2 === 0 ? [freezeDatabase, freezeServer] : [freezeServer, freezeDatabase];
  const at = (share: number) => seconds * 1_000 * share;
  return [
    ...(seconds >= LONG_FROM_SECONDS ? [{ fault: first(LONG_SECONDS), afterMs: at(0.15) }] : []),
    ...(seconds >= LONGEST_FROM_SECONDS ? [{ fault: second(LONGEST_SECONDS), afterMs: at(0.45) }] : []),
  ];
}

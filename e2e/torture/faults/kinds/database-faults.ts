import { pause } from '../../wait.ts';
import { type Fault, type FaultContext, noteBack } from '../victims.ts';

async function restart({ victims, chance, history }: FaultContext, how: 'kill' | 'fast' | 'immediate') {
  const { database } = victims;
  if (how === 'kill') await database.kill();
  else await database.stop(how);
  const away = chance.whole(0, 600);
  await pause(away);
  await database.start();
  noteBack(history, 'database');
  return `away for ${away} ms`;
}

const restarted = (kind: string, weight: number, how: 'kill' | 'fast' | 'immediate'): Fault => ({
  kind,
  weight,
  run: (context) => restart(context, how),
});

/** What is left to the database of its full disk: nothing, or a little, so that statements fail in the middle. */
const LEFT_BYTES = [0, 65_536, 2 * 1024 * 1024] as const;

export const DATABASE_FAULTS: readonly Fault[] = [
  restarted('database killed (SIGKILL)', 3, 'kill'),
  restarted('database stopped immediately', 1, 'immediate'),
  restarted('database restarted fast', 1, 'fast'),
  {
    kind: 'database frozen (SIGSTOP)',
    weight: 1,
    run: async ({ victims, chance, history }) => {
      const ms = chance.whole(1_000, 6_000);
      const thaw = victims.database.freeze();
      await pause(ms);
      thaw();
      noteBack(history, 'database');
      return `${ms} ms`;
    },
  },
  {
    kind: 'database connections ended',
    weight: 3,
    run: async ({ victims: { database }, chance }) => {
      const backends = (await database.backends()).filter(() => chance.next() < 0.6);
      await database.query('SELECT pg_terminate_backend(p) FROM unnest($1::int[]) p', [backends]);
      return `${backends.length}`;
    },
  },
  {
    // All others are ended too, and the database recovers as after a crash.
    kind: 'database process killed (SIGKILL)',
    weight: 1,
    run: async ({ victims: { database }, chance, history }) => {
      const pid = pickOrNone(chance, await database.backends());
      if (pid === null) return null;
      process.kill(pid, 'SIGKILL');
      await database.awaitUse();
      noteBack(history, 'database');
      return '';
    },
  },
  {
    kind: 'database process frozen (SIGSTOP)',
    weight: 1,
    run: async ({ victims: { database }, chance }) => {
      const pid = pickOrNone(chance, await database.backends());
      if (pid === null) return null;
      const ms = chance.whole(500, 1_500);
      process.kill(pid, 'SIGSTOP');
      await pause(ms);
      process.kill(pid, 'SIGCONT');
      return `${ms} ms`;
    },
  },
  {
    kind: 'database slow (a table locked)',
    weight: 1,
    run: async ({ victims: { database }, chance }) => {
      const [table, ms] = [chance.pick(['direct_messages', 'conversations'] as const), chance.whole(500, 3_000)];
      await database.lockTable(table, () => pause(ms));
      return `${table}, ${ms} ms`;
    },
  },
  {
    kind: 'database connections exhausted',
    weight: 1,
    run: async ({ victims: { database, databaseUrl }, chance }) => {
      const ms = chance.whole(500, 2_500);
      // Those that are connected come back to a full house.
      await database.query('SELECT pg_terminate_backend(p) FROM unnest($1::int[]) p', [await database.backends()]);
      const taken = await database.exhaust(databaseUrl, () => pause(ms));
      return `${taken} taken for ${ms} ms`;
    },
  },
  {
    kind: 'database disk full',
    weight: 1,
    isPossible: ({ disk }) => disk !== null,
    run: async ({ victims: { database, disk }, chance, history }) => {
      if (disk === null) return null;
      const ms = chance.whole(1_500, 4_000);
      try {
        const left = chance.pick(LEFT_BYTES);
        const bytes = await disk.fill(left);
        await pause(ms);
        return `${Math.round(bytes / 1024 / 1024)} MB taken, ${left} bytes left, ${ms} ms`;
      } finally {
        await disk.free();
        // Where the log could not be written it has ended: that is how it keeps its word.
        await database.start();
        await database.awaitUse();
        noteBack(history, 'database');
      }
    },
  },
  {
    kind: 'server and database killed',
    weight: 1,
    run: async ({ victims: { nodes, database }, chance, history }) => {
      const { server } = chance.pick(nodes);
      await Promise.all([server.kill(), database.kill()]);
      await pause(chance.between(0, 300));
      await Promise.all([server.start(), database.start().then(() => noteBack(history, 'database'))]);
      noteBack(history, 'server', server.name);
      return server.name;
    },
  },
];

function pickOrNone<T>(chance: FaultContext['chance'], from: readonly T[]): T | null {
  return from.length === 0 ? null : chance.pick(from);
}

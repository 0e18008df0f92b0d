import { pause } from '../../wait.ts';
import type { Fault, Victims } from '../victims.ts';

const isPossible = ({ redis }: Victims) => redis !== null;

export const REDIS_FAULTS: readonly Fault[] = [
  {
    kind: 'Redis killed, back empty (SIGKILL)',
    weight: 2,
    isPossible,
    run: async ({ victims: { redis }, chance }) => {
      const away = chance.whole(0, 3_000);
      await redis?.kill();
      await pause(away);
      await redis?.start();
      return `away for ${away} ms`;
    },
  },
  {
    kind: 'Redis emptied (FLUSHALL)',
    weight: 1,
    isPossible,
    run: async ({ victims: { redis } }) => {
      await redis?.flush();
      return '';
    },
  },
  {
    kind: 'Redis frozen (SIGSTOP)',
    weight: 1,
    isPossible,
    run: async ({ victims: { redis }, chance }) => {
      const ms = chance.whole(1_000, 5_000);
      redis?.freeze();
      await pause(ms);
      redis?.thaw();
      return `${ms} ms`;
    },
  },
];

import { pause } from '../../wait.ts';
import type { Fault } from '../victims.ts';
import { suffer, wireFaults } from './wire-faults.ts';

/** Between clients and the balancer. */
export const NETWORK_FAULTS: readonly Fault[] = [
  ...wireFaults('network', ({ victims }) => victims.network, {
    'cut (RST)': 3,
    'closed (FIN)': 1,
    'dead both ways': 1,
    'dead there': 1,
    'dead back': 1,
    'answers lost': 3,
    slow: 1,
    narrow: 1,
    'in single bytes': 1,
    'half-open': 2,
  }),
  {
    kind: 'acknowledgements lost',
    weight: 2,
    run: async (context) => {
      const { network } = context.victims;
      const before = network.droppedAcks;
      const ms = context.chance.whole(1_000, 5_000);
      await suffer(context, network, { suffering: { toClient: { kind: 'without-acks' } }, end: 'heal', ms });
      const lost = network.droppedAcks - before;
      return lost === 0 ? null : `${lost} in ${ms} ms`;
    },
  },
  {
    kind: 'requests repeated by the network',
    weight: 2,
    run: async ({ victims: { network }, chance }) => {
      const before = network.repeatedPosts;
      const [ms, afterMs] = [chance.whole(1_000, 4_000), chance.pick([0, 5, 400])];
      network.suffer({ repeatPosts: { afterMs } });
      await pause(ms);
      network.heal();
      const repeated = network.repeatedPosts - before;
      return repeated === 0 ? null : `${repeated} in ${ms} ms, each ${afterMs} ms later`;
    },
  },
];

/** Between one node and the database. */
export const DATABASE_LINK_FAULTS: readonly Fault[] = wireFaults(
  'database link',
  ({ victims, chance }) => chance.pick(victims.nodes).databaseLink,
  {
    'cut (RST)': 1,
    'closed (FIN)': 0,
    'dead both ways': 1,
    'dead there': 1,
    'dead back': 1,
    'answers lost': 2,
    slow: 1,
    narrow: 0,
    'in single bytes': 0,
    'half-open': 1,
  },
);

/** Between one node and Redis. */
export const REDIS_LINK_FAULTS: readonly Fault[] = wireFaults(
  'Redis link',
  ({ victims, chance }) => chance.pick(victims.nodes).redisLink,
  {
    'cut (RST)': 1,
    'closed (FIN)': 0,
    'dead both ways': 1,
    'dead there': 0,
    'dead back': 0,
    'answers lost': 1,
    slow: 1,
    narrow: 0,
    'in single bytes': 0,
    'half-open': 1,
  },
).map((fault) => ({ ...fault, isPossible: ({ redis }) => redis !== null }));

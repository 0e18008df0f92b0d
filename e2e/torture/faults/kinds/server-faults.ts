import { pause } from '../../wait.ts';
import { type Fault, type FaultContext, type Node, noteBack } from '../victims.ts';

const pickNode = ({ victims, chance }: FaultContext): Node => chance.pick(victims.nodes);

/** Restarts a node so that it kills itself at the nth passage of a point in its own code, then starts it as it was. */
function killedAt(kind: string, point: string, prepare: (context: FaultContext) => Promise<void>): Fault {
  return {
    kind,
    weight: 1,
    run: async (context) => {
      const { server } = pickNode(context);
      const nth = point === 'job_after_effect' ? 1 : context.chance.whole(1, 20);
      await server.kill();
      const [isHit] = await Promise.all([server.startArmed(`${point}:${nth}`, ARMED_FOR_MS), prepare(context)]);
      await server.start();
      noteBack(context.history, 'server', server.name);
      return isHit ? `${server.name} at the passage ${nth}` : null;
    },
  };
}

/** As long as that is waited for what may not come: nobody may be sending. */
const ARMED_FOR_MS = 6_000;

const nothing = async () => undefined;

export const SERVER_FAULTS: readonly Fault[] = [
  {
    kind: 'server killed (SIGKILL)',
    weight: 4,
    run: async (context) => {
      const { server } = pickNode(context);
      await server.kill();
      await pause(context.chance.between(0, 300));
      await server.start();
      noteBack(context.history, 'server', server.name);
      return server.name;
    },
  },
  {
    kind: 'all servers killed at once (SIGKILL)',
    weight: 1,
    isPossible: ({ nodes }) => nodes.length > 1,
    run: async ({ victims, chance, history }) => {
      await Promise.all(victims.nodes.map(({ server }) => server.kill()));
      await pause(chance.between(0, 300));
      await Promise.all(victims.nodes.map(({ server }) => server.start()));
      noteBack(history, 'server', 'all');
      return '';
    },
  },
  {
    kind: 'server restarted (SIGTERM)',
    weight: 2,
    run: async (context) => {
      const { server } = pickNode(context);
      await server.terminate();
      await server.start();
      noteBack(context.history, 'server', server.name);
      return server.name;
    },
  },
  {
    kind: 'servers restarted one after another (SIGTERM)',
    weight: 1,
    isPossible: ({ nodes }) => nodes.length > 1,
    run: async ({ victims, history }) => {
      for (const { server } of victims.nodes) {
        await server.terminate();
        await server.start();
      }
      noteBack(history, 'server', 'all');
      return '';
    },
  },
  {
    kind: 'server frozen (SIGSTOP)',
    weight: 2,
    run: async (context) => {
      const { server } = pickNode(context);
      const ms = context.chance.whole(1_000, 3_000);
      server.freeze();
      await pause(ms);
      server.thaw();
      return `${server.name}, ${ms} ms`;
    },
  },
  killedAt('server killed before a commit', 'before_commit', nothing),
  killedAt('server killed after a commit', 'after_commit', nothing),
  killedAt('server killed before an acknowledgement', 'before_ack', nothing),
  killedAt('server killed after the effect of a job', 'job_after_effect', ({ victims }) => victims.scheduleSoon()),
];

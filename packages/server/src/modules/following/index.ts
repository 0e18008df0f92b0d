import type { Platform } from '../../platform/context.ts';
import type { EmittedChanges } from '../../platform/emitted.ts';
import type { ChangedStretch, LoggedCommit } from '../../ports/nodes-database.ts';
import type { HerePublisher } from '../../ports/publisher.ts';
import { Follower } from './follower.ts';
import type { MomentBus } from './moment-bus.ts';
import type { PeopleOfNodes } from './people-of-nodes.ts';
import { findUntold, type TellingDeps, tellChanges } from './tell-changes.ts';
import { type TellCrowd, tellMarks, tellMembers, tellOwn } from './tell-marks.ts';
import { type PeopleChanges, tellPeople } from './tell-people.ts';

export { MomentBus } from './moment-bus.ts';
export { PeopleOfNodes } from './people-of-nodes.ts';
export type { PeopleChanges } from './tell-people.ts';

/** In bigger conversations single marks are not told. */
const MAX_TOLD_MEMBERS = 10;

export interface FollowingDeps {
  readonly platform: Platform;
  /** This node's sockets alone. */
  readonly here: HerePublisher;
  readonly emitted: EmittedChanges;
  readonly bus: MomentBus;
  /** Who is at which node, where nothing else knows it. */
  readonly people: PeopleOfNodes | null;
  readonly changes: PeopleChanges;
  readonly tellCrowd: TellCrowd;
  /** Another process has something sent at this time, as epoch milliseconds. */
  readonly expectDue: (dueAt: number) => void;
}

export interface Following {
  /** Answers when this node hears of every commit from then on, or when that cannot be had yet: then it goes on trying. */
  start(): Promise<void>;
  /** Something may have been committed elsewhere. */
  wake(): void;
  stop(): Promise<void>;
}

/** Lets this node's sockets hear what other processes commit (NODE-1 … NODE-9). */
export function createFollowing(deps: FollowingDeps): Following {
  const { platform, here, bus, people } = deps;
  const { config, meter, readiness } = platform;
  let peers = 0;
  const follower = new Follower({
    ...platform,
    nodeId: config.nodeId,
    roles: [...config.roles],
    follows: {
      tell: (commits) => tellAll(deps, commits),
      tellLeftOver: async (stretches) => tellStretches(deps, findUntold(stretches, deps.emitted)),
      take: (calls) => bus.take(calls),
      onMissed: () => here.toEveryone('sync:required', { reason: 'overload' }),
      onRegistered: () => bus.onRegistered(),
      onRenewed: () => bus.note(),
      onPeers: async (now) => {
        peers = now.length;
        bus.peers = now.length;
        await people?.onPeers(now);
      },
    },
  });
  meter.gauge('node_peers', () => peers);
  readiness.add('node_log', () => follower.whyNotReady());
  return {
    start: () => follower.start(),
    wake: () => follower.wake(),
    stop: async () => {
      await bus.stop();
      await follower.stop();
    },
  };
}

async function tellStretches(deps: TellingDeps, stretches: readonly ChangedStretch[]): Promise<void> {
  if (stretches.length === 0) return;
  const ids = stretches.map(({ conversationId }) => conversationId);
  const audiences = await deps.platform.database.readAudiences(ids);
  await tellChanges(deps, stretches, new Map(audiences.map((audience) => [audience.id, audience])));
}

/** What was committed elsewhere, in this order: who may hear at all, then what there is to hear. */
async function tellAll(deps: FollowingDeps, commits: readonly LoggedCommit[]): Promise<void> {
  const { platform, here, changes, emitted } = deps;
  for (const commit of commits) if ('userIds' in commit || 'otherId' in commit) await tellPeople(here, changes, commit);
  const others = commits.filter(({ isOwn }) => !isOwn);
  for (const commit of others) if (commit.kind === 'scheduled') deps.expectDue(commit.dueAt);
  const stretches = findUntold(
    others.flatMap((commit) => (commit.kind === 'changed' ? commit.stretches : [])),
    emitted,
  );
  const ids = new Set(stretches.map(({ conversationId }) => conversationId));
  for (const commit of others) {
    if (commit.kind === 'marked') for (const { conversationId } of commit.marks) ids.add(conversationId);
    if ('members' in commit) for (const { conversationId } of commit.members) ids.add(conversationId);
  }
  const found = ids.size > 0 ? await platform.database.readAudiences([...ids]) : [];
  const audiences = new Map(found.map((audience) => [audience.id, audience]));
  for (const commit of others) if ('members' in commit) tellMembers(deps, commit, audiences);
  await tellChanges(deps, stretches, audiences);
  for (const commit of others) {
    if (commit.kind === 'marked') tellMarks(deps, commit, { audiences, maxTold: MAX_TOLD_MEMBERS });
    if (commit.kind === 'own') tellOwn(deps, commit);
  }
}

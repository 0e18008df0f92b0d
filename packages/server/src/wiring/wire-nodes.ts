import { readNodeCall } from '../adapters/redis/read-node-call.ts';
import type { Services } from '../edge/services.ts';
import { createFollowing, type Following, MomentBus, PeopleOfNodes } from '../modules/following/index.ts';
import { createHost } from '../modules/host/index.ts';
import type { PresenceNodes } from '../modules/presence/index.ts';
import { createGroupMarks } from '../modules/receipts/index.ts';
import type { Platform } from '../platform/context.ts';
import { EmittedChanges } from '../platform/emitted.ts';
import { NOBODY_ELSEWHERE } from '../platform/nobody-elsewhere.ts';
import { createNotingPublisher } from '../platform/noting-publisher.ts';
import { createSpreadPublisher, repeatHere } from '../platform/spread-publisher.ts';
import type { NodesBus } from '../ports/nodes.ts';
import type { HerePublisher, Publisher } from '../ports/publisher.ts';
import { createFallbackBus, createNotedPeople, type RedisParts } from './wire-redis.ts';
import { quieten } from './wire-services.ts';

/** How this node tells its own sockets and those of the others. */
export interface NodeTelling {
  /** To this node's sockets alone; what it tells is remembered in `emitted`. */
  readonly here: HerePublisher;
  readonly emitted: EmittedChanges;
  readonly bus: MomentBus;
  /** Null: Redis knows who is where. */
  readonly people: PeopleOfNodes | null;
  readonly presence: PresenceNodes;
  /** To the sockets of all nodes. */
  readonly publisher: Publisher;
}

/** `sockets`: this node's own. */
export function wireTelling(
  sockets: HerePublisher,
  { redis, ...deps }: Pick<Platform, 'config' | 'clock' | 'log' | 'database'> & { readonly redis: RedisParts | null },
): NodeTelling {
  const { nodeId } = deps.config;
  const emitted = new EmittedChanges();
  const here = createNotingPublisher(sockets, emitted);
  const bus = new MomentBus({ ...deps, nodeId, readCall: readNodeCall });
  bus.listen((call) => repeatHere(here, call));
  redis?.bus.listen((call) => repeatHere(here, call));
  const toOthers: Pick<NodesBus, 'tell'> = redis ? createFallbackBus(redis.bus, bus) : bus;
  const people = redis ? null : new PeopleOfNodes({ ...deps, bus, nodeId });
  return {
    here,
    emitted,
    bus,
    people,
    presence: {
      elsewhere: redis ? createNotedPeople(redis.people, bus) : (people ?? NOBODY_ELSEWHERE),
      tellHere: (payload) => here.toPersonWatchers(payload.userId, payload),
    },
    publisher: createSpreadPublisher(here, toOthers),
  };
}

/** What other processes commit is told to this node's sockets, and felt by what is remembered here. */
export function wireFollowing(platform: Platform, services: Services, telling: NodeTelling): Following {
  const { here, emitted, bus, people } = telling;
  const local: Platform = { ...platform, publisher: here };
  const { identity, presence, typing } = services;
  const forget: Services['identity']['forget'] = (userIds) => identity.forget(userIds);
  const host = createHost({ platform: local, forget, whoIs: (userId) => identity.whoIs(userId) });
  const crowd = createGroupMarks(local);
  return createFollowing({
    platform,
    here,
    emitted,
    bus,
    people,
    changes: {
      forget,
      onChanged: (userIds) => host.notice(userIds),
      onBlockChanged: (change) => quieten(change, { presence, typing }),
    },
    expectDue: (dueAt) => services.scheduled.expect(dueAt),
    tellCrowd: (userId, conversationId) => crowd.onMoved(userId, conversationId),
  });
}

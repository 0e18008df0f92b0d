import { requireStaff } from '../../modules/moderation/index.ts';
import { presentMe, presentSettings } from '../../modules/settings/index.ts';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import type { DemoDoor } from '../../ports/demo.ts';
import type { Services } from '../services.ts';
import { describeOrigin } from '../socket/client-address.ts';
import { createGroupHandlers } from './group-handlers.ts';
import { createLifeHandlers } from './life-handlers.ts';
import { presentConfig } from './present-config.ts';
import type { RestHandlers } from './rest-call.ts';
import { createTimingHandlers } from './timing-handlers.ts';

const ok = <B>(body: B): { status: 200; body: B } => ({ status: 200, body });
const created = <B>(body: B): { status: 201; body: B } => ({ status: 201, body });
const nothing = { status: 204, body: undefined } as const;

/** Call → use-case. Parsing, authentication, limits and errors are the wrapper's (`register-rest.ts`). */
export function createRestHandlers(
  services: Services,
  { platform, version }: { platform: Platform; version: string },
): RestHandlers {
  const { messages, conversations, receipts, people, settings, sync, host } = services;
  return {
    ...createSafetyHandlers(services),
    ...createModerationHandlers(services),
    ...createLifeHandlers(services),
    ...createGroupHandlers(services),
    ...createTimingHandlers(services),
    getConfig: async () => ok(presentConfig(platform, { version, isDemo: services.demo !== null })),

    getMe: async ({ me }) => ok(presentMe(me)),
    getSettings: async ({ me }) => ok(presentSettings(me.settings)),
    putSettings: async ({ me, body }) => ok(await settings.put(me.userId, body)),
    listPeople: async ({ me, query }) => ok(await people.list(me.userId, query)),

    listConversations: async ({ me, query }) => ok(await conversations.list(me.userId, query)),
    getConversation: async ({ me, params }) => ok(await conversations.get(me.userId, params.id)),
    deleteConversation: async ({ me, params }) => {
      await conversations.clear(me.userId, params.id);
      return nothing;
    },

    listMessages: async ({ me, params, query }) =>
      ok(await messages.listHistory(me.userId, { conversationId: params.id, ...query })),
    sendMessage: async ({ me, params, body }) => {
      const answer = await messages.sendAndWait(me.userId, { ...body, conversationId: params.id });
      return answer.duplicate ? ok(answer) : created(answer);
    },
    deleteMessage: async ({ me, params, query }) => {
      await messages.delete(me.userId, { conversationId: params.id, messageId: params.messageId, for: query.for });
      return nothing;
    },
    listChanges: async ({ me, params, query: { after, limit } }) =>
      ok(
        await conversations.listChanges(me.userId, {
          conversationId: params.id,
          after,
          ...(limit === undefined ? {} : { limit }),
        }),
      ),

    putRead: async ({ me, params, body }) =>
      ok(await receipts.advance({ userId: me.userId, conversationId: params.id, kind: 'read', seq: body.seq })),
    putDelivered: async ({ me, params, body }) =>
      ok(await receipts.advance({ userId: me.userId, conversationId: params.id, kind: 'delivered', seq: body.seq })),
    getReceipts: async ({ me, params }) =>
      ok(await receipts.read(me.userId, { conversationId: params.id, messageId: params.messageId })),

    sync: async ({ me, query }) => ok(await sync.read(me.userId, query)),

    putHostUsers: async ({ body }) => ok(await host.putUsers(body.users)),
    putHostMemberships: async ({ body }) => ok(await host.putMemberships(body)),
    hostStatus: async () => ok(await services.status.read()),
    hostSeenFrom: async ({ from }) => ok(describeOrigin(from, platform.config.trustedHops)),

    demoPeople: async () => ok({ people: [...(await doorOf(services).people())] }),
    demoSignIn: async ({ body }) => {
      const answer = await doorOf(services).signIn(body.userId);
      if (!answer) throw DomainError.notFound();
      return ok(answer);
    },
  };
}

type Handlers<N extends keyof RestHandlers> = Pick<RestHandlers, N>;

function createSafetyHandlers({
  safety,
}: Services): Handlers<'listBlocks' | 'putBlock' | 'deleteBlock' | 'reportMessage'> {
  return {
    listBlocks: async ({ me }) => ok(await safety.listBlocks(me.userId)),
    putBlock: async ({ me, params }) => {
      await safety.setBlock(me.userId, { otherId: params.userId, isBlocked: true });
      return nothing;
    },
    deleteBlock: async ({ me, params }) => {
      await safety.setBlock(me.userId, { otherId: params.userId, isBlocked: false });
      return nothing;
    },
    reportMessage: async ({ me, params, body }) => {
      await safety.report(me.userId, { conversationId: params.id, messageId: params.messageId, ...body });
      return nothing;
    },
  };
}

function createModerationHandlers(
  services: Services,
): Handlers<
  | 'listReports'
  | 'resolveReport'
  | 'listSuspensions'
  | 'liftSuspension'
  | 'listModerationActions'
  | 'getWords'
  | 'putWords'
  | 'getStoreStatus'
> {
  const { moderation } = services;
  return {
    listReports: async ({ me, query }) => ok(await moderation.listReports(me, query)),
    resolveReport: async ({ me, params, body }) =>
      ok(await moderation.resolve(me, { reportId: params.reportId, ...body })),
    listSuspensions: async ({ me }) => ok(await moderation.listSuspensions(me)),
    liftSuspension: async ({ me, params }) => {
      await moderation.liftSuspension(me, params.userId);
      return nothing;
    },
    listModerationActions: async ({ me, query }) => ok(await moderation.listActions(me, query)),
    getWords: async ({ me }) => ok(await moderation.readWords(me)),
    putWords: async ({ me, body }) => ok(await moderation.putWords(me, body)),
    getStoreStatus: async ({ me }) => {
      requireStaff(me);
      return ok(await services.status.read());
    },
  };
}

/** Outside the demo its pages do not exist. */
function doorOf({ demo }: Services): DemoDoor {
  if (!demo) throw DomainError.notFound();
  return demo;
}

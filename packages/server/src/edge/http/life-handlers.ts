import type { Services } from '../services.ts';
import type { RestHandlers } from './rest-call.ts';

type LifeHandlers = Pick<
  RestHandlers,
  | 'editMessage'
  | 'getHistory'
  | 'listReactions'
  | 'putReaction'
  | 'deleteReaction'
  | 'putStar'
  | 'deleteStar'
  | 'listStarred'
  | 'forwardMessage'
>;

const ok = <B>(body: B): { status: 200; body: B } => ({ status: 200, body });
const nothing = { status: 204, body: undefined } as const;

/** Calls about what becomes of a message after it was sent. */
export function createLifeHandlers({ life }: Pick<Services, 'life'>): LifeHandlers {
  return {
    editMessage: async ({ me, params, body }) => ok(await life.edit(me.userId, { ...refOf(params), ...body })),
    getHistory: async ({ me, params }) => ok(await life.listVersions(me.userId, refOf(params))),
    listReactions: async ({ me, params }) => ok(await life.listReactions(me.userId, refOf(params))),
    putReaction: async ({ me, params }) =>
      ok(await life.react(me.userId, { ...refOf(params), emoji: params.emoji, isOn: true })),
    deleteReaction: async ({ me, params }) =>
      ok(await life.react(me.userId, { ...refOf(params), emoji: params.emoji, isOn: false })),
    putStar: async ({ me, params }) => {
      await life.star(me.userId, { ...refOf(params), isOn: true });
      return nothing;
    },
    deleteStar: async ({ me, params }) => {
      await life.star(me.userId, { ...refOf(params), isOn: false });
      return nothing;
    },
    listStarred: async ({ me, query }) => ok(await life.listStarred(me.userId, query)),
    forwardMessage: async ({ me, params, body }) => ok(await life.forward(me.userId, { ...refOf(params), ...body })),
  };
}

function refOf({ id, messageId }: { id: string; messageId: string }): { conversationId: string; messageId: string } {
  return { conversationId: id, messageId };
}

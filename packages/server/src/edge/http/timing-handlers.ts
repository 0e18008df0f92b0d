import type { Services } from '../services.ts';
import type { RestHandlers } from './rest-call.ts';

const ok = <B>(body: B): { status: 200; body: B } => ({ status: 200, body });
const created = <B>(body: B): { status: 201; body: B } => ({ status: 201, body });
const nothing = { status: 204, body: undefined } as const;

type TimingHandlers = Pick<
  RestHandlers,
  | 'putVotes'
  | 'listVotes'
  | 'closePoll'
  | 'putDisappearing'
  | 'locate'
  | 'listParticipants'
  | 'createScheduled'
  | 'listScheduled'
  | 'patchScheduled'
  | 'deleteScheduled'
  | 'sendScheduled'
>;

/** Polls, and what goes by the clock. */
export function createTimingHandlers({ polls, disappearing, conversations, scheduled }: Services): TimingHandlers {
  return {
    putVotes: async ({ me, params: { id, messageId }, body }) =>
      ok(await polls.vote(me.userId, { conversationId: id, messageId, optionIds: body.optionIds })),
    listVotes: async ({ me, params: { id, messageId } }) =>
      ok(await polls.listVotes(me.userId, { conversationId: id, messageId })),
    closePoll: async ({ me, params: { id, messageId } }) =>
      ok(await polls.close(me.userId, { conversationId: id, messageId })),

    putDisappearing: async ({ me, params, body }) =>
      ok(await disappearing.set(me.userId, { conversationId: params.id, seconds: body.seconds })),

    locate: async ({ me, params, query }) =>
      ok(await conversations.locate(me.userId, { conversationId: params.id, at: query.at })),
    listParticipants: async ({ me, params }) => ok(await conversations.listParticipants(me.userId, params.id)),

    createScheduled: async ({ me, params, body }) => {
      const { scheduled: made, isNew } = await scheduled.create(me.userId, { ...body, conversationId: params.id });
      return isNew ? created(made) : ok(made);
    },
    listScheduled: async ({ me, query }) => ok(await scheduled.list(me.userId, query)),
    patchScheduled: async ({ me, params, body }) =>
      ok(await scheduled.change(me.userId, { ...body, id: params.scheduledId })),
    deleteScheduled: async ({ me, params }) => {
      await scheduled.cancel(me.userId, params.scheduledId);
      return nothing;
    },
    sendScheduled: async ({ me, params }) => {
      const answer = await scheduled.sendNow(me.userId, params.scheduledId);
      return answer.duplicate ? ok(answer) : created(answer);
    },
  };
}

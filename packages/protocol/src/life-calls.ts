import type { RestCall } from './calls.ts';
import { Conversation } from './conversation.ts';
import { ForwardAnswer, ParticipantsPage, Position, Reactions, StarredPage, Versions, Votes } from './life.ts';
import { Message, SendAnswer } from './message.ts';
import { Scheduled, ScheduledList } from './scheduled.ts';

const CONVERSATION = '/api/messages/conversations/:id';
const MESSAGE = `${CONVERSATION}/messages/:messageId` as const;
const SCHEDULED = '/api/messages/scheduled';

/** What can be done with a message after it was sent, and with one before its time. Apart from `CALLS`, so that a client fetches them by need. */
export const LIFE_CALLS = {
  editMessage: { method: 'PATCH', path: MESSAGE, auth: 'person', answers: { 200: Message } },
  getHistory: { method: 'GET', path: `${MESSAGE}/history`, auth: 'person', answers: { 200: Versions } },
  listReactions: { method: 'GET', path: `${MESSAGE}/reactions`, auth: 'person', answers: { 200: Reactions } },
  putReaction: { method: 'PUT', path: `${MESSAGE}/reactions/:emoji`, auth: 'person', answers: { 200: Message } },
  deleteReaction: { method: 'DELETE', path: `${MESSAGE}/reactions/:emoji`, auth: 'person', answers: { 200: Message } },
  putStar: { method: 'PUT', path: `${MESSAGE}/star`, auth: 'person', answers: { 204: null } },
  deleteStar: { method: 'DELETE', path: `${MESSAGE}/star`, auth: 'person', answers: { 204: null } },
  listStarred: { method: 'GET', path: '/api/messages/starred', auth: 'person', answers: { 200: StarredPage } },
  forwardMessage: { method: 'POST', path: `${MESSAGE}/forward`, auth: 'person', answers: { 200: ForwardAnswer } },
  putVotes: { method: 'PUT', path: `${MESSAGE}/votes`, auth: 'person', answers: { 200: Message } },
  listVotes: { method: 'GET', path: `${MESSAGE}/votes`, auth: 'person', answers: { 200: Votes } },
  closePoll: { method: 'PUT', path: `${MESSAGE}/poll/closed`, auth: 'person', answers: { 200: Message } },
  putDisappearing: {
    method: 'PUT',
    path: `${CONVERSATION}/disappearing`,
    auth: 'person',
    answers: { 200: Conversation },
  },
  locate: { method: 'GET', path: `${CONVERSATION}/position`, auth: 'person', answers: { 200: Position } },
  listParticipants: {
    method: 'GET',
    path: `${CONVERSATION}/participants`,
    auth: 'person',
    answers: { 200: ParticipantsPage },
  },
  createScheduled: {
    method: 'POST',
    path: `${CONVERSATION}/scheduled`,
    auth: 'person',
    answers: { 200: Scheduled, 201: Scheduled },
  },
  listScheduled: { method: 'GET', path: SCHEDULED, auth: 'person', answers: { 200: ScheduledList } },
  patchScheduled: { method: 'PATCH', path: `${SCHEDULED}/:scheduledId`, auth: 'person', answers: { 200: Scheduled } },
  deleteScheduled: { method: 'DELETE', path: `${SCHEDULED}/:scheduledId`, auth: 'person', answers: { 204: null } },
  sendScheduled: {
    method: 'POST',
    path: `${SCHEDULED}/:scheduledId/send`,
    auth: 'person',
    answers: { 200: SendAnswer, 201: SendAnswer },
  },
} as const satisfies Record<string, RestCall>;

export type LifeCallName = keyof typeof LIFE_CALLS;

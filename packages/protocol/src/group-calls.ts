import type { RestCall } from './calls.ts';
import { Conversation } from './conversation.ts';

const CONVERSATION = '/api/messages/conversations/:id';
const PARTICIPANT = `${CONVERSATION}/participants/:userId` as const;

/**
 * What can be done with a group beside what every conversation has: it is made by `startConversation` and changed by
 * `patchConversation`. Apart from `CALLS`, so that a client fetches them by need.
 */
export const GROUP_CALLS = {
  addParticipants: {
    method: 'POST',
    path: `${CONVERSATION}/participants`,
    auth: 'person',
    answers: { 200: Conversation },
  },
  removeParticipant: { method: 'DELETE', path: PARTICIPANT, auth: 'person', answers: { 204: null } },
  patchParticipant: { method: 'PATCH', path: PARTICIPANT, auth: 'person', answers: { 200: Conversation } },
  leaveGroup: { method: 'POST', path: `${CONVERSATION}/leave`, auth: 'person', answers: { 204: null } },
} as const satisfies Record<string, RestCall>;

export type GroupCallName = keyof typeof GROUP_CALLS;

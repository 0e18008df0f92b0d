import * as z from 'zod/mini';
import { ConversationId, MessageId } from './ids.ts';
import { LIFE_CALLS } from './life-calls.ts';
import {
  DisappearingBody,
  EditBody,
  ForwardBody,
  OfReaction,
  OfScheduled,
  ParticipantsQuery,
  PositionQuery,
  ScheduleBody,
  ScheduledPatch,
  ScheduledQuery,
  StarredQuery,
  VotesBody,
} from './life-requests.ts';

const InConversation = z.object({ id: ConversationId });
const OfMessage = z.object({ id: ConversationId, messageId: MessageId });
const { editMessage, getHistory, listReactions, putReaction, deleteReaction, putStar, deleteStar } = LIFE_CALLS;
const { forwardMessage, putVotes, listVotes, closePoll, putDisappearing, locate, listParticipants } = LIFE_CALLS;
const { createScheduled, listScheduled, patchScheduled, deleteScheduled, sendScheduled, listStarred } = LIFE_CALLS;

/** The part of `REST` about a message's life. */
export const LIFE_ROUTES = {
  editMessage: {
    ...editMessage,
    summary: 'Edit my message, within 15 minutes',
    params: OfMessage,
    body: EditBody,
  },
  getHistory: { ...getHistory, summary: 'The versions of a message', params: OfMessage },
  listReactions: { ...listReactions, summary: 'Who reacted to a message', params: OfMessage },
  putReaction: { ...putReaction, summary: 'React to a message', params: OfReaction },
  deleteReaction: { ...deleteReaction, summary: 'Take a reaction back', params: OfReaction },
  putStar: { ...putStar, summary: 'Star a message, for me', params: OfMessage },
  deleteStar: { ...deleteStar, summary: 'Take a star away', params: OfMessage },
  listStarred: { ...listStarred, summary: 'Messages I starred', query: StarredQuery },
  forwardMessage: {
    ...forwardMessage,
    summary: 'Forward a message, at most five times',
    params: OfMessage,
    body: ForwardBody,
  },
  putVotes: { ...putVotes, summary: 'Vote in a poll', params: OfMessage, body: VotesBody },
  listVotes: { ...listVotes, summary: 'Who voted for what', params: OfMessage },
  closePoll: { ...closePoll, summary: 'Close my poll', params: OfMessage },
  putDisappearing: {
    ...putDisappearing,
    summary: 'How long messages stay in this conversation',
    params: InConversation,
    body: DisappearingBody,
  },
  locate: {
    ...locate,
    summary: 'The first message at or after an instant',
    params: InConversation,
    query: PositionQuery,
  },
  listParticipants: {
    ...listParticipants,
    summary: 'Members of a conversation',
    params: InConversation,
    query: ParticipantsQuery,
  },
  createScheduled: {
    ...createScheduled,
    summary: 'Have a message sent later',
    params: InConversation,
    body: ScheduleBody,
  },
  listScheduled: { ...listScheduled, summary: 'My scheduled messages', query: ScheduledQuery },
  patchScheduled: {
    ...patchScheduled,
    summary: 'Change a scheduled message',
    params: OfScheduled,
    body: ScheduledPatch,
  },
  deleteScheduled: { ...deleteScheduled, summary: 'Cancel a scheduled message', params: OfScheduled },
  sendScheduled: { ...sendScheduled, summary: 'Send a scheduled message now', params: OfScheduled },
} as const;

import type { EventName, EventPayload } from '@natter/protocol';
import type { HerePublisher } from '../ports/publisher.ts';
import type { EmittedChanges } from './emitted.ts';

/** This node's publisher, keeping in mind which changes went out, so that the log does not repeat them. */
export function createNotingPublisher(here: HerePublisher, emitted: EmittedChanges): HerePublisher {
  return {
    ...here,
    toPeople: (userIds, event, payload, except) => {
      here.toPeople(userIds, event, payload, except);
      note(emitted, event, payload);
      if (event === 'message:read' || event === 'message:delivered') {
        const { conversationId, userId, seq } = payload as EventPayload<'message:read'>;
        emitted.noteMark({ event, conversationId, userId, seq, isOwn: userIds.includes(userId) });
      }
    },
  };
}

function note(emitted: EmittedChanges, event: EventName, payload: EventPayload<EventName>): void {
  if ('message' in payload) emitted.note(payload.message.conversationId, payload.message.changeSeq);
  // The start of a conversation is told beside the message that starts it.
  else if ('changeSeq' in payload && event !== 'conversation:new')
    emitted.note(payload.conversationId, payload.changeSeq);
}

import { applyMark, applyOthersMarks, type ChangeEvent } from '@natter/model';
import type { Message } from '@natter/protocol';
import type { ConversationStore } from '../store/conversation-store.ts';
import type { LiveEvent } from '../transport/socket.ts';
import type { Gaps } from './gaps.ts';

export interface ReceiveOptions {
  readonly store: ConversationStore;
  readonly gaps: Gaps;
  /** Something happened that only the server can tell in full. */
  readonly sync: () => void;
  readonly onMessage: (message: Message) => void;
  readonly onChanged: (id: string) => void;
  readonly onTyping: (id: string, userId: string, isTyping: boolean) => void;
  readonly onPresence: (presence: Extract<LiveEvent, { name: 'presence' }>['payload']) => void;
  readonly askAgain: () => void;
}

/** What each live event does. Events are hints: every case may be skipped or repeated (spec CATCH-5). */
export function receive(event: LiveEvent, options: ReceiveOptions): void {
  switch (event.name) {
    case 'message:new':
    case 'message:updated':
      change(event.payload.message.conversationId, { event: event.name, message: event.payload.message }, options);
      if (event.name === 'message:new') options.onMessage(event.payload.message);
      return;
    case 'message:deleted':
      change(event.payload.conversationId, { event: event.name, ...event.payload }, options);
      return;
    case 'message:reaction':
      change(event.payload.conversationId, { event: event.name, ...event.payload }, options);
      return;
    case 'conversation:updated':
      change(event.payload.conversationId, { event: event.name, ...event.payload }, options);
      return;
    case 'message:read':
    case 'message:delivered': {
      const { conversationId, userId, seq } = event.payload;
      const mark = event.name === 'message:read' ? 'read' : 'delivered';
      options.store.update(conversationId, (state) => state && applyMark(state, { mark, userId, seq }));
      return;
    }
    case 'conversation:marks': {
      const { conversationId } = event.payload;
      options.store.update(conversationId, (state) => state && applyOthersMarks(state, event.payload));
      return;
    }
    case 'typing:start':
    case 'typing:stop':
      options.onTyping(event.payload.conversationId, event.payload.userId, event.name === 'typing:start');
      return;
    case 'presence':
      options.onPresence(event.payload);
      return;
    case 'sync:required':
      options.askAgain();
      options.sync();
      return;
    // Sync alone tells all that is my own in a conversation, also what I hid in it.
    case 'conversation:state':
    case 'conversation:new':
    case 'conversation:removed':
      options.sync();
      return;
    case 'server:drain':
    case 'auth:expiring':
      // The connection's own.
      return;
  }
}

function change(id: string, event: ChangeEvent, { store, gaps, sync, onChanged }: ReceiveOptions): void {
  if (!store.get(id)) sync();
  else if (gaps.receive(id, event)) onChanged(id);
}

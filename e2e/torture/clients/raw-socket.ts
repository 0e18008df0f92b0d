import { io, type Socket } from 'socket.io-client';
import type { History } from '../history/history-files.ts';
import type { RestAnswer } from './rest.ts';
import type { Carry } from './script.ts';

const ACK_TIMEOUT_MS = 4_000;

export interface RawSocketClient {
  readonly carry: Carry;
  readonly isConnected: boolean;
  close(): void;
}

type Json = Record<string, unknown>;
const textOrNull = (value: unknown) => (typeof value === 'string' ? value : null);

/** Socket.IO as it comes, with its own way of reconnecting. Whatever arrives live about a conversation is noted. */
export function openRawSocket(
  url: string,
  getToken: () => Promise<string>,
  history: History,
  transports: ('websocket' | 'polling')[] = ['websocket'],
): RawSocketClient {
  const socket: Socket = io(url, {
    path: '/socket.io',
    transports,
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
    timeout: 4_000,
    auth: (give) => {
      void getToken().then((token) => give({ token }));
    },
  });
  socket.onAny((name: unknown, payload: unknown) => noteEvent(history, String(name), Object(payload)));
  // Turned away (the server stops, or is not ready): the library gives up then, we do not.
  socket.on('disconnect', (reason) => {
    if (reason === 'io server disconnect') socket.connect();
  });
  let again: NodeJS.Timeout | undefined;
  socket.on('connect_error', () => {
    if (!socket.active) again = setTimeout(() => socket.connect(), 200);
  });
  return {
    carry: async (conversationId, body) => {
      if (!socket.connected) return null;
      try {
        return toAnswer(await socket.timeout(ACK_TIMEOUT_MS).emitWithAck('message:send', { conversationId, ...body }));
      } catch {
        // No acknowledgement in time, or the connection ended.
        return null;
      }
    },
    get isConnected() {
      return socket.connected;
    },
    close: () => {
      clearTimeout(again);
      socket.disconnect();
    },
  };
}

/** New messages with all that they say, marks, and of the rest what it is about. */
function noteEvent(history: History, event: string, payload: Json): void {
  const message: Json | null = payload['message'] ? Object(payload['message']) : null;
  const conversationId = textOrNull(message?.['conversationId'] ?? payload['conversationId']);
  if (conversationId === null) return;
  const seq = Number((message ?? payload)['seq']);
  if (event === 'message:new' && message) {
    history.note({
      ...{ op: 'seen', conversationId, seq, id: String(message['id']) },
      senderId: textOrNull(message['senderId']),
      clientId: textOrNull(message['clientId']),
      content: textOrNull(message['content']),
    });
  } else if (event === 'message:read' || event === 'message:delivered') {
    const mark = event === 'message:read' ? 'read' : 'delivered';
    history.note({ op: 'mark', conversationId, userId: String(payload['userId']), mark, seq });
  } else if (event !== 'conversation:removed') {
    // That one is for who has left: it says nothing but that.
    const changeSeq = Number((message ?? payload)['changeSeq']);
    history.note({ op: 'told', event, conversationId, changeSeq: Number.isNaN(changeSeq) ? null : changeSeq });
  }
}

function toAnswer(ack: unknown): RestAnswer {
  const { ok, data, error }: Json = Object(ack);
  return ok === true ? { status: 200, body: Object(data) } : { status: 400, body: Object(error) };
}

import { io, type Socket } from 'socket.io-client';
import type { History } from '../history/history-files.ts';
import type { RestAnswer } from './rest.ts';
import type { Carry } from './script.ts';

const ACK_TIMEOUT_MS = 4_000;

export interface RawSocketClient {
  readonly carry: Carry;
  close(): void;
}

/** Socket.IO as it comes, with its own way of reconnecting. What arrives live is noted. */
export function openRawSocket(url: string, getToken: () => Promise<string>, history: History): RawSocketClient {
  const socket: Socket = io(url, {
    path: '/socket.io',
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 1_000,
    timeout: 4_000,
    auth: (give) => {
      void getToken().then((token) => give({ token }));
    },
  });
  socket.on('message:new', ({ message }: { message: Record<string, never> }) => {
    const { conversationId, seq, id, senderId, clientId, content } = message;
    history.note({ op: 'seen', conversationId, seq, id, senderId, clientId, content } as never);
  });
  for (const mark of ['read', 'delivered'] as const) {
    socket.on(
      `message:${mark}`,
      ({ conversationId, userId, seq }: { conversationId: string; userId: string; seq: number }) => {
        history.note({ op: 'mark', conversationId, userId, mark, seq });
      },
    );
  }
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
        const ack: unknown = await socket
          .timeout(ACK_TIMEOUT_MS)
          .emitWithAck('message:send', { conversationId, ...body });
        return toAnswer(ack as Ack);
      } catch {
        // No acknowledgement in time, or the connection ended.
        return null;
      }
    },
    close: () => {
      clearTimeout(again);
      socket.disconnect();
    },
  };
}

type Ack = { ok: true; data: Record<string, unknown> } | { ok: false; error: Record<string, unknown> };

const toAnswer = (ack: Ack): RestAnswer =>
  ack.ok ? { status: 200, body: ack.data } : { status: 400, body: ack.error };

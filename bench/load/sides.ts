import { io } from 'socket.io-client';
import { type Held, hold } from '../lib/hold.ts';

/** What a socket says when it connects; the floor wants `userId` and `peer`, the product `token`. */
export type Auth = Readonly<Record<string, unknown>> & { readonly userId: string };

/** One person's connection, as the load sees it. */
export interface Side {
  /** Sends; `onRefused` is called when it is answered that it was not taken. */
  send(message: { conversationId: string; clientId: string; content: string }, onRefused: () => void): void;
  /** Called with the key of each message that somebody else sent. */
  onArrival: (clientId: string) => void;
  close(): void;
}

/** A connection by Socket.IO's own client, as every user of the product has one. Raises when it is refused. */
export function libraryClient(url: string, auth: Auth): Promise<Side> {
  const socket = io(url, { transports: ['websocket'], auth, reconnection: false, forceNew: true });
  const side: Side = {
    send: (message, onRefused) =>
      socket.emit('message:send', { ...message, type: 'text' }, (answer: { ok: boolean }) => {
        if (!answer.ok) onRefused();
      }),
    onArrival: () => undefined,
    close: () => socket.disconnect(),
  };
  socket.on('message:new', ({ message }: { message: { clientId: string; senderId: string } }) => {
    if (message.senderId !== auth.userId) side.onArrival(message.clientId);
  });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(side));
    socket.once('connect_error', reject);
  });
}

const EVENT = '42["message:new"';
const ANSWER = /^43(\d+)/;

/** The same by hand, for comparing with what is asked by hand too: nothing in it is parsed but what is counted. */
export async function frameClient(url: string, auth: Auth): Promise<Side> {
  const held: Held = await hold(url, auth);
  /** What to do if a call is refused; answers name their call by its number, and calls are numbered from 0. */
  const refusals: (() => void)[] = [];
  const side: Side = {
    send: (message, onRefused) => {
      refusals.push(onRefused);
      held.call('message:send', { ...message, type: 'text' });
    },
    onArrival: () => undefined,
    close: () => held.socket.close(),
  };
  held.onFrame = (frame) => {
    if (frame.startsWith(EVENT)) {
      if (fieldOf(frame, 'senderId') !== auth.userId) side.onArrival(fieldOf(frame, 'clientId'));
      return;
    }
    const call = ANSWER.exec(frame)?.[1];
    if (call !== undefined && !frame.includes('"ok":true')) refusals[Number(call)]?.();
  };
  return side;
}

/** The first string under a name; no text of this load can hold one. */
function fieldOf(frame: string, name: 'clientId' | 'senderId'): string {
  const from = frame.indexOf(`"${name}":"`) + name.length + 4;
  return frame.slice(from, frame.indexOf('"', from));
}

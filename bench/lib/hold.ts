import { WebSocket } from 'ws';

/** What Socket.IO calls: an event with an id for its answer. */
const CALL = (id: number, event: string, payload: unknown): string => `42${id}${JSON.stringify([event, payload])}`;

/** What a load can do without: compression, random masks (RFC 6455, 5.3: for the sake of proxies), and checking what it is sent. */
const LIGHT = { perMessageDeflate: false, skipUTF8Validation: true, generateMask: (mask: Buffer) => void mask.fill(0) };

export interface Held {
  readonly socket: WebSocket;
  /** Sends an event; its answer is not waited for. */
  call(event: string, payload: unknown): void;
  /** Called with every frame that carries an event or an answer. */
  onFrame: (frame: string) => void;
}

/**
 * A connection by hand: Engine.IO 4 and Socket.IO 5 need three kinds of frame, and a client's library ten times the memory. `auth` is what
 * the handshake says. Raises when the server refuses or closes it before it is up.
 */
export function hold(url: string, auth: unknown): Promise<Held> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`, LIGHT);
  let calls = 0;
  const held: Held = {
    socket,
    call: (event, payload) => socket.send(CALL(calls++, event, payload)),
    onFrame: () => undefined,
  };
  return new Promise((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('the server closed the connection')));
    socket.on('message', (data) => {
      const frame = String(data);
      if (frame === '2') socket.send('3');
      else if (frame.startsWith('42') || frame.startsWith('43')) held.onFrame(frame);
      else if (frame.startsWith('40')) resolve(held);
      else if (frame.startsWith('44')) reject(new Error(frame));
      else if (frame.startsWith('0')) socket.send(`40${JSON.stringify(auth)}`);
    });
  });
}

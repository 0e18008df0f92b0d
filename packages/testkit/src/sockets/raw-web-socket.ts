import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { createFrameReader, encodeFrame, type FrameParts, OPCODES } from './web-socket-frames.ts';

export interface RawWebSocketOptions {
  /** Of the server, with `http:`. */
  readonly url: string;
  /** Beyond `EIO` and `transport`. */
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly onText?: (text: string) => void;
}

/** A WebSocket of our own, which sends what it is told to, whether a browser would or not. */
export interface RawWebSocket {
  text(text: string): void;
  frame(parts: FrameParts): void;
  bytes(bytes: Buffer): void;
  /** Stops reading, so that what comes has to wait on its way. */
  pause(): void;
  resume(): void;
  destroy(): void;
  readonly isClosed: boolean;
  /** Resolves when the connection has ended, whoever ended it. */
  readonly closed: Promise<void>;
}

/** Opens one on `/socket.io`. Errors: the status line of an answer that is no upgrade, or of the operating system. */
export function openRawWebSocket(options: RawWebSocketOptions): Promise<RawWebSocket> {
  const { hostname, port } = new URL(options.url);
  const socket = connect({ host: hostname, port: Number(port), noDelay: true });
  let isClosed = false;
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      isClosed = true;
      resolve();
    });
  });
  // An end without a farewell is an end all the same; `closed` tells.
  socket.on('error', () => undefined);
  const write = (bytes: Buffer) => {
    if (!isClosed) socket.write(bytes);
  };
  const frame = (parts: FrameParts) => write(encodeFrame(parts));
  return new Promise((resolve, reject) => {
    const read = createFrameReader();
    let head = '';
    const onFrame = ({ opcode, payload }: { opcode: number; payload: Buffer }) => {
      if (opcode === OPCODES.text) options.onText?.(payload.toString());
      else if (opcode === OPCODES.ping) frame({ opcode: OPCODES.pong, payload });
      else if (opcode === OPCODES.close) socket.end();
    };
    const onHead = (chunk: Buffer) => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', onHead);
      const [status = ''] = head.split('\r\n');
      if (!status.includes(' 101 ')) {
        socket.destroy();
        reject(new Error(status));
        return;
      }
      socket.on('data', (bytes: Buffer) => read(bytes).forEach(onFrame));
      resolve({
        text: (text) => frame({ opcode: OPCODES.text, payload: Buffer.from(text) }),
        frame,
        bytes: write,
        pause: () => void socket.pause(),
        resume: () => void socket.resume(),
        destroy: () => void socket.destroy(),
        get isClosed() {
          return isClosed;
        },
        closed,
      });
      read(Buffer.from(head.slice(end + 4), 'latin1')).forEach(onFrame);
    };
    socket.on('data', onHead);
    void closed.then(() => reject(new Error('closed before it opened')));
    askForUpgrade(socket, options);
  });
}

function askForUpgrade(socket: Socket, { url, query = {}, headers = {} }: RawWebSocketOptions): void {
  const parts = new URLSearchParams({ EIO: '4', transport: 'websocket', ...query });
  const lines = {
    Host: new URL(url).host,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
    ...headers,
  };
  const head = Object.entries(lines).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.write(`GET /socket.io/?${parts} HTTP/1.1\r\n${head.join('')}\r\n`);
}

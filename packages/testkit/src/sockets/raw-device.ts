import { openRawWebSocket, type RawWebSocket, type RawWebSocketOptions } from './raw-web-socket.ts';

/** What a refused handshake says. */
export class HandshakeRefused extends Error {
  override readonly name = 'HandshakeRefused';
  readonly data: unknown;

  constructor(data: unknown) {
    super(JSON.stringify(data));
    this.data = data;
  }
}

export interface RawDeviceOptions extends Omit<RawWebSocketOptions, 'onText'> {
  readonly token: string;
  /** Beside the token, in the handshake. */
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly onEvent?: (event: string, payload: unknown) => void;
}

/** Socket.IO without its client: light enough for thousands, and open to anything that it would not do. */
export interface RawDevice {
  readonly socket: RawWebSocket;
  /** The answer to a command; never comes where the connection ends before. */
  ask(event: string, payload: unknown): Promise<unknown>;
  /** Sends a packet of Socket.IO as it stands. */
  packet(text: string): void;
}

/** Connects, says who it is, and answers pings. Errors: `HandshakeRefused`, or a connection that ended. */
export async function connectRawDevice({
  token,
  auth = {},
  onEvent,
  ...options
}: RawDeviceOptions): Promise<RawDevice> {
  const acks = new Map<string, (answer: unknown) => void>();
  let lastId = 0;
  let admit: () => void = () => undefined;
  let refuse: (error: Error) => void = () => undefined;
  const admitted = new Promise<void>((resolve, reject) => {
    admit = resolve;
    refuse = reject;
  });
  // What the server says together with its answer to the upgrade comes before the socket is in our hands.
  let socket: RawWebSocket | null = null;
  const early: string[] = [];
  const onText = (text: string) => {
    const kind = text.slice(0, 2);
    if (text.startsWith('0')) socket?.text(`40${JSON.stringify({ ...auth, token })}`);
    else if (text === '2') socket?.text('3');
    else if (kind === '40') admit();
    else if (text.startsWith('44{')) refuse(new HandshakeRefused(readJson(text.slice(2))));
    else if (kind === '43') {
      const [, id = '', answer = ''] = /^43(\d+)(.*)$/s.exec(text) ?? [];
      acks.get(id)?.((readJson(answer) as unknown[])[0]);
      acks.delete(id);
    } else if (kind === '42' && onEvent) {
      const [event, payload] = readJson(text.slice(2)) as [string, unknown];
      onEvent(event, payload);
    }
  };
  const opened = await openRawWebSocket({
    ...options,
    onText: (text) => void (socket === null ? early.push(text) : onText(text)),
  });
  socket = opened;
  for (const text of early) onText(text);
  void opened.closed.then(() => refuse(new Error('closed before it was admitted')));
  await admitted;
  return {
    socket: opened,
    packet: (text) => opened.text(`4${text}`),
    ask: (event, payload) =>
      new Promise((resolve) => {
        const id = String(lastId++);
        acks.set(id, resolve);
        opened.text(`42${id}${JSON.stringify([event, payload])}`);
      }),
  };
}

function readJson(text: string): unknown {
  return JSON.parse(text);
}

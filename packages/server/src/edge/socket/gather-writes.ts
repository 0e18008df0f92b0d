import type { Server, Socket } from 'socket.io';
import type { Log } from '../../ports/runtime.ts';

type Connection = Socket['conn'];

/** What of a TCP socket holds back its writes, so that they go out as one. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

/** What Engine.IO keeps of a packet. The options of what a room is told are one object for all of its members. */
interface Packet {
  readonly type: string;
  readonly data?: unknown;
  readonly options?: { wsPreEncodedFrame?: readonly Buffer[] };
}

/** What a message begins with in Engine.IO's protocol. */
const ENGINE_MESSAGE = '4';
/** The first byte of a text frame that is whole. */
const FINAL_TEXT = 0x81;
/** The state of a WebSocket that can be written to. */
const OPEN = 1;

/**
 * Writes everything that one turn has for a connection at once. Engine.IO hands each packet to the kernel by itself, and a system call
 * is the dearest part of a send; but what becomes of a batch is known in one turn, so a member of a group whose eight messages were
 * committed together, or somebody who is answered and told in the same batch, needs one call and not eight. Nothing waits for a timer:
 * the packets leave when the turn that made them ends, in the order in which they were made, and until then count as waiting
 * (`bufferedBytes`). Each frame is one piece, header and text, and for a room it is made once for all who are in it.
 * `flush` is an internal of Engine.IO, and so is the way to the TCP socket.
 */
export function gatherWrites(io: Server, log: Log): void {
  const due = new Set<Connection>();
  const writeOut = () => {
    const connections = [...due];
    due.clear();
    for (const connection of connections) flushOne(connection, log);
  };
  const gather = function (this: Connection): void {
    // Asked after each write too, mostly for nothing.
    if (packetsOf(this).length === 0) return;
    if (due.size === 0) process.nextTick(writeOut);
    due.add(this);
  };
  io.engine.on('connection', (connection: Connection) => Reflect.set(connection, 'flush', gather));
}

/** One that cannot be written to must not touch those behind it: it ends, and its client comes back. */
function flushOne(connection: Connection, log: Log): void {
  const webSocket = openWebSocketOf(connection);
  const tcp = webSocket && tcpOf(webSocket);
  tcp?.cork();
  try {
    if (webSocket) for (const packet of packetsOf(connection)) frameWhole(packet);
    flushOf(connection).call(connection);
  } catch (error) {
    log.error('write_failed', { error });
    connection.close(true);
  } finally {
    tcp?.uncork();
  }
}

/** Engine.IO's own, beneath ours. */
function flushOf(connection: Connection): () => void {
  return Reflect.get(Object.getPrototypeOf(connection), 'flush') as () => void;
}

/** What waits for the transport. */
function packetsOf(connection: Connection): readonly Packet[] {
  const packets: unknown = Reflect.get(connection, 'writeBuffer');
  return Array.isArray(packets) ? packets : [];
}

/** Socket.IO frames what it tells a room, in two pieces; an answer is framed here. */
function frameWhole({ type, data, options }: Packet): void {
  if (options === undefined) return;
  const frame = options.wsPreEncodedFrame;
  if (frame?.length === 2) options.wsPreEncodedFrame = [Buffer.concat(frame)];
  else if (frame === undefined && type === 'message' && typeof data === 'string') {
    options.wsPreEncodedFrame = [frameText(`${ENGINE_MESSAGE}${data}`)];
  }
}

/** One unmasked text frame (RFC 6455, 5.2). */
function frameText(text: string): Buffer {
  const length = Buffer.byteLength(text);
  const headerLength = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + length);
  frame[0] = FINAL_TEXT;
  if (headerLength === 2) frame[1] = length;
  else if (headerLength === 4) {
    frame[1] = 126;
    frame.writeUInt16BE(length, 2);
  } else {
    frame[1] = 127;
    frame.writeBigUInt64BE(BigInt(length), 2);
  }
  frame.write(text, headerLength);
  return frame;
}

/** None for a long poll, which answers with all packets at once anyhow, and none that is being closed: Engine.IO deals with that. */
function openWebSocketOf({ transport }: Connection): object | null {
  const webSocket: unknown = Reflect.get(transport, 'socket');
  return webSocket instanceof Object && Reflect.get(webSocket, 'readyState') === OPEN ? webSocket : null;
}

function tcpOf(webSocket: object): Corkable | null {
  const tcp: unknown = Reflect.get(webSocket, '_socket');
  return tcp instanceof Object && 'cork' in tcp && 'uncork' in tcp ? (tcp as Corkable) : null;
}

import type { Server, Socket } from 'socket.io';
import type { Platform } from '../../platform/context.ts';
import { cut, type Session } from './session.ts';

const LOOK_EVERY_MS = 1_000;
/** What may wait for one connection, in bytes. */
const MAX_BUFFERED_BYTES = 1024 * 1024;
/** So many bytes sent in between cause a look of their own … */
const LOOK_EVERY_BYTES = 512 * 1024;
/** … or more with many connections, so that looking at each costs the same for a byte sent. */
const BYTES_PER_CONNECTION = 64;
const MIB = 1024 * 1024;

/**
 * Ends connections whose reader does not keep up; their client comes back and syncs (SOCK-7). The answer stops looking.
 *
 * All are looked at once a second, and in between whenever half of the bound has been encoded. An event is encoded once for all who
 * get it, and nobody can have got more than all that was encoded; so the bound holds between looks as well, give or take what
 * one turn of the event loop sends, at the price of one addition for each event, whatever the number of its readers.
 */
export function cutSlowConsumers(
  io: Server,
  { clock, defer, pressure, meter }: Pick<Platform, 'clock' | 'defer' | 'pressure' | 'meter'>,
): () => void {
  const { sockets } = io.of('/');
  let total = 0;
  let encoded = 0;
  let isLookDue = false;
  const look = () => {
    encoded = 0;
    total = 0;
    for (const socket of sockets.values()) {
      const buffered = bufferedBytes(socket);
      if (buffered > MAX_BUFFERED_BYTES) cut(socket.data['session'] as Session, 'slow');
      else total += buffered;
    }
  };
  countEncoded(io, (bytes) => {
    encoded += bytes;
    if (isLookDue || encoded < Math.max(LOOK_EVERY_BYTES, sockets.size * BYTES_PER_CONNECTION)) return;
    isLookDue = true;
    // After this turn: what fits into the network has gone then, and only what does not is held against its reader.
    defer(() => {
      isLookDue = false;
      look();
    });
  });
  let cancel = (): void => undefined;
  const lookAgain = () => {
    look();
    cancel = clock.after(LOOK_EVERY_MS, lookAgain);
  };
  cancel = clock.after(LOOK_EVERY_MS, lookAgain);
  pressure.watch({ name: 'sockets', read: () => total, from: [32 * MIB, 128 * MIB, Number.POSITIVE_INFINITY] });
  meter.gauge('socket_bytes_waiting', () => total);
  return () => cancel();
}

/** Calls with the size of each packet that Socket.IO encodes, in characters. The encoder is an internal of Socket.IO. */
function countEncoded(io: Server, onEncoded: (size: number) => void): void {
  const encoder = Reflect.get(io, 'encoder') as { encode(packet: unknown): (string | Buffer)[] };
  const encode = encoder.encode.bind(encoder);
  encoder.encode = (packet) => {
    const parts = encode(packet);
    for (const part of parts) onEncoded(part.length);
    return parts;
  };
}

/** Packets that wait for the transport, and bytes that wait for the network. Both are internals of Engine.IO. */
export function bufferedBytes({ conn }: Pick<Socket, 'conn'>): number {
  const packets: unknown = Reflect.get(conn, 'writeBuffer');
  let waiting = 0;
  if (Array.isArray(packets)) for (const packet of packets) waiting += sizeOf(packet);
  const webSocket: unknown = Reflect.get(conn.transport, 'socket');
  const amount: unknown =
    typeof webSocket === 'object' && webSocket !== null ? Reflect.get(webSocket, 'bufferedAmount') : 0;
  return waiting + (typeof amount === 'number' ? amount : 0);
}

function sizeOf(packet: unknown): number {
  const data: unknown = typeof packet === 'object' && packet !== null ? Reflect.get(packet, 'data') : undefined;
  return typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
}

import type { Server, Socket } from 'socket.io';
import type { Clock } from '../../ports/runtime.ts';
import { cut, type Session } from './session.ts';

const LOOK_EVERY_MS = 1_000;
/** What may wait for one connection, in bytes. */
const MAX_BUFFERED_BYTES = 1024 * 1024;

/** Ends connections whose reader does not keep up; their client comes back and syncs (SOCK-7). The answer stops looking. */
export function cutSlowConsumers(io: Server, clock: Clock): () => void {
  let cancel = (): void => undefined;
  const look = () => {
    for (const socket of io.of('/').sockets.values()) {
      const session = socket.data['session'] as Session | undefined;
      if (session && bufferedBytes(socket) > MAX_BUFFERED_BYTES) cut(session, 'slow');
    }
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  cancel = clock.after(LOOK_EVERY_MS, look);
  return () => cancel();
}

/** Packets that wait for the transport, and bytes that wait for the network. Both are internals of Engine.IO. */
export function bufferedBytes({ conn }: Pick<Socket, 'conn'>): number {
  const packets: unknown = Reflect.get(conn, 'writeBuffer');
  const waiting = Array.isArray(packets) ? packets.reduce((sum: number, packet) => sum + sizeOf(packet), 0) : 0;
  const webSocket: unknown = Reflect.get(conn.transport, 'socket');
  const amount: unknown =
    typeof webSocket === 'object' && webSocket !== null ? Reflect.get(webSocket, 'bufferedAmount') : 0;
  return waiting + (typeof amount === 'number' ? amount : 0);
}

function sizeOf(packet: unknown): number {
  const data: unknown = typeof packet === 'object' && packet !== null ? Reflect.get(packet, 'data') : undefined;
  return typeof data === 'string' || Buffer.isBuffer(data) ? data.length : 0;
}

import { EventEmitter } from 'node:events';
import type { Server, Socket } from 'socket.io';
import type { Clock } from '../../ports/runtime.ts';
import { cut, type Session, terminate } from './session.ts';

/** Sustained packets a second of one connection, and how many more may come at once; beyond it the connection is cut. */
const FLOOD_PER_SECOND = 200;
const FLOOD_BURST = 600;

type Conn = Socket['conn'];

/** Remembers whose connection it is, for the reason that is told. */
export interface FloodGuard {
  admitted(session: Session): void;
}

/**
 * Counts every packet of every connection where it arrives, before it is understood: pings, answers nobody asked for, handshakes
 * and rubbish cost the server as much as events do (SOCK-7). A bucket of its own for each connection, because it lives as long.
 */
export function guardFlood(io: Server, clock: Pick<Clock, 'now'>): FloodGuard {
  const sessions = new WeakMap<Conn, Session>();
  io.engine.on('connection', (conn: Conn) => {
    let tokens = FLOOD_BURST;
    let at = clock.now();
    const count = () => {
      const now = clock.now();
      tokens = Math.min(FLOOD_BURST, tokens + (Math.max(0, now - at) * FLOOD_PER_SECOND) / 1000) - 1;
      at = now;
      if (tokens >= 0) return;
      const session = sessions.get(conn);
      if (session) cut(session, 'flood');
      else terminate(conn);
    };
    conn.on('packet', count);
    countPings(conn, count);
    conn.once('upgrade', () => countPings(conn, count));
  });
  return { admitted: (session) => void sessions.set(session.socket.conn, session) };
}

/** The WebSocket's own pings, which it answers by itself. It is an internal of Engine.IO. */
function countPings(conn: Conn, count: () => void): void {
  const webSocket: unknown = Reflect.get(conn.transport, 'socket');
  if (webSocket instanceof EventEmitter) webSocket.on('ping', count);
}

import { Socket } from 'engine.io-client';
import type { OpenSocket } from './socket.ts';

/** How long the server may take to take us in. */
const OPEN_TIMEOUT_MS = 10_000;

/** The packets of Socket.IO, protocol 5, as far as two sides need them that share one namespace and send no bytes. */
const [CONNECT, DISCONNECT, EVENT, ACK, REFUSED] = ['0', '1', '2', '3', '4'];

/**
 * Socket.IO: WebSocket first, long-polling where that fails. Engine.IO carries it; what is on top of that is a digit and JSON, and
 * stands here, since the whole client of Socket.IO weighs 5 kB more (docs/decisions/0007). Reconnecting is ours.
 */
export const openSocketIo: OpenSocket = ({ url, auth }, handlers) => {
  // An empty address is the page's own.
  const engine = new Socket(url, {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
  });
  const acks = new Map<string, (answer: unknown) => void>();
  let lastAck = 0;
  let state: 'opening' | 'open' | 'closed' = 'opening';

  const end = () => {
    if (state === 'open') engine.send(DISCONNECT);
    state = 'closed';
    clearTimeout(timer);
    engine.close();
  };
  /** It is over, by the other side or on the way: told once. */
  const lost = (reason: string, cause: unknown, data?: unknown) => {
    if (state === 'closed') return;
    const wasOpen = state === 'open';
    state = 'closed';
    end();
    if (wasOpen) handlers.onClosed(reason);
    else handlers.onFailed(data, cause);
  };
  const timer = setTimeout(() => state === 'opening' && lost('timeout', new Error('timeout')), OPEN_TIMEOUT_MS);

  const received = (packet: Packet) => {
    if (state === 'closed') return;
    const { type, id, data } = packet;
    if (type === CONNECT) {
      state = 'open';
      clearTimeout(timer);
      handlers.onOpen();
    } else if (type === DISCONNECT) lost('io server disconnect', null);
    else if (type === REFUSED) lost('refused', data, Reflect.get(Object(data), 'data'));
    else if (type === EVENT && Array.isArray(data)) handlers.onEvent(String(data[0]), data[1]);
    else if (type === ACK && Array.isArray(data)) {
      const onAck = acks.get(id);
      acks.delete(id);
      onAck?.(data[0]);
    }
  };

  engine.on('open', () => engine.send(CONNECT + JSON.stringify(auth)));
  // Each in a turn of its own, in their order: a listener's fault is not taken for one of the transport, and a last word comes before
  // the end that follows it at once.
  engine.on('message', (said: unknown) => {
    const packet = readPacket(said);
    queueMicrotask(() => (packet ? received(packet) : lost('parse error', said)));
  });
  engine.on('close', (reason, cause) => queueMicrotask(() => lost(reason, cause ?? reason)));
  return {
    emit(name, payload, onAck) {
      if (state !== 'open') return;
      const id = String(lastAck++);
      acks.set(id, onAck);
      engine.send(EVENT + id + JSON.stringify([name, payload]));
    },
    close: end,
  };
};

interface Packet {
  readonly type: string;
  /** Of the acknowledgement that is asked for or given; empty for none. */
  readonly id: string;
  readonly data: unknown;
}

/** A packet as it came; null for what none of ours looks like. */
function readPacket(said: unknown): Packet | null {
  const [, type, id, json] = /^([0-4])(\d*)(.*)$/s.exec(String(said)) ?? [];
  if (type === undefined || id === undefined) return null;
  try {
    return { type, id, data: json ? JSON.parse(json) : null };
  } catch {
    return null;
  }
}

/**
 * The load: people in pairs over WebSocket, as a process of its own. `closed`: each sends, waits until it arrives at the other,
 * and sends again. `open`: so many sends a second are offered, whatever comes back. Prints one line of JSON.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { median, quantile } from '../lib/statistics.ts';

export interface LoadOrder {
  readonly url: string;
  readonly mode: 'closed' | 'open' | 'idle';
  readonly seconds: number;
  readonly perSecond: number;
  readonly pairs: readonly { readonly conversationId: string; readonly people: readonly [Auth, Auth] }[];
}
/** What a socket says when it connects; the floor wants `userId` and `peer`, the product `token`. */
type Auth = Readonly<Record<string, unknown>> & { readonly userId: string };

export interface LoadReport {
  readonly delivered: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
}

const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';
const WARM_UP = 0.25;

function connect(url: string, auth: Auth): Promise<Socket> {
  const socket = io(url, { transports: ['websocket'], auth, reconnection: false, forceNew: true });
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const sides: { socket: Socket; conversationId: string; userId: string }[] = [];
  for (const pair of order.pairs) {
    const sockets = await Promise.all(pair.people.map((auth) => connect(order.url, auth)));
    sockets.forEach((socket, index) => {
      sides.push({ socket, conversationId: pair.conversationId, userId: pair.people[index]?.userId ?? '' });
    });
  }
  if (order.mode === 'idle') {
    process.send?.({ connected: sides.length });
    await pause(order.seconds * 1000);
    for (const side of sides) side.socket.disconnect();
    return { delivered: 0, perSecond: 0, p50: 0, p99: 0, errors: 0 };
  }
  const started = performance.now();
  const countFrom = started + order.seconds * 1000 * WARM_UP;
  const end = started + order.seconds * 1000;
  const sentAt = new Map<string, number>();
  const latencies: number[] = [];
  const next = new Map<string, () => void>();
  let errors = 0;
  const send = (side: (typeof sides)[number]): string => {
    const clientId = randomUUID();
    sentAt.set(clientId, performance.now());
    side.socket.emit(
      'message:send',
      { conversationId: side.conversationId, clientId, type: 'text', content: TEXT },
      (answer: { ok: boolean }) => {
        if (answer.ok) return;
        errors += 1;
        sentAt.delete(clientId);
        const go = next.get(clientId);
        next.delete(clientId);
        go?.();
      },
    );
    return clientId;
  };
  for (const side of sides) {
    side.socket.on('message:new', ({ message }: { message: { clientId: string; senderId: string } }) => {
      if (message.senderId === side.userId) return;
      const since = sentAt.get(message.clientId);
      if (since === undefined) return;
      sentAt.delete(message.clientId);
      const now = performance.now();
      if (now >= countFrom && now <= end) latencies.push(now - since);
      const go = next.get(message.clientId);
      next.delete(message.clientId);
      go?.();
    });
  }
  if (order.mode === 'closed') {
    const loop = (side: (typeof sides)[number]): void => {
      if (performance.now() >= end) return;
      next.set(send(side), () => loop(side));
    };
    for (const side of sides) loop(side);
    await pause(order.seconds * 1000 + 300);
  } else {
    const tick = 5;
    let owed = 0;
    for (let at = performance.now(); at < end; at = performance.now()) {
      owed += (order.perSecond * tick) / 1000;
      for (; owed >= 1; owed -= 1) {
        const side = sides[Math.floor(Math.random() * sides.length)];
        if (side !== undefined) send(side);
      }
      await pause(tick);
    }
    await pause(500);
  }
  for (const side of sides) side.socket.disconnect();
  // What is not a number would not reach whoever ordered this.
  const [p50, p99] = latencies.length === 0 ? [0, 0] : [median(latencies), quantile(latencies, 0.99)];
  const counted = order.seconds * (1 - WARM_UP);
  return {
    delivered: latencies.length,
    perSecond: Math.round(latencies.length / counted),
    ...{ p50, p99 },
    errors,
  };
}

process.on('message', (order: LoadOrder) => {
  run(order).then(
    (report) => {
      process.send?.({ report });
      process.disconnect();
    },
    (error: unknown) => {
      process.stderr.write(`${String(error)}\n`);
      process.exit(1);
    },
  );
});
process.send?.('ready');

/**
 * The load: people in pairs over WebSocket, as a process of its own. `closed`: each sends, waits until it arrives at the other,
 * and sends again. `open`: so many sends a second are offered, whatever comes back. Reports to whoever started it.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { median, quantile } from '../lib/statistics.ts';
import { type Auth, frameClient, libraryClient, type Side } from './sides.ts';

export interface LoadOrder {
  readonly url: string;
  readonly mode: 'closed' | 'open' | 'idle';
  /** By Socket.IO's own client, or by hand, which costs half as much. */
  readonly by: 'library' | 'frames';
  readonly seconds: number;
  readonly perSecond: number;
  readonly pairs: readonly { readonly conversationId: string; readonly people: readonly [Auth, Auth] }[];
}

export interface LoadReport {
  readonly delivered: number;
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly errors: number;
}

interface Sender {
  readonly side: Side;
  readonly conversationId: string;
}

const TEXT = 'The quick brown fox jumps over the lazy dog, twice on Sundays.';
const WARM_UP = 0.25;
const TICK_MS = 5;

async function connectAll({ url, by, pairs }: LoadOrder): Promise<Sender[]> {
  const connect = by === 'library' ? libraryClient : frameClient;
  const senders: Sender[] = [];
  for (const { conversationId, people } of pairs) {
    const sides = await Promise.all(people.map((auth) => connect(url, auth)));
    senders.push(...sides.map((side) => ({ side, conversationId })));
  }
  return senders;
}

async function run(order: LoadOrder): Promise<LoadReport> {
  const senders = await connectAll(order);
  if (order.mode === 'idle') {
    process.send?.({ connected: senders.length });
    await pause(order.seconds * 1000);
    for (const { side } of senders) side.close();
    return { delivered: 0, perSecond: 0, p50: 0, p99: 0, errors: 0 };
  }
  const started = performance.now();
  const countFrom = started + order.seconds * 1000 * WARM_UP;
  const end = started + order.seconds * 1000;
  const latencies: number[] = [];
  let errors = 0;
  /** What is on its way: when it left, and what comes after it. */
  const underWay = new Map<string, { readonly since: number; readonly next: () => void }>();
  const send = ({ side, conversationId }: Sender, next: () => void): void => {
    const clientId = randomUUID();
    underWay.set(clientId, { since: performance.now(), next });
    side.send({ conversationId, clientId, content: TEXT }, () => {
      errors += 1;
      underWay.delete(clientId);
      next();
    });
  };
  for (const { side } of senders) {
    side.onArrival = (clientId) => {
      const one = underWay.get(clientId);
      if (one === undefined) return;
      underWay.delete(clientId);
      const now = performance.now();
      if (now >= countFrom && now <= end) latencies.push(now - one.since);
      one.next();
    };
  }
  if (order.mode === 'closed') {
    const loop = (sender: Sender): void => {
      if (performance.now() < end) send(sender, () => loop(sender));
    };
    for (const sender of senders) loop(sender);
    await pause(order.seconds * 1000 + 300);
  } else {
    let owed = 0;
    for (let at = performance.now(); at < end; at = performance.now()) {
      owed += (order.perSecond * TICK_MS) / 1000;
      for (; owed >= 1; owed -= 1) {
        const sender = senders[Math.floor(Math.random() * senders.length)];
        if (sender !== undefined) send(sender, () => undefined);
      }
      await pause(TICK_MS);
    }
    await pause(500);
  }
  for (const { side } of senders) side.close();
  // What is not a number would not reach whoever ordered this.
  const [p50, p99] = latencies.length === 0 ? [0, 0] : [median(latencies), quantile(latencies, 0.99)];
  const counted = order.seconds * (1 - WARM_UP);
  return { delivered: latencies.length, perSecond: Math.round(latencies.length / counted), p50, p99, errors };
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

/**
 * What any server of this shape costs: Socket.IO, a batch commit, an acknowledgement and a push. No authentication, membership,
 * limits, validation, duplicates or history. Started as a child: `DATABASE_URL` in, `ready <port>` out.
 */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { Server } from 'socket.io';
import { collectedBytes } from '../lib/collected-bytes.ts';
import { FLOOR_BATCH } from './schema.ts';

interface Send {
  readonly conversationId: string;
  readonly clientId: string;
  readonly content: string;
}
interface Waiting {
  readonly send: Send;
  readonly sender: string;
  readonly peer: string;
  readonly ack: (answer: object) => void;
}

const MOST_IN_A_BATCH = 128;
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 2 });
const http = createServer();
const io = new Server(http, { perMessageDeflate: false, transports: ['websocket'], serveClient: false });
const queue: Waiting[] = [];
const busy = new Set<string>();
let inFlight = 0;

function take(): Waiting[] {
  const batch: Waiting[] = [];
  const held: Waiting[] = [];
  while (queue.length > 0 && batch.length < MOST_IN_A_BATCH) {
    const next = queue.shift();
    if (next === undefined) break;
    (busy.has(next.send.conversationId) ? held : batch).push(next);
  }
  queue.unshift(...held);
  return batch;
}

async function commit(batch: readonly Waiting[]): Promise<void> {
  const places = new Set(batch.map((one) => one.send.conversationId));
  for (const place of places) busy.add(place);
  const ids = batch.map(() => randomUUID());
  const { rows } = await pool.query<{ id: string; seq: string; at: Date }>({
    name: 'floor',
    text: FLOOR_BATCH,
    values: [
      batch.map((one) => one.send.conversationId),
      batch.map((one) => one.sender),
      batch.map((one) => one.send.clientId),
      ids,
      batch.map((one) => one.send.content),
    ],
  });
  const bySend = new Map(rows.map((row) => [row.id, row]));
  batch.forEach((one, index) => {
    const row = bySend.get(ids[index] ?? '');
    if (row === undefined) return;
    const message = { id: row.id, seq: Number(row.seq), at: row.at, senderId: one.sender, ...one.send };
    one.ack({ ok: true, data: message });
    io.to([`u:${one.sender}`, `u:${one.peer}`]).emit('message:new', { message });
  });
  for (const place of places) busy.delete(place);
}

function pump(): void {
  while (inFlight < 2 && queue.length > 0) {
    const batch = take();
    if (batch.length === 0) return;
    inFlight += 1;
    commit(batch)
      .catch((error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exit(1);
      })
      .finally(() => {
        inFlight -= 1;
        pump();
      });
  }
}

io.on('connection', (socket) => {
  const { userId, peer } = socket.handshake.auth as { userId: string; peer: string };
  void socket.join(`u:${userId}`);
  socket.on('message:send', (send: Send, ack: (answer: object) => void) => {
    queue.push({ send, sender: userId, peer, ack });
    pump();
  });
});

process.on('message', (what) => {
  if (what === 'memory') void collectedBytes().then((rss) => process.send?.({ rss }));
});
http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));

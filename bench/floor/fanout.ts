/** Bare Socket.IO: one room, no database, no rules. The same payload as the product's event. Its port out. */
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { perMessageDeflate: false, transports: ['websocket'], serveClient: false });
let seq = 0;

interface Sent {
  readonly conversationId: string;
  readonly clientId: string;
  readonly content: string;
}

io.on('connection', (socket) => {
  void socket.join('all');
  socket.on('message:send', ({ conversationId, clientId, content }: Sent, ack: (answer: object) => void) => {
    seq += 1;
    const message = {
      id: randomUUID(),
      conversationId,
      seq,
      changeSeq: seq,
      version: 1,
      clientId,
      senderId: 'member-0',
      type: 'text',
      content,
      metadata: {},
      mentions: [],
      attachments: [],
      replyTo: null,
      reactions: [],
      createdAt: new Date().toISOString(),
      editedAt: null,
      deletedAt: null,
      expiresAt: null,
    };
    ack({ ok: true, data: { message, duplicate: false } });
    socket.to('all').emit('message:new', { message });
  });
});

http.listen(0, '127.0.0.1', () => process.send?.({ port: (http.address() as AddressInfo).port }));

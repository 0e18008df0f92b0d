import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, describe, expect, it } from 'vitest';
import type { RawHandlers, RawSocket } from './socket.ts';
import { openSocketIo } from './socket-io.web.ts';

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function serve(transports: ('websocket' | 'polling')[]) {
  const http = createServer();
  const io = new Server(http, { transports });
  io.use((socket, next) => {
    if (socket.handshake.auth['token'] === 'good') next();
    else next(Object.assign(new Error('refused'), { data: { code: 'unauthenticated', detail: 'No.' } }));
  });
  io.on('connection', (socket) => {
    socket.on('echo', (payload: unknown, ack: (answer: unknown) => void) => ack({ ok: true, data: payload }));
    socket.emit('hello', { via: socket.conn.transport.name });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  ends.push(() => io.close());
  return { io, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}` };
}

/** Connects and answers what happens, as it happens. */
function connect(url: string, token: string) {
  const happened: unknown[][] = [];
  let wake: () => void = () => undefined;
  const note = (...what: unknown[]) => {
    happened.push(what);
    wake();
  };
  const handlers: RawHandlers = {
    onOpen: () => note('open'),
    onFailed: (data) => note('failed', data),
    onClosed: () => note('closed'),
    onEvent: (name, payload) => note(name, payload),
  };
  const socket: RawSocket = openSocketIo({ url, auth: { token } }, handlers);
  ends.push(() => socket.close());
  const until = async (name: string) => {
    while (!happened.some(([first]) => first === name)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    return happened.find(([first]) => first === name)?.[1];
  };
  return { socket, happened, until };
}

describe('Socket.IO', () => {
  it('[CONN-5] opens over WebSocket, carries events and acknowledgements', async () => {
    const { url } = await serve(['polling', 'websocket']);
    const { socket, until } = connect(url, 'good');
    expect(await until('hello')).toEqual({ via: 'websocket' });
    const ack = await new Promise((resolve) => socket.emit('echo', { a: 1 }, resolve));
    expect(ack).toEqual({ ok: true, data: { a: 1 } });
  });

  it('[CONN-5] falls back to long-polling where WebSocket is refused', async () => {
    const { url } = await serve(['polling']);
    expect(await connect(url, 'good').until('hello')).toEqual({ via: 'polling' });
  });

  it('[CONN-5] hands on what the server said when it refuses, and says so once', async () => {
    const { url } = await serve(['polling', 'websocket']);
    const { until, happened } = connect(url, 'bad');
    expect(await until('failed')).toEqual({ code: 'unauthenticated', detail: 'No.' });
    expect(happened.length).toBe(1);
  });

  it('[CONN-5] tells that the server went', async () => {
    const { io, url } = await serve(['polling', 'websocket']);
    const { until, happened } = connect(url, 'good');
    await until('open');
    io.disconnectSockets(true);
    await until('closed');
    expect(happened.filter(([first]) => first === 'closed').length).toBe(1);
  });

  it('[CONN-5] a client that goes says so, and is told nothing more', async () => {
    const { io, url } = await serve(['polling', 'websocket']);
    const gone = new Promise((resolve) => {
      io.on('connection', (socket) => socket.on('disconnect', resolve));
    });
    const { socket, until, happened } = connect(url, 'good');
    await until('hello');
    socket.close();
    expect(await gone).toBe('client namespace disconnect');
    expect(happened.map(([what]) => what)).toEqual(['open', 'hello']);
  });

  it('[CONN-4] nobody there, or somebody who speaks another language, is a fault of the way', async () => {
    const nobody = connect('http://127.0.0.1:1', 'good');
    await nobody.until('failed');
    const { io, url } = await serve(['polling', 'websocket']);
    io.on('connection', ({ conn }) => conn.write('2["half'));
    const { until, happened } = connect(url, 'good');
    await until('closed');
    expect([nobody.happened, happened.filter(([what]) => what === 'closed')]).toEqual([
      [['failed', undefined]],
      [['closed']],
    ]);
  });

  it('[CONN-5] many acknowledgements find their own questions, over either transport', async () => {
    for (const transports of [['websocket'], ['polling']] as const) {
      const { url } = await serve([...transports]);
      const { socket, until } = connect(url, 'good');
      await until('hello');
      const ask = (n: number) => new Promise((resolve) => socket.emit('echo', { n, text: '  "é" 😀' }, resolve));
      const answers = await Promise.all(Array.from({ length: 50 }, (_, n) => ask(n)));
      expect(answers).toEqual(Array.from({ length: 50 }, (_, n) => ({ ok: true, data: { n, text: '  "é" 😀' } })));
    }
  });
});

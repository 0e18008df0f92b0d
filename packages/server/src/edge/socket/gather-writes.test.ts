import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { Server, type Socket } from 'socket.io';
import { type Socket as ClientSocket, io as connect } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gatherWrites } from './gather-writes.ts';

const logged: string[] = [];
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (event: string) => void logged.push(event),
};
let http: HttpServer;
let io: Server;
const clients: ClientSocket[] = [];

beforeEach(async () => {
  http = createServer();
  io = new Server(http, { serveClient: false, perMessageDeflate: false });
  gatherWrites(io, log);
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  logged.splice(0);
  for (const client of clients.splice(0)) client.close();
  await io.close();
});

/** Both ends of a connection that has been written to before. */
async function open(transport: 'websocket' | 'polling' = 'websocket') {
  const { port } = http.address() as AddressInfo;
  const here = new Promise<Socket>((resolve) => io.once('connection', resolve));
  const there = connect(`http://127.0.0.1:${port}`, { transports: [transport], reconnection: false, forceNew: true });
  clients.push(there);
  const heard: unknown[] = [];
  there.on('told', (value: unknown) => heard.push(value));
  const socket = await here;
  await new Promise<void>((resolve) => (there.connected ? resolve() : there.once('connect', resolve)));
  await vi.waitFor(() => expect(Reflect.get(socket.conn, 'writeBuffer')).toEqual([]));
  return { socket, there, heard };
}

/** Counts what a connection hands to the operating system. */
function countWrites(socket: Socket) {
  const webSocket = Reflect.get(socket.conn.transport, 'socket') as object;
  const tcp = Reflect.get(webSocket, '_socket') as TcpSocket;
  const writes = { count: 0 };
  for (const name of ['_write', '_writev']) {
    const write = Reflect.get(tcp, name) as (...parameters: unknown[]) => unknown;
    Reflect.set(tcp, name, (...parameters: unknown[]) => {
      writes.count += 1;
      return write.apply(tcp, parameters);
    });
  }
  return writes;
}

describe('what one turn has for a connection', () => {
  it('goes out in one write, in the order in which it was made, to each of a room', async () => {
    const [one, other] = [await open(), await open()];
    const counts = [countWrites(one.socket), countWrites(other.socket)];
    for (let n = 0; n < 8; n += 1) {
      io.emit('told', n);
      one.socket.emit('told', `only ${n}`);
    }
    await vi.waitFor(() => expect(other.heard).toHaveLength(8));
    await vi.waitFor(() => expect(one.heard).toHaveLength(16));
    expect(one.heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [n, `only ${n}`]));
    expect(other.heard).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(counts).toEqual([{ count: 1 }, { count: 1 }]);
  });

  it.each([1, 117, 118, 65_527, 65_528, 200_000])('is framed whatever its length: %i characters', async (length) => {
    const { socket, there, heard } = await open();
    socket.on('ask', (answer: (text: string) => void) => answer('é'.repeat(length)));
    socket.emit('told', 'x'.repeat(length));
    expect(await there.emitWithAck('ask')).toBe('é'.repeat(length));
    expect(heard).toEqual(['x'.repeat(length)]);
  });

  it('goes before the end of the connection, when that comes in the same turn', async () => {
    const { socket, there, heard } = await open();
    const ended = new Promise((resolve) => there.once('disconnect', resolve));
    socket.emit('told', 'the last');
    socket.disconnect(true);
    expect(await ended).toBe('io server disconnect');
    expect(heard).toEqual(['the last']);
  });

  it('goes by a long poll as well', async () => {
    const { socket, heard } = await open('polling');
    for (let n = 0; n < 4; n += 1) socket.emit('told', n);
    await vi.waitFor(() => expect(heard).toEqual([0, 1, 2, 3]));
    socket.emit('told', 'more');
    await vi.waitFor(() => expect(heard).toHaveLength(5));
  });

  it('reaches the others when one connection cannot be written to, and that one ends', async () => {
    const [broken, whole] = [await open(), await open()];
    vi.spyOn(broken.socket.conn.transport, 'send').mockImplementation(() => {
      throw new Error('no');
    });
    const ended = new Promise((resolve) => broken.socket.once('disconnect', resolve));
    broken.socket.emit('told', 1);
    whole.socket.emit('told', 1);
    await ended;
    await vi.waitFor(() => expect(whole.heard).toEqual([1]));
    expect(logged).toEqual(['write_failed']);
  });
});

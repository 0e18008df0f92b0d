import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let echo: Server;
let proxy: TcpProxy;
let arrived: string[];
const clients: Socket[] = [];
const proxies: TcpProxy[] = [];
/** The server's ends of connections. */
const standing = new Set<Socket>();
const port = (server: Server) => (server.address() as AddressInfo).port;

/** A server that answers every piece it gets with the same in brackets. */
beforeEach(async () => {
  arrived = [];
  echo = createServer((socket) => {
    socket.setEncoding('utf8');
    standing.add(socket);
    socket.on('close', () => standing.delete(socket));
    socket.on('error', () => socket.destroy());
    socket.on('data', (text: string) => {
      arrived.push(text);
      socket.write(`[${text}]`);
    });
  });
  echo.listen(0, '127.0.0.1');
  await once(echo, 'listening');
  proxy = await startTcpProxy({ targetPort: port(echo) });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const one of [proxy, ...proxies.splice(0)]) await one.close();
  echo.close();
});

interface Client {
  readonly socket: Socket;
  readonly text: () => string;
  readonly closed: Promise<string>;
}

async function open(through = proxy): Promise<Client> {
  const socket = connect({ port: through.port, host: '127.0.0.1' });
  clients.push(socket);
  socket.setNoDelay(true);
  let text = '';
  socket.on('data', (bytes) => {
    text += bytes.toString();
  });
  const closed = new Promise<string>((resolve) => {
    socket.once('error', (error) => resolve('code' in error ? String(error.code) : 'error'));
    socket.once('end', () => resolve('end'));
  });
  await once(socket, 'connect');
  return { socket, text: () => text, closed };
}

describe('the fault proxy', () => {
  it('passes bytes both ways', async () => {
    const client = await open();
    client.socket.write('one');
    await expect.poll(client.text).toBe('[one]');
  });

  it('holds what goes to the server and delivers it when healed', async () => {
    const client = await open();
    proxy.suffer({ toServer: { kind: 'hold' } });
    const other = await open();
    client.socket.write('held');
    other.socket.write('new ones too');
    proxy.suffer({}, (nth) => nth === 1);
    await expect.poll(other.text).toBe('[new ones too]');
    expect(arrived).toEqual(['new ones too']);
    proxy.heal();
    await expect.poll(client.text).toBe('[held]');
  });

  it('holds the answers alone: the server has worked and nobody knows', async () => {
    const client = await open();
    client.socket.write('a');
    await expect.poll(client.text).toBe('[a]');
    proxy.suffer({ toClient: { kind: 'hold' } });
    client.socket.write('b');
    await expect.poll(() => arrived).toEqual(['a', 'b']);
    expect(client.text()).toBe('[a]');
    proxy.heal();
    await expect.poll(client.text).toBe('[a][b]');
  });

  it('loses answers for good', async () => {
    const client = await open();
    client.socket.write('a');
    await expect.poll(client.text).toBe('[a]');
    proxy.suffer({ toClient: { kind: 'drop' } });
    client.socket.write('lost');
    await expect.poll(() => proxy.dropped).toBe('[lost]'.length);
    expect(arrived).toEqual(['a', 'lost']);
    proxy.heal();
    client.socket.write('c');
    await expect.poll(client.text).toBe('[a][c]');
  });

  it('delays every piece and keeps the order when the delay ends', async () => {
    const client = await open();
    proxy.suffer({ toServer: { kind: 'delay', ms: 60 } });
    const began = performance.now();
    client.socket.write('slow');
    await expect.poll(client.text).toBe('[slow]');
    expect(performance.now() - began).toBeGreaterThan(55);
    proxy.suffer({ toServer: { kind: 'delay', ms: 60_000 } });
    client.socket.write('first');
    await expect.poll(() => proxy.connections).toBe(1);
    proxy.heal();
    client.socket.write('second');
    await expect.poll(() => arrived.join('')).toBe('slowfirstsecond');
  });

  it('spreads pieces over the jitter and keeps their order', async () => {
    const chances = [0.9, 0];
    const jittery = await startTcpProxy({ targetPort: port(echo), random: () => chances.shift() ?? 0 });
    proxies.push(jittery);
    const client = await open(jittery);
    jittery.suffer({ toServer: { kind: 'delay', ms: 10, jitterMs: 100 } });
    const began = performance.now();
    client.socket.write('late');
    await expect.poll(() => chances.length).toBe(1);
    client.socket.write('early');
    await expect.poll(() => arrived.join('')).toBe('lateearly');
    expect(performance.now() - began).toBeGreaterThan(95);
  });

  it('writes the first bytes of a piece one by one', async () => {
    const client = await open();
    proxy.suffer({ toServer: { kind: 'split', bytes: 1 }, toClient: { kind: 'split', bytes: 1 } });
    client.socket.write('bytes and bytes');
    await expect.poll(() => client.text().replace(/[[\]]/g, '')).toBe('bytes and bytes');
    // One write is one piece but where the system put some together again.
    expect(arrived.length).toBeGreaterThan(4);
  });

  it('lets so many bytes a second through', async () => {
    const client = await open();
    proxy.suffer({ toServer: { kind: 'pace', bytesPerSecond: 10_000 } });
    const began = performance.now();
    client.socket.write('x'.repeat(2_000));
    await expect.poll(() => arrived.join('').length).toBeGreaterThan(0);
    expect(arrived.join('').length).toBeLessThan(2_000);
    await expect.poll(() => arrived.join('').length).toBe(2_000);
    expect(performance.now() - began).toBeGreaterThan(190);
  });

  it('leaves the server in the belief that a client is there, until it says something and waits, or all is healed', async () => {
    const client = await open();
    const other = await open();
    await expect.poll(() => standing.size).toBe(2);
    proxy.halfOpen('server', (nth) => nth === 0);
    expect(await client.closed).toBe('ECONNRESET');
    expect([proxy.connections, proxy.halfOpened]).toEqual([1, 1]);
    other.socket.write('still here');
    await expect.poll(other.text).toBe('[still here]');
    expect(standing.size).toBe(2);
    proxy.heal();
    await expect.poll(() => standing.size).toBe(1);
    expect(proxy.halfOpened).toBe(0);
  });

  it('leaves a client in the belief that the server is there', async () => {
    const client = await open();
    client.socket.write('a');
    await expect.poll(client.text).toBe('[a]');
    proxy.halfOpen('client');
    await expect.poll(() => standing.size).toBe(0);
    client.socket.write('into nothing');
    await expect.poll(() => proxy.halfOpened).toBe(1);
    expect(client.socket.readyState).toBe('open');
    client.socket.end();
    await expect.poll(() => proxy.halfOpened).toBe(0);
    expect([client.text(), arrived]).toEqual(['[a]', ['a']]);
  });

  it('cuts with a reset, or politely, and only those that are picked', async () => {
    const [first, second] = [await open(), await open()];
    await expect.poll(() => proxy.connections).toBe(2);
    proxy.cut('reset', (nth) => nth === 0);
    expect(await first.closed).toBe('ECONNRESET');
    second.socket.write('still here');
    await expect.poll(second.text).toBe('[still here]');
    proxy.cut('end');
    expect(await second.closed).toBe('end');
    await expect.poll(() => proxy.connections).toBe(0);
  });

  it('cuts those that suffered, whoever came or went meanwhile', async () => {
    const [first, second, third] = [await open(), await open(), await open()];
    await expect.poll(() => proxy.connections).toBe(3);
    const suffered = proxy.suffer({ toClient: { kind: 'drop' } }, (nth) => nth === 1);
    first.socket.destroy();
    await expect.poll(() => proxy.connections).toBe(2);
    suffered.cut('reset');
    expect(await second.closed).toBe('ECONNRESET');
    third.socket.write('still here');
    await expect.poll(third.text).toBe('[still here]');
  });

  it('cuts at once although bytes wait that nobody reads', async () => {
    const client = await open();
    client.socket.write('x'.repeat(32 * 1024 * 1024));
    await expect.poll(() => client.text().length).toBeGreaterThan(0);
    client.socket.pause();
    proxy.cut('reset');
    await expect.poll(() => proxy.connections).toBe(0);
  });

  it('resets whoever comes while there is no server', async () => {
    const gone = new Promise((resolve) => echo.close(resolve));
    await gone;
    const client = await open();
    expect(await client.closed).toBe('ECONNRESET');
  });

  it('carries a megabyte to a reader that is slower than the writer', async () => {
    const client = await open();
    const sent = 'x'.repeat(1024 * 1024);
    client.socket.write(sent);
    await expect.poll(() => client.text().replace(/[[\]]/g, '').length, { timeout: 5000 }).toBe(sent.length);
  });
});

import { once } from 'node:events';
import { Agent, createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as IoServer } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let server: Server;
let sockets: IoServer;
let proxy: TcpProxy;
let said: string[];
let heard: string[];

/** A server that notes what is posted to it, and acknowledges what it is told. */
beforeEach(async () => {
  [said, heard] = [[], []];
  server = createServer((call, answer) => {
    let body = '';
    call.on('data', (bytes) => {
      body += String(bytes);
    });
    call.on('end', () => {
      said.push(`${call.method} ${body}`);
      answer.end('done');
    });
  });
  sockets = new IoServer(server);
  sockets.on('connection', (socket) =>
    socket.on('say', (text: string, done: (answer: string) => void) => {
      heard.push(text);
      done(`ack of ${text}`);
      socket.emit('said', text);
    }),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await startTcpProxy({ targetPort: (server.address() as AddressInfo).port, carries: 'http' });
});

afterEach(async () => {
  await proxy.close();
  await sockets.close();
});

function call(method: string, body: string, agent?: Agent): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-length': Buffer.byteLength(body) };
    const sent = request(
      { port: proxy.port, host: '127.0.0.1', method, headers, ...(agent && { agent }) },
      (answer) => {
        let text = '';
        answer.on('data', (bytes) => {
          text += String(bytes);
        });
        answer.on('end', () => resolve(text));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the fault proxy with HTTP', () => {
  it('sends every POST once more while told so, and only once', async () => {
    const agent = new Agent({ keepAlive: true });
    expect(await call('POST', 'before', agent)).toBe('done');
    proxy.suffer({ repeatPosts: { afterMs: 5 } });
    expect(await call('POST', 'a', agent)).toBe('done');
    expect(await call('GET', '', agent)).toBe('done');
    expect(await call('POST', 'b'.repeat(100_000), agent)).toBe('done');
    await expect.poll(() => proxy.repeatedPosts).toBe(2);
    await expect.poll(() => said.length).toBe(6);
    expect(said.filter((line) => line === 'POST a')).toHaveLength(2);
    expect(said.filter((line) => line.startsWith('POST bbb')).map((line) => line.length)).toEqual([100_005, 100_005]);
    proxy.heal();
    expect(await call('POST', 'after', agent)).toBe('done');
    agent.destroy();
    expect(said.filter((line) => line === 'POST after' || line === 'POST before')).toHaveLength(2);
  });

  it('loses acknowledgements alone: events go on arriving on the same connection', async () => {
    const socket: Socket = io(`http://127.0.0.1:${proxy.port}`, { transports: ['websocket'], reconnection: false });
    const events: string[] = [];
    socket.on('said', (text: string) => void events.push(text));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    expect(await socket.emitWithAck('say', 'one')).toBe('ack of one');
    proxy.suffer({ toClient: { kind: 'without-acks' } });
    const answers: string[] = [];
    socket.emit('say', 'two', (answer: string) => answers.push(answer));
    socket.emit('say', 'three', (answer: string) => answers.push(answer));
    await expect.poll(() => events).toEqual(['one', 'two', 'three']);
    expect([heard, answers, proxy.droppedAcks]).toEqual([['one', 'two', 'three'], [], 2]);
    proxy.heal();
    expect(await socket.emitWithAck('say', 'four')).toBe('ack of four');
    socket.disconnect();
    await expect.poll(() => proxy.connections).toBe(0);
    expect(proxy.droppedAcks).toBe(2);
  });
});

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as IoServer } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type HttpGateway, startHttpGateway } from './http-gateway.ts';
import { startTcpProxy, type TcpProxy } from './tcp-proxy.ts';

let server: Server;
let ioServer: IoServer;
let gateway: HttpGateway;
let proxy: TcpProxy;
const sockets: Socket[] = [];
const TEXT = 'x'.repeat(10_000);

beforeEach(async () => {
  server = createServer((call, answer) => {
    let body = '';
    call.on('data', (bytes) => {
      body += String(bytes);
    });
    call.on('end', () => answer.setHeader('x-mine', 'yes').end(`${call.method} ${call.url} ${body} ${TEXT}`));
  });
  ioServer = new IoServer(server);
  ioServer.on('connection', (socket) => socket.on('say', (text: string, done: (answer: string) => void) => done(text)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: targetPort } = server.address() as AddressInfo;
  gateway = await startHttpGateway({ targetPort, random: () => 0.4 });
  proxy = await startTcpProxy({ targetPort, carries: 'http' });
  proxy.redirect(gateway.port);
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.disconnect();
  await proxy.close();
  await gateway.close();
  await ioServer.close();
});

const call = (init: RequestInit = {}) => fetch(`http://127.0.0.1:${proxy.port}/path?q=1`, init);

function connect(transports: ('websocket' | 'polling')[]): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${proxy.port}`, { transports, forceNew: true, reconnection: false });
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket));
    socket.once('connect_error', reject);
  });
}

describe('a gateway', () => {
  it('that does nothing wrong passes requests, bodies and WebSockets', async () => {
    const answer = await call({ method: 'POST', body: 'hello' });
    expect([answer.status, answer.headers.get('x-mine')]).toEqual([200, 'yes']);
    expect(await answer.text()).toBe(`POST /path?q=1 hello ${TEXT}`);
    for (const transport of ['websocket', 'polling'] as const) {
      const socket = await connect([transport]);
      expect(await socket.emitWithAck('say', transport)).toBe(transport);
      expect(socket.io.engine.transport.name).toBe(transport);
    }
    expect(gateway.harmed).toBe(0);
  });

  it('answers with a page of its own, also to a WebSocket', async () => {
    gateway.behave({ kind: 'page', statuses: [502, 503, 504] });
    const answer = await call();
    expect([answer.status, answer.headers.get('content-type')]).toEqual([503, 'text/html; charset=utf-8']);
    expect(await answer.text()).toContain('<h1>503</h1>');
    await expect(connect(['websocket'])).rejects.toThrow();
    await expect(connect(['polling'])).rejects.toThrow();
    gateway.behave(null);
    expect((await call()).status).toBe(200);
  });

  it('refuses small bodies alone', async () => {
    gateway.behave({ kind: 'page', statuses: [413], only: 'small bodies' });
    expect((await call({ method: 'POST', body: 'hello' })).status).toBe(413);
    expect((await call({ method: 'POST', body: 'x'.repeat(1_000) })).status).toBe(200);
    expect((await call()).status).toBe(200);
    expect(await (await connect(['websocket'])).emitWithAck('say', 'ho')).toBe('ho');
  });

  it('knows no WebSocket: long-polling goes on, and stays that', async () => {
    gateway.behave({ kind: 'no-upgrade' });
    await expect(connect(['websocket'])).rejects.toThrow();
    const socket = await connect(['polling', 'websocket']);
    expect(await socket.emitWithAck('say', 'ho')).toBe('ho');
    expect(await socket.emitWithAck('say', 'again')).toBe('again');
    expect(socket.io.engine.transport.name).toBe('polling');
  });

  it('ends in the middle of a body', async () => {
    gateway.behave({ kind: 'half-bodies', share: 0.5 });
    const answer = await call();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    gateway.behave({ kind: 'half-bodies', share: 0.3 });
    expect((await (await call()).text()).endsWith(TEXT)).toBe(true);
  });

  it('holds answers back, and passes them on whole', async () => {
    gateway.behave({ kind: 'buffer', atLeastMs: 100, atMostMs: 200 });
    const began = performance.now();
    expect((await (await call()).text()).endsWith(TEXT)).toBe(true);
    expect(performance.now() - began).toBeGreaterThan(135);
    expect(gateway.harmed).toBe(1);
  });

  it('is gone round again when the proxy is not sent there any more', async () => {
    gateway.behave({ kind: 'page', statuses: [502] });
    expect((await call({ headers: { connection: 'close' } })).status).toBe(502);
    proxy.redirect(null);
    expect((await call({ headers: { connection: 'close' } })).status).toBe(200);
  });
});

import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestShop, type TestShop } from './testing/open-test-shop.ts';

let natter: Server;
let shop: TestShop;
let url: string;
const asked: Pick<IncomingMessage, 'method' | 'url' | 'headers'>[] = [];

beforeEach(async () => {
  asked.length = 0;
  natter = createServer((request, response) => {
    asked.push(request);
    if (request.url === '/api/messages/slow') {
      request.once('close', () => asked.push({ url: 'cut', headers: {} }));
      return;
    }
    response.writeHead(201, { 'content-type': 'application/json', 'retry-after': '3', 'set-cookie': ['a=1', 'b=2'] });
    request.pipe(response);
  });
  natter.on('upgrade', (request, socket, head) => {
    asked.push(request);
    if (request.url?.includes('refused') === true) {
      socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\nx-why: origin\r\n\r\nno');
      return;
    }
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\nx-own: 1\r\n\r\nhello ',
    );
    socket.write(head);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => natter.listen(0, '127.0.0.1', resolve));
  const { port } = natter.address() as AddressInfo;
  shop = await openTestShop({ natterUrl: `http://127.0.0.1:${port}` });
  url = await shop.app.listen({ port: 0, host: '127.0.0.1' });
});
afterEach(async () => {
  await shop.close();
  natter.closeAllConnections();
  await new Promise((resolve) => natter.close(resolve));
});

describe('what is Natter’s', () => {
  it('goes through whole, with the host and origin that the browser named', async () => {
    const body = JSON.stringify({ text: 'é'.repeat(50_000) });
    const answer = await fetch(`${url}/api/messages/conversations?q=1`, {
      method: 'POST',
      body,
      headers: { authorization: 'Bearer t', origin: url, 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    expect(await answer.text()).toBe(body);
    expect(answer.headers.get('retry-after')).toBe('3');
    expect(answer.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(asked[0]).toMatchObject({
      method: 'POST',
      url: '/api/messages/conversations?q=1',
      headers: { host: new URL(url).host, origin: url, authorization: 'Bearer t' },
    });
    // The shop's own headers are the shop's own.
    expect(answer.headers.get('content-security-policy')).toBeNull();
  });

  it.each(['/api/host/users', '/api/demo/people', '/api/messagesx', '/metrics', '/readyz', '//api/messages'])(
    'is not %s',
    async (path) => {
      const answer = await fetch(url + path);
      expect(answer.status).toBe(404);
      expect(asked).toEqual([]);
    },
  );

  it('is given up when the one who asked is gone', async () => {
    const leave = new AbortController();
    const answer = fetch(`${url}/api/messages/slow`, { signal: leave.signal });
    await expect.poll(() => asked.length).toBe(1);
    leave.abort();
    await expect(answer).rejects.toThrow();
    await expect.poll(() => asked.at(-1)?.url).toBe('cut');
  });

  it('is told as away in its own words while it cannot be reached', async () => {
    natter.closeAllConnections();
    await new Promise((resolve) => natter.close(resolve));
    const answer = await fetch(`${url}/api/messages/me`);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'unavailable', retryAfter: 2 });
  });
});

describe('a WebSocket', () => {
  /** Says something at once after the handshake, and answers all that comes until the other side closes. */
  const speak = (path: string, words: string) =>
    new Promise<string>((resolve, reject) => {
      const { port, host } = new URL(url);
      const socket = connect(Number(port), '127.0.0.1');
      let heard = '';
      socket.setEncoding('utf8').on('data', (text: string) => {
        heard += text;
        if (heard.endsWith(words)) socket.end();
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(heard));
      socket.write(
        `GET ${path} HTTP/1.1\r\nhost: ${host}\r\norigin: ${url}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n${words}`,
      );
    });

  it('goes through byte by byte, both ways, from the first one on', async () => {
    const heard = await speak('/socket.io/?EIO=4', 'good day');
    expect(heard).toMatch(/^HTTP\/1\.1 101 [\s\S]*x-own: 1\r\n\r\nhello good day$/);
    expect(asked[0]?.headers).toMatchObject({ origin: url, host: new URL(url).host });
  });

  it('that is refused hears why', async () => {
    expect(await speak('/socket.io/?refused', '')).toMatch(
      /^HTTP\/1\.1 403 Forbidden\r\n[\s\S]*x-why: origin[\s\S]*no$/,
    );
  });

  it('that is open does not keep the shop from closing, and ends with it', async () => {
    const { port, host } = new URL(url);
    const socket = connect(Number(port), '127.0.0.1');
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write(`GET /socket.io/ HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n`);
    await new Promise((resolve) => socket.once('data', resolve));
    await shop.app.close();
    await ended;
  });

  it('elsewhere is none', async () => {
    expect(await speak('/shop', '')).toBe('');
    expect(asked).toEqual([]);
  });
});

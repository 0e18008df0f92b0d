import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SeenFrom } from '@natter/protocol';
import { createStubDatabase, startTestServer, type TestServer } from '@natter/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { makeCliFolder } from '../testing/fake-terminal.ts';
import { checkWayIn } from './check-way-in.ts';

const API_KEY = '4f1c8e0b97a2d35664ad1e2f';
const FORGED = '192.0.2.231';
const closers: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const judge = (seen: Partial<SeenFrom>, url = 'https://chat.example.com') =>
  checkWayIn({
    url: new URL(url),
    forged: FORGED,
    seen: {
      ...{ peer: '127.0.0.1', forwardedFor: [FORGED, '203.0.113.7'], protocol: 'https', host: 'chat.example.com' },
      ...{ trustedHops: 1, address: '203.0.113.7' },
      ...seen,
    },
  }).map(({ id, level, fix }) => `${id} ${level}${fix === undefined ? '' : `: ${fix}`}`);
const HOST_RIGHT = 'host-header ok';

describe('the way in', () => {
  it.each<[string, Partial<SeenFrom>, string]>([
    ['as it should be', {}, 'trusted-hops ok'],
    ['through a proxy that throws away what its caller wrote', { forwardedFor: ['203.0.113.7'] }, 'trusted-hops ok'],
    ['that nobody looks at', { trustedHops: null, address: null }, 'trusted-hops warning: Set NATTER_TRUSTED_HOPS=1'],
    [
      'through one more proxy than is known',
      { forwardedFor: [FORGED, '203.0.113.7', '198.51.100.1'], address: '198.51.100.1' },
      'trusted-hops problem: Set NATTER_TRUSTED_HOPS=2',
    ],
    [
      'on which a client may write what it likes',
      { trustedHops: 2, address: FORGED },
      'trusted-hops problem: Set NATTER_TRUSTED_HOPS=1',
    ],
  ])('[DOCTOR-1] is judged %s', (_, seen, told) => {
    expect(judge(seen)).toEqual([told, HOST_RIGHT]);
  });

  it('[DOCTOR-1] with TLS has a proxy, whether or not it says whom it was called by', () => {
    expect(judge({ forwardedFor: [FORGED], trustedHops: 0 })[0]).toMatch(
      /^trusted-hops problem: Have the proxy add it/,
    );
    expect(judge({ forwardedFor: [FORGED], trustedHops: 0, host: 'a' }, 'http://a')[0]).toBe('trusted-hops ok');
  });

  it('[DOCTOR-1] is to bring the Host and the protocol that people use', () => {
    expect(judge({ host: '127.0.0.1:4000', protocol: 'http' }).slice(1)).toEqual([
      expect.stringMatching(/^host-header problem: Have the proxy pass it on/),
      expect.stringMatching(/^forwarded-proto warning/),
    ]);
  });
});

/** A proxy as deploy/nginx has it, or one that adds nothing. */
async function startProxy(target: number, { adds = true, passesHost = true } = {}): Promise<number> {
  const proxy: Server = createServer((asked, answer) => {
    const { 'x-forwarded-for': chain, host, ...headers } = asked.headers;
    const peer = asked.socket.remoteAddress ?? '';
    const sent = {
      ...headers,
      host: passesHost ? host : `127.0.0.1:${target}`,
      ...(adds
        ? { 'x-forwarded-for': chain === undefined ? peer : `${String(chain)}, ${peer}` }
        : { 'x-forwarded-for': chain }),
    };
    asked.pipe(
      request({ port: target, host: '127.0.0.1', path: asked.url, method: asked.method, headers: sent }, (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers);
        got.pipe(answer);
      }).on('error', () => answer.destroy()),
    );
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  closers.push(() => new Promise((resolve) => proxy.close(resolve)));
  return (proxy.address() as AddressInfo).port;
}

async function startServer(trustedHops?: string): Promise<TestServer> {
  const env = { NATTER_API_KEY: API_KEY, ...(trustedHops !== undefined && { NATTER_TRUSTED_HOPS: trustedHops }) };
  const server = await startTestServer({ database: createStubDatabase(), env });
  closers.push(() => server.close());
  return server;
}

/** What the command says of the way in; the other settings are not the matter. */
async function examine(url: string, env: Record<string, string> = { NATTER_API_KEY: API_KEY }) {
  const folder = makeCliFolder();
  closers.push(() => folder.remove());
  const { code, out, err } = await folder.run(['doctor', '--url', url, '--json'], env);
  const found =
    out === '' ? [] : (JSON.parse(out).findings as { id: string; level: string; detail: string; fix?: string }[]);
  return { code, err, found: found.filter(({ id }) => /^(trusted|host-h|forwarded|way-in)/.test(id)) };
}

describe('doctor --url', () => {
  it('[DOCTOR-1] counts the proxies that are really there, and says what to set', async () => {
    const server = await startServer('1');
    const one = await startProxy(server.port);
    const two = await startProxy(one);
    const [behindOne, behindTwo, direct] = [
      await examine(`http://127.0.0.1:${one}`),
      await examine(`http://127.0.0.1:${two}`),
      await examine(`http://127.0.0.1:${server.port}`),
    ];
    expect(behindOne.found.map(({ id, level }) => [id, level])).toEqual([
      ['trusted-hops', 'ok'],
      ['host-header', 'ok'],
    ]);
    expect(behindTwo.found[0]).toMatchObject({ level: 'problem', fix: 'Set NATTER_TRUSTED_HOPS=2' });
    expect(behindTwo.code).toBe(1);
    expect(direct.found[0]).toMatchObject({ level: 'problem', fix: 'Set NATTER_TRUSTED_HOPS=0' });
    expect(direct.found[0]?.detail).toContain(`${FORGED} was taken for this one`);
  });

  it('[DOCTOR-1] tells of a proxy that hides where people come from, and of one that renames the server', async () => {
    const server = await startServer();
    const mute = await startProxy(server.port, { adds: false, passesHost: false });
    const { found } = await examine(`http://127.0.0.1:${mute}`);
    expect(found.map(({ id, level }) => [id, level])).toEqual([
      ['trusted-hops', 'warning'],
      ['host-header', 'problem'],
    ]);
    expect(found[0]?.fix).toBe('Set NATTER_TRUSTED_HOPS=0');
  });

  it('[DOCTOR-1] is answered with the host’s key alone, and says so', async () => {
    const server = await startServer('0');
    const url = `http://127.0.0.1:${server.port}`;
    expect((await server.call(null, 'GET', '/api/host/seen-from')).status).toBe(401);
    expect((await server.call('ann', 'GET', '/api/host/seen-from')).status).toBe(401);
    const other = await examine(url, { NATTER_API_KEY: 'b'.repeat(32) });
    expect(other.found).toMatchObject([{ id: 'way-in', level: 'problem', detail: expect.stringContaining('another') }]);
    expect(await examine(url, {})).toMatchObject({
      code: 2,
      err: expect.stringContaining('NATTER_API_KEY is not set'),
    });
    expect(await examine('chat.example.com')).toMatchObject({ code: 2, err: expect.stringContaining('is no address') });
  });

  it('[DOCTOR-1] says what is wrong with an address where nothing answers, or somebody else', async () => {
    const stranger = createServer((_asked, answer) => {
      answer.writeHead(200, { 'content-type': 'text/html' }).end('<h1>A shop</h1>');
    });
    await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
    const { port } = stranger.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}`;
    expect((await examine(url)).found[0]?.detail).toContain('no Natter server');
    await new Promise((resolve) => stranger.close(resolve));
    expect((await examine(url)).found[0]?.detail).toContain('ECONNREFUSED');
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Problem, REST, type RestRoute } from '@natter/protocol';
import { createStubDatabase, STUB_CONVERSATION, startTestServer, type TestServer } from '@natter/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { DomainError } from '../../platform/domain-error.ts';
import { createOpenApi } from './openapi.ts';

const API_KEY = 'kq7c1f9ab2e4d85603m2x8v5z0b6n4w1';
const NO_LIMITS = {
  NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
  NATTER_LIMIT_READS_PER_MINUTE: '0',
  NATTER_LIMIT_SENDS_PER_MINUTE: '0',
};
const messages = `/api/messages/conversations/${STUB_CONVERSATION}/messages`;
let server: TestServer;
let webRoot = '';
const extra: TestServer[] = [];
let keys = 0;

beforeAll(async () => {
  webRoot = mkdtempSync(join(tmpdir(), 'natter-web-'));
  mkdirSync(join(webRoot, 'assets'));
  writeFileSync(join(webRoot, 'index.html'), '<!doctype html><title>app</title>');
  writeFileSync(join(webRoot, 'assets', 'app-1a2b.js'), 'x'.repeat(5_000));
  writeFileSync(join(webRoot, 'sw.js'), '1');
  server = await startTestServer({
    database: createStubDatabase(),
    env: { ...NO_LIMITS, NATTER_API_KEY: API_KEY, NATTER_ALLOWED_ORIGINS: 'https://shop.example' },
    webRoot,
  });
});
afterAll(async () => {
  await server.close();
  rmSync(webRoot, { recursive: true });
});
afterEach(async () => {
  for (const one of extra.splice(0)) await one.close();
});

async function startExtra(options: Partial<Parameters<typeof startTestServer>[0]>): Promise<TestServer> {
  const one = await startTestServer({ database: createStubDatabase(), ...options });
  extra.push(one);
  return one;
}

const send = (over: Record<string, unknown> = {}) => ({
  clientId: `01900000-0000-7000-9000-${String(++keys).padStart(12, '0')}`,
  content: 'hi',
  ...over,
});

/** A request with full control of its bytes; answers status and body. */
async function raw(
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: string | Buffer } = {},
) {
  const token = await server.tokenOf('ann');
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const call = request(
      {
        host: '127.0.0.1',
        port: server.port,
        method,
        path,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...options.headers },
      },
      (response) => {
        let text = '';
        response.on('data', (part: Buffer) => {
          text += part.toString();
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      },
    );
    call.on('error', reject);
    call.end(options.body);
  });
}

/** Fills the parameters of a path with ids of nothing. */
const pathOf = (route: RestRoute) => route.path.replace(/:\w+/g, '01900000-0000-7000-8000-0000000000ff');

describe('every call of the table', () => {
  it.each(Object.entries(REST as Record<string, RestRoute>).filter(([, route]) => route.auth !== 'none'))(
    '[AUTH-1] %s asks who calls',
    async (_name, route) => {
      const answer = await server.call(null, route.method, pathOf(route), route.body ? '{not even json' : undefined);
      expect(answer.status).toBe(401);
      expect(Problem.safeParse(answer.body).success).toBe(true);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  it.each(Object.entries(REST as Record<string, RestRoute>))(
    '[REST-1] %s exists, and refuses in its own words',
    async (_name, route) => {
      const answer = await server.call('ann', route.method, pathOf(route), route.body ? { nonsense: true } : undefined);
      expect(answer.status).toBeLessThan(500);
      if (answer.status >= 400) expect(Problem.safeParse(answer.body).success).toBe(true);
    },
  );

  it('[AUTH-7] the host’s calls take the key, and a person’s token is none', async () => {
    const put = (key: string) =>
      fetch(`${server.url}/api/host/users`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ users: [{ id: 'x' }] }),
      });
    expect([
      (await put(API_KEY)).status,
      (await put(await server.tokenOf('ann'))).status,
      (await put(`${API_KEY}x`)).status,
    ]).toEqual([200, 401, 401]);
    const closed = await startExtra({});
    expect(
      (await fetch(`${closed.url}/api/host/users`, { method: 'PUT', headers: { authorization: 'Bearer null' } }))
        .status,
    ).toBe(401);
    expect(
      (await fetch(`${server.url}/api/messages/me`, { headers: { authorization: `Bearer ${API_KEY}` } })).status,
    ).toBe(401);
  });
});

describe('bad input', () => {
  const json = (text: string) => ({ body: text });
  it.each<[string, { headers?: Record<string, string>; body?: string | Buffer }]>([
    ['no body', {}],
    ['broken JSON', json('{"a":')],
    ['a list', json('[]')],
    ['null', json('null')],
    ['a number too big for numbers', json('{"clientId":1e400,"content":"x"}')],
    ['prototype keys', json('{"__proto__":{"admin":true},"content":"x"}')],
    ['constructor keys', json('{"constructor":{"prototype":{"admin":true}},"content":"x"}')],
    ['NUL', json(JSON.stringify(send({ content: 'a\u0000b' })))],
    ['half a surrogate pair', json(`{"clientId":"01900000-0000-7000-9000-000000000000","content":"a\\ud800"}`)],
    ['a list for a text', json(JSON.stringify(send({ content: ['x'] })))],
    ['a type of later versions', json(JSON.stringify(send({ type: 'system' })))],
    ['a hundred thousand levels', json('['.repeat(100_000) + ']'.repeat(100_000))],
    ['another content type', { headers: { 'content-type': 'text/plain' }, body: JSON.stringify(send()) }],
    ['a form', { headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: 'content=x' }],
    ['no content type', { headers: { 'content-type': '' }, body: JSON.stringify(send()) }],
    ['a compressed body', { headers: { 'content-encoding': 'gzip' }, body: gzipSync(JSON.stringify(send())) }],
  ])('[REST-4] %s is invalid', async (_what, options) => {
    const { status, text } = await raw('POST', messages, options);
    expect([status, Problem.safeParse(JSON.parse(text)).success]).toEqual([400, true]);
    expect(JSON.parse(text)).toMatchObject({ code: 'invalid' });
  });

  it('[REST-4] what a body holds beyond its schema has no effect', async () => {
    const answer = await server.call(
      'ann',
      'POST',
      messages,
      send({ senderId: 'bob', tenantId: 'x', sentAt: '1999-01-01', status: 'read', seq: 99, id: 'x' }),
    );
    expect(answer.body).toMatchObject({ message: { senderId: 'ann' } });
    expect((answer.body as { message: { seq: number } }).message.seq).toBeLessThan(99);
  });

  it('[REST-4] a body over the limit is too large, with the limit', async () => {
    const { status, text } = await raw('POST', messages, {
      body: JSON.stringify(send({ content: 'x'.repeat(300_000) })),
    });
    expect([status, JSON.parse(text)]).toMatchObject([
      413,
      { code: 'too_large', detail: expect.stringContaining('262144') },
    ]);
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=101',
    'limit=1e9',
    'limit=x',
    'limit=1.5',
    'limit=1&limit=2',
    'before=-1',
    'before=9007199254740993',
    'before=1&after=1',
    'before=1&around=1',
    'after=x',
  ])('[REST-4] history with %s is invalid', async (query) => {
    expect(await server.call('ann', 'GET', `${messages}?${query}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid' },
    });
  });

  it.each(['%00', '%2e%2e%2f', '..%2f..', 'x'.repeat(90), '__proto__', "1' OR 1=1", '🐕', '%ff', '%zz'])(
    '[REST-4] an id %s is refused',
    async (id) => {
      const { status } = await raw('GET', encodeURI(`/api/messages/conversations/${id}`).replaceAll('%25', '%'));
      expect([400, 404]).toContain(status);
    },
  );

  it.each(['x', 'WyJzeW5jIl0', '%00'])('[PAGE-1] a cursor %s is invalid, in every list', async (cursor) => {
    for (const path of ['/conversations', '/people', '/sync']) {
      expect((await server.call('ann', 'GET', `/api/messages${path}?cursor=${cursor}`)).status).toBe(400);
    }
  });

  it('a method override is not listened to', async () => {
    const answer = await raw('GET', '/api/messages/me', {
      headers: { 'x-http-method-override': 'DELETE', 'x-method-override': 'PUT' },
    });
    expect(answer.status).toBe(200);
  });

  it.each([
    'GET / HTTP/9.9\r\n\r\n',
    'nonsense\r\n\r\n',
    'GET /healthz HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n',
    `GET /${'x'.repeat(100_000)} HTTP/1.1\r\n\r\n`,
  ])('what is no HTTP ends its own connection only', async (bytes) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes));
      let text = '';
      socket.on('data', (part) => {
        text += part.toString();
      });
      socket.on('close', () => resolve(text));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1.1 4\d\d/);
    expect((await server.call(null, 'GET', '/healthz')).status).toBe(200);
  });
});

describe('answers', () => {
  it('[SEND-1] a send is 201, its repeat 200', async () => {
    const body = send();
    const first = await server.call('ann', 'POST', messages, body);
    const again = await server.call('ann', 'POST', messages, body);
    expect([first.status, again.status, (again.body as { duplicate: boolean }).duplicate]).toEqual([201, 200, true]);
  });

  it('[REST-2] unknown paths and methods are problems too, all with the same bytes', async () => {
    const answers = [
      await server.call('ann', 'GET', '/api/nothing'),
      await server.call('ann', 'DELETE', '/api/messages/me'),
      await server.call('ann', 'POST', '/nothing', {}),
      await server.call('eve', 'GET', `/api/messages/conversations/${STUB_CONVERSATION}`),
    ];
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]).toMatchObject({ status: 404, body: { code: 'not_found' } });
  });

  it('[REST-4] an unexpected error says nothing of itself', async () => {
    const broken = await startExtra({
      database: createStubDatabase({ readInbox: () => Promise.reject(new Error('SELECT secret FROM x')) }),
    });
    const answer = await broken.call('ann', 'GET', '/api/messages/conversations');
    expect(answer).toMatchObject({ status: 500, body: { code: 'internal' } });
    expect(answer.text).not.toMatch(/SELECT|secret|stack|node_modules/);
  });

  it('[LIM-2] beyond the budget: 429 with the time to wait, in header and body', async () => {
    const tight = await startExtra({ env: { NATTER_LIMIT_READS_PER_MINUTE: '2' } });
    await tight.call('ann', 'GET', '/api/messages/me');
    await tight.call('ann', 'GET', '/api/messages/me');
    const answer = await tight.call('ann', 'GET', '/api/messages/me');
    expect(answer).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfter: expect.any(Number) } });
    expect(Number(answer.headers.get('retry-after'))).toBe(
      Math.ceil((answer.body as { retryAfter: number }).retryAfter),
    );
    expect((await tight.call('bob', 'GET', '/api/messages/me')).status).toBe(200);
    expect((await tight.call('ann', 'POST', messages, send())).status).toBe(201);
  });

  it('carry an id for the log: the proxy’s, or one of ours', async () => {
    const given = await fetch(`${server.url}/healthz`, { headers: { 'x-request-id': 'proxy-12345678' } });
    const bad = await fetch(`${server.url}/healthz`, { headers: { 'x-request-id': 'a b' } });
    expect(given.headers.get('x-request-id')).toBe('proxy-12345678');
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('are compressed when they are long and the caller can read it', async () => {
    const long = await fetch(`${server.url}/api/openapi.json`, { headers: { 'accept-encoding': 'gzip' } });
    const plain = await fetch(`${server.url}/api/openapi.json`, { headers: { 'accept-encoding': 'identity' } });
    const short = await fetch(`${server.url}/healthz`, { headers: { 'accept-encoding': 'gzip' } });
    expect([long, plain, short].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null, null]);
    expect(await long.json()).toEqual(await plain.json());
  });

  it('[REST-5] pages of other origins may read only when they are configured', async () => {
    const allowedFor = async (origin: string) =>
      (await fetch(`${server.url}/api/config`, { headers: { origin } })).headers.get('access-control-allow-origin');
    expect(await allowedFor('https://shop.example')).toBe('https://shop.example');
    for (const origin of [
      'https://evil.example',
      'null',
      'https://shop.example.evil',
      'https://shop.example:444',
      'http://shop.example',
    ]) {
      expect([origin, await allowedFor(origin)]).toEqual([origin, null]);
    }
  });

  it('[REST-6] carry a policy without inline scripts', async () => {
    const { headers } = await server.call(null, 'GET', '/');
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(policy).toContain("frame-ancestors 'self' https://shop.example");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });
});

describe('operations', () => {
  it('[REST-7] is ready with its database, and not without', async () => {
    expect(await server.call(null, 'GET', '/readyz')).toMatchObject({ status: 200, body: { status: 'ready' } });
    const gone = await startExtra({
      database: createStubDatabase({ ping: () => Promise.reject(DomainError.unavailable(1)) }),
    });
    expect((await gone.call(null, 'GET', '/readyz')).status).toBe(503);
    expect((await gone.call(null, 'GET', '/healthz')).status).toBe(200);
  });

  it('[REST-7] in production its numbers are for this machine and for the host’s key', async () => {
    const production = await startExtra({
      env: { NODE_ENV: 'production', NATTER_API_KEY: API_KEY, NATTER_JWT_SECRET: `${API_KEY}qq` },
    });
    const statusOf = async (headers: Record<string, string>) =>
      (await fetch(`${production.url}/metrics`, { headers })).status;
    expect(await statusOf({})).toBe(200);
    expect(await statusOf({ 'x-forwarded-for': '10.0.0.1' })).toBe(404);
    expect(await statusOf({ 'x-forwarded-for': '10.0.0.1', authorization: `Bearer ${API_KEY}` })).toBe(200);
  });

  it('counts what it does', async () => {
    await server.call('ann', 'POST', messages, send());
    const { text } = await server.call(null, 'GET', '/metrics');
    for (const name of [
      'natter_sends_total{verdict="sent"}',
      'natter_commit_batch_sends_count',
      'natter_ack_seconds_count',
      'nodejs_eventloop_lag_seconds',
      'natter_sends_waiting',
      'natter_errors_total{via="http",code="not_found"}',
    ]) {
      expect(text).toContain(name);
    }
  });

  it('tells a client what it must know, and has a demo only when it was given one', async () => {
    expect((await server.call(null, 'GET', '/api/config')).body).toMatchObject({
      edition: 'social',
      demo: false,
      limits: { messageLength: 10_000 },
    });
    expect((await server.call(null, 'GET', '/api/demo/people')).status).toBe(404);
    const person = { userId: 'ann', displayName: 'Ann', avatarUrl: null, about: '', locale: 'en' };
    const demo = await startExtra({
      demo: {
        people: async () => [person],
        face: () => null,
        signIn: async (userId) => (userId === 'ann' ? { token: 't', expiresAt: new Date(0).toISOString() } : null),
      },
    });
    expect((await demo.call(null, 'GET', '/api/demo/people')).body).toEqual({ people: [person] });
    expect((await demo.call(null, 'POST', '/api/demo/sign-in', { userId: 'ann' })).status).toBe(200);
    expect((await demo.call(null, 'POST', '/api/demo/sign-in', { userId: 'eve' })).status).toBe(404);
  });
});

describe('the web app', () => {
  const get = (path: string, accept = 'text/html') => fetch(server.url + path, { headers: { accept } });

  it.each(['/', '/messages', '/messages/new', '/messages/01900000-0000-7000-8000-00000000000a?x=1'])(
    '[REST-8] %s is its page, never cached',
    async (path) => {
      const answer = await get(path);
      expect([answer.status, await answer.text()]).toEqual([200, '<!doctype html><title>app</title>']);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
    },
  );

  it('[REST-8] hashed files may be kept, the worker may not', async () => {
    expect((await get('/assets/app-1a2b.js', '*/*')).headers.get('cache-control')).toContain('immutable');
    expect((await get('/sw.js', '*/*')).headers.get('cache-control')).toBe('no-cache');
  });

  it.each([
    ['/assets/gone-1.js', '*/*'],
    ['/api/gone', 'text/html'],
    ['/socket.io.js', '*/*'],
    ['/assets/..%2f..%2fpackage.json', '*/*'],
  ])('[REST-8] %s is not', async (path, accept) => {
    const answer = await get(path, accept);
    expect([404, 400, 403]).toContain(answer.status);
    expect(await answer.text()).not.toContain('<title>app');
  });

  it('without a built app there is a page that says so', async () => {
    const bare = await startExtra({ webRoot: '/nowhere' });
    const answer = await fetch(bare.url, { headers: { accept: 'text/html' } });
    expect([answer.status, (await answer.text()).includes('/api/docs')]).toEqual([404, true]);
  });
});

describe('the OpenAPI document', () => {
  it('[REST-9] has every call, and every reference in it resolves', () => {
    const document = createOpenApi('1.2.3') as {
      paths: Record<string, Record<string, { operationId: string }>>;
      components: { schemas: Record<string, unknown> };
    };
    const operations = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(operations.sort()).toEqual(Object.keys(REST).sort());
    const references = JSON.stringify(document).match(/#\/components\/schemas\/\w+/g) ?? [];
    const missing = references.filter((one) => !((one.split('/').at(-1) as string) in document.components.schemas));
    expect([references.length > 30, missing]).toEqual([true, []]);
  });

  it('[REST-9] is served, and its page loads scripts from here only', async () => {
    expect((await server.call(null, 'GET', '/api/openapi.json')).body).toMatchObject({ openapi: '3.1.0' });
    const page = await server.call(null, 'GET', '/api/docs');
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    for (const [, path] of page.text.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await server.call(null, 'GET', path ?? '')).status).toBe(200);
  });
});

import { once } from 'node:events';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { LIMITS, Problem } from '@natter/protocol';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ChildServer } from './testing/child-server.ts';
import { type HostileScene, openHostileScene } from './testing/hostile-scene.ts';

const MIB = 1024 * 1024;

let scene: HostileScene;
let server: ChildServer;
let token = '';

beforeAll(async () => {
  scene = await openHostileScene({
    program: inject('programs').server,
    adminUrl: inject('databaseAdminUrl'),
    env: { NATTER_LIMIT_REQUESTS_PER_MINUTE: '100000' },
  });
  ({ server } = scene);
  token = await server.tokenOf('mallory');
});
afterEach(() => scene.check());
afterAll(() => scene.end());

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

const conversations = '/api/messages/conversations';

async function ask({ method = 'POST', path = conversations, headers = {}, body }: Asked) {
  const response = await fetch(server.url + path, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  });
  return { status: response.status, type: response.headers.get('content-type') ?? '', text: await response.text() };
}

/** A code of the closed list, and not a word about what is inside. */
function expectRefused({ status, type, text }: { status: number; type: string; text: string }, code: string): void {
  expect(type).toMatch(/^application\/problem\+json/);
  const problem = Problem.parse(JSON.parse(text));
  expect([problem.code, problem.status]).toEqual([code, status]);
  expect(status).toBeLessThan(500);
  expect(text).not.toMatch(/node_modules|\.ts:|\.js:|SELECT|natter\.|zod|fastify|postgres/i);
}

const DEEP = 10_000;
const START = '{"type":"direct","participantId":"cool"';

describe('bodies', () => {
  const BODIES: readonly (readonly [what: string, body: string, code: string])[] = [
    ['NUL in an id', '{"type":"direct","participantId":"a\\u0000b"}', 'invalid'],
    [
      'NUL in a text',
      `${START},"message":{"clientId":"3f3c9b52-4d7a-4f0e-9a54-0c8a1d6f7b11","type":"text","content":"a\\u0000b"}}`,
      'invalid',
    ],
    [
      'half a surrogate pair',
      `${START},"message":{"clientId":"3f3c9b52-4d7a-4f0e-9a54-0c8a1d6f7b12","type":"text","content":"\\ud800"}}`,
      'invalid',
    ],
    ['a number beyond all numbers', '{"type":"direct","participantId":1e400}', 'invalid'],
    ['lists for words', '{"type":["direct"],"participantId":["cool"]}', 'invalid'],
    [`a list of depth ${DEEP}`, `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`, 'invalid'],
    [`an object of depth ${DEEP}`, `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`, 'invalid'],
    ['no JSON', '{"type":', 'invalid'],
    ['bytes that are no text', '\xff\xfe\x00', 'invalid'],
    ['null', 'null', 'invalid'],
    ['nothing', '', 'invalid'],
    ['a prototype', '{"type":"direct","participantId":"cool","__proto__":{"role":"owner"}}', 'invalid'],
    [
      'a constructor’s prototype',
      '{"type":"direct","participantId":"cool","constructor":{"prototype":{"role":"owner"}}}',
      'invalid',
    ],
    ['one byte too many', `{"a":"${'x'.repeat(LIMITS.bodyBytes - 7)}"}`, 'too_large'],
  ];
  it.each(BODIES)('[HOSTILE-5] %s', async (_what, body, code) => {
    expectRefused(await ask({ body }), code);
  });

  it('[HOSTILE-5] a body at the limit is looked at', async () => {
    expectRefused(await ask({ body: `{"a":"${'x'.repeat(LIMITS.bodyBytes - 8)}"}` }), 'invalid');
  });

  it('[HOSTILE-5] of a key that comes twice the last one counts, as JSON has it', async () => {
    const answer = await ask({
      body: '{"type":"group","type":"direct","participantId":"nobody-there","participantId":"cool"}',
    });
    expect([200, 201]).toContain(answer.status);
  });

  it('[HOSTILE-5] fields that nobody knows have no effect', async () => {
    const foreign =
      '"tenant":"x","tenantId":"x","role":"owner","senderId":"calm","sentAt":"2020-01-01","seq":99,"createdBy":"calm"';
    const started = await ask({ body: `${START},${foreign}}` });
    const { id } = JSON.parse(started.text) as { id: string };
    const clientId = crypto.randomUUID();
    const body = `{"clientId":"${clientId}","type":"text","content":"hi",${foreign},"version":7,"deletedAt":"2020-01-01"}`;
    const sent = await ask({ path: `${conversations}/${id}/messages`, body });
    expect([sent.status, JSON.parse(sent.text)]).toMatchObject([
      201,
      { message: { seq: 1, senderId: 'mallory', version: 1, deletedAt: null } },
    ]);
  });

  it('[HOSTILE-5] a compressed bomb is not unpacked', async () => {
    const body = gzipSync(Buffer.alloc(100 * MIB, ' '));
    expect(body.length).toBeLessThan(LIMITS.bodyBytes);
    const { rss } = await server.memory();
    expectRefused(await ask({ body, headers: { 'content-encoding': 'gzip' } }), 'invalid');
    expect(((await server.memory()).rss - rss) / MIB).toBeLessThan(50);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-7',
    'json',
    '../../x',
  ])('[HOSTILE-5] the content type %s', async (type) => {
    const answer = await ask({ body: '{}', headers: { 'content-type': type } });
    expectRefused(answer, 'invalid');
  });
});

describe('addresses', () => {
  const PATHS: readonly (readonly [path: string, code: string])[] = [
    [`${conversations}/%00`, 'invalid'],
    [`${conversations}/%`, 'invalid'],
    [`${conversations}/%ff%fe`, 'invalid'],
    [`${conversations}/%2e%2e%2f%2e%2e%2fhost/users`, 'not_found'],
    [`${conversations}/__proto__`, 'invalid'],
    [`${conversations}/${'x'.repeat(10_000)}`, 'invalid'],
    [`${conversations}?limit=-1`, 'invalid'],
    [`${conversations}?limit=1e9`, 'invalid'],
    [`${conversations}?limit=1&limit=2`, 'invalid'],
    [`${conversations}?cursor=${'x'.repeat(5_000)}`, 'too_large'],
    [`${conversations}?q=%00`, 'invalid'],
    ['/api/messages/sync?cursor=AAAA', 'invalid'],
    ['/api/messages/sync?cursor[__proto__]=1&cursor=', 'invalid'],
    ['/api/host/users', 'unauthenticated'],
    ['/api/messages/nothing', 'not_found'],
  ];
  it.each(PATHS.map(([path, code]) => [path.slice(0, 60), path, code] as const))(
    '[HOSTILE-5] %s',
    async (_shown, path, code) => {
      const answer = await ask({ method: path.startsWith('/api/host') ? 'PUT' : 'GET', path });
      expectRefused(answer, code);
    },
  );

  it('[HOSTILE-5] a method in a header is not the method', async () => {
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'DELETE' };
    const answer = await ask({ method: 'GET', path: '/api/messages/me', headers });
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([200, { userId: 'mallory' }]);
  });
});

/** Says this on a connection of its own, ends its side if told so, and answers what came back until the end. */
async function say(parts: readonly string[], { isCut = false } = {}): Promise<string> {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  for (const part of parts) socket.write(part);
  if (isCut) socket.resetAndDestroy();
  else socket.end();
  await new Promise((resolve) => socket.once('close', resolve));
  return Buffer.concat(chunks).toString('latin1');
}

describe('the wire', () => {
  const head = (...more: string[]) =>
    [
      `POST ${conversations} HTTP/1.1`,
      'Host: x',
      `Authorization: Bearer ${token}`,
      'Content-Type: application/json',
      ...more,
      '',
      '',
    ].join('\r\n');
  const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1] ?? 0);

  it('[HOSTILE-5] a chunked body that is cut short, a thousand times', async () => {
    await Promise.all(
      Array.from({ length: 1_000 }, () =>
        say([head('Transfer-Encoding: chunked'), 'fff\r\n{"type":'], { isCut: true }),
      ),
    );
  });

  it('[HOSTILE-3] ten megabytes, announced or not, are not read to their end', async () => {
    const body = 'x'.repeat(10 * MIB);
    const answer = await say([head(`Content-Length: ${body.length}`), body]);
    // Whoever goes on sending may lose the answer with the connection.
    expect([413, 0]).toContain(statusOf(answer));
  });

  it('[HOSTILE-5] a chunked body without end is too large, not held', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`;
    const answer = await say([
      head('Transfer-Encoding: chunked', 'Connection: close'),
      ...Array<string>(32).fill(chunk),
      '0\r\n\r\n',
    ]);
    // What of it was not read resets the connection, and the answer with it when that is faster.
    expect([413, 0]).toContain(statusOf(answer));
  });

  it('[HOSTILE-5] a header of 64 kB is refused before it is read', async () => {
    const answer = await say([head(`X-Long: ${'x'.repeat(65_536)}`, 'Content-Length: 2'), '{}']);
    // What of it was not read resets the connection, and the answer with it when that is faster.
    expect([413, 0]).toContain(statusOf(answer));
    expect(answer).not.toContain(' 200 ');
  });

  it.each([
    ['two lengths', ['Content-Length: 2', 'Content-Length: 3'], '{}x'],
    ['a length and chunks', ['Content-Length: 2', 'Transfer-Encoding: chunked'], '0\r\n\r\n'],
    ['chunks that are none', ['Transfer-Encoding: chunked'], 'zz\r\n{}\r\n'],
    ['an encoding nobody knows', ['Transfer-Encoding: xchunked'], '{}'],
    ['a header with NUL', ['X-Nul: a\0b', 'Content-Length: 2'], '{}'],
    ['a negative length', ['Content-Length: -2'], '{}'],
  ])('[HOSTILE-5] %s', async (_what, headers, body) => {
    const answer = await say([head(...headers), body]);
    expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    expect(statusOf(answer)).toBeLessThan(500);
    expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('[HOSTILE-5] what is no HTTP at all', async () => {
    for (const words of [
      '\x16\x03\x01\x02\x00\x01\x00\x01',
      'GET\r\n\r\n',
      '\0'.repeat(1_000),
      'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    ]) {
      expect(await say([words])).not.toMatch(/ 5\d\d /);
    }
  });
});

describe('tokens', () => {
  const half = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const TOKENS: readonly (readonly [what: string, token: () => string])[] = [
    ['of no algorithm', () => `${half({ alg: 'none' })}.${half({ sub: 'calm', exp: 9e9 })}.`],
    [
      'of a key that it brings along',
      () =>
        `${half({ alg: 'HS256', jku: 'http://127.0.0.1:1/', jwk: { kty: 'oct', k: 'AA' } })}.${half({ sub: 'calm', exp: 9e9 })}.AAAA`,
    ],
    ['of a megabyte', () => 'x'.repeat(10_000)],
    ['of five parts', () => 'a.b.c.d.e'],
    ['whose end was cut off', () => token.slice(0, -4)],
    [
      'of another person under the same seal',
      () => [token.split('.')[0], half({ sub: 'calm', exp: 9e9 }), token.split('.')[2]].join('.'),
    ],
  ];
  it.each(TOKENS)('[HOSTILE-7] %s', async (_what, made) => {
    expectRefused(
      await ask({ method: 'GET', path: '/api/messages/me', headers: { authorization: `Bearer ${made()}` } }),
      'unauthenticated',
    );
  });
});

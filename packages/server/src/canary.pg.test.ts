import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { COMMANDS, type Conversation, type Message, REST, type RestRoute } from '@natter/protocol';
import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type OpenedTracing, openTracing } from './adapters/otel/open-tracing.ts';
import { createPinoLog } from './adapters/pino/pino-log.ts';
import { systemClock } from './adapters/system/system-clock.ts';
import { openDatabase } from './database/index.ts';
import type { MessagingDatabase } from './ports/database.ts';

// Everything that somebody could give us holds this word: texts, names, notes, ids of people, tokens, addresses, keys.
const CANARY = 'kanarienvogel';
/** As it stands in a token: the three ways that Base64 cuts it. */
const IN_BASE64 = ['', ' ', '  '].map((before) =>
  Buffer.from(before + CANARY)
    .toString('base64')
    .slice(4, -4),
);
const API_KEY = `${CANARY}-of-the-host-1f9ab2e4d85603-Zq`;
const [ANN, BOB, CEM] = [`${CANARY}|ann`, `${CANARY}|bob`, `${CANARY}|cem`];

const lines: string[] = [];
const log = createPinoLog({ level: 'debug', destination: { write: (line: string) => void lines.push(line) } });
const traces: string[] = [];
const collector = createServer((request, response) => {
  request.on('data', (part: Buffer) => traces.push(part.toString()));
  request.on('end', () => response.setHeader('content-type', 'application/json').end('{}'));
});
const ids = new Set<string>();

let world: TestDatabase;
let database: MessagingDatabase;
let tracing: OpenedTracing;
let server: TestServer;

beforeAll(async () => {
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve));
  const service = { name: 'natter', version: '0.0.0', nodeId: 'n' };
  const endpoint = `http://127.0.0.1:${(collector.address() as AddressInfo).port}`;
  tracing = await openTracing({ endpoint, share: 1, key: 'k', service, log, clock: systemClock });
  world = await createTestDatabase(inject('databaseAdminUrl'));
  database = openDatabase({ url: world.appUrl, log, clock: systemClock, allowUnsafeDurability: true });
  server = await startTestServer(optionsOver(database));
}, 180_000);
afterAll(async () => {
  await server.close();
  await tracing.close();
  await database.close();
  await world.drop();
  await new Promise((resolve) => collector.close(resolve));
});

function optionsOver(over: MessagingDatabase) {
  const env = { NATTER_API_KEY: API_KEY, NATTER_LIMIT_REQUESTS_PER_MINUTE: '0', NATTER_LIMIT_SENDS_PER_MINUTE: '0' };
  const features = { scheduling: true, polls: true, forwarding: true, reporting: true, word_filter: true } as const;
  return { database: over, world, log, tracing, env, features };
}

const conversations = '/api/messages/conversations';
const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content: `${CANARY} ${content}` });

/** A body that holds every field there is, so that each call finds its own. */
const everything = () => ({
  ...text('in a body'),
  type: 'direct',
  participantId: BOB,
  name: `${CANARY} group`,
  participantIds: [BOB],
  version: 1,
  seq: 1,
  note: `${CANARY} note`,
  reason: 'other',
  action: 'dismiss',
  words: [{ word: CANARY, action: 'flag' }],
  optionIds: [1],
  conversationIds: [randomUUID()],
  sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  draft: { content: `${CANARY} draft` },
  token: `${CANARY}.token`,
  userIds: [`${CANARY}|nobody`],
  users: [{ id: BOB, displayName: `${CANARY} name`, avatarUrl: `https://x.example/a.png?sig=${CANARY}`, tier: CANARY }],
  memberships: [],
  [`${CANARY}Key`]: CANARY,
});

function pathOf(route: RestRoute, given: Readonly<Record<string, string>>): string {
  const path = route.path.replaceAll(/:(\w+)/g, (_whole, name: string) => encodeURIComponent(given[name] ?? CANARY));
  return `${path}?q=${CANARY}&cursor=${CANARY}&at=2026-01-01T00:00:00.000Z&after=0`;
}

/** Every call of the table, as a member and as the host, with these ids. */
async function callEverything(on: TestServer, given: Readonly<Record<string, string>>): Promise<number[]> {
  const statuses: number[] = [];
  for (const route of Object.values<RestRoute>(REST)) {
    const body = route.method === 'GET' ? undefined : everything();
    const path = pathOf(route, given);
    const answer =
      route.auth === 'host'
        ? await on.callHost(route.method, path, body)
        : await on.call(ANN, route.method, path, body);
    statuses.push(answer.status);
  }
  return statuses;
}

async function sayEverything(on: TestServer, given: Readonly<Record<string, unknown>>): Promise<void> {
  const socket = await on.connect(ANN);
  for (const name of Object.keys(COMMANDS)) {
    await socket.emitWithAck(name, { ...everything(), type: 'text', ...given });
    await socket.emitWithAck(name, `${CANARY} instead of an object`);
  }
  socket.emit(`${CANARY}:event`, { content: CANARY });
  socket.emit('message:send', { content: `${CANARY} without an answer` });
}

describe('[SEE-4] what somebody gave us', () => {
  it('is in no line of the log, no metric and no trace: where all goes well', async () => {
    await server.callHost('PUT', '/api/host/users', {
      users: [ANN, BOB, CEM].map((id) => ({
        id,
        displayName: `${CANARY} ${id}`,
        roles: ['owner'],
        tier: 'privileged',
      })),
    });
    for (const userId of [ANN, BOB, CEM]) await server.call(userId, 'GET', '/api/messages/me');
    const begun = await server.call(ANN, 'POST', conversations, {
      type: 'direct',
      participantId: BOB,
      message: text('first'),
    });
    expect(begun.status).toBe(201);
    const { id } = begun.body as Conversation;
    const [ann, bob] = [await server.connect(ANN), await server.connect(BOB)];
    const heard = new Promise<{ message: Message }>((resolve) => bob.once('message:new', resolve));
    const sent = await ann.emitWithAck('message:send', { conversationId: id, ...text('by socket') });
    expect(sent.ok).toBe(true);
    const { message } = await heard;
    expect(message.content).toContain(CANARY);
    const marked = await bob.emitWithAck('message:delivered', { conversationId: id, seq: message.seq });
    expect(marked.ok).toBe(true);
    for (const one of [id, message.id, message.clientId ?? '']) ids.add(one);

    const of = `${conversations}/${id}/messages/${message.id}`;
    const calls: [userId: string, method: string, path: string, body?: unknown][] = [
      [ANN, 'POST', `${conversations}/${id}/messages`, text('by REST')],
      [ANN, 'PATCH', of, { content: `${CANARY} edited`, version: message.version }],
      [BOB, 'PUT', `${of}/reactions/${encodeURIComponent('👍')}`],
      [BOB, 'POST', `${of}/report`, { reason: 'other', note: `${CANARY} note` }],
      [ANN, 'PATCH', `${conversations}/${id}`, { draft: { content: `${CANARY} draft` } }],
      [
        ANN,
        'POST',
        `${conversations}/${id}/scheduled`,
        { ...text('later'), sendAt: new Date(Date.now() + 3_600_000).toISOString() },
      ],
      [ANN, 'GET', `/api/messages/people?q=${CANARY}`],
      [ANN, 'GET', `${conversations}?q=${CANARY}`],
      [CEM, 'GET', '/api/messages/moderation/reports'],
      [ANN, 'PUT', `/api/messages/me/blocks/${encodeURIComponent(CEM)}`],
    ];
    for (const [userId, method, path, body] of calls) {
      const { status } = await server.call(userId, method, path, body);
      expect([method, path.split('?')[0], status < 300]).toEqual([method, path.split('?')[0], true]);
    }
  });

  it('nor where it is wrong: in every call and every command, with ids that exist and ids that are none', async () => {
    const [conversationId = '', messageId = ''] = ids;
    const statuses = [
      ...(await callEverything(server, { id: conversationId, messageId, userId: BOB, emoji: '👍' })),
      ...(await callEverything(server, {})),
    ];
    expect(statuses.filter((status) => status >= 400).length).toBeGreaterThan(30);
    await sayEverything(server, { conversationId, conversationIds: [conversationId] });
    await sayEverything(server, { conversationId: CANARY });
    for (const token of [CANARY, `${CANARY}.${CANARY}.${CANARY}`, await server.tokenOf(ANN, -60)]) {
      await server.callWith(token, 'GET', `/api/messages/me?access_token=${CANARY}`);
    }
    await server.callWith(CANARY, 'POST', conversations, `{"content": "${CANARY}`);
    await server.call(ANN, 'POST', conversations, `{"content": "${CANARY}`);
  });

  it('nor where the database fails and quotes it', async () => {
    const failing = await startTestServer({ ...optionsOver(failEverything(database)), world: undefined });
    try {
      const [conversationId = '', messageId = ''] = ids;
      const statuses = await callEverything(failing, { id: conversationId, messageId, userId: BOB, emoji: '👍' });
      expect(statuses).toContain(500);
      const before = lines.length;
      await failing.call(ANN, 'POST', `${conversations}/${conversationId}/messages`, text('into nothing'));
      expect(lines.length).toBeGreaterThan(before);
    } finally {
      await failing.close();
    }
  });

  it('is nowhere', async () => {
    for (const step of ['send', 'wait', 'commit', 'publish', 'deliver']) {
      await expect.poll(() => traces.join(''), { timeout: 40_000 }).toContain(`"message.${step}"`);
    }
    const { text: metrics } = await server.call(null, 'GET', '/metrics');
    expect(lines.length).toBeGreaterThan(20);
    expect(metrics).toContain('natter_sends_total');
    for (const [what, told] of Object.entries({ log: lines.join(''), metrics, traces: traces.join('') })) {
      const hit = new RegExp(`.{0,60}(${CANARY}|${IN_BASE64.join('|')}).{0,60}`, 'i').exec(told)?.[0];
      expect([what, hit]).toEqual([what, undefined]);
      for (const id of ids)
        expect([what, told.includes(id), told.includes(id.replaceAll('-', ''))]).toEqual([what, false, false]);
    }
  });
});

/** Answers who somebody is, and fails in everything else as PostgreSQL does, with what it was given in every part of the error. */
function failEverything(inner: MessagingDatabase): MessagingDatabase {
  // What a server needs to start and to know who asks.
  const works =
    /^(ping|close|ensurePerson|watch|\w+Nodes?|readCommits|readAudiences|readFollowed|\w+Moments|readPresences|listenToCommits)$/;
  return new Proxy(inner, {
    get(target, name, receiver) {
      const own: unknown = Reflect.get(target, name, receiver);
      if (typeof own !== 'function' || works.test(String(name))) return own;
      return async (...args: unknown[]) => {
        const quoted = `${CANARY} ${JSON.stringify(args)}`;
        throw Object.assign(
          new Error(`invalid input syntax for type json: "${quoted.replaceAll('"', '')}"\n${quoted}`),
          {
            code: '22P02',
            detail: `Token "${quoted}" is invalid.`,
            where: `JSON data, line 1: ${quoted}`,
            query: quoted,
          },
        );
      };
    },
  });
}

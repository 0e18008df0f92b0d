import { randomUUID } from 'node:crypto';
import { type Conversation, type PeoplePage, REST, type RestRoute } from '@natter/protocol';
import { startTestHouse, startTestServer, type TestDatabase, type TestHouse, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from './ports/database.ts';
import { listen } from './testing/listen.ts';

const conversations = '/api/messages/conversations';
/** All there is, so that each call comes to the database. */
const features = { forwarding: true, polls: true };
const env = { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603', NATTER_LIMIT_REQUESTS_PER_MINUTE: '0' };
let house: TestHouse;
let world: TestDatabase;
let database: MessagingDatabase;
let server: TestServer;
let counter = 0;
let ann = '';
let bob = '';
/** Of another store, and of no club. */
let una = '';
let nora = '';

const member = (userId: string, storeId = 'test') => ({ userId, clubId: 'readers', storeId });

beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'), { edition: 'bookstore', features, env });
  ({ world, database, server } = house);
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  counter++;
  [ann, bob, una, nora] = ['ann', 'bob', 'una', 'nora'].map((name) => `${name}-${counter}`) as [
    string,
    string,
    string,
    string,
  ];
  // Not through the server: it would tell people, some time after.
  await database.upsertUsers([ann, bob, una, nora].map((id) => ({ id, tier: 'privileged' })));
  await database.putMemberships({ put: [member(ann), member(bob), member(una, 'elsewhere')], remove: [] });
});

const put = (body: unknown) => server.callHost('PUT', '/api/host/users', body);
const putMemberships = (body: unknown) => server.callHost('PUT', '/api/host/memberships', body);
const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });

async function startAndSend(userId = ann, participantId = bob): Promise<string> {
  const answer = await server.call(userId, 'POST', conversations, {
    type: 'direct',
    participantId,
    message: text('hello'),
  });
  return (answer.body as Conversation).id;
}

/** Every call that a person can make, about this conversation. */
function everyCall(conversationId: string): { name: string; method: string; path: string; body: unknown }[] {
  const bodies: Record<string, unknown> = {
    putSettings: { presence: true },
    startConversation: { type: 'direct', participantId: ann },
    patchConversation: { isPinned: true },
    sendMessage: text('hi'),
    putRead: { seq: 1 },
    putDelivered: { seq: 1 },
    reportMessage: { reason: 'spam' },
    resolveReport: { action: 'dismiss' },
    putWords: { words: [] },
    editMessage: { content: 'hi', version: 1 },
    forwardMessage: { conversationIds: [conversationId], clientId: randomUUID() },
    putVotes: { optionIds: [1] },
    putDisappearing: { seconds: 3600 },
    createScheduled: { clientId: randomUUID(), content: 'hi', sendAt: new Date(Date.now() + 3_600_000).toISOString() },
    patchScheduled: { version: 1 },
    addParticipants: { userIds: [ann] },
    patchParticipant: { role: 'admin' },
  };
  const queries: Record<string, string> = { listChanges: '?after=0', locate: '?at=2026-01-01T00:00:00.000Z' };
  return (Object.entries(REST) as [string, RestRoute][])
    .filter(([, route]) => route.auth === 'person')
    .map(([name, route]) => ({
      name,
      method: route.method,
      path: route.path
        .replace(':id', conversationId)
        .replace(':messageId', randomUUID())
        .replace(':reportId', randomUUID())
        .replace(':scheduledId', randomUUID())
        .replace(':emoji', encodeURIComponent('😀'))
        .replace(':userId', ann)
        .concat(queries[name] ?? ''),
      body: bodies[name],
    }));
}

async function answersOf(userId: string, conversationId: string, by = server): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const { name, method, path, body } of everyCall(conversationId)) {
    const { status, body: answer } = await by.call(userId, method, path, body);
    const code = (answer as { code?: string } | undefined)?.code ?? '';
    answers[name] = `${status} ${code}`.trim();
  }
  return answers;
}

/** Replaces a piece of a function of the database, as its owner, for the time of `during`. */
async function withoutCheck(name: string, change: (sql: string) => string, during: () => Promise<void>): Promise<void> {
  const { rows } = await world.admin.query<{ sql: string }>('SELECT pg_get_functiondef($1::regproc) AS sql', [name]);
  const original = rows[0]?.sql ?? '';
  const changed = change(original);
  expect(changed).not.toBe(original);
  await world.admin.query(changed);
  try {
    await during();
  } finally {
    await world.admin.query(original);
  }
}

describe('people of no club, and of another store', () => {
  it('[WALL-2] are refused every call and the socket, with a sentence', async () => {
    for (const outsider of [una, nora]) {
      const answers = await answersOf(outsider, randomUUID());
      expect([...new Set(Object.values(answers))]).toEqual(['403 forbidden']);
      await expect(server.connect(outsider)).rejects.toMatchObject({
        data: { code: 'forbidden', detail: expect.stringMatching(/clubs: ask there/) },
      });
    }
  });

  it('[WALL-5] are not found, cannot be written to, and are written to no longer', async () => {
    const people = (await server.call(ann, 'GET', `/api/messages/people?q=-${counter}`)).body as PeoplePage;
    expect(people.items.map(({ userId }) => userId)).toEqual([bob]);
    for (const participantId of [una, nora, 'nobody-at-all']) {
      const answer = await server.call(ann, 'POST', conversations, { type: 'direct', participantId });
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'not_found' }]);
    }
    const id = await startAndSend();
    await putMemberships({ memberships: [], remove: [member(bob)] });
    const refused = await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('still there?'));
    expect([refused.status, refused.body]).toMatchObject([403, { code: 'not_allowed' }]);
    const left = await server.call(ann, 'GET', `${conversations}/${id}`);
    expect(left.body).toMatchObject({ can: { send: false, whyNot: 'unreachable' } });
  });

  it('[WALL-1] an office is enough, and taking it away ends it', async () => {
    await put({ users: [{ id: nora, roles: ['manager'] }] });
    expect((await server.call(nora, 'GET', '/api/messages/me')).body).toMatchObject({
      office: 'manager',
      can: { start: true, moderate: true },
    });
    const socket = await server.connect(nora);
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    await put({ users: [{ id: nora, roles: [] }] });
    expect((await server.call(nora, 'GET', '/api/messages/me')).status).toBe(403);
    await ended;
  });
});

describe('who leaves the store', () => {
  it('[WALL-4] is cut from the socket at once, stays out, and is back when they belong again', async () => {
    await startAndSend();
    const socket = await server.connect(bob);
    const friend = listen(await server.connect(ann));
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    const told = friend.next('sync:required');
    const answer = await putMemberships({ memberships: [], remove: [{ userId: bob, clubId: 'readers' }] });
    expect([answer.status, answer.body]).toEqual([200, { upserted: 0, removed: 1 }]);
    expect(await ended).toBe('io server disconnect');
    expect(await told).toEqual({ reason: 'people' });
    await expect(server.connect(bob)).rejects.toMatchObject({ data: { code: 'forbidden' } });
    const toldAgain = friend.next('sync:required');
    await putMemberships({ memberships: [member(bob)] });
    expect(await toldAgain).toEqual({ reason: 'people' });
    await server.connect(bob);
  });

  it('[WALL-4] one club of the store is as good as two', async () => {
    await putMemberships({ memberships: [{ ...member(bob), clubId: 'poets' }] });
    const socket = await server.connect(bob);
    await putMemberships({ memberships: [], remove: [member(bob)] });
    expect(await socket.emitWithAck('sync', {})).toMatchObject({ ok: true });
  });

  it('[WALL-3] is refused by the next command where nobody told this server', async () => {
    const id = await startAndSend();
    const [socket, elsewhere] = [await server.connect(bob), world.open()];
    try {
      // A node whose lease somebody took is not told, until it finds that out.
      await world.admin.query('DELETE FROM natter.nodes');
      await elsewhere.putMemberships({ put: [], remove: [member(bob)] });
    } finally {
      await elsewhere.close();
    }
    // Still remembered here: the database refuses by itself.
    expect(await socket.emitWithAck('sync', {})).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    const send = await socket.emitWithAck('message:send', { conversationId: id, ...text('hi') });
    expect(send).toMatchObject({ ok: false, error: { code: 'not_found' } });
    expect((await server.call(bob, 'GET', conversations)).status).toBe(403);
  });
});

describe('what the host may say', () => {
  it('[HOSTILE-7] who is removed while they do everything at once has done it before or not at all', async () => {
    const id = await startAndSend();
    const token = await server.tokenOf(bob);
    const device = await server.connect(bob);
    const before = listen(await server.connect(ann));
    let isGone = false;
    const verdicts: string[] = [];
    const send = async (): Promise<void> => {
      const body = { conversationId: id, ...text('still here') };
      const acked = device
        .timeout(5_000)
        .emitWithAck('message:send', body)
        .catch(() => ({ ok: false, error: { code: 'cut' } }));
      const [bySocket, byRest] = await Promise.all([
        acked as Promise<{ ok: boolean; error?: { code: string } }>,
        server.callWith(token, 'POST', `${conversations}/${id}/messages`, text('still here')),
      ]);
      verdicts.push(
        bySocket.ok ? 'sent' : (bySocket.error?.code ?? '?'),
        byRest.status === 201 ? 'sent' : `${byRest.status}`,
      );
      if (device.connected && !isGone) await send();
    };
    const acting = Promise.all(Array.from({ length: 10 }, send));
    for (let count = 0; count < 5; count++) await before.next('message:new');
    expect((await putMemberships({ memberships: [], remove: [member(bob)] })).status).toBe(200);
    isGone = true;
    const { rows } = await world.admin.query<{ n: number }>(
      'SELECT last_seq::int AS n FROM natter.conversations WHERE id = $1',
      [id],
    );
    expect(device.connected).toBe(false);
    await acting;
    for (const verdict of verdicts)
      expect(['sent', 'forbidden', 'not_found', 'cut', '403', '404', '429', 'rate_limited']).toContain(verdict);
    const late = await server.callWith(token, 'POST', `${conversations}/${id}/messages`, text('too late'));
    expect([late.status, late.body]).toMatchObject([403, { code: 'forbidden' }]);
    const { rows: after } = await world.admin.query<{ n: number }>(
      'SELECT last_seq::int AS n FROM natter.conversations WHERE id = $1',
      [id],
    );
    expect(after).toEqual(rows);
  });

  it('[WALL-6] people who are not known are named, and nothing is done', async () => {
    const answer = await putMemberships({
      memberships: [member(nora), member('who'), member(nora), member('whoever')],
    });
    expect([answer.status, answer.body]).toMatchObject([
      400,
      { code: 'invalid', fields: [{ path: 'memberships.1.userId' }, { path: 'memberships.3.userId' }] },
    ]);
    expect((await server.call(nora, 'GET', '/api/messages/me')).status).toBe(403);
  });

  it('[WALL-6] said twice it is said once; only the host may', async () => {
    for (let times = 0; times < 2; times++) {
      expect((await putMemberships({ memberships: [member(nora)] })).status).toBe(200);
      expect((await server.call(nora, 'GET', '/api/messages/me')).status).toBe(200);
    }
    const forged = await server.call(ann, 'PUT', '/api/host/memberships', { memberships: [member(una)] });
    expect(forged.status).toBe(401);
  });
});

describe('[AUTH-5] a token of another store', () => {
  const me = '/api/messages/me';

  it('is refused by the API', async () => {
    expect((await server.callWith(await server.tokenOf(ann, 60, 'test'), 'GET', me)).status).toBe(200);
    expect((await server.callWith(await server.tokenOf(ann, 60, 'elsewhere'), 'GET', me)).status).toBe(401);
  });

  it('is refused at the door of the sockets, and as a fresh token of one that is open', async () => {
    await expect(server.connect(ann, 60, 'elsewhere')).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
    const socket = await server.connect(ann, 60, 'test');
    const refreshed = await socket.emitWithAck('auth:refresh', { token: await server.tokenOf(ann, 60, 'elsewhere') });
    expect(refreshed).toMatchObject({ ok: false, error: { code: 'unauthenticated' } });
  });

  it('is refused by the database alone: this API takes itself for the other store’s', async () => {
    const fooled = await startTestServer({
      database,
      edition: 'bookstore',
      env: { ...env, NATTER_STORE_ID: 'elsewhere' },
    });
    try {
      // Known already, and so remembered: the claim is looked at all the same.
      expect((await fooled.call(ann, 'GET', me)).status).toBe(200);
      const foreign = await fooled.callWith(await fooled.tokenOf(ann, 60, 'elsewhere'), 'GET', me);
      expect([foreign.status, foreign.body]).toMatchObject([401, { code: 'unauthenticated' }]);
      await expect(fooled.connect(ann, 60, 'elsewhere')).rejects.toMatchObject({ data: { code: 'unauthenticated' } });
    } finally {
      await fooled.close();
    }
  });

  it('is refused by the API alone: this database looks at no claim', async () => {
    const noClaim = (sql: string) => sql.replace('p_store <> natter.current_tenant()', 'false');
    await withoutCheck('natter.ensure_person', noClaim, async () => {
      expect(await database.ensurePerson(ann, null, 'elsewhere')).toMatchObject({ userId: ann });
      expect((await server.callWith(await server.tokenOf(ann, 60, 'elsewhere'), 'GET', me)).status).toBe(401);
    });
  });
});

describe('[WALL-2] somebody who has left, in a conversation that is there', () => {
  it('is refused by the database alone: this API takes everybody for a member', async () => {
    const id = await startAndSend();
    await putMemberships({ memberships: [], remove: [member(bob)] });
    const ensurePerson: MessagingDatabase['ensurePerson'] = async (...asked) => {
      const me = await database.ensurePerson(...asked);
      return me && { ...me, isMember: true, canModerate: true };
    };
    const fooled = await startTestServer({
      database: { ...database, ensurePerson },
      edition: 'bookstore',
      features,
      env,
    });
    try {
      const { getMe, getSettings, getStoreStatus, ...answers } = await answersOf(bob, id, fooled);
      // Who they are is theirs; numbers of the store are asked by the server itself.
      expect([getMe, getSettings, getStoreStatus]).toEqual(['200', '200', '200']);
      expect(Object.entries(answers).filter(([, answer]) => !/^(403 forbidden|404 not_found)$/.test(answer))).toEqual(
        [],
      );
      const socket = await fooled.connect(bob);
      for (const [command, payload] of Object.entries({
        sync: {},
        'message:send': { conversationId: id, ...text('hi') },
        'message:read': { conversationId: id, seq: 1 },
        'typing:start': { conversationId: id },
        'conversation:watch': { conversationIds: [id] },
      })) {
        expect(await socket.emitWithAck(command, payload)).toMatchObject({ ok: false });
      }
      expect(await socket.emitWithAck('presence:watch', { userIds: [ann] })).toMatchObject({ data: { presences: [] } });
    } finally {
      await fooled.close();
    }
  });

  it('is refused by the API alone: this database lets everybody take part', async () => {
    const id = await startAndSend();
    await putMemberships({ memberships: [], remove: [member(bob)] });
    const everybody = (sql: string) => sql.replace('NOT natter.takes_part(p_user)', 'false');
    await withoutCheck('natter.refuse_outsider', everybody, async () => {
      expect(await database.readConversation(bob, id)).toMatchObject({ id });
      expect([...new Set(Object.values(await answersOf(bob, id)))]).toEqual(['403 forbidden']);
      await expect(server.connect(bob)).rejects.toMatchObject({ data: { code: 'forbidden' } });
    });
  });
});

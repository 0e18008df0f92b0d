import { randomUUID } from 'node:crypto';
import type { Conversation, Message, SyncAnswer } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer } from '@natter/testkit';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';

let house: TestHouse;
let server: TestServer;
let counter = 0;
let ann = '';
let bob = '';

beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'), {
    env: { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603' },
  });
  server = house.server;
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  counter++;
  ann = `ann-${counter}`;
  bob = `bob-${counter}`;
  for (const userId of [ann, bob]) await server.call(userId, 'GET', '/api/messages/me');
});

const conversations = '/api/messages/conversations';

async function start(userId = ann, otherId = bob): Promise<Conversation> {
  const answer = await server.call(userId, 'POST', conversations, { type: 'direct', participantId: otherId });
  return answer.body as Conversation;
}

/** They have written to each other: before that they are nothing to one another. */
async function startAndSend(): Promise<Conversation> {
  const conversation = await start();
  await server.call(ann, 'POST', `${conversations}/${conversation.id}/messages`, text('hello'));
  return conversation;
}

function text(content: string, clientId: string = randomUUID()) {
  return { clientId, type: 'text', content };
}

/** Collects what a socket is told, and answers the first event of a name. */
function listen(socket: Socket) {
  const heard: { event: string; payload: Record<string, unknown> }[] = [];
  const waiters: { event: string; resolve: (payload: Record<string, unknown>) => void }[] = [];
  socket.onAny((event: string, payload: Record<string, unknown>) => {
    heard.push({ event, payload });
    for (const waiter of waiters.filter((one) => one.event === event)) {
      waiters.splice(waiters.indexOf(waiter), 1);
      waiter.resolve(payload);
    }
  });
  return {
    heard,
    next: (event: string) => new Promise<Record<string, unknown>>((resolve) => waiters.push({ event, resolve })),
  };
}

describe('two people', () => {
  it('[SEND-1] a send over the socket is acknowledged and reaches the other person', async () => {
    const conversation = await start();
    const [mine, theirs] = [await server.connect(ann), await server.connect(bob)];
    const told = listen(theirs).next('message:new');
    const ack = await mine.emitWithAck('message:send', { conversationId: conversation.id, ...text('hello') });
    expect(ack).toMatchObject({
      ok: true,
      data: { duplicate: false, message: { seq: 1, content: 'hello', senderId: ann } },
    });
    expect(await told).toEqual({ message: ack.data.message });
  });

  it('[SEND-6] a repeat answers the message that is there, other content is a conflict', async () => {
    const { id } = await start();
    const body = text('once');
    const first = await server.call(ann, 'POST', `${conversations}/${id}/messages`, body);
    const again = await server.call(ann, 'POST', `${conversations}/${id}/messages`, body);
    const other = await server.call(ann, 'POST', `${conversations}/${id}/messages`, { ...body, content: 'twice' });
    expect([first.status, again.status, other.status]).toEqual([201, 200, 409]);
    const { message } = first.body as { message: Message };
    expect(again.body).toEqual({ message, duplicate: true });
  });

  it('[SEND-5] a hundred sends of one device keep their order', async () => {
    const { id } = await start();
    const socket = await server.connect(ann);
    const acks = await Promise.all(
      Array.from({ length: 100 }, (_, index) =>
        socket.emitWithAck('message:send', { conversationId: id, ...text(`${index}`) }),
      ),
    );
    expect(acks.map((ack) => ack.data.message.seq)).toEqual(acks.map((_, index) => index + 1));
  });

  it('[SEND-3] a mention of somebody else is refused, and what follows keeps its order', async () => {
    const { id } = await start();
    const socket = await server.connect(ann);
    const mention = (userId: string) => ({ ...text('hi you'), mentions: [{ userId, start: 0, end: 2 }] });
    const [good, bad, plain] = await Promise.all([
      socket.emitWithAck('message:send', { conversationId: id, ...mention(bob) }),
      socket.emitWithAck('message:send', { conversationId: id, ...mention('stranger') }),
      socket.emitWithAck('message:send', { conversationId: id, ...text('after') }),
    ]);
    expect(good).toMatchObject({ ok: true, data: { message: { seq: 1, mentions: [{ userId: bob }] } } });
    expect(bad).toMatchObject({ ok: false, error: { code: 'invalid', fields: [{ path: 'mentions.0.userId' }] } });
    expect(plain).toMatchObject({ ok: true, data: { message: { seq: 2 } } });
  });

  it('[SEND-10] the first message announces the conversation, starting it does not', async () => {
    const theirs = listen(await server.connect(bob));
    const announced = theirs.next('conversation:new');
    const { id } = await start();
    expect((await server.call(bob, 'GET', conversations)).body).toEqual({ items: [], nextCursor: null });
    await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('first'));
    expect(await announced).toEqual({ conversationId: id, changeSeq: expect.any(Number) });
    expect(theirs.heard[0]).toMatchObject({ event: 'conversation:new' });
  });

  it('[START-1] the same pair gets the same conversation, from either side and at once', async () => {
    const answers = await Promise.all([start(ann, bob), start(bob, ann), start(ann, bob)]);
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1);
  });

  it('[RCPT-3] reading moves the marks, tells the sender and clears the count', async () => {
    const { id } = await start();
    await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('read me'));
    const mine = listen(await server.connect(ann));
    const read = mine.next('message:read');
    expect((await server.call(bob, 'GET', `${conversations}/${id}`)).body).toMatchObject({ unreadCount: 1 });
    const answer = await server.call(bob, 'PUT', `${conversations}/${id}/read`, { seq: 1 });
    expect(answer.body).toEqual({ deliveredSeq: 1, readSeq: 1, unreadCount: 0 });
    expect(await read).toMatchObject({ conversationId: id, userId: bob, seq: 1 });
    expect((await server.call(ann, 'GET', `${conversations}/${id}`)).body).toMatchObject({ othersReadSeq: 1 });
  });

  it('[REST-3] a foreign conversation and one that does not exist answer the same bytes', async () => {
    const { id } = await start();
    const stranger = `eve-${counter}`;
    for (const path of ['', '/messages', '/changes?after=0']) {
      const foreign = await server.call(stranger, 'GET', `${conversations}/${id}${path}`);
      const absent = await server.call(stranger, 'GET', `${conversations}/${randomUUID()}${path}`);
      expect([foreign.status, foreign.text]).toEqual([404, absent.text]);
    }
    const send = await server.call(stranger, 'POST', `${conversations}/${id}/messages`, text('let me in'));
    const nowhere = await server.call(stranger, 'POST', `${conversations}/${randomUUID()}/messages`, text('let me in'));
    expect([send.status, send.text]).toEqual([404, nowhere.text]);
    const mark = await server.call(stranger, 'PUT', `${conversations}/${id}/read`, { seq: 1 });
    expect(mark.text).toBe(send.text);
  });
});

describe('pages', () => {
  it('history, changes and the inbox page through what there is', async () => {
    const { id } = await start();
    const socket = await server.connect(ann);
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        socket.emitWithAck('message:send', { conversationId: id, ...text(`m${index}`) }),
      ),
    );
    const newest = await server.call(bob, 'GET', `${conversations}/${id}/messages?limit=5`);
    expect(newest.body).toMatchObject({ fromSeq: 8, toSeq: 12, hasBefore: true, hasAfter: false });
    const older = await server.call(bob, 'GET', `${conversations}/${id}/messages?before=8&limit=5`);
    expect((older.body as { items: Message[] }).items.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7]);
    const changes = await server.call(bob, 'GET', `${conversations}/${id}/changes?after=0&limit=5`);
    expect(changes.body).toMatchObject({
      hasMore: true,
      toChangeSeq: (changes.body as { items: Message[] }).items[4]?.changeSeq,
    });
    const inbox = await server.call(bob, 'GET', conversations);
    expect(inbox.body).toMatchObject({ items: [{ id, lastSeq: 12, unreadCount: 12 }], nextCursor: null });
  });

  it('the inbox goes on where its cursor says', async () => {
    const others = ['x', 'y', 'z'].map((name) => `${name}-${counter}`);
    for (const other of others) {
      await server.call(other, 'GET', '/api/messages/me');
      const { id } = await start(ann, other);
      await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('hi'));
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page = await server.call(ann, 'GET', `${conversations}?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const body = page.body as { items: Conversation[]; nextCursor: string | null };
      seen.push(...body.items.map(({ id }) => id));
      cursor = body.nextCursor;
    }
    expect([seen.length, new Set(seen).size]).toEqual([3, 3]);
  });

  it('[CHG-1] changes after a place beyond the end is a conflict', async () => {
    const { id } = await start();
    expect((await server.call(ann, 'GET', `${conversations}/${id}/changes?after=99`)).status).toBe(409);
  });
});

describe('sync', () => {
  const sync = async (userId: string, cursor?: string) =>
    (await server.call(userId, 'GET', `/api/messages/sync?limit=1${cursor === undefined ? '' : `&cursor=${cursor}`}`))
      .body as SyncAnswer;

  async function syncAll(userId: string, cursor?: string) {
    const answers = [await sync(userId, cursor)];
    while (answers.at(-1)?.hasMore) answers.push(await sync(userId, answers.at(-1)?.cursor));
    return answers;
  }

  it('[FEED-1] a first load gives everything, a page at a time, and then only what changed', async () => {
    const { id } = await start();
    await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('one'));
    const other = `cy-${counter}`;
    await server.call(other, 'GET', '/api/messages/me');
    const second = await start(ann, other);
    await server.call(ann, 'POST', `${conversations}/${second.id}/messages`, text('two'));
    const first = await syncAll(ann);
    expect(first.flatMap(({ conversations: some }) => some.map(({ conversation }) => conversation.id)).sort()).toEqual(
      [id, second.id].sort(),
    );
    expect(first[0]?.conversations[0]).toMatchObject({ complete: true, fromSeq: 1 });
    let cursor = first.at(-1)?.cursor;
    // Open transactions anywhere in the cluster, which other tests share, hold the horizon back: until they end, a change repeats.
    await expect
      .poll(
        async () => {
          const answers = await syncAll(ann, cursor);
          cursor = answers.at(-1)?.cursor;
          return answers.flatMap((answer) => answer.conversations);
        },
        { timeout: 40_000, interval: 20 },
      )
      .toEqual([]);
    await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('three'));
    const [later] = await syncAll(ann, cursor);
    expect(later?.conversations).toMatchObject([
      { conversation: { id }, messages: [{ content: 'three' }], complete: true, fromSeq: null },
    ]);
    expect(later?.reset).toBe(false);
  });

  it('[FEED-4] a cursor of another history starts anew', async () => {
    const { id } = await start();
    await server.call(ann, 'POST', `${conversations}/${id}/messages`, text('one'));
    const foreign = Buffer.from(
      JSON.stringify(['sync', { epoch: 'elsewhere', since: '1', next: null, after: null }]),
    ).toString('base64url');
    expect(await sync(ann, foreign)).toMatchObject({
      reset: true,
      conversations: [{ conversation: { id }, fromSeq: 1 }],
    });
  });
});

describe('presence, typing and the host', () => {
  it('[PRES-2] watching tells who is online now', async () => {
    await startAndSend();
    const socket = await server.connect(ann);
    const before = await socket.emitWithAck('presence:watch', { userIds: [bob] });
    expect(before).toMatchObject({ ok: true, data: { presences: [{ userId: bob, status: 'offline' }] } });
    const told = listen(socket).next('presence');
    await server.connect(bob);
    expect(await told).toEqual({ userId: bob, status: 'online', lastSeenAt: null });
  });

  it('[TYPE-1] typing reaches who has the conversation open', async () => {
    const { id } = await start();
    const [mine, theirs] = [await server.connect(ann), await server.connect(bob)];
    await theirs.emitWithAck('conversation:watch', { conversationIds: [id] });
    const told = listen(theirs).next('typing:start');
    expect(await mine.emitWithAck('typing:start', { conversationId: id })).toEqual({ ok: true, data: {} });
    expect(await told).toEqual({ conversationId: id, userId: ann });
  });

  it('[HOST-2] people pushed by the host are there, and who sees them is told', async () => {
    await startAndSend();
    const told = listen(await server.connect(ann)).next('sync:required');
    const response = await fetch(`${server.url}/api/host/users`, {
      method: 'PUT',
      headers: { authorization: 'Bearer a-key-of-the-host-1f9ab2e4d85603', 'content-type': 'application/json' },
      body: JSON.stringify({ users: [{ id: bob, displayName: 'Robert' }] }),
    });
    expect([response.status, await response.json()]).toEqual([200, { upserted: 1, unknownTiers: [] }]);
    expect(await told).toEqual({ reason: 'people' });
    expect((await server.call(bob, 'GET', '/api/messages/me')).body).toMatchObject({ displayName: 'Robert' });
    expect((await server.call(ann, 'GET', '/api/messages/people?q=rober')).body).toMatchObject({
      items: [{ userId: bob }],
    });
  });

  it('settings of a person and of a conversation are kept', async () => {
    const { id } = await start();
    const settings = await server.call(ann, 'PUT', '/api/messages/me/settings', { readReceipts: false });
    expect(settings.body).toEqual({ readReceipts: false, typingIndicators: true, presence: true });
    const patched = await server.call(ann, 'PATCH', `${conversations}/${id}`, {
      isPinned: true,
      draft: { content: 'later' },
    });
    expect(patched.body).toMatchObject({ isPinned: true, draft: { content: 'later' } });
    expect((await server.call(ann, 'DELETE', `${conversations}/${id}`)).status).toBe(204);
  });
});

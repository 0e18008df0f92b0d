import { randomUUID } from 'node:crypto';
import type { Conversation, HistoryPage, Message, Report, ReportsPage, SendAnswer } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from './ports/database.ts';
import { listen } from './testing/listen.ts';

const conversations = '/api/messages/conversations';
const moderation = '/api/messages/moderation';
let house: TestHouse;
let database: MessagingDatabase;
let server: TestServer;
let counter = 0;
let ann = '';
let bob = '';
let mia = '';
let olga = '';

beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'), {
    edition: 'bookstore',
    env: { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603', NATTER_LIMIT_READS_PER_MINUTE: '0' },
  });
  ({ database, server } = house);
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  counter++;
  [ann, bob, mia, olga] = ['ann', 'bob', 'mia', 'olga'].map((name) => `${name}-${counter}`) as [
    string,
    string,
    string,
    string,
  ];
  // Not through the server: it would tell people, some time after.
  await database.upsertUsers([
    { id: ann, tier: 'privileged' },
    { id: bob },
    { id: mia, roles: ['manager'] },
    { id: olga, roles: ['owner'] },
  ]);
  const put = [ann, bob].map((userId) => ({ userId, clubId: 'readers', storeId: 'test' }));
  await database.putMemberships({ put, remove: [] });
});

const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });
const post = (userId: string, path: string, body: unknown) => server.call(userId, 'POST', path, body);

async function startAndSend(content = 'hello', from = ann, to = bob): Promise<{ id: string; message: Message }> {
  const started = await post(from, conversations, { type: 'direct', participantId: to });
  const { id } = started.body as Conversation;
  const sent = await post(from, `${conversations}/${id}/messages`, text(content));
  return { id, message: (sent.body as SendAnswer).message };
}

const report = (
  userId: string,
  { id, message }: { id: string; message: Message },
  body: unknown = { reason: 'spam' },
) => post(userId, `${conversations}/${id}/messages/${message.id}/report`, body);

const queue = async (status = 'open') =>
  ((await server.call(mia, 'GET', `${moderation}/reports?status=${status}&limit=100`)).body as ReportsPage).items;
const reportOf = async (message: Message, status = 'open'): Promise<Report> => {
  const found = (await queue(status)).find(({ messageId }) => messageId === message.id);
  if (!found) throw new Error('not in the queue');
  return found;
};
const resolve = (userId: string, reportId: string, body: unknown) =>
  post(userId, `${moderation}/reports/${reportId}/resolve`, body);

describe('a report', () => {
  it('[REPORT-1] stands in the staff’s queue with a copy of the message, once', async () => {
    const sent = await startAndSend('buy my pills');
    for (let times = 0; times < 2; times++) {
      expect((await report(bob, sent, { reason: 'harassment', note: 'again and again' })).status).toBe(204);
    }
    const found = (await queue()).filter(({ messageId }) => messageId === sent.message.id);
    expect(found).toMatchObject([
      {
        conversationId: sent.id,
        reporter: { userId: bob },
        author: { userId: ann },
        reason: 'harassment',
        note: 'again and again',
        content: 'buy my pills',
        sentAt: sent.message.createdAt,
        status: 'open',
        resolution: null,
        resolvedBy: null,
      },
    ]);
  });

  it('[REPORT-1] is made by those who can see the message, and not by its author', async () => {
    const sent = await startAndSend();
    expect((await report(mia, sent)).body).toMatchObject({ code: 'not_found' });
    expect((await report(ann, sent)).body).toMatchObject({ code: 'forbidden' });
    expect((await report(bob, sent, { reason: 'boring' })).status).toBe(400);
    expect((await report(bob, sent, { reason: 'other', note: 'x'.repeat(501) })).status).toBe(413);
  });

  it('[REPORT-2] is for staff alone', async () => {
    const sent = await startAndSend();
    await report(bob, sent);
    const { id } = await reportOf(sent.message);
    expect((await server.call(bob, 'GET', `${moderation}/reports`)).body).toMatchObject({ code: 'forbidden' });
    expect((await resolve(bob, id, { action: 'dismiss' })).body).toMatchObject({ code: 'forbidden' });
    expect((await reportOf(sent.message)).status).toBe('open');
  });

  it('[PAGE-1] is found by pages, the oldest first', async () => {
    for (const content of ['one', 'two', 'three']) await report(bob, await startAndSend(content));
    const all = await queue();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const answer = await server.call(mia, 'GET', `${moderation}/reports?limit=1${cursor && `&cursor=${cursor}`}`);
      const page = answer.body as ReportsPage;
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(seen).toEqual(all.map(({ id }) => id));
    expect(all.map(({ createdAt }) => createdAt)).toEqual(all.map(({ createdAt }) => createdAt).sort());
  });
});

describe('dealing with it', () => {
  it('[REPORT-3] removing takes the content from everybody, at once', async () => {
    const sent = await startAndSend('to be removed');
    await report(bob, sent);
    const heard = [listen(await server.connect(ann)), listen(await server.connect(bob))];
    const answer = await resolve(mia, (await reportOf(sent.message)).id, {
      action: 'remove',
      note: 'against the rules',
    });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      {
        status: 'resolved',
        resolution: 'removed',
        resolvedBy: { userId: mia, office: 'manager' },
        content: 'to be removed',
      },
    ]);
    for (const one of heard) expect(await one.settled()).toEqual(['message:deleted']);
    const page = (await server.call(bob, 'GET', `${conversations}/${sent.id}/messages`)).body as HistoryPage;
    expect(page.items).toMatchObject([{ content: null }]);
    expect((await reportOf(sent.message, 'resolved')).resolutionNote).toBe('against the rules');
  });

  it('[REPORT-3] a suspension is felt at once: writing is refused, reading is not, and lifting ends it', async () => {
    const sent = await startAndSend();
    await report(bob, sent);
    const socket = await server.connect(ann);
    const hears = listen(socket);
    expect((await server.call(ann, 'GET', '/api/messages/me')).body).toMatchObject({ suspendedUntil: null });
    await resolve(mia, (await reportOf(sent.message)).id, { action: 'suspend', days: 3 });
    expect(await hears.settled()).toEqual(['sync:required']);
    const me = (await server.call(ann, 'GET', '/api/messages/me')).body as { suspendedUntil: string };
    expect(Date.parse(me.suspendedUntil) / 86_400_000).toBeCloseTo(Date.now() / 86_400_000 + 3, 2);
    const refused = await socket.emitWithAck('message:send', { conversationId: sent.id, ...text('but') });
    expect(refused).toMatchObject({
      ok: false,
      error: { code: 'forbidden', detail: expect.stringContaining('suspended') },
    });
    const view = (await server.call(ann, 'GET', `${conversations}/${sent.id}`)).body;
    expect(view).toMatchObject({ can: { send: false, whyNot: 'suspended' } });
    expect((await server.call(mia, 'GET', `${moderation}/suspensions`)).body).toMatchObject({
      items: expect.arrayContaining([expect.objectContaining({ person: expect.objectContaining({ userId: ann }) })]),
    });
    expect((await server.call(bob, 'DELETE', `${moderation}/suspensions/${ann}`)).status).toBe(403);
    expect((await server.call(mia, 'DELETE', `${moderation}/suspensions/${ann}`)).status).toBe(204);
    expect((await server.call(mia, 'DELETE', `${moderation}/suspensions/${ann}`)).status).toBe(404);
    expect(await hears.settled()).toEqual(['sync:required']);
    expect((await post(ann, `${conversations}/${sent.id}/messages`, text('sorry'))).status).toBe(201);
  });

  it('[REPORT-4] is done once; owners and oneself are not suspended, and a manager by an owner only', async () => {
    const sent = await startAndSend();
    await report(bob, sent);
    const { id } = await reportOf(sent.message);
    expect((await resolve(mia, id, { action: 'dismiss' })).status).toBe(200);
    expect((await resolve(olga, id, { action: 'remove' })).body).toMatchObject({ code: 'conflict' });
    expect((await resolve(mia, randomUUID(), { action: 'dismiss' })).body).toMatchObject({ code: 'not_found' });
    const noor = `noor-${counter}`;
    await database.upsertUsers([{ id: noor, roles: ['manager'] }]);
    const suspend = async (author: string) => {
      const theirs = await startAndSend('dear member', author, bob);
      await report(bob, theirs);
      const { id: about } = await reportOf(theirs.message);
      return (by: string) => resolve(by, about, { action: 'suspend', days: 1 });
    };
    for (const author of [olga, mia, noor]) {
      const answer = await (await suspend(author))(mia);
      expect(answer.body).toMatchObject({
        code: 'forbidden',
        detail: expect.stringContaining('only an owner a manager'),
      });
    }
    expect((await (await suspend(noor))(olga)).status).toBe(200);
  });

  it('[REPORT-7] nobody judges themselves: staff neither dismiss reports of their own messages nor end their own suspension', async () => {
    const noor = `noor-${counter}`;
    await database.upsertUsers([{ id: noor, roles: ['manager'] }]);
    const theirs = await startAndSend('dear member', mia, bob);
    await report(bob, theirs);
    const { id } = await reportOf(theirs.message);
    const refused = await resolve(mia, id, { action: 'dismiss' });
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { code: 'forbidden', detail: expect.stringContaining('message of yours') },
    ]);
    expect((await resolve(olga, id, { action: 'suspend', days: 1 })).status).toBe(200);
    const own = await server.call(mia, 'DELETE', `${moderation}/suspensions/${mia}`);
    expect([own.status, own.body]).toMatchObject([403, { code: 'forbidden' }]);
    expect((await post(mia, `${conversations}/${theirs.id}/messages`, text('but'))).status).toBe(403);
    expect((await server.call(noor, 'DELETE', `${moderation}/suspensions/${mia}`)).status).toBe(204);
  });

  it('[REPORT-6] every action stands in the record', async () => {
    const sent = await startAndSend();
    await report(bob, sent);
    const { id } = await reportOf(sent.message);
    await resolve(mia, id, { action: 'suspend', note: 'a week off' });
    await server.call(olga, 'DELETE', `${moderation}/suspensions/${ann}`);
    const answer = await server.call(olga, 'GET', `${moderation}/actions?limit=2`);
    expect(answer.body).toMatchObject({
      items: [
        { by: { userId: olga }, action: 'suspension_lifted', person: { userId: ann } },
        { by: { userId: mia }, action: 'suspended', person: { userId: ann }, reportId: id, note: 'a week off' },
      ],
    });
    expect((await server.call(bob, 'GET', `${moderation}/actions`)).status).toBe(403);
  });
});

describe('the word filter', () => {
  const words = (list: unknown, userId = mia) => server.call(userId, 'PUT', `${moderation}/words`, { words: list });
  const metric = async (line: string) =>
    (await server.call(null, 'GET', '/metrics')).text.split('\n').find((one) => one.startsWith(line)) ?? '';

  it('[WORDS-1] [WORDS-3] refuses or reports, without regard to case and width, and is the staff’s', async () => {
    expect((await words([{ word: 'pills', action: 'refuse' }], bob)).status).toBe(403);
    expect((await server.call(bob, 'GET', `${moderation}/words`)).status).toBe(403);
    const list = [
      { word: 'pills', action: 'refuse' },
      { word: 'cheap  loan', action: 'report' },
    ];
    expect((await words(list)).status).toBe(200);
    const { id } = await startAndSend();
    const send = (content: string) => post(ann, `${conversations}/${id}/messages`, text(content));
    for (const content of ['My PILLS!', 'ｐｉｌｌｓ', 'pil\u200bls']) {
      const refused = await send(content);
      expect([refused.status, refused.body]).toMatchObject([
        400,
        {
          code: 'invalid',
          detail: 'Your message contains a word that is not wanted here.',
          fields: [{ path: 'content', message: 'contains a word that is not wanted here' }],
        },
      ]);
    }
    expect(await metric('natter_refusals_total{reason="word_refused"}')).toMatch(/ 3$/);
    expect((await send('spills are fine')).status).toBe(201);
    const loan = (await send('a Cheap loan')).body as SendAnswer;
    expect(await reportOf(loan.message)).toMatchObject({ reporter: null, reason: 'word', author: { userId: ann } });
    expect((await words([])).body).toEqual({ words: [] });
    expect((await send('pills')).status).toBe(201);
  });
});

import { randomUUID } from 'node:crypto';
import type { Conversation, Me } from '@natter/protocol';
import { startTestHouse, type TestHouse, type TestServer } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from './ports/database.ts';
import { listen } from './testing/listen.ts';

const conversations = '/api/messages/conversations';
let house: TestHouse;
let database: MessagingDatabase;
let server: TestServer;
let counter = 0;
let free = '';
let paying = '';

beforeAll(async () => {
  house = await startTestHouse(inject('databaseAdminUrl'), {
    edition: 'bookstore',
    env: { NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603' },
  });
  ({ database, server } = house);
});
afterAll(async () => {
  await house.close();
});
beforeEach(async () => {
  counter++;
  free = `fred-${counter}`;
  paying = `pia-${counter}`;
  // Not through the server: it would tell people, some time after.
  await database.upsertUsers([{ id: free }, { id: paying, tier: 'privileged' }]);
  const put = [free, paying].map((userId) => ({ userId, clubId: 'readers', storeId: 'test' }));
  await database.putMemberships({ put, remove: [] });
});

const push = (users: unknown) => server.callHost('PUT', '/api/host/users', { users });
const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });
const start = (userId: string, participantId: string) =>
  server.call(userId, 'POST', conversations, { type: 'direct', participantId });
const send = (userId: string, id: string) => server.call(userId, 'POST', `${conversations}/${id}/messages`, text('hi'));
const mayStart = async (userId: string) =>
  ((await server.call(userId, 'GET', '/api/messages/me')).body as Me).can.start;

describe('who may start', () => {
  it('[START-1] a free member may not, and is told what would allow it; paying members may, and are answered', async () => {
    const refused = await start(free, paying);
    expect([refused.status, refused.body]).toMatchObject([
      403,
      { code: 'tier_required', detail: expect.stringContaining('upgrade') },
    ]);
    expect([await mayStart(free), await mayStart(paying)]).toEqual([false, true]);
    const started = await start(paying, free);
    expect(started.status).toBe(201);
    const { id } = started.body as Conversation;
    expect([(await send(free, id)).status, (await send(paying, id)).status]).toEqual([201, 201]);
    const found = await start(free, paying);
    expect([found.status, (found.body as Conversation).id]).toEqual([200, id]);
  });

  it('[START-1] an unknown tier counts as free, and is named to the host', async () => {
    const answer = await push([{ id: paying, tier: 'platinum' }]);
    expect(answer.body).toEqual({ upserted: 1, unknownTiers: ['platinum'] });
    expect((await start(paying, free)).body).toMatchObject({ code: 'tier_required' });
  });

  it('[START-1] managers and owners start, and are shown as what they are', async () => {
    for (const office of ['manager', 'owner'] as const) {
      const id = `${office}-${counter}`;
      await push([{ id, roles: [office] }]);
      const started = await start(id, free);
      expect(started.status).toBe(201);
      const seen = (await server.call(free, 'GET', `${conversations}/${(started.body as Conversation).id}`)).body;
      expect((seen as Conversation).participants.find(({ userId }) => userId === id)).toMatchObject({ office });
    }
  });
});

describe('a change of tier', () => {
  it('[START-4] takes effect at once, and that person is told to sync', async () => {
    const hears = listen(await server.connect(free));
    expect(await mayStart(free)).toBe(false);
    const told = hears.next('sync:required');
    await push([{ id: free, tier: 'privileged_plus' }]);
    expect(await mayStart(free)).toBe(true);
    expect((await start(free, paying)).status).toBe(201);
    expect(await told).toEqual({ reason: 'people' });
  });

  it('[START-4] downwards it closes no conversation that is there', async () => {
    const { id } = (await start(paying, free)).body as Conversation;
    await send(paying, id);
    const hears = listen(await server.connect(free));
    const told = hears.next('sync:required');
    await push([{ id: paying, tier: 'free' }]);
    // Their messages end sooner now: whoever has them is told as well.
    expect(await told).toEqual({ reason: 'people' });
    expect([(await send(paying, id)).status, (await start(paying, free)).status]).toEqual([201, 200]);
    await push([{ id: `new-${counter}`, roles: ['manager'] }]);
    expect((await start(paying, `new-${counter}`)).body).toMatchObject({ code: 'tier_required' });
  });
});

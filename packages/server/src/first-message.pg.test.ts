import { randomUUID } from 'node:crypto';
import type { Conversation, ConversationsPage } from '@natter/protocol';
import { createTestDatabase, startTestServer } from '@natter/testkit';
import { SEND, sendColumns } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

/* What is left of a start whose first message is refused. */

let life: LifeWorld;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'), { features: { word_filter: true, blocking: true } });
  const staff = await life.newPerson(['manager']);
  await life.database.putWords(staff, [{ word: 'pills', action: 'refuse' }]);
});
afterAll(async () => {
  await life.close();
});

const text = (content: string) => ({ clientId: randomUUID(), type: 'text', content });
const start = (from: string, to: string, message?: object) =>
  life.call(from, 'POST', CONVERSATIONS, { type: 'direct', participantId: to, message });
const inbox = async (userId: string) =>
  ((await life.call(userId, 'GET', CONVERSATIONS)).body as ConversationsPage).items.map(({ id }) => id);
const idsOf = async (userId: string, cursor?: string) => {
  const { conversations, removed } = await life.sync(userId, cursor);
  return { there: conversations.map(({ conversation }) => conversation.id), removed };
};

describe('a first message that is refused', () => {
  it('[START-5] leaves nothing in the inbox, and what is said of it is why', async () => {
    const [ann, bob] = [await life.newPerson(), await life.newPerson()];
    const { cursor } = await life.sync(ann);
    const refused = await start(ann, bob, text('cheap pills'));
    expect(refused).toMatchObject({ status: 400, code: 'invalid' });
    expect(refused.detail).toContain('a word that is not wanted');
    expect([await inbox(ann), await inbox(bob)]).toEqual([[], []]);
    expect((await idsOf(ann, cursor)).there).toEqual([]);
    expect((await idsOf(ann)).there).toEqual([]);
    expect(await idsOf(bob)).toEqual({ there: [], removed: [] });
  });

  it('[START-5] is taken from the devices that had come to know of the conversation', async () => {
    const [ann, bob] = [await life.newPerson(), await life.newPerson()];
    const { id } = (await start(ann, bob)).body as Conversation;
    const { cursor } = await life.sync(ann);
    const other = await life.server.connect(ann);
    const { heard } = listen(other);
    expect((await start(ann, bob, text('PILLS'))).status).toBe(400);
    await expect.poll(() => heard.map(({ event }) => event)).toEqual(['conversation:state']);
    expect(await idsOf(ann, cursor)).toEqual({ there: [], removed: [id] });
    other.close();
  });

  it('[START-5] comes back with the next try, which is a first message to the other', async () => {
    const [ann, bob] = [await life.newPerson(), await life.newPerson()];
    expect((await start(ann, bob, text('pills'))).status).toBe(400);
    const socket = await life.server.connect(bob);
    const { heard } = listen(socket);
    const again = await start(ann, bob, text('flowers'));
    const { id } = again.body as Conversation;
    expect([again.status, await inbox(ann), await inbox(bob)]).toEqual([200, [id], [id]]);
    await expect.poll(() => heard.map(({ event }) => event)).toEqual(['conversation:new', 'message:new']);
    socket.close();
  });

  it('[START-5] takes no conversation away in which somebody wrote', async () => {
    const { ann, bob, id } = await life.newPair();
    expect((await start(ann, bob, text('pills'))).status).toBe(400);
    expect([await inbox(ann), await inbox(bob)]).toEqual([[id], [id]]);
  });

  it('[START-5] hides nothing that the other one writes in the same moment', async () => {
    for (let n = 0; n < 6; n++) {
      const [ann, bob] = [await life.newPerson(), await life.newPerson()];
      const { id } = (await start(ann, bob)).body as Conversation;
      const came = await life.meet(id, 1, () => [start(ann, bob, text('pills')), start(bob, ann, text('hello'))]);
      expect(came.map(({ status }) => status)).toEqual([400, 200]);
      expect([await inbox(ann), await inbox(bob)]).toEqual([[id], [id]]);
      expect((await idsOf(ann)).there).toEqual([id]);
    }
  });

  it.each<[string, boolean]>([
    ['and was not committed yet', true],
    ['before the hiding was committed', false],
  ])('[START-5] hides nothing that was written %s', async (_, isSendSlow) => {
    const [ann, bob] = [await life.newPerson(), await life.newPerson()];
    const { id } = (await start(ann, bob)).body as Conversation;
    const slow = new pg.Client({ connectionString: life.world.appUrl });
    await slow.connect();
    try {
      await slow.query('BEGIN');
      if (isSendSlow) {
        expect((await slow.query(SEND, sendColumns(id, bob, 'hello'))).rows).toMatchObject([{ verdict: 'sent' }]);
        expect(await life.database.abandonStart(ann, id)).toBe(true);
      } else {
        const { rows } = await slow.query('SELECT natter.abandon_start($1, $2) AS done', [ann, id]);
        expect(rows).toEqual([{ done: true }]);
        await life.send(bob, id, 'hello');
      }
      await slow.query('COMMIT');
    } finally {
      await slow.end();
    }
    expect([await inbox(ann), await inbox(bob)]).toEqual([[id], [id]]);
    expect((await life.history(ann, id)).map(({ content }) => content)).toEqual(['hello']);
    expect((await idsOf(ann)).there).toEqual([id]);
  });

  it('[START-5] a conversation that was started without a message stays its starter’s', async () => {
    const [ann, bob] = [await life.newPerson(), await life.newPerson()];
    const { id } = (await start(ann, bob)).body as Conversation;
    const refused = await life.call(ann, 'POST', `${CONVERSATIONS}/${id}/messages`, text('pills'));
    expect(refused.status).toBe(400);
    expect([await inbox(ann), await inbox(bob)]).toEqual([[id], []]);
  });
});

describe('a start whose database goes away', () => {
  it('[START-5] tells why the message was refused, also when the rest could not be done', async () => {
    const world = await createTestDatabase(inject('databaseAdminUrl'));
    const database = world.open();
    const asked: string[] = [];
    const server = await startTestServer({
      world,
      database: {
        ...database,
        sendMessages: async (sends) => sends.map(() => ({ verdict: 'word_refused' })),
        abandonStart: async (userId) => {
          asked.push(userId);
          throw new Error('the connection was lost');
        },
      },
    });
    try {
      await database.upsertUsers([{ id: 'ann' }, { id: 'bob' }]);
      const body = { type: 'direct', participantId: 'bob', message: text('hello') };
      expect((await server.call('ann', 'POST', CONVERSATIONS, body)).status).toBe(400);
      expect(asked).toEqual(['ann']);
    } finally {
      await server.close();
      await database.close();
      await world.drop();
    }
  });
});

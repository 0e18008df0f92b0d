import { createTestDatabase, startTestServer, type TestDatabase, type TestServer } from '@natter/testkit';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from '../../ports/database.ts';

/* Two real servers over one database, each with connections of its own: what one commits, the sockets of the other hear. */

let world: TestDatabase;
const databases: MessagingDatabase[] = [];
let one: TestServer;
let two: TestServer;

async function startNode(): Promise<TestServer> {
  const database = world.open();
  databases.push(database);
  return startTestServer({ database, world });
}

beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  one = await startNode();
  two = await startNode();
});
afterAll(async () => {
  await one.close();
  await two.close();
  for (const database of databases) await database.close();
  await world.drop();
});

let people = 0;
/** Ann at the first node, Bob at the second, in a conversation with one message. */
let ann: string;
let bob: string;
let conversationId: string;
let sockets: Record<'annOne' | 'annTwo' | 'bobTwo', Socket>;
let heard: [string, string, unknown][];

const send = (content: string, from = ann, by = one) =>
  by.call(from, 'POST', `/api/messages/conversations/${conversationId}/messages`, {
    clientId: crypto.randomUUID(),
    content,
  });

beforeEach(async () => {
  people++;
  ann = `ann${people}`;
  bob = `bob${people}`;
  for (const [who, at] of [
    [ann, one],
    [bob, two],
  ] as const)
    await at.call(who, 'GET', '/api/messages/me');
  const started = await one.call(ann, 'POST', '/api/messages/conversations', {
    type: 'direct',
    participantId: bob,
    message: { clientId: crypto.randomUUID(), content: 'hello' },
  });
  conversationId =
    (started.body as { conversation: { id: string } }).conversation?.id ?? (started.body as { id: string }).id;
  sockets = { annOne: await one.connect(ann), annTwo: await two.connect(ann), bobTwo: await two.connect(bob) };
  heard = [];
  for (const [name, socket] of Object.entries(sockets)) {
    socket.onAny((event: string, payload: unknown) => heard.push([name, event, payload]));
  }
});

/** What this socket has heard of these, in order. */
const of = (name: string, ...events: string[]) =>
  heard
    .filter(([to, event]) => to === name && (events.length === 0 || events.includes(event)))
    .map(([, event]) => event);

describe('two nodes', () => {
  it('[NODE-4] a message reaches the people of the other node, once, in order', async () => {
    for (let n = 0; n < 20; n++) await send(`m${n}`);
    await expect.poll(() => of('bobTwo', 'message:new').length).toBe(20);
    await expect.poll(() => of('annTwo', 'message:new').length).toBe(20);
    const seqs = heard.flatMap(([to, event, payload]) =>
      to === 'bobTwo' && event === 'message:new'
        ? [(payload as { message: { changeSeq: number } }).message.changeSeq]
        : [],
    );
    expect(seqs).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
    expect(of('annOne', 'message:new')).toHaveLength(20);
    expect(new Set(heard.map(([, event]) => event))).toEqual(new Set(['message:new']));
  });
});

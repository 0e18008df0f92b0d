import { randomUUID } from 'node:crypto';
import { StoreStatus } from '@natter/protocol';
import type { TestServer } from '@natter/testkit';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase, SendInput } from '../../ports/database.ts';
import { CONVERSATIONS } from '../../testing/life-world.ts';
import { type Device, openTwoNodes, type TwoNodes } from '../../testing/two-nodes.ts';

/* What happens when nodes die, freeze or hear nothing, and when whoever committed said nothing. */

let nodes: TwoNodes;

beforeAll(async () => {
  nodes = await openTwoNodes(inject('databaseAdminUrl'), { features: { blocking: true, groups: true } });
});
afterAll(async () => {
  await nodes.close();
});

/** Two who talk; their first message has been told everywhere. */
async function newPair() {
  const pair = await nodes.life.newPair();
  await nodes.settle();
  return pair;
}

const input = (conversationId: string, senderId: string, content: string): SendInput => ({
  conversationId,
  senderId,
  clientId: randomUUID(),
  id: randomUUID(),
  type: 'text',
  content,
  mentions: [],
  replyToId: null,
});

/** Commits a message and says nothing, as a process that was killed right after. */
async function commitOnly(database: MessagingDatabase, conversationId: string, senderId: string, content: string) {
  const [verdict] = await database.sendMessages([input(conversationId, senderId, content)]);
  expect(verdict?.verdict).toBe('sent');
}

const contents = ({ heard }: Device) =>
  heard.flatMap(({ event, payload }) =>
    event === 'message:new' ? [(payload['message'] as { content: string }).content] : [],
  );

/** A transaction of a process that is none of the nodes, which waits for the test before it commits. */
async function openTransaction(): Promise<{ client: pg.Client; commit: () => Promise<void> }> {
  const client = new pg.Client({ connectionString: nodes.life.world.appUrl, application_name: 'natter send/slow' });
  await client.connect();
  await client.query('BEGIN');
  return {
    client,
    commit: async () => {
      await client.query('COMMIT');
      await client.end();
    },
  };
}

const SEND = `SELECT verdict FROM natter.send_messages(ARRAY[$1::uuid], ARRAY[$2], ARRAY[gen_random_uuid()], ARRAY[gen_random_uuid()],
  ARRAY['text'], ARRAY[$3], ARRAY[NULL], ARRAY[NULL::uuid], ARRAY[NULL])`;

describe('committed and not told', () => {
  it('[NODE-5] by a process that died: both nodes tell theirs', async () => {
    const { ann, bob, id } = await newPair();
    const [annOne, bobTwo] = [await nodes.connect(nodes.life.server, ann), await nodes.connect(nodes.two, bob)];
    await commitOnly(nodes.openBeside(), id, ann, 'from the grave');
    await nodes.until(() => contents(annOne).length + contents(bobTwo).length === 2);
    expect([annOne.names(), bobTwo.names()]).toEqual([['message:new'], ['message:new']]);
  });

  it('[NODE-5] by this node, whose answer was lost: its own sockets hear of it after a second', async () => {
    const { ann, id } = await newPair();
    const annOne = await nodes.connect(nodes.life.server, ann);
    await commitOnly(nodes.life.database, id, ann, 'lost on the way');
    await nodes.until(() => contents(annOne).length > 0);
    expect(annOne.names()).toEqual(['message:new']);
  });

  it('[NODE-3] a slow transaction delays nothing and is not passed over', async () => {
    const [one, other] = [await newPair(), await newPair()];
    const [slow, quick] = [await nodes.connect(nodes.two, one.bob), await nodes.connect(nodes.two, other.bob)];
    const { client, commit } = await openTransaction();
    await client.query(SEND, [one.id, one.ann, 'late']);
    await nodes.life.send(other.ann, other.id, 'early');
    await nodes.until(() => contents(quick).length > 0);
    nodes.clock.advance(3_000);
    expect(contents(slow)).toEqual([]);
    await commit();
    await nodes.until(() => contents(slow).length > 0);
    expect([contents(slow), contents(quick)]).toEqual([['late'], ['early']]);
  });

  it('[GROUP-4] before somebody came into the group: they do not hear of it, and of what came after', async () => {
    const { ann, bob } = await newPair();
    const { bob: cy } = await newPair();
    const id = randomUUID();
    await nodes.life.database.startGroup({
      ...{ userId: ann, id, clientId: randomUUID(), name: 'Walkers', memberIds: [bob] },
      ...{ whoSends: 'everyone', whoAdds: 'everyone', newPerDay: 0 },
    });
    const [bobTwo, cyTwo] = [await nodes.connect(nodes.two, bob), await nodes.connect(nodes.two, cy)];
    // All of it is seen by the nodes at once.
    const { client, commit } = await openTransaction();
    await client.query(SEND, [id, ann, 'before']);
    await client.query('SELECT natter.add_members($1, $2, $3)', [ann, id, [cy]]);
    await client.query(SEND, [id, ann, 'since']);
    await commit();
    await nodes.until(() => contents(cyTwo).includes('since') && contents(bobTwo).includes('since'));
    expect(contents(bobTwo).filter((content) => content !== null)).toEqual(['before', 'since']);
    expect(contents(cyTwo).filter((content) => content !== null)).toEqual(['since']);
  });

  it('[NODE-4] without any sign it is found within two seconds', async () => {
    const deaf = await nodes.addNode(() => ({ listenToCommits: () => async () => undefined }));
    const { ann, bob, id } = await newPair();
    const bobThree = await nodes.connect(deaf, bob);
    await nodes.life.send(ann, id, 'nobody says so');
    nodes.clock.advance(2_000);
    await expect.poll(() => contents(bobThree)).toEqual(['nobody says so']);
    await deaf.close();
  });
});

describe('leases', () => {
  it('[NODE-1] a node alone logs nothing of its own, and a node that stops is gone', async () => {
    const alone = await openTwoNodes(inject('databaseAdminUrl'));
    try {
      const count = async (table: string) =>
        (await alone.life.look(`SELECT count(*)::int AS n FROM natter.${table}`))[0]?.['n'];
      const { ann, id } = await alone.life.newPair();
      expect(await count('nodes')).toBe(2);
      await alone.two.close();
      expect(await count('nodes')).toBe(1);
      await alone.life.world.admin.query('TRUNCATE natter.commits');
      await alone.life.send(ann, id, 'to nobody else');
      expect(await count('commits')).toBe(0);
      await commitOnly(alone.openBeside(), id, ann, 'by somebody else');
      expect(await count('commits')).toBe(1);
    } finally {
      await alone.close();
    }
  });

  it('[NODE-2] a node is not ready while a change is under way that may not know of it', async () => {
    const { ann, id } = await newPair();
    const { client, commit } = await openTransaction();
    await client.query(SEND, [id, ann, 'began before']);
    const database = nodes.openBeside();
    const id3 = randomUUID();
    expect(await database.registerNode(id3, [])).toBeNull();
    await commit();
    expect(await database.registerNode(id3, [])).toMatch(/^\d+:\d+:/);
    await database.removeNode(id3);
  });

  it('[NODE-9] a node whose lease was taken away says that everybody is to sync, and hears again', async () => {
    const { ann, bob, id } = await newPair();
    const bobTwo = await nodes.connect(nodes.two, bob);
    await nodes.life.look('DELETE FROM natter.nodes');
    await nodes.until(() => bobTwo.names().includes('sync:required'));
    expect(bobTwo.heard.find(({ event }) => event === 'sync:required')?.payload).toEqual({ reason: 'overload' });
    await nodes.life.send(ann, id, 'after the thaw');
    await nodes.until(() => contents(bobTwo).length > 0);
    const { text } = await nodes.two.call(null, 'GET', '/readyz');
    expect(text).toContain('"node_log":{"ok":true');
  });

  it('[NODE-9] a node that was trimmed past says so', async () => {
    const { bob } = await newPair();
    const bobTwo = await nodes.connect(nodes.two, bob);
    await nodes.life.look('UPDATE natter.nodes SET has_missed = true');
    await nodes.until(() => bobTwo.names().includes('sync:required'));
  });

  it('[NODE-9] what nobody has seen for ten minutes goes, and whoever has not is told', async () => {
    const { ann, id } = await newPair();
    const database = nodes.openBeside();
    const [frozen, awake] = [randomUUID(), randomUUID()];
    const position = (await database.registerNode(frozen, [])) ?? '';
    await database.registerNode(awake, []);
    await nodes.life.send(ann, id, 'old');
    await nodes.life.look(`UPDATE natter.commits SET at = at - interval '11 minutes'`);
    await nodes.life.look(`UPDATE natter.nodes SET lease_until = now() + interval '1 hour' WHERE id = $1`, [frozen]);
    const now = (await nodes.life.look('SELECT pg_current_snapshot()::text AS now'))[0]?.['now'];
    await database.renewNode(awake, String(now));
    expect(await database.renewNode(frozen, position)).toMatchObject({ hasMissed: true });
    expect(await database.renewNode(awake, String(now))).toMatchObject({ hasMissed: false });
    await Promise.all([frozen, awake].map((node) => database.removeNode(node)));
    // The two that serve have said by now that they missed it, too.
    nodes.clock.advance(3_000);
    await nodes.settle();
  });
});

describe('things of the moment', () => {
  it('[NODE-8] typing crosses', async () => {
    const { ann, bob, id } = await newPair();
    const [annOne, bobTwo] = [await nodes.connect(nodes.life.server, ann), await nodes.connect(nodes.two, bob)];
    await bobTwo.socket.emitWithAck('conversation:watch', { conversationIds: [id] });
    await annOne.socket.emitWithAck('typing:start', { conversationId: id });
    await nodes.until(() => bobTwo.names().includes('typing:start'));
    await annOne.socket.emitWithAck('typing:stop', { conversationId: id });
    await nodes.until(() => bobTwo.names().includes('typing:stop'));
    expect(bobTwo.names()).toEqual(['typing:start', 'typing:stop']);
  });

  it('[NODE-8] presence crosses, and people of a dead node are offline within 45 seconds', async () => {
    const { ann, bob } = await newPair();
    let isDead = false;
    const three = await nodes.addNode((database) => ({
      renewNode: (...given) => (isDead ? Promise.reject(new Error('killed')) : database.renewNode(...given)),
      readCommits: (...given) => (isDead ? Promise.reject(new Error('killed')) : database.readCommits(...given)),
    }));
    const bobTwo = await nodes.connect(nodes.two, bob);
    await bobTwo.socket.emitWithAck('presence:watch', { userIds: [ann] });
    await nodes.connect(three, ann);
    await nodes.until(() => bobTwo.names().includes('presence'));
    expect(bobTwo.heard).toEqual([{ event: 'presence', payload: { userId: ann, status: 'online', lastSeenAt: null } }]);
    const seen = await bobTwo.socket.emitWithAck('presence:watch', { userIds: [ann] });
    expect(seen.data.presences).toMatchObject([{ status: 'online' }]);
    // It dies: nobody renews its lease, and ten seconds later it has ended.
    isDead = true;
    const before = nodes.clock.now();
    const ends = await nodes.life.look(
      `UPDATE natter.nodes SET lease_until = now() - interval '1 second'
       WHERE id IN (SELECT node_id FROM natter.presences WHERE user_id = $1) RETURNING lease_until - interval '10 seconds' AS alive`,
      [ann],
    );
    await nodes.until(() => bobTwo.heard.length > 1);
    expect(bobTwo.heard[1]).toMatchObject({ event: 'presence', payload: { userId: ann, status: 'offline' } });
    expect(nodes.clock.now() - before).toBeLessThan(45_000 - 10_000);
    // [NODE-10] Its last sign of life is when she was last seen.
    const stored = await nodes.life.look('SELECT last_seen_at AS alive FROM natter.users WHERE id = $1', [ann]);
    expect(stored).toEqual(ends);
    await three.close();
  });
});

describe('people who change elsewhere', () => {
  it('[NODE-6] a suspension by another process holds here at once', async () => {
    const { ann, bob, id } = await newPair();
    const bobTwo = await nodes.connect(nodes.two, bob);
    await nodes.two.call(ann, 'GET', '/api/messages/me');
    await nodes.life.look(`UPDATE natter.users SET suspended_until = now() + interval '1 day' WHERE id = $1`, [bob]);
    await nodes.until(() => bobTwo.names().includes('sync:required'));
    const me = (await nodes.two.call(bob, 'GET', '/api/messages/me')).body as { suspendedUntil: string | null };
    expect(me.suspendedUntil).not.toBeNull();
    const sent = await nodes.two.call(bob, 'POST', `${CONVERSATIONS}/${id}/messages`, {
      clientId: randomUUID(),
      type: 'text',
      content: 'still here',
    });
    expect(sent.status).toBe(403);
  });

  it('[NODE-6] who leaves the store is cut within a second, and who knows them is told', async () => {
    const { ann, bob } = await newPair();
    const [annTwo, bobTwo] = [await nodes.connect(nodes.two, ann), await nodes.connect(nodes.two, bob)];
    const before = nodes.clock.now();
    await nodes.life.look('UPDATE natter.users SET is_member = false WHERE id = $1', [bob]);
    await nodes.until(() => !bobTwo.socket.connected);
    expect(nodes.clock.now() - before).toBeLessThan(1_000);
    expect(annTwo.socket.connected).toBe(true);
    expect((await nodes.two.call(bob, 'GET', CONVERSATIONS)).status).toBe(403);
  });

  it('[NODE-6] who hides presence at one node is offline at the other, and watched no more', async () => {
    const { ann, bob } = await newPair();
    await nodes.connect(nodes.life.server, ann);
    const bobTwo = await nodes.connect(nodes.two, bob);
    await nodes.until(async () => {
      const { data } = await bobTwo.socket.emitWithAck('presence:watch', { userIds: [ann] });
      return data.presences[0]?.status === 'online';
    });
    bobTwo.heard.splice(0);
    await nodes.life.call(ann, 'PUT', '/api/messages/me/settings', { presence: false });
    await nodes.until(() => bobTwo.names().includes('presence'));
    expect(bobTwo.heard).toEqual([
      { event: 'presence', payload: { userId: ann, status: 'offline', lastSeenAt: null } },
    ]);
  });

  it('[NODE-12] the staff see each node, which one answered them, and one that died until it is taken away', async () => {
    const [{ bob }, dead] = [await newPair(), randomUUID()];
    await nodes.connect(nodes.two, bob);
    /** An answer is five seconds old at most. */
    const list = async (server: TestServer) =>
      StoreStatus.parse((await server.callHost('GET', '/api/host/status')).body).nodes;
    nodes.clock.advance(5_000);
    const [first, second] = [await list(nodes.life.server), await list(nodes.two)];
    expect(first).toHaveLength(2);
    expect(first.map(({ id }) => id)).toEqual(second.map(({ id }) => id));
    const answering = [first, second].map((each) => each.filter((node) => node.isAnswering).map(({ id }) => id));
    expect(answering.map((ids) => ids.length)).toEqual([1, 1]);
    expect(answering[0]).not.toEqual(answering[1]);
    expect(second.map(({ isGone, roles }) => [isGone, roles.length])).toEqual([
      [false, 3],
      [false, 3],
    ]);
    const isThere = (id: string | undefined) => async () =>
      (await list(nodes.life.server)).some((node) => node.id === id && node.people > 0);
    await nodes.until(isThere(answering[1]?.[0]));
    await nodes.life.look(
      `INSERT INTO natter.nodes (id, origin, roles, started_at, lease_until, position)
       VALUES ($1, 'dead', ARRAY['worker'], natter.now(), natter.now() + interval '2 seconds', pg_current_snapshot())`,
      [dead],
    );
    // While somebody holds its row the others leave it there: they take a dead one away when they next give a sign of life.
    await nodes.life.look('BEGIN');
    expect(await nodes.life.look('SELECT 1 FROM natter.nodes WHERE id = $1 FOR UPDATE', [dead])).toHaveLength(1);
    const theDead = async () => (await list(nodes.two)).find(({ id }) => id === dead);
    try {
      await nodes.until(async () => (await theDead())?.isGone);
      expect(await theDead()).toMatchObject({ isGone: true, isAnswering: false, roles: ['worker'], people: 0 });
    } finally {
      await nodes.life.look('COMMIT');
    }
    await nodes.until(async () => (await theDead()) === undefined);
  });

  it('[NODE-7] nothing that the blocked one does reaches the other, and nothing tells them', async () => {
    const { ann, bob, id } = await newPair();
    const [annTwo, bobOne] = [await nodes.connect(nodes.two, ann), await nodes.connect(nodes.life.server, bob)];
    await nodes.life.call(ann, 'PUT', `/api/messages/me/blocks/${bob}`);
    await nodes.until(() => annTwo.names().includes('conversation:state'));
    annTwo.heard.splice(0);
    const bobTwo = await nodes.connect(nodes.two, bob);
    await annTwo.socket.emitWithAck('conversation:watch', { conversationIds: [id] });
    await bobOne.socket.emitWithAck('typing:start', { conversationId: id });
    const message = await nodes.life.send(bob, id, 'into the void');
    await nodes.settle();
    await nodes.life.onMessage(bob, 'PATCH', message, '', { content: 'deeper', version: 1 });
    await nodes.settle();
    await nodes.life.onMessage(bob, 'PUT', message, `/reactions/${encodeURIComponent('👍')}`);
    nodes.clock.advance(2_500);
    await nodes.settle();
    expect(bobTwo.names()).toEqual(['message:new', 'message:updated', 'message:updated']);
    expect(bobOne.names()).toEqual(['message:new', 'message:updated', 'message:reaction']);
    expect(await annTwo.settled()).toEqual([]);
  });
});

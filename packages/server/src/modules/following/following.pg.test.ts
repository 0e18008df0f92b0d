import { randomUUID } from 'node:crypto';
import type { Message } from '@natter/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type Pair } from '../../testing/life-world.ts';
import { comparable, type Device, openTwoNodes, type TwoNodes } from '../../testing/two-nodes.ts';

/*
 * What is done at the first of two nodes, the devices at the second hear, as those at the first do: the same events with the same
 * payloads, each once. Every person here has a device at each of the two.
 */

let nodes: TwoNodes;

beforeAll(async () => {
  nodes = await openTwoNodes(inject('databaseAdminUrl'), {
    features: { groups: true, polls: true, disappearing: true, scheduling: true, blocking: true },
  });
});
afterAll(async () => {
  await nodes.close();
});

interface Scene extends Pair {
  readonly at: Record<'annOne' | 'annTwo' | 'bobOne' | 'bobTwo', Device>;
}

async function newScene(): Promise<Scene> {
  const { life, two } = nodes;
  const pair = await life.newPair();
  await nodes.settle();
  const at = {
    annOne: await nodes.connect(life.server, pair.ann),
    annTwo: await nodes.connect(two, pair.ann),
    bobOne: await nodes.connect(life.server, pair.bob),
    bobTwo: await nodes.connect(two, pair.bob),
  };
  return { ...pair, at };
}

/** All has been told, and what own commits left over has been looked at, too. */
async function finish({ id, at }: Scene): Promise<void> {
  await nodes.settle();
  nodes.clock.advance(2_500);
  await nodes.settle();
  for (const { socket } of Object.values(at)) await socket.emitWithAck('typing:stop', { conversationId: id });
}

const reactionsIn = (heard: Device['heard']) =>
  heard
    .map(({ payload }) => (payload as { message?: Message }).message?.reactions)
    .find((found) => found !== undefined);

const send = ({ ann, id }: Scene, content: string, more: object = {}): Promise<Message> =>
  nodes.life.send(ann, id, content, more);

/** What somebody does at the first node; each tells somebody something. */
const ACTS: Record<string, (scene: Scene) => Promise<unknown>> = {
  'a message': (scene) => send(scene, 'one more'),
  'twenty messages': async (scene) => {
    for (let n = 0; n < 20; n++) await send(scene, `message ${n}`);
  },
  'an edited message': async (scene) => {
    const message = await send(scene, 'tset');
    await nodes.settle();
    return nodes.life.onMessage(scene.ann, 'PATCH', message, '', { content: 'test', version: 1 });
  },
  'a deleted message': ({ ann, hello }) => nodes.life.onMessage(ann, 'DELETE', hello, '?for=everyone'),
  'a message deleted for oneself': ({ bob, hello }) => nodes.life.onMessage(bob, 'DELETE', hello, '?for=me'),
  'a star': ({ bob, hello }) => nodes.life.onMessage(bob, 'PUT', hello, '/star'),
  'what was received': ({ at, id }) =>
    at.bobOne.socket.emitWithAck('message:delivered', { conversationId: id, seq: 1 }),
  'what was read': ({ at, id }) => at.bobOne.socket.emitWithAck('message:read', { conversationId: id, seq: 2 }),
  'a pin': ({ bob, id }) => nodes.life.call(bob, 'PATCH', `${CONVERSATIONS}/${id}`, { isPinned: true }),
  'a draft': ({ bob, id }) => nodes.life.call(bob, 'PATCH', `${CONVERSATIONS}/${id}`, { draft: { content: 'so' } }),
  'a timer': ({ ann, id }) => nodes.life.call(ann, 'PUT', `${CONVERSATIONS}/${id}/disappearing`, { seconds: 3_600 }),
  'a scheduled message': ({ ann, id }) =>
    nodes.life.call(ann, 'POST', `${CONVERSATIONS}/${id}/scheduled`, {
      clientId: randomUUID(),
      content: 'later',
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    }),
  'a block': ({ bob, ann }) => nodes.life.call(bob, 'PUT', `/api/messages/me/blocks/${ann}`),
};

/** What an admin does to a group of Ann, Bob and others; Bob is in it. */
const GROUP_ACTS: Record<string, (scene: Scene, group: string, third: string) => Promise<unknown>> = {
  'a new name': ({ ann }, group) => nodes.life.call(ann, 'PATCH', `${CONVERSATIONS}/${group}`, { name: 'Others' }),
  'somebody added': ({ ann }, group, third) =>
    nodes.life.call(ann, 'POST', `${CONVERSATIONS}/${group}/participants`, { userIds: [third] }),
  'somebody removed': ({ ann, bob }, group) =>
    nodes.life.call(ann, 'DELETE', `${CONVERSATIONS}/${group}/participants/${bob}`),
  'somebody who left': ({ bob }, group) => nodes.life.call(bob, 'POST', `${CONVERSATIONS}/${group}/leave`),
  'a message': ({ ann }, group) => nodes.life.send(ann, group, 'to all'),
};

describe('what is done in a group at one node', () => {
  it.each(Object.entries(GROUP_ACTS))('[NODE-4] %s is told at the other', async (_, act) => {
    const scene = await newScene();
    const third = await nodes.life.newPerson();
    const made = await nodes.life.call(scene.ann, 'POST', CONVERSATIONS, {
      type: 'group',
      clientId: randomUUID(),
      name: 'All',
      participantIds: [scene.bob],
    });
    expect(made.status).toBe(201);
    const group = (made.body as { id: string }).id;
    await nodes.settle();
    for (const device of Object.values(scene.at)) device.heard.splice(0);
    await act(scene, group, third);
    await finish(scene);
    const { annOne, annTwo, bobOne, bobTwo } = scene.at;
    expect(annOne.heard.length).toBeGreaterThan(0);
    expect(comparable(annTwo.heard)).toEqual(comparable(annOne.heard));
    expect(comparable(bobTwo.heard)).toEqual(comparable(bobOne.heard));
  });
});

describe('what is done at one node', () => {
  it.each(Object.entries(ACTS))('[NODE-4] %s is told at the other as here, once', async (_, act) => {
    const scene = await newScene();
    await act(scene);
    await finish(scene);
    const { annOne, annTwo, bobOne, bobTwo } = scene.at;
    const said = comparable([...annOne.heard, ...bobOne.heard]);
    expect(said.length).toBeGreaterThan(0);
    expect(comparable(annTwo.heard)).toEqual(comparable(annOne.heard));
    expect(comparable(bobTwo.heard)).toEqual(comparable(bobOne.heard));
  });

  it('[NODE-4] a reaction is told as the message with its counts', async () => {
    const scene = await newScene();
    await nodes.life.onMessage(scene.bob, 'PUT', scene.hello, `/reactions/${encodeURIComponent('👍')}`);
    await finish(scene);
    const [first] = scene.at.annTwo.heard;
    expect(first).toMatchObject({
      event: 'message:updated',
      payload: { message: { reactions: [{ emoji: '👍', count: 1 }] } },
    });
    expect(scene.at.annTwo.names()).toEqual(['message:updated']);
  });

  it('[NODE-4] [OWN-1] a reaction is told with whose it is, to the devices of each reader', async () => {
    const scene = await newScene();
    await nodes.life.onMessage(scene.bob, 'PUT', scene.hello, `/reactions/${encodeURIComponent('👍')}`);
    await finish(scene);
    const { annTwo, bobTwo } = scene.at;
    expect([annTwo, bobTwo].map(({ heard }) => reactionsIn(heard))).toEqual([
      [{ emoji: '👍', count: 1, mine: false }],
      [{ emoji: '👍', count: 1, mine: true }],
    ]);
  });

  it('[NODE-4] [OWN-1] and in a group, in which more than ten readers fetch it themselves', async () => {
    const scene = await newScene();
    const { annTwo, bobTwo } = scene.at;
    const others: string[] = [];
    for (let nth = 0; nth < 9; nth++) others.push(await nodes.life.newPerson());
    const made = await nodes.life.call(scene.ann, 'POST', CONVERSATIONS, {
      ...{ type: 'group', clientId: randomUUID(), name: 'Many', participantIds: [scene.bob, ...others] },
    });
    const message = await nodes.life.send(scene.ann, (made.body as { id: string }).id, 'to all');
    const react = async (emoji: string) => {
      await nodes.settle();
      for (const device of Object.values(scene.at)) device.heard.splice(0);
      await nodes.life.onMessage(scene.bob, 'PUT', message, `/reactions/${encodeURIComponent(emoji)}`);
      await finish(scene);
    };
    await react('👍');
    expect([annTwo, bobTwo].map(({ heard }) => reactionsIn(heard)?.map(({ mine }) => mine))).toEqual([[false], [true]]);
    for (const userId of others) await nodes.connect(nodes.two, userId);
    await react('🎉');
    expect([annTwo.names(), bobTwo.names()]).toEqual([['conversation:updated'], ['conversation:updated']]);
  });

  it('[NODE-4] a conversation that one clears is told to their other devices alone', async () => {
    const scene = await newScene();
    await nodes.life.call(scene.bob, 'DELETE', `${CONVERSATIONS}/${scene.id}`);
    await finish(scene);
    expect(scene.at.bobTwo.names()).toEqual(['message:read', 'conversation:state']);
    expect(scene.at.annTwo.names()).toEqual([]);
  });

  it('[NODE-4] messages come in order', async () => {
    const scene = await newScene();
    await Promise.all(Array.from({ length: 50 }, (_, n) => send(scene, `message ${n}`)));
    await finish(scene);
    const seqs = scene.at.bobTwo.heard.flatMap(({ event, payload }) =>
      event === 'message:new' ? [(payload['message'] as Message).changeSeq] : [],
    );
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(seqs).toHaveLength(50);
  });
});

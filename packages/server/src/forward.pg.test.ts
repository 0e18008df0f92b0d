import { randomUUID } from 'node:crypto';
import type { ForwardAnswer, Message } from '@natter/protocol';
import { startTestServer } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

let life: LifeWorld;
let pair: Pair;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'));
});
afterAll(() => life.close());
beforeEach(async () => {
  await life.world.setNow(null);
  pair = await life.newPair();
});

const forward = (userId: string, of: Message, conversationIds: readonly string[], clientId: string = randomUUID()) =>
  life.onMessage(userId, 'POST', of, '/forward', { conversationIds, clientId });
const answered = async (...given: Parameters<typeof forward>) => (await forward(...given)).body as ForwardAnswer;
const contents = async (userId: string, id: string) => (await life.history(userId, id)).map(({ content }) => content);

/** Conversations of this person with so many new people. */
async function targets(userId: string, count: number): Promise<string[]> {
  const made: string[] = [];
  for (const _ of upTo(count)) made.push(await life.startBetween(userId, await life.newPerson()));
  return made;
}
const copiesIn = async (ids: readonly string[]) =>
  (
    await life.look(
      `SELECT count(*)::int AS n FROM natter.direct_messages WHERE conversation_id = ANY ($1) AND metadata->>'forwarded' = 'true'`,
      [ids],
    )
  )[0]?.['n'];

describe('a forward', () => {
  it('[FORWARD-2] sends a copy to each conversation, which their members hear of like any message', async () => {
    const { ann, bob, hello } = pair;
    const [carl, dora] = [await life.newPerson(), await life.newPerson()];
    const [toCarl, toDora] = [await life.startBetween(bob, carl), await life.startBetween(bob, dora)];
    const theirs = listen(await life.server.connect(carl));
    const told = theirs.next('message:new');
    const { status, body } = await forward(bob, hello, [toDora, toCarl]);
    const { messages, refused } = body as ForwardAnswer;
    expect([status, refused, messages.map(({ conversationId }) => conversationId)]).toEqual([
      200,
      [],
      [toDora, toCarl],
    ]);
    expect(messages[1]).toMatchObject({
      senderId: bob,
      content: 'hello',
      metadata: { forwarded: true },
      seq: 3,
      version: 1,
      editedAt: null,
      replyTo: null,
      mentions: [],
      reactions: [],
    });
    expect(await told).toEqual({ message: messages[1] });
    expect((await life.history(carl, toCarl)).at(-1)).toEqual({ ...messages[1], starred: false });
    expect(await contents(ann, hello.conversationId)).toEqual(['hello']);
  });

  it('[SEND-10] a copy that is the first message announces its conversation', async () => {
    const { bob, hello } = pair;
    const carl = await life.newPerson();
    const { body } = await life.call(bob, 'POST', CONVERSATIONS, { type: 'direct', participantId: carl });
    const theirs = listen(await life.server.connect(carl));
    await forward(bob, hello, [(body as { id: string }).id]);
    expect(await theirs.settled()).toEqual(['conversation:new', 'message:new']);
  });

  it('[FORWARD-3] a repeat answers the same copies and sends none, whatever became of the original', async () => {
    const { ann, bob, hello } = pair;
    const ids = await targets(ann, 3);
    const clientId = randomUUID();
    const first = await answered(ann, hello, ids, clientId);
    const theirs = listen(await life.server.connect(bob));
    const again = await answered(ann, hello, ids, clientId);
    expect(again.messages.map(({ id }) => id)).toEqual(first.messages.map(({ id }) => id));
    expect((await life.onMessage(ann, 'PATCH', hello, '', { content: 'changed', version: 1 })).status).toBe(200);
    const edited = await answered(ann, hello, ids, clientId);
    expect([edited.refused, edited.messages.map(({ id, content }) => [id, content])]).toEqual([
      [],
      first.messages.map(({ id }) => [id, 'hello']),
    ]);
    expect([await copiesIn(ids), await theirs.settled()]).toEqual([3, ['message:updated']]);
    // One more conversation under the same key gets its copy.
    const [more = ''] = await targets(ann, 1);
    const grown = await answered(ann, hello, [...ids, more], clientId);
    expect(grown.messages.map(({ content }) => content)).toEqual(['hello', 'hello', 'hello', 'changed']);
  });

  it('[FORWARD-3] the keys of copies are UUIDs of their own, made of the forward’s and the conversation', async () => {
    const { ann, hello } = pair;
    const ids = await targets(ann, 2);
    const clientId = '01900000-0000-7000-8000-00000000abcd';
    const keys = (await answered(ann, hello, ids, clientId)).messages.map((copy) => copy.clientId ?? '');
    expect(new Set([...keys, clientId]).size).toBe(3);
    for (const key of keys)
      expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    // Another message under a key that is taken is a conflict, per conversation.
    const other = await life.send(ann, hello.conversationId, 'another');
    const { messages, refused } = await answered(ann, other, ids, clientId);
    expect([messages, refused.map(({ code }) => code)]).toEqual([[], ['conflict', 'conflict']]);
  });

  it('[FORWARD-1] goes on five times, and says how many are left; beyond that nothing is sent', async () => {
    const { ann, hello } = pair;
    const ids = await targets(ann, 6);
    await forward(ann, hello, ids.slice(0, 3));
    const tooMany = await forward(ann, hello, ids.slice(3, 6));
    expect([tooMany.status, tooMany.code, tooMany.detail]).toEqual([
      409,
      'conflict',
      'A message can be forwarded 5 times. For this one 2 are left.',
    ]);
    expect(await copiesIn(ids)).toBe(3);
    expect((await forward(ann, hello, ids.slice(3, 5))).status).toBe(200);
    const none = await forward(ann, hello, ids.slice(5));
    expect([none.status, none.detail]).toEqual([
      409,
      'A message can be forwarded 5 times. You have done so with this one.',
    ]);
    expect(await copiesIn(ids)).toBe(5);
    for (const wrong of [[], [...ids], [ids[0], ids[0]], ['nonsense']]) {
      expect((await forward(ann, hello, wrong as string[])).status).toBe(400);
    }
  });

  it('[FORWARD-1] a copy of a copy counts for the original; each person has five of their own', async () => {
    const { ann, bob, hello } = pair;
    const ids = await targets(ann, 5);
    const first = await answered(ann, hello, ids.slice(0, 3));
    const [copy] = first.messages;
    if (copy === undefined) throw new Error('there is no copy');
    const second = await answered(ann, copy, ids.slice(3, 5));
    expect(second.messages).toHaveLength(2);
    expect((await forward(ann, second.messages[0] as Message, ids.slice(0, 1))).status).toBe(409);
    expect((await forward(ann, hello, ids.slice(0, 1))).status).toBe(409);
    const theirs = await targets(bob, 5);
    expect((await answered(bob, hello, theirs)).messages).toHaveLength(5);
  });

  it('[FORWARD-2] what one conversation refuses is told with its reason, and does not count', async () => {
    const { ann, hello } = pair;
    const [blocked, foreign, fine] = [await life.newPerson(), await life.newPair(), await life.newPerson()];
    const toBlocked = await life.startBetween(ann, blocked);
    const toFine = await life.startBetween(ann, fine);
    await life.block(ann, blocked);
    const { messages, refused } = await answered(ann, hello, [toBlocked, foreign.id, randomUUID(), toFine]);
    expect(messages.map(({ conversationId }) => conversationId)).toEqual([toFine]);
    expect(refused.map(({ conversationId, code }) => [conversationId, code])).toEqual([
      [toBlocked, 'forbidden'],
      [foreign.id, 'not_found'],
      [expect.any(String), 'not_found'],
    ]);
    expect(await life.look('SELECT count FROM natter.forwards WHERE user_id = $1', [ann])).toEqual([{ count: 1 }]);
    await life.look("UPDATE natter.users SET suspended_until = 'infinity' WHERE id = $1", [ann]);
    const suspended = await answered(ann, hello, [toFine]);
    expect([suspended.messages, suspended.refused.map(({ code }) => code)]).toEqual([[], ['forbidden']]);
    expect(await copiesIn([toFine])).toBe(1);
  });

  it('[FORWARD-4] takes the text as it now is, and neither polls, nor what is deleted or is to disappear', async () => {
    const { ann, bob, id, hello } = pair;
    const [target = ''] = await targets(ann, 1);
    const answer = await life.send(ann, id, 'hey you', {
      replyToId: hello.id,
      mentions: [{ userId: bob, start: 4, end: 7 }],
    });
    const [copy] = (await answered(ann, answer, [target])).messages;
    expect([copy?.content, copy?.mentions, copy?.replyTo]).toEqual(['hey you', [], null]);
    const poll = await life.send(ann, id, 'Where?', { type: 'poll', poll: { options: ['a', 'b'] } });
    expect(await forward(ann, poll, [target])).toMatchObject({ status: 400, code: 'invalid' });
    await life.onMessage(ann, 'DELETE', hello, '?for=everyone');
    expect(await forward(ann, hello, [target])).toMatchObject({ status: 409, code: 'conflict' });
    await life.look('UPDATE natter.conversations SET disappear_after = 3600 WHERE id = $1', [id]);
    const brief = await life.send(ann, id, 'soon gone');
    expect(await forward(ann, brief, [target])).toMatchObject({ status: 403, code: 'forbidden' });
    expect(await copiesIn([target])).toBe(1);
  });
});

describe('many forwards at once', () => {
  it('[FORWARD-1] never more than five in all, over different conversations and through copies of copies', async () => {
    for (const round of upTo(5)) {
      const { ann, hello } = await life.newPair();
      const ids = await targets(ann, 10);
      const [copy] = (await answered(ann, hello, ids.slice(0, 1))).messages;
      const work = upTo(50).map((n) =>
        forward(
          ann,
          n % 2 === 0 && copy ? copy : hello,
          [ids[n % 10] ?? '', ids[(n + round) % 10] ?? ''].slice(0, (n % 2) + 1),
        ),
      );
      const statuses = (await Promise.all(work)).map(({ status }) => status);
      expect(new Set(statuses)).toEqual(new Set([200, 409]));
      const sent = await copiesIn(ids);
      const [{ count } = {}] = await life.look('SELECT count FROM natter.forwards WHERE user_id = $1', [ann]);
      expect([sent, count]).toEqual([5, 5]);
    }
  });

  it('[FORWARD-3] one forward that is called fifty times at once is sent once', async () => {
    const { ann, hello } = pair;
    const ids = await targets(ann, 5);
    const clientId = randomUUID();
    const answers = await Promise.all(upTo(50).map(() => answered(ann, hello, ids, clientId)));
    const copies = answers.map(({ messages }) => messages.map(({ id }) => id).join());
    expect(new Set(copies).size).toBe(1);
    expect([await copiesIn(ids), answers.flatMap(({ refused }) => refused)]).toEqual([5, []]);
  });
});

describe('limits', () => {
  it('[LIM-1] each copy takes one from the budget of sends, and is counted as one', async () => {
    const { ann, hello } = pair;
    const ids = await targets(ann, 5);
    const server = await startTestServer({
      database: life.database,
      env: { NATTER_LIMIT_SENDS_BURST: '4', NATTER_LIMIT_SENDS_PER_MINUTE: '1' },
    });
    try {
      const call = (conversationIds: readonly string[]) =>
        server.call(ann, 'POST', `${CONVERSATIONS}/${hello.conversationId}/messages/${hello.id}/forward`, {
          conversationIds,
          clientId: randomUUID(),
        });
      expect((await call(ids.slice(0, 3))).status).toBe(200);
      const refused = await call(ids.slice(3, 5));
      expect([refused.status, refused.body]).toMatchObject([429, { code: 'rate_limited' }]);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect(await copiesIn(ids)).toBe(3);
      const { text } = await server.call(null, 'GET', '/metrics');
      expect(text).toMatch(/natter_sends_total\{verdict="sent"\} 3/);
    } finally {
      await server.close();
    }
  });
});

import { randomUUID } from 'node:crypto';
import type { Message, PollInfo, Votes } from '@natter/protocol';
import { withClient } from '@natter/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

let life: LifeWorld;
let pair: Pair;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'));
});
afterAll(() => life.close());
beforeEach(async () => {
  pair = await life.newPair();
});

const ask = (more: object = {}, options: readonly string[] = ['tea', 'coffee', 'water']): Promise<Message> =>
  life.send(pair.ann, pair.id, 'What do we drink?', { type: 'poll', poll: { options, ...more } });
const vote = (userId: string, poll: Message, optionIds: unknown) =>
  life.onMessage(userId, 'PUT', poll, '/votes', { optionIds });
const close = (userId: string, poll: Message) => life.onMessage(userId, 'PUT', poll, '/poll/closed');
const pollOf = (message: unknown) => (message as Message).metadata?.['poll'] as PollInfo;
const counts = (message: unknown) => pollOf(message).options.map(({ votes }) => votes);
const newest = async (userId: string) => (await life.history(userId, pair.id)).at(-1) as Message;

describe('a new poll', () => {
  it('[POLL-1] is a message with a question and its choices, which nobody has chosen', async () => {
    const poll = await ask({ multiple: true }, [' tea ', 'coffee']);
    expect(poll).toMatchObject({ type: 'poll', content: 'What do we drink?', version: 1 });
    const options = [
      { id: 1, text: 'tea', votes: 0 },
      { id: 2, text: 'coffee', votes: 0 },
    ];
    expect(pollOf(poll)).toEqual({ options, multiple: true, anonymous: false, voters: 0, closedAt: null });
    expect(await newest(pair.bob)).toEqual({ ...poll, votes: [], starred: false });
  });

  it('[POLL-1] is sent over the socket as well, and a repeat is the same one', async () => {
    const device = await life.server.connect(pair.ann);
    const body = {
      conversationId: pair.id,
      clientId: randomUUID(),
      type: 'poll',
      content: 'Which?',
      poll: { options: ['this', 'that'] },
    };
    const first = await device.emitWithAck('message:send', body);
    const again = await device.emitWithAck('message:send', body);
    expect(first).toMatchObject({ ok: true, data: { duplicate: false } });
    expect(again.data).toEqual({ message: { ...first.data.message, votes: [] }, duplicate: true });
    const other = { ...body, poll: { options: ['this', 'those'] } };
    expect(await device.emitWithAck('message:send', other)).toMatchObject({ ok: false, error: { code: 'conflict' } });
  });

  it('[POLL-1] has two to twelve choices that can be told apart, and nothing else has any', async () => {
    const { ann, id } = pair;
    const send = (body: object) =>
      life.call(ann, 'POST', `${CONVERSATIONS}/${id}/messages`, { clientId: randomUUID(), content: 'Which?', ...body });
    const choices = (options: unknown, more: object = {}) => send({ type: 'poll', poll: { options, ...more } });
    const many = (count: number) => Array.from({ length: count }, (_, index) => `choice ${index}`);
    const refused = await Promise.all([
      choices([]),
      choices(['one']),
      choices(many(13)),
      choices(many(100)),
      choices(['one', 'one']),
      choices(['one', ' one ']),
      choices(['one', '  ']),
      choices(['one', '\u200b']),
      choices(['one', 'x'.repeat(101)]),
      choices(['one', 2]),
      choices('one or two'),
      choices(['one', 'two'], { multiple: 'yes' }),
      send({ type: 'poll' }),
      send({ type: 'text', poll: { options: ['one', 'two'] } }),
      send({ type: 'poll', content: ' ', poll: { options: ['one', 'two'] } }),
    ]);
    expect(refused.map(({ status, code }) => `${status} ${code}`)).toEqual(refused.map(() => '400 invalid'));
    expect(await life.history(ann, id)).toHaveLength(1);
    expect((await choices(many(12))).status).toBe(201);
    expect((await choices(['one', '🙂'.repeat(100)])).status).toBe(201);
  });

  it('[POLL-1] the database takes no other either', async () => {
    const { ann, id } = pair;
    const begin = { multiple: false, anonymous: false, voters: 0, closedAt: null };
    const option = (number: number, more: object = {}) => ({ id: number, text: `${number}`, votes: 0, ...more });
    const bad = [
      null,
      { poll: { ...begin, options: [option(1)] } },
      { poll: { ...begin, options: [option(1), option(3)] } },
      { poll: { ...begin, options: [option(1), option(2, { votes: 1 })] } },
      { poll: { ...begin, options: [option(1), option(2, { text: '' })] } },
      { poll: { ...begin, voters: 1, options: [option(1), option(2)] } },
      { poll: { ...begin, closedAt: '2026-01-01', options: [option(1), option(2)] } },
      { poll: { ...begin, options: [option(1), option(2)] }, forwarded: true },
    ];
    for (const metadata of bad) {
      const [verdict] = await life.database.sendMessages([
        {
          conversationId: id,
          senderId: ann,
          clientId: randomUUID(),
          id: randomUUID(),
          type: 'poll',
          content: 'Which?',
          mentions: [],
          replyToId: null,
          metadata,
        },
      ]);
      expect(verdict, JSON.stringify(metadata)).toEqual({ verdict: 'not_possible' });
    }
  });
});

describe('voting', () => {
  it('[POLL-2] puts my whole choice in place of the one before; nothing withdraws it', async () => {
    const { ann, bob } = pair;
    const poll = await ask();
    const first = await vote(bob, poll, [2]);
    expect(first.status).toBe(200);
    expect([counts(first.body), pollOf(first.body).voters, (first.body as Message).votes]).toEqual([[0, 1, 0], 1, [2]]);
    expect(counts((await vote(bob, poll, [3])).body)).toEqual([0, 0, 1]);
    expect(counts((await vote(ann, poll, [3])).body)).toEqual([0, 0, 2]);
    const withdrawn = (await vote(bob, poll, [])).body;
    expect([counts(withdrawn), pollOf(withdrawn).voters, (withdrawn as Message).votes]).toEqual([[0, 0, 1], 1, []]);
    expect([(await newest(ann)).votes, (await newest(bob)).votes]).toEqual([[3], []]);
  });

  it('[POLL-2] said again it changes nothing and tells nobody', async () => {
    const { ann, bob } = pair;
    const poll = await ask({ multiple: true });
    const once = await vote(bob, poll, [3, 1, 3]);
    expect((once.body as Message).votes).toEqual([1, 3]);
    const theirs = listen(await life.server.connect(ann));
    expect(await vote(bob, poll, [1, 3])).toEqual(once);
    expect(await theirs.settled()).toEqual([]);
  });

  it('[POLL-3] all are told the counts, and what I chose my own devices alone', async () => {
    const { ann, bob, id } = pair;
    const poll = await ask();
    const before = await life.sync(bob);
    const [mine, theirs] = [listen(await life.server.connect(bob)), listen(await life.server.connect(ann))];
    const told = [mine.next('message:updated'), theirs.next('message:updated')];
    const mineToo = mine.next('conversation:state');
    await vote(bob, poll, [1]);
    const [toMe, toThem] = await Promise.all(told);
    expect(toMe).toEqual(toThem);
    expect(counts(toThem?.['message'])).toEqual([1, 0, 0]);
    expect(Object.keys(toThem?.['message'] as object)).not.toContain('votes');
    expect(await mineToo).toEqual({ conversationId: id });
    expect(await theirs.settled()).toEqual(['message:updated']);
    // Another device of mine that only syncs has it too.
    const [synced] = (await life.sync(bob, before.cursor)).conversations;
    expect(synced?.messages.at(-1)).toMatchObject({ id: poll.id, votes: [1] });
    expect((await life.changes(ann, id, poll.changeSeq)).items).toMatchObject([{ id: poll.id, votes: [] }]);
  });

  it('[POLL-2] refuses what is no choice, and changes nothing', async () => {
    const { ann, bob } = pair;
    const single = await ask();
    await vote(bob, single, [2]);
    const text = pair.hello;
    const refused = [
      [await vote(bob, single, [4]), 400],
      [await vote(bob, single, [0]), 400],
      [await vote(bob, single, [-1]), 400],
      [await vote(bob, single, [1.5]), 400],
      [await vote(bob, single, ['1']), 400],
      [await vote(bob, single, null), 400],
      [await vote(bob, single, [1, 2]), 400],
      [
        await vote(
          bob,
          single,
          Array.from({ length: 13 }, () => 1),
        ),
        400,
      ],
      [await vote(bob, text, [1]), 404],
      [await vote(bob, { ...single, id: randomUUID() }, [1]), 404],
      [await vote(await life.newPerson(), single, [1]), 404],
      [await close(bob, text), 404],
      [await close(bob, single), 403],
      [await life.onMessage(bob, 'GET', text, '/votes'), 404],
    ] as const;
    expect(refused.map(([came]) => came.status)).toEqual(refused.map(([, status]) => status));
    expect(refused[6]?.[0].body).toMatchObject({
      fields: [{ path: 'optionIds', message: 'may name one choice only' }],
    });
    const now = await newest(ann);
    expect([counts(now), now.changeSeq]).toEqual([[0, 1, 0], single.changeSeq + 1]);
  });

  it('[POLL-2] who may not write does not vote', async () => {
    const { ann, bob } = pair;
    const poll = await ask();
    await life.look("UPDATE natter.users SET suspended_until = 'infinity' WHERE id = $1", [bob]);
    expect(await vote(bob, poll, [1])).toMatchObject({ status: 403, code: 'forbidden' });
    await life.block(ann, bob);
    expect((await vote(ann, poll, [1])).detail).toBe('You have blocked this person. Unblock them to write.');
    expect(counts(await newest(ann))).toEqual([0, 0, 0]);
  });

  it('[POLL-2] a poll that was deleted takes its votes along', async () => {
    const { ann, bob } = pair;
    const poll = await ask();
    await vote(bob, poll, [1]);
    expect((await life.onMessage(ann, 'DELETE', poll, '?for=everyone')).status).toBe(204);
    expect([(await vote(bob, poll, [2])).status, (await close(ann, poll)).status]).toEqual([404, 404]);
    expect(await life.look('SELECT 1 FROM natter.poll_votes WHERE conversation_id = $1', [pair.id])).toEqual([]);
    expect(await newest(bob)).toMatchObject({ content: null, metadata: null });
  });
});

describe('a closed poll', () => {
  it('[POLL-4] is closed by who asked, for all, for good', async () => {
    const { ann, bob } = pair;
    const poll = await ask();
    await vote(bob, poll, [2]);
    const theirs = listen(await life.server.connect(bob));
    const told = theirs.next('message:updated');
    const closed = await close(ann, poll);
    const at = pollOf(closed.body).closedAt;
    expect(Date.parse(at ?? '')).toBeGreaterThanOrEqual(Date.parse(poll.createdAt));
    expect(pollOf((await told)['message'])).toEqual(pollOf(closed.body));
    const late = await vote(bob, poll, []);
    expect([late.status, late.code, late.detail]).toEqual([409, 'conflict', 'This poll is closed.']);
    expect(await close(ann, poll)).toEqual(closed);
    expect(counts(await newest(ann))).toEqual([0, 1, 0]);
  });
});

describe('who voted', () => {
  it('[POLL-5] is told to the members, the first one first', async () => {
    const { ann, bob } = pair;
    const poll = await ask({ multiple: true });
    await vote(bob, poll, [2, 3]);
    await vote(ann, poll, [2]);
    const { items, people } = (await life.onMessage(ann, 'GET', poll, '/votes')).body as Votes;
    expect(items.map(({ optionId, userId }) => `${optionId} ${userId}`)).toEqual([`2 ${bob}`, `3 ${bob}`, `2 ${ann}`]);
    expect(people.map(({ userId }) => userId).sort()).toEqual([ann, bob].sort());
    expect((await life.onMessage(await life.newPerson(), 'GET', poll, '/votes')).status).toBe(404);
  });

  it('[POLL-5] of an anonymous poll is never told: by no call, event or table', async () => {
    const { ann, bob } = pair;
    const poll = await ask({ anonymous: true });
    const theirs = listen(await life.server.connect(ann));
    const told = theirs.next('message:updated');
    await vote(bob, poll, [2]);
    expect(JSON.stringify(await told)).not.toContain(bob);
    expect(counts(await newest(ann))).toEqual([0, 1, 0]);
    expect(await newest(ann)).toMatchObject({ votes: [] });
    expect(await newest(bob)).toMatchObject({ votes: [2] });
    const asked = await life.onMessage(ann, 'GET', poll, '/votes');
    expect([asked.status, asked.detail]).toEqual([403, 'This poll does not tell who voted for what.']);
    expect((await life.onMessage(bob, 'GET', poll, '/votes')).status).toBe(403);
    const seen = await withClient(life.world.appUrl, async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT natter.read_as($1)', [ann]);
      return (await client.query('SELECT user_id FROM natter.poll_votes')).rows;
    });
    expect(seen).toEqual([]);
  });
});

describe('somebody who is blocked', () => {
  it('[POLL-6] votes for themselves alone, and it looks as if it counted', async () => {
    const { ann, bob } = pair;
    const poll = await ask();
    await life.block(ann, bob);
    const [mine, theirs] = [listen(await life.server.connect(bob)), listen(await life.server.connect(ann))];
    const told = mine.next('message:updated');
    const voted = await vote(bob, poll, [1]);
    expect([counts(voted.body), pollOf(voted.body).voters, (voted.body as Message).votes]).toEqual([[1, 0, 0], 1, [1]]);
    expect(counts((await told)['message'])).toEqual([1, 0, 0]);
    expect([await theirs.settled(), counts(await newest(ann))]).toEqual([[], [0, 0, 0]]);
    const asked = (await life.onMessage(ann, 'GET', poll, '/votes')).body as Votes;
    expect(asked).toEqual({ items: [], people: [] });
    await life.unblock(ann, bob);
    expect([counts(await newest(ann)), counts(await newest(bob))]).toEqual([
      [0, 0, 0],
      [1, 0, 0],
    ]);
    // What they choose now counts for all.
    expect(counts((await vote(bob, poll, [2])).body)).toEqual([0, 1, 0]);
    expect(counts(await newest(ann))).toEqual([0, 1, 0]);
  });

  it('[POLL-6] closes a poll of theirs without its reader being told', async () => {
    const { ann, bob } = pair;
    const poll = await ask();
    await life.block(bob, ann);
    const theirs = listen(await life.server.connect(bob));
    expect(pollOf((await close(ann, poll)).body).closedAt).not.toBe(null);
    expect(await theirs.settled()).toEqual([]);
  });
});

describe('at once', () => {
  it('[POLL-2] the counts equal a recount, whatever came first', async () => {
    const { ann, bob } = pair;
    const poll = await ask({ multiple: true }, ['a', 'b', 'c', 'd']);
    const choices = [[], [1], [2, 3], [1, 2, 3, 4], [4]];
    const done = await Promise.all(
      Array.from({ length: 50 }, (_, index) =>
        vote(index % 2 === 0 ? ann : bob, poll, choices[(index * 7) % choices.length]),
      ),
    );
    expect(done.map(({ status }) => status)).toEqual(done.map(() => 200));
    const recount = await life.look(
      `SELECT o.id, count(v.user_id)::int AS votes FROM generate_series(1, 4) o(id)
       LEFT JOIN natter.poll_votes v ON v.conversation_id = $1 AND v.option_id = o.id GROUP BY o.id ORDER BY o.id`,
      [pair.id],
    );
    const now = await newest(ann);
    expect(counts(now)).toEqual(recount.map(({ votes }) => votes));
    const voters = await life.look('SELECT DISTINCT user_id FROM natter.poll_votes WHERE conversation_id = $1', [
      pair.id,
    ]);
    expect(pollOf(now).voters).toBe(voters.length);
  });

  it('[POLL-4] a vote comes before the end of the poll or is refused', async () => {
    const { ann, bob } = pair;
    for (let round = 0; round < 10; round += 1) {
      const poll = await ask();
      const [voted] = await Promise.all([vote(bob, poll, [1]), close(ann, poll)]);
      expect(counts(await newest(ann))).toEqual(voted.status === 200 ? [1, 0, 0] : [0, 0, 0]);
      expect([200, 409]).toContain(voted.status);
    }
  });
});

describe('switched off', () => {
  it('[FEAT-1] there are no polls, in the API and in the database', async () => {
    const off = await openLifeWorld(inject('databaseAdminUrl'), { features: { polls: false } });
    try {
      const { ann, id, hello } = await off.newPair();
      const body = { clientId: randomUUID(), type: 'poll', content: 'Which?', poll: { options: ['a', 'b'] } };
      expect(await off.call(ann, 'POST', `${CONVERSATIONS}/${id}/messages`, body)).toMatchObject({ code: 'invalid' });
      for (const [method, below] of [
        ['PUT', '/votes'],
        ['GET', '/votes'],
        ['PUT', '/poll/closed'],
      ] as const) {
        const came = await off.onMessage(ann, method, hello, below, method === 'PUT' ? { optionIds: [1] } : undefined);
        expect(came.status).toBe(404);
      }
      const vote = { userId: ann, conversationId: id, messageId: hello.id, optionIds: [1] };
      await expect(off.database.setVotes(vote)).rejects.toMatchObject({ code: 'not_found' });
      await expect(off.database.readVotes(ann, id, hello.id)).rejects.toMatchObject({ code: 'not_found' });
      await expect(off.database.closePoll(ann, id, hello.id)).rejects.toMatchObject({ code: 'not_found' });
    } finally {
      await off.close();
    }
  });
});

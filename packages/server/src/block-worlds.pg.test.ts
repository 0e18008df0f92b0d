import type { Message } from '@natter/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

/*
 * The same done twice: by somebody who is blocked, and by somebody who is not. All that they can see and hear is compared, byte for
 * byte but for ids; and what the other one sees is compared with before.
 */

let life: LifeWorld;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'));
});
afterAll(() => life.close());

const emoji = (face: string) => `/reactions/${encodeURIComponent(face)}`;
const START = Date.UTC(2030, 0, 1);

/** One step of what somebody does, a minute after the one before. */
type Step = (world: Pair & { readonly own: Message; readonly poll: Message }) => Promise<unknown>;

/** Everything the server tells this person of a conversation and its messages. */
async function wholeView(userId: string, id: string) {
  const get = async (path: string) => (await life.call(userId, 'GET', path)).body;
  const messages = await life.history(userId, id);
  const below = await Promise.all(
    messages.flatMap((one) =>
      ['/history', '/reactions', '/votes', '/receipts'].map(
        async (path) => (await life.onMessage(userId, 'GET', one, path)).body,
      ),
    ),
  );
  const { cursor: _cursor, ...sync } = await life.sync(userId);
  return {
    messages,
    below,
    sync,
    starred: await get('/api/messages/starred'),
    view: await get(`${CONVERSATIONS}/${id}`),
    inbox: await get(CONVERSATIONS),
    changes: await get(`${CONVERSATIONS}/${id}/changes?after=0`),
  };
}

/** The same text for the same things: ids are numbered in the order in which they appear. */
function withoutIds(seen: unknown, people: readonly string[]): string {
  const known = new Map<string, string>(people.map((person, index) => [person, `person ${index}`]));
  const name = (id: string) => {
    if (!known.has(id)) known.set(id, `id ${known.size}`);
    return known.get(id) ?? '';
  };
  return JSON.stringify(seen, null, 1).replace(
    /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|person-\d+|Person \d+/gi,
    (id) => {
      return name(id.replace('Person ', 'person-').toLowerCase());
    },
  );
}

/** What both saw and heard of it. */
interface Lived {
  readonly bobSees: string;
  readonly bobHears: string;
  readonly annSees: { readonly before: string; readonly after: string };
  readonly annHears: readonly string[];
}

interface Plot {
  /** While ann blocks him, or not. */
  readonly steps: readonly Step[];
  /** When she does so no longer. */
  readonly after?: readonly Step[];
}

/** Bob does these steps, while ann blocks him or not. */
async function live(isBlocked: boolean, { steps, after = [] }: Plot): Promise<Lived> {
  let now = START;
  const tick = async () => {
    now += 60_000;
    await life.world.setNow(new Date(now));
  };
  await tick();
  const pair = await life.newPair();
  const { ann, bob, id, hello } = pair;
  await tick();
  await life.onMessage(ann, 'PUT', hello, emoji('🎉'));
  const own = await life.send(bob, id, 'bob was here', { replyToId: hello.id });
  const poll = await life.send(ann, id, 'Where to?', { type: 'poll', poll: { options: ['here', 'there'] } });
  const world = { ...pair, own, poll };
  const [bobListens, annListens] = [listen(await life.server.connect(bob)), listen(await life.server.connect(ann))];
  const messagesOf = async (userId: string) => {
    const { messages, below } = await wholeView(userId, id);
    // The counters of the message go on: they count for its author.
    const known = messages.map((one) => ({ ...one, changeSeq: 0, version: 0 }));
    return withoutIds({ known, below }, [ann, bob]);
  };
  if (isBlocked) await life.block(ann, bob);
  const before = await messagesOf(ann);
  const answers: unknown[] = [];
  const play = async (part: readonly Step[]) => {
    for (const step of part) {
      await tick();
      answers.push(await step(world));
    }
  };
  await play(steps);
  const seen = { before, after: await messagesOf(ann) };
  const annHears = await annListens.settled();
  if (isBlocked) await life.unblock(ann, bob);
  await play(after);
  const heard = await bobListens.drained();
  return {
    bobSees: withoutIds({ answers, view: await wholeView(bob, id) }, [ann, bob]),
    bobHears: withoutIds(heard, [ann, bob]),
    annSees: seen,
    annHears,
  };
}

const edit =
  (content: string, version: number): Step =>
  ({ bob, own }) =>
    life.onMessage(bob, 'PATCH', own, '', { content, version });
const react =
  (face: string, method = 'PUT'): Step =>
  ({ bob, hello }) =>
    life.onMessage(bob, method, hello, emoji(face));

const PLOTS: Record<string, Plot> = {
  'edits his message, twice, and goes on when he may': {
    steps: [edit('first', 2), edit('first', 1), edit('second', 2), edit('second', 3), edit('late', 1)],
    after: [edit('third', 3), ({ bob, id, own }) => life.send(bob, id, 'quoting', { replyToId: own.id })],
  },
  'edits and quotes what he wrote': {
    steps: [edit('other words', 1), ({ bob, id, own }) => life.send(bob, id, 'quoting', { replyToId: own.id })],
  },
  'edits his message too late': {
    steps: [...Array.from({ length: 16 }, () => async () => null), edit('too late', 1)],
  },
  'writes while he is not heard, edits that, reacts to it, stars it, deletes it': {
    steps: [
      async (world) => {
        const sent = await life.send(world.bob, world.id, 'into the void');
        const put = await life.onMessage(world.bob, 'PUT', sent, emoji('🙈'));
        const edited = await life.onMessage(world.bob, 'PATCH', sent, '', { content: 'still', version: 1 });
        const starred = await life.onMessage(world.bob, 'PUT', sent, '/star');
        return [sent, put, edited, starred.status];
      },
      async (world) => {
        const sent = await life.send(world.bob, world.id, 'gone again');
        return [await life.onMessage(world.bob, 'DELETE', sent, '?for=everyone'), sent];
      },
    ],
  },
  'reacts, takes it back, reacts with what is there already': {
    steps: [react('😀'), react('🎉'), react('😀'), react('😡'), react('😡', 'DELETE'), react('😡', 'DELETE')],
  },
  'reacts before others do': {
    steps: [react('😀'), react('🎉')],
    after: [
      ({ ann, hello }) => life.onMessage(ann, 'PUT', hello, emoji('❤️')).then(() => null),
      ({ ann, hello }) => life.onMessage(ann, 'PUT', hello, emoji('😀')).then(() => null),
    ],
  },
  'reacts and votes, and she goes on with both messages': {
    steps: [react('😀'), ({ bob, poll }) => life.onMessage(bob, 'PUT', poll, '/votes', { optionIds: [2] })],
    after: [
      ({ ann, hello }) =>
        life.onMessage(ann, 'PATCH', hello, '', { content: 'hello you', version: 1 }).then(({ status }) => status),
      ({ ann, poll }) => life.onMessage(ann, 'PUT', poll, '/votes', { optionIds: [1] }).then(({ status }) => status),
      ({ ann, poll }) => life.onMessage(ann, 'PUT', poll, '/poll/closed').then(({ status }) => status),
      ({ bob, poll }) => life.onMessage(bob, 'PUT', poll, '/votes', { optionIds: [1] }),
    ],
  },
  'votes, changes his mind, withdraws': {
    steps: [[1], [2], [], [1]].map(
      (optionIds): Step =>
        ({ bob, poll }) =>
          life.onMessage(bob, 'PUT', poll, '/votes', { optionIds }),
    ),
  },
  'hands on and stars what she wrote': {
    steps: [
      ({ bob, hello }) => life.onMessage(bob, 'PUT', hello, '/star'),
      async ({ bob, id, hello }) => {
        const clientId = crypto.randomUUID();
        const answer = await life.onMessage(bob, 'POST', hello, '/forward', { conversationIds: [id], clientId });
        return answer.body;
      },
    ],
  },
};

describe('somebody who is blocked', () => {
  it.each(Object.entries(PLOTS))('[ACT-1] %s: sees and hears what he would otherwise', async (_name, plot) => {
    const [blocked, free] = [await live(true, plot), await live(false, plot)];
    expect(blocked.bobSees).toBe(free.bobSees);
    expect(blocked.bobHears).toBe(free.bobHears);
    // Of what he does while he is blocked nothing reaches her; of the same, unblocked, something does.
    expect(blocked.annHears).toEqual([]);
    expect(blocked.annSees.after).toBe(blocked.annSees.before);
  });

  it('[ACT-1] otherwise she would have seen and heard of it', async () => {
    const { annHears, annSees } = await live(false, { steps: [edit('first', 1), react('😀')] });
    expect(annHears).toEqual(['message:updated', 'message:reaction']);
    expect(annSees.after).not.toBe(annSees.before);
  });
});

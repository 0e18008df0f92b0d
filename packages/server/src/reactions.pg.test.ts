import { LIMITS, type Message, type Reactions } from '@natter/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
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

const path = (emoji: string) => `/reactions/${encodeURIComponent(emoji)}`;
const put = (userId: string, of: Message, emoji: string) => life.onMessage(userId, 'PUT', of, path(emoji));
const remove = (userId: string, of: Message, emoji: string) => life.onMessage(userId, 'DELETE', of, path(emoji));
const shown = async (userId: string, of: Message) =>
  (await life.history(userId, of.conversationId)).find(({ id }) => id === of.id)?.reactions;
const who = async (userId: string, of: Message) =>
  ((await life.onMessage(userId, 'GET', of, '/reactions')).body as Reactions).items.map((one) => [
    one.emoji,
    one.userId,
  ]);

/** Different emoji, as many as asked for. */
const faces = (count: number) => upTo(count).map((n) => String.fromCodePoint(0x1f5ff + n));

describe('a reaction', () => {
  it('[REACT-1] stands with the message, says which are mine, and is told to all', async () => {
    const { ann, bob, hello } = pair;
    const theirs = listen(await life.server.connect(ann));
    const told = theirs.next('message:reaction');
    const reacted = await put(bob, hello, '👍🏽');
    expect([reacted.status, (reacted.body as Message).reactions]).toEqual([
      200,
      [{ emoji: '👍🏽', count: 1, mine: true }],
    ]);
    expect(await told).toEqual({
      conversationId: hello.conversationId,
      messageId: hello.id,
      seq: 1,
      changeSeq: 2,
      userId: bob,
      emoji: '👍🏽',
      added: true,
    });
    await put(ann, hello, '❤️');
    await put(ann, hello, '👍🏽');
    expect(await shown(ann, hello)).toEqual([
      { emoji: '👍🏽', count: 2, mine: true },
      { emoji: '❤️', count: 1, mine: true },
    ]);
    expect(await shown(bob, hello)).toEqual([
      { emoji: '👍🏽', count: 2, mine: true },
      { emoji: '❤️', count: 1, mine: false },
    ]);
    expect((await life.changes(bob, hello.conversationId, 1)).items[0]?.reactions).toEqual(await shown(bob, hello));
    expect((await life.sync(bob)).conversations[0]?.messages[0]?.reactions).toEqual(await shown(bob, hello));
    const { people } = (await life.onMessage(bob, 'GET', hello, '/reactions')).body as Reactions;
    expect(people.map(({ userId }) => userId).sort()).toEqual([ann, bob].sort());
    expect(await who(bob, hello)).toEqual([
      ['👍🏽', bob],
      ['❤️', ann],
      ['👍🏽', ann],
    ]);
  });

  it('[ACT-4] is not there when it was refused, also where another device hides the message in that moment', async () => {
    const { ann, bob, hello } = pair;
    const verdicts = await Promise.all(
      upTo(20).map(async () => {
        const said = await life.send(ann, hello.conversationId, 'hello');
        const [reacted] = await Promise.all([put(bob, said, '😀'), life.onMessage(bob, 'DELETE', said, '?for=me')]);
        return [reacted.status, (await shown(ann, said))?.length];
      }),
    );
    for (const verdict of verdicts)
      expect([
        [200, 1],
        [404, 0],
      ]).toContainEqual(verdict);
  });

  it('[REACT-1] said again changes and tells nothing; taken back it is gone, also said twice', async () => {
    const { ann, bob, hello } = pair;
    const theirs = listen(await life.server.connect(ann));
    for (const _ of upTo(2)) expect(((await put(bob, hello, '😀')).body as Message).changeSeq).toBe(2);
    for (const _ of upTo(2)) {
      const { status, body } = await remove(bob, hello, '😀');
      expect([status, (body as Message).reactions, (body as Message).changeSeq]).toEqual([200, [], 3]);
    }
    expect(await theirs.settled()).toEqual(['message:reaction', 'message:reaction']);
    expect(theirs.heard).toEqual([]);
    expect(await who(ann, hello)).toEqual([]);
  });

  it('[REACT-1] takes whatever Unicode recommends as one emoji, and nothing else', async () => {
    const { bob, hello } = pair;
    const emoji = ['👩‍❤️‍💋‍👨', '🏴󠁧󠁢󠁳󠁣󠁴󠁿', '🇩🇪', '#️⃣', '5️⃣', 'ℹ️', '©️', 'Ⓜ️', '〰️', '㊗️', '👁️‍🗨️', '🫱🏻‍🫲🏿', '🧑🏾‍🚀', '☺️'];
    for (const one of emoji) {
      expect([one, (await put(bob, hello, one)).status]).toEqual([one, 200]);
      expect([one, (await remove(bob, hello, one)).status]).toEqual([one, 200]);
    }
    for (const one of ['👍👍', 'a', '5', '❤', '<b>', '😀 ', ' ', '\u200d', '🇩', "'", '👍\u0000', 'x'.repeat(300)]) {
      expect([one, await put(bob, hello, one)]).toMatchObject([one, { status: 400 }]);
      expect((await remove(bob, hello, one)).status).toBe(400);
    }
    for (const below of ['%E0%A4%A', '%', '%00', '..%2F..', '%2e%2e']) {
      const { status, code } = await life.onMessage(bob, 'PUT', hello, `/reactions/${below}`);
      expect([below, status >= 400 && status < 500, code]).toEqual([below, true, expect.any(String)]);
    }
    expect(await shown(bob, hello)).toEqual([]);
  });

  it('[REACT-2] a message has twenty different ones at most', async () => {
    const { ann, bob, hello } = pair;
    const all = faces(LIMITS.reactionsPerMessage + 1);
    const last = all.pop() ?? '';
    for (const [index, emoji] of all.entries())
      expect((await put(index % 2 === 0 ? ann : bob, hello, emoji)).status).toBe(200);
    expect(await put(ann, hello, last)).toMatchObject({ status: 409, code: 'conflict' });
    // One that is there already.
    expect((await put(ann, hello, all[1] ?? '')).status).toBe(200);
    await remove(ann, hello, all[0] ?? '');
    expect((await put(ann, hello, last)).status).toBe(200);
    expect(await shown(ann, hello)).toHaveLength(LIMITS.reactionsPerMessage);
  });

  it('[REACT-3] is refused who may not write there; their own they may take away', async () => {
    const { ann, bob, hello } = pair;
    await put(bob, hello, '😀');
    await life.block(bob, ann);
    expect(await put(bob, hello, '😡')).toMatchObject({ status: 403, code: 'forbidden' });
    expect(((await remove(bob, hello, '😀')).body as Message).reactions).toEqual([]);
    await life.unblock(bob, ann);
    await put(bob, hello, '😀');
    await life.look("UPDATE natter.users SET suspended_until = 'infinity' WHERE id = $1", [bob]);
    expect(await put(bob, hello, '😡')).toMatchObject({ status: 403, code: 'forbidden' });
    expect((await remove(bob, hello, '😀')).status).toBe(200);
    expect(await shown(ann, hello)).toEqual([]);
  });

  it('[ACT-2] goes with a message that is deleted for everyone, and none comes to it', async () => {
    const { ann, bob, hello } = pair;
    await put(bob, hello, '😀');
    await life.onMessage(ann, 'DELETE', hello, '?for=everyone');
    expect(await shown(bob, hello)).toEqual([]);
    expect(await put(bob, hello, '😀')).toMatchObject({ status: 409, code: 'conflict' });
    expect(await who(bob, hello)).toEqual([]);
    expect(await life.look('SELECT 1 FROM natter.message_reactions WHERE conversation_id = $1', [pair.id])).toEqual([]);
  });

  it('[SEND-6] a repeat of a send answers its reactions as their reader sees them', async () => {
    const { ann, bob, id, hello } = pair;
    await put(bob, hello, '😀');
    const again = { clientId: hello.clientId, type: 'text', content: 'hello' };
    const { body } = await life.call(ann, 'POST', `/api/messages/conversations/${id}/messages`, again);
    expect(body).toMatchObject({ duplicate: true, message: { reactions: [{ emoji: '😀', count: 1, mine: false }] } });
  });
});

describe('many at once', () => {
  it('[REACT-1] fifty put and take back at once, and the counts are those of the rows', async () => {
    const { ann, bob, id, hello } = pair;
    const emoji = faces(5);
    const work = upTo(200).map((n) => ({
      by: n % 2 === 0 ? ann : bob,
      emoji: emoji[n % 5] ?? '',
      does: n % 3 === 0 ? remove : put,
    }));
    const lanes = upTo(50).map(async (lane) => {
      for (const one of work.slice((lane - 1) * 4, lane * 4)) {
        expect((await one.does(one.by, hello, one.emoji)).status).toBe(200);
      }
    });
    await Promise.all(lanes);
    const counted = await life.look(
      `SELECT emoji, count(*)::int AS count, bool_or(user_id = $2) AS mine FROM natter.message_reactions
       WHERE conversation_id = $1 GROUP BY emoji ORDER BY min(reacted_at), emoji`,
      [id, ann],
    );
    expect(counted.length).toBeGreaterThan(0);
    expect(await shown(ann, hello)).toEqual(counted);
    // Each change had a place of its own in the log.
    const [{ version, changes } = {}] = await life.look(
      `SELECT m.version, c.change_seq::int - c.last_seq::int AS changes FROM natter.conversations c
       JOIN natter.direct_messages m ON m.conversation_id = c.id WHERE c.id = $1`,
      [id],
    );
    expect([version, Number(changes) >= counted.length]).toEqual([1, true]);
  });

  it('[REACT-2] of thirty different ones at once twenty come in', async () => {
    const { ann, bob, hello } = pair;
    const statuses = await Promise.all(
      faces(30).map(async (emoji, index) => (await put(index % 2 === 0 ? ann : bob, hello, emoji)).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(LIMITS.reactionsPerMessage);
    expect(statuses.filter((status) => status === 409)).toHaveLength(10);
    expect(await shown(bob, hello)).toHaveLength(LIMITS.reactionsPerMessage);
  });
});

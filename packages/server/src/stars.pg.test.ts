import type { ChangesPage, HistoryPage, Message, StarredPage } from '@natter/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

let life: LifeWorld;
let pair: Pair;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'), { retention: { free: 30, purgeAfterDays: 7 } });
});
afterAll(() => life.close());
beforeEach(async () => {
  await life.world.setNow(null);
  pair = await life.newPair();
});

const DAY = 24 * 3_600_000;
const star = (userId: string, of: Message) => life.onMessage(userId, 'PUT', of, '/star');
const unstar = (userId: string, of: Message) => life.onMessage(userId, 'DELETE', of, '/star');
const list = async (userId: string, query = '') =>
  (await life.call(userId, 'GET', `/api/messages/starred${query}`)).body as StarredPage;
const listed = async (userId: string, query = '') => (await list(userId, query)).items.map(({ content }) => content);
const synced = async (userId: string, cursor?: string) => {
  const answer = await life.sync(userId, cursor);
  return { cursor: answer.cursor, starred: answer.conversations.map((one) => one.starred) };
};

describe('a star', () => {
  it('[STAR-1] is mine alone: my devices hear of it, nobody else does, and nothing of the message changes', async () => {
    const { ann, bob, id, hello } = pair;
    const [mine, theirs] = [listen(await life.server.connect(ann)), listen(await life.server.connect(bob))];
    expect((await star(ann, hello)).status).toBe(204);
    expect((await star(ann, hello)).status).toBe(204);
    expect(await mine.settled()).toEqual(['conversation:state', 'conversation:state']);
    expect(await theirs.settled()).toEqual([]);
    const [annSees] = await life.history(ann, id);
    const [bobSees] = await life.history(bob, id);
    expect([annSees, bobSees]).toEqual([
      { ...hello, starred: true },
      { ...hello, starred: false },
    ]);
    expect([await listed(ann), await listed(bob)]).toEqual([['hello'], []]);
    expect((await unstar(ann, hello)).status).toBe(204);
    expect((await unstar(ann, hello)).status).toBe(204);
    expect(await listed(ann)).toEqual([]);
  });

  it('[STAR-2] stars are listed a page at a time, the last one first, of one conversation or of all', async () => {
    const { ann, id } = pair;
    const carl = await life.newPerson();
    const other = await life.startBetween(ann, carl);
    const sent: Message[] = [];
    for (const n of upTo(7)) sent.push(await life.send(ann, n % 2 === 0 ? other : id, `m${n}`));
    // At one instant: the page goes on all the same.
    await life.world.setNow(new Date(Date.now() + 1000));
    for (const one of sent) await star(ann, one);
    const all: (string | null)[] = [];
    let cursor = '';
    do {
      const page = await list(ann, `?limit=2${cursor}`);
      expect(page.items.length).toBeLessThanOrEqual(2);
      expect(page.items.every((one) => one.starred === true)).toBe(true);
      all.push(...page.items.map(({ content }) => content));
      cursor = page.nextCursor === null ? '' : `&cursor=${encodeURIComponent(page.nextCursor)}`;
    } while (cursor !== '');
    expect([...all].sort()).toEqual(upTo(7).map((n) => `m${n}`));
    const fromCarl = (await life.history(ann, other)).find(({ senderId }) => senderId === carl);
    await star(ann, fromCarl as Message);
    expect((await list(ann)).people.map(({ userId }) => userId).sort()).toEqual([ann, carl].sort());
    await unstar(ann, fromCarl as Message);
    await life.world.setNow(new Date(Date.now() + 2000));
    await unstar(ann, sent[2] as Message);
    await star(ann, sent[2] as Message);
    expect((await listed(ann))[0]).toBe('m3');
    expect((await listed(ann, `?conversationId=${other}`)).sort()).toEqual(['m2', 'm4', 'm6']);
    expect((await life.call(ann, 'GET', '/api/messages/starred?cursor=nonsense')).status).toBe(400);
    const foreign = (await life.call(ann, 'GET', `${CONVERSATIONS}?limit=1`)).body as { nextCursor: string };
    if (foreign.nextCursor !== null)
      expect((await life.call(ann, 'GET', `/api/messages/starred?cursor=${foreign.nextCursor}`)).status).toBe(400);
  });

  it('[STAR-2] what I no longer see is not among them: deleted for me, for everyone, expired', async () => {
    const { ann, bob, id, hello } = pair;
    const [mine, theirs, old] = [
      await life.send(ann, id, 'for me'),
      await life.send(ann, id, 'for all'),
      await life.send(ann, id, 'stays'),
    ];
    for (const one of [hello, mine, theirs, old]) await star(bob, one);
    await life.onMessage(bob, 'DELETE', mine, '?for=me');
    await life.onMessage(ann, 'DELETE', theirs, '?for=everyone');
    expect((await listed(bob)).sort()).toEqual(['hello', 'stays']);
    expect(await star(bob, theirs)).toMatchObject({ status: 409, code: 'conflict' });
    expect((await star(bob, mine)).status).toBe(404);
    await life.world.setNow(new Date(Date.parse(old.createdAt) + 30 * DAY + 1));
    expect(await listed(bob)).toEqual([]);
    expect((await star(bob, hello)).status).toBe(404);
  });

  it('[STAR-3] sync tells all stars of a conversation where something of mine changed, also when none is left', async () => {
    const { ann, bob, id, hello } = pair;
    const second = await life.send(bob, id, 'second');
    const first = await synced(ann);
    expect(first.starred).toEqual([[]]);
    await star(ann, hello);
    await star(ann, second);
    const next = await synced(ann, first.cursor);
    expect(next.starred).toEqual([[2, 1]]);
    expect((await synced(bob, (await synced(bob)).cursor)).starred.flat()).toEqual([]);
    await unstar(ann, second);
    await unstar(ann, hello);
    const last = await synced(ann, next.cursor);
    expect(last.starred).toEqual([[]]);
    // Open transactions of others hold the horizon back, and what is at or beyond it is told again.
    let { cursor } = last;
    await expect
      .poll(
        async () => {
          const page = await life.sync(ann, cursor);
          cursor = page.cursor;
          return page.conversations.length;
        },
        { timeout: 40_000, interval: 20 },
      )
      .toBe(0);
    // A message of the other one changes nothing of mine.
    await life.send(bob, id, 'third');
    const [told] = (await life.sync(ann, cursor)).conversations;
    expect(told?.messages.map(({ content }) => content)).toContain('third');
    expect('starred' in (told ?? {})).toBe(false);
    await star(ann, hello);
    expect((await life.changes(ann, id, 0)).starred).toEqual([1]);
    expect((await synced(ann)).starred).toEqual([[1]]);
  });

  it('[STAR-3] the newest five hundred are told, a thousand can be set', async () => {
    const { ann, id, hello } = pair;
    await life.look(
      `INSERT INTO natter.starred_messages (tenant_id, user_id, conversation_id, seq, starred_at)
       SELECT 'test', $1, $2, s, now() FROM generate_series(2, 1001) s`,
      [ann, id],
    );
    const { starred } = (await life.changes(ann, id, 0)) as ChangesPage;
    expect([starred?.length, starred?.[0], starred?.at(-1)]).toEqual([500, 1001, 502]);
    expect(await star(ann, hello)).toMatchObject({ status: 409, code: 'conflict' });
    await life.look('DELETE FROM natter.starred_messages WHERE user_id = $1 AND seq = 2', [ann]);
    for (const _ of upTo(2)) expect((await star(ann, hello)).status).toBe(204);
    // Those of messages that are not there would stand against the proof of retention below.
    await life.look('DELETE FROM natter.starred_messages WHERE user_id = $1', [ann]);
  });
});

describe('what goes with a message', () => {
  it('[ACT-2] its purge leaves neither versions, reactions, stars nor copies’ traces, and the proof holds', async () => {
    const { ann, bob, id, hello } = pair;
    const target = await life.startBetween(ann, await life.newPerson());
    const edit = { content: 'hello you', version: 1 };
    expect((await life.onMessage(ann, 'PATCH', hello, '', edit)).status).toBe(200);
    expect((await life.onMessage(bob, 'PUT', hello, `/reactions/${encodeURIComponent('😀')}`)).status).toBe(200);
    expect((await star(ann, hello)).status).toBe(204);
    const forward = { conversationIds: [target], clientId: crypto.randomUUID() };
    expect((await life.onMessage(ann, 'POST', hello, '/forward', forward)).status).toBe(200);
    const at = Date.parse(hello.createdAt);
    await runJobs(at + 31 * DAY);
    expect(((await life.call(bob, 'GET', `${CONVERSATIONS}/${id}/messages`)).body as HistoryPage).items).toEqual([]);
    for (const below of ['/history', '/reactions']) {
      expect((await life.onMessage(bob, 'GET', hello, below)).status).toBe(404);
    }
    await runJobs(at + 39 * DAY);
    for (const table of [
      'direct_messages',
      'message_edits',
      'message_reactions',
      'starred_messages',
      'deleted_content',
    ]) {
      const left = await life.look(`SELECT 1 FROM natter.${table} WHERE conversation_id = ANY ($1)`, [[id, target]]);
      expect([table, left]).toEqual([table, []]);
    }
    expect(await life.look('SELECT 1 FROM natter.forwarded_messages')).toEqual([]);
    expect(await life.look('SELECT 1 FROM natter.forwards WHERE origin_id = $1', [hello.id])).toEqual([]);
    const proof = await life.database.proveRetention();
    expect(proof.filter(({ broken }) => broken > 0)).toEqual([]);
  });

  it('[ACT-2] a star that is set while its message is purged is not left over', async () => {
    for (const _ of upTo(10)) {
      await life.world.setNow(null);
      const { ann, bob, hello } = await life.newPair();
      const expired = Date.parse(hello.createdAt) + 30 * DAY + 1;
      await life.look(
        'UPDATE natter.direct_messages SET is_deleted = true, deleted_at = retention_expires_at WHERE id = $1',
        [hello.id],
      );
      await life.world.setNow(new Date(expired + 7 * DAY));
      await life.look('DELETE FROM natter.job_runs');
      const work = [() => star(ann, hello), () => life.database.cleanupExpired(100), () => star(bob, hello)];
      await Promise.all(work.map((start) => start()));
      expect(await life.look('SELECT 1 FROM natter.direct_messages WHERE id = $1', [hello.id])).toEqual([]);
      expect(await life.look('SELECT 1 FROM natter.starred_messages WHERE user_id = ANY ($1)', [[ann, bob]])).toEqual(
        [],
      );
    }
  });

  it('[EDIT-1] an edit and the end of a message’s time: what is over is not found, and nothing comes of it', async () => {
    const { ann, bob, hello } = pair;
    await life.look(
      "UPDATE natter.direct_messages SET retention_expires_at = sent_at + interval '5 minutes' WHERE id = $1",
      [hello.id],
    );
    const end = Date.parse(hello.createdAt) + 5 * 60_000;
    const edit = (content: string, version: number) => life.onMessage(ann, 'PATCH', hello, '', { content, version });
    await life.world.setNow(new Date(end - 1));
    expect((await edit('in time', 1)).status).toBe(200);
    await life.world.setNow(new Date(end));
    expect((await edit('too late', 2)).status).toBe(404);
    const reaction = `/reactions/${encodeURIComponent('😀')}`;
    expect((await life.onMessage(bob, 'PUT', hello, reaction)).status).toBe(404);
    expect((await life.onMessage(bob, 'GET', hello, '/history')).status).toBe(404);
    const [{ version, n } = {}] = await life.look(
      'SELECT m.version, (SELECT count(*)::int FROM natter.message_edits e WHERE e.conversation_id = m.conversation_id) AS n FROM natter.direct_messages m WHERE m.id = $1',
      [hello.id],
    );
    expect([version, n]).toEqual([2, 1]);
  });
});

/** The jobs of retention, day by day up to an instant: they refuse a clock that jumps. */
async function runJobs(until: number): Promise<void> {
  await life.look('DELETE FROM natter.job_runs');
  for (const at of [until - DAY, until]) {
    await life.world.setNow(new Date(at));
    await life.database.softDeleteExpired(1000);
    await life.database.cleanupExpired(1000);
  }
}

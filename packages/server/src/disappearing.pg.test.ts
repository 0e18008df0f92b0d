import { randomUUID } from 'node:crypto';
import type { Conversation, Message, StarredPage } from '@natter/protocol';
import { createTestClock, type TestClock } from '@natter/testkit';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 1_440 * MINUTE;

let clock: TestClock;
let life: LifeWorld;
let pair: Pair;

/* Each test has a store, a server and a clock of its own: the jobs look at all of it. */
beforeEach(async () => {
  clock = createTestClock(Date.now());
  life = await openLifeWorld(inject('databaseAdminUrl'), { clock });
  await life.world.setNow(new Date(clock.now()));
  pair = await life.newPair();
});
afterEach(() => life.close());

const put = (userId: string, seconds: unknown, id = pair.id) =>
  life.call(userId, 'PUT', `${CONVERSATIONS}/${id}/disappearing`, { seconds });
const conversation = async (userId: string) =>
  (await life.call(userId, 'GET', `${CONVERSATIONS}/${pair.id}`)).body as Conversation;
const contents = async (userId = pair.bob) => (await life.history(userId, pair.id)).map(({ content }) => content);
/** Time passes for the database alone: no job runs. */
const setTime = (ms: number) => life.world.setNow(new Date(clock.now() + ms));
const rowOf = async ({ id }: Message) =>
  (
    await life.look(
      'SELECT content, metadata, mentions, reactions, body_hash, is_deleted FROM natter.direct_messages WHERE id = $1',
      [id],
    )
  )[0];
const ERASED = { content: null, metadata: null, mentions: null, reactions: null, body_hash: null, is_deleted: true };
/** The guard has believed the clock, as it has wherever a server ran within a day and a half. */
const believe = () => life.database.cleanupExpired(10);
const broken = async () =>
  (await life.database.proveRetention()).filter(({ broken: count }) => count !== 0).map(({ claim }) => claim);

describe('a timer', () => {
  it('[DISAPPEAR-1] holds for what is sent afterwards, and a line says who set it', async () => {
    const { ann, bob, id, hello } = pair;
    const theirs = listen(await life.server.connect(bob));
    const told = theirs.next('conversation:updated');
    const set = await put(ann, 3_600);
    expect([set.status, (set.body as Conversation).disappearAfter]).toEqual([200, 3_600]);
    const { changeSeq } = set.body as Conversation;
    expect(await told).toEqual({ conversationId: id, changeSeq });
    const { items, conversation: seen } = await life.changes(bob, id, hello.changeSeq);
    expect(seen).toMatchObject({ disappearAfter: 3_600, unreadCount: 1, lastSeq: 2 });
    expect(items).toMatchObject([
      {
        seq: 2,
        type: 'system',
        senderId: null,
        clientId: null,
        content: null,
        metadata: { event: 'disappearing_changed', userId: ann, seconds: 3_600 },
      },
    ]);
    const later = await life.send(bob, id, 'soon gone');
    expect([
      hello.expiresAt === null || hello.expiresAt > (later.expiresAt ?? ''),
      Date.parse(later.expiresAt ?? ''),
    ]).toEqual([true, Date.parse(later.createdAt) + 3_600 * SECOND]);
    expect((await put(bob, null)).body).toMatchObject({ disappearAfter: null });
    const kept = await life.send(bob, id, 'stays');
    expect(kept.expiresAt).toBe(hello.expiresAt);
    await setTime(3_601 * SECOND);
    expect(await contents(ann)).toEqual(['hello', null, null, 'stays']);
  });

  it('[DISAPPEAR-1] that is there already changes nothing and tells nobody', async () => {
    const { ann, bob } = pair;
    expect((await put(ann, null)).body).toMatchObject({ disappearAfter: null, lastSeq: 1 });
    await put(ann, 60);
    const theirs = listen(await life.server.connect(bob));
    expect((await put(bob, 60)).body).toMatchObject({ disappearAfter: 60, lastSeq: 2 });
    expect(await theirs.settled()).toEqual([]);
  });

  it('[DISAPPEAR-1] is between a minute and a year, and of members who may write', async () => {
    const { ann, bob } = pair;
    const refused = [
      [await put(ann, 59), 400],
      [await put(ann, 0), 400],
      [await put(ann, -60), 400],
      [await put(ann, 31_536_001), 400],
      [await put(ann, 60.5), 400],
      [await put(ann, '60'), 400],
      [await put(ann, undefined), 400],
      [await put(await life.newPerson(), 60), 404],
      [await put(ann, 60, randomUUID()), 404],
    ] as const;
    expect(refused.map(([came]) => came.status)).toEqual(refused.map(([, status]) => status));
    await life.look("UPDATE natter.users SET suspended_until = 'infinity' WHERE id = $1", [bob]);
    expect(await put(bob, 60)).toMatchObject({ status: 403, code: 'forbidden' });
    await life.block(ann, bob);
    expect((await put(ann, 60)).detail).toBe('You have blocked this person. Unblock them to write.');
    expect(await conversation(ann)).toMatchObject({ disappearAfter: null, lastSeq: 1 });
    await life.unblock(ann, bob);
    expect([(await put(ann, 31_536_000)).status, (await put(ann, 60)).status]).toEqual([200, 200]);
  });

  it('[DISAPPEAR-1] two who set it at once leave one, and a line each', async () => {
    const { ann, bob, id } = pair;
    const done = await Promise.all(upTo(20).map((n) => put(n % 2 === 0 ? ann : bob, 60 * n)));
    expect(done.map(({ status }) => status)).toEqual(done.map(() => 200));
    const lines = (await life.history(ann, id)).filter(({ type }) => type === 'system');
    expect(lines.map(({ seq }) => seq)).toEqual(upTo(20).map((n) => n + 1));
    expect((await conversation(ann)).disappearAfter).toBe(lines.at(-1)?.metadata?.['seconds']);
  });

  it('[DISAPPEAR-1] in a conversation where nothing was written tells the other of it', async () => {
    const carl = await life.newPerson();
    const { body } = await life.call(pair.ann, 'POST', CONVERSATIONS, { type: 'direct', participantId: carl });
    const theirs = listen(await life.server.connect(carl));
    const { id } = body as Conversation;
    await put(pair.ann, 60, id);
    expect(await theirs.settled()).toEqual(['conversation:new', 'conversation:updated']);
  });

  it('[DISAPPEAR-6] set by somebody who is blocked tells the other one nothing', async () => {
    const { ann, bob, id } = pair;
    const before = await conversation(ann);
    await life.block(ann, bob);
    const theirs = listen(await life.server.connect(ann));
    expect((await put(bob, 60)).body).toMatchObject({ disappearAfter: 60 });
    expect(await theirs.settled()).toEqual([]);
    const after = await conversation(ann);
    expect([after.unreadCount, after.updatedAt, after.lastMessage]).toEqual([
      before.unreadCount,
      before.updatedAt,
      before.lastMessage,
    ]);
    expect(await contents(ann)).toEqual(['hello']);
    expect((await life.history(bob, id)).at(-1)).toMatchObject({ type: 'system', metadata: { userId: bob } });
  });
});

describe('its time', () => {
  it('[DISAPPEAR-2] takes the message, quotes of it, its stars, its reactions and drafts about it out of sight', async () => {
    const { ann, bob, id } = pair;
    await put(ann, 60);
    const secret = await life.send(ann, id, 'secret');
    await put(ann, null);
    const answer = await life.send(bob, id, 'about it', { replyToId: secret.id });
    await life.onMessage(bob, 'PUT', secret, '/star');
    await life.onMessage(bob, 'PUT', secret, `/reactions/${encodeURIComponent('👍')}`);
    await life.call(bob, 'PATCH', `${CONVERSATIONS}/${id}`, { draft: { content: 'and', replyToId: secret.id } });
    expect((await conversation(bob)).draft).toMatchObject({ content: 'and', replyToId: secret.id });
    expect((await life.history(bob, id)).find((one) => one.id === answer.id)?.replyTo).toMatchObject({
      preview: 'secret',
    });
    await setTime(60 * SECOND - 1);
    expect(await contents()).toContain('secret');
    await setTime(60 * SECOND);
    expect(await contents()).toEqual(['hello', null, null, 'about it']);
    const left = (await life.history(bob, id)).find((one) => one.id === answer.id);
    expect(left?.replyTo).toEqual({ messageId: secret.id, seq: secret.seq, senderId: ann, preview: null });
    expect(((await life.call(bob, 'GET', '/api/messages/starred')).body as StarredPage).items).toEqual([]);
    expect((await conversation(bob)).draft).toMatchObject({ content: 'and', replyToId: null });
    for (const [method, below] of [
      ['GET', '/history'],
      ['GET', '/reactions'],
      ['PUT', '/star'],
      ['GET', '/receipts'],
      ['PUT', `/reactions/${encodeURIComponent('👍')}`],
    ] as const)
      expect((await life.onMessage(bob, method, secret, below)).status, below).toBe(404);
    const again = await life.call(bob, 'POST', `${CONVERSATIONS}/${id}/messages`, {
      clientId: randomUUID(),
      content: 'late',
      replyToId: secret.id,
    });
    expect([again.status, again.code]).toEqual([400, 'invalid']);
  });

  it('[DISAPPEAR-3] erases its content within a minute, by the server’s own schedule', {
    timeout: 180_000,
  }, async () => {
    const { ann, bob, id } = pair;
    await put(ann, 60);
    const secret = await life.send(ann, id, 'secret', { mentions: [{ userId: bob, start: 0, end: 6 }] });
    const poll = await life.send(ann, id, 'Secretly?', { type: 'poll', poll: { options: ['yes', 'no'] } });
    await life.onMessage(bob, 'PUT', poll, '/votes', { optionIds: [1] });
    await life.onMessage(bob, 'PUT', secret, '/star');
    await life.onMessage(bob, 'PUT', secret, `/reactions/${encodeURIComponent('👍')}`);
    await life.onMessage(ann, 'PATCH', secret, '', { content: 'secret!', version: 1 });
    const start = clock.now();
    await expect
      .poll(
        async () => {
          await setTime(SECOND);
          clock.advance(SECOND);
          return (await rowOf(secret))?.['content'] === null && (await rowOf(poll))?.['content'] === null;
        },
        { timeout: 50_000, interval: 5 },
      )
      .toBe(true);
    const took = clock.now() - start;
    expect(took).toBeGreaterThanOrEqual(60 * SECOND);
    expect(took).toBeLessThanOrEqual(125 * SECOND);
    expect([await rowOf(secret), await rowOf(poll)]).toEqual([ERASED, ERASED]);
    for (const table of ['message_edits', 'message_reactions', 'poll_votes', 'starred_messages'])
      expect(await life.look(`SELECT 1 FROM natter.${table}`), table).toEqual([]);
    // The same key again is still that message.
    const repeated = await life.call(ann, 'POST', `${CONVERSATIONS}/${id}/messages`, {
      clientId: secret.clientId,
      content: 'secret',
    });
    expect(repeated).toMatchObject({ status: 200, body: { duplicate: true, message: { content: null } } });
    expect(await contents()).toEqual(['hello', null]);
    expect(await broken()).toEqual([]);
  });

  it('[DISAPPEAR-3] takes along what its author had deleted before', async () => {
    const { ann, id } = pair;
    await believe();
    await put(ann, 600);
    const secret = await life.send(ann, id, 'secret');
    await life.onMessage(ann, 'DELETE', secret, '?for=everyone');
    expect(await life.look('SELECT content FROM natter.deleted_content')).toEqual([{ content: 'secret' }]);
    await setTime(600 * SECOND);
    expect(await life.database.eraseDeletedContent(10)).toBe(1);
    expect(await life.look('SELECT content FROM natter.deleted_content')).toEqual([]);
    expect(await broken()).toEqual([]);
  });

  it('[DISAPPEAR-3] a clock that the guard does not believe erases nothing, and everything is out of sight all the same', async () => {
    const { ann, id } = pair;
    await believe();
    await put(ann, 60);
    const secret = await life.send(ann, id, 'secret');
    for (const wrong of [40 * DAY, 37 * 60 * MINUTE]) {
      await setTime(wrong);
      expect(await life.database.eraseVanished(10)).toBe(0);
      expect((await rowOf(secret))?.['content']).toBe('secret');
      expect(await contents()).not.toContain('secret');
    }
    await setTime(61 * SECOND);
    expect(await life.database.eraseVanished(10)).toBe(1);
    expect([await rowOf(secret), await life.database.eraseVanished(10)]).toEqual([ERASED, 0]);
  });

  it('[DISAPPEAR-3] many at once go in batches, each once, whoever runs them', async () => {
    const { ann, id } = pair;
    await believe();
    await put(ann, 60);
    for (const n of upTo(60)) await life.send(ann, id, `${n}`);
    await setTime(2 * MINUTE);
    const counts = await Promise.all(upTo(6).map(() => life.database.eraseVanished(25)));
    expect(Math.max(...counts)).toBe(25);
    while ((await life.database.eraseVanished(25)) > 0);
    expect(
      await life.look('SELECT 1 FROM natter.direct_messages WHERE content IS NOT NULL AND disappears_at IS NOT NULL'),
    ).toEqual([]);
    expect(await conversation(ann)).toMatchObject({ expiredSeq: 62, unreadCount: 0 });
    expect(await broken()).toEqual([]);
  });

  it('[DISAPPEAR-3] is found by an index that no other message is in', async () => {
    await life.look('BEGIN');
    await life.look('SET LOCAL enable_seqscan = off');
    const plan = await life.look(
      'EXPLAIN SELECT seq FROM natter.direct_messages WHERE disappears_at IS NOT NULL AND NOT is_deleted AND disappears_at <= now()',
    );
    await life.look('ROLLBACK');
    expect(JSON.stringify(plan)).toContain('ix_messages_disappearing');
    const [index] = await life.look("SELECT indexdef FROM pg_indexes WHERE indexname = 'ix_messages_disappearing'");
    expect(index?.['indexdef']).toMatch(/WHERE .*disappears_at IS NOT NULL.* AND .*NOT is_deleted/);
  });

  it('[DISAPPEAR-4] is never later than retention says, and no tier or rule makes it later', async () => {
    const { ann, bob, id } = pair;
    await life.look('UPDATE natter.policy SET free_days = 30, privileged_days = 180');
    await put(ann, 31_536_000);
    const long = await life.send(ann, id, 'a year');
    expect(Date.parse(long.expiresAt ?? '') - Date.parse(long.createdAt)).toBe(30 * DAY);
    await put(ann, 3_600);
    const short = await life.send(ann, id, 'an hour');
    await life.database.upsertUsers([
      { id: ann, tier: 'privileged' },
      { id: bob, tier: 'privileged' },
    ]);
    while ((await life.database.applyTierChanges(100)).hasMore);
    const expiries = (await life.history(bob, id)).map(({ expiresAt }) => expiresAt);
    expect(expiries.at(-1)).toBe(short.expiresAt);
    expect(Date.parse(expiries[2] ?? '') - Date.parse(long.createdAt)).toBe(180 * DAY);
    await life.database.upsertUsers([{ id: ann, tier: 'free' }]);
    while ((await life.database.applyTierChanges(100)).hasMore);
    expect((await life.history(bob, id)).at(-1)?.expiresAt).toBe(short.expiresAt);
    expect(await broken()).toEqual([]);
  });

  it('[DISAPPEAR-5] what is held is kept out of sight until it is released, and goes then', async () => {
    const { ann, id } = pair;
    await believe();
    await put(ann, 60);
    const secret = await life.send(ann, id, 'evidence');
    const [hold] = await life.look("SELECT natter.place_hold($1, NULL, 'a case', 'operator') AS id", [id]);
    await setTime(2 * MINUTE);
    await life.database.eraseVanished(10);
    await life.database.softDeleteExpired(10);
    await life.database.cleanupExpired(10);
    expect([(await rowOf(secret))?.['content'], await contents()]).toEqual(['evidence', ['hello', null]]);
    expect(await life.database.eraseVanished(10)).toBe(0);
    await life.look("SELECT natter.release_hold($1, 'operator')", [hold?.['id']]);
    expect(await life.database.eraseVanished(10)).toBe(1);
    expect(await rowOf(secret)).toEqual(ERASED);
    expect(await broken()).toEqual([]);
  });

  it('[DISAPPEAR-3] a run of retention is not refused for what disappeared in numbers', async () => {
    const { ann, id } = pair;
    await believe();
    await life.database.softDeleteExpired(10);
    await put(ann, 60);
    await life.look(
      `INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at,
         retention_expires_at, disappears_at)
       SELECT 'test', $1, 2 + n, gen_random_uuid(), $2, gen_random_uuid(), 'text', 'x', 2 + n, natter.now(),
         natter.now() + interval '1 minute', natter.now() + interval '1 minute' FROM generate_series(1, 11000) n`,
      [id, ann],
    );
    await life.look(
      'UPDATE natter.conversations SET last_seq = last_seq + 11000, change_seq = change_seq + 11000 WHERE id = $1',
      [id],
    );
    await setTime(5 * MINUTE);
    while ((await life.database.eraseVanished(5_000)) > 0);
    await life.database.softDeleteExpired(10);
    expect((await life.database.readRetention()).refused).toBe(null);
    expect(await broken()).toEqual([]);
  });
});

describe('switched off', () => {
  it('[FEAT-1] there is no timer, in the API and in the database', async () => {
    const off = await openLifeWorld(inject('databaseAdminUrl'), { features: { disappearing: false } });
    try {
      const { ann, id } = await off.newPair();
      expect((await off.call(ann, 'PUT', `${CONVERSATIONS}/${id}/disappearing`, { seconds: 60 })).status).toBe(404);
      const change = { userId: ann, conversationId: id, id: randomUUID(), seconds: 60 };
      await expect(off.database.setDisappearing(change)).rejects.toMatchObject({ code: 'not_found' });
    } finally {
      await off.close();
    }
  });
});

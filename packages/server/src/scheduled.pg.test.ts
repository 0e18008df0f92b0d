import { randomUUID } from 'node:crypto';
import type { Conversation, Message, Scheduled, ScheduledList } from '@natter/protocol';
import { createTestClock, startTestServer, type TestClock } from '@natter/testkit';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const SCHEDULED = '/api/messages/scheduled';

let clock: TestClock;
let life: LifeWorld;
let pair: Pair;

/* Each test has a store, a server and a clock of its own: what is due is due everywhere. */
beforeEach(async () => {
  clock = createTestClock(Date.now());
  life = await openLifeWorld(inject('databaseAdminUrl'), { clock });
  await life.world.setNow(new Date(clock.now()));
  pair = await life.newPair();
});
afterEach(() => life.close());

const inTime = (ms: number): string => new Date(clock.now() + ms).toISOString();
const schedule = (content: string, more: object = {}, userId = pair.ann) =>
  life.call(userId, 'POST', `${CONVERSATIONS}/${pair.id}/scheduled`, {
    clientId: randomUUID(),
    content,
    sendAt: inTime(HOUR),
    ...more,
  });
const made = async (content: string, more: object = {}, userId = pair.ann): Promise<Scheduled> => {
  const came = await schedule(content, more, userId);
  if (came.status !== 201) throw new Error(JSON.stringify(came.body));
  return came.body as Scheduled;
};
const waiting = async (userId = pair.ann): Promise<readonly Scheduled[]> =>
  ((await life.call(userId, 'GET', SCHEDULED)).body as ScheduledList).items;
const patch = (one: Scheduled, body: object, userId = pair.ann) =>
  life.call(userId, 'PATCH', `${SCHEDULED}/${one.id}`, { version: one.version, ...body });
const cancel = (one: Scheduled, userId = pair.ann) => life.call(userId, 'DELETE', `${SCHEDULED}/${one.id}`);
const sendNow = (one: Scheduled, userId = pair.ann) => life.call(userId, 'POST', `${SCHEDULED}/${one.id}/send`);
const contents = async (userId = pair.bob): Promise<(string | null)[]> =>
  (await life.history(userId, pair.id)).map(({ content }) => content);
const conversation = async (userId = pair.ann): Promise<Conversation> =>
  (await life.call(userId, 'GET', `${CONVERSATIONS}/${pair.id}`)).body as Conversation;

/** Time passes for the database and for the server, and what it sets off comes to its end. */
async function pass(ms: number): Promise<void> {
  await life.world.setNow(new Date(clock.now() + ms));
  clock.advance(ms);
}
/** A little later and again, until it has come true. */
const passUntil = (what: () => Promise<boolean>) =>
  expect
    .poll(
      async () => {
        await pass(50);
        return what();
      },
      { timeout: 40_000, interval: 10 },
    )
    .toBe(true);
const isEmpty = async () => (await waiting()).length === 0;

describe('a message for later', () => {
  it('[NODE-11] moved to an earlier time by another process is sent at that time', async () => {
    await made('at its time', { sendAt: inTime(200) });
    await made('sooner than thought');
    // After that one the schedule sleeps, for a quarter of a minute.
    await passUntil(async () => (await contents()).includes('at its time'));
    await contents();
    const before = clock.now();
    await life.look('UPDATE natter.scheduled_messages SET send_at = $1', [inTime(500)]);
    await passUntil(async () => (await contents()).includes('sooner than thought'));
    expect(clock.now() - before).toBeLessThan(10_000);
  });

  it('[SCHEDULE-1] waits, seen by its author alone, and is sent at its time as a message like any other', async () => {
    const { ann, bob, id, hello } = pair;
    const [mine, theirs] = [
      listen(await life.server.connect(ann, 9_000)),
      listen(await life.server.connect(bob, 9_000)),
    ];
    const told = mine.next('conversation:state');
    const mentions = [{ userId: bob, start: 0, end: 3 }];
    const one = await made('Bob, later', { mentions, replyToId: hello.id });
    expect(one).toMatchObject({
      content: 'Bob, later',
      mentions,
      replyToId: hello.id,
      version: 1,
      state: 'waiting',
      error: null,
    });
    expect(await told).toEqual({ conversationId: id });
    expect([await waiting(), (await conversation()).scheduledCount]).toEqual([[one], 1]);
    expect([await waiting(bob), (await conversation(bob)).scheduledCount, await contents()]).toEqual([
      [],
      0,
      ['hello'],
    ]);
    expect(await theirs.settled()).toEqual([]);
    const heard = [mine.next('message:new'), theirs.next('message:new')];
    await pass(HOUR + 100);
    const [toMe, toThem] = await Promise.all(heard);
    expect(toMe).toEqual(toThem);
    const sent = (await life.history(bob, id)).at(-1) as Message;
    expect(sent).toMatchObject({
      seq: 2,
      clientId: one.clientId,
      senderId: ann,
      type: 'text',
      content: 'Bob, later',
      mentions,
    });
    expect(sent.replyTo).toMatchObject({ messageId: hello.id, preview: 'hello' });
    expect(sent.createdAt >= one.sendAt).toBe(true);
    const { starred: _mine, replyTo: _quoted, ...common } = sent;
    expect((toThem as { message: Message }).message).toMatchObject(common);
    expect([await waiting(), (await conversation()).scheduledCount]).toEqual([[], 0]);
    await expect
      .poll(() => mine.heard.map(({ event }) => event).slice(-2))
      .toEqual(['message:new', 'conversation:state']);
  });

  it('[SCHEDULE-1] the same key again answers what it made, and after it was sent that it was', async () => {
    const body = { clientId: randomUUID(), content: 'once', sendAt: inTime(HOUR) };
    const first = await schedule('once', body);
    const again = await schedule('once', body);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    expect((await waiting()).length).toBe(1);
    await pass(HOUR + 100);
    await passUntil(isEmpty);
    const late = await schedule('once', { ...body, sendAt: inTime(HOUR) });
    expect([late.status, late.detail]).toEqual([409, 'A message was sent under this key already.']);
    expect(await contents()).toEqual(['hello', 'once']);
    const elsewhere = await life.startBetween(pair.ann, await life.newPerson());
    const other = { clientId: (await made('here')).clientId, content: 'there', sendAt: inTime(HOUR) };
    expect((await life.call(pair.ann, 'POST', `${CONVERSATIONS}/${elsewhere}/scheduled`, other)).status).toBe(409);
  });

  it('[SCHEDULE-1] refuses what cannot be sent, then or ever, and changes nothing', async () => {
    const { ann, bob, id } = pair;
    const stranger = await life.newPerson();
    const elsewhere = await life.startBetween(ann, stranger);
    const [foreign] = await life.history(ann, elsewhere);
    const refused = [
      [await schedule('past', { sendAt: inTime(-1) }), 400, 'This time is over. Choose one that is still to come.'],
      [await schedule('now', { sendAt: inTime(0) }), 400, 'This time is over. Choose one that is still to come.'],
      [await schedule('too far', { sendAt: inTime(367 * DAY) }), 400, 'A message can be sent at most a year from now.'],
      [await schedule('never', { sendAt: 'tomorrow' }), 400],
      [await schedule('never', { sendAt: null }), 400],
      [await schedule('never', { sendAt: '2026-02-31T25:00:00Z' }), 400],
      [await schedule('  '), 400],
      [await schedule('x'.repeat(50_001)), 413],
      [await schedule('hi you', { mentions: [{ userId: stranger, start: 0, end: 2 }] }), 400],
      [await schedule('hi', { mentions: [{ userId: bob, start: 0, end: 20 }] }), 400],
      [await schedule('an answer', { replyToId: foreign?.id }), 400],
      [await schedule('an answer', { replyToId: randomUUID() }), 400],
      [await schedule('no key', { clientId: 'x' }), 400],
      [await schedule('not mine', {}, stranger), 404],
      [
        await life.call(ann, 'POST', `${CONVERSATIONS}/${randomUUID()}/scheduled`, {
          clientId: randomUUID(),
          content: 'x',
          sendAt: inTime(HOUR),
        }),
        404,
      ],
    ] as const;
    expect(refused.map(([came]) => came.status)).toEqual(refused.map(([, status]) => status));
    for (const [came, , detail] of refused) if (detail !== undefined) expect(came.detail).toBe(detail);
    expect([await waiting(), await contents(ann), (await conversation()).scheduledCount]).toEqual([[], ['hello'], 0]);
    expect((await schedule('in a year', { sendAt: inTime(365 * DAY) })).status).toBe(201);
    expect((await life.call(ann, 'GET', `${SCHEDULED}?conversationId=${id}`)).body).toMatchObject({
      items: [{ content: 'in a year' }],
    });
    expect((await life.call(ann, 'GET', `${SCHEDULED}?conversationId=${elsewhere}`)).body).toEqual({ items: [] });
  });

  it('[SCHEDULE-1] a hundred wait at most, also when they are asked for at once', async () => {
    for (const n of upTo(90)) await made(`${n}`, { sendAt: inTime(n * HOUR) });
    const rest = await Promise.all(upTo(20).map((n) => schedule(`late ${n}`)));
    expect(rest.filter(({ status }) => status === 201)).toHaveLength(10);
    const refused = rest.find(({ status }) => status === 409);
    expect(refused?.detail).toBe('You have 100 messages waiting, which is as many as can be. Cancel one first.');
    const all = await waiting();
    expect([all.length, (await conversation()).scheduledCount]).toEqual([100, 100]);
    expect(all.map(({ sendAt }) => sendAt)).toEqual(all.map(({ sendAt }) => sendAt).sort());
    expect((await cancel(all[0] as Scheduled)).status).toBe(204);
    expect((await schedule('again')).status).toBe(201);
    expect((await schedule('one of bob', {}, pair.bob)).status).toBe(201);
  });
});

describe('changing what waits', () => {
  it('[SCHEDULE-4] takes another text or time, at the version that is known', async () => {
    const { bob } = pair;
    const one = await made('first', { mentions: [{ userId: bob, start: 0, end: 5 }] });
    const mine = listen(await life.server.connect(pair.ann));
    const told = mine.next('conversation:state');
    const later = (await patch(one, { sendAt: inTime(2 * HOUR) })).body as Scheduled;
    expect(await told).toEqual({ conversationId: pair.id });
    expect(later).toEqual({ ...one, sendAt: later.sendAt, version: 2, updatedAt: later.updatedAt });
    const text = (await patch(later, { content: 'second' })).body as Scheduled;
    expect(text).toMatchObject({ content: 'second', mentions: [], version: 3, sendAt: later.sendAt });
    const stale = await patch(one, { content: 'third' });
    expect([stale.status, stale.code]).toEqual([409, 'conflict']);
    await pass(HOUR + 100);
    expect(await contents()).toEqual(['hello']);
    await pass(HOUR);
    await passUntil(isEmpty);
    expect(await contents()).toEqual(['hello', 'second']);
    expect((await patch(text, { content: 'too late' })).status).toBe(404);
  });

  it('[SCHEDULE-4] refuses what a send would, and changes nothing', async () => {
    const one = await made('good');
    const refused = [
      [await patch(one, { sendAt: inTime(-1) }), 400],
      [await patch(one, { sendAt: inTime(400 * DAY) }), 400],
      [await patch(one, { content: ' ' }), 400],
      [await patch(one, { content: 'x'.repeat(50_001) }), 413],
      [await patch(one, { mentions: [{ userId: pair.bob, start: 0, end: 2 }] }), 400],
      [await patch(one, { content: 'hi', mentions: [{ userId: 'nobody', start: 0, end: 2 }] }), 400],
      [await patch(one, { content: 'x', version: 2 }), 409],
      [await patch(one, { content: 'x', version: 'one' }), 400],
      [await patch(one, { content: 'mine' }, pair.bob), 404],
      [await cancel(one, pair.bob), 404],
      [await sendNow(one, pair.bob), 404],
    ] as const;
    expect(refused.map(([came]) => came.status)).toEqual(refused.map(([, status]) => status));
    expect(await waiting()).toEqual([one]);
  });

  it('[SCHEDULE-5] is cancelled or sent at once', async () => {
    const [one, two] = [await made('cancelled'), await made('sent')];
    expect([(await cancel(one)).status, (await cancel(one)).status, (await sendNow(one)).status]).toEqual([
      204, 404, 404,
    ]);
    const theirs = listen(await life.server.connect(pair.bob));
    const heard = theirs.next('message:new');
    const sent = await sendNow(two);
    expect([sent.status, sent.body]).toMatchObject([201, { duplicate: false, message: { content: 'sent', seq: 2 } }]);
    expect((await heard)['message']).toEqual((sent.body as { message: Message }).message);
    expect([(await sendNow(two)).status, await waiting(), (await conversation()).scheduledCount]).toEqual([404, [], 0]);
    await pass(HOUR + 100);
    await pass(MINUTE);
    expect(await contents()).toEqual(['hello', 'sent']);
  });
});

describe('what is refused at its time', () => {
  it('[SCHEDULE-3] stays with its author, who is told why, and can be sent when it may', async () => {
    const { ann, bob } = pair;
    const one = await made('to a blocked one');
    await life.block(ann, bob);
    const mine = listen(await life.server.connect(ann, 9_000));
    const told = mine.next('conversation:state');
    await pass(HOUR + 100);
    expect(await told).toEqual({ conversationId: pair.id });
    const [failed] = await waiting();
    expect(failed).toMatchObject({
      id: one.id,
      state: 'failed',
      error: { code: 'forbidden', detail: 'You have blocked this person. Unblock them to write.' },
      version: 2,
    });
    const refused = await sendNow(failed as Scheduled);
    expect([refused.status, refused.detail]).toEqual([403, 'You have blocked this person. Unblock them to write.']);
    expect(await waiting()).toEqual([failed]);
    await pass(MINUTE);
    await life.unblock(ann, bob);
    await pass(MINUTE);
    expect(await contents()).toEqual(['hello']);
    // With another time it waits again.
    const again = (await patch(failed as Scheduled, { sendAt: inTime(MINUTE) })).body as Scheduled;
    expect([again.state, again.error]).toEqual(['waiting', null]);
    await pass(MINUTE + 100);
    await passUntil(isEmpty);
    expect(await contents()).toEqual(['hello', 'to a blocked one']);
  });

  it('[SCHEDULE-3] harms no other: what is due at the same time is sent', async () => {
    const { ann } = pair;
    const elsewhere = await life.startBetween(ann, await life.newPerson());
    const sendAt = inTime(HOUR);
    await made('one', { sendAt });
    await life.call(ann, 'POST', `${CONVERSATIONS}/${elsewhere}/scheduled`, {
      clientId: randomUUID(),
      content: 'two',
      sendAt,
    });
    await made('three', { sendAt }, pair.bob);
    await life.look("UPDATE natter.users SET suspended_until = 'infinity' WHERE id = $1", [pair.bob]);
    await pass(HOUR + 100);
    await passUntil(isEmpty);
    expect((await life.history(ann, elsewhere)).at(-1)?.content).toBe('two');
    expect(await contents(ann)).toEqual(['hello', 'one']);
    expect(await waiting(pair.bob)).toMatchObject([
      { content: 'three', state: 'failed', error: { code: 'forbidden' } },
    ]);
  });

  it('[SCHEDULE-3] a quote of what is gone is left away', async () => {
    await made('about it', { replyToId: pair.hello.id });
    await life.onMessage(pair.ann, 'DELETE', pair.hello, '?for=everyone');
    await pass(HOUR + 100);
    await passUntil(isEmpty);
    expect((await life.history(pair.bob, pair.id)).at(-1)).toMatchObject({ content: 'about it', replyTo: null });
  });

  it('[SCHEDULE-3] somebody who is blocked meanwhile is not told', async () => {
    const { ann, bob } = pair;
    await made('void', {}, bob);
    await life.block(ann, bob);
    const theirs = listen(await life.server.connect(ann, 9_000));
    await pass(HOUR + 100);
    await passUntil(async () => (await waiting(bob)).length === 0);
    expect([await contents(bob), await contents(ann), await theirs.settled()]).toEqual([
      ['hello', 'void'],
      ['hello'],
      [],
    ]);
  });
});

describe('once, whatever breaks', () => {
  it('[SCHEDULE-2] a server that dies between the commit and the telling has sent it: others find it by sync, none sends it again', async () => {
    await life.server.stop();
    const { ann, bob, id } = pair;
    const key = randomUUID();
    await life.database.createScheduled({
      userId: ann,
      conversationId: id,
      id: randomUUID(),
      clientId: key,
      content: 'just so',
      mentions: [],
      replyToId: null,
      sendAt: inTime(HOUR),
    });
    const before = await life.database.readSync(bob, { horizon: null, after: null, limit: 10 });
    await pass(HOUR + 100);
    let commits = 0;
    // Its answer never comes: as if the process had been killed.
    const dying = await startTestServer({
      database: {
        ...life.database,
        sendDue: async (...given) => {
          await life.database.sendDue(...given);
          commits += 1;
          return new Promise(() => undefined);
        },
      },
      clock,
    });
    clock.advance(100);
    await expect.poll(() => commits).toBe(1);
    const next = await startTestServer({ database: life.database, clock });
    await pass(MINUTE);
    await pass(MINUTE);
    const after = await life.database.readSync(bob, { horizon: before.horizon, after: null, limit: 10 });
    expect(after.conversations).toMatchObject([{ lastMessage: { content: 'just so', clientId: key } }]);
    expect(await life.look('SELECT 1 FROM natter.direct_messages WHERE client_id = $1', [key])).toHaveLength(1);
    expect(await life.look('SELECT 1 FROM natter.scheduled_messages')).toEqual([]);
    await next.close();
    // It waits for an answer that never comes, and stopping does not wait for ever.
    let isStopped = false;
    const stopped = dying.close().then(() => {
      isStopped = true;
    });
    await expect
      .poll(() => {
        clock.advance(10_000);
        return isStopped;
      })
      .toBe(true);
    await stopped;
  });

  it('[SCHEDULE-2] a transaction that is lost sends nothing and loses nothing', async () => {
    await made('after all');
    await life.world.setNow(new Date(clock.now() + HOUR + 100));
    await life.look('BEGIN');
    const sent = await life.look('SELECT verdict FROM natter.send_waiting(NULL, NULL, 1, ARRAY[gen_random_uuid()])');
    expect(sent).toEqual([{ verdict: 'sent' }]);
    await life.look('ROLLBACK');
    expect([(await waiting()).length, await contents()]).toEqual([1, ['hello']]);
    await pass(HOUR + 100);
    await passUntil(isEmpty);
    expect(await contents()).toEqual(['hello', 'after all']);
  });

  it('[SCHEDULE-2] eight processes at once send each of two hundred once', { timeout: 180_000 }, async () => {
    await life.server.stop();
    const { id } = pair;
    const people = [pair.ann, pair.bob, await life.newPerson(), await life.newPerson()];
    const places = [
      id,
      ...(await Promise.all(
        [2, 3].map(async (n) => {
          const started = await life.database.startDirect({
            userId: pair.ann,
            otherId: people[n] ?? '',
            id: randomUUID(),
            newPerDay: 0,
          });
          return 'id' in started ? started.id : '';
        }),
      )),
    ];
    const keys = await Promise.all(
      upTo(200).map(async (n) => {
        const clientId = randomUUID();
        const { outcome } = await life.database.createScheduled({
          userId: n % 4 === 0 && places[n % 3] === id ? pair.bob : pair.ann,
          conversationId: places[n % 3] ?? id,
          id: randomUUID(),
          clientId,
          content: `${n}`,
          mentions: [],
          replyToId: null,
          sendAt: new Date(clock.now() + n).toISOString(),
        });
        return outcome === 'created' ? clientId : null;
      }),
    );
    const taken = keys.filter((key) => key !== null);
    expect(taken.length).toBeGreaterThan(100);
    await life.world.setNow(new Date(clock.now() + HOUR));
    const worker = async (): Promise<number> => {
      let sum = 0;
      for (let idle = 0; idle < 3; ) {
        const batch = await life.database.sendDue(upTo(7).map(() => randomUUID()));
        sum += batch.filter(({ verdict }) => verdict === 'sent').length;
        idle = batch.length === 0 ? idle + 1 : 0;
      }
      return sum;
    };
    const sums = await Promise.all(upTo(8).map(worker));
    expect(sums.reduce((one, other) => one + other, 0)).toBe(taken.length);
    const stored = await life.look('SELECT client_id FROM natter.direct_messages WHERE client_id = ANY ($1)', [taken]);
    expect(stored.map(({ client_id }) => client_id).sort()).toEqual([...taken].sort());
    expect(await life.look('SELECT 1 FROM natter.scheduled_messages')).toEqual([]);
    expect(await life.look('SELECT 1 FROM natter.member_state WHERE scheduled_count <> 0')).toEqual([]);
  });

  it('[SCHEDULE-5] sending at once, cancelling, changing and the time itself: exactly one of them wins', {
    timeout: 180_000,
  }, async () => {
    // Without the server's own look at what is due.
    await life.server.stop();
    const { ann, bob, id } = pair;
    const { database } = life;
    const read = async () =>
      (await database.readHistory(bob, id, { before: null, after: null, around: null, limit: 100 }))?.items ?? [];
    const outcomes = new Set<string>();
    for (const round of upTo(40)) {
      const content = `round ${round}`;
      const sendAt = inTime(1_000);
      const [one, clientId] = [randomUUID(), randomUUID()];
      const given = { userId: ann, conversationId: id, id: one, clientId, content, mentions: [], replyToId: null };
      expect((await database.createScheduled({ ...given, sendAt })).outcome).toBe('created');
      await life.world.setNow(new Date(clock.now() + 2_000));
      const contenders = [
        async () => (await database.sendDue([randomUUID()])).map(({ verdict }) => verdict)[0] ?? 'nothing',
        async () => (await database.sendScheduled(ann, one, randomUUID()))?.verdict ?? 'nothing',
        async () => ((await database.deleteScheduled(ann, one)) === id ? 'cancelled' : 'nothing'),
        async () => database.patchScheduled({ userId: ann, id: one, version: 1, text: null, sendAt: inTime(DAY) }),
      ];
      // Each of them is the first to be called in turn.
      const turn = round % contenders.length;
      const ended = await Promise.all([...contenders.slice(turn), ...contenders.slice(0, turn)].map((call) => call()));
      const isThere = (await read()).some((message) => message.content === content);
      expect(ended.filter((end) => end === 'sent').length, content).toBe(Number(isThere));
      expect(ended.filter((end) => end === 'sent' || end === 'cancelled').length, content).toBe(1);
      expect(await database.readScheduled(ann, { id: one })).toEqual([]);
      outcomes.add(isThere ? 'sent' : 'cancelled');
      await life.world.setNow(new Date(clock.now()));
    }
    expect([...outcomes].sort()).toEqual(['cancelled', 'sent']);
    const all = (await read()).map(({ content }) => content);
    expect(new Set(all).size).toBe(all.length);
    expect((await database.readConversation(ann, id))?.scheduledCount).toBe(0);
  });

  it('[SCHEDULE-6] what was due while no server ran is sent when one starts, the oldest first', async () => {
    await made('third', { sendAt: inTime(3 * HOUR) });
    await made('first', { sendAt: inTime(HOUR) });
    await made('second', { sendAt: inTime(2 * HOUR) });
    await made('not yet', { sendAt: inTime(20 * DAY) });
    await life.server.stop();
    await pass(10 * DAY);
    const server = await startTestServer({ database: life.database, clock });
    clock.advance(50);
    await expect
      .poll(async () =>
        (
          await life.database.readHistory(pair.bob, pair.id, { before: null, after: null, around: null, limit: 10 })
        )?.items.map(({ content }) => content),
      )
      .toEqual(['hello', 'first', 'second', 'third']);
    expect(await life.look('SELECT 1 FROM natter.scheduled_messages')).toHaveLength(1);
    await server.close();
  });

  it('[SCHEDULE-2] the same key sent by hand meanwhile: it is there once', async () => {
    const one = await made('by hand');
    await life.send(pair.ann, pair.id, 'by hand', { clientId: one.clientId });
    await pass(HOUR + 100);
    await passUntil(isEmpty);
    expect(await contents()).toEqual(['hello', 'by hand']);
  });
});

describe('switched off', () => {
  it('[FEAT-1] nothing is scheduled, and nothing that waits is sent', async () => {
    await made('before');
    await life.server.stop();
    const off = await startTestServer({
      database: life.database,
      world: life.world,
      clock,
      features: { scheduling: false },
    });
    const body = { clientId: randomUUID(), content: 'x', sendAt: inTime(HOUR) };
    expect((await off.call(pair.ann, 'POST', `${CONVERSATIONS}/${pair.id}/scheduled`, body)).status).toBe(404);
    expect((await off.call(pair.ann, 'GET', SCHEDULED)).status).toBe(404);
    await pass(2 * HOUR);
    expect(await life.database.sendDue([randomUUID()])).toEqual([]);
    await expect(life.database.readScheduled(pair.ann, 'all')).rejects.toMatchObject({ code: 'not_found' });
    await expect(life.database.deleteScheduled(pair.ann, randomUUID())).rejects.toMatchObject({ code: 'not_found' });
    await off.close();
  });
});

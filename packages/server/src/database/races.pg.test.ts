import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { openWallWorld, removeMember, SEND, sendColumns, type WallWorld } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { LateKeyConflict, type MessagingDatabase, type SendInput, type SendVerdict } from '../ports/database.ts';

let database: TestDatabase;
let world: WallWorld;
let db: MessagingDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await openWallWorld(database);
  db = database.open();
});
afterAll(async () => {
  await db.close();
  await world.close();
  await database.drop();
});

/** Numbers below one, the same in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

function makeSend(conversationId: string, senderId: string, content: string): SendInput {
  return {
    conversationId,
    senderId,
    clientId: randomUUID(),
    id: randomUUID(),
    type: 'text',
    content,
    mentions: [],
    replyToId: null,
  };
}

/** As the committer does it: a batch that met a key committed meanwhile is run again. */
async function sendAgain(sends: readonly SendInput[]): Promise<readonly SendVerdict[]> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await db.sendMessages(sends);
    } catch (error) {
      if (!(error instanceof LateKeyConflict) || attempt > 5) throw error;
    }
  }
}

async function contentsOf(
  conversation: string,
): Promise<{ seq: number; change: number; content: string; client: string }[]> {
  const { rows } = await database.admin.query<{ seq: number; change: number; content: string; client: string }>(
    `SELECT seq::int, change_seq::int AS change, content, client_id AS client FROM natter.direct_messages
     WHERE conversation_id = $1 ORDER BY seq`,
    [conversation],
  );
  return rows;
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

describe('many at once', () => {
  it('[ORD-1] [ONCE-1] senders who lose answers and repeat leave every message once, without a gap', async () => {
    const random = seededRandom(7);
    const scenes = [await world.newScene(), await world.newScene(), await world.newScene()];
    const acknowledged = new Map<string, SendInput>();
    const sender = async (number: number): Promise<void> => {
      for (let turn = 0; turn < 25; turn += 1) {
        const scene = scenes[Math.floor(random() * scenes.length)] ?? scenes[0];
        if (scene === undefined) return;
        const from = random() < 0.5 ? scene.ada : scene.bo;
        const sends = upTo(1 + Math.floor(random() * 4)).map((n) =>
          makeSend(scene.conversation, from, `${number}.${turn}.${n}`),
        );
        await sendAgain(sends);
        // A third of the answers never arrives: the same keys are sent again, with ids of their own.
        const isLost = random() < 0.33;
        const repeats = sends.map((send) => ({ ...send, id: randomUUID() }));
        const verdicts = isLost ? await sendAgain(repeats) : [];
        expect(verdicts.filter((one) => one.verdict !== 'duplicate')).toEqual([]);
        for (const send of sends) acknowledged.set(send.clientId, send);
      }
    };
    await Promise.all(upTo(8).map(sender));
    let stored = 0;
    for (const { conversation } of scenes) {
      const rows = await contentsOf(conversation);
      stored += rows.length;
      expect(rows.map((row) => row.seq)).toEqual(upTo(rows.length));
      expect(rows.map((row) => row.change)).toEqual(upTo(rows.length));
      for (const row of rows) expect(acknowledged.get(row.client)?.content).toBe(row.content);
    }
    expect(stored).toBe(acknowledged.size);
  });

  it('[ONCE-1] the same key from two connections at the same time is one message', async () => {
    for (const _ of upTo(15)) {
      const { ada, conversation } = await world.newScene();
      const send = makeSend(conversation, ada, 'once');
      const both = await Promise.all(upTo(4).map(() => sendAgain([{ ...send, id: randomUUID() }])));
      expect(
        both
          .flat()
          .map((one) => one.verdict)
          .sort(),
      ).toEqual(['duplicate', 'duplicate', 'duplicate', 'sent']);
      expect(await contentsOf(conversation)).toHaveLength(1);
    }
  });

  it('[ONCE-2] the same key in two conversations at the same time is one message and one conflict', async () => {
    for (const _ of upTo(10)) {
      const { ada, stranger, conversation } = await world.newScene();
      const elsewhere = String((await world.start(ada, stranger))['id']);
      const send = makeSend(conversation, ada, 'once');
      const both = await Promise.all([
        sendAgain([send]),
        sendAgain([{ ...send, id: randomUUID(), conversationId: elsewhere }]),
      ]);
      expect(
        both
          .flat()
          .map((one) => one.verdict)
          .sort(),
      ).toEqual(['conflict', 'sent']);
    }
  });

  it('[ORD-3] batches that overlap in conversations and keys neither block each other nor lose anything', async () => {
    const { ada, bo } = await world.newScene();
    const people = [await world.newPerson(), await world.newPerson(), await world.newPerson(), await world.newPerson()];
    const rooms: string[] = [];
    for (const other of [bo, ...people]) rooms.push(String((await world.start(ada, other))['id']));
    const shared = rooms.map((room) => makeSend(room, ada, `shared in ${room}`));
    const batches = upTo(12).map((n) => {
      const own = rooms.map((room) => makeSend(room, ada, `${n} in ${room}`));
      const repeats = shared.map((send) => ({ ...send, id: randomUUID() }));
      const all = [...own, ...repeats];
      return n % 2 === 0 ? all : all.reverse();
    });
    const verdicts = (await Promise.all(batches.map(sendAgain))).flat();
    expect(verdicts.filter((one) => one.verdict === 'sent')).toHaveLength(12 * rooms.length + rooms.length);
    expect(verdicts.filter((one) => one.verdict === 'duplicate')).toHaveLength(11 * rooms.length);
    for (const room of rooms) expect((await contentsOf(room)).map((row) => row.seq)).toEqual(upTo(13));
  });

  it('[ONE-1] fifty starts at once make one conversation', async () => {
    const [one, other] = [await world.newPerson(), await world.newPerson()];
    const starts = await Promise.all(
      upTo(50).map((n) =>
        db.startDirect({
          userId: n % 2 === 0 ? one : other,
          otherId: n % 2 === 0 ? other : one,
          id: randomUUID(),
          newPerDay: 0,
        }),
      ),
    );
    expect(new Set(starts.map((start) => ('id' in start ? start.id : start.outcome))).size).toBe(1);
    expect(starts.filter((start) => start.outcome === 'created')).toHaveLength(1);
  });

  it('[LIM-4] starts at once do not exceed the number of the day', async () => {
    const me = await world.newPerson();
    const others: string[] = [];
    for (const _ of upTo(12)) others.push(await world.newPerson());
    const starts = await Promise.all(
      others.map((otherId) => db.startDirect({ userId: me, otherId, id: randomUUID(), newPerDay: 5 })),
    );
    expect(starts.filter((start) => start.outcome === 'created')).toHaveLength(5);
  });

  it('[MARK-1] marks that race come to the furthest, in both rows', async () => {
    const { bo, conversation } = await world.newScene(30);
    const random = seededRandom(11);
    const marks = upTo(60).map(() => ({
      userId: bo,
      conversationId: conversation,
      kind: random() < 0.5 ? ('read' as const) : ('delivered' as const),
      seq: 1 + Math.floor(random() * 29),
    }));
    marks.push({ userId: bo, conversationId: conversation, kind: 'read', seq: 29 });
    await Promise.all(marks.map((mark) => db.advanceMarks([mark])));
    const { rows } = await database.admin.query(
      `SELECT s.read_seq::int AS r, s.delivered_seq::int AS d, p.read_seq::int AS sr, p.delivered_seq::int AS sd
       FROM natter.member_state s JOIN natter.conversation_participants p USING (conversation_id, user_id) WHERE user_id = $1`,
      [bo],
    );
    expect(rows).toEqual([{ r: 29, d: 29, sr: 29, sd: 29 }]);
  });

  it('[MARK-3] marks, sends, settings and clearing of the same people at once end without a deadlock', async () => {
    const { ada, bo, conversation } = await world.newScene(5);
    const second = await world.newPerson();
    const other = String((await world.start(bo, second))['id']);
    const work = upTo(20).flatMap((n) => [
      db.sendMessages([makeSend(conversation, ada, `a${n}`), makeSend(other, bo, `b${n}`)]),
      db.advanceMarks([
        { userId: bo, conversationId: n % 2 === 0 ? conversation : other, kind: 'read', seq: n },
        { userId: bo, conversationId: n % 2 === 0 ? other : conversation, kind: 'delivered', seq: n },
      ]),
      db.putSettings(bo, { readReceipts: n % 2 === 0 }),
      db.clearConversation(ada, conversation),
      db.upsertUsers([
        { id: bo, displayName: `Bo ${n}` },
        { id: ada, displayName: `Ada ${n}` },
      ]),
    ]);
    const ended = await Promise.allSettled(work);
    expect(ended.filter((one) => one.status === 'rejected')).toEqual([]);
  });
});

describe('against each other', () => {
  it('[PRIV-4] a conversation that starts while I hide my reading hides it too', async () => {
    for (const _ of upTo(20)) {
      const [me, other] = [await world.newPerson(), await world.newPerson()];
      await Promise.all([
        db.startDirect({ userId: other, otherId: me, id: randomUUID(), newPerDay: 0 }),
        db.putSettings(me, { readReceipts: false }),
      ]);
      const hidden = await world.look(
        'SELECT receipts_hidden AS is FROM natter.conversation_participants WHERE user_id = $1',
        [me],
      );
      expect(hidden).toEqual([{ is: true }]);
    }
  });

  it('[AUTHZ-7] a removal that holds the lock wins over every send that waits for it', async () => {
    const { ada, bo, conversation } = await world.newScene();
    await database.admin.query('BEGIN');
    await removeMember(database.admin, conversation, bo);
    const waiting = upTo(6).map((n) => db.sendMessages([makeSend(conversation, n % 2 === 0 ? ada : bo, `m${n}`)]));
    await untilWaiting(2);
    await database.admin.query('COMMIT');
    const verdicts = (await Promise.all(waiting)).flat().map((one) => one.verdict);
    expect(verdicts).toEqual(['not_found', 'sent', 'not_found', 'sent', 'not_found', 'sent']);
    expect((await contentsOf(conversation)).map((row) => row.seq)).toEqual([1, 2, 3]);
  });

  it('[DUR-2] a backend killed in the middle of a send leaves what was acknowledged and nothing half', async () => {
    const { ada, conversation } = await world.newScene();
    const acknowledged = new Set<string>();
    const tried = new Set<string>();
    let kills = 0;
    const sender = async (number: number): Promise<void> => {
      let client = await connect();
      for (let turn = 0; turn < 15; turn += 1) {
        const key = randomUUID();
        tried.add(key);
        for (let isSent = false; !isSent; ) {
          try {
            const { rows } = await client.query<{ verdict: string }>(
              SEND,
              sendColumns(conversation, ada, `${number}.${turn}`, { client: key }),
            );
            expect(['sent', 'duplicate']).toContain(rows[0]?.verdict);
            isSent = true;
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            client = await connect();
          }
        }
        acknowledged.add(key);
      }
      await client.end();
    };
    const killer = async (): Promise<void> => {
      while (acknowledged.size < 80) {
        await database.admin.query('SELECT 1');
        // A slow machine is always in the middle of something: with more kills than sends nothing might ever come through.
        if (kills > acknowledged.size + 5) continue;
        const { rowCount } = await database.admin.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE datname = current_database() AND application_name = 'victim' AND state = 'active' LIMIT 1`,
        );
        kills += rowCount ?? 0;
      }
    };
    const connect = async (): Promise<pg.Client> => {
      const client = new pg.Client({ connectionString: database.appUrl, application_name: 'victim' });
      // A killed connection says so on its own as well; the query's own failure is what counts here.
      client.on('error', () => tried.size);
      await client.connect();
      return client;
    };
    await Promise.all([...upTo(6).map(sender), killer()]);
    const rows = await contentsOf(conversation);
    expect(kills).toBeGreaterThan(0);
    expect(rows.map((row) => row.seq)).toEqual(upTo(rows.length));
    expect(new Set(rows.map((row) => row.client))).toEqual(acknowledged);
    expect(rows).toHaveLength(tried.size);
  });
});

/** Until this many sessions of the server's login wait for a lock. */
async function untilWaiting(count: number): Promise<void> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    await database.admin.query('SELECT pg_stat_clear_snapshot()');
    const { rows } = await database.admin.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity
       WHERE datname = current_database() AND usename = $1 AND wait_event_type = 'Lock'`,
      [database.roles.app],
    );
    if ((rows[0]?.n ?? 0) >= count) return;
    if (Date.now() > deadline) throw new Error('the sends did not wait');
  }
}

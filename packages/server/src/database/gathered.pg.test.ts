import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from '../ports/database.ts';

const PEOPLE = 12;
const names = Array.from({ length: PEOPLE }, (_, index) => `person-${index}`);
/** Who left the store: whatever is asked in their name is refused. */
const OUTSIDER = 'outsider';

let world: TestDatabase;
let db: MessagingDatabase;
/** By person: what they are in. */
const conversations = new Map<string, string[]>(names.map((name) => [name, []]));
let all: readonly string[] = [];
let before = '';

async function say(conversationId: string, senderId: string, content: string): Promise<void> {
  const [verdict] = await db.sendMessages([
    {
      conversationId,
      senderId,
      clientId: randomUUID(),
      id: randomUUID(),
      type: 'text',
      content,
      mentions: [],
      replyToId: null,
    },
  ]);
  expect(verdict?.verdict).toBe('sent');
}

/** Everybody in a circle has a conversation with the next one; after `before` every third hears something new. */
beforeAll(async () => {
  world = await createTestDatabase(inject('databaseAdminUrl'));
  db = world.open();
  for (const name of [...names, OUTSIDER]) await db.ensurePerson(name, name);
  await world.admin.query('UPDATE natter.users SET is_member = false WHERE id = $1', [OUTSIDER]);
  for (const [index, name] of names.entries()) {
    const other = names[(index + 1) % PEOPLE] ?? '';
    const started = await db.startDirect({ userId: name, otherId: other, id: randomUUID(), newPerDay: 0 });
    if (!('id' in started)) throw new Error(started.outcome);
    for (const one of [name, other]) conversations.get(one)?.push(started.id);
    await say(started.id, name, `to ${other}`);
  }
  all = [...new Set([...conversations.values()].flat())];
  before = (await db.readSync('person-0', { horizon: null, after: null, limit: 1 })).horizon;
  for (const [index, id] of all.entries()) if (index % 3 === 0) await say(id, names[index] ?? '', 'news');
});
afterAll(async () => {
  await db.close();
  await world.drop();
});

/** What each of these comes to: when they are asked one after another, and when all are asked at once. */
async function bothWays<Answer>(asks: readonly (() => Promise<Answer>)[]) {
  const outcome = (ask: () => Promise<Answer>) =>
    ask().catch((error: unknown) => (error instanceof Error && 'code' in error ? String(error.code) : 'failed'));
  const alone: (Answer | string)[] = [];
  for (const ask of asks) alone.push(await outcome(ask));
  return { alone, together: await Promise.all(asks.map(outcome)) };
}

describe('what many ask at once', () => {
  it('[LOAD-9] is answered to each as if alone: what changed, page by page, and nothing of anybody else', async () => {
    const asks = [...names, OUTSIDER, ...names].flatMap((name) => [
      () => db.readSync(name, { horizon: before, after: null, limit: 10 }),
      () => db.readSync(name, { horizon: null, after: null, limit: 1 }),
      () =>
        db.readSync(name, {
          horizon: null,
          after: { updatedAt: new Date().toISOString(), id: randomUUID() },
          limit: 10,
        }),
    ]);
    const { alone, together } = await bothWays(asks);
    // The horizon moves on with whatever else the cluster does.
    const still = (answers: typeof alone) =>
      answers.map((one) => (typeof one === 'string' ? one : { ...one, horizon: '' }));
    expect(still(together)).toEqual(still(alone));
    expect(alone.filter((one) => one === 'forbidden')).toHaveLength(3);
    const told = names.map((_, index) => alone[3 * index]);
    for (const [index, name] of names.entries()) {
      const page = told[index];
      if (page === undefined || typeof page === 'string') throw new Error(`${name}: ${String(page)}`);
      const ids = page.conversations.map(({ id }) => id);
      const mine = conversations.get(name) ?? [];
      // A transaction of another database may hold the horizon back, so that what is older is told again; but nothing is left out.
      expect(ids).toEqual(expect.arrayContaining(mine.filter((id) => all.indexOf(id) % 3 === 0)));
      expect(mine).toEqual(expect.arrayContaining(ids));
    }
  });

  it('[LOAD-9] counts for each what they have not read', async () => {
    const { alone, together } = await bothWays([...names, OUTSIDER].map((name) => () => db.readUnreadTotals(name)));
    expect(together).toEqual(alone);
    expect(alone.at(-1)).toBe('forbidden');
    expect(new Set(alone.map((one) => (typeof one === 'string' ? one : one.messages))).size).toBeGreaterThan(2);
  });

  it('[LOAD-9] finds for each the conversations they are in among any', async () => {
    const { alone, together } = await bothWays([...names, OUTSIDER].map((name) => () => db.readMemberships(name, all)));
    expect(together).toEqual(alone);
    expect(alone.at(-1)).toBe('forbidden');
    for (const [index, name] of names.entries()) {
      const mine = alone[index];
      if (mine === undefined || typeof mine === 'string') throw new Error(`${name}: ${String(mine)}`);
      expect(mine.map(({ id }) => id).sort()).toEqual([...(conversations.get(name) ?? [])].sort());
      expect(mine.every(({ memberIds }) => memberIds.includes(name))).toBe(true);
    }
    expect(await Promise.all(names.map((name) => db.readMemberships(name, [])))).toEqual(names.map(() => []));
  });

  it('[LOAD-9] lets those in who were never seen, each once, and nobody with the token of another store', async () => {
    const strangers = Array.from({ length: 20 }, (_, index) => `stranger-${index}`);
    const found = await Promise.all([
      ...strangers.map((name) => db.ensurePerson(name, `Called ${name}`)),
      ...strangers.map((name) => db.ensurePerson(name, 'Another name')),
      ...strangers.map((name) => db.ensurePerson(name, null, 'another store')),
    ]);
    expect(found.map((me) => me?.userId ?? null)).toEqual([...strangers, ...strangers, ...strangers.map(() => null)]);
    const { rows } = await world.admin.query<{ id: string; display_name: string }>(
      "SELECT id, display_name FROM natter.users WHERE id LIKE 'stranger-%'",
    );
    expect(rows).toHaveLength(20);
    expect(await Promise.all(strangers.map((name) => db.ensurePerson(name, 'Once more')))).toEqual(found.slice(0, 20));
  });
});

import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase } from '../ports/database.ts';

/* A device that was told of a later time than a message now has, and was away when that changed. */

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const LIMIT = 1_000;

let database: TestDatabase;
let db: MessagingDatabase;

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  db = database.open();
});
afterAll(async () => {
  await db.close();
  await database.drop();
});

async function setDays(free: number): Promise<void> {
  const rules = {
    requiresMembership: false,
    features: [],
    freeDays: free,
    privilegedDays: 180,
    privilegedPlusDays: 365,
    retentionBasis: 'sender',
    graceDays: 0,
    purgeAfterDays: 7,
    maxMessageLength: 1_000,
  };
  await database.admin.query(
    'SELECT natter.set_policy($1, (SELECT jsonb_agg(to_jsonb(e)) FROM natter.entitlements e))',
    [JSON.stringify(rules)],
  );
}

async function send(id: string, senderId: string): Promise<number> {
  const base = { conversationId: id, senderId, type: 'text', mentions: [], replyToId: null } as const;
  const [verdict] = await db.sendMessages([{ ...base, clientId: randomUUID(), id: randomUUID(), content: 'hello' }]);
  if (verdict?.verdict !== 'sent') throw new Error(verdict?.verdict);
  return verdict.seq;
}

async function carryOut(): Promise<void> {
  while ((await db.applyTierChanges(100)).hasMore);
}

describe('what expired unheard', () => {
  it('[RET-15] is named to its readers by sync and by changes, and to nobody else', async () => {
    const [ann, ben, eve] = [`ann-${randomUUID()}`, `ben-${randomUUID()}`, `eve-${randomUUID()}`];
    await database.setNow(new Date(START));
    await setDays(100);
    await db.upsertUsers([ann, ben, eve].map((id) => ({ id, tier: 'free' })));
    const started = await db.startDirect({ userId: ann, otherId: ben, id: randomUUID(), newPerDay: 0 });
    if (!('id' in started)) throw new Error(started.outcome);
    const { id } = started;
    const early = await send(id, ann);
    await database.setNow(new Date(START + 20 * DAY));
    const late = await send(id, ann);
    const before = await db.readSync(ben, { horizon: null, after: null, limit: 10 });
    const place = before.conversations.find((one) => one.id === id)?.changeSeq ?? 0;

    // The store keeps messages for ten days only, from now on: the first one is gone at once.
    await setDays(10);
    await carryOut();
    const named = async (who: string, query: { horizon: string | null; after: number | null }) =>
      (await db.readHidden(who, [id], { ...query, limit: LIMIT })).get(id) ?? [];
    expect(await named(ben, { horizon: null, after: place })).toEqual([early]);
    expect(await named(ben, { horizon: before.horizon, after: null })).toEqual([early]);
    expect(await named(ann, { horizon: null, after: place })).toEqual([early]);
    expect(await named(eve, { horizon: null, after: place })).toEqual([]);
    // A first load holds nothing to take away; one who knows it already is told nothing.
    expect(await named(ben, { horizon: null, after: null })).toEqual([]);
    const now = await db.readConversation(ben, id);
    expect(await named(ben, { horizon: null, after: now?.changeSeq ?? 0 })).toEqual([]);
    // The other one has its new time, told like any change.
    const changes = await db.readChanges(ben, id, { after: place, limit: 10 });
    expect(changes?.items.map(({ seq, expiresAt }) => [seq, expiresAt?.getTime()])).toEqual([[late, START + 30 * DAY]]);
  });
});

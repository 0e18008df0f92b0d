import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import type { MessagingDatabase, SendInput } from '../ports/database.ts';

/* Retention in the database, a line at a time; `retention-simulation.pg.test.ts` sees it as a whole. */

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 1);
const EVIDENCE_CLAIM =
  'no evidence is left for more than a year and a day after its report was dealt with, or made where nobody did, but for what is or was just held';

let database: TestDatabase;
let db: MessagingDatabase;
let now = START;

beforeEach(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  db = database.open();
  await setNow(START);
  await setRules({});
});
afterEach(async () => {
  await db.close();
  await database.drop();
});

async function setNow(at: number): Promise<void> {
  now = at;
  await database.setNow(new Date(at));
}

async function setRules(over: Readonly<Record<string, unknown>>): Promise<void> {
  const rules = {
    requiresMembership: false,
    features: ['deletion', 'reporting'],
    freeDays: 30,
    privilegedDays: 180,
    privilegedPlusDays: 365,
    retentionBasis: 'sender',
    graceDays: 30,
    purgeAfterDays: 7,
    maxMessageLength: 1_000,
    ...over,
  };
  await database.admin.query(
    `SELECT natter.set_policy($1, (SELECT jsonb_agg(to_jsonb(e)) FROM natter.entitlements e))`,
    [JSON.stringify(rules)],
  );
}

/** Two people of these tiers and their conversation. */
async function newPair(tier = 'free', otherTier = tier): Promise<{ ann: string; ben: string; id: string }> {
  const [ann, ben] = [`ann-${randomUUID()}`, `ben-${randomUUID()}`];
  await db.upsertUsers([
    { id: ann, tier, displayName: 'Ann' },
    { id: ben, tier: otherTier, displayName: 'Ben' },
  ]);
  const started = await db.startDirect({ userId: ann, otherId: ben, id: randomUUID(), newPerDay: 0 });
  if (!('id' in started)) throw new Error(started.outcome);
  return { ann, ben, id: started.id };
}

const makeSend = (conversationId: string, senderId: string, content = 'hello'): SendInput => ({
  conversationId,
  senderId,
  clientId: randomUUID(),
  id: randomUUID(),
  type: 'text',
  content,
  mentions: [],
  replyToId: null,
});

async function look<Row extends pg.QueryResultRow>(sql: string, values: unknown[] = []): Promise<Row[]> {
  return (await database.admin.query<Row>(sql, values)).rows;
}
const daysLeft = async (id: string) =>
  (
    await look<{ days: number }>(
      'SELECT (extract(epoch FROM retention_expires_at - sent_at) / 86400)::float AS days FROM natter.direct_messages WHERE conversation_id = $1 ORDER BY seq',
      [id],
    )
  ).map(({ days }) => days);
const count = async (table: string) =>
  (await look<{ n: number }>(`SELECT count(*)::int AS n FROM natter.${table}`))[0]?.n ?? -1;
const contents = async (userId: string, id: string) =>
  (await db.readHistory(userId, id, { before: null, after: null, around: null, limit: 100 }))?.items.map(
    ({ content }) => content,
  );
async function applyAll(): Promise<void> {
  while ((await db.applyTierChanges(1_000)).hasMore);
}
/** Both jobs, every day from here on, as a server that is always up does it. */
async function liveOn(days: number): Promise<void> {
  for (let day = 0; day < days; day += 1) {
    await setNow(now + DAY);
    await applyAll();
    await db.softDeleteExpired(1_000);
    await db.cleanupExpired(1_000);
  }
}

describe('when a message expires', () => {
  it('[RET-2] each tier has its days, given by the database when it is sent', async () => {
    for (const [tier, days] of [
      ['free', 30],
      ['privileged', 180],
      ['privileged_plus', 365],
    ] as const) {
      const { ann, id } = await newPair(tier);
      await db.sendMessages([makeSend(id, ann)]);
      expect(await daysLeft(id)).toEqual([days]);
    }
  });

  it('[RET-3] an unknown tier is the shortest, is told to the host and counted', async () => {
    const { ann, id } = await newPair('privileged');
    expect((await db.upsertUsers([{ id: ann, tier: 'platinum' }])).unknownTiers).toEqual(['platinum']);
    await db.sendMessages([makeSend(id, ann)]);
    expect(await daysLeft(id)).toEqual([30]);
    expect((await db.readRetention()).unknownTierPeople).toBe(1);
  });

  it('[RET-2] days of nought are for ever', async () => {
    await setRules({ privilegedPlusDays: 0 });
    const { ann, id } = await newPair('privileged_plus');
    const [verdict] = await db.sendMessages([makeSend(id, ann)]);
    expect(verdict).toMatchObject({ verdict: 'sent', expiresAt: null });
    await setNow(START + 4_000 * DAY);
    expect(await contents(ann, id)).toEqual(['hello']);
  });

  it('[RET-8] by whichever member keeps it longest, where that is the basis', async () => {
    await setRules({ retentionBasis: 'longest_participant' });
    const { ann, ben, id } = await newPair('free', 'privileged_plus');
    await db.sendMessages([makeSend(id, ann), makeSend(id, ben)]);
    expect(await daysLeft(id)).toEqual([365, 365]);
  });

  it('[RET-4] a downgrade leaves thirty days, and never more than there were', async () => {
    const { ann, id } = await newPair('privileged');
    await db.sendMessages([makeSend(id, ann, 'old')]);
    await setNow(START + 100 * DAY);
    await db.sendMessages([makeSend(id, ann, 'new')]);
    await setNow(START + 160 * DAY);
    await db.upsertUsers([{ id: ann, tier: 'free' }]);
    await applyAll();
    expect(await daysLeft(id)).toEqual([180, 90]);
  });

  it('[RET-4] an upgrade counts from the sending, not for what has expired, and never shortens', async () => {
    const { ann, id } = await newPair('privileged_plus');
    await db.sendMessages([makeSend(id, ann)]);
    await setNow(START + 175 * DAY);
    await db.upsertUsers([{ id: ann, tier: 'free' }]);
    await setNow(START + 176 * DAY);
    await db.upsertUsers([{ id: ann, tier: 'privileged' }]);
    await applyAll();
    expect(await daysLeft(id)).toEqual([205]);
    const other = await newPair('free');
    await db.sendMessages([makeSend(other.id, other.ann)]);
    await setNow(now + 31 * DAY);
    await db.upsertUsers([{ id: other.ann, tier: 'privileged' }]);
    await applyAll();
    expect(await daysLeft(other.id)).toEqual([30]);
  });

  it('[RET-4] what would expire within a day is rewritten with the change itself', async () => {
    const { ann, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann)]);
    await setNow(START + 29.5 * DAY);
    await db.upsertUsers([{ id: ann, tier: 'privileged' }]);
    expect(await daysLeft(id)).toEqual([180]);
    await setNow(START + 30.5 * DAY);
    expect(await contents(ann, id)).toEqual(['hello']);
  });

  it('[RET-4] a job that comes too late brings back what it should have kept', async () => {
    const { ann, ben, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann)]);
    await setNow(START + 20 * DAY);
    await db.upsertUsers([{ id: ann, tier: 'privileged' }]);
    await setNow(START + 40 * DAY);
    await db.softDeleteExpired(100);
    await db.cleanupExpired(100);
    expect(await count('direct_messages')).toBe(1);
    expect(await contents(ben, id)).toEqual([]);
    await applyAll();
    expect(await contents(ben, id)).toEqual(['hello']);
  });

  it('[RET-5] fewer days of the store leave the grace, more count at once; the basis is such a change too', async () => {
    const { ann, id } = await newPair('privileged_plus', 'free');
    await db.sendMessages([makeSend(id, ann)]);
    await setNow(START + 300 * DAY);
    await setRules({ privilegedPlusDays: 100 });
    await applyAll();
    expect(await daysLeft(id)).toEqual([330]);
    await setRules({ privilegedPlusDays: 400 });
    await applyAll();
    expect(await daysLeft(id)).toEqual([400]);
    const mixed = await newPair('free', 'privileged_plus');
    await setRules({ privilegedPlusDays: 400, retentionBasis: 'longest_participant' });
    await db.sendMessages([makeSend(mixed.id, mixed.ann)]);
    await setNow(now + 200 * DAY);
    await setRules({ privilegedPlusDays: 400 });
    await applyAll();
    expect(await daysLeft(mixed.id)).toEqual([230]);
  });

  it('[RET-4] rewritten messages have a place of their own in the log of changes', async () => {
    const { ann, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann), makeSend(id, ann)]);
    await db.upsertUsers([{ id: ann, tier: 'privileged' }]);
    await applyAll();
    const changes = await db.readChanges(ann, id, { after: 2, limit: 10 });
    expect(changes?.items.map(({ seq, changeSeq }) => [seq, changeSeq])).toEqual([
      [1, 3],
      [2, 4],
    ]);
    expect(changes?.conversation.changeSeq).toBe(4);
  });
});

describe('what a purge takes with it', () => {
  it('[RET-9] everything that hangs on a message goes, its key stays for ninety days', async () => {
    const { ann, ben, id } = await newPair('free');
    const sends = [makeSend(id, ann, 'one'), makeSend(id, ann, 'two')];
    await db.sendMessages(sends);
    await db.advanceMarks([{ userId: ben, conversationId: id, kind: 'read', seq: 2 }]);
    await db.deleteMessage({
      userId: ben,
      conversationId: id,
      messageId: sends[0]?.id ?? '',
      isForEveryone: false,
      windowSeconds: 3_600,
    });
    await liveOn(40);
    expect(await count('direct_messages')).toBe(0);
    expect(await count('mark_advances')).toBe(0);
    expect(await look('SELECT hidden FROM natter.member_state WHERE user_id = $1', [ben])).toEqual([{ hidden: '{}' }]);
    expect(await count('spent_keys')).toBe(2);
    const [again] = await db.sendMessages([{ ...makeSend(id, ann, 'one'), clientId: sends[0]?.clientId ?? '' }]);
    expect(again?.verdict).toBe('duplicate');
    const tombstone = await db.readMessageByKey(ann, sends[0]?.clientId ?? '');
    expect(tombstone).toMatchObject({ id: sends[0]?.id, seq: 1, content: null });
    expect(tombstone?.deletedAt).not.toBeNull();
    expect(await count('direct_messages')).toBe(0);
    await liveOn(91);
    expect(await count('spent_keys')).toBe(0);
  });

  it('[RET-9] what its author deleted is erased a day later, also where messages are kept for ever', async () => {
    await setRules({ freeDays: 0, privilegedDays: 0, privilegedPlusDays: 0 });
    const { ann, id } = await newPair('free');
    const send = makeSend(id, ann);
    await db.sendMessages([send]);
    await db.deleteMessage({
      userId: ann,
      conversationId: id,
      messageId: send.id,
      isForEveryone: true,
      windowSeconds: 60,
    });
    expect(await count('deleted_content')).toBe(1);
    await setNow(START + DAY);
    // Nothing has looked at the clock yet.
    expect(await db.eraseDeletedContent(10)).toBe(0);
    await db.cleanupExpired(10);
    expect(await count('deleted_content')).toBe(0);
  });

  it('[RET-10] a hold keeps everything, and lets go when it is released', async () => {
    const { ann, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann)]);
    const [held] = await look<{ hold: number }>("SELECT natter.place_hold(NULL, $1, 'a case', 'test')::int AS hold", [
      ann,
    ]);
    await liveOn(60);
    expect(await count('direct_messages')).toBe(1);
    expect(await contents(ann, id)).toEqual([]);
    expect(await db.readRetention()).toMatchObject({ holds: 1, dueForPurge: 0, refused: null });
    await look("SELECT natter.release_hold($1, 'test')", [held?.hold]);
    await liveOn(1);
    expect(await count('direct_messages')).toBe(0);
    expect(await look("SELECT natter.place_hold($1, NULL, 'nobody', 'test') AS hold", [randomUUID()])).toEqual([
      { hold: null },
    ]);
  });
});

const VANISHED_CLAIM =
  'nothing that was to disappear, nor what hung on it, is left for more than a day, but for what is or was just held';

/** A message whose time to disappear was two days ago, marked, with what is left of it. */
const vanished = (set: string): string => `
  ALTER TABLE natter.direct_messages DISABLE TRIGGER messages_identity;
  UPDATE natter.direct_messages SET disappears_at = natter.now() - interval '2 days', retention_expires_at = natter.now() - interval '2 days',
    is_deleted = true, deleted_at = natter.now() - interval '2 days' WHERE content = 'three';
  ALTER TABLE natter.direct_messages ENABLE TRIGGER messages_identity;
  ${set === '' ? '' : `UPDATE natter.direct_messages ${set} WHERE content = 'three'`}`;

describe('what hung on a message', () => {
  /** Ann writes; it is edited, starred, reacted to and handed on, deleted for everyone, and its conversation is held or not. */
  async function live() {
    await look("UPDATE natter.policy SET features = features || '{editing,reactions,starring,forwarding,deletion}'");
    const { ann, id } = await newPair('free');
    const send = makeSend(id, ann);
    await db.sendMessages([send]);
    const of = [ann, id, send.id];
    const call = (sql: string, values: readonly unknown[] = of) =>
      database.admin.query(`SELECT natter.${sql}`, [...values]);
    await call("edit_message($1, $2, $3, 1, 'said anew', NULL, 900)");
    await call("set_reaction($1, $2, $3, '🎉', true)");
    await call('set_star($1, $2, $3, true)');
    await call('forward_message($1, $2, $3, $4, $5, $6)', [...of, [id], [randomUUID()], [randomUUID()]]);
    return { ann, id, messageId: send.id };
  }
  const counts = async () => ({
    edits: await count('message_edits'),
    reactions: await count('message_reactions'),
    stars: await count('starred_messages'),
    forwards: await count('forwards'),
    copies: await count('forwarded_messages'),
  });
  const none = { edits: 0, reactions: 0, stars: 0, forwards: 0, copies: 0 };

  it('[RET-9] goes with it when it is purged; copies are counted as long as one is left', async () => {
    const { ann, id, messageId } = await live();
    expect(await counts()).toEqual({ edits: 1, reactions: 1, stars: 1, forwards: 1, copies: 1 });
    // The copy stays some days longer than what it is one of.
    await look(
      "UPDATE natter.direct_messages SET retention_expires_at = retention_expires_at + interval '3 days' WHERE id <> $1 AND conversation_id = $2",
      [messageId, id],
    );
    await liveOn(38);
    expect(await count('direct_messages')).toBe(1);
    expect(await counts()).toEqual({ ...none, forwards: 1, copies: 1 });
    await liveOn(4);
    expect(await counts()).toEqual(none);
    expect(await contents(ann, id)).toEqual([]);
  });

  it('[RET-10] its versions are kept by a hold with what was deleted, and go when it ends', async () => {
    const { ann, id, messageId } = await live();
    const [held] = await look<{ hold: number }>("SELECT natter.place_hold($1, NULL, 'a case', 'test')::int AS hold", [
      id,
    ]);
    await db.deleteMessage({ userId: ann, conversationId: id, messageId, isForEveryone: true, windowSeconds: 60 });
    await liveOn(3);
    expect(
      await look(
        'SELECT (SELECT content FROM natter.deleted_content) AS first, (SELECT content FROM natter.message_edits) AS last',
      ),
    ).toEqual([{ first: 'hello', last: 'said anew' }]);
    await look("SELECT natter.release_hold($1, 'test')", [held?.hold]);
    await liveOn(2);
    expect(await count('message_edits')).toBe(0);
    expect(await count('deleted_content')).toBe(0);
  });
});

describe('the guard', () => {
  const refusal = async () => (await db.readRetention()).refused?.note ?? null;

  async function pastExpiry(): Promise<void> {
    const { ann, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann)]);
    await liveOn(36);
  }

  it('[RET-6] does not believe a clock that is 400 days ahead, and goes on when it is right again', async () => {
    await pastExpiry();
    const { ann, id } = await newPair('privileged_plus');
    await db.sendMessages([makeSend(id, ann)]);
    const right = now;
    await setNow(right + 400 * DAY);
    expect([await db.softDeleteExpired(100), await db.cleanupExpired(100)]).toEqual([0, 0]);
    expect(await refusal()).toMatch(/the clock is at .*400 days after the last run/);
    await setNow(right);
    expect(await contents(ann, id)).toEqual(['hello']);
    await liveOn(2);
    expect(await refusal()).toBeNull();
    expect(await count('direct_messages')).toBe(1);
  });

  it('[RET-6] does not believe a clock that went back, and what was hidden stays hidden', async () => {
    const { ann, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann)]);
    await liveOn(32);
    await setNow(START + DAY);
    expect(await db.cleanupExpired(100)).toBe(0);
    expect(await refusal()).toMatch(/the clock went back/);
    expect(await contents(ann, id)).toEqual([]);
  });

  it('[RET-6] refuses more than was foreseen, until the operator confirms what is to be seen', async () => {
    await setRules({ graceDays: 0 });
    await database.admin.query(
      `WITH made AS (INSERT INTO natter.users (tenant_id, id, display_name, tier, created_at, updated_at)
         SELECT 'test', 'many', 'Many', 'privileged', natter.now(), natter.now() RETURNING id),
       talk AS (INSERT INTO natter.conversations (tenant_id, id, type, direct_key, created_by, last_seq, change_seq, created_at, updated_at)
         SELECT 'test', gen_random_uuid(), 'direct', 'many many', id, 10050, 10050, natter.now(), natter.now() FROM made RETURNING id)
       INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, body_hash, change_seq,
         sent_at, retention_expires_at)
       SELECT 'test', talk.id, n, gen_random_uuid(), 'many', gen_random_uuid(), 'text', 'x', '\\x00', n, natter.now(),
         natter.now() + interval '180 days' FROM talk, generate_series(1, 10050) n`,
    );
    await liveOn(31);
    // One wrong line in the configuration: everybody's messages are over at once.
    await database.admin.query(
      "UPDATE natter.direct_messages SET retention_expires_at = natter.now() - interval '1 second'",
    );
    expect(await db.softDeleteExpired(100)).toBe(0);
    expect(await refusal()).toBe('10050 messages are due, at most 10000 were to be expected');
    expect(await db.softDeleteExpired(100)).toBe(0);
    const runs = "SELECT count(*)::int AS n FROM natter.job_runs WHERE outcome = 'refused'";
    expect(await look(runs)).toEqual([{ n: 1 }]);
    const confirm = async (job: string) =>
      (await look<{ done: boolean }>("SELECT natter.confirm_retention_run($1, 'wanted') AS done", [job]))[0]?.done;
    expect([await confirm('cleanup'), await confirm('soft_delete'), await confirm('soft_delete')]).toEqual([
      false,
      true,
      false,
    ]);
    expect(await db.softDeleteExpired(100)).toBe(100);
    expect(await refusal()).toBeNull();
  });

  it('[RET-6] a run that died goes on where it was, and its forecast is there for the next', async () => {
    const { ann, id } = await newPair('free');
    await db.sendMessages(Array.from({ length: 20 }, () => makeSend(id, ann)));
    await liveOn(29);
    await setNow(START + 30.1 * DAY);
    expect(await db.softDeleteExpired(5)).toBe(5);
    await setNow(now + DAY);
    expect(await db.softDeleteExpired(100)).toBe(15);
    expect(await refusal()).toBeNull();
  });

  it('[RET-6] evidence with a clock of its own waits for a clock that is believed', async () => {
    const { ann, ben, id } = await newPair('free');
    const send = makeSend(id, ann);
    await db.sendMessages([send]);
    await database.admin.query(
      `INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, reporter_id, author_id, reason, sent_at, created_at,
         resolution, resolved_by, resolved_at) VALUES ('test', $1, $2, 1, $3, $4, 'spam', $5, $5, 'dismissed', $4, $5)`,
      [send.id, id, ben, ann, new Date(START)],
    );
    await setNow(START + 400 * DAY);
    expect(await db.purgeReports(10)).toBe(0);
    await db.cleanupExpired(10);
    expect(await db.purgeReports(10)).toBe(1);
  });
});

describe('the proof', () => {
  /** A store with messages of all kinds, some of them purged. */
  async function store(): Promise<{ ann: string; ben: string; id: string }> {
    const pair = await newPair('free', 'privileged');
    await db.sendMessages([makeSend(pair.id, pair.ann, 'one'), makeSend(pair.id, pair.ben, 'two')]);
    await liveOn(35);
    await db.sendMessages([makeSend(pair.id, pair.ann, 'three')]);
    await liveOn(4);
    return pair;
  }
  const broken = async () =>
    (await db.proveRetention()).filter((line) => line.broken > 0).map(({ claim, broken: n }) => `${claim}: ${n}`);

  it('[RET-11] holds where the jobs have run', async () => {
    await store();
    expect(await broken()).toEqual([]);
    expect(await count('spent_keys')).toBe(1);
  });

  it.each<readonly [claim: string, sql: string]>([
    [
      'no expired message is left unmarked for more than a day',
      "UPDATE natter.direct_messages SET retention_expires_at = natter.now() - interval '2 days' WHERE content = 'three'",
    ],
    [
      'no expired message is left for more than a day after it should have been purged, but for what is or was just held',
      `UPDATE natter.direct_messages SET retention_expires_at = natter.now() - interval '9 days', is_deleted = true,
         deleted_at = natter.now() WHERE content = 'three'`,
    ],
    [
      'no content is left for more than two days after somebody deleted it, but for what is or was just held',
      `INSERT INTO natter.deleted_content SELECT tenant_id, conversation_id, seq, content, NULL, sender_id, natter.now() - interval '3 days'
       FROM natter.direct_messages WHERE content = 'three'`,
    ],
    [
      EVIDENCE_CLAIM,
      `INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, author_id, reason, content, sent_at, created_at, resolution,
         resolved_at)
       SELECT tenant_id, id, conversation_id, seq, sender_id, 'word', content, sent_at, sent_at, 'dismissed', natter.now() - interval '8784 hours'
       FROM natter.direct_messages WHERE content = 'three'`,
    ],
    [
      EVIDENCE_CLAIM,
      `INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, author_id, reason, content, sent_at, created_at)
       SELECT tenant_id, id, conversation_id, seq, sender_id, 'word', content, sent_at, natter.now() - interval '8784 hours'
       FROM natter.direct_messages WHERE content = 'three'`,
    ],
    [
      'nothing is left that hung on a purged message',
      `INSERT INTO natter.deleted_content SELECT tenant_id, conversation_id, seq, 'x', NULL, sender_id, natter.now() FROM natter.spent_keys`,
    ],
    [
      'nothing is left that hung on a purged message',
      `INSERT INTO natter.mark_advances SELECT s.tenant_id, s.conversation_id, m.user_id, 'read', s.seq, natter.now()
       FROM natter.spent_keys s JOIN natter.member_state m USING (conversation_id) LIMIT 1`,
    ],
    ...(
      [
        ['message_edits', 'version, content, at', "2, 'x', natter.now()"],
        ['message_reactions', 'user_id, emoji, reacted_at', "sender_id, '🎉', natter.now()"],
        ['poll_votes', 'user_id, option_id, voted_at, is_anonymous', 'sender_id, 1, natter.now(), true'],
        ['starred_messages', 'user_id, starred_at', 'sender_id, natter.now()'],
        ['forwarded_messages', 'origin_id', 'message_id'],
      ] as const
    ).map(
      ([table, columns, values]) =>
        [
          'nothing is left that hung on a purged message',
          `INSERT INTO natter.${table} (tenant_id, conversation_id, seq, ${columns})
           SELECT tenant_id, conversation_id, seq, ${values} FROM natter.spent_keys`,
        ] as const,
    ),
    [
      'nothing is left that hung on a purged message',
      'INSERT INTO natter.forwards SELECT tenant_id, message_id, sender_id, 1 FROM natter.spent_keys',
    ],
    ...[
      '',
      "SET content = NULL, metadata = '{}'",
      "SET content = NULL, mentions = '[]'",
      "SET content = NULL, reactions = '[]'",
    ].map((set) => [VANISHED_CLAIM, vanished(set)] as const),
    ...(
      [
        ['message_edits', 'version, content, at', "2, 'x', natter.now()"],
        ['message_reactions', 'user_id, emoji, reacted_at', "sender_id, '🎉', natter.now()"],
        ['poll_votes', 'user_id, option_id, voted_at, is_anonymous', 'sender_id, 1, natter.now(), true'],
      ] as const
    ).map(
      ([table, columns, values]) =>
        [
          VANISHED_CLAIM,
          `INSERT INTO natter.${table} (tenant_id, conversation_id, seq, ${columns})
           SELECT tenant_id, conversation_id, seq, ${values} FROM natter.direct_messages WHERE content = 'three';
           ${vanished('SET content = NULL')}`,
        ] as const,
    ),
    [
      'nothing was marked expired before its time',
      `ALTER TABLE natter.direct_messages DROP CONSTRAINT ck_messages_deleted;
       UPDATE natter.direct_messages SET is_deleted = true, deleted_at = natter.now() WHERE content = 'two'`,
    ],
    [
      'nothing was purged before its time and the days of waiting',
      "UPDATE natter.spent_keys SET purged_at = expired_at + interval '6 days 23 hours'",
    ],
    [
      'nothing was purged while it was held',
      `INSERT INTO natter.legal_holds (tenant_id, conversation_id, reason, placed_by, placed_at)
       SELECT tenant_id, conversation_id, 'x', 'x', purged_at - interval '1 day' FROM natter.spent_keys`,
    ],
    [
      'what was purged had expired by the rules of its time',
      "UPDATE natter.spent_keys SET expired_at = expired_at - interval '1 day'",
    ],
    [
      'every message that is there expires when the rules say',
      "UPDATE natter.direct_messages SET retention_expires_at = 'infinity' WHERE content = 'three'",
    ],
    [
      'every change of how long messages are kept was carried out within a day',
      `INSERT INTO natter.tier_changes (tenant_id, user_id, from_tier, to_tier, from_days, to_days, from_basis, to_basis, grace_days, at)
       SELECT tenant_id, sender_id, 'free', 'free', 30, 30, 'sender', 'sender', 30, natter.now() - interval '2 days'
       FROM natter.spent_keys`,
    ],
    [
      'every number of every conversation is a message that is there or one that was purged',
      "DELETE FROM natter.direct_messages WHERE content = 'two'",
    ],
  ])('[RET-11] fails where “%s” is not so', async (claim, sql) => {
    await store();
    await database.admin.query(sql);
    expect((await broken()).map((line) => line.replace(/: \d+$/, ''))).toContain(claim);
  });
});

it('[RET-11] evidence that is held, or was until a moment ago, is no claim broken', async () => {
  const { ann, id } = await newPair('free');
  await db.sendMessages([makeSend(id, ann)]);
  const claims = async () => (await db.proveRetention()).filter(({ broken }) => broken > 0).map(({ claim }) => claim);
  await database.admin.query(
    `INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, author_id, reason, content, sent_at, created_at, resolution,
       resolved_at)
     SELECT tenant_id, id, conversation_id, seq, sender_id, 'word', content, sent_at, sent_at, 'dismissed', natter.now() - interval '9000 hours'
     FROM natter.direct_messages WHERE conversation_id = $1`,
    [id],
  );
  expect(await claims()).toHaveLength(1);
  const [hold] = await look("SELECT natter.place_hold($1, NULL, 'a case', 'owner')::int AS id", [id]);
  expect(await claims()).toEqual([]);
  await look('SELECT natter.release_hold($1, $2)', [hold?.['id'], 'owner']);
  expect(await claims()).toEqual([]);
});

describe('at the same time', () => {
  it('[RET-12] two purges at once take every message once', async () => {
    const { ann, id } = await newPair('free');
    for (let n = 0; n < 10; n += 1) await db.sendMessages(Array.from({ length: 50 }, () => makeSend(id, ann)));
    await setNow(START + 38 * DAY);
    const drain = async (job: () => Promise<number>) => {
      let sum = 0;
      for (let done = -1; done !== 0; sum += done) done = await job();
      return sum;
    };
    const marked = await Promise.all([1, 2, 3].map(() => drain(() => db.softDeleteExpired(17))));
    expect(marked.reduce((sum, each) => sum + each, 0)).toBe(500);
    const purged = await Promise.all([1, 2, 3].map(() => drain(() => db.cleanupExpired(17))));
    expect(purged.reduce((sum, each) => sum + each, 0)).toBe(500);
    expect(await look('SELECT purged_count::int AS n FROM natter.conversations')).toEqual([{ n: 500 }]);
    expect((await db.proveRetention()).filter(({ broken }) => broken > 0)).toEqual([]);
  });

  it('[RET-12] sends, changes of tiers and purges at once leave nothing with a wrong time', async () => {
    await database.setNow(null);
    const pairs = await Promise.all([newPair('free'), newPair('privileged'), newPair('free', 'privileged')]);
    const tiers = ['free', 'privileged', 'privileged_plus', 'platinum'];
    const write = async (): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        const all = pairs.flatMap(({ id, ann, ben }) => [makeSend(id, ann), makeSend(id, ben)]);
        const verdicts = await db.sendMessages(all);
        expect(verdicts.every(({ verdict }) => verdict === 'sent')).toBe(true);
      }
    };
    const change = async (): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        const { ann, ben } = pairs[n % 3] ?? { ann: '', ben: '' };
        await db.upsertUsers([{ id: n % 2 === 0 ? ann : ben, tier: tiers[n % 4] ?? 'free' }]);
      }
    };
    const work = async (): Promise<void> => {
      for (let n = 0; n < 40; n += 1) {
        await db.applyTierChanges(30);
        await db.softDeleteExpired(30);
        await db.cleanupExpired(30);
      }
    };
    await Promise.all([write(), write(), change(), change(), work(), work()]);
    await applyAll();
    expect((await db.proveRetention()).filter(({ broken }) => broken > 0)).toEqual([]);
    expect(await count('direct_messages')).toBe(480);
  });

  it('[RET-12] a send that waited for its conversation goes by the rules of when it came in', async () => {
    const { ann, id } = await newPair('privileged');
    const blocker = new pg.Client({ connectionString: database.adminUrl });
    await blocker.connect();
    await blocker.query('BEGIN');
    await blocker.query('SELECT 1 FROM natter.conversations WHERE id = $1 FOR UPDATE', [id]);
    const sending = db.sendMessages([makeSend(id, ann)]);
    await expect
      .poll(() =>
        look<{ n: number }>("SELECT count(*)::int AS n FROM pg_locks WHERE NOT granted AND locktype = 'transactionid'"),
      )
      .not.toEqual([{ n: 0 }]);
    await setNow(START + DAY);
    await db.upsertUsers([{ id: ann, tier: 'free' }]);
    await setRules({ freeDays: 20 });
    await blocker.query('COMMIT');
    await sending;
    await blocker.end();
    await applyAll();
    expect(await daysLeft(id)).toEqual([20]);
  });

  it('[RET-10] a hold waits for the batch under way and stops the next', async () => {
    const { ann, id } = await newPair('free');
    await db.sendMessages([makeSend(id, ann), makeSend(id, ann)]);
    await liveOn(36);
    await setNow(now + 1.2 * DAY);
    const purge = new pg.Client({ connectionString: database.adminUrl });
    await purge.connect();
    await purge.query('BEGIN');
    await purge.query('SELECT natter.cleanup_expired_messages(1)');
    let isPlaced = false;
    const placing = look("SELECT natter.place_hold($1, NULL, 'a case', 'test')", [id]).then(() => {
      isPlaced = true;
    });
    const watcher = new pg.Client({ connectionString: database.adminUrl });
    await watcher.connect();
    await expect
      .poll(
        async () =>
          (await watcher.query("SELECT 1 FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")).rowCount,
      )
      .toBe(1);
    expect(isPlaced).toBe(false);
    await purge.query('COMMIT');
    await placing;
    expect(await db.cleanupExpired(10)).toBe(0);
    expect(await count('direct_messages')).toBe(1);
    await Promise.all([purge.end(), watcher.end()]);
  });
});

import type { MessagingDatabase } from '@natter/server/database';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../database.ts';
import { buildWorld } from './build-world.ts';
import { fillWorld } from './fill-world.ts';
import type { World } from './world.ts';

const DAY = 86_400_000;
const DAYS: Readonly<Record<string, number>> = { free: 30, privileged: 180, privileged_plus: 365 };
const NOW = Math.floor(Date.now());

let base: TestDatabase;
let database: MessagingDatabase;
let world: World;

beforeAll(async () => {
  base = await createTestDatabase(inject('databaseAdminUrl'), { edition: 'bookstore', tenantId: 'back-room' });
  await base.setNow(new Date(NOW));
  world = buildWorld({ edition: 'bookstore', seed: 'pg', nowMs: NOW, utcOffsetMinutes: 0 });
  await fillWorld({ adminUrl: base.adminUrl, world: () => world });
  database = base.open();
});

afterAll(async () => {
  await database.close();
  await base.drop();
});

const between = (one: string, other: string) =>
  world.conversations.find(({ members }) => [one, other].every((id) => members.some(({ userId }) => userId === id)));

describe('the bookstore’s world', () => {
  it('has everybody belong to the store, by a club of its own or by their office', async () => {
    const { rows } = await base.admin.query<{ id: string; clubs: number }>(
      `SELECT u.id, (SELECT count(*)::int FROM natter.club_memberships m WHERE m.user_id = u.id AND m.store_id = 'back-room') AS clubs
       FROM natter.users u WHERE u.is_member ORDER BY u.id`,
    );
    expect(rows).toEqual(
      world.people
        .map(({ id, clubs }) => ({ id, clubs: clubs.length }))
        .toSorted((left, right) => (left.id < right.id ? -1 : 1)),
    );
  });

  it('gives every message the time that its author’s tier gives, from when it was sent', async () => {
    const { rows } = await base.admin.query<{ id: string; until: Date }>(
      'SELECT m.id, m.retention_expires_at AS until FROM natter.direct_messages m',
    );
    const until = new Map(rows.map((row) => [row.id, row.until.getTime()]));
    const tiers = new Map(world.people.map(({ id, tier }) => [id, tier]));
    const all = world.conversations.flatMap(({ messages }) => messages);
    expect(until.size).toBe(all.length);
    for (const { id, senderId, sentAtMs } of all) {
      expect(until.get(id)).toBe(sentAtMs + (DAYS[tiers.get(senderId ?? '') ?? ''] ?? 0) * DAY);
    }
  });

  it('has messages that expired, some that expire within two days, and shows only what is left', async () => {
    const talk = between('priya', 'owen');
    const page = await database.readHistory('owen', talk?.id ?? '', {
      before: null,
      after: null,
      around: null,
      limit: 100,
    });
    const shown = (page?.items ?? []).map(({ content }) => content);
    expect(shown).not.toContain('In the rain, as he would have');
    expect(shown).toContain('You WALKED it?');
    const { rows } = await base.admin.query<{ sender: string }>(
      `SELECT DISTINCT m.sender_id AS sender FROM natter.direct_messages m
       WHERE m.retention_expires_at > natter.now() AND m.retention_expires_at < natter.now() + interval '2 days' ORDER BY 1`,
    );
    // One of each tier at least.
    const tiers = rows.map(({ sender }) => world.people.find(({ id }) => id === sender)?.tier);
    expect([...new Set(tiers)].toSorted()).toEqual(['free', 'privileged', 'privileged_plus']);
  });

  it('stands up to the proof of retention once the jobs have run, and not before', async () => {
    const broken = async () =>
      (await base.admin.query<{ claim: string }>('SELECT p.claim FROM natter.prove_retention() p WHERE p.broken <> 0'))
        .rows;
    expect(await broken()).not.toEqual([]);
    await base.admin.query('SELECT natter.soft_delete_expired_messages(1000)');
    await base.admin.query('SELECT natter.cleanup_expired_messages(1000)');
    expect(await broken()).toEqual([]);
  });
});

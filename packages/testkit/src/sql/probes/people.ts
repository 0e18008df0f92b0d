import assert from 'node:assert/strict';
import { type Probe, probe } from '../probe.ts';
import { removeMember, type WallWorld } from '../wall-world.ts';

async function presenceOf(world: WallWorld, viewer: string, ids: string[]): Promise<unknown[]> {
  const rows = await world.call('SELECT user_id FROM natter.read_presence($1, $2) ORDER BY 1', [viewer, ids]);
  return rows.map((row) => row['user_id']);
}

async function settings(world: WallWorld, user: string, patch: object): Promise<unknown> {
  return (await world.call('SELECT * FROM natter.put_settings($1, $2)', [user, JSON.stringify(patch)]))[0];
}

export const PEOPLE_PROBES: readonly Probe[] = [
  probe(
    'presence-shared',
    '[SEEN-1] presence is for people in a conversation with messages, while they are in it',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      assert.deepEqual(await presenceOf(world, ada, [bo, stranger]), []);
      await world.send(conversation, ada, 'hi');
      assert.deepEqual(await presenceOf(world, ada, [ada, bo, stranger]), [bo]);
      assert.deepEqual(await presenceOf(world, stranger, [ada, bo]), []);
      await removeMember(world.admin, conversation, bo);
      assert.deepEqual([await presenceOf(world, ada, [bo]), await presenceOf(world, bo, [ada])], [[], []]);
    },
  ),
  probe('presence-reciprocal', '[SEEN-2] who hides their presence shows none and sees none', async (world) => {
    const { ada, bo } = await world.newScene(1);
    await settings(world, ada, { presence: false });
    assert.deepEqual([await presenceOf(world, ada, [bo]), await presenceOf(world, bo, [ada])], [[], []]);
    await settings(world, ada, { presence: true });
    assert.deepEqual([await presenceOf(world, ada, [bo]), await presenceOf(world, bo, [ada])], [[bo], [ada]]);
  }),
  probe('last-seen', '[SEEN-3] last seen only goes on, and never beyond now', async (world) => {
    const ada = await world.newPerson();
    const touch = async (at: string) => {
      await world.call('SELECT natter.touch_last_seen($1, $2)', [[ada], [at]]);
      return (await world.look('SELECT last_seen_at AS at FROM natter.users WHERE id = $1', [ada]))[0]?.['at'];
    };
    assert.deepEqual(await touch('2020-01-02T00:00:00Z'), new Date('2020-01-02T00:00:00Z'));
    assert.deepEqual(await touch('2020-01-01T00:00:00Z'), new Date('2020-01-02T00:00:00Z'));
    const clamped = await touch('9999-01-01T00:00:00Z');
    assert.ok(clamped instanceof Date && clamped.getUTCFullYear() < 9999);
    const infinite = await touch('infinity');
    assert.ok(infinite instanceof Date && Number.isFinite(infinite.getTime()));
  }),
  probe('settings', '[PRIV-1] a switch left out stays as it was', async (world) => {
    const ada = await world.newPerson();
    const off = { read_receipts: false, typing_indicators: false, presence: false };
    assert.deepEqual(await settings(world, ada, { presence: false }), {
      ...off,
      read_receipts: true,
      typing_indicators: true,
    });
    assert.deepEqual(await settings(world, ada, { typingIndicators: false }), { ...off, read_receipts: true });
    assert.deepEqual(await settings(world, ada, { readReceipts: false }), off);
    assert.deepEqual(await settings(world, ada, {}), off);
    const [me] = await world.call('SELECT read_receipts, typing_indicators, presence FROM natter.read_me($1)', [ada]);
    assert.deepEqual(me, off);
  }),
  probe(
    'first-sight',
    '[PUSH-2] a valid token of somebody unknown creates that person, and never renames one',
    async (world) => {
      const ada = await world.newPerson();
      await world.call("SELECT 1 FROM natter.ensure_person($1, 'Somebody Else')", [ada]);
      const [me] = await world.call('SELECT display_name, tier FROM natter.read_me($1)', [ada]);
      assert.ok(String(me?.['display_name']).startsWith('Person'));
      assert.equal(me?.['tier'], 'free');
      const nameless = `${ada}-nameless`;
      const [created] = await world.call("SELECT display_name FROM natter.ensure_person($1, '')", [nameless]);
      assert.deepEqual(created, { display_name: nameless });
    },
  ),
  probe('host-push', '[PUSH-1] a field left out stays, null clears, the last entry of an id wins', async (world) => {
    const ada = await world.newPerson();
    const push = async (...users: object[]) =>
      (
        await world.call('SELECT * FROM natter.upsert_users($1)', [
          JSON.stringify(users.map((user) => ({ id: ada, ...user }))),
        ])
      )[0];
    const full = {
      displayName: 'B',
      avatarUrl: '/b',
      tier: 'privileged',
      roles: ['admin'],
      locale: 'de',
      timeZone: 'UTC',
      attributes: { a: 1 },
      createdAt: '2020-01-01T00:00:00Z',
    };
    assert.deepEqual(await push({ displayName: 'A' }, full), { upserted: 1, affected: [ada], unknown_tiers: [] });
    const columns = 'display_name, avatar_url, tier, roles, locale, time_zone, attributes, created_at';
    const state = async () => (await world.look(`SELECT ${columns} FROM natter.users WHERE id = $1`, [ada]))[0];
    const pushed = {
      display_name: 'B',
      avatar_url: '/b',
      tier: 'privileged',
      roles: ['admin'],
      locale: 'de',
      time_zone: 'UTC',
      attributes: { a: 1 },
      created_at: new Date('2020-01-01T00:00:00Z'),
    };
    assert.deepEqual(await state(), pushed);
    assert.deepEqual(await push({}), { upserted: 1, affected: [], unknown_tiers: [] });
    assert.deepEqual(await state(), pushed);
    assert.deepEqual(await push({ tier: 'gold' }), { upserted: 1, affected: [ada], unknown_tiers: ['gold'] });
    await push({ avatarUrl: null, tier: null, roles: null, locale: null, timeZone: null, attributes: null });
    assert.deepEqual(await state(), {
      ...pushed,
      avatar_url: null,
      tier: 'free',
      roles: [],
      locale: null,
      time_zone: null,
      attributes: {},
    });
  }),
  probe(
    'people-list',
    '[PEOPLE-1] people are listed by name without me, and searched by what is typed, literally',
    async (world) => {
      const [me, zoe, amy] = [await world.newPerson(), await world.newPerson(), await world.newPerson()];
      const tag = `${me}%`;
      await world.call('SELECT 1 FROM natter.upsert_users($1)', [
        JSON.stringify([
          { id: me, displayName: `${tag} me` },
          { id: zoe, displayName: `Zoe ${tag}` },
          { id: amy, displayName: `amy ${tag}` },
        ]),
      ]);
      const list = async (q: string | null, after: [string | null, string | null] = [null, null], limit = 100) =>
        (await world.call('SELECT user_id FROM natter.read_people($1, $2, $3, $4, $5)', [me, q, ...after, limit])).map(
          (row) => row['user_id'],
        );
      assert.deepEqual(await list('z_e'), []);
      assert.deepEqual(await list(tag.toUpperCase()), [amy, zoe]);
      assert.deepEqual(await list(tag, [null, null], 1), [amy]);
      assert.deepEqual(await list(tag, [`amy ${tag}`.toLowerCase(), amy]), [zoe]);
      assert.ok(!(await list(null)).includes(me));
    },
  ),
];

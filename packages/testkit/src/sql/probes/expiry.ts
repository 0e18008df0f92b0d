import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { type Rules, tellHost, withRules } from '../store-rules.ts';
import type { WallWorld } from '../wall-world.ts';

const DAYS = { free_days: 30, privileged_days: 180, privileged_plus_days: 365 };

/** Days until a message expires that somebody of one tier writes to somebody of another; null: never. */
async function daysOf(world: WallWorld, rules: Partial<Rules>, sender: string, other: string): Promise<unknown> {
  const { ada, bo, conversation } = await world.newScene();
  await tellHost(world, ada, { tier: sender });
  await tellHost(world, bo, { tier: other });
  return await withRules(world, rules, async () => {
    const id = randomUUID();
    const answered = await world.send(conversation, ada, 'x', { id });
    const [row] = await world.look(
      `SELECT CASE WHEN isfinite(retention_expires_at) THEN extract(epoch FROM retention_expires_at - sent_at)::float8 / 86400 END AS days,
         retention_expires_at AS at FROM natter.direct_messages WHERE id = $1`,
      [id],
    );
    assert.deepEqual(answered['expires_at'], row?.['days'] === null ? null : row?.['at']);
    return row?.['days'];
  });
}

export const EXPIRY_PROBES: readonly Probe[] = [
  probe(
    'expiry-sender',
    '[RET-2] a message says when it expires, by its sender’s tier; an unknown one is the shortest',
    async (world) => {
      const found: unknown[] = [];
      for (const tier of ['free', 'privileged', 'privileged_plus', 'gold', 'FREE'])
        found.push(await daysOf(world, DAYS, tier, 'privileged_plus'));
      assert.deepEqual(found, [30, 180, 365, 30, 30]);
      const odd = { free_days: 0, privileged_days: 90, privileged_plus_days: 60 };
      const others: unknown[] = [];
      for (const tier of ['free', 'privileged', 'gold']) others.push(await daysOf(world, odd, tier, 'free'));
      assert.deepEqual(others, [null, 90, 60]);
      const forEver = { free_days: 0, privileged_days: 0, privileged_plus_days: 0 };
      assert.deepEqual(
        [await daysOf(world, forEver, 'free', 'free'), await daysOf(world, forEver, 'gold', 'free')],
        [null, null],
      );
    },
  ),
  probe(
    'expiry-longest',
    '[RET-2] or by whichever member keeps it longest, for ever being the longest',
    async (world) => {
      const rules = { ...DAYS, retention_basis: 'longest_participant' } as const;
      assert.deepEqual(
        [
          await daysOf(world, rules, 'free', 'privileged_plus'),
          await daysOf(world, rules, 'privileged', 'free'),
          await daysOf(world, rules, 'gold', 'free'),
        ],
        [365, 180, 30],
      );
      const forEver = { ...rules, privileged_days: 0 };
      assert.deepEqual(
        [await daysOf(world, forEver, 'free', 'privileged'), await daysOf(world, forEver, 'free', 'privileged_plus')],
        [null, 365],
      );
    },
  ),
  probe('expiry-needed', '[RET-2] no message comes in without its time, whichever code wrote it', async (world) => {
    const { ada, conversation } = await world.newScene(1);
    await assert.rejects(
      world.look(
        `INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at)
         VALUES ('test', $1, 99, gen_random_uuid(), $2, gen_random_uuid(), 'text', 'x', 99, now())`,
        [conversation, ada],
      ),
      { code: '23502' },
    );
    await assert.rejects(
      world.look('UPDATE natter.direct_messages SET retention_expires_at = NULL WHERE conversation_id = $1', [
        conversation,
      ]),
      { code: '23502' },
    );
  }),
  probe('expiry-stays-hidden', '[RET-1] what a job marked stays hidden when the clock goes back', async (world) => {
    const { bo, conversation } = await world.newScene(2);
    await world.look(
      `UPDATE natter.direct_messages SET retention_expires_at = '2030-01-01', is_deleted = true, deleted_at = '2030-01-02'
       WHERE conversation_id = $1 AND seq = 1`,
      [conversation],
    );
    const seen = await world.readAs(bo, 'SELECT seq::int FROM natter.direct_messages WHERE conversation_id = $1', [
      conversation,
    ]);
    assert.deepEqual(seen, [{ seq: 2 }]);
  }),
];

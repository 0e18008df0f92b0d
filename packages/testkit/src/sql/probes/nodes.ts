import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Probe, probe } from '../probe.ts';
import { removeMember, type WallWorld } from '../wall-world.ts';

/** A line of the log, as far as it says anything. */
interface Line {
  readonly kind: string;
  readonly own: boolean;
  readonly ids: readonly (string | null)[];
  readonly users: readonly string[];
  readonly firsts: readonly (string | null)[];
  readonly lasts: readonly (string | null)[];
}

interface Node {
  readonly id: string;
  /** What was logged since the last look. */
  look(): Promise<Line[]>;
}

/** A node that follows from here on, for as long as `use` takes. */
async function following(world: WallWorld, use: (node: Node) => Promise<void>): Promise<void> {
  const id = randomUUID();
  await world.call('SELECT natter.register_node($1, $2)', [id, ['api']]);
  const [begun] = await world.call('SELECT natter.begin_following($1) AS position', [id]);
  let position = String(begun?.['position']);
  const look = async () => {
    const rows = await world.call('SELECT * FROM natter.read_commits($1, $2, 100)', [id, position]);
    assert.ok(rows.length > 0, 'the lease stands');
    position = String(rows[0]?.['next_position']);
    return rows.filter(({ kind }) => kind !== null).map(toLine);
  };
  try {
    await use({ id, look });
  } finally {
    await world.call('SELECT natter.remove_node($1)', [id]);
  }
}

function toLine(row: Record<string, unknown>): Line {
  return {
    kind: String(row['kind']),
    own: row['is_own'] === true,
    ids: row['conversation_ids'] as string[],
    users: row['user_ids'] as string[],
    firsts: row['first_seqs'] as string[],
    lasts: row['last_seqs'] as string[],
  };
}

const line = (kind: string, over: Partial<Line>): Line => ({
  kind,
  own: false,
  ids: [],
  users: [],
  firsts: [],
  lasts: [],
  ...over,
});

const block = (world: WallWorld, user: string, other: string, isBlocked: boolean) =>
  world.call('SELECT * FROM natter.put_block($1, $2, $3, 100)', [user, other, isBlocked]);

const SEND_ONE = `SELECT verdict FROM natter.send_messages(ARRAY[$1::uuid], ARRAY[$2], ARRAY[gen_random_uuid()],
  ARRAY[gen_random_uuid()], ARRAY['text'], ARRAY['late'], ARRAY[NULL], ARRAY[NULL::uuid], ARRAY[NULL])`;

/** A transaction of the server's login that waits. */
async function openTransaction(world: WallWorld): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: world.database.appUrl });
  await client.connect();
  await client.query('BEGIN');
  return client;
}

export const NODE_PROBES: readonly Probe[] = [
  probe('node-changes', '[NODE-1] a statement leaves one row, with where and how far, and no word of what', (world) =>
    following(world, async ({ look }) => {
      const { ada, conversation } = await world.newScene();
      await look();
      await world.send(conversation, ada, 'one');
      await world.send(conversation, ada, 'two');
      assert.deepEqual(await look(), [
        line('changed', { ids: [conversation], firsts: ['1'], lasts: ['1'] }),
        line('changed', { ids: [conversation], firsts: ['2'], lasts: ['2'] }),
      ]);
      assert.deepEqual(await look(), []);
      await world.look('UPDATE natter.conversations SET updated_at = updated_at WHERE id = $1', [conversation]);
      assert.deepEqual(await look(), []);
    }),
  ),
  probe('node-marks', '[NODE-4] marks are logged as shown for the others, and as they are for oneself', (world) =>
    following(world, async ({ look }) => {
      const { bo, conversation } = await world.newScene(2);
      await look();
      await world.mark(bo, conversation, 'delivered', 1);
      const moved = { ids: [conversation], users: [bo], firsts: [null], lasts: ['1'] };
      assert.deepEqual(sorted(await look()), [line('marked', moved), line('own', moved)]);
      await world.call(`SELECT natter.put_settings($1, '{"readReceipts": false}')`, [bo]);
      await look();
      await world.mark(bo, conversation, 'read', 2);
      const shown = { ids: [conversation], users: [bo], firsts: [null], lasts: ['2'] };
      assert.deepEqual(sorted(await look()), [line('marked', shown), line('own', { ...shown, firsts: ['2'] })]);
    }),
  ),
  probe('node-members', '[NODE-4] who comes and who goes is logged', (world) =>
    following(world, async ({ look }) => {
      const { ada, bo, conversation } = await world.newScene(1);
      const joined = (await look()).filter(({ kind }) => kind === 'joined');
      assert.deepEqual(
        joined.flatMap(({ users }) => [...users].sort()),
        [ada, bo].sort(),
      );
      await removeMember(world.admin, conversation, bo);
      const kinds = (await look()).map(({ kind, users }) => [kind, users]);
      assert.deepEqual(kinds, [['left', [bo]]]);
      const [audience] = await world.call('SELECT members FROM natter.read_audiences($1)', [[conversation]]);
      assert.deepEqual(audience?.['members'], [ada]);
    }),
  ),
  probe('node-people', '[NODE-6] what changes about people is logged by what it means', (world) =>
    following(world, async ({ look }) => {
      const ada = await world.newPerson();
      await look();
      const kinds = async () => (await look()).map(({ kind, users }) => [kind, ...users]);
      await world.call('SELECT natter.touch_last_seen($1, $2)', [[ada], ['2020-01-01T00:00:00Z']]);
      assert.deepEqual(await kinds(), []);
      await world.look('UPDATE natter.users SET display_name = $2 WHERE id = $1', [ada, 'Ada the Second']);
      assert.deepEqual(await kinds(), [['people', ada]]);
      await world.look(`UPDATE natter.users SET suspended_until = now() + interval '1 day' WHERE id = $1`, [ada]);
      assert.deepEqual(await kinds(), [['standing', ada]]);
      await world.call(`SELECT natter.put_settings($1, '{"typingIndicators": false}')`, [ada]);
      assert.deepEqual(await kinds(), [['settings', ada]]);
      await world.call(`SELECT natter.put_settings($1, '{"presence": false}')`, [ada]);
      assert.deepEqual(await kinds(), [['hidden', ada]]);
    }),
  ),
  probe(
    'node-scheduled',
    '[NODE-11] what waits for its time is logged with when it is due, and not what was refused',
    (world) =>
      following(world, async ({ look }) => {
        const { ada, conversation } = await world.newScene();
        const create = `SELECT outcome FROM natter.create_scheduled($1, $2, gen_random_uuid(), gen_random_uuid(), 'later', NULL, NULL,
        date_trunc('second', natter.now()) + interval '1 hour')`;
        await world.call(create, [ada, conversation]);
        const [made] = (await look()).filter(({ kind }) => kind === 'scheduled');
        assert.deepEqual(made?.users, [ada]);
        await world.look(
          `UPDATE natter.scheduled_messages SET send_at = send_at - interval '1 minute' WHERE user_id = $1`,
          [ada],
        );
        assert.deepEqual(await look(), [
          line('scheduled', { users: [ada], firsts: [String(Number(made?.firsts[0]) - 60_000)] }),
        ]);
        await world.look(`UPDATE natter.scheduled_messages SET refusal = 'blocked' WHERE user_id = $1`, [ada]);
        assert.deepEqual(await look(), []);
      }),
  ),
  probe('node-blocks', '[NODE-7] a block is logged for nodes, and nothing of the one who is blocked', (world) =>
    following(world, async ({ look }) => {
      const { ada, bo, conversation } = await world.newScene(1);
      await look();
      await block(world, bo, ada, true);
      assert.deepEqual(sorted(await look()), [
        line('blocked', { ids: [conversation], users: [bo, ada] }),
        line('own', { ids: [conversation], users: [bo], firsts: [null], lasts: [null] }),
      ]);
      await world.send(conversation, ada, 'into the void');
      assert.deepEqual(await look(), [line('changed', { ids: [conversation], firsts: ['2'], lasts: ['2'] })]);
      const [found] = await world.call('SELECT owner, is_new FROM natter.read_followed($1, $2, $3)', [
        [conversation],
        [2],
        [2],
      ]);
      assert.deepEqual(found, { owner: ada, is_new: true });
      const [audience] = await world.call('SELECT blockers FROM natter.read_audiences($1)', [[conversation]]);
      assert.deepEqual(audience?.['blockers'], [bo]);
      await block(world, bo, ada, false);
      assert.deepEqual((await look()).map(({ kind }) => kind).sort(), ['own', 'unblocked']);
    }),
  ),
  probe('node-slow', '[NODE-3] a slow transaction is neither passed over nor are others told twice', (world) =>
    following(world, async ({ look }) => {
      const [one, other] = [await world.newScene(), await world.newScene()];
      await look();
      const slow = await openTransaction(world);
      try {
        await slow.query(SEND_ONE, [one.conversation, one.ada]);
        await world.send(other.conversation, other.ada, 'early');
        assert.deepEqual(
          (await look()).map(({ ids }) => ids),
          [[other.conversation]],
        );
        assert.deepEqual(await look(), []);
        await slow.query('COMMIT');
      } finally {
        await slow.end();
      }
      assert.deepEqual(
        (await look()).map(({ ids }) => ids),
        [[one.conversation]],
      );
      assert.deepEqual(await look(), []);
    }),
  ),
  probe(
    'node-origin',
    '[NODE-1] a node alone logs nothing of its own, and knows its own beside another',
    async (world) => {
      await world.look('DELETE FROM natter.nodes');
      await world.call(`SET application_name = 'natter/probe'`);
      try {
        await following(world, async ({ look }) => {
          const { ada, conversation } = await world.newScene();
          await world.send(conversation, ada, 'to nobody else');
          await block(world, ada, await world.newPerson(), true);
          await world.mark(ada, conversation, 'read', 1);
          assert.deepEqual(await look(), []);
          await world.call(`SET application_name = 'natter/other'`);
          await following(world, async () => {
            await world.send(conversation, ada, 'by the other');
            await world.call(`SET application_name = 'natter/probe'`);
            await world.send(conversation, ada, 'mine');
            assert.deepEqual(
              (await look()).map(({ own, lasts }) => [own, ...lasts]),
              [
                [false, '2'],
                [true, '3'],
              ],
            );
          });
        });
      } finally {
        await world.call('RESET application_name');
      }
    },
  ),
  probe(
    'node-list',
    '[NODE-12] nodes are listed with their people, how far they are behind, and who is gone',
    async (world) => {
      await world.look('DELETE FROM natter.nodes');
      await world.call(`SET application_name = 'natter/listed'`);
      try {
        await following(world, async ({ id, look }) => {
          await world.call(`SET application_name = 'natter/beside'`);
          await following(world, async (beside) => {
            const { ada, bo, conversation } = await world.newScene();
            await world.call('SELECT natter.push_moments($1, NULL, $2, $3)', [id, [ada], []]);
            await world.call('SELECT natter.push_moments($1, NULL, $2, $3)', [beside.id, [ada, bo], []]);
            const list = async () => {
              const [row] = await world.call('SELECT natter.read_nodes() AS nodes');
              return row?.['nodes'] as {
                id: string;
                people: number;
                lagMs: number;
                isGone: boolean;
                roles: string[];
              }[];
            };
            const lags = async () => new Map((await list()).map((node) => [node.id, node.lagMs]));
            // Both may have begun in the same millisecond.
            await world.look(`UPDATE natter.nodes SET started_at = started_at - interval '1 second' WHERE id = $1`, [
              id,
            ]);
            await look();
            const heard = (seconds: number) =>
              world.look(`UPDATE natter.nodes SET lease_until = natter.now() + make_interval(secs => 10 + $1)`, [
                seconds,
              ]);
            // Behind it everything is told one by one, as behind every transaction that is slow.
            const slow = await openTransaction(world);
            try {
              await slow.query('SELECT pg_current_xact_id()');
              await world.send(conversation, ada, 'waits at the first one');
              await heard(-60);
              assert.deepEqual(
                [...(await lags()).values()],
                [0, 0],
                'nobody is behind what came after their last sign of life',
              );
              await heard(5);
              const [lag, own] = [(await lags()).get(id) ?? 0, (await lags()).get(beside.id)];
              assert.ok(lag >= 5_000 && lag < 60_000, `the first one is ${lag} ms behind`);
              assert.equal(own, 0, 'nobody is behind their own');
              await world.look(`UPDATE natter.nodes SET position = pg_current_snapshot()`);
              await heard(5);
              assert.equal(
                (await lags()).get(id),
                0,
                'nobody is behind what they told, though something older is not over',
              );
              await world.look(
                `UPDATE natter.nodes SET lease_until = natter.now() - interval '1 second' WHERE id = $1`,
                [id],
              );
              assert.deepEqual(
                (await list()).map((node) => [node.id, node.people, node.lagMs, node.isGone, node.roles]),
                [
                  [id, 1, 0, true, ['api']],
                  [beside.id, 2, 0, false, ['api']],
                ],
              );
            } finally {
              await slow.end();
            }
          });
        });
      } finally {
        await world.call('RESET application_name');
      }
    },
  ),
  probe('node-writers', '[NODE-2] who changes something while a node is registered is waited for', async (world) => {
    const { ada, conversation } = await world.newScene();
    const writers = async () => (await world.call('SELECT natter.find_writers() AS found'))[0]?.['found'] as string[];
    const before = await writers();
    const slow = await openTransaction(world);
    try {
      await slow.query(SEND_ONE, [conversation, ada]);
      const found = (await writers()).filter((one) => !before.includes(one));
      assert.equal(found.length, 1);
      const ended = async () => (await world.call('SELECT natter.await_writers($1) AS ended', [found]))[0]?.['ended'];
      assert.equal(await ended(), false);
      await slow.query('COMMIT');
      assert.equal(await ended(), true);
    } finally {
      await slow.end();
    }
  }),
  probe('node-expired', '[NODE-7] what is past its time is told to nobody', async (world) => {
    const { conversation } = await world.newScene(2);
    await world.look(
      `UPDATE natter.direct_messages SET retention_expires_at = now() - interval '1 second' WHERE conversation_id = $1 AND seq = 1`,
      [conversation],
    );
    const found = await world.call('SELECT (f.message).seq, f.owner FROM natter.read_followed($1, $2, $3) f', [
      [conversation],
      [1],
      [9],
    ]);
    assert.deepEqual(
      found.map(({ seq, owner }) => [Number(seq), owner]),
      [[2, null]],
    );
  }),
  probe('node-lease', '[NODE-9] a lease that ended is taken away, and what was trimmed unseen is said', (world) =>
    following(world, async (frozen) => {
      const [at] = await world.look('SELECT position::text FROM natter.nodes WHERE id = $1', [frozen.id]);
      await following(world, async (awake) => {
        const { ada, conversation } = await world.newScene();
        await world.send(conversation, ada, 'old');
        const [now] = await world.look('SELECT pg_current_snapshot()::text AS now');
        const renew = async (id: string, position: unknown) =>
          (await world.call('SELECT has_missed FROM natter.renew_node($1, $2)', [id, position])).map(
            (row) => row['has_missed'],
          );
        await following(world, async (seen) => {
          assert.deepEqual(await renew(seen.id, now?.['now']), [false]);
          await world.look(`UPDATE natter.commits SET at = at - interval '11 minutes'`);
          assert.deepEqual(await renew(awake.id, now?.['now']), [false]);
          assert.deepEqual(await renew(seen.id, now?.['now']), [false]);
        });
        assert.deepEqual(await renew(frozen.id, at?.['position']), [true]);
        assert.deepEqual(await renew(frozen.id, now?.['now']), [false]);
        await world.call('SELECT natter.push_moments($1, NULL, $2, $3)', [frozen.id, [ada], []]);
        const [end] = await world.look(
          `UPDATE natter.nodes SET lease_until = natter.now() - interval '1 second' WHERE id = $1
           RETURNING lease_until - interval '10 seconds' AS alive`,
          [frozen.id],
        );
        assert.deepEqual(await renew(awake.id, now?.['now']), [false]);
        const [seen] = await world.look('SELECT last_seen_at FROM natter.users WHERE id = $1', [ada]);
        assert.deepEqual(
          seen?.['last_seen_at'],
          end?.['alive'],
          '[NODE-10] its people were seen at its last sign of life',
        );
        assert.deepEqual(await renew(frozen.id, now?.['now']), []);
        const rows = await world.call('SELECT * FROM natter.read_commits($1, $2, 100)', [frozen.id, now?.['now']]);
        assert.deepEqual(rows, []);
      });
    }),
  ),
];

const sorted = (lines: readonly Line[]): Line[] => [...lines].sort((a, b) => (a.kind < b.kind ? -1 : 1));

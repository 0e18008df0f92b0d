import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { atTime, disappear, schedule, sendWaiting, write } from '../life-rules.ts';
import { type Probe, probe } from '../probe.ts';
import { contentsSeen, deleteMessage, putBlock, tellHost, withRules } from '../store-rules.ts';
import type { WallWorld } from '../wall-world.ts';

const START = Date.UTC(2030, 0, 1);
const MINUTE = 60_000;

const waitingOf = async (world: WallWorld, user: string): Promise<Record<string, unknown>[]> =>
  await world.call('SELECT id, content, version, refusal FROM natter.read_scheduled($1, NULL, NULL)', [user]);

const countOf = async (world: WallWorld, user: string, conversation: string): Promise<unknown> =>
  (await world.call('SELECT scheduled_count FROM natter.read_conversation($1, $2)', [user, conversation]))[0]?.[
    'scheduled_count'
  ];

export const TIMING_PROBES: readonly Probe[] = [
  probe(
    'schedule',
    '[SCHEDULE-1] a message is taken for a time ahead, a hundred a person, and is its author’s alone',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      const at = (ms: number) => new Date(START + ms);
      await atTime(world, at(0), async () => {
        const outcome = async (...given: Parameters<typeof schedule> extends [unknown, ...infer Rest] ? Rest : never) =>
          (await schedule(world, ...given))['outcome'];
        assert.deepEqual(
          [
            await outcome(stranger, conversation, at(1)),
            await outcome(ada, conversation, at(0)),
            await outcome(ada, conversation, at(-1)),
            await outcome(ada, conversation, at(367 * 24 * 60 * MINUTE)),
          ],
          ['not_found', 'past', 'past', 'too_far'],
        );
        const [id, client] = [randomUUID(), randomUUID()];
        assert.deepEqual(await schedule(world, ada, conversation, at(MINUTE), { id, client }), {
          outcome: 'created',
          id,
        });
        assert.deepEqual(await schedule(world, ada, conversation, at(MINUTE), { client }), { outcome: 'existing', id });
        const elsewhere = String((await world.start(ada, stranger))['id']);
        assert.equal(await outcome(ada, elsewhere, at(MINUTE), { client }), 'conflict');
        const sent = randomUUID();
        await world.send(conversation, ada, 'x', { client: sent });
        assert.equal(await outcome(ada, conversation, at(MINUTE), { client: sent }), 'conflict');
        assert.deepEqual(
          [
            await countOf(world, ada, conversation),
            await countOf(world, bo, conversation),
            (await waitingOf(world, bo)).length,
          ],
          [1, 0, 0],
        );
        assert.equal(await outcome(ada, conversation, at(MINUTE), { reply: randomUUID() }), 'reply_not_found');
        await withRules(world, { max_message_length: 3, refused_pattern: 'bad' }, async () => {
          assert.deepEqual(
            [
              await outcome(ada, conversation, at(MINUTE), { content: 'long' }),
              await outcome(ada, conversation, at(MINUTE), { content: 'BAD' }),
            ],
            ['too_long', 'word_refused'],
          );
        });
        await putBlock(world, ada, bo);
        assert.equal(await outcome(ada, conversation, at(MINUTE)), 'blocked');
        await putBlock(world, ada, bo, false);
        await world.look(
          "UPDATE natter.users SET suspended_until = natter.now() + interval '1 hour' WHERE id = $1 AND tenant_id = 'test'",
          [ada],
        );
        assert.equal(await outcome(ada, conversation, at(MINUTE)), 'suspended');
        await world.look("UPDATE natter.users SET suspended_until = NULL WHERE id = $1 AND tenant_id = 'test'", [ada]);
        await world.look(
          `INSERT INTO natter.scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, send_at, created_at, updated_at)
           SELECT 'test', gen_random_uuid(), $1, CASE WHEN n % 2 = 0 THEN $2::uuid ELSE $3::uuid END, gen_random_uuid(), 'x', natter.now() + interval '1 hour',
             natter.now(), natter.now() FROM generate_series(1, 97) n`,
          [ada, conversation, elsewhere],
        );
        for (const place of [conversation, elsewhere]) assert.equal(await outcome(ada, place, at(MINUTE)), 'created');
        assert.deepEqual(
          [await outcome(ada, conversation, at(MINUTE)), await outcome(bo, conversation, at(MINUTE))],
          ['too_many', 'created'],
        );
        assert.deepEqual([await countOf(world, ada, conversation), await countOf(world, ada, elsewhere)], [50, 50]);
        // Nobody else's to change, to take away or to send.
        const patch = async (user: string, version: number | null, more: { content?: string; at?: Date } = {}) =>
          (
            await world.call('SELECT natter.patch_scheduled($1, $2, $3, $4, NULL, $5) AS outcome', [
              user,
              id,
              version,
              more.content ?? null,
              more.at ?? null,
            ])
          )[0]?.['outcome'];
        assert.deepEqual(
          [
            await patch(bo, 1),
            await patch(ada, 2),
            await patch(ada, null),
            await patch(ada, 1, { at: at(0) }),
            await patch(ada, 1, { at: at(367 * 24 * 60 * MINUTE) }),
          ],
          ['not_found', 'conflict', 'conflict', 'past', 'too_far'],
        );
        await withRules(world, { max_message_length: 3, refused_pattern: 'bad' }, async () => {
          assert.deepEqual(
            [await patch(ada, 1, { content: 'long' }), await patch(ada, 1, { content: 'bad' })],
            ['too_long', 'word_refused'],
          );
        });
        assert.equal(await patch(ada, 1, { content: 'changed' }), 'changed');
        assert.equal(await patch(ada, 1, { content: 'again' }), 'conflict');
        const remove = async (user: string) =>
          (await world.call('SELECT natter.delete_scheduled($1, $2) AS place', [user, id]))[0]?.['place'];
        assert.deepEqual(
          [
            await sendWaiting(world, bo, id),
            await remove(bo),
            (await waitingOf(world, ada)).find((row) => row['id'] === id)?.['content'],
          ],
          [[], null, 'changed'],
        );
        assert.deepEqual(
          [await remove(ada), await remove(ada), await countOf(world, ada, conversation)],
          [conversation, null, 49],
        );
      });
      await world.look('DELETE FROM natter.scheduled_messages');
    },
  ),
  probe(
    'schedule-sends',
    '[SCHEDULE-2] it is sent once at its time, and what is refused stays with the reason',
    async (world) => {
      // What is due is everybody's.
      await world.look('DELETE FROM natter.scheduled_messages');
      const { ada, bo, conversation } = await world.newScene();
      const at = (ms: number) => new Date(START + ms);
      const quoted = await write(world, conversation, bo, 'quoted');
      const made = await atTime(world, at(0), async () => {
        const ids = [randomUUID(), randomUUID(), randomUUID()];
        await schedule(world, ada, conversation, at(MINUTE), { id: ids[0] ?? '', reply: quoted });
        await schedule(world, bo, conversation, at(2 * MINUTE), { id: ids[1] ?? '', content: 'bad' });
        await schedule(world, ada, conversation, at(3 * MINUTE), { id: ids[2] ?? '', content: 'last' });
        assert.deepEqual(
          [await sendWaiting(world), await world.call('SELECT natter.next_scheduled() AS at')],
          [[], [{ at: at(MINUTE) }]],
        );
        return ids;
      });
      await deleteMessage(world, bo, conversation, quoted, { forEveryone: true });
      await atTime(world, at(2 * MINUTE), async () => {
        const sent = await withRules(world, { refused_pattern: 'bad' }, () => sendWaiting(world));
        assert.deepEqual(
          sent.map((row) => [row['id'], row['verdict'], row['recipients'], row['content']]),
          [
            [made[0], 'sent', [ada, bo], 'later'],
            [made[1], 'word_refused', null, null],
          ],
        );
        assert.deepEqual(await sendWaiting(world), []);
        assert.deepEqual([await countOf(world, ada, conversation), await countOf(world, bo, conversation)], [1, 1]);
        assert.deepEqual(
          (await waitingOf(world, bo)).map((row) => [row['refusal'], row['version']]),
          [['word_refused', 2]],
        );
        assert.deepEqual(await world.call('SELECT natter.next_scheduled() AS at'), [{ at: at(3 * MINUTE) }]);
        // At once: a refusal changes nothing; what was refused can be sent as well.
        await putBlock(world, bo, ada);
        assert.deepEqual(
          (await sendWaiting(world, bo, made[1])).map((row) => row['verdict']),
          ['blocked'],
        );
        assert.deepEqual(
          (await waitingOf(world, bo)).map((row) => row['refusal']),
          ['word_refused'],
        );
        assert.deepEqual(
          (await sendWaiting(world, ada, made[2])).map((row) => [row['verdict'], row['recipients']]),
          [['sent', [ada]]],
        );
        await putBlock(world, bo, ada, false);
        assert.deepEqual(
          (await sendWaiting(world, bo, made[1])).map((row) => row['verdict']),
          ['sent'],
        );
        assert.deepEqual([await countOf(world, ada, conversation), await countOf(world, bo, conversation)], [0, 0]);
      });
      assert.deepEqual(await contentsSeen(world, bo, conversation), [null, 'later', 'bad']);
      assert.deepEqual(await world.call('SELECT natter.next_scheduled() AS at'), [{ at: null }]);
      await assert.rejects(
        world.look(
          "INSERT INTO natter.scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, send_at, created_at, updated_at) VALUES ('test', gen_random_uuid(), $1, gen_random_uuid(), gen_random_uuid(), 'x', now(), now(), now())",
          [ada],
        ),
        { code: '23503' },
      );
    },
  ),
  probe(
    'disappear',
    '[DISAPPEAR-1] messages stay as long as the conversation says when they are sent, never longer than the rules',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      const start = new Date(START);
      await atTime(world, start, async () => {
        await write(world, conversation, ada, 'stays');
        assert.equal((await disappear(world, stranger, conversation, 60))['outcome'], 'not_found');
        assert.equal((await disappear(world, ada, conversation, null))['outcome'], 'unchanged');
        assert.deepEqual(await disappear(world, ada, conversation, 60), { outcome: 'changed', recipients: [ada, bo] });
        assert.equal((await disappear(world, bo, conversation, 60))['outcome'], 'unchanged');
        await write(world, conversation, ada, 'goes');
        await withRules(world, { free_days: 1, privileged_days: 1, privileged_plus_days: 1 }, async () => {
          assert.equal((await disappear(world, ada, conversation, 31_536_000))['outcome'], 'changed');
          await write(world, conversation, ada, 'a day');
        });
        for (const seconds of [59, 0, -1, 31_536_001])
          assert.equal(
            (
              await world.attempt('SELECT 1 FROM natter.set_disappearing($1, $2, gen_random_uuid(), $3)', [
                ada,
                conversation,
                seconds,
              ])
            ).code,
            '23514',
          );
        await world.look(
          "UPDATE natter.users SET suspended_until = natter.now() + interval '1 hour' WHERE id = $1 AND tenant_id = 'test'",
          [ada],
        );
        assert.equal((await disappear(world, ada, conversation, 60))['outcome'], 'suspended');
        await world.look("UPDATE natter.users SET suspended_until = NULL WHERE id = $1 AND tenant_id = 'test'", [ada]);
        const expiries = await world.look(
          "SELECT extract(epoch FROM retention_expires_at - sent_at)::float8 AS s FROM natter.direct_messages WHERE conversation_id = $1 AND type = 'text' AND isfinite(retention_expires_at) ORDER BY seq",
          [conversation],
        );
        assert.deepEqual(expiries, [{ s: 60 }, { s: 86_400 }]);
        const lines = await world.call(
          "SELECT (message).metadata->>'seconds' AS seconds, (message).metadata->>'userId' AS by FROM natter.read_history($1, $2, NULL, 9, 0) WHERE (message).type = 'system'",
          [bo, conversation],
        );
        assert.deepEqual(lines, [
          { seconds: '60', by: ada },
          { seconds: '31536000', by: ada },
        ]);
        const [kept] = await world.look(
          "SELECT extract(epoch FROM retention_expires_at - sent_at)::float8 AS s FROM natter.direct_messages WHERE conversation_id = $1 AND type = 'system' AND isfinite(retention_expires_at)",
          [conversation],
        );
        assert.deepEqual(kept, { s: 86_400 });
      });
      await atTime(world, new Date(START + MINUTE), async () => {
        assert.deepEqual(
          (await contentsSeen(world, bo, conversation)).filter((one) => one !== null),
          ['stays', 'a day'],
        );
      });
      await assert.rejects(
        world.look('UPDATE natter.direct_messages SET disappears_at = NULL WHERE conversation_id = $1', [conversation]),
        { code: '23000' },
      );
    },
  ),
  probe('disappear-void', '[DISAPPEAR-6] a line of somebody who is blocked is theirs alone', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await putBlock(world, bo, ada);
    assert.deepEqual((await disappear(world, bo, conversation, 60))['outcome'], 'blocked');
    assert.deepEqual(await disappear(world, ada, conversation, 60), { outcome: 'changed', recipients: [ada] });
    const types = async (user: string) =>
      (
        await world.call('SELECT (message).type AS type FROM natter.read_history($1, $2, NULL, 9, 0)', [
          user,
          conversation,
        ])
      ).map((row) => row['type']);
    const hidden = await world.look(
      'SELECT hidden::text AS h, changed_xid AS x FROM natter.member_state WHERE user_id = $1 AND conversation_id = $2',
      [bo, conversation],
    );
    assert.deepEqual([await types(ada), await types(bo), hidden[0]?.['h']], [['text', 'system'], ['text'], '{}']);
    await putBlock(world, bo, ada, false);
    assert.deepEqual([await types(ada), await types(bo)], [['text', 'system'], ['text']]);
    const [line] = await world.look(
      "SELECT id FROM natter.direct_messages WHERE conversation_id = $1 AND type = 'system'",
      [conversation],
    );
    assert.deepEqual(
      [
        (await deleteMessage(world, bo, conversation, String(line?.['id'])))['outcome'],
        (await deleteMessage(world, ada, conversation, String(line?.['id'])))['outcome'],
      ],
      ['not_found', 'hidden'],
    );
  }),
  probe(
    'locate',
    '[LIFE-2] the first message at or after an instant is found among what its reader sees',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      const at = (minutes: number) => new Date(START + minutes * MINUTE);
      for (const minute of [0, 10, 20, 30, 40])
        await atTime(world, at(minute), () => write(world, conversation, ada, `${minute}`));
      const found = async (user: string, minute: number) =>
        (
          await world.call('SELECT seq::int FROM natter.locate_message($1, $2, $3)', [user, conversation, at(minute)])
        ).map((row) => row['seq']);
      assert.deepEqual(
        [
          await found(bo, -5),
          await found(bo, 0),
          await found(bo, 1),
          await found(bo, 20),
          await found(bo, 40),
          await found(bo, 41),
          await found(stranger, 0),
        ],
        [[1], [1], [2], [3], [5], [null], []],
      );
      const [third] = await world.look('SELECT id FROM natter.direct_messages WHERE conversation_id = $1 AND seq = 3', [
        conversation,
      ]);
      await deleteMessage(world, bo, conversation, String(third?.['id']));
      await world.look('UPDATE natter.member_state SET history_from = 2 WHERE user_id = $1 AND conversation_id = $2', [
        bo,
        conversation,
      ]);
      assert.deepEqual([await found(bo, -5), await found(bo, 15), await found(ada, 15)], [[2], [4], [3]]);
    },
  ),
  probe(
    'participants',
    '[LIFE-2] members are shown each other’s time zone, and marks as they are shown',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(3);
      await tellHost(world, bo, { timeZone: 'Europe/Oslo' });
      await world.mark(bo, conversation, 'read', 2);
      const seen = async (user: string) =>
        (
          await world.call(
            "SELECT participant->>'userId' AS id, (participant->>'readSeq')::int AS read, time_zone AS zone FROM natter.read_participants($1, $2)",
            [user, conversation],
          )
        ).sort((a, b) => Number(a['id'] !== ada) - Number(b['id'] !== ada));
      assert.deepEqual(await seen(ada), [
        { id: ada, read: 0, zone: null },
        { id: bo, read: 2, zone: 'Europe/Oslo' },
      ]);
      await world.call('SELECT 1 FROM natter.put_settings($1, $2)', [bo, '{"readReceipts": false}']);
      assert.deepEqual((await seen(ada))[1]?.['read'], null);
      assert.deepEqual(
        (await seen(bo)).map((row) => row['read']),
        [null, 2],
      );
    },
  ),
];

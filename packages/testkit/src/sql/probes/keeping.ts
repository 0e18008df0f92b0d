import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { disappear, edit, forward, seenBy, star, write } from '../life-rules.ts';
import { type Probe, probe } from '../probe.ts';
import { contentsSeen, deleteMessage, putBlock } from '../store-rules.ts';
import { removeMember } from '../wall-world.ts';

export const KEEPING_PROBES: readonly Probe[] = [
  probe(
    'star',
    '[STAR-1] stars are one’s own, at most a thousand in a conversation, the last one first',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      const ids = [await write(world, conversation, bo, 'one'), await write(world, conversation, bo, 'two')];
      const changed = async (user: string) =>
        (
          await world.look(
            'SELECT changed_xid AS x FROM natter.member_state WHERE user_id = $1 AND conversation_id = $2',
            [user, conversation],
          )
        )[0]?.['x'];
      const before = [await changed(ada), await changed(bo)];
      for (const id of ids) assert.equal(await star(world, [ada, conversation, id]), 'done');
      assert.notEqual(await changed(ada), before[0]);
      assert.equal(await changed(bo), before[1]);
      assert.equal(await star(world, [stranger, conversation, ids[0] ?? '']), 'not_found');
      const listed = async (user: string, only: string | null = null) =>
        (
          await world.call(
            'SELECT (message).content AS content FROM natter.read_starred($1, $2, NULL, NULL, NULL, 9)',
            [user, only],
          )
        ).map((row) => row['content']);
      assert.deepEqual(
        [await listed(ada), await listed(ada, conversation), await listed(bo)],
        [['two', 'one'], ['two', 'one'], []],
      );
      const elsewhere = String((await world.start(ada, stranger))['id']);
      assert.deepEqual(await listed(ada, elsewhere), []);
      const [last] = await world.call(
        'SELECT starred_at::text AS at, (message).seq::int AS seq FROM natter.read_starred($1, NULL, NULL, NULL, NULL, 1)',
        [ada],
      );
      const rest = await world.call(
        'SELECT (message).content AS content FROM natter.read_starred($1, NULL, $2, $3, $4, 9)',
        [ada, last?.['at'], conversation, last?.['seq']],
      );
      assert.deepEqual(rest, [{ content: 'one' }]);
      assert.deepEqual(
        [
          (await seenBy(world, [ada, conversation, ids[0] ?? '']))['starred'],
          (await seenBy(world, [bo, conversation, ids[0] ?? '']))['starred'],
        ],
        [true, false],
      );
      const stars = async (horizon: string | null) =>
        (
          await world.call('SELECT seqs FROM natter.read_stars($1, ARRAY[$2::uuid], $3, 9)', [
            ada,
            conversation,
            horizon,
          ])
        ).map((row) => (row['seqs'] as string[]).map(Number));
      const ahead = String((await world.look('SELECT pg_current_xact_id()::text::int8 + 1 AS x'))[0]?.['x']);
      assert.deepEqual([await stars(null), await stars('0'), await stars(ahead)], [[[2, 1]], [[2, 1]], []]);
      assert.equal(await star(world, [ada, conversation, ids[1] ?? ''], false), 'done');
      await deleteMessage(world, ada, conversation, ids[0] ?? '');
      assert.deepEqual([await listed(ada), await stars(null), await stars('0')], [[], [], [[]]]);
      await world.look(
        `INSERT INTO natter.starred_messages SELECT 'test', $1, $2, n, now() FROM generate_series(10, 1008) n`,
        [ada, conversation],
      );
      const [more, toomany] = [await write(world, conversation, bo), await write(world, conversation, bo)];
      assert.deepEqual(
        [
          await star(world, [ada, conversation, more]),
          await star(world, [ada, conversation, toomany]),
          await star(world, [ada, conversation, more]),
        ],
        ['done', 'too_many', 'done'],
      );
      await world.call('SELECT natter.clear_conversation($1, $2)', [ada, conversation]);
      assert.deepEqual(await world.look('SELECT 1 FROM natter.starred_messages WHERE user_id = $1', [ada]), []);
    },
  ),
  probe(
    'copies',
    '[FORWARD-1] five copies a person and message, however many hands it came through, or none',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      const message = await write(world, conversation, bo, 'first');
      await edit(world, [bo, conversation, message], 'hand on');
      const targets: string[] = [];
      for (let n = 0; n < 7; n += 1) targets.push(String((await world.start(ada, await world.newPerson()))['id']));
      const outcome = async (...given: Parameters<typeof forward> extends [unknown, ...infer Rest] ? Rest : never) =>
        (await forward(world, ...given))[0]?.['outcome'];
      assert.equal(await outcome([stranger, conversation, message], [conversation]), 'not_found');
      assert.deepEqual(
        (await forward(world, [ada, conversation, message], targets.slice(0, 6))).map((row) => [
          row['outcome'],
          row['remaining'],
        ]),
        [['limit', 5]],
      );
      const key = randomUUID();
      const [copy] = await forward(world, [ada, conversation, message], targets.slice(0, 1), [key]);
      assert.deepEqual(
        [copy?.['verdict'], copy?.['content'], copy?.['metadata']],
        ['sent', 'hand on', { forwarded: true }],
      );
      assert.deepEqual(
        (await forward(world, [ada, conversation, message], targets.slice(0, 1), [key])).map((row) => row['verdict']),
        ['duplicate'],
      );
      // A copy counts for what it is one of.
      assert.equal(await outcome([ada, targets[0] ?? '', String(copy?.['id'])], targets.slice(1, 4)), 'done');
      assert.deepEqual(
        (await forward(world, [ada, conversation, message], targets.slice(4, 6))).map((row) => [
          row['outcome'],
          row['remaining'],
        ]),
        [['limit', 1]],
      );
      assert.deepEqual(await contentsSeen(world, ada, targets[4] ?? ''), []);
      assert.deepEqual(
        (await forward(world, [ada, conversation, message], [targets[4] ?? '', randomUUID()])).map(
          (row) => row['verdict'],
        ),
        ['sent', 'not_found'],
      );
      assert.equal(await outcome([ada, conversation, message], targets.slice(5, 6)), 'limit');
      assert.equal(await outcome([bo, conversation, message], [conversation]), 'done');
      const [counts] = await world.look(
        'SELECT (SELECT sum(count)::int FROM natter.forwards WHERE origin_id = $1) AS counted, (SELECT count(*)::int FROM natter.forwarded_messages WHERE origin_id = $1) AS copies',
        [message],
      );
      assert.deepEqual(counts, { counted: 6, copies: 6 });
    },
  ),
  probe(
    'forward-what',
    '[FORWARD-4] what cannot be seen, is gone, no text or to disappear is not handed on',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const target = String((await world.start(ada, await world.newPerson()))['id']);
      const outcome = async (id: string, by = ada) =>
        (await forward(world, [by, conversation, id], [target]))[0]?.['outcome'];
      const hidden = await write(world, conversation, bo);
      await deleteMessage(world, ada, conversation, hidden);
      const gone = await write(world, conversation, bo);
      await deleteMessage(world, bo, conversation, gone, { forEveryone: true });
      const expired = await write(world, conversation, bo);
      await world.look('UPDATE natter.direct_messages SET retention_expires_at = now() WHERE id = $1', [expired]);
      await putBlock(world, ada, bo);
      const unheard = await write(world, conversation, bo, 'void');
      await putBlock(world, ada, bo, false);
      const early = await write(world, conversation, bo);
      await disappear(world, ada, conversation, 60);
      const going = await write(world, conversation, bo);
      assert.deepEqual(
        [
          await outcome(hidden),
          await outcome(gone),
          await outcome(expired),
          await outcome(unheard),
          await outcome(going),
          await outcome(early),
        ],
        ['not_found', 'gone', 'not_found', 'not_found', 'disappearing', 'done'],
      );
      await world.look('UPDATE natter.member_state SET history_from = 99 WHERE user_id = $1 AND conversation_id = $2', [
        ada,
        conversation,
      ]);
      assert.equal(await outcome(early), 'not_found');
      await world.look('UPDATE natter.member_state SET history_from = 1 WHERE user_id = $1 AND conversation_id = $2', [
        ada,
        conversation,
      ]);
      await world.call('SELECT natter.clear_conversation($1, $2)', [ada, conversation]);
      assert.equal(await outcome(early), 'not_found');
      await world.admin.query('BEGIN');
      await removeMember(world.admin, conversation, bo);
      await world.admin.query('COMMIT');
      assert.equal(await outcome(early, bo), 'not_found');
    },
  ),
];

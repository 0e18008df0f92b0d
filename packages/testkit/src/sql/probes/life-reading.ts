import assert from 'node:assert/strict';
import { ask, closePoll, edit, pollOf, react, seenBy, star, versionsSeen, vote } from '../life-rules.ts';
import { type Alive, HANGING, hangingFor, newLife, readAll } from '../life-scene.ts';
import { type Probe, probe } from '../probe.ts';
import { codeOf, deleteMessage } from '../store-rules.ts';
import { removeMember } from '../wall-world.ts';

export const LIFE_READING_PROBES: readonly Probe[] = [
  probe('life-reads', '[LIFE-1] what hangs on a message is shown to who sees it, and to nobody else', async (world) => {
    const { ada, bo, stranger, conversation, message, poll } = await newLife(world);
    // The stranger sees messages of the same numbers elsewhere.
    const elsewhere = String((await world.start(stranger, await world.newPerson()))['id']);
    for (let seq = 1; seq <= 3; seq += 1) await world.send(elsewhere, stranger, 'x');
    for (const user of [ada, bo]) assert.deepEqual(await hangingFor(world, user, conversation), [1, 2, 4]);
    assert.deepEqual(await hangingFor(world, stranger, conversation), [0, 0, 0]);
    assert.equal((await readAll(world, ada, conversation, message)).length, 12);
    assert.equal((await readAll(world, bo, conversation, poll)).length, 11);
    assert.deepEqual(await readAll(world, stranger, conversation, message), []);
    assert.deepEqual(await readAll(world, stranger, conversation, poll), []);
    for (const user of ['', null]) {
      for (const table of [...HANGING, 'starred_messages', 'scheduled_messages'])
        assert.deepEqual(
          await world.call(`SELECT 1 FROM natter.${table} WHERE conversation_id = $1`, [conversation]),
          [],
        );
      for (const name of ['read_message', 'read_versions', 'read_reactions', 'read_votes'])
        assert.equal(
          await codeOf(world, `SELECT 1 FROM natter.${name}($1, $2, $3)`, [user, conversation, message]),
          '42501',
        );
    }
    // Of another tenant, though in the same place.
    for (const [table, columns, values] of [
      ['message_edits', 'version, content, at', "9, 'forged', now()"],
      ['message_reactions', 'user_id, emoji, reacted_at', "'x', '🦊', now()"],
      ['poll_votes', 'user_id, option_id, voted_at, is_anonymous', "'x', 3, now(), false"],
    ])
      await world.look(
        `INSERT INTO natter.${table} (tenant_id, conversation_id, seq, ${columns}) SELECT 'foreign', conversation_id, seq, ${values}
         FROM natter.direct_messages WHERE id = $1`,
        [table === 'poll_votes' ? poll : message],
      );
    assert.deepEqual(await hangingFor(world, bo, conversation), [1, 2, 4]);
    // No longer when they have left.
    await world.admin.query('BEGIN');
    await removeMember(world.admin, conversation, bo);
    await world.admin.query('COMMIT');
    assert.deepEqual(await hangingFor(world, bo, conversation), [0, 0, 0]);
    assert.deepEqual(await readAll(world, bo, conversation, message), []);
  }),
  probe(
    'life-ends',
    '[LIFE-1] nor when they no longer see it: hidden, cleared, before their time, expired, deleted',
    async (world) => {
      const hide: readonly ((scene: Alive) => Promise<unknown>)[] = [
        async ({ bo, conversation, message, poll }) => {
          for (const id of [message, poll]) await deleteMessage(world, bo, conversation, id);
        },
        ({ bo, conversation }) => world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]),
        ({ bo, conversation }) =>
          world.look('UPDATE natter.member_state SET history_from = 9 WHERE user_id = $1 AND conversation_id = $2', [
            bo,
            conversation,
          ]),
        ({ conversation }) =>
          world.look(
            "UPDATE natter.direct_messages SET retention_expires_at = now() - interval '1 minute' WHERE conversation_id = $1",
            [conversation],
          ),
        async ({ ada, bo, conversation, message, poll }) => {
          await deleteMessage(world, ada, conversation, message, { forEveryone: true });
          await deleteMessage(world, bo, conversation, poll, { forEveryone: true });
        },
      ];
      for (const [index, away] of hide.entries()) {
        const scene = await newLife(world);
        const { bo, conversation, message, poll } = scene;
        await away(scene);
        assert.deepEqual(await hangingFor(world, bo, conversation), [0, 0, 0], `${index}`);
        for (const id of [message, poll]) {
          assert.deepEqual(await versionsSeen(world, [bo, conversation, id]), []);
          assert.deepEqual(await world.call('SELECT 1 FROM natter.read_votes($1, $2, $3)', [bo, conversation, id]), []);
          const acts = [
            await edit(world, [bo, conversation, id], 'again', { version: 2 }),
            await react(world, [bo, conversation, id], '🦊'),
            await vote(world, [bo, conversation, id], [3]),
            await closePoll(world, [bo, conversation, id]),
            { outcome: await star(world, [bo, conversation, id]) },
          ];
          for (const { outcome } of acts) assert.equal(outcome, index === 4 ? 'gone' : 'not_found', `${index}`);
        }
      }
      const { ada, conversation, message } = await newLife(world);
      await deleteMessage(world, ada, conversation, message, { forEveryone: true });
      const [kept] = await world.look(
        `SELECT (SELECT count(*)::int FROM natter.message_reactions WHERE conversation_id = $1) AS reactions,
         (SELECT count(*)::int FROM natter.starred_messages WHERE conversation_id = $1) AS stars`,
        [conversation],
      );
      assert.deepEqual(kept, { reactions: 0, stars: 0 });
      const [own] = await world.call(
        'SELECT content FROM natter.read_message_by_key($1, (SELECT client_id FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 9) WHERE id = $3))',
        [ada, conversation, message],
      );
      assert.equal(own?.['content'], null);
    },
  ),
  probe('life-own', '[AUTHZ-8] stars and what waits are their owner’s alone', async (world) => {
    const { ada, bo, conversation } = await newLife(world);
    for (const table of ['starred_messages', 'scheduled_messages']) {
      const count = async (user: string) =>
        (await world.readAs(user, `SELECT 1 FROM natter.${table} WHERE conversation_id = $1`, [conversation])).length;
      assert.deepEqual([await count(ada), await count(bo)], [1, 0], table);
    }
    await world.look(`INSERT INTO natter.starred_messages VALUES ('foreign', $1, $2, 1, now())`, [ada, conversation]);
    await world.look(
      `INSERT INTO natter.scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, send_at, created_at, updated_at)
       VALUES ('foreign', gen_random_uuid(), $1, $2, gen_random_uuid(), 'x', now(), now(), now())`,
      [ada, conversation],
    );
    for (const table of ['starred_messages', 'scheduled_messages'])
      assert.equal(
        (await world.readAs(ada, `SELECT 1 FROM natter.${table} WHERE conversation_id = $1`, [conversation])).length,
        1,
      );
  }),
  probe('poll-anonymous', '[POLL-5] of an anonymous poll each is shown their own vote alone', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    const [secret, open] = [
      await ask(world, conversation, ada, pollOf({ anonymous: true })),
      await ask(world, conversation, ada, pollOf()),
    ];
    for (const id of [secret, open])
      for (const user of [ada, bo]) await vote(world, [user, conversation, id], [user === ada ? 1 : 2]);
    const seen = (user: string, seq: number) =>
      world.readAs(
        user,
        'SELECT user_id FROM natter.poll_votes WHERE conversation_id = $1 AND seq = $2 ORDER BY option_id',
        [conversation, seq],
      );
    assert.deepEqual([await seen(ada, 1), await seen(bo, 1)], [[{ user_id: ada }], [{ user_id: bo }]]);
    assert.deepEqual(await seen(bo, 2), [{ user_id: ada }, { user_id: bo }]);
    const read = (user: string, id: string) =>
      world.call('SELECT option_id, user_id FROM natter.read_votes($1, $2, $3)', [user, conversation, id]);
    assert.deepEqual(await read(ada, secret), [{ option_id: null, user_id: 'anonymous' }]);
    assert.equal((await read(ada, open)).length, 3);
    const mine = async (user: string) => (await seenBy(world, [user, conversation, secret]))['votes'];
    assert.deepEqual([await mine(ada), await mine(bo)], [[1], [2]]);
  }),
];

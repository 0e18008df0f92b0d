import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { allBut, codeOf, contentsSeen, deleteMessage, report, withRules } from '../store-rules.ts';
import { removeMember, type WallWorld } from '../wall-world.ts';

/** A message of this person; answers its id. */
async function write(world: WallWorld, conversation: string, sender: string, content: string): Promise<string> {
  const id = randomUUID();
  assert.equal((await world.send(conversation, sender, content, { id }))['verdict'], 'sent');
  return id;
}

/** Another conversation of this person. */
async function elsewhereOf(world: WallWorld, user: string): Promise<string> {
  return String((await world.start(user, await world.newPerson()))['id']);
}

const OUTCOME = (row: Record<string, unknown>) => row['outcome'];

export const DELETING_PROBES: readonly Probe[] = [
  probe(
    'delete-mine',
    '[ERASE-1] what I delete for me counts nowhere for me, and is there for the other',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const [one, two] = [await write(world, conversation, ada, 'one'), await write(world, conversation, ada, 'two')];
      await world.send(conversation, ada, 'quotes', { reply: two });
      const before = (await world.look('SELECT change_seq FROM natter.conversations WHERE id = $1', [conversation]))[0];
      assert.deepEqual(await deleteMessage(world, bo, conversation, two), {
        outcome: 'hidden',
        seq: 2,
        change_seq: null,
        recipients: [bo],
      });
      assert.deepEqual(
        [await contentsSeen(world, bo, conversation), await contentsSeen(world, ada, conversation)],
        [
          ['one', 'quotes'],
          ['one', 'two', 'quotes'],
        ],
      );
      const [view] = await world.call('SELECT unread_count AS n FROM natter.read_conversation($1, $2)', [
        bo,
        conversation,
      ]);
      const [totals] = await world.call('SELECT messages AS n FROM natter.read_unread_totals($1)', [bo]);
      assert.deepEqual(
        [view?.['n'], totals?.['n'], (await world.mark(bo, conversation, 'delivered', 3))['unread_count']],
        [2, 2, 2],
      );
      const quote = 'SELECT (message).reply_preview AS preview FROM natter.read_history($1, $2, NULL, 1, 0)';
      assert.deepEqual(await world.call(quote, [bo, conversation]), [{ preview: null }]);
      assert.equal((await world.send(conversation, bo, 'q', { reply: two }))['verdict'], 'reply_not_found');
      assert.equal(await report(world, bo, conversation, two), 'not_found');
      assert.equal(OUTCOME(await deleteMessage(world, bo, conversation, two)), 'hidden');
      // What is out of my sight is not there to be deleted for everyone.
      const own = await write(world, await elsewhereOf(world, bo), bo, 'mine');
      const [place] = await world.look('SELECT conversation_id AS id FROM natter.direct_messages WHERE id = $1', [own]);
      await deleteMessage(world, bo, String(place?.['id']), own);
      assert.equal(
        OUTCOME(await deleteMessage(world, bo, String(place?.['id']), own, { forEveryone: true })),
        'not_found',
      );
      await deleteMessage(world, bo, conversation, one);
      const hidden = 'SELECT seqs FROM natter.read_hidden($1, ARRAY[$2::uuid], NULL, $3)';
      const seqs = async (user: string, limit: number) =>
        ((await world.call(hidden, [user, conversation, limit]))[0]?.['seqs'] as unknown[] | undefined)?.map(Number);
      assert.deepEqual([await seqs(bo, 9), await seqs(bo, 1), await seqs(ada, 9)], [[2, 1], [2], undefined]);
      assert.deepEqual(
        (await world.look('SELECT change_seq FROM natter.conversations WHERE id = $1', [conversation]))[0],
        before,
      );
      // The last message of the inbox is the last that I see.
      const last = await write(world, conversation, ada, 'last');
      await deleteMessage(world, bo, conversation, last);
      assert.deepEqual([await seqs(bo, 1), await seqs(bo, 9)], [[4], [4, 2, 1]]);
      const [shown] = await world.call("SELECT last_message->>'content' AS c FROM natter.read_conversation($1, $2)", [
        bo,
        conversation,
      ]);
      assert.deepEqual(shown, { c: 'quotes' });
    },
  ),
  probe('delete-synced', '[ERASE-1] what I delete for me is told to my other devices', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    const id = await write(world, conversation, ada, 'x');
    const xid = async () =>
      (await world.look('SELECT changed_xid AS x FROM natter.member_state WHERE user_id = $1', [bo]))[0]?.['x'];
    const before = await xid();
    await deleteMessage(world, bo, conversation, id);
    const after = await xid();
    assert.notEqual(after, before);
    const since = (horizon: unknown) =>
      world.call('SELECT 1 FROM natter.read_hidden($1, ARRAY[$2::uuid], $3, 9)', [bo, conversation, horizon]);
    assert.deepEqual([(await since(after)).length, (await since(String(Number(after) + 1))).length], [1, 0]);
    await removeMember(world.admin, conversation, bo);
    assert.deepEqual(await since(null), []);
  }),
  probe(
    'delete-bounded',
    '[ERASE-2] single messages deleted in one conversation are ten thousand at most',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const id = await write(world, conversation, ada, 'x');
      const holes = (count: number) =>
        world.look(
          `UPDATE natter.member_state SET hidden = (SELECT range_agg(int8range(100 + 2 * n, 101 + 2 * n)) FROM generate_series(1, $2::int) n)
         WHERE user_id = $1`,
          [bo, count],
        );
      await holes(10_000);
      assert.equal(OUTCOME(await deleteMessage(world, bo, conversation, id)), 'too_many');
      await holes(9_999);
      assert.equal(OUTCOME(await deleteMessage(world, bo, conversation, id)), 'hidden');
    },
  ),
  probe('delete-unseen', '[ERASE-3] only what I can see can be deleted', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene();
    const ids = [await write(world, conversation, ada, '1'), await write(world, conversation, ada, '2')] as const;
    const [expired, third] = [await write(world, conversation, ada, '3'), await write(world, conversation, ada, '4')];
    const elsewhere = String((await world.start(ada, stranger))['id']);
    const outcome = async (user: string, id: string, where = conversation) =>
      OUTCOME(await deleteMessage(world, user, where, id));
    assert.deepEqual(
      [
        await outcome(stranger, ids[0]),
        await outcome(ada, randomUUID()),
        await outcome(ada, ids[0], elsewhere),
        await outcome(stranger, ids[0], elsewhere),
      ],
      ['not_found', 'not_found', 'not_found', 'not_found'],
    );
    await world.look('UPDATE natter.direct_messages SET retention_expires_at = natter.now() WHERE id = $1', [expired]);
    assert.equal(await outcome(ada, expired), 'not_found');
    await world.look('UPDATE natter.member_state SET history_from = 2 WHERE user_id = $1', [bo]);
    assert.deepEqual([await outcome(bo, ids[0]), await outcome(bo, ids[1])], ['not_found', 'hidden']);
    await world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]);
    assert.equal(await outcome(bo, third), 'not_found');
    await removeMember(world.admin, conversation, ada);
    assert.equal(await outcome(ada, third), 'not_found');
  }),
  probe(
    'delete-all',
    '[ERASE-4] what its author deletes for everyone is a place without content, at once',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const client = randomUUID();
      const id = randomUUID();
      await world.send(conversation, ada, 'regretted', { id, client, mentions: '[]' });
      await world.send(conversation, bo, 'quotes', { reply: id });
      assert.equal(OUTCOME(await deleteMessage(world, bo, conversation, id, { forEveryone: true })), 'not_author');
      assert.deepEqual(await deleteMessage(world, ada, conversation, id, { forEveryone: true }), {
        outcome: 'erased',
        seq: 1,
        change_seq: 3,
        recipients: [ada, bo].sort(),
      });
      assert.deepEqual(await deleteMessage(world, ada, conversation, id, { forEveryone: true }), {
        outcome: 'gone',
        seq: 1,
        change_seq: null,
        recipients: null,
      });
      for (const user of [ada, bo]) assert.deepEqual(await contentsSeen(world, user, conversation), [null, 'quotes']);
      const [row] = await world.look(
        'SELECT content, metadata, mentions, body_hash, is_deleted, version, change_seq::int AS c FROM natter.direct_messages WHERE id = $1',
        [id],
      );
      assert.deepEqual(row, {
        content: null,
        metadata: null,
        mentions: null,
        body_hash: null,
        is_deleted: true,
        version: 2,
        c: 3,
      });
      const kept = await world.look(
        'SELECT content, deleted_by FROM natter.deleted_content WHERE conversation_id = $1',
        [conversation],
      );
      assert.deepEqual(kept, [{ content: 'regretted', deleted_by: ada }]);
      const [view] = await world.call(
        'SELECT unread_count AS n, change_seq::int AS c FROM natter.read_conversation($1, $2)',
        [bo, conversation],
      );
      assert.deepEqual(view, { n: 0, c: 3 });
      const preview = await world.call(
        'SELECT (message).reply_preview AS p FROM natter.read_history($1, $2, NULL, 1, 0)',
        [ada, conversation],
      );
      assert.deepEqual(preview, [{ p: null }]);
      assert.equal((await world.send(conversation, ada, 'another text', { client }))['verdict'], 'duplicate');
      assert.deepEqual(await world.call('SELECT content FROM natter.read_message_by_key($1, $2)', [ada, client]), [
        { content: null },
      ]);
      const changes = await world.call('SELECT seq::int, content FROM natter.read_changes($1, $2, 2, 9)', [
        bo,
        conversation,
      ]);
      assert.deepEqual(changes, [{ seq: 1, content: null }]);
      await removeMember(world.admin, conversation, bo);
      const more = await write(world, conversation, ada, 'more');
      assert.deepEqual((await deleteMessage(world, ada, conversation, more, { forEveryone: true }))['recipients'], [
        ada,
      ]);
    },
  ),
  probe(
    'delete-window',
    '[ERASE-5] for everyone: within an hour by the database’s clock, whatever is asked',
    async (world) => {
      const { ada, conversation } = await world.newScene();
      try {
        const at = (time: string) => world.database.setNow(new Date(`2031-01-01T${time}Z`));
        await at('00:00:00.000');
        const [one, two, three] = [
          await write(world, conversation, ada, '1'),
          await write(world, conversation, ada, '2'),
          await write(world, conversation, ada, '3'),
        ];
        const outcome = async (id: string, windowSeconds: number) =>
          OUTCOME(await deleteMessage(world, ada, conversation, id, { forEveryone: true, windowSeconds }));
        await at('00:01:00.000');
        assert.deepEqual([await outcome(one, 60), await outcome(one, 61)], ['window_over', 'erased']);
        await at('00:59:59.999');
        assert.equal(await outcome(two, 3600), 'erased');
        await at('01:00:00.000');
        assert.deepEqual(
          [await outcome(three, 3600), await outcome(three, 999_999_999)],
          ['window_over', 'window_over'],
        );
        assert.equal(OUTCOME(await deleteMessage(world, ada, conversation, three)), 'hidden');
      } finally {
        await world.database.setNow(null);
      }
    },
  ),
  probe('delete-off', '[ERASE-6] switched off, nothing is deleted', async (world) => {
    const { ada, conversation } = await world.newScene();
    const id = await write(world, conversation, ada, 'x');
    await withRules(world, { features: allBut('deletion') }, async () => {
      for (const forEveryone of [true, false]) {
        const sql = 'SELECT * FROM natter.delete_message($1, $2, $3, $4, 3600)';
        assert.equal(await codeOf(world, sql, [ada, conversation, id, forEveryone]), 'NT002');
      }
    });
    assert.deepEqual(await contentsSeen(world, ada, conversation), ['x']);
  }),
];

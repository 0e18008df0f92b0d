import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { allBut, codeOf, contentsSeen, deleteMessage, putBlock, report, tellHost, withRules } from '../store-rules.ts';
import type { Scene, WallWorld } from '../wall-world.ts';

const inboxOf = async (world: WallWorld, user: string): Promise<unknown[]> =>
  (await world.call("SELECT id FROM natter.read_inbox($1, 'all', NULL, NULL, NULL, NULL, 100)", [user])).map(
    (row) => row['id'],
  );

const viewOf = async (world: WallWorld, user: string, conversation: string) =>
  (await world.call('SELECT * FROM natter.read_conversation($1, $2)', [user, conversation]))[0] ?? {};

const presenceOf = async (world: WallWorld, viewer: string, person: string): Promise<number> =>
  (await world.call('SELECT 1 FROM natter.read_presence($1, ARRAY[$2])', [viewer, person])).length;

const isQuiet = async (world: WallWorld, user: string, conversation: string): Promise<unknown> =>
  (await world.call('SELECT is_quiet FROM natter.read_memberships($1, ARRAY[$2::uuid])', [user, conversation]))[0]?.[
    'is_quiet'
  ];

/** What Supabase's clients may select of the tables, and the login beyond it. */
const READABLE = [
  'SELECT type, name, last_seq, change_seq, expired_seq FROM natter.conversations WHERE id = $1',
  `SELECT role, left_at, delivered_seq, last_read_at IS NOT NULL AS has_read, read_seq, receipts_hidden FROM natter.conversation_participants
   WHERE conversation_id = $1 ORDER BY user_id`,
  `SELECT history_from, left_at, delivered_seq, read_seq, is_pinned, is_archived, muted_until, marked_unread, cleared_seq, cleared_at,
   hidden, blocks_other, draft, draft_reply_to FROM natter.member_state WHERE conversation_id = $1`,
  'SELECT seq, type, content, reply_to_seq, change_seq, version, is_deleted FROM natter.direct_messages WHERE conversation_id = $1 ORDER BY seq',
  'SELECT count(*) FROM natter.mark_advances WHERE conversation_id = $1',
  'SELECT count(*) FROM natter.blocks WHERE $1::uuid IS NOT NULL',
] as const;

/** Ada writes, quotes herself, deletes, marks and starts again; what she is answered and sees, ids and times aside. */
async function writeAndLook(world: WallWorld, { ada, bo, conversation }: Scene): Promise<unknown> {
  const [first, second] = [randomUUID(), randomUUID()];
  const answers: unknown[] = [];
  const take = (row: Record<string, unknown>) => {
    const { recipients: _recipients, sent_at: _sentAt, at: _at, reply_to_sender: _sender, id: _id, ...rest } = row;
    answers.push(rest);
  };
  take(await world.send(conversation, ada, 'one', { id: first, client: first }));
  take(await world.send(conversation, ada, 'two', { id: second, reply: first }));
  take(await world.send(conversation, ada, 'one', { client: first }));
  take(await world.send(conversation, ada, 'quotes nothing', { reply: randomUUID() }));
  take(await world.mark(ada, conversation, 'read', 9));
  take(await deleteMessage(world, ada, conversation, second, { forEveryone: true }));
  take({ ...(await world.start(ada, bo)), id: null });
  for (const sql of READABLE) answers.push(await world.readAs(ada, sql, [conversation]));
  const view = await viewOf(world, ada, conversation);
  answers.push([view['last_seq'], view['change_seq'], view['unread_count'], view['why_not_send'], view['is_blocked']]);
  answers.push([view['others_delivered_seq'], view['others_read_seq'], view['participant_count']]);
  // The newest message and the conversation are of the same instant, as ever.
  const [times] = await world.call(
    `SELECT v.updated_at = m.sent_at AS same FROM natter.read_conversation($1, $2) v,
       LATERAL (SELECT (h.message).sent_at FROM natter.read_history($1, $2, NULL, 1, 0) h) m`,
    [ada, conversation],
  );
  answers.push(times);
  const [synced] = await world.call(
    `SELECT s.updated_at = c.updated_at AS same, s.is_gone FROM natter.read_sync($1, NULL, NULL, NULL, 100) s,
       LATERAL natter.read_conversation($1, s.id) c WHERE s.id = $2`,
    [ada, conversation],
  );
  answers.push(synced, (await inboxOf(world, ada)).indexOf(conversation));
  answers.push(await world.call('SELECT kind FROM natter.read_receipts($1, $2, $3)', [ada, conversation, first]));
  return answers;
}

const SILENT: Probe[] = [
  probe('block-silent', '[BLOCK-1] who is blocked is answered and shown the same as who is not', async (world) => {
    const [free, blocked] = [await world.newScene(), await world.newScene()];
    for (const { ada, stranger } of [free, blocked])
      await world.send(String((await world.start(ada, stranger))['id']), ada, 'x');
    await world.send(free.conversation, free.bo, 'hi');
    await world.send(blocked.conversation, blocked.bo, 'hi');
    assert.equal(await putBlock(world, blocked.bo, blocked.ada), 'done');
    assert.deepEqual(await writeAndLook(world, blocked), await writeAndLook(world, free));
    const told = await world.send(blocked.conversation, blocked.ada, 'three');
    assert.deepEqual(told['recipients'], [blocked.ada]);
    assert.deepEqual(
      (await world.send(free.conversation, free.ada, 'three'))['recipients']?.toString(),
      [free.ada, free.bo].toString(),
    );
  }),
  probe('block-secret', '[BLOCK-1] being blocked is in no column that can be selected', async (world) => {
    const { ada, bo } = await world.newScene(1);
    await putBlock(world, bo, ada);
    for (const column of ['blocked_by_other', 'xmin', 'ctid']) {
      for (const sql of [
        `SELECT ${column} FROM natter.member_state`,
        `SELECT 1 FROM natter.member_state ORDER BY ${column}::text`,
        `SELECT count(*) FROM natter.member_state WHERE ${column} IS NOT NULL`,
      ]) {
        await assert.rejects(world.readAs(ada, sql), { code: '42501' }, sql);
      }
    }
    await assert.rejects(world.readAs(ada, 'SELECT is_void FROM natter.direct_messages'), { code: '42501' });
    assert.deepEqual(await world.readAs(ada, 'SELECT 1 FROM natter.blocks'), []);
    assert.deepEqual(await world.readAs(bo, 'SELECT blocked_id FROM natter.blocks'), [{ blocked_id: ada }]);
    assert.deepEqual(await world.call('SELECT 1 FROM natter.blocks'), []);
  }),
  probe('void', '[BLOCK-1] a void message is nothing to the other, nor after unblocking', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await world.mark(bo, conversation, 'read', 1);
    const [before, order] = [await viewOf(world, bo, conversation), await inboxOf(world, bo)];
    const id = randomUUID();
    const horizonless = () => world.call('SELECT id, updated_at FROM natter.read_sync($1, NULL, NULL, NULL, 9)', [bo]);
    const synced = await horizonless();
    await putBlock(world, bo, ada);
    await world.send(conversation, ada, 'void', { id });
    const everything = async () => {
      const after = await viewOf(world, bo, conversation);
      const [totals] = await world.call('SELECT messages, conversations FROM natter.read_unread_totals($1)', [bo]);
      assert.deepEqual(
        [after['unread_count'], after['last_message'], after['updated_at'], totals],
        [0, before['last_message'], before['updated_at'], { messages: 0, conversations: 0 }],
      );
      assert.deepEqual(await contentsSeen(world, bo, conversation), ['secret 1']);
      assert.equal((await world.mark(bo, conversation, 'read', 1))['unread_count'], 0);
      assert.deepEqual([await inboxOf(world, bo), await horizonless()], [order, synced]);
      const filtered = await world.call("SELECT id FROM natter.read_inbox($1, 'unread', NULL, NULL, NULL, NULL, 9)", [
        bo,
      ]);
      assert.deepEqual(filtered, []);
      assert.equal(await report(world, bo, conversation, id), 'not_found');
      for (const forEveryone of [true, false]) {
        const gone = await deleteMessage(world, bo, conversation, id, { forEveryone });
        assert.equal(gone['outcome'], 'not_found');
      }
      assert.deepEqual(
        await world.call('SELECT kind FROM natter.read_receipts($1, $2, $3)', [bo, conversation, id]),
        [],
      );
      assert.deepEqual(await contentsSeen(world, ada, conversation), ['secret 1', 'void']);
    };
    await everything();
    assert.equal(await putBlock(world, bo, ada, false), 'done');
    await everything();
    assert.equal((await world.send(conversation, bo, 'what?', { reply: id }))['verdict'], 'reply_not_found');
    assert.equal((await world.send(conversation, ada, 'loud', { reply: id }))['verdict'], 'sent');
    const quote = 'SELECT (message).reply_preview AS preview FROM natter.read_history($1, $2, NULL, 1, 0)';
    assert.deepEqual(await world.call(quote, [bo, conversation]), [{ preview: null }]);
    assert.deepEqual(await world.call(quote, [ada, conversation]), [{ preview: 'void' }]);
    assert.deepEqual((await deleteMessage(world, ada, conversation, id, { forEveryone: true }))['recipients'], [ada]);
    await assert.rejects(world.look('UPDATE natter.direct_messages SET is_void = false WHERE id = $1', [id]), {
      code: '23000',
    });
  }),
  probe(
    'void-away',
    '[BLOCK-1] what the other cleared or never saw does not come back by a void message',
    async (world) => {
      const cleared = await world.newScene(1);
      const [never, own, seen] = [await world.newScene(), await world.newScene(), await world.newScene(1)];
      await world.call('SELECT natter.clear_conversation($1, $2)', [cleared.bo, cleared.conversation]);
      const shown = async ({ bo, conversation }: Scene) => {
        const gone = await world.call('SELECT is_gone FROM natter.read_sync($1, $3, NULL, NULL, 9) WHERE id = $2', [
          bo,
          conversation,
          '0',
        ]);
        return [(await inboxOf(world, bo)).length, gone[0]?.['is_gone'] ?? null];
      };
      const starter = { ...own, ada: own.bo, bo: own.ada };
      const all = [cleared, never, starter, seen];
      const expected = [
        [0, true],
        [0, true],
        [1, false],
        [1, false],
      ];
      for (const { ada, bo } of all) await putBlock(world, bo, ada);
      for (let round = 0; round < 2; round += 1) {
        for (const [index, scene] of all.entries()) {
          await world.send(scene.conversation, scene.ada, 'void');
          await world.send(scene.conversation, scene.ada, 'void too');
          assert.deepEqual(await shown(scene), expected[index], `${index}`);
        }
      }
      // What was purged before is not cleared by it.
      await world.look('DELETE FROM natter.direct_messages WHERE conversation_id = $1 AND NOT is_void', [
        seen.conversation,
      ]);
      await world.send(seen.conversation, seen.ada, 'void again');
      assert.deepEqual(await shown(seen), [1, false]);
      for (const { ada, bo } of all) await putBlock(world, bo, ada, false);
      for (const scene of all) {
        await world.send(scene.conversation, scene.ada, 'loud');
        assert.deepEqual(await shown(scene), [1, false]);
        assert.deepEqual((await contentsSeen(world, scene.bo, scene.conversation)).at(-1), 'loud');
      }
    },
  ),
  probe('void-activity', '[BLOCK-1] a void message moves its author’s inbox alone, and never back', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene(1);
    const other = String((await world.start(ada, stranger))['id']);
    await world.send(other, ada, 'later');
    await world.send(String((await world.start(bo, stranger))['id']), bo, 'later');
    await putBlock(world, bo, ada);
    const [adas, bos] = [await inboxOf(world, ada), await inboxOf(world, bo)];
    assert.deepEqual(adas, [other, conversation]);
    await world.send(conversation, ada, 'void');
    assert.deepEqual([await inboxOf(world, ada), await inboxOf(world, bo)], [[conversation, other], bos]);
    const [key] = await world.call(
      'SELECT is_pinned, updated_at::text AS at, id FROM natter.read_conversation($1, $2)',
      [ada, conversation],
    );
    const rest = await world.call("SELECT id FROM natter.read_inbox($1, 'all', NULL, $2, $3, $4, 9)", [
      ada,
      key?.['is_pinned'],
      key?.['at'],
      key?.['id'],
    ]);
    assert.deepEqual(rest, [{ id: other }]);
    try {
      await world.database.setNow(new Date('2001-01-01T00:00:00Z'));
      await world.send(conversation, ada, 'from the past');
      assert.deepEqual(await inboxOf(world, ada), [conversation, other]);
    } finally {
      await world.database.setNow(null);
    }
  }),
  probe('void-synced', '[BLOCK-1] a void message comes to its author’s other devices', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await putBlock(world, bo, ada);
    await world.send(conversation, ada, 'void');
    const newest = async (user: string) =>
      (
        await world.call('SELECT content FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 1)', [
          user,
          conversation,
        ])
      )[0]?.['content'];
    assert.deepEqual([await newest(ada), await newest(bo)], ['void', 'secret 1']);
    const xid = async (user: string) =>
      (
        await world.look(
          'SELECT changed_xid AS x FROM natter.member_state WHERE user_id = $1 AND conversation_id = $2',
          [user, conversation],
        )
      )[0]?.['x'];
    const before = [await xid(ada), await xid(bo)];
    await world.send(conversation, ada, 'void');
    assert.notEqual(await xid(ada), before[0]);
    assert.equal(await xid(bo), before[1]);
  }),
];

const BOUNDS: Probe[] = [
  probe('block-own', '[BLOCK-4] who blocks must unblock to write, and is told so', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await putBlock(world, bo, ada);
    const state = async (user: string) => {
      const view = await viewOf(world, user, conversation);
      return [view['why_not_send'], view['is_blocked']];
    };
    assert.deepEqual(
      [await state(bo), await state(ada)],
      [
        ['blocked', true],
        [null, false],
      ],
    );
    assert.equal((await world.send(conversation, bo, 'hi'))['verdict'], 'blocked');
    // Both ways at once: each is refused as who blocks.
    await putBlock(world, ada, bo);
    assert.equal((await world.send(conversation, ada, 'hi'))['verdict'], 'blocked');
    await putBlock(world, bo, ada, false);
    assert.deepEqual(
      [await state(bo), (await world.send(conversation, bo, 'void'))['recipients']],
      [[null, false], [bo]],
    );
  }),
  probe(
    'block-frozen',
    '[BLOCK-3] the marks of who blocks stay as shown, and move again with the next advance',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(4);
      const shown = async (user: string) => {
        const [row] = await world.readAs(
          user,
          'SELECT delivered_seq::int AS d, read_seq::int AS r FROM natter.conversation_participants WHERE conversation_id = $1 AND user_id = $2',
          [conversation, bo],
        );
        return [row?.['d'], row?.['r']];
      };
      await world.mark(bo, conversation, 'read', 1);
      await putBlock(world, bo, ada);
      const told = await world.mark(bo, conversation, 'read', 3);
      assert.deepEqual(
        [told['read_seq'], told['shown_read'], told['shown_delivered'], told['recipients']].map(String),
        ['3', 'null', 'null', 'null'],
      );
      assert.deepEqual(await shown(ada), [1, 1]);
      const own = await viewOf(world, bo, conversation);
      assert.deepEqual([own['read_seq'], own['delivered_seq']].map(Number), [3, 3]);
      const kept = await world.look('SELECT max(seq)::int AS seq FROM natter.mark_advances WHERE user_id = $1', [bo]);
      assert.deepEqual(kept, [{ seq: 1 }]);
      // Of the other one nothing is frozen.
      assert.deepEqual(
        (await world.mark(ada, conversation, 'read', 3))['recipients']?.toString(),
        [ada, bo].sort().toString(),
      );
      await putBlock(world, bo, ada, false);
      assert.deepEqual(await shown(ada), [1, 1]);
      await world.mark(bo, conversation, 'read', 4);
      assert.deepEqual(await shown(ada), [4, 4]);
    },
  ),
  probe(
    'block-quiet',
    '[BLOCK-5] neither sees the other’s presence, and nothing of the moment passes',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(1);
      const between = async () => [
        await presenceOf(world, ada, bo),
        await presenceOf(world, bo, ada),
        await isQuiet(world, ada, conversation),
        await isQuiet(world, bo, conversation),
      ];
      assert.deepEqual(await between(), [1, 1, false, false]);
      await putBlock(world, bo, ada);
      assert.deepEqual(await between(), [0, 0, true, true]);
      await withRules(world, { features: allBut('blocking') }, async () =>
        assert.deepEqual(await between(), [1, 1, false, false]),
      );
      await putBlock(world, bo, ada, false);
      assert.deepEqual(await between(), [1, 1, false, false]);
    },
  ),
  probe('staff-heard', '[BLOCK-6] managers and owners are always heard, others of the staff are not', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await putBlock(world, bo, ada);
    const heard = async (roles: string[]) => {
      await tellHost(world, ada, { roles });
      await world.send(conversation, ada, roles.join());
      return (await contentsSeen(world, bo, conversation)).at(-1) === roles.join();
    };
    assert.deepEqual(
      [await heard(['manager']), await heard(['owner', 'x']), await heard(['moderator']), await heard(['reader'])],
      [true, true, false, false],
    );
  }),
  probe('block-off', '[BLOCK-7] switched off, blocks have no effect, and none is made', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await putBlock(world, bo, ada);
    await withRules(world, { features: allBut('blocking') }, async () => {
      assert.equal(await codeOf(world, 'SELECT * FROM natter.put_block($1, $2, false, 9)', [bo, ada]), 'NT002');
      assert.equal(await codeOf(world, 'SELECT * FROM natter.read_blocks($1)', [bo]), 'NT002');
      assert.equal(await codeOf(world, 'SELECT * FROM natter.read_blocks($1)', [ada]), 'NT002');
      assert.deepEqual(
        (await world.send(conversation, ada, 'heard'))['recipients']?.toString(),
        [ada, bo].sort().toString(),
      );
      assert.equal((await world.send(conversation, bo, 'too'))['verdict'], 'sent');
      const view = await viewOf(world, bo, conversation);
      assert.deepEqual([view['why_not_send'], view['is_blocked']], [null, false]);
      await world.mark(bo, conversation, 'read', 2);
      assert.equal(Number((await viewOf(world, ada, conversation))['others_read_seq']), 2);
    });
    assert.deepEqual(await contentsSeen(world, bo, conversation), ['secret 1', 'heard', 'too']);
    assert.equal((await world.send(conversation, bo, 'hi'))['verdict'], 'blocked');
  }),
  probe('block-start', '[BLOCK-2] a conversation that starts knows who has blocked whom', async (world) => {
    const [one, two, other] = [await world.newPerson(), await world.newPerson(), await world.newPerson()];
    await putBlock(world, two, one);
    await putBlock(world, other, two);
    for (const [from, to, verdicts] of [
      [one, two, ['sent', 'blocked']],
      [other, two, ['blocked', 'sent']],
      [one, other, ['sent', 'sent']],
    ] as const) {
      const started = await world.start(from, to);
      assert.equal(started['outcome'], 'created');
      const id = String(started['id']);
      const sent = [await world.send(id, from, 'a'), await world.send(id, to, 'b')];
      assert.deepEqual(
        sent.map((row) => row['verdict']),
        verdicts,
      );
      const isVoid = await world.look('SELECT is_void FROM natter.direct_messages WHERE conversation_id = $1', [id]);
      assert.ok(isVoid.every((row) => row['is_void'] === (verdicts[0] !== verdicts[1])));
    }
  }),
  probe(
    'block-list',
    '[BLOCK-8] I see whom I blocked; each once, only people I can see, and only so many',
    async (world) => {
      const [me, one, two] = [await world.newPerson(), await world.newPerson(), await world.newPerson()];
      assert.deepEqual(
        [await putBlock(world, me, me), await putBlock(world, me, `none-${me}`)],
        ['not_found', 'not_found'],
      );
      assert.deepEqual(
        [await putBlock(world, me, one, false), await putBlock(world, me, one), await putBlock(world, me, one)],
        ['unchanged', 'done', 'unchanged'],
      );
      await putBlock(world, two, me);
      const list = async (user: string) =>
        (await world.call('SELECT user_id FROM natter.read_blocks($1)', [user])).map((row) => row['user_id']);
      assert.deepEqual([await list(me), await list(one), await list(two)], [[one], [], [me]]);
      const bounded = await world.call('SELECT outcome FROM natter.put_block($1, $2, true, 1)', [me, two]);
      assert.deepEqual(bounded, [{ outcome: 'too_many' }]);
      assert.deepEqual(await world.call('SELECT outcome FROM natter.put_block($1, $2, true, 1)', [me, one]), [
        { outcome: 'unchanged' },
      ]);
      await putBlock(world, me, two);
      assert.deepEqual([await putBlock(world, me, one, false), await list(me)], ['done', [two]]);
      await assert.rejects(world.look("INSERT INTO natter.blocks VALUES ('test', $1, $1, now())", [me]), {
        code: '23514',
      });
    },
  ),
];

export const BLOCKING_PROBES: readonly Probe[] = [...SILENT, ...BOUNDS];

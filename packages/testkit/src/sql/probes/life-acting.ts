import assert from 'node:assert/strict';
import { ask, atTime, closePoll, edit, pollOf, react, seenBy, star, versionsSeen, vote, write } from '../life-rules.ts';
import { newLife } from '../life-scene.ts';
import { type Probe, probe } from '../probe.ts';
import { allBut, codeOf, putBlock, tellHost, withRules } from '../store-rules.ts';
import type { Scene, WallWorld } from '../wall-world.ts';

/** Why somebody may not act, the same for every act: what brings it about, and the outcome. */
async function refusedActs(world: WallWorld): Promise<Record<string, unknown[]>> {
  const found: Record<string, unknown[]> = {};
  const acts = async (name: string, { ada, bo, conversation }: Scene, mine: string, poll: string) => {
    found[name] = [
      (await edit(world, [ada, conversation, mine], 'other'))['outcome'],
      (await react(world, [ada, conversation, mine], '🦊'))['outcome'],
      (await vote(world, [ada, conversation, poll], [1]))['outcome'],
      (await closePoll(world, [ada, conversation, poll]))['outcome'],
      (await react(world, [ada, conversation, mine], '🎉', false))['outcome'],
    ];
    assert.equal(await star(world, [ada, conversation, mine]), 'done', name);
    assert.notEqual((await react(world, [bo, conversation, mine], '🧡'))['outcome'], found[name]?.[1]);
  };
  for (const name of ['suspended', 'not_entitled', 'blocked'] as const) {
    const scene = await world.newScene();
    const { ada, bo, conversation } = scene;
    const mine = await write(world, conversation, ada);
    const poll = await ask(world, conversation, ada);
    await react(world, [ada, conversation, mine], '🎉');
    if (name === 'suspended')
      await world.look(
        "UPDATE natter.users SET suspended_until = now() + interval '1 hour' WHERE id = $1 AND tenant_id = 'test'",
        [ada],
      );
    if (name === 'not_entitled') await tellHost(world, ada, { tier: 'privileged' });
    if (name === 'blocked') await putBlock(world, ada, bo);
    const lacking =
      "DELETE FROM natter.entitlements WHERE name = 'privileged' AND entitlement = 'CAN_SEND_DIRECT_MESSAGES'";
    if (name === 'not_entitled') await world.look(lacking);
    try {
      await acts(name, scene, mine, poll);
    } finally {
      await world.look(
        "INSERT INTO natter.entitlements VALUES ('tier', 'privileged', 'CAN_SEND_DIRECT_MESSAGES') ON CONFLICT DO NOTHING",
      );
    }
  }
  return found;
}

export const LIFE_ACTING_PROBES: readonly Probe[] = [
  probe(
    'life-refused',
    '[REACT-3] who may not write there may not act there either; taking a reaction away and stars need no leave',
    async (world) => {
      const all = (outcome: string) => [outcome, outcome, outcome, outcome, 'changed'];
      assert.deepEqual(await refusedActs(world), {
        suspended: all('suspended'),
        not_entitled: all('not_entitled'),
        blocked: all('blocked'),
      });
    },
  ),
  probe('life-off', '[LIFE-5] switched off, nothing of it is done', async (world) => {
    const { ada, bo, conversation, message, poll } = await newLife(world);
    const on = [ada, conversation, message];
    const code = (sql: string, values: readonly unknown[]) => codeOf(world, `SELECT 1 FROM natter.${sql}`, values);
    const later = new Date(Date.now() + 3_600_000);
    await world.look(
      "UPDATE natter.scheduled_messages SET send_at = now() - interval '1 minute' WHERE conversation_id = $1",
      [conversation],
    );
    await withRules(
      world,
      { features: allBut('editing', 'reactions', 'polls', 'starring', 'forwarding', 'scheduling', 'disappearing') },
      async () => {
        const codes = [
          await code("edit_message($1, $2, $3, 2, 'x', NULL, 900)", on),
          await code("set_reaction($1, $2, $3, '🦊', true)", on),
          await code('set_votes($1, $2, $3, ARRAY[3])', [ada, conversation, poll]),
          await code('close_poll($1, $2, $3)', [bo, conversation, poll]),
          await code('set_star($1, $2, $3, false)', on),
          await code('forward_message($1, $2, $3, ARRAY[$2::uuid], ARRAY[$3::uuid], ARRAY[$3::uuid])', on),
          await code("create_scheduled($1, $2, $3, $3, 'x', NULL, NULL, $4)", [...on, later]),
          await code("patch_scheduled($1, $2, 1, 'x', NULL, NULL)", [ada, message]),
          await code('set_disappearing($1, $2, $3, 60)', on),
        ];
        assert.deepEqual(
          codes,
          codes.map(() => 'NT002'),
        );
        assert.deepEqual(
          await world.call('SELECT 1 FROM natter.send_waiting(NULL, NULL, 9, ARRAY[gen_random_uuid()])'),
          [],
        );
        assert.equal(
          (await world.send(conversation, ada, 'where?', { type: 'poll', metadata: pollOf() }))['verdict'],
          'not_possible',
        );
        assert.equal(
          (await world.send(conversation, ada, 'x', { metadata: '{"forwarded": true}' }))['verdict'],
          'not_possible',
        );
      },
    );
  }),
  probe(
    'edit',
    '[EDIT-1] its author edits a text within the window, from the version that is there, and all are told',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene();
      const message = await write(world, conversation, ada, 'first');
      const elsewhere = String((await world.start(ada, stranger))['id']);
      const on = [ada, conversation, message] as const;
      const outcome = async (...given: Parameters<typeof edit> extends [unknown, ...infer Rest] ? Rest : never) =>
        (await edit(world, ...given))['outcome'];
      assert.equal(await outcome([stranger, conversation, message], 'x'), 'not_found');
      assert.equal(await outcome([ada, elsewhere, message], 'x'), 'not_found');
      assert.equal(await outcome([bo, conversation, message], 'x'), 'not_author');
      assert.equal(await outcome(on, 'first'), 'unchanged');
      for (const version of [0, 2, null]) assert.equal(await outcome(on, 'x', { version }), 'conflict');
      assert.deepEqual(await edit(world, on, 'second'), {
        outcome: 'edited',
        recipients: [ada, bo],
        content: 'second',
      });
      assert.equal(await outcome(on, 'third'), 'conflict');
      assert.equal(await outcome(on, 'second', { version: 2 }), 'unchanged');
      assert.equal(await outcome(on, 'third', { version: 2 }), 'edited');
      for (const user of [ada, bo]) {
        assert.deepEqual(await versionsSeen(world, [user, conversation, message]), ['first', 'second', 'third']);
        const { content, version, is_edited } = await seenBy(world, [user, conversation, message]);
        assert.deepEqual([content, version, is_edited], ['third', 3, true]);
      }
      for (const sql of [
        'SELECT content FROM natter.read_changes($1, $2, 0, 9)',
        'SELECT content FROM natter.read_newest_messages($1, ARRAY[$2::uuid], 9)',
        "SELECT content FROM natter.read_changed_messages($1, ARRAY[$2::uuid], '0', 9)",
        "SELECT last_message->>'content' AS content FROM natter.read_conversation($1, $2)",
      ])
        assert.deepEqual(await world.call(sql, [bo, conversation]), [{ content: 'third' }], sql);
      const [place] = await world.look(
        'SELECT m.change_seq, c.change_seq AS last FROM natter.direct_messages m JOIN natter.conversations c ON c.id = m.conversation_id WHERE m.id = $1',
        [message],
      );
      assert.deepEqual(place, { change_seq: '3', last: '3' });
      // Neither a quote nor a repeat of the key says what it said.
      await world.send(conversation, bo, 'answer', { reply: message });
      const quote = 'SELECT (message).reply_preview AS preview FROM natter.read_history($1, $2, NULL, 1, 0)';
      assert.deepEqual(await world.call(quote, [bo, conversation]), [{ preview: 'third' }]);
      assert.equal(await outcome([ada, conversation, await ask(world, conversation, ada)], 'x'), 'not_text');
      await withRules(world, { max_message_length: 5, refused_pattern: 'bad', reported_pattern: 'odd' }, async () => {
        assert.equal(await outcome(on, 'longer', { version: 3 }), 'too_long');
        assert.equal(await outcome(on, 'BAD', { version: 3 }), 'word_refused');
        assert.equal(await outcome(on, 'odd', { version: 3 }), 'edited');
      });
      assert.deepEqual(
        await world.look("SELECT content FROM natter.reports WHERE message_id = $1 AND reason = 'word'", [message]),
        [{ content: 'odd' }],
      );
      assert.equal(
        await codeOf(world, 'SELECT 1 FROM natter.edit_message($1, $2, $3, 4, NULL, NULL, 900)', on),
        '23502',
      );
      await assert.rejects(world.look("UPDATE natter.direct_messages SET content = 'other' WHERE id = $1", [message]), {
        code: '23000',
      });
      await assert.rejects(
        world.look("UPDATE natter.message_edits SET content = 'other' WHERE conversation_id = $1", [conversation]),
        { code: '23000' },
      );
    },
  ),
  probe(
    'acted',
    '[ACT-4] who acts is answered with what they did, and with nothing where it was refused',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const message = await write(world, conversation, ada, 'first');
      // As the server asks: the act and its answer in one statement.
      const act = async (call: string, user: string, values: readonly unknown[]) =>
        (
          await world.call(
            `SELECT a.outcome, own.content, own.version, own.reactions FROM natter.${call} a
           LEFT JOIN LATERAL natter.read_acted(a.outcome, $1, $2, $3) own ON true`,
            [user, conversation, message, ...values],
          )
        )[0];
      const editing = 'edit_message($1, $2, $3, $4, $5, NULL, 900)';
      assert.deepEqual(await act(editing, ada, [1, 'second']), {
        ...{ outcome: 'edited', content: 'second', version: 2, reactions: null },
      });
      assert.equal((await act(editing, ada, [2, 'second']))?.['content'], 'second');
      assert.deepEqual(await act(editing, ada, [1, 'third']), {
        ...{ outcome: 'conflict', content: null, version: null, reactions: null },
      });
      const reacting = "set_reaction($1, $2, $3, '👍', $4)";
      const reacted = await act(reacting, bo, [true]);
      assert.deepEqual([reacted?.['outcome'], reacted?.['content']], ['changed', 'second']);
      assert.ok(JSON.stringify(reacted?.['reactions']).includes('👍'));
      // It reads by the rules of whoever calls it: nothing is shown to somebody who is not in there.
      const prosecdef = `SELECT prosecdef FROM pg_proc WHERE oid = 'natter.read_acted(text, text, uuid, uuid)'::regprocedure`;
      assert.deepEqual(await world.look(prosecdef), [{ prosecdef: false }]);
    },
  ),
  probe(
    'edit-window',
    '[EDIT-1] the window is a quarter of an hour at most, by the database’s clock',
    async (world) => {
      const { ada, conversation } = await world.newScene();
      const start = Date.UTC(2030, 0, 1);
      const message = await atTime(world, new Date(start), () => write(world, conversation, ada, 'first'));
      const after = (seconds: number, windowSeconds: number) =>
        atTime(
          world,
          new Date(start + seconds * 1000),
          async () => (await edit(world, [ada, conversation, message], 'x', { version: 9, windowSeconds }))['outcome'],
        );
      assert.deepEqual(
        [
          await after(899, 900),
          await after(900, 900),
          await after(900, 999_999),
          await after(60, 60),
          await after(59, 60),
          await after(0, -5),
        ],
        ['conflict', 'window_over', 'window_over', 'window_over', 'conflict', 'window_over'],
      );
    },
  ),
  probe(
    'react',
    '[REACT-1] a reaction is once per person and emoji, counted, and one of twenty different ones',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const message = await write(world, conversation, ada);
      const on = [ada, conversation, message] as const;
      assert.deepEqual(await react(world, on, '🎉'), { outcome: 'changed', recipients: [ada, bo] });
      assert.equal((await react(world, on, '🎉'))['outcome'], 'unchanged');
      assert.equal((await react(world, on, '👍', false))['outcome'], 'unchanged');
      await react(world, [bo, conversation, message], '🎉');
      assert.deepEqual((await seenBy(world, on))['reactions'], [{ emoji: '🎉', count: 2, mine: true }]);
      assert.equal((await react(world, on, '🎉', false))['outcome'], 'changed');
      assert.deepEqual((await seenBy(world, on))['reactions'], [{ emoji: '🎉', count: 1, mine: false }]);
      assert.deepEqual((await seenBy(world, [bo, conversation, message]))['reactions'], [
        { emoji: '🎉', count: 1, mine: true },
      ]);
      const [place] = await world.look(
        'SELECT m.change_seq, m.version, c.change_seq AS last FROM natter.direct_messages m JOIN natter.conversations c ON c.id = m.conversation_id WHERE m.id = $1',
        [message],
      );
      assert.deepEqual(place, { change_seq: '4', version: 1, last: '4' });
      await react(world, on, '🥨');
      assert.deepEqual((await seenBy(world, on))['reactions'], [
        { emoji: '🎉', count: 1, mine: false },
        { emoji: '🥨', count: 1, mine: true },
      ]);
      await react(world, on, '🥨', false);
      const faces = [...'👍🙈🧡🦊🐢🌵🌙🍋🍒🎈🎲🏆🚀🛶🧩📌🔔🔑🎻'];
      for (const face of faces) assert.equal((await react(world, on, face))['outcome'], 'changed');
      assert.deepEqual(
        [(await react(world, on, '🥨'))['outcome'], (await react(world, on, '🎉'))['outcome']],
        ['too_many', 'changed'],
      );
      const who = await world.call('SELECT emoji, user_id FROM natter.read_reactions($1, $2, $3)', [
        bo,
        conversation,
        message,
      ]);
      assert.deepEqual([who.length, who[0]], [22, { emoji: null, user_id: null }]);
      const plain = await write(world, conversation, ada);
      for (const bad of [
        'ok',
        '<b>',
        '42',
        '#',
        '',
        'é',
        '你',
        '\u202E🎉',
        ' 🎉',
        '🎉'.repeat(33),
        '\u0301',
        '&amp;',
        "'",
        '\u200D',
        '🎉a',
      ])
        assert.equal(
          await codeOf(world, 'SELECT 1 FROM natter.set_reaction($1, $2, $3, $4, true)', [
            ada,
            conversation,
            plain,
            bad,
          ]),
          '23514',
          bad,
        );
      for (const good of ['1️⃣', '#️⃣', '©️', '❤️', '🇦🇶', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '👩🏿‍❤️‍💋‍👩🏿', '〰️', '㊗️', '🫨'])
        assert.equal((await react(world, [ada, conversation, plain], good))['outcome'], 'changed', good);
    },
  ),
  probe(
    'vote',
    '[POLL-2] a vote is one’s whole choice, counted as it stands, until the poll is closed',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const [one, many] = [
        await ask(world, conversation, ada),
        await ask(world, conversation, ada, pollOf({ multiple: true })),
      ];
      const text = await write(world, conversation, ada);
      const outcome = async (id: string, options: number[], user = bo) =>
        (await vote(world, [user, conversation, id], options))['outcome'];
      assert.deepEqual(
        [
          await outcome(text, [1]),
          await outcome(one, [0]),
          await outcome(one, [4]),
          await outcome(one, [1, 2]),
          await outcome(one, []),
        ],
        ['not_poll', 'not_option', 'not_option', 'too_many', 'unchanged'],
      );
      assert.deepEqual(await vote(world, [bo, conversation, one], [1, 1]), {
        outcome: 'changed',
        recipients: [ada, bo],
        told: one,
      });
      assert.equal(await outcome(one, [1]), 'unchanged');
      assert.equal(await outcome(one, [2]), 'changed');
      await outcome(many, [1, 3]);
      await outcome(many, [3], ada);
      const tally = async (id: string) => {
        const { metadata, votes } = await seenBy(world, [bo, conversation, id]);
        const { poll } = metadata as { poll: { options: { votes: number }[]; voters: number } };
        return [poll.options.map((option) => option.votes), poll.voters, votes];
      };
      assert.deepEqual(
        [await tally(one), await tally(many)],
        [
          [[0, 1, 0], 1, [2]],
          [[1, 0, 2], 2, [1, 3]],
        ],
      );
      assert.equal(await outcome(many, []), 'changed');
      assert.deepEqual(await tally(many), [[0, 0, 1], 1, []]);
      assert.equal((await closePoll(world, [bo, conversation, one]))['outcome'], 'not_author');
      assert.equal((await closePoll(world, [ada, conversation, text]))['outcome'], 'not_poll');
      assert.deepEqual(await closePoll(world, [ada, conversation, one]), {
        outcome: 'changed',
        recipients: [ada, bo],
        told: one,
      });
      assert.equal((await closePoll(world, [ada, conversation, one]))['outcome'], 'unchanged');
      assert.deepEqual([await outcome(one, [1]), await outcome(one, [])], ['closed', 'closed']);
      const changes = await world.look(
        'SELECT change_seq::int AS n FROM natter.direct_messages WHERE conversation_id = $1 ORDER BY seq',
        [conversation],
      );
      assert.deepEqual(
        changes.map((row) => row['n']),
        [9, 8, 3],
      );
    },
  ),
  probe(
    'poll-begins',
    '[POLL-1] a poll begins with two to twelve different options and no vote; a text has nothing beside it but the mark of a copy',
    async (world) => {
      const { ada, conversation } = await world.newScene();
      const verdict = async (metadata: string | null, type = 'poll') =>
        (await world.send(conversation, ada, 'where?', { type, metadata }))['verdict'];
      const good = JSON.parse(pollOf()) as { poll: { options: object[] } };
      const withPoll = (more: object) => JSON.stringify({ poll: { ...good.poll, ...more } });
      const letters = 'abcdefghijklm';
      const bad = [
        null,
        '{}',
        'null',
        '[]',
        '7',
        '{"poll": null}',
        '{"poll": {}}',
        ...[['a'], [...letters], ['a', 'a'], ['', 'b'], ['x'.repeat(101), 'b']].map((options) => pollOf({ options })),
        ...[
          { voters: 1 },
          { closedAt: '2030-01-01T00:00:00.000Z' },
          { multiple: 'true' },
          { multiple: null },
          { anonymous: 1 },
          { more: 1 },
        ].map(withPoll),
        withPoll({ options: ['a', 'b'] }),
        withPoll({ options: good.poll.options.map((option) => ({ ...option, votes: 1 })) }),
        withPoll({ options: good.poll.options.map((option) => ({ ...option, id: 1 })) }),
        withPoll({ options: good.poll.options.map((option) => ({ ...option, by: 'x' })) }),
        JSON.stringify({ ...good, forwarded: true }),
      ];
      for (const metadata of bad) assert.equal(await verdict(metadata), 'not_possible', String(metadata));
      for (const options of [['a', 'b'], [...letters.slice(0, 12)], ['x'.repeat(100), '🎉']])
        assert.equal(await verdict(pollOf({ options })), 'sent');
      for (const metadata of ['{}', pollOf(), '{"forwarded": false}', '{"forwarded": true, "by": "x"}', 'null'])
        assert.equal(await verdict(metadata, 'text'), 'not_possible', metadata);
      for (const type of ['media', 'voice', 'offer', 'location', 'encrypted', 'system'])
        assert.equal(await verdict(null, type), 'not_possible');
      assert.equal(await verdict('{"forwarded": true}', 'text'), 'sent');
      await withRules(world, { refused_pattern: 'bad' }, async () => {
        assert.equal(await verdict(pollOf({ options: ['good', 'bad'] })), 'word_refused');
      });
    },
  ),
];

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  ask,
  closePoll,
  edit,
  forward,
  pollOf,
  react,
  seenBy,
  star,
  versionsSeen,
  vote,
  write,
} from '../life-rules.ts';
import { hangingFor } from '../life-scene.ts';
import { type Probe, probe } from '../probe.ts';
import { allBut, putBlock, tellHost, withRules } from '../store-rules.ts';

interface PollSeen {
  readonly voters: number;
  readonly closedAt: string | null;
  readonly options: readonly { readonly votes: number }[];
}

export const LIFE_VOID_PROBES: readonly Probe[] = [
  probe(
    'life-void',
    '[ACT-1] what a blocked person does to messages is theirs alone, and looks to them as if it were done',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const [mine, theirs] = [
        await write(world, conversation, ada, 'first'),
        await write(world, conversation, bo, 'theirs'),
      ];
      const [poll, own] = [await ask(world, conversation, bo, pollOf()), await ask(world, conversation, ada, pollOf())];
      await react(world, [ada, conversation, theirs], '👍');
      const all = [mine, theirs, poll, own];
      const look = async (user: string) => {
        const seen: unknown[] = [];
        for (const id of all) {
          const { version: _version, ...rest } = await seenBy(world, [user, conversation, id]);
          const on = [user, conversation, id];
          seen.push(rest, await versionsSeen(world, [user, conversation, id]));
          seen.push(await world.call('SELECT emoji, user_id FROM natter.read_reactions($1, $2, $3)', on));
          seen.push(await world.call('SELECT option_id, user_id FROM natter.read_votes($1, $2, $3)', on));
        }
        return seen;
      };
      const before = await look(bo);
      await putBlock(world, bo, ada);
      assert.deepEqual(await edit(world, [ada, conversation, mine], 'second'), {
        outcome: 'edited',
        recipients: [ada],
        content: null,
      });
      assert.deepEqual(await react(world, [ada, conversation, theirs], '🎉'), {
        outcome: 'changed',
        recipients: [ada],
      });
      assert.deepEqual(await vote(world, [ada, conversation, poll], [2]), {
        outcome: 'changed',
        recipients: [ada],
        told: null,
      });
      assert.deepEqual(await closePoll(world, [ada, conversation, own]), {
        outcome: 'changed',
        recipients: [ada],
        told: null,
      });
      assert.equal((await closePoll(world, [ada, conversation, own]))['outcome'], 'unchanged');
      assert.equal((await vote(world, [ada, conversation, own], [1]))['outcome'], 'closed');
      assert.deepEqual(await look(bo), before);
      const adas = async () => {
        const rows: Record<string, unknown>[] = [];
        for (const id of all) rows.push(await seenBy(world, [ada, conversation, id]));
        const polls = rows.flatMap(({ metadata }) =>
          metadata === null ? [] : [(metadata as { poll: PollSeen }).poll],
        );
        return [
          rows[0]?.['content'],
          rows[1]?.['reactions'],
          rows[2]?.['votes'],
          polls[0]?.voters,
          polls[0]?.options.map((one) => one.votes),
          polls[1]?.closedAt !== null,
        ];
      };
      const seen = [
        'second',
        [
          { emoji: '👍', count: 1, mine: true },
          { emoji: '🎉', count: 1, mine: true },
        ],
        [2],
        1,
        [0, 1, 0],
        true,
      ];
      assert.deepEqual(await adas(), seen);
      assert.deepEqual(await versionsSeen(world, [ada, conversation, mine]), ['first', 'second']);
      const who = await world.call('SELECT emoji FROM natter.read_reactions($1, $2, $3) WHERE emoji IS NOT NULL', [
        ada,
        conversation,
        theirs,
      ]);
      assert.deepEqual(who, [{ emoji: '👍' }, { emoji: '🎉' }]);
      const target = String((await world.start(bo, await world.newPerson()))['id']);
      const [copy] = await forward(world, [bo, conversation, mine], [target]);
      assert.deepEqual([copy?.['verdict'], copy?.['content']], ['sent', 'first']);
      // Quoted, handed on or sent again it is what they see.
      const copied = await world.call(
        'SELECT content FROM natter.read_message_by_key($1, (SELECT client_id FROM natter.read_message($1, $2, $3)))',
        [ada, conversation, mine],
      );
      assert.deepEqual(copied, [{ content: 'second' }]);
      await putBlock(world, bo, ada, false);
      assert.deepEqual(await look(bo), before);
      assert.deepEqual(await adas(), seen);
      // What was there before goes for everybody.
      await putBlock(world, bo, ada);
      assert.deepEqual(await react(world, [ada, conversation, theirs], '👍', false), {
        outcome: 'changed',
        recipients: [ada, bo],
      });
      assert.equal((await seenBy(world, [bo, conversation, theirs]))['reactions'], null);
      await putBlock(world, bo, ada, false);
      // And what is done after it, for everybody again.
      assert.deepEqual(await edit(world, [ada, conversation, mine], 'third', { version: 2 }), {
        outcome: 'edited',
        recipients: [ada, bo],
        content: 'third',
      });
      assert.deepEqual(await versionsSeen(world, [bo, conversation, mine]), ['first', 'third']);
      // The staff is heard, blocked or not.
      await tellHost(world, ada, { roles: ['manager'] });
      await putBlock(world, bo, ada);
      assert.deepEqual((await react(world, [ada, conversation, theirs], '🧡'))['recipients'], [ada, bo]);
      await withRules(world, { features: allBut('blocking') }, async () => {
        await tellHost(world, ada, { roles: [] });
        assert.deepEqual((await react(world, [ada, conversation, theirs], '🦊'))['recipients'], [ada, bo]);
      });
    },
  ),
  probe('life-void-own', '[ACT-1] a void message is edited and reacted to by its author alone', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await putBlock(world, bo, ada);
    const id = await write(world, conversation, ada, 'void');
    await putBlock(world, bo, ada, false);
    assert.deepEqual((await edit(world, [ada, conversation, id], 'void too'))['recipients'], [ada]);
    assert.deepEqual((await react(world, [ada, conversation, id], '🎉'))['recipients'], [ada]);
    assert.deepEqual((await seenBy(world, [ada, conversation, id]))['reactions'], [
      { emoji: '🎉', count: 1, mine: true },
    ]);
    const tried = [
      await edit(world, [bo, conversation, id], 'x'),
      await react(world, [bo, conversation, id], '🎉'),
      await closePoll(world, [bo, conversation, id]),
    ];
    for (const { outcome } of tried) assert.equal(outcome, 'not_found');
    assert.equal(await star(world, [bo, conversation, id]), 'not_found');
    assert.deepEqual(await hangingFor(world, bo, conversation), [0, 0, 0]);
    assert.deepEqual(await hangingFor(world, ada, conversation), [1, 1, 0]);
    assert.equal((await edit(world, [ada, conversation, randomUUID()], 'x'))['outcome'], 'not_found');
  }),
];

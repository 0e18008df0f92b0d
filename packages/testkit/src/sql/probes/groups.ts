import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import {
  addMembers,
  leaveGroup,
  membersOf,
  newGroup,
  patchGroup,
  removeMember,
  setRole,
  startGroup,
} from '../group-rules.ts';
import { ask, closePoll, edit, react, schedule, star, vote, write } from '../life-rules.ts';
import { type Probe, probe } from '../probe.ts';
import {
  allBut,
  asBookstore,
  codeOf,
  contentsSeen,
  newMember,
  putBlock,
  putClubs,
  tellHost,
  withRules,
} from '../store-rules.ts';
import type { WallWorld } from '../wall-world.ts';

const FREE_SENDS = "('tier', 'free', 'CAN_SEND_DIRECT_MESSAGES')";

const people = async (world: WallWorld, count: number): Promise<string[]> => {
  const found: string[] = [];
  for (let n = 0; n < count; n += 1) found.push(await world.newPerson());
  return found;
};
const outcomeOf = async (rows: Promise<Record<string, unknown>[]>) => (await rows)[0]?.['outcome'];
const recipientsOf = (row: Record<string, unknown> | undefined) =>
  [...((row?.['recipients'] ?? []) as string[])].sort();
const suspend = (world: WallWorld, user: string, isOn = true) =>
  world.look(
    `UPDATE natter.users SET suspended_until = ${isOn ? "natter.now() + interval '1 hour'" : 'NULL'} WHERE id = $1 AND tenant_id = 'test'`,
    [user],
  );
const stateOf = async (world: WallWorld, user: string, id: string) =>
  (
    await world.look(
      `SELECT history_from::int, delivered_seq::int, read_seq::int, left_at IS NULL AS is_in, draft, is_pinned, scheduled_count
       FROM natter.member_state WHERE user_id = $1 AND conversation_id = $2`,
      [user, id],
    )
  )[0];
const viewOf = async (world: WallWorld, user: string, id: string) =>
  (await world.call('SELECT * FROM natter.read_conversation($1, $2)', [user, id]))[0];
const linesOf = async (world: WallWorld, id: string) =>
  (
    await world.look(
      "SELECT metadata FROM natter.direct_messages WHERE conversation_id = $1 AND type = 'system' ORDER BY seq",
      [id],
    )
  ).map((row) => row['metadata']);

export const GROUP_PROBES: readonly Probe[] = [
  probe(
    'group-start',
    '[GROUP-1] [GROUP-2] a group is made once, with people who can be reached, by who may',
    async (world) => {
      const [ada = '', bo = '', cy = '', dee = ''] = await people(world, 4);
      const client = randomUUID();
      const made = await startGroup(world, ada, [bo, cy, bo, ada], { client });
      const id = String(made['id']);
      assert.deepEqual([made['outcome'], await membersOf(world, id)], ['created', [`${ada}*`, bo, cy].sort()]);
      assert.deepEqual(recipientsOf(made), [ada, bo, cy].sort());
      assert.deepEqual(await linesOf(world, id), [
        { event: 'group_created', userId: ada, userIds: [bo, cy].sort(), name: 'Group' },
      ]);
      assert.deepEqual(
        await viewOf(world, bo, id).then((view) => [
          view?.['last_seq'],
          view?.['change_seq'],
          view?.['unread_count'],
          view?.['role'],
        ]),
        ['1', '1', 0, 'member'],
      );
      const again = await startGroup(world, ada, [dee], { client });
      assert.deepEqual(
        [again['outcome'], again['id'], (await startGroup(world, bo, [dee], { client }))['outcome']],
        ['existing', id, 'created'],
      );
      await putBlock(world, dee, ada);
      assert.equal((await startGroup(world, ada, [bo, dee]))['outcome'], 'not_found');
      await putBlock(world, dee, ada, false);
      await putBlock(world, ada, dee);
      assert.equal((await startGroup(world, ada, [bo, dee]))['outcome'], 'not_found');
      assert.equal(
        (await withRules(world, { features: allBut('blocking') }, () => startGroup(world, ada, [dee])))['outcome'],
        'created',
      );
      assert.equal((await startGroup(world, ada, [bo, 'nobody-here']))['outcome'], 'not_found');
      assert.equal(
        (
          await startGroup(
            world,
            ada,
            Array.from({ length: 256 }, (_, n) => `nobody-${n}`),
          )
        )['outcome'],
        'too_many',
      );
      await suspend(world, ada);
      assert.equal((await startGroup(world, ada, [bo]))['outcome'], 'suspended');
      await suspend(world, ada, false);
      await world.look("UPDATE natter.users SET created_at = natter.now() WHERE id = $1 AND tenant_id = 'test'", [cy]);
      assert.deepEqual(
        [
          (await startGroup(world, cy, [bo], { newPerDay: 1 }))['outcome'],
          (await startGroup(world, cy, [bo], { newPerDay: 1 }))['outcome'],
        ],
        ['created', 'rate_limited'],
      );
      const values = [ada, randomUUID(), randomUUID()];
      const start = "SELECT * FROM natter.start_group($1, $2, $3, 'x', '{}', 'everyone', 'everyone', 0)";
      await withRules(world, { features: allBut('groups') }, async () =>
        assert.equal(await codeOf(world, start, values), 'NT002'),
      );
      await asBookstore(world, async () => {
        const [reader, buyer, outsider] = [
          await newMember(world),
          await newMember(world, { tier: 'privileged' }),
          await world.newPerson(),
        ];
        assert.equal((await startGroup(world, reader, [buyer]))['outcome'], 'tier_required');
        assert.deepEqual(
          [
            (await startGroup(world, buyer, [outsider]))['outcome'],
            (await startGroup(world, buyer, [reader]))['outcome'],
          ],
          ['not_found', 'created'],
        );
        assert.equal(await codeOf(world, start, [outsider, randomUUID(), randomUUID()]), 'NT001');
      });
    },
  ),
  probe('group-add', '[GROUP-3] [GROUP-4] who is added reads from then on; all come or nobody does', async (world) => {
    const [ada = '', bo = '', cy = '', dee = '', eve = ''] = await people(world, 5);
    const id = await newGroup(world, [ada, bo]);
    await world.send(id, ada, 'before');
    assert.equal(await outcomeOf(addMembers(world, dee, id, [cy])), 'not_found');
    const direct = String((await world.start(ada, bo))['id']);
    assert.equal(await outcomeOf(addMembers(world, ada, direct, [cy])), 'not_found');
    assert.equal(await outcomeOf(addMembers(world, ada, id, [cy, 'nobody-here'])), 'not_found');
    await putBlock(world, cy, ada);
    assert.equal(await outcomeOf(addMembers(world, ada, id, [cy])), 'not_found');
    await putBlock(world, cy, ada, false);
    await world.call('SELECT natter.put_settings($1, $2)', [cy, JSON.stringify({ readReceipts: false })]);
    const [added] = await addMembers(world, bo, id, [cy, bo]);
    assert.deepEqual(
      [added?.['outcome'], added?.['added'], added?.['seq'], added?.['metadata']],
      ['changed', [cy], 3, { event: 'members_added', userId: bo, userIds: [cy] }],
    );
    assert.deepEqual(recipientsOf(added), [ada, bo, cy].sort());
    assert.deepEqual(await stateOf(world, cy, id), {
      ...{
        history_from: 3,
        delivered_seq: 2,
        read_seq: 2,
        is_in: true,
        draft: null,
        is_pinned: false,
        scheduled_count: 0,
      },
    });
    await world.send(id, ada, 'since');
    assert.deepEqual(await contentsSeen(world, cy, id), [null, 'since']);
    const [row] = await world.look(
      'SELECT joined_seq::int, delivered_seq::int, read_seq::int, receipts_hidden, role FROM natter.conversation_participants WHERE conversation_id = $1 AND user_id = $2',
      [id, cy],
    );
    assert.deepEqual(row, { joined_seq: 3, delivered_seq: 2, read_seq: 2, receipts_hidden: true, role: 'member' });
    assert.equal(await outcomeOf(addMembers(world, ada, id, [cy])), 'unchanged');
    await patchGroup(world, ada, id, null, null, 'admins');
    assert.deepEqual(
      [await outcomeOf(addMembers(world, bo, id, [dee])), await outcomeOf(addMembers(world, ada, id, [dee]))],
      ['not_allowed', 'changed'],
    );
    await suspend(world, ada);
    assert.equal(await outcomeOf(addMembers(world, ada, id, [eve])), 'suspended');
    await suspend(world, ada, false);
    await withRules(world, { features: allBut('groups') }, async () =>
      assert.equal(await codeOf(world, 'SELECT natter.add_members($1, $2, $3)', [ada, id, [eve]]), 'NT002'),
    );
    // As many as there may be.
    await world.look(
      `INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at)
       SELECT 'test', 'many-' || n, 'Many', natter.now(), natter.now() FROM generate_series(1, 255) n ON CONFLICT DO NOTHING`,
    );
    const many = Array.from({ length: 255 }, (_, n) => `many-${n + 1}`);
    assert.deepEqual(
      [
        await outcomeOf(addMembers(world, ada, id, many.slice(0, 253))),
        await outcomeOf(addMembers(world, ada, id, many.slice(0, 252))),
        await outcomeOf(addMembers(world, ada, id, many.slice(252, 253))),
      ],
      ['too_many', 'changed', 'too_many'],
    );
    await asBookstore(world, async () => {
      const [reader, buyer, outsider] = [
        await newMember(world),
        await newMember(world, { tier: 'privileged' }),
        await world.newPerson(),
      ];
      const store = await newGroup(world, [buyer, reader]);
      assert.equal(await outcomeOf(addMembers(world, reader, store, [outsider])), 'not_found');
      const newcomer = await newMember(world);
      await world.look(`DELETE FROM natter.entitlements WHERE (kind, name, entitlement) = ${FREE_SENDS}`);
      try {
        assert.equal(await outcomeOf(addMembers(world, reader, store, [newcomer])), 'not_entitled');
      } finally {
        await world.look(`INSERT INTO natter.entitlements VALUES ${FREE_SENDS}`);
      }
    });
  }),
  probe(
    'group-late',
    '[GROUP-4] what becomes of a message is told to those alone who were there for it',
    async (world) => {
      const [ada = '', bo = '', cy = '', dee = ''] = await people(world, 4);
      const id = await newGroup(world, [ada, bo, dee]);
      const [text, poll] = [await write(world, id, ada, 'before'), await ask(world, id, ada)];
      await addMembers(world, ada, id, [cy]);
      await removeMember(world, ada, id, dee);
      const then = [ada, bo].sort();
      assert.deepEqual(recipientsOf(await edit(world, [ada, id, text], 'changed')), then);
      assert.deepEqual(recipientsOf(await react(world, [bo, id, text], '👍')), then);
      assert.deepEqual(recipientsOf(await vote(world, [bo, id, poll], [1])), then);
      assert.deepEqual(recipientsOf(await closePoll(world, [ada, id, poll])), then);
      const [erased] = await world.call('SELECT * FROM natter.delete_message($1, $2, $3, true, 3600)', [ada, id, text]);
      assert.deepEqual(recipientsOf(erased), then);
      const since = await write(world, id, ada, 'since');
      assert.deepEqual(recipientsOf(await react(world, [bo, id, since], '👍')), [ada, bo, cy].sort());
      const [audience] = await world.call('SELECT members, histories FROM natter.read_audiences($1)', [[id]]);
      const { members = [], histories = [] } = (audience ?? {}) as { members?: string[]; histories?: string[] };
      const began = new Map(members.map((who, n) => [who, Number(histories[n])]));
      assert.deepEqual([began.get(ada), began.get(bo), began.get(cy), began.size], [1, 1, 4, 3]);
    },
  ),
  probe('group-out', '[GROUP-5] whoever is out has nothing of it left, and begins anew', async (world) => {
    const [ada = '', bo = '', cy = ''] = await people(world, 3);
    const id = await newGroup(world, [ada, bo, cy]);
    const said = await write(world, id, bo, 'mine');
    assert.deepEqual(
      [
        await outcomeOf(removeMember(world, bo, id, cy)),
        await outcomeOf(removeMember(world, ada, id, ada)),
        await outcomeOf(removeMember(world, ada, id, 'nobody')),
      ],
      ['not_allowed', 'self', 'unchanged'],
    );
    await world.mark(bo, id, 'read', 2);
    await star(world, [bo, id, said]);
    await schedule(world, bo, id, new Date(Date.now() + 3_600_000));
    await world.call('SELECT natter.patch_member_state($1, $2, $3)', [
      bo,
      id,
      JSON.stringify({ isPinned: true, markedUnread: true, draft: { content: 'x' } }),
    ]);
    await suspend(world, ada);
    assert.equal(await outcomeOf(removeMember(world, ada, id, bo)), 'suspended');
    await suspend(world, ada, false);
    const [removed] = await removeMember(world, ada, id, bo);
    assert.deepEqual(
      [removed?.['outcome'], removed?.['metadata'], recipientsOf(removed)],
      ['changed', { event: 'member_removed', userId: ada, userIds: [bo] }, [ada, cy].sort()],
    );
    assert.deepEqual(await stateOf(world, bo, id), {
      history_from: 1,
      delivered_seq: 0,
      read_seq: 0,
      is_in: false,
      draft: null,
      is_pinned: false,
      scheduled_count: 0,
    });
    const left = await world.look(
      `SELECT (SELECT count(*) FROM natter.starred_messages WHERE user_id = $1 AND conversation_id = $2)
         + (SELECT count(*) FROM natter.scheduled_messages WHERE user_id = $1 AND conversation_id = $2)
         + (SELECT count(*) FROM natter.mark_advances WHERE user_id = $1 AND conversation_id = $2)
         + (SELECT read_seq + delivered_seq FROM natter.conversation_participants WHERE user_id = $1 AND conversation_id = $2) AS n`,
      [bo, id],
    );
    assert.deepEqual(left, [{ n: '0' }]);
    assert.deepEqual(
      [await viewOf(world, bo, id), await contentsSeen(world, bo, id), (await world.send(id, bo, 'x'))['verdict']],
      [undefined, [], 'not_found'],
    );
    // Nobody else is told that they were ever there.
    const rows = await world.readAs(
      cy,
      'SELECT user_id FROM natter.conversation_participants WHERE conversation_id = $1 ORDER BY user_id',
      [id],
    );
    assert.deepEqual(
      rows.map((row) => row['user_id']),
      [ada, cy].sort(),
    );
    assert.deepEqual((await world.call('SELECT member_ids FROM natter.read_memberships($1, $2)', [cy, [id]]))[0], {
      member_ids: [ada, cy].sort(),
    });
    assert.equal(await outcomeOf(addMembers(world, bo, id, [bo])), 'not_found');
    await world.send(id, ada, 'while away');
    await addMembers(world, cy, id, [bo]);
    assert.deepEqual(await stateOf(world, bo, id), {
      history_from: 5,
      delivered_seq: 4,
      read_seq: 4,
      is_in: true,
      draft: null,
      is_pinned: false,
      scheduled_count: 0,
    });
    assert.deepEqual(
      [await contentsSeen(world, bo, id), await membersOf(world, id)],
      [[null], [`${ada}*`, bo, cy].sort()],
    );
    await withRules(world, { features: allBut('groups') }, async () => {
      assert.equal(await codeOf(world, 'SELECT natter.remove_member($1, $2, $3)', [ada, id, bo]), 'NT002');
      assert.deepEqual(
        [(await world.send(id, ada, 'x'))['verdict'], (await viewOf(world, ada, id))?.['why_not_send']],
        ['unreachable', 'unreachable'],
      );
      assert.deepEqual(await contentsSeen(world, cy, id), [null, 'mine', null, 'while away', null]);
    });
  }),
  probe('group-led', '[GROUP-5] [GROUP-6] only admins lead, and there is always one', async (world) => {
    const [ada = '', bo = '', cy = ''] = await people(world, 3);
    const id = await newGroup(world, [ada, cy]);
    // Who came at one moment came in the order of ids.
    await world.look(
      "UPDATE natter.conversation_participants SET joined_at = joined_at - interval '1 hour' WHERE conversation_id = $1",
      [id],
    );
    await addMembers(world, ada, id, [bo]);
    assert.deepEqual(
      [
        await outcomeOf(setRole(world, bo, id, bo, 'admin')),
        await outcomeOf(setRole(world, ada, id, 'nobody', 'admin')),
        await outcomeOf(setRole(world, ada, id, bo, 'member')),
        await outcomeOf(setRole(world, ada, id, ada, 'member')),
      ],
      ['not_allowed', 'not_found', 'unchanged', 'last_admin'],
    );
    await suspend(world, ada);
    assert.equal(await outcomeOf(setRole(world, ada, id, bo, 'admin')), 'suspended');
    const [left, led] = await leaveGroup(world, ada, id);
    assert.deepEqual(
      [left?.['metadata'], led?.['metadata'], recipientsOf(led)],
      [
        { event: 'member_left', userId: ada },
        { event: 'role_changed', userId: ada, userIds: [cy], role: 'admin' },
        [bo, cy].sort(),
      ],
    );
    assert.deepEqual(await membersOf(world, id), [bo, `${cy}*`].sort());
    assert.deepEqual(
      [await outcomeOf(leaveGroup(world, ada, id)), await outcomeOf(leaveGroup(world, await world.newPerson(), id))],
      ['unchanged', 'not_found'],
    );
    // A newer admin leads as well as an older one: who leaves beside them is nobody's heir.
    const dee = await world.newPerson();
    const other = await newGroup(world, [cy, bo, dee]);
    await world.look(
      "UPDATE natter.conversation_participants SET joined_at = joined_at - interval '1 hour' WHERE conversation_id = $1 AND user_id = $2",
      [other, bo],
    );
    assert.equal((await leaveGroup(world, dee, other)).length, 1);
    assert.deepEqual(await membersOf(world, other), [bo, `${cy}*`].sort());
    const [promoted] = await setRole(world, cy, id, bo, 'admin');
    assert.deepEqual(
      [promoted?.['outcome'], promoted?.['metadata']],
      ['changed', { event: 'role_changed', userId: cy, userIds: [bo], role: 'admin' }],
    );
    assert.equal((await leaveGroup(world, cy, id)).length, 1);
    const [last] = await leaveGroup(world, bo, id);
    assert.deepEqual([last?.['outcome'], last?.['recipients'], await membersOf(world, id)], ['changed', [], []]);
    const direct = String((await world.start(cy, bo))['id']);
    assert.equal(await outcomeOf(leaveGroup(world, cy, direct)), 'not_found');
    await asBookstore(world, async () => {
      const [boss, reader, other] = [
        await newMember(world, { tier: 'privileged' }),
        await newMember(world),
        await newMember(world),
      ];
      const store = await newGroup(world, [boss, other, reader]);
      await setRole(world, boss, store, other, 'admin');
      // One who has left the store leads nothing: nor is it handed to them, nor do they count.
      await putClubs(world, [], [{ userId: other, clubId: 'readers' }]);
      assert.deepEqual(await membersOf(world, store), [`${boss}*`, reader, `${other}*`].sort());
      assert.equal(await outcomeOf(setRole(world, boss, store, boss, 'member')), 'last_admin');
      await putClubs(world, [], [{ userId: boss, clubId: 'readers' }]);
      assert.deepEqual((await membersOf(world, store)).includes(`${reader}*`), true);
      assert.deepEqual((await linesOf(world, store)).at(-1), {
        event: 'role_changed',
        userId: boss,
        userIds: [reader],
        role: 'admin',
      });
      assert.equal(await codeOf(world, 'SELECT natter.leave_group($1, $2)', [boss, store]), 'NT001');
      assert.equal(await codeOf(world, 'SELECT natter.read_group_marks($1, $2)', [boss, store]), 'NT001');
      // So it is where an office goes.
      const manager = await world.newPerson();
      await tellHost(world, manager, { roles: ['manager'], tier: 'privileged' });
      const second = await newGroup(world, [manager, reader]);
      await tellHost(world, manager, { roles: [] });
      assert.deepEqual(await membersOf(world, second), [`${manager}*`, `${reader}*`].sort());
    });
  }),
  probe('group-rules', '[GROUP-7] admins say what it is called, who writes and who adds', async (world) => {
    const [ada = '', bo = ''] = await people(world, 2);
    const id = await newGroup(world, [ada, bo]);
    assert.deepEqual(
      [
        await outcomeOf(patchGroup(world, bo, id, 'B', null, null)),
        await outcomeOf(patchGroup(world, await world.newPerson(), id, 'B', null, null)),
        await outcomeOf(patchGroup(world, ada, id, 'Group', 'everyone', null)),
      ],
      ['not_allowed', 'not_found', 'unchanged'],
    );
    await suspend(world, ada);
    assert.equal(await outcomeOf(patchGroup(world, ada, id, 'B', null, null)), 'suspended');
    await suspend(world, ada, false);
    const rows = await patchGroup(world, ada, id, 'B', 'admins', 'everyone');
    assert.deepEqual(
      rows.map((row) => [row['outcome'], row['metadata']]),
      [
        ['changed', { event: 'group_renamed', userId: ada, name: 'B' }],
        ['changed', { event: 'group_settings_changed', userId: ada, whoSends: 'admins' }],
      ],
    );
    const seen = async (user: string) => {
      const view = await viewOf(world, user, id);
      return [view?.['name'], view?.['who_sends'], view?.['who_adds'], view?.['role'], view?.['why_not_send']];
    };
    assert.deepEqual(
      [await seen(ada), await seen(bo)],
      [
        ['B', 'admins', 'everyone', 'admin', null],
        ['B', 'admins', 'everyone', 'member', 'admins'],
      ],
    );
    const later = new Date(Date.now() + 3_600_000);
    assert.deepEqual(
      [
        (await world.send(id, ada, 'x'))['verdict'],
        (await world.send(id, bo, 'x'))['verdict'],
        (await schedule(world, bo, id, later))['outcome'],
        (await schedule(world, ada, id, later))['outcome'],
      ],
      ['sent', 'not_allowed', 'not_allowed', 'created'],
    );
    await setRole(world, ada, id, bo, 'admin');
    assert.equal((await world.send(id, bo, 'x'))['verdict'], 'sent');
    await world.look('DELETE FROM natter.scheduled_messages WHERE conversation_id = $1', [id]);
    const direct = await viewOf(world, ada, String((await world.start(ada, bo))['id']));
    assert.deepEqual([direct?.['who_sends'], direct?.['who_adds'], direct?.['role']], [null, null, null]);
  }),
  probe('group-marks', '[GROUP-8] receipts are by all, and of what was before them nobody has any', async (world) => {
    const [ada = '', bo = '', cy = '', dee = ''] = await people(world, 4);
    const id = await newGroup(world, [ada, bo, cy]);
    const said = await write(world, id, ada, 'before');
    await world.mark(bo, id, 'read', 2);
    await world.mark(cy, id, 'delivered', 2);
    await addMembers(world, ada, id, [dee]);
    const receipts = await world.call('SELECT kind, user_id FROM natter.read_receipts($1, $2, $3)', [ada, id, said]);
    assert.deepEqual(
      receipts.map((row) => `${String(row['kind'])} ${String(row['user_id'])}`),
      ['message null', `delivered ${bo}`, `delivered ${cy}`, `read ${bo}`],
    );
    const marks = async (user: string) =>
      (await world.call('SELECT * FROM natter.read_group_marks($1, $2)', [user, id]))
        .map((row) => [Number(row['others_delivered_seq']), row['others_read_seq'], row['recipients']])
        .sort((a, b) => String(a).localeCompare(String(b)));
    assert.deepEqual(await marks(ada), [
      [0, '0', [bo, cy, dee].sort()],
      [2, '0', [ada]],
    ]);
    for (const user of [ada, bo, cy, dee]) {
      const view = await viewOf(world, user, id);
      const own = (await marks(bo)).find((one) => (one[2] as string[]).includes(user));
      assert.deepEqual([Number(view?.['others_delivered_seq']), view?.['others_read_seq']], own?.slice(0, 2));
    }
    assert.deepEqual(await marks(await world.newPerson()), []);
    // Ada alone has read nothing.
    await world.mark(cy, id, 'read', 2);
    assert.deepEqual(await marks(ada), [
      [0, '0', [bo, cy, dee].sort()],
      [2, '2', [ada]],
    ]);
    await world.call('SELECT natter.put_settings($1, $2)', [dee, JSON.stringify({ readReceipts: false })]);
    assert.deepEqual(
      (await marks(ada)).map((one) => one[1]),
      [null, null],
    );
    const eleven = await people(world, 12);
    const big = await newGroup(world, eleven);
    assert.equal(((await world.mark(eleven[0] ?? '', big, 'read', 1))['recipients'] as string[]).length, 11);
  }),
  probe('group-kept', '[GROUP-10] [GROUP-12] in a group the sender’s tier counts, and no block does', async (world) => {
    const [ada = '', bo = ''] = await people(world, 2);
    await tellHost(world, bo, { tier: 'privileged' });
    const days = {
      free_days: 30,
      privileged_days: 180,
      privileged_plus_days: 365,
      retention_basis: 'longest_participant',
    } as const;
    await withRules(world, days, async () => {
      const id = await newGroup(world, [ada, bo]);
      const direct = String((await world.start(ada, bo))['id']);
      const kept = async (row: Promise<Record<string, unknown>>) => {
        const { sent_at: from, expires_at: until } = await row;
        return until instanceof Date && from instanceof Date
          ? Math.round((until.getTime() - from.getTime()) / 86_400_000)
          : null;
      };
      assert.deepEqual([await kept(world.send(id, ada, 'x')), await kept(world.send(direct, ada, 'x'))], [30, 180]);
      const [wrong] = await world.look(
        `SELECT count(*)::int AS n FROM natter.direct_messages m WHERE m.conversation_id = $1
           AND m.retention_expires_at <> natter.expiry_of(m.conversation_id, coalesce(m.sender_id, m.metadata->>'userId'), m.sent_at)`,
        [id],
      );
      assert.deepEqual(wrong, { n: 0 });
      const [line] = await world.look(
        'SELECT retention_expires_at - sent_at AS kept FROM natter.direct_messages WHERE conversation_id = $1 AND seq = 1',
        [id],
      );
      assert.equal(JSON.stringify(line), '{"kept":{"days":30}}');
      await putBlock(world, bo, ada);
      assert.equal((await world.send(id, ada, 'heard'))['verdict'], 'sent');
      assert.deepEqual((await contentsSeen(world, bo, id)).at(-1), 'heard');
    });
  }),
];

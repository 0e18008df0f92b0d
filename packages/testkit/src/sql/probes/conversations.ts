import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { asBookstore, newMember } from '../store-rules.ts';
import { removeMember, type WallWorld } from '../wall-world.ts';

async function inboxOf(world: WallWorld, user: string, filter = 'all', q: string | null = null): Promise<unknown[]> {
  const rows = await world.call('SELECT id FROM natter.read_inbox($1, $2, $3, NULL, NULL, NULL, 100)', [
    user,
    filter,
    q,
  ]);
  return rows.map((row) => row['id']);
}

/** What `read_sync` tells since a horizon: the next horizon, and the conversations with whether they are gone. */
async function syncOf(world: WallWorld, user: string, horizon: unknown) {
  const rows = await world.call('SELECT horizon, id, is_gone FROM natter.read_sync($1, $2, NULL, NULL, 100)', [
    user,
    horizon,
  ]);
  const found = rows.flatMap((row) => (row['id'] === null ? [] : [[row['id'], row['is_gone']]]));
  return { horizon: rows[0]?.['horizon'], found };
}

/**
 * A horizon behind which nothing is left to tell. Transactions of other databases of the cluster hold the horizon back as
 * well, so a sync may tell the same thing again for as long as they run.
 */
async function settledHorizon(world: WallWorld, user: string, since: unknown = null): Promise<unknown> {
  const deadline = Date.now() + 5_000;
  let { horizon } = await syncOf(world, user, since);
  for (;;) {
    const next = await syncOf(world, user, horizon);
    if (next.found.length === 0) return horizon;
    if (Date.now() > deadline) throw new Error('sync tells the same things for ever');
    horizon = next.horizon;
  }
}

/** Makes a group of two, as the owner: no call of the product does. It stands in both inboxes. */
async function plantGroup({ admin }: WallWorld, [one, other]: readonly [string, string]): Promise<void> {
  const id = randomUUID();
  await admin.query(
    `INSERT INTO natter.conversations (tenant_id, id, type, name, client_id, created_by, last_seq, change_seq, created_at, updated_at)
     SELECT u.tenant_id, $1, 'group', 'Group', gen_random_uuid(), u.id, 1, 1, now(), now() FROM natter.users u WHERE u.id = $2 AND u.tenant_id <> 'foreign'`,
    [id, one],
  );
  for (const person of [one, other]) {
    await admin.query(
      `INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at)
       SELECT tenant_id, id, $2, now() FROM natter.conversations WHERE id = $1`,
      [id, person],
    );
    await admin.query(
      'INSERT INTO natter.member_state (tenant_id, user_id, conversation_id) SELECT tenant_id, $2, id FROM natter.conversations WHERE id = $1',
      [id, person],
    );
  }
}

/** Makes what nobody has written in, begun by this person: a group of this store, or a conversation of another one. */
async function plantEmpty({ admin }: WallWorld, user: string, kind: 'group' | 'foreign'): Promise<string> {
  const id = randomUUID();
  const tenant = kind === 'foreign' ? 'foreign' : 'test';
  if (kind === 'foreign') {
    await admin.query(
      `INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at, last_seen_at)
       VALUES ('foreign', $1, 'Foreign', now(), now(), now())`,
      [user],
    );
  }
  const [type, name, key, client] =
    kind === 'group' ? ['group', 'Walkers', null, randomUUID()] : ['direct', null, id, null];
  await admin.query(
    `INSERT INTO natter.conversations (tenant_id, id, type, name, direct_key, client_id, created_by, created_at, updated_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, now(), now())`,
    [tenant, id, type, name, key, client, user],
  );
  await admin.query(
    'INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at) VALUES ($1, $2, $3, now())',
    [tenant, id, user],
  );
  await admin.query('INSERT INTO natter.member_state (tenant_id, user_id, conversation_id) VALUES ($1, $2, $3)', [
    ...[tenant, user, id],
  ]);
  return id;
}

const STARTING: Probe[] = [
  probe('one-per-pair', '[ONE-1] two people have one conversation, whoever starts', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    assert.deepEqual(await world.start(ada, bo), { outcome: 'existing', id: conversation, retry_after_seconds: null });
    assert.deepEqual(await world.start(bo, ada), { outcome: 'existing', id: conversation, retry_after_seconds: null });
    const members = await world.look(
      'SELECT user_id FROM natter.conversation_participants WHERE conversation_id = $1 ORDER BY 1',
      [conversation],
    );
    assert.deepEqual(
      members,
      [{ user_id: ada }, { user_id: bo }].sort((a, b) => (a.user_id < b.user_id ? -1 : 1)),
    );
  }),
  probe('notes', '[NOTE-1] notes to oneself need no tier, are not counted, and are found by oneself', async (world) => {
    const other = await world.newPerson();
    await asBookstore(world, async () => {
      const ada = await newMember(world);
      const notes = await world.start(ada, ada, { newPerDay: 1 });
      assert.equal(notes['outcome'], 'created');
      assert.equal((await world.start(ada, ada))['outcome'], 'existing');
      assert.equal((await world.send(String(notes['id']), ada, 'to do'))['verdict'], 'sent');
      assert.equal((await world.start(ada, await newMember(world)))['outcome'], 'tier_required');
    });
    const ada = await world.newPerson();
    const outcomes = [];
    for (const to of [other, ada, await world.newPerson()])
      outcomes.push((await world.start(ada, to, { newPerDay: 1 }))['outcome']);
    assert.deepEqual(outcomes, ['created', 'created', 'rate_limited']);
    const bo = await world.newPerson();
    const [own, shared] = [await world.start(bo, bo, { newPerDay: 1 }), await world.start(bo, other, { newPerDay: 1 })];
    assert.equal(shared['outcome'], 'created');
    for (const { id } of [own, shared]) await world.send(String(id), bo, 'x');
    const sql = "SELECT id, participant_count FROM natter.read_inbox($1, 'all', NULL, NULL, NULL, NULL, 9, $1)";
    assert.deepEqual(await world.call(sql, [bo]), [{ id: own['id'], participant_count: 1 }]);
  }),
  probe(
    'start-needs-people',
    '[ONE-2] nobody starts with nobody, nor nobody with somebody or with themselves',
    async (world) => {
      const { ada } = await world.newScene();
      for (const [from, to] of [
        [ada, `none-${ada}`],
        [`none-${ada}`, ada],
        [`none-${ada}`, `none-${ada}`],
      ] as const) {
        assert.equal((await world.start(from, to))['outcome'], 'not_found');
      }
    },
  ),
  probe('young-account', '[LIM-4] an account younger than a week starts only so many a day', async (world) => {
    const [me, one, two] = [await world.newPerson(), await world.newPerson(), await world.newPerson()];
    const [three, four] = [await world.newPerson(), await world.newPerson()];
    const start = async (other: string) => (await world.start(me, other, { newPerDay: 2 }))['outcome'];
    assert.deepEqual([await start(one), await start(two), await start(three)], ['created', 'created', 'rate_limited']);
    assert.equal((await world.start(three, me, { newPerDay: 2 }))['outcome'], 'created');
    await world.look("UPDATE natter.users SET created_at = now() - interval '7 days 1 minute' WHERE id = $1", [me]);
    assert.equal(await start(four), 'created');
  }),
  probe('limit-window', '[LIM-4] the limit looks at one day back', async (world) => {
    const { ada, bo, stranger } = await world.newScene();
    const more = await world.newPerson();
    try {
      await world.database.setNow(new Date(Date.now() + 24 * 3_600_000 + 60_000));
      assert.equal((await world.start(ada, stranger, { newPerDay: 1 }))['outcome'], 'created');
      const refused = await world.start(ada, more, { newPerDay: 1 });
      assert.deepEqual(refused, { outcome: 'rate_limited', id: null, retry_after_seconds: 86_400 });
      assert.equal((await world.start(ada, bo, { newPerDay: 1 }))['outcome'], 'existing');
    } finally {
      await world.database.setNow(null);
    }
  }),
];

const VIEWS: Probe[] = [
  probe(
    'patch-own',
    "[AUTHZ-8] settings of a conversation change for its member, in the member's own row",
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene(1);
      const patch = async (user: string) =>
        (
          await world.call('SELECT natter.patch_member_state($1, $2, \'{"isPinned": true}\') AS done', [
            user,
            conversation,
          ])
        )[0];
      assert.deepEqual([await patch(ada), await patch(stranger)], [{ done: true }, { done: false }]);
      const pinned = await world.look(
        'SELECT user_id FROM natter.member_state WHERE conversation_id = $1 AND is_pinned',
        [conversation],
      );
      assert.deepEqual(pinned, [{ user_id: ada }]);
      await removeMember(world.admin, conversation, bo);
      assert.deepEqual(await patch(bo), { done: false });
    },
  ),
  probe(
    'patch-keeps',
    '[CONV-1] a setting left out stays as it was; null takes a mute or a draft away',
    async (world) => {
      const { ada, conversation } = await world.newScene(1);
      const patch = (json: object) =>
        world.call('SELECT natter.patch_member_state($1, $2, $3)', [ada, conversation, JSON.stringify(json)]);
      const state = async () =>
        (
          await world.look(
            'SELECT is_pinned, is_archived, marked_unread, muted_until IS NOT NULL AS muted, draft FROM natter.member_state WHERE user_id = $1',
            [ada],
          )
        )[0];
      const all = { is_pinned: true, is_archived: true, marked_unread: true, muted: true, draft: 'so' };
      await patch({
        isPinned: true,
        isArchived: true,
        markedUnread: true,
        mutedUntil: '2999-01-01',
        draft: { content: 'so' },
      });
      assert.deepEqual(await state(), all);
      await patch({});
      assert.deepEqual(await state(), all);
      await patch({ mutedUntil: null, draft: null });
      assert.deepEqual(await state(), { ...all, muted: false, draft: null });
    },
  ),
  probe(
    'clear-own',
    '[HIST-3] clearing takes draft, pin and unread away, for me alone; who left clears nothing',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(2);
      await world.call('SELECT natter.patch_member_state($1, $2, $3)', [
        bo,
        conversation,
        '{"isPinned":true,"draft":{"content":"x"}}',
      ]);
      assert.deepEqual(await world.call('SELECT natter.clear_conversation($1, $2) AS done', [bo, conversation]), [
        { done: true },
      ]);
      const rows = await world.look(
        `SELECT user_id, cleared_seq::int, read_seq::int, delivered_seq::int, is_pinned, draft FROM natter.member_state
       WHERE conversation_id = $1 ORDER BY user_id = $2`,
        [conversation, bo],
      );
      assert.deepEqual(rows, [
        { user_id: ada, cleared_seq: 0, read_seq: 0, delivered_seq: 0, is_pinned: false, draft: null },
        { user_id: bo, cleared_seq: 2, read_seq: 2, delivered_seq: 2, is_pinned: false, draft: null },
      ]);
      assert.deepEqual([await inboxOf(world, ada), await inboxOf(world, bo)], [[conversation], []]);
      await world.send(conversation, ada, 'back');
      assert.deepEqual(await inboxOf(world, bo), [conversation]);
      await removeMember(world.admin, conversation, bo);
      assert.deepEqual(await world.call('SELECT natter.clear_conversation($1, $2) AS done', [bo, conversation]), [
        { done: false },
      ]);
    },
  ),
  probe('inbox-filters', '[INBOX-1] each filter has what it names', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene(1);
    const empty = String((await world.start(bo, stranger))['id']);
    assert.deepEqual((await inboxOf(world, bo)).sort(), [conversation, empty].sort());
    assert.deepEqual(await inboxOf(world, stranger), []);
    assert.deepEqual([await inboxOf(world, bo, 'unread'), await inboxOf(world, ada, 'unread')], [[conversation], []]);
    await world.call('SELECT natter.patch_member_state($1, $2, \'{"isArchived":true}\')', [bo, conversation]);
    assert.deepEqual([await inboxOf(world, bo), await inboxOf(world, bo, 'archived')], [[empty], [conversation]]);
    await world.call('SELECT natter.patch_member_state($1, $2, \'{"markedUnread":true}\')', [ada, conversation]);
    assert.deepEqual(await inboxOf(world, ada, 'unread'), [conversation]);
    assert.deepEqual(await inboxOf(world, ada, 'requests'), []);
  }),
  probe(
    'inbox-search',
    '[INBOX-2] the inbox is searched by the names of the others, not by mine nor by who left',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(1);
      await world.call('SELECT 1 FROM natter.upsert_users($1)', [
        JSON.stringify([
          { id: ada, displayName: 'Adeline' },
          { id: bo, displayName: 'Bogdan' },
        ]),
      ]);
      assert.deepEqual(
        [await inboxOf(world, ada, 'all', 'OGD'), await inboxOf(world, ada, 'all', 'adel')],
        [[conversation], []],
      );
      assert.deepEqual(await inboxOf(world, ada, 'all', '%'), []);
      await removeMember(world.admin, conversation, bo);
      assert.deepEqual(await inboxOf(world, ada, 'all', 'ogd'), []);
    },
  ),
  probe(
    'inbox-person',
    '[INBOX-4] the conversation with one person is found in the inbox and in the archive, and no other',
    async (world) => {
      const { ada, bo, stranger, conversation } = await world.newScene(1);
      const other = String((await world.start(bo, stranger))['id']);
      const withOne = async (user: string, participant: string) => {
        const sql = "SELECT id FROM natter.read_inbox($1, 'all', NULL, NULL, NULL, NULL, 100, $2)";
        return (await world.call(sql, [user, participant])).map((row) => row['id']);
      };
      assert.deepEqual([await withOne(bo, ada), await withOne(bo, stranger)], [[conversation], [other]]);
      assert.deepEqual(
        [await withOne(bo, bo), await withOne(bo, `none-${bo}`), await withOne(ada, stranger)],
        [[], [], []],
      );
      await plantGroup(world, [bo, ada]);
      assert.deepEqual([(await inboxOf(world, bo)).length, await withOne(bo, ada)], [3, [conversation]]);
      // Nobody wrote there, and it is the other one's.
      assert.deepEqual(await withOne(stranger, bo), []);
      await world.call('SELECT natter.patch_member_state($1, $2, \'{"isArchived":true}\')', [bo, conversation]);
      assert.deepEqual(await withOne(bo, ada), [conversation]);
      await world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]);
      assert.deepEqual(await withOne(bo, ada), []);
    },
  ),
  probe('view-members', '[AUTHZ-7] a view and a membership name those who are in it now', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await world.mark(bo, conversation, 'read', 1);
    const [before] = await world.call(
      'SELECT participant_count AS n, others_read_seq::int AS r FROM natter.read_conversation($1, $2)',
      [ada, conversation],
    );
    assert.deepEqual(before, { n: 2, r: 1 });
    await removeMember(world.admin, conversation, bo);
    const [after] = await world.call(
      'SELECT participant_count AS n, others_read_seq AS r, json_array_length(participants) AS listed FROM natter.read_conversation($1, $2)',
      [ada, conversation],
    );
    assert.deepEqual(after, { n: 1, r: null, listed: 1 });
    const members = await world.call('SELECT member_ids FROM natter.read_memberships($1, ARRAY[$2::uuid])', [
      ada,
      conversation,
    ]);
    assert.deepEqual(members, [{ member_ids: [ada] }]);
    await world.mark(ada, conversation, 'read', 1);
    const [message] = await world.look('SELECT id FROM natter.direct_messages WHERE conversation_id = $1', [
      conversation,
    ]);
    const receipts = await world.call('SELECT kind FROM natter.read_receipts($1, $2, $3)', [
      ada,
      conversation,
      message?.['id'],
    ]);
    assert.deepEqual(receipts, [{ kind: 'message' }]);
  }),
];

const SYNCING: Probe[] = [
  probe(
    'sync-all-changes',
    '[SYNC-1] whatever changes for me comes with the next sync, and nothing else',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(1);
      const changes: [string, () => Promise<unknown>][] = [
        ['a message', () => world.send(conversation, bo, 'hi')],
        ["another's mark", () => world.mark(bo, conversation, 'read', 2)],
        ['my mark', () => world.mark(ada, conversation, 'read', 2)],
        [
          'my settings',
          () => world.call('SELECT natter.patch_member_state($1, $2, \'{"isPinned":true}\')', [ada, conversation]),
        ],
        [
          'a name',
          () => world.call('SELECT 1 FROM natter.upsert_users($1)', [JSON.stringify([{ id: bo, displayName: 'New' }])]),
        ],
        ['hidden reads', () => world.call('SELECT 1 FROM natter.put_settings($1, \'{"readReceipts":false}\')', [bo])],
      ];
      let horizon = await settledHorizon(world, ada);
      for (const [name, change] of changes) {
        await change();
        assert.deepEqual((await syncOf(world, ada, horizon)).found, [[conversation, false]], name);
        horizon = await settledHorizon(world, ada, horizon);
      }
    },
  ),
  probe('sync-ahead', '[SYNC-1] behind a horizon that lies ahead there is nothing to tell', async (world) => {
    const { ada } = await world.newScene(1);
    // Other tests run transactions meanwhile, but not so many.
    const [at] = await world.look(
      'SELECT (pg_snapshot_xmax(pg_current_snapshot())::text::numeric + 1000000)::text AS ahead',
    );
    assert.deepEqual((await syncOf(world, ada, at?.['ahead'])).found, []);
  }),
  probe('sync-quiet', '[SYNC-1] what changed for others only is not mine to fetch', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    const horizon = await settledHorizon(world, ada);
    await world.call('SELECT natter.patch_member_state($1, $2, \'{"isPinned":true}\')', [bo, conversation]);
    await world.call('SELECT 1 FROM natter.upsert_users($1)', [JSON.stringify([{ id: bo, tier: 'privileged' }])]);
    assert.deepEqual((await syncOf(world, ada, horizon)).found, []);
  }),
  probe(
    'sync-gone',
    '[SYNC-3] what I left or cleared comes as gone, once; a first load has nothing of it',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(1);
      const start = await settledHorizon(world, bo);
      await world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]);
      const cleared = await syncOf(world, bo, start);
      assert.deepEqual(cleared.found, [[conversation, true]]);
      await world.send(conversation, ada, 'again');
      const back = await syncOf(world, bo, cleared.horizon);
      assert.deepEqual(back.found, [[conversation, false]]);
      await removeMember(world.admin, conversation, bo);
      assert.deepEqual((await syncOf(world, bo, back.horizon)).found, [[conversation, true]]);
      assert.deepEqual((await syncOf(world, bo, null)).found, []);
      const other = await world.newScene(1);
      await removeMember(world.admin, other.conversation, other.bo);
      assert.deepEqual((await syncOf(world, other.bo, null)).found, []);
    },
  ),
  probe(
    'abandoned',
    '[START-5] what nobody has written in is taken from its starter, until somebody writes',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene();
      const abandon = async (user: string, id: unknown = conversation) =>
        (await world.call('SELECT natter.abandon_start($1, $2) AS done', [user, id]))[0]?.['done'];
      // What was changed with a newer number is told by the next sync (SYNC-1).
      const changed = async () => {
        const mine = 'SELECT changed_xid::text FROM natter.member_state WHERE conversation_id = $1 AND user_id = $2';
        return Number((await world.look(mine, [conversation, ada]))[0]?.['changed_xid']);
      };
      const before = await changed();
      assert.equal(await abandon(bo), false, 'the other one did not start it');
      assert.deepEqual(await inboxOf(world, ada), [conversation]);
      assert.equal(await abandon(ada), true);
      assert.deepEqual(await inboxOf(world, ada), []);
      assert.ok((await changed()) > before);
      assert.deepEqual((await syncOf(world, ada, before)).found, [[conversation, true]]);
      const others = await world.look(
        'SELECT cleared_at FROM natter.member_state WHERE conversation_id = $1 AND user_id = $2',
        [...[conversation, bo]],
      );
      assert.deepEqual(others, [{ cleared_at: null }]);
      assert.deepEqual(await world.start(ada, bo), {
        outcome: 'existing',
        id: conversation,
        retry_after_seconds: null,
      });
      await world.send(conversation, bo, 'hello');
      assert.deepEqual([await inboxOf(world, ada), await inboxOf(world, bo)], [[conversation], [conversation]]);
      assert.equal(await abandon(ada), false, 'somebody has written');
      assert.equal(await abandon(ada, await plantEmpty(world, ada, 'group')), false, 'a group is there without a word');
      const left = await world.newScene();
      await removeMember(world.admin, left.conversation, left.ada);
      assert.equal(await abandon(left.ada, left.conversation), false, 'who left has nothing to abandon');
      assert.equal(await abandon(ada, await plantEmpty(world, ada, 'foreign')), false, 'nor who is in another store');
    },
  ),
  probe('sync-empty-start', '[SYNC-3] an empty conversation is news only to who started it', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    assert.deepEqual((await syncOf(world, ada, null)).found, [[conversation, false]]);
    assert.deepEqual((await syncOf(world, bo, null)).found, []);
  }),
  probe('sync-slow-writer', '[SYNC-2] a commit that a sync could not see comes with the next one', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    const { horizon } = await syncOf(world, bo, null);
    await world.admin.query('BEGIN');
    await world.admin.query(
      `WITH c AS (UPDATE natter.conversations SET last_seq = last_seq + 1, change_seq = change_seq + 1,
         changed_xid = pg_current_xact_id() WHERE id = $1 RETURNING id, last_seq)
       INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at,
         retention_expires_at)
       SELECT 'test', id, last_seq, gen_random_uuid(), $2, gen_random_uuid(), 'text', 'slow', last_seq, now(), 'infinity' FROM c`,
      [conversation, ada],
    );
    await world.newPerson();
    const during = await syncOf(world, bo, horizon);
    await world.admin.query('COMMIT');
    assert.deepEqual((await syncOf(world, bo, during.horizon)).found, [[conversation, false]]);
    const changed = await world.call('SELECT content FROM natter.read_changed_messages($1, ARRAY[$2::uuid], $3, 100)', [
      bo,
      conversation,
      during.horizon,
    ]);
    assert.ok(changed.some((row) => row['content'] === 'slow'));
  }),
  probe(
    'changed-only',
    '[SYNC-4] changed messages are those at or beyond the horizon, one more than asked for at most',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(3);
      const horizon = await settledHorizon(world, bo);
      for (const content of ['4', '5', '6']) await world.send(conversation, ada, content);
      const changed = async (limit: number) =>
        (
          await world.call('SELECT seq::int FROM natter.read_changed_messages($1, ARRAY[$2::uuid], $3, $4)', [
            bo,
            conversation,
            horizon,
            limit,
          ])
        ).map((row) => row['seq']);
      assert.deepEqual(
        [await changed(100), await changed(1)],
        [
          [4, 5, 6],
          [5, 6],
        ],
      );
    },
  ),
  probe(
    'changes-after',
    '[SYNC-5] changes of one conversation are those after the one I know, in their order',
    async (world) => {
      const { bo, conversation } = await world.newScene(4);
      await world.look('UPDATE natter.direct_messages SET change_seq = 5 WHERE conversation_id = $1 AND seq = 2', [
        conversation,
      ]);
      const rows = await world.call('SELECT seq::int FROM natter.read_changes($1, $2, 2, 2)', [bo, conversation]);
      assert.deepEqual(rows, [{ seq: 3 }, { seq: 4 }]);
      const rest = await world.call('SELECT seq::int FROM natter.read_changes($1, $2, 4, 9)', [bo, conversation]);
      assert.deepEqual(rest, [{ seq: 2 }]);
    },
  ),
  probe('epoch', '[EPOCH-1] a restore begins another history', async (world) => {
    const { ada } = await world.newScene();
    const epoch = async () =>
      (await world.call('SELECT epoch FROM natter.read_sync($1, NULL, NULL, NULL, 1)', [ada]))[0]?.['epoch'];
    const before = await epoch();
    await world.look('UPDATE natter.deployment SET restore_count = restore_count + 1');
    assert.notEqual(await epoch(), before);
    assert.match(String(before), /^\d+-[0-9A-F]+-\d+$/);
  }),
];

export const CONVERSATION_PROBES: readonly Probe[] = [...STARTING, ...VIEWS, ...SYNCING];

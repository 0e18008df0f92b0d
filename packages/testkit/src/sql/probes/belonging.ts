import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import { asBookstore, codeOf, isMember, newMember, putBlock, putClubs, tellHost, withRules } from '../store-rules.ts';
import { plantForeignTenant, type WallWorld } from '../wall-world.ts';

const OURS = { clubId: 'readers', storeId: 'test' };
const THEIRS = { clubId: 'readers', storeId: 'other' };

/** Every call by which somebody takes part, as one person, on one conversation and message. */
const CALLS = [
  "read_inbox($1, 'all', NULL, NULL, NULL, NULL, 9) WHERE $2::uuid IS NOT NULL OR $3::uuid IS NOT NULL",
  'read_conversation($1, $2) WHERE $3::uuid IS NOT NULL',
  'read_history($1, $2, NULL, 9, 0) WHERE $3::uuid IS NOT NULL',
  'read_receipts($1, $2, $3)',
  'read_people($1, NULL, NULL, NULL, 9) WHERE $2::uuid <> $3::uuid',
  'read_unread_totals($1) WHERE $2::uuid <> $3::uuid',
  'read_sync($1, NULL, NULL, NULL, 9) WHERE $2::uuid <> $3::uuid',
  'read_hidden($1, ARRAY[$2::uuid], NULL, 9) WHERE $3::uuid IS NOT NULL',
  'read_message_by_key($1, $3) WHERE $2::uuid IS NOT NULL',
  'start_direct($1, $1, $2, 0) WHERE $3::uuid IS NOT NULL',
  'patch_member_state($1, $2, \'{"isPinned": true}\') WHERE $3::uuid IS NOT NULL',
  'abandon_start($1, $2) WHERE $3::uuid IS NOT NULL',
  'clear_conversation($1, $2) WHERE $3::uuid IS NOT NULL',
  'delete_message($1, $2, $3, false, 3600)',
  "report_message($1, $2, $3, 'spam', NULL)",
  'put_block($1, $1, true, 9) WHERE $2::uuid <> $3::uuid',
  'read_blocks($1) WHERE $2::uuid <> $3::uuid',
  'put_settings($1, \'{"presence": false}\') WHERE $2::uuid <> $3::uuid',
] as const;

async function canStart(world: WallWorld, user: string): Promise<unknown> {
  const [me] = await world.call('SELECT can_start, can_moderate FROM natter.read_me($1)', [user]);
  return [me?.['can_start'], me?.['can_moderate']];
}

const MEMBERS: Probe[] = [
  probe('belongs', '[WALL-1] who is in a club of this store belongs to it, and its staff', async (world) => {
    await asBookstore(world, async () => {
      const person = await world.newPerson();
      const seen: unknown[] = [await isMember(world, person)];
      const clubs = async (put: object[], remove: object[] = []) => {
        const row = await putClubs(
          world,
          put.map((one) => ({ userId: person, ...one })),
          remove.map((one) => ({ userId: person, ...one })),
        );
        seen.push(await isMember(world, person));
        return row;
      };
      await clubs([THEIRS]);
      assert.deepEqual(await clubs([OURS]), { upserted: 1, removed: 0, unknown_people: [], affected: [person] });
      assert.deepEqual(await clubs([{ ...OURS, clubId: 'second' }, OURS]), {
        upserted: 2,
        removed: 0,
        unknown_people: [],
        affected: [],
      });
      await clubs([], [OURS]);
      // Without a store: of every store.
      assert.equal((await clubs([OURS], [{ clubId: 'second' }]))?.['removed'], 1);
      assert.equal((await clubs([], [{ clubId: 'readers' }]))?.['removed'], 2);
      assert.deepEqual(seen, [false, false, true, true, true, true, false]);
      for (const [roles, is] of [
        [['manager'], true],
        [['reader'], false],
        [['owner'], true],
        [['admin'], true],
        [['moderator', 'x'], true],
        [[], false],
      ] as const) {
        await tellHost(world, person, { roles });
        assert.equal(await isMember(world, person), is, roles.join());
      }
    });
    const anybody = await world.newPerson();
    assert.equal(await isMember(world, anybody), true);
  }),
  probe('clubs-unknown', '[WALL-1] clubs of somebody unknown are named, and nothing is changed', async (world) => {
    const [ada, none] = [await world.newPerson(), `none-${randomUUID()}`];
    const row = await putClubs(world, [
      { userId: ada, ...OURS },
      { userId: none, ...OURS },
    ]);
    assert.deepEqual(row, { upserted: 0, removed: 0, unknown_people: [none], affected: [] });
    assert.deepEqual(await world.look('SELECT 1 FROM natter.club_memberships WHERE user_id = $1', [ada]), []);
  }),
  probe('clubs-told', '[WALL-1] who comes or goes is news to those who know them', async (world) => {
    await asBookstore(world, async () => {
      const ada = await newMember(world);
      const xid = async () =>
        (await world.look('SELECT changed_xid AS x FROM natter.users WHERE id = $1', [ada]))[0]?.['x'];
      const before = await xid();
      await putClubs(world, [{ userId: ada, ...OURS, clubId: 'another' }]);
      assert.equal(await xid(), before);
      await putClubs(
        world,
        [],
        [
          { userId: ada, clubId: 'another' },
          { userId: ada, ...OURS },
        ],
      );
      assert.notEqual(await xid(), before);
    });
  }),
  probe('clubs-foreign', '[AUTHZ-9] clubs in another tenant of the same tables change nobody here', async (world) => {
    await asBookstore(world, async () => {
      const [ada, bo] = [await world.newPerson(), await world.newPerson()];
      await plantForeignTenant(world.admin, [ada, bo]);
      await world.look("INSERT INTO natter.club_memberships VALUES ('foreign', $1, 'readers', 'test', now())", [ada]);
      await world.look("INSERT INTO natter.club_memberships VALUES ('foreign', $1, 'readers', 'foreign', now())", [
        ada,
      ]);
      assert.equal(await isMember(world, ada), false);
      assert.deepEqual(await world.call('SELECT natter.takes_part($1) AS is', [ada]), [{ is: false }]);
      await putClubs(world, [{ userId: ada, ...OURS }]);
      await putClubs(world, [], [{ userId: ada, clubId: 'readers' }]);
      const kept = await world.look(
        "SELECT 1 FROM natter.club_memberships WHERE tenant_id = 'foreign' AND user_id = $1",
        [ada],
      );
      assert.equal(kept.length, 2);
    });
  }),
  probe('clubs-fixed', '[AUTHZ-12] a membership is added or removed, never changed', async (world) => {
    const ada = await newMember(world);
    await assert.rejects(world.look("UPDATE natter.club_memberships SET store_id = 'x' WHERE user_id = $1", [ada]), {
      code: '23000',
    });
  }),
  probe('outsider', '[WALL-2] who does not belong is refused by every call and found by nobody', async (world) => {
    await asBookstore(world, async () => {
      const [ada, bo, cy] = [
        await newMember(world, { tier: 'privileged' }),
        await newMember(world),
        await newMember(world, { tier: 'privileged' }),
      ];
      const conversation = String((await world.start(ada, bo))['id']);
      await world.start(cy, ada);
      const message = randomUUID();
      await world.send(conversation, ada, 'hi', { id: message });
      await putClubs(world, [{ userId: bo, ...THEIRS }], [{ userId: bo, ...OURS }]);
      for (const call of CALLS) {
        assert.equal(await codeOf(world, `SELECT * FROM natter.${call}`, [bo, conversation, message]), 'NT001', call);
      }
      assert.equal((await world.send(conversation, bo, 'still here'))['verdict'], 'not_found');
      assert.equal((await world.mark(bo, conversation, 'read', 1))['read_seq'], null);
      const presence = 'SELECT 1 FROM natter.read_presence($1, ARRAY[$2])';
      assert.deepEqual([await world.call(presence, [bo, ada]), await world.call(presence, [ada, bo])], [[], []]);
      // Nobody finds them, who they talked with keeps their name.
      const found = async (user: string) =>
        (
          await world.call('SELECT user_id FROM natter.read_people($1, NULL, NULL, NULL, 1000) WHERE user_id = $2', [
            user,
            bo,
          ])
        ).length;
      const named = async (user: string) =>
        (await world.readAs(user, 'SELECT 1 FROM natter.users WHERE id = $1', [bo])).length;
      assert.deepEqual([await found(ada), await found(cy), await named(ada), await named(cy)], [0, 0, 1, 0]);
      assert.equal((await world.start(cy, bo))['outcome'], 'not_found');
      assert.equal(await putBlock(world, cy, bo), 'not_found');
      assert.equal(await putBlock(world, ada, bo), 'done');
      assert.equal(await putBlock(world, ada, bo, false), 'done');
      // Written to they are neither.
      assert.equal((await world.send(conversation, ada, 'hello?'))['verdict'], 'unreachable');
      const why = async () =>
        (
          await world.call('SELECT why_not_send AS why FROM natter.read_conversation($1, $2)', [ada, conversation])
        )[0]?.['why'];
      assert.equal(await why(), 'unreachable');
      await putClubs(world, [{ userId: bo, ...OURS }]);
      assert.equal((await world.send(conversation, ada, 'welcome back'))['verdict'], 'sent');
      assert.deepEqual([await why(), (await world.send(conversation, bo, 'hi'))['verdict']], [null, 'sent']);
    });
  }),
  probe(
    'never-seen',
    '[WALL-2] somebody never seen takes part only where no membership is asked for',
    async (world) => {
      const nobody = `none-${randomUUID()}`;
      const takesPart = async () => (await world.call('SELECT natter.takes_part($1) AS is', [nobody]))[0]?.['is'];
      assert.equal(await takesPart(), true);
      assert.equal(await asBookstore(world, takesPart), false);
    },
  ),
  probe('store-claim', '[AUTH-5] a token of another store makes nobody and finds nobody', async (world) => {
    const ada = await world.newPerson();
    const stranger = `${ada}-elsewhere`;
    for (const [user, store, rows] of [
      [ada, 'other', 0],
      [ada, 'test', 1],
      [stranger, 'other', 0],
    ] as const) {
      const found = await world.call('SELECT 1 FROM natter.ensure_person($1, $2, $3)', [user, 'X', store]);
      assert.equal(found.length, rows, `${user} ${store}`);
    }
    assert.deepEqual(await world.look('SELECT 1 FROM natter.users WHERE id = $1', [stranger]), []);
  }),
];

const ENTITLED: Probe[] = [
  probe('may-start', '[ONE-3] who may not start gets the conversation there is, and no new one', async (world) => {
    await asBookstore(world, async () => {
      const [free, paying, other] = [
        await newMember(world),
        await newMember(world, { tier: 'privileged' }),
        await newMember(world),
      ];
      const start = async (from: string, to = other) => (await world.start(from, to))['outcome'];
      assert.deepEqual(await world.start(free, other), {
        outcome: 'tier_required',
        id: null,
        retry_after_seconds: null,
      });
      // Neither there nor not there: who may not start learns nothing of anybody.
      assert.equal(await start(free, `none-${free}`), 'tier_required');
      // What somebody is called, or calls themselves elsewhere, gives nothing.
      await tellHost(world, free, { attributes: { tier: 'privileged_plus' }, roles: ['privileged', 'tier'] });
      assert.deepEqual([await start(free), await canStart(world, free)], ['tier_required', [false, false]]);
      await tellHost(world, free, { tier: 'gold', roles: ['moderator'] });
      assert.deepEqual([await start(free), await canStart(world, free)], ['tier_required', [false, true]]);
      await tellHost(world, free, { tier: 'free', roles: ['manager'] });
      assert.deepEqual([await start(free), await canStart(world, free)], ['created', [true, true]]);
      assert.deepEqual([await start(paying, free), await canStart(world, paying)], ['created', [true, false]]);
      // A later downgrade closes nothing.
      await tellHost(world, paying, { tier: 'free' });
      const kept = await world.start(paying, free);
      assert.deepEqual([kept['outcome'], await start(paying)], ['existing', 'tier_required']);
      assert.equal((await world.send(String(kept['id']), paying, 'hi'))['verdict'], 'sent');
    });
  }),
  probe('may-send', '[START-3] who may send is by tier or role; an unknown tier counts as free', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    const verdict = async (facts: object) => {
      await tellHost(world, ada, facts);
      return (await world.send(conversation, ada, 'hi'))['verdict'];
    };
    await withRules(world, { sending_tiers: ['privileged'], sending_roles: ['manager'] }, async () => {
      assert.deepEqual(
        [
          await verdict({ tier: 'free' }),
          await verdict({ tier: 'gold' }),
          await verdict({ tier: 'privileged' }),
          await verdict({ tier: 'free', roles: ['manager'] }),
          await verdict({ roles: ['owner'] }),
        ],
        ['not_entitled', 'not_entitled', 'sent', 'sent', 'not_entitled'],
      );
    });
    await withRules(world, { sending_tiers: ['free'], sending_roles: [] }, async () => {
      assert.deepEqual(
        [await verdict({ tier: 'gold', roles: [] }), await verdict({ tier: 'privileged' })],
        ['sent', 'not_entitled'],
      );
      assert.equal((await world.send(conversation, bo, 'hi'))['verdict'], 'sent');
    });
    await withRules(world, { max_message_length: 3 }, async () => {
      assert.equal((await world.send(conversation, bo, 'long'))['verdict'], 'too_long');
      assert.equal((await world.send(conversation, bo, '👍👍👍'))['verdict'], 'sent');
    });
  }),
  probe('suspended', '[SUSP-1] who is suspended reads on and neither writes nor starts, until then', async (world) => {
    const { ada, stranger, conversation } = await world.newScene();
    const client = randomUUID();
    await world.send(conversation, ada, 'before', { client });
    const until = (interval: string) =>
      world.look('UPDATE natter.users SET suspended_until = natter.now() + $2::interval WHERE id = $1', [
        ada,
        interval,
      ]);
    const state = async () => {
      const [view] = await world.call('SELECT why_not_send AS why FROM natter.read_conversation($1, $2)', [
        ada,
        conversation,
      ]);
      const [me] = await world.call('SELECT suspended_until IS NOT NULL AS is FROM natter.read_me($1)', [ada]);
      return [(await world.send(conversation, ada, 'hi'))['verdict'], view?.['why'], me?.['is']];
    };
    await until('1 hour');
    assert.deepEqual(await state(), ['suspended', 'suspended', true]);
    assert.equal((await world.send(conversation, ada, 'before', { client }))['verdict'], 'duplicate');
    assert.deepEqual((await world.start(ada, stranger))['outcome'], 'suspended');
    await until('0');
    assert.deepEqual(await state(), ['sent', null, false]);
    assert.equal((await world.start(ada, stranger))['outcome'], 'created');
  }),
];

export const BELONGING_PROBES: readonly Probe[] = [...MEMBERS, ...ENTITLED];

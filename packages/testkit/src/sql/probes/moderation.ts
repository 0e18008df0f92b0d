import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type Probe, probe } from '../probe.ts';
import {
  allBut,
  asBookstore,
  codeOf,
  contentsSeen,
  deleteMessage,
  newMember,
  putBlock,
  putClubs,
  report,
  tellHost,
  withRules,
} from '../store-rules.ts';
import { removeMember, type WallWorld } from '../wall-world.ts';

/** A message of Ada's that Bo has reported, and somebody of the staff who has nothing to do with it. */
async function reported(world: WallWorld) {
  const scene = await world.newScene();
  const [message, staff] = [randomUUID(), await world.newPerson()];
  await tellHost(world, staff, { roles: ['moderator'] });
  await world.send(scene.conversation, scene.ada, 'nasty', { id: message });
  assert.equal(await report(world, scene.bo, scene.conversation, message), 'reported');
  return { ...scene, message, staff, id: await reportOf(world, message) };
}

async function reportOf(world: WallWorld, message: string): Promise<string> {
  return String(
    (await world.look('SELECT id FROM natter.reports WHERE message_id = $1 ORDER BY id LIMIT 1', [message]))[0]?.['id'],
  );
}

type Resolving = { days?: number | null; note?: string };

const RESOLVE = 'SELECT * FROM natter.resolve_report($1, $2, $3, $4, $5)';

async function resolve(
  world: WallWorld,
  staff: string,
  id: string,
  action: string,
  { days = 7, note = 'seen' }: Resolving = {},
) {
  return (await world.call(RESOLVE, [staff, id, action, days, note]))[0] ?? {};
}

const outcomeOf = async (...parameters: Parameters<typeof resolve>) => (await resolve(...parameters))['outcome'];

const seenBy = async (world: WallWorld, staff: string, isResolved: boolean): Promise<unknown[]> =>
  (await world.call('SELECT id FROM natter.read_reports($1, $2, NULL, NULL, 1000)', [staff, isResolved])).map(
    (row) => row['id'],
  );

const STAFF_CALLS = [
  'read_reports($1, false, NULL, NULL, 9)',
  'read_report($1, gen_random_uuid())',
  "resolve_report($1, gen_random_uuid(), 'dismiss', 7, NULL)",
  'read_suspensions($1)',
  "lift_suspension($1, 'nobody')",
  'read_moderation_actions($1, NULL, 9)',
  'read_words($1)',
  "put_words($1, '[]')",
] as const;

const REPORTING: Probe[] = [
  probe(
    'report-evidence',
    '[EVID-1] a report keeps the message as it was, whatever becomes of it; twice is once',
    async (world) => {
      const { ada, bo, conversation, message } = await reported(world);
      assert.equal(await report(world, bo, conversation, message), 'known');
      await deleteMessage(world, ada, conversation, message, { forEveryone: true });
      const rows = await world.look(
        'SELECT reporter_id, author_id, seq::int, reason, note, content, resolved_at FROM natter.reports WHERE message_id = $1',
        [message],
      );
      const evidence = {
        reporter_id: bo,
        author_id: ada,
        seq: 1,
        reason: 'spam',
        note: 'so it is',
        content: 'nasty',
        resolved_at: null,
      };
      assert.deepEqual(rows, [evidence]);
    },
  ),
  probe('report-visible', '[EVID-2] only what I can see and did not write can be reported', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene();
    const write = async (content: string) => {
      const id = randomUUID();
      await world.send(conversation, ada, content, { id });
      return id;
    };
    const [before, deleted, expired, hidden, clear] = [
      await write('0'),
      await write('1'),
      await write('2'),
      await write('3'),
      await write('4'),
    ];
    await world.look('UPDATE natter.member_state SET history_from = 2 WHERE user_id = $1', [bo]);
    await deleteMessage(world, ada, conversation, deleted, { forEveryone: true });
    await world.look('UPDATE natter.direct_messages SET retention_expires_at = natter.now() WHERE id = $1', [expired]);
    await deleteMessage(world, bo, conversation, hidden);
    for (const id of [before, deleted, expired, hidden, randomUUID()]) {
      assert.equal(await report(world, bo, conversation, id), 'not_found');
    }
    const elsewhere = String((await world.start(ada, stranger))['id']);
    assert.deepEqual(
      [
        await report(world, stranger, conversation, clear),
        await report(world, stranger, elsewhere, clear),
        await report(world, ada, conversation, clear),
        await report(world, bo, elsewhere, clear),
      ],
      ['not_found', 'not_found', 'own', 'not_found'],
    );
    await putBlock(world, bo, ada);
    const unheard = await write('void');
    assert.deepEqual(
      [await report(world, bo, conversation, unheard), await report(world, ada, conversation, unheard)],
      ['not_found', 'own'],
    );
    await world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]);
    assert.equal(await report(world, bo, conversation, clear), 'not_found');
    await putBlock(world, bo, ada, false);
    const last = await write('last');
    await removeMember(world.admin, conversation, bo);
    assert.equal(await report(world, bo, conversation, last), 'not_found');
    assert.deepEqual(await world.look('SELECT 1 FROM natter.reports WHERE conversation_id = $1', [conversation]), []);
  }),
  probe('report-off', '[EVID-3] switched off, nothing is reported nor dealt with', async (world) => {
    const { bo, conversation, message, staff, id } = await reported(world);
    await withRules(world, { features: allBut('reporting') }, async () => {
      for (const [sql, values] of [
        ["SELECT natter.report_message($1, $2, $3, 'spam', NULL)", [bo, conversation, message]],
        ['SELECT natter.read_reports($1, false, NULL, NULL, 9)', [staff]],
        [RESOLVE, [staff, id, 'dismiss', 7, null]],
      ] as const) {
        assert.equal(await codeOf(world, sql, values), 'NT002', sql);
      }
    });
  }),
  probe('report-reason', '[EVID-1] nobody reports in the name of the word filter', async (world) => {
    const { ada, stranger, conversation } = await world.newScene();
    const id = randomUUID();
    await world.send(conversation, ada, 'x', { id });
    const [row] = await world.look(
      'SELECT user_id AS u FROM natter.conversation_participants WHERE conversation_id = $1 AND user_id <> $2',
      [conversation, ada],
    );
    for (const reason of ['word', 'because', '']) {
      const sql = 'SELECT natter.report_message($1, $2, $3, $4, NULL)';
      assert.equal(await codeOf(world, sql, [row?.['u'], conversation, id, reason]), '23514', reason);
    }
    assert.equal(
      await codeOf(world, "SELECT natter.report_message($1, $2, $3, 'spam', $4)", [
        row?.['u'],
        conversation,
        id,
        'x'.repeat(501),
      ]),
      '23514',
    );
    assert.ok(stranger);
  }),
];

const RESOLVING: Probe[] = [
  probe(
    'staff-only',
    '[EVID-4] reports, suspensions, records and words are for the staff of the store alone',
    async (world) => {
      const person = await world.newPerson();
      const codes = async (user: string) => {
        const found: unknown[] = [];
        for (const call of STAFF_CALLS) found.push(await codeOf(world, `SELECT * FROM natter.${call}`, [user]));
        return [...new Set(found)];
      };
      assert.deepEqual([await codes(person), await codes(`none-${person}`)], [['NT003'], ['NT003']]);
      await tellHost(world, person, {
        tier: 'privileged_plus',
        roles: ['reader', 'staff'],
        attributes: { roles: ['owner'] },
      });
      assert.deepEqual(await codes(person), ['NT003']);
      for (const role of ['manager', 'owner', 'admin', 'moderator']) {
        await tellHost(world, person, { roles: [role] });
        assert.deepEqual(await codes(person), [null], role);
      }
      // The office alone makes staff belong; whoever does not, is none.
      await world.look('UPDATE natter.users SET is_member = false WHERE id = $1', [person]);
      assert.deepEqual(await codes(person), ['NT003']);
    },
  ),
  probe(
    'queue',
    '[EVID-5] the queue has open reports oldest first and resolved ones newest first, page by page',
    async (world) => {
      await world.look('DELETE FROM natter.reports');
      const [one, two, three] = [await reported(world), await reported(world), await reported(world)];
      const mine = new Set([one.id, two.id, three.id]);
      for (const [index, { id }] of [two, one, three].entries()) {
        await world.look(
          "UPDATE natter.reports SET created_at = '2020-01-01'::timestamptz + $2 * interval '1 day' WHERE id = $1",
          [id, index],
        );
      }
      const list = async (isResolved: boolean) =>
        (await seenBy(world, one.staff, isResolved)).filter((id) => mine.has(String(id)));
      assert.deepEqual([await list(false), await list(true)], [[two.id, one.id, three.id], []]);
      const page = 'SELECT id FROM natter.read_reports($1, $2, $3, $4, 1)';
      const [first] = await world.look('SELECT created_at::text AS at FROM natter.reports WHERE id = $1', [two.id]);
      assert.deepEqual(await world.call(page, [one.staff, false, first?.['at'], two.id]), [{ id: one.id }]);
      for (const { id } of [one, three]) await resolve(world, one.staff, id, 'dismiss');
      for (const [index, { id }] of [one, three].entries()) {
        await world.look(
          "UPDATE natter.reports SET resolved_at = '2999-01-01'::timestamptz + $2 * interval '1 day' WHERE id = $1",
          [id, index],
        );
      }
      assert.deepEqual([await list(false), await list(true)], [[two.id], [three.id, one.id]]);
      const [last] = await world.look('SELECT resolved_at::text AS at FROM natter.reports WHERE id = $1', [three.id]);
      assert.deepEqual(await world.call(page, [one.staff, true, last?.['at'], three.id]), [{ id: one.id }]);
      for (const { id } of [one, three])
        await world.look('UPDATE natter.reports SET resolved_at = now() WHERE id = $1', [id]);
      const [shown] = await world.call(
        "SELECT reporter->>'userId' AS reporter, author->>'userId' AS author, content, resolved_by->>'userId' AS by, resolution_note AS note FROM natter.read_report($1, $2)",
        [one.staff, one.id],
      );
      assert.deepEqual(shown, { reporter: one.bo, author: one.ada, content: 'nasty', by: one.staff, note: 'seen' });
    },
  ),
  probe(
    'resolve',
    '[EVID-6] a report is dealt with once, with all open ones of its message, and it is recorded',
    async (world) => {
      const { ada, bo, conversation, message, staff, id } = await reported(world);
      await world.look(
        `INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, author_id, reason, sent_at, created_at)
       VALUES ('test', $1, $2, 1, $3, 'word', now(), now())`,
        [message, conversation, ada],
      );
      const other = await reported(world);
      assert.equal(await outcomeOf(world, staff, randomUUID(), 'dismiss'), 'not_found');
      assert.deepEqual(await resolve(world, staff, id, 'remove', { note: '' }), {
        outcome: 'done',
        author_id: ada,
        conversation_id: conversation,
        message_id: message,
        seq: '1',
        change_seq: '2',
        recipients: [ada, bo].sort(),
      });
      assert.deepEqual(await contentsSeen(world, bo, conversation), [null]);
      const kept = await world.look(
        'SELECT content, deleted_by FROM natter.deleted_content WHERE conversation_id = $1',
        [conversation],
      );
      assert.deepEqual(kept, [{ content: 'nasty', deleted_by: staff }]);
      const states = await world.look(
        'SELECT resolution, resolved_by, resolution_note AS note FROM natter.reports WHERE message_id = $1',
        [message],
      );
      assert.deepEqual(
        states,
        [1, 2].map(() => ({ resolution: 'removed', resolved_by: staff, note: null })),
      );
      assert.equal(await outcomeOf(world, staff, id, 'dismiss'), 'resolved');
      const open = await world.look('SELECT resolution FROM natter.reports WHERE id = $1', [other.id]);
      assert.deepEqual(open, [{ resolution: null }]);
      const [record] = await world.call(
        "SELECT by->>'userId' AS by, action, person->>'userId' AS person, report_id, note FROM natter.read_moderation_actions($1, NULL, 1)",
        [staff],
      );
      assert.deepEqual(record, { by: staff, action: 'removed', person: ada, report_id: id, note: null });
      // What its author deleted before is removed without a second place in the log.
      await deleteMessage(world, other.ada, other.conversation, other.message, { forEveryone: true });
      const again = await resolve(world, staff, other.id, 'remove');
      assert.deepEqual(
        [again['outcome'], again['seq'], again['change_seq'], again['recipients']],
        ['done', null, null, null],
      );
      const dismissed = await reported(world);
      const answer = await resolve(world, staff, dismissed.id, 'dismiss');
      assert.deepEqual([answer['outcome'], answer['seq']], ['done', null]);
      assert.deepEqual(await contentsSeen(world, dismissed.bo, dismissed.conversation), ['nasty']);
    },
  ),
  probe(
    'suspend',
    '[SUSP-2] staff suspend for days, never shorter than it was, and lift it; it is recorded',
    async (world) => {
      const { ada, conversation, staff, id } = await reported(world);
      const until = async () =>
        (
          await world.look(
            'SELECT round(extract(epoch FROM suspended_until - natter.now()) / 86400)::int AS d FROM natter.users WHERE id = $1',
            [ada],
          )
        )[0]?.['d'];
      assert.equal(await outcomeOf(world, staff, id, 'suspend', { days: 7, note: 'why' }), 'done');
      assert.equal(await until(), 7);
      assert.equal((await world.send(conversation, ada, 'hi'))['verdict'], 'suspended');
      assert.deepEqual(await contentsSeen(world, ada, conversation), ['nasty']);
      const second = await world.newScene();
      const again = randomUUID();
      await world.look('UPDATE natter.users SET suspended_until = NULL WHERE id = $1', [ada]);
      await world.look(
        `INSERT INTO natter.reports (tenant_id, id, message_id, conversation_id, seq, author_id, reason, sent_at, created_at)
      VALUES ('test', $1, gen_random_uuid(), $2, 1, $3, 'word', now(), now())`,
        [again, second.conversation, ada],
      );
      await world.look("UPDATE natter.users SET suspended_until = natter.now() + interval '30 days' WHERE id = $1", [
        ada,
      ]);
      await resolve(world, staff, again, 'suspend', { days: 3 });
      assert.equal(await until(), 30);
      // Neither another action nor another person's suspension is mistaken for it.
      await world.look(
        `INSERT INTO natter.moderation_actions (tenant_id, at, by_id, action, person_id, note) VALUES ('test', now(), $1, 'dismissed', $2, 'x')`,
        [staff, ada],
      );
      const too = await world.newPerson();
      await world.look("UPDATE natter.users SET suspended_until = natter.now() + interval '1 day' WHERE id = $1", [
        too,
      ]);
      const listed = await world.call(
        "SELECT by->>'userId' AS by, reason FROM natter.read_suspensions($1) WHERE person->>'userId' = $2",
        [staff, ada],
      );
      assert.deepEqual(listed, [{ by: staff, reason: 'seen' }]);
      const lift = async () =>
        (await world.call('SELECT natter.lift_suspension($1, $2) AS done', [staff, ada]))[0]?.['done'];
      assert.deepEqual([await lift(), await lift()], [true, false]);
      const [other] = await world.look('SELECT suspended_until IS NOT NULL AS is FROM natter.users WHERE id = $1', [
        too,
      ]);
      assert.deepEqual(other, { is: true });
      const after = await world.call("SELECT 1 FROM natter.read_suspensions($1) WHERE person->>'userId' = $2", [
        staff,
        ada,
      ]);
      assert.deepEqual([after, (await world.send(conversation, ada, 'hi'))['verdict']], [[], 'sent']);
      const actions = await world.call('SELECT id, action FROM natter.read_moderation_actions($1, NULL, 2)', [staff]);
      assert.deepEqual(
        actions.map((row) => row['action']),
        ['suspension_lifted', 'dismissed'],
      );
      const older = await world.call('SELECT id, action FROM natter.read_moderation_actions($1, $2, 1)', [
        staff,
        actions[0]?.['id'],
      ]);
      assert.deepEqual(older, [actions[1]]);
    },
  ),
  probe(
    'office',
    '[SUSP-3] nobody suspends themselves or an owner, and only an owner a manager; days are 1 to 3,650',
    async (world) => {
      const { ada, staff, id } = await reported(world);
      for (const [action, days] of [
        ['suspend', 0],
        ['suspend', -7],
        ['suspend', 3651],
        ['suspend', null],
        ['promote', 7],
        ['', 7],
        [null, 7],
      ] as const) {
        assert.equal(await codeOf(world, RESOLVE, [staff, id, action, days, null]), '22023', `${action} ${days}`);
      }
      const judges = async (judge: string, of: string) => {
        await tellHost(world, staff, { roles: [judge] });
        await tellHost(world, ada, { roles: [of] });
        return outcomeOf(world, staff, id, 'suspend');
      };
      for (const judge of ['moderator', 'admin', 'manager']) {
        for (const of of ['owner', 'manager']) assert.equal(await judges(judge, of), 'office', `${judge} of ${of}`);
      }
      assert.equal(await judges('owner', 'owner'), 'office');
      await tellHost(world, staff, { roles: ['moderator'] });
      await tellHost(world, ada, { roles: ['moderator'] });
      assert.equal(await outcomeOf(world, ada, id, 'suspend'), 'office');
      assert.deepEqual(await world.look('SELECT suspended_until AS u FROM natter.users WHERE id = $1', [ada]), [
        { u: null },
      ]);
      assert.deepEqual(await world.look('SELECT resolution FROM natter.reports WHERE id = $1', [id]), [
        { resolution: null },
      ]);
      assert.equal(await outcomeOf(world, staff, id, 'suspend', { days: 3650 }), 'done');
      const lifted = await world.call('SELECT natter.lift_suspension($1, $1) AS done', [ada]);
      assert.deepEqual(lifted, [{ done: false }]);
      const byOwner = await reported(world);
      await tellHost(world, byOwner.ada, { roles: ['manager'] });
      await tellHost(world, byOwner.staff, { roles: ['owner'] });
      assert.equal(await outcomeOf(world, byOwner.staff, byOwner.id, 'suspend'), 'done');
    },
  ),
  probe('own-report', '[SUSP-4] nobody dismisses a report of their own message, but an owner may', async (world) => {
    for (const [role, action, outcome] of [
      ['manager', 'dismiss', 'own'],
      ['moderator', 'dismiss', 'own'],
      ['moderator', 'remove', 'done'],
      ['owner', 'dismiss', 'done'],
    ] as const) {
      const { ada, id } = await reported(world);
      await tellHost(world, ada, { roles: [role] });
      assert.equal(await outcomeOf(world, ada, id, action), outcome, `${role} ${action}`);
      const [state] = await world.look('SELECT resolved_at IS NULL AS open FROM natter.reports WHERE id = $1', [id]);
      assert.deepEqual(state, { open: outcome === 'own' });
    }
  }),
  probe(
    'evidence-ends',
    '[EVID-7] evidence goes a year after it was dealt with, or was made where nobody did, unless it is held',
    async (world) => {
      const made = [];
      for (const [name, isDealtWith, hours, isHeld] of [
        ['open, young', false, 8759, false],
        ['open, old', false, 8760, false],
        ['open, old, held', false, 8760, true],
        ['dealt with, young', true, 8759, false],
        ['dealt with, old', true, 8760, false],
        ['dealt with, old, held', true, 8760, true],
      ] as const) {
        const { id, staff, conversation } = await reported(world);
        if (isDealtWith) await resolve(world, staff, id, 'dismiss');
        await world.look(
          isDealtWith
            ? "UPDATE natter.reports SET created_at = '2000-01-01', resolved_at = natter.now() - $2 * interval '1 hour' WHERE id = $1"
            : "UPDATE natter.reports SET created_at = natter.now() - $2 * interval '1 hour' WHERE id = $1",
          [id, hours],
        );
        if (isHeld) {
          await world.look('SELECT natter.place_hold($1, NULL, $2, $3)', [conversation, 'a lawsuit', 'operator']);
        }
        made.push({ name, id });
      }
      // The purge has looked at the clock.
      await world.call('SELECT natter.cleanup_expired_messages(1)');
      // Nobody could deal with any more while it is off; what is left goes all the same.
      await withRules(world, { features: allBut('reporting') }, async () => {
        await world.call('SELECT natter.purge_reports(1000)');
      });
      const left = await world.look('SELECT id FROM natter.reports WHERE id = ANY ($1)', [made.map(({ id }) => id)]);
      assert.deepEqual(
        made.filter(({ id }) => left.some((row) => row['id'] === id)).map(({ name }) => name),
        ['open, young', 'open, old, held', 'dealt with, young', 'dealt with, old, held'],
      );
    },
  ),
  probe('record', '[EVID-8] the record of what staff did is only added to, whoever asks', async (world) => {
    const { staff, id } = await reported(world);
    await resolve(world, staff, id, 'dismiss');
    for (const sql of [
      "UPDATE natter.moderation_actions SET note = 'x' WHERE by_id = $1",
      'DELETE FROM natter.moderation_actions WHERE by_id = $1',
    ]) {
      await assert.rejects(world.look(sql, [staff]), { code: '23000' }, sql);
    }
    const insert = (action: string, until: string | null) =>
      world.look(
        "INSERT INTO natter.moderation_actions (tenant_id, at, by_id, action, until) VALUES ('test', now(), $1, $2, $3)",
        [staff, action, until],
      );
    await assert.rejects(insert('suspended', null), { code: '23514' });
    await assert.rejects(insert('dismissed', '2030-01-01'), { code: '23514' });
  }),
  probe(
    'staff-member',
    '[EVID-4] staff of the store need no club; who was demoted is refused at once',
    async (world) => {
      await asBookstore(world, async () => {
        const staff = await newMember(world, { roles: ['moderator'] });
        const sql = 'SELECT * FROM natter.read_suspensions($1)';
        await putClubs(world, [], [{ userId: staff, clubId: 'readers' }]);
        assert.equal(await codeOf(world, sql, [staff]), null);
        await tellHost(world, staff, { roles: [] });
        assert.equal(await codeOf(world, sql, [staff]), 'NT003');
      });
    },
  ),
];

export const MODERATION_PROBES: readonly Probe[] = [...REPORTING, ...RESOLVING];

import assert from 'node:assert/strict';
import { type Probe, probe } from '../probe.ts';
import { removeMember, type WallWorld } from '../wall-world.ts';

/** The true marks of a member, and the marks as the others see them. */
async function marksOf(world: WallWorld, user: string, conversation: string): Promise<number[]> {
  const [row] = await world.look(
    `SELECT s.delivered_seq::int AS td, s.read_seq::int AS tr, p.delivered_seq::int AS sd, p.read_seq::int AS sr
     FROM natter.member_state s JOIN natter.conversation_participants p USING (conversation_id, user_id)
     WHERE s.user_id = $1 AND s.conversation_id = $2`,
    [user, conversation],
  );
  return ['td', 'tr', 'sd', 'sr'].map((column) => Number(row?.[column]));
}

async function unreadOf(world: WallWorld, user: string, conversation: string): Promise<unknown[]> {
  const [marked] = await world.call("SELECT unread_count FROM natter.advance_marks($1, $2, '{read}', '{0}')", [
    [user],
    [conversation],
  ]);
  const [view] = await world.call('SELECT unread_count FROM natter.read_conversation($1, $2)', [user, conversation]);
  const [totals] = await world.call('SELECT messages FROM natter.read_unread_totals($1)', [user]);
  return [marked?.['unread_count'], view?.['unread_count'], totals?.['messages']];
}

const MARKS: Probe[] = [
  probe('clamped', '[MARK-1] a mark never passes the end and never goes back', async (world) => {
    const { bo, conversation } = await world.newScene(3);
    await world.mark(bo, conversation, 'delivered', 2);
    await world.mark(bo, conversation, 'read', 1);
    assert.deepEqual(await marksOf(world, bo, conversation), [2, 1, 2, 1]);
    await world.mark(bo, conversation, 'delivered', 1);
    await world.mark(bo, conversation, 'read', -5);
    assert.deepEqual(await marksOf(world, bo, conversation), [2, 1, 2, 1]);
    await world.mark(bo, conversation, 'delivered', 99);
    assert.deepEqual(await marksOf(world, bo, conversation), [3, 1, 3, 1]);
    await world.mark(bo, conversation, 'read', Number.MAX_SAFE_INTEGER);
    assert.deepEqual(await marksOf(world, bo, conversation), [3, 3, 3, 3]);
  }),
  probe('read-delivers', '[MARK-2] what is read is delivered', async (world) => {
    const { bo, conversation } = await world.newScene(3);
    await world.mark(bo, conversation, 'read', 2);
    assert.deepEqual(await marksOf(world, bo, conversation), [2, 2, 2, 2]);
  }),
  probe('mixed-batch', '[MARK-3] marks of one batch come to the furthest of each kind', async (world) => {
    const { bo, conversation } = await world.newScene(5);
    const rows = await world.call(
      'SELECT delivered_seq::int, read_seq::int FROM natter.advance_marks($1, $2, $3, $4)',
      [
        [bo, bo, bo],
        [conversation, conversation, conversation],
        ['read', 'delivered', 'read'],
        [2, 4, 1],
      ],
    );
    assert.deepEqual(
      rows,
      Array.from({ length: 3 }, () => ({ delivered_seq: 4, read_seq: 2 })),
    );
  }),
  probe('members-mark', '[AUTHZ-5] only a member has marks; who left has none any more', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene(1);
    assert.equal((await world.mark(stranger, conversation, 'read', 1))['delivered_seq'], null);
    await removeMember(world.admin, conversation, bo);
    assert.equal((await world.mark(bo, conversation, 'read', 1))['delivered_seq'], null);
    assert.deepEqual(await marksOf(world, bo, conversation), [0, 0, 0, 0]);
    assert.deepEqual((await world.mark(ada, conversation, 'delivered', 1))['recipients'], [ada]);
  }),
  probe(
    'hidden-reads',
    '[PRIV-4] who hides their reading tells nobody: neither mark, nor event, nor time',
    async (world) => {
      const { ada, bo, conversation } = await world.newScene(2);
      await world.mark(bo, conversation, 'read', 1);
      await world.call('SELECT 1 FROM natter.put_settings($1, \'{"readReceipts": false}\')', [bo]);
      const before = await world.look('SELECT last_read_at FROM natter.conversation_participants WHERE user_id = $1', [
        bo,
      ]);
      const hiding = await world.look(
        'SELECT user_id FROM natter.conversation_participants WHERE conversation_id = $1 AND receipts_hidden',
        [conversation],
      );
      assert.deepEqual(hiding, [{ user_id: bo }]);
      const hidden = await world.mark(bo, conversation, 'read', 2);
      assert.deepEqual([hidden['read_seq'], hidden['shown_read'], hidden['shown_delivered']], ['2', null, '2']);
      assert.deepEqual(await marksOf(world, bo, conversation), [2, 2, 2, 1]);
      const after = await world.look('SELECT last_read_at FROM natter.conversation_participants WHERE user_id = $1', [
        bo,
      ]);
      assert.deepEqual(after, before);
      const kept = await world.look("SELECT seq::int FROM natter.mark_advances WHERE user_id = $1 AND kind = 'read'", [
        bo,
      ]);
      assert.deepEqual(kept, [{ seq: 1 }]);
      const [view] = await world.call('SELECT others_read_seq, participants FROM natter.read_conversation($1, $2)', [
        ada,
        conversation,
      ]);
      assert.equal(view?.['others_read_seq'], null);
      assert.deepEqual(await readersOf(world, ada, conversation), ['delivered']);
      await world.call('SELECT 1 FROM natter.put_settings($1, \'{"readReceipts": true}\')', [bo]);
      assert.deepEqual(await readersOf(world, ada, conversation), ['delivered', 'read']);
      assert.deepEqual(await marksOf(world, bo, conversation), [2, 2, 2, 1]);
    },
  ),
  probe('reciprocal', "[PRIV-4] who hides their reading sees nobody's", async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await world.mark(bo, conversation, 'read', 1);
    await world.call('SELECT 1 FROM natter.put_settings($1, \'{"readReceipts": false}\')', [ada]);
    const [view] = await world.call('SELECT others_read_seq, participants FROM natter.read_conversation($1, $2)', [
      ada,
      conversation,
    ]);
    assert.equal(view?.['others_read_seq'], null);
    assert.match(JSON.stringify(view?.['participants']), new RegExp(`"userId":"${bo}"[^}]*"readSeq":null`));
    assert.deepEqual(await readersOf(world, ada, conversation), ['delivered']);
  }),
  probe('hidden-start', '[PRIV-4] a conversation started later hides the reading as well', async (world) => {
    const { bo, stranger } = await world.newScene();
    await world.call('SELECT 1 FROM natter.put_settings($1, \'{"readReceipts": false}\')', [bo]);
    await world.call("SELECT 1 FROM natter.put_settings($1, '{}')", [stranger]);
    await world.start(stranger, bo);
    const rows = await world.look(
      'SELECT DISTINCT receipts_hidden AS hidden FROM natter.conversation_participants WHERE user_id = $1',
      [bo],
    );
    assert.deepEqual(rows, [{ hidden: true }]);
    const theirs = await world.look(
      'SELECT receipts_hidden AS hidden FROM natter.conversation_participants WHERE user_id = $1',
      [stranger],
    );
    assert.deepEqual(theirs, [{ hidden: false }]);
  }),
  probe('nothing-moved', '[MARK-1] a mark that moves nothing tells nobody', async (world) => {
    const { bo, conversation } = await world.newScene(1);
    const [first, second] = [
      await world.mark(bo, conversation, 'read', 1),
      await world.mark(bo, conversation, 'read', 1),
    ];
    assert.deepEqual([first['changed'], first['shown_read']], [true, '1']);
    assert.deepEqual([second['changed'], second['shown_read'], second['recipients']], [false, null, null]);
  }),
  probe(
    'marked-unread-ends',
    '[MARK-4] reading on takes "marked unread" away; a mark that stays does not',
    async (world) => {
      const { bo, conversation } = await world.newScene(2);
      const flag = async () =>
        (await world.look('SELECT marked_unread AS is FROM natter.member_state WHERE user_id = $1', [bo]))[0]?.['is'];
      await world.mark(bo, conversation, 'read', 1);
      await world.call('SELECT natter.patch_member_state($1, $2, \'{"markedUnread": true}\')', [bo, conversation]);
      await world.mark(bo, conversation, 'delivered', 2);
      assert.equal(await flag(), true);
      await world.mark(bo, conversation, 'read', 2);
      assert.equal(await flag(), false);
    },
  ),
  probe('bounded-log', '[MARK-5] the times of marks are kept for the newest thousand seqs', async (world) => {
    const { ada, bo, conversation } = await world.newScene(1);
    await world.mark(ada, conversation, 'delivered', 1);
    await world.mark(bo, conversation, 'read', 1);
    await world.look('UPDATE natter.conversations SET last_seq = 5000, change_seq = 5000 WHERE id = $1', [
      conversation,
    ]);
    await world.mark(bo, conversation, 'read', 900);
    await world.mark(bo, conversation, 'read', 1500);
    const rows = await world.look('SELECT DISTINCT seq::int FROM natter.mark_advances WHERE user_id = $1 ORDER BY 1', [
      bo,
    ]);
    assert.deepEqual(rows, [{ seq: 900 }, { seq: 1500 }]);
    const mine = await world.look('SELECT seq::int FROM natter.mark_advances WHERE user_id = $1', [ada]);
    assert.deepEqual(mine, [{ seq: 1 }]);
  }),
];

/** Of whom `ada` is told about her first message, by kind. */
async function readersOf(world: WallWorld, person: string, conversation: string): Promise<unknown[]> {
  const [message] = await world.look('SELECT id FROM natter.direct_messages WHERE conversation_id = $1 AND seq = 1', [
    conversation,
  ]);
  const rows = await world.call(
    "SELECT kind FROM natter.read_receipts($1, $2, $3) WHERE kind <> 'message' ORDER BY kind",
    [person, conversation, message?.['id']],
  );
  return rows.map((row) => row['kind']);
}

const UNREAD: Probe[] = [
  probe('unread-others', '[UNREAD-1] unread is what others wrote after my mark', async (world) => {
    const { ada, bo, conversation } = await world.newScene(3);
    await world.send(conversation, bo, 'mine');
    assert.deepEqual(await unreadOf(world, bo, conversation), [3, 3, 3]);
    assert.deepEqual(await unreadOf(world, ada, conversation), [1, 1, 1]);
    await world.mark(bo, conversation, 'read', 2);
    assert.deepEqual(await unreadOf(world, bo, conversation), [1, 1, 1]);
  }),
  probe(
    'unread-visible',
    '[UNREAD-2] unread counts nothing deleted, expired, cleared or before my time',
    async (world) => {
      const { bo, conversation } = await world.newScene(6);
      const change = (set: string, seq: number) =>
        world.look(`UPDATE natter.direct_messages SET ${set} WHERE conversation_id = $1 AND seq = $2`, [
          conversation,
          seq,
        ]);
      await change('is_deleted = true, deleted_at = now(), content = NULL', 3);
      assert.deepEqual(await unreadOf(world, bo, conversation), [5, 5, 5]);
      await change("retention_expires_at = now() - interval '1 second'", 4);
      assert.deepEqual(await unreadOf(world, bo, conversation), [4, 4, 4]);
      await world.look('UPDATE natter.member_state SET history_from = 2 WHERE user_id = $1', [bo]);
      assert.deepEqual(await unreadOf(world, bo, conversation), [3, 3, 3]);
      await world.look('UPDATE natter.member_state SET cleared_seq = 5 WHERE user_id = $1', [bo]);
      assert.deepEqual(await unreadOf(world, bo, conversation), [1, 1, 1]);
    },
  ),
  probe(
    'totals',
    '[UNREAD-3] muted, archived and left conversations are not in the totals; a mark of mine counts as one',
    async (world) => {
      const { bo, conversation } = await world.newScene(2);
      const totals = async () => {
        const [row] = await world.call('SELECT messages, conversations FROM natter.read_unread_totals($1)', [bo]);
        return [row?.['messages'], row?.['conversations']];
      };
      const patch = (json: string) =>
        world.call('SELECT natter.patch_member_state($1, $2, $3)', [bo, conversation, json]);
      assert.deepEqual(await totals(), [2, 1]);
      await patch('{"mutedUntil": "2999-01-01T00:00:00Z"}');
      assert.deepEqual(await totals(), [0, 0]);
      await patch('{"mutedUntil": "2001-01-01T00:00:00Z"}');
      assert.deepEqual(await totals(), [2, 1]);
      await patch('{"mutedUntil": null, "isArchived": true}');
      assert.deepEqual(await totals(), [0, 0]);
      await patch('{"isArchived": false}');
      await world.mark(bo, conversation, 'read', 2);
      assert.deepEqual(await totals(), [0, 0]);
      await patch('{"markedUnread": true}');
      assert.deepEqual(await totals(), [0, 1]);
      await removeMember(world.admin, conversation, bo);
      assert.deepEqual(await totals(), [0, 0]);
    },
  ),
  probe('unread-valid-until', '[UNREAD-4] totals hold until the next counted message expires', async (world) => {
    const { bo, conversation } = await world.newScene(3);
    const expire = (seq: number, at: string) =>
      world.look(
        'UPDATE natter.direct_messages SET retention_expires_at = $3 WHERE conversation_id = $1 AND seq = $2',
        [conversation, seq, at],
      );
    await expire(1, '2998-01-01T00:00:00Z');
    await expire(2, '2999-01-01T00:00:00Z');
    await world.mark(bo, conversation, 'read', 1);
    const [row] = await world.call('SELECT messages, valid_until FROM natter.read_unread_totals($1)', [bo]);
    assert.deepEqual(row, { messages: 2, valid_until: new Date('2999-01-01T00:00:00Z') });
  }),
  probe('unread-bound', '[UNREAD-1] a count is exact to 99; 100 means more', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    await world.look(
      `WITH up AS (UPDATE natter.conversations SET last_seq = 120, change_seq = 120 WHERE id = $1)
       INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, change_seq, sent_at,
         retention_expires_at)
       SELECT 'test', $1, n, gen_random_uuid(), $2, gen_random_uuid(), 'text', 'm', n, now(), 'infinity' FROM generate_series(1, 120) n`,
      [conversation, ada],
    );
    assert.deepEqual(await unreadOf(world, bo, conversation), [100, 100, 100]);
    await world.mark(bo, conversation, 'read', 21);
    assert.deepEqual(await unreadOf(world, bo, conversation), [99, 99, 99]);
  }),
];

export const MARK_PROBES: readonly Probe[] = [...MARKS, ...UNREAD];

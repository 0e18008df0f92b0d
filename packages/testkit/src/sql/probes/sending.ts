import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import pg from 'pg';
import { type Probe, probe } from '../probe.ts';
import { plantForeignTenant, removeMember, SEND, type SendFields, sendColumns, type WallWorld } from '../wall-world.ts';

type Sent = { conversation: string; sender: string; content: string; reply?: string; client?: string };

/** Several sends in one statement. */
async function sendBatch(world: WallWorld, sends: readonly Sent[]): Promise<Record<string, unknown>[]> {
  const columns = sends.map(({ conversation, sender, content, ...fields }) =>
    sendColumns(conversation, sender, content, fields),
  );
  const arrays = (columns[0] ?? []).map((_, column) => columns.flatMap((one) => one[column] as unknown[]));
  return await world.call(SEND, arrays);
}

const NUMBERING: Probe[] = [
  probe('numbers', '[ORD-1] seq is 1, 2, 3 in the order of the batch; change_seq moves along', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    await sendBatch(world, [
      { conversation, sender: bo, content: 'one' },
      { conversation, sender: ada, content: 'two' },
    ]);
    await sendBatch(world, [{ conversation, sender: ada, content: 'three' }]);
    const rows = await world.look(
      'SELECT seq::int, change_seq::int, content FROM natter.direct_messages WHERE conversation_id = $1 ORDER BY seq',
      [conversation],
    );
    assert.deepEqual(rows, [
      { seq: 1, change_seq: 1, content: 'one' },
      { seq: 2, change_seq: 2, content: 'two' },
      { seq: 3, change_seq: 3, content: 'three' },
    ]);
    const [end] = await world.look('SELECT last_seq::int, change_seq::int FROM natter.conversations WHERE id = $1', [
      conversation,
    ]);
    assert.deepEqual(end, { last_seq: 3, change_seq: 3 });
  }),
  probe(
    'neighbours',
    '[SEND-8] a verdict per send: a bad one fails no neighbour and takes no number',
    async (world) => {
      const { ada, stranger, conversation } = await world.newScene();
      const verdicts = await sendBatch(world, [
        { conversation, sender: stranger, content: 'no' },
        { conversation, sender: ada, content: 'yes' },
        { conversation: randomUUID(), sender: ada, content: 'nowhere' },
        { conversation, sender: ada, content: 'quotes nothing', reply: randomUUID() },
        { conversation, sender: ada, content: 'yes again' },
      ]);
      assert.deepEqual(
        verdicts.map((row) => [row['verdict'], row['seq'] === null ? null : Number(row['seq'])]),
        [
          ['not_found', null],
          ['sent', 1],
          ['not_found', null],
          ['reply_not_found', null],
          ['sent', 2],
        ],
      );
    },
  ),
  probe('activity', '[ORD-2] the newest activity never goes back, not even when the clock does', async (world) => {
    const { ada, conversation } = await world.newScene(1);
    const at = async () =>
      (await world.look('SELECT updated_at FROM natter.conversations WHERE id = $1', [conversation]))[0]?.[
        'updated_at'
      ];
    const before = await at();
    try {
      await world.database.setNow(new Date('2001-01-01T00:00:00Z'));
      await world.send(conversation, ada, 'from the past');
      assert.deepEqual(await at(), before);
      await world.database.setNow(new Date('2999-01-01T00:00:00Z'));
      await world.send(conversation, ada, 'from the future');
      assert.deepEqual(await at(), new Date('2999-01-01T00:00:00Z'));
    } finally {
      await world.database.setNow(null);
    }
  }),
  probe('recipients', '[AUTHZ-7] those told of a message are the members of this moment', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    assert.deepEqual((await world.send(conversation, ada, 'to both'))['recipients'], [ada, bo]);
    await removeMember(world.admin, conversation, bo);
    assert.deepEqual((await world.send(conversation, ada, 'to myself'))['recipients'], [ada]);
  }),
];

const ONCE: Probe[] = [
  probe('once', '[ONCE-1] the same key and body is the message there is', async (world) => {
    const { ada, conversation } = await world.newScene();
    const client = randomUUID();
    assert.equal((await world.send(conversation, ada, 'hi', { client }))['verdict'], 'sent');
    assert.equal((await world.send(conversation, ada, 'hi', { client }))['verdict'], 'duplicate');
    const rows = await world.look('SELECT 1 FROM natter.direct_messages WHERE conversation_id = $1', [conversation]);
    assert.equal(rows.length, 1);
  }),
  probe(
    'other-body',
    '[ONCE-2] the same key with another text, type, mention or quote is a conflict',
    async (world) => {
      const { ada, conversation } = await world.newScene();
      const [client, quoted] = [randomUUID(), randomUUID()];
      await world.send(conversation, ada, 'quotable', { id: quoted });
      await world.send(conversation, ada, 'hi', { client });
      const others: [string, SendFields][] = [
        ['ho', {}],
        ['hi', { type: 'location' }],
        ['hi', { mentions: '[]' }],
        ['hi', { reply: quoted }],
      ];
      for (const [content, fields] of others) {
        assert.equal((await world.send(conversation, ada, content, { ...fields, client }))['verdict'], 'conflict');
      }
    },
  ),
  probe('other-place', '[ONCE-2] the same key in another conversation is a conflict', async (world) => {
    const { ada, stranger, conversation } = await world.newScene();
    const elsewhere = String((await world.start(ada, stranger))['id']);
    const client = randomUUID();
    await world.send(conversation, ada, 'hi', { client });
    assert.equal((await world.send(elsewhere, ada, 'hi', { client }))['verdict'], 'conflict');
  }),
  probe('twice-in-batch', '[ONCE-2] the same key twice in one batch makes one message', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    const newSend = () => ({ conversation, sender: ada, content: 'hi', client: randomUUID() });
    const verdictsOf = async (batch: Parameters<typeof sendBatch>[1]) =>
      (await sendBatch(world, batch)).map((row) => row['verdict']);
    const [one, two, three] = [newSend(), newSend(), newSend()];
    assert.deepEqual(await verdictsOf([one, { ...one, sender: bo }, one]), ['sent', 'sent', 'conflict']);
    assert.deepEqual(await verdictsOf([two, two]), ['sent', 'conflict']);
    assert.deepEqual(await verdictsOf([newSend(), three, newSend(), three]), ['sent', 'sent', 'sent', 'conflict']);
  }),
  probe('key-oracle', "[ONCE-3] somebody else's key, here or in another tenant, says nothing", async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene();
    const client = randomUUID();
    await world.send(conversation, ada, 'mine', { client });
    assert.equal((await world.send(conversation, bo, 'also mine', { client }))['verdict'], 'sent');
    assert.equal((await world.send(conversation, stranger, 'mine', { client }))['verdict'], 'not_found');
    const foreign = await plantForeignTenant(world.admin, [ada, stranger]);
    const [theirs] = await world.look('SELECT client_id FROM natter.direct_messages WHERE id = $1', [foreign.message]);
    const again = await world.send(conversation, ada, 'x', { client: String(theirs?.['client_id']) });
    assert.equal(again['verdict'], 'sent');
    const found = (user: string) =>
      world.call('SELECT content FROM natter.read_message_by_key($1, $2)', [user, client]);
    assert.deepEqual([await found(bo), await found(stranger)], [[{ content: 'also mine' }], []]);
  }),
  probe('keyed-hash', '[ONCE-4] the hash kept of a body tells nothing without the key', async (world) => {
    const { ada, conversation } = await world.newScene();
    const id = randomUUID();
    await world.send(conversation, ada, 'yes', { id });
    const [row] = await world.look('SELECT body_hash FROM natter.direct_messages WHERE id = $1', [id]);
    const plain = createHash('sha256').update(['text', 'yes'].join('\u001F')).digest('hex');
    assert.ok(Buffer.isBuffer(row?.['body_hash']));
    assert.notEqual(row['body_hash'].toString('hex'), plain);
  }),
];

const QUOTES: Probe[] = [
  probe('foreign-quote', '[QUOTE-1] only a message of the same conversation can be quoted', async (world) => {
    const { ada, stranger, conversation } = await world.newScene();
    const elsewhere = String((await world.start(ada, stranger))['id']);
    const id = randomUUID();
    await world.send(elsewhere, ada, 'between us', { id });
    assert.equal((await world.send(conversation, ada, 'look', { reply: id }))['verdict'], 'reply_not_found');
  }),
  probe('unseen-quote', '[QUOTE-1] only what its sender can see can be quoted', async (world) => {
    const { ada, bo, conversation } = await world.newScene();
    const ids = [randomUUID(), randomUUID(), randomUUID(), randomUUID(), randomUUID()] as const;
    for (const id of ids) await world.send(conversation, ada, 'm', { id });
    const message = (change: string, id: string) =>
      world.look(`UPDATE natter.direct_messages SET ${change} WHERE id = $1`, [id]);
    await message('is_deleted = true, deleted_at = now(), content = NULL', ids[2]);
    await message("retention_expires_at = now() - interval '1 second'", ids[3]);
    await world.look('UPDATE natter.member_state SET history_from = 2 WHERE user_id = $1', [bo]);
    const verdict = async (id: string) => (await world.send(conversation, bo, 'q', { reply: id }))['verdict'];
    assert.deepEqual(
      [
        await verdict(ids[0]),
        await verdict(ids[1]),
        await verdict(ids[2]),
        await verdict(ids[3]),
        await verdict(ids[4]),
      ],
      ['reply_not_found', 'sent', 'reply_not_found', 'reply_not_found', 'sent'],
    );
    await world.call('SELECT natter.clear_conversation($1, $2)', [bo, conversation]);
    assert.equal(await verdict(ids[4]), 'reply_not_found');
  }),
];

const MEMBERS: Probe[] = [
  probe('stranger-sends', '[AUTHZ-5] a stranger cannot send, nor can somebody who left', async (world) => {
    const { ada, bo, stranger, conversation } = await world.newScene();
    assert.equal((await world.send(conversation, stranger, 'hi'))['verdict'], 'not_found');
    await removeMember(world.admin, conversation, bo);
    assert.equal((await world.send(conversation, bo, 'hi'))['verdict'], 'not_found');
    assert.equal((await world.send(conversation, ada, 'hi'))['verdict'], 'sent');
  }),
  probe('left-then-key', '[AUTHZ-7] who left learns nothing by repeating a key', async (world) => {
    const { bo, conversation } = await world.newScene();
    const client = randomUUID();
    await world.send(conversation, bo, 'hi', { client });
    await removeMember(world.admin, conversation, bo);
    assert.equal((await world.send(conversation, bo, 'hi', { client }))['verdict'], 'not_found');
    assert.deepEqual(await world.call('SELECT 1 FROM natter.read_message_by_key($1, $2)', [bo, client]), []);
  }),
  probe('removal-race', '[AUTHZ-7] a send that waited for a removal is refused', async (world) => {
    const { bo, conversation } = await world.newScene();
    await world.admin.query('BEGIN');
    await removeMember(world.admin, conversation, bo);
    const sending = world.send(conversation, bo, 'too late');
    await untilBlocked(world);
    await world.admin.query('COMMIT');
    assert.equal((await sending)['verdict'], 'not_found');
  }),
  probe('durable-in-any-session', '[DUR-1] a send commits durably whatever the session was set to', async (world) => {
    const { ada, conversation } = await world.newScene();
    const client = new pg.Client({ connectionString: world.database.appUrl });
    await client.connect();
    try {
      for (const unsafe of ['off', 'local']) {
        await client.query(`SET synchronous_commit = ${unsafe}`);
        await client.query('BEGIN');
        await client.query(SEND, sendColumns(conversation, ada, 'kept'));
        assert.deepEqual((await client.query('SHOW synchronous_commit')).rows, [{ synchronous_commit: 'on' }]);
        await client.query('COMMIT');
      }
    } finally {
      await client.end();
    }
  }),
];

/** Until the world's own login waits for a lock, or has gone by without waiting (then a probe's assertion will tell). */
async function untilBlocked(world: WallWorld): Promise<void> {
  const deadline = Date.now() + 5_000;
  const sql = `SELECT state, wait_event_type AS waits FROM pg_stat_activity
    WHERE datname = current_database() AND usename = $1 AND query LIKE '%send_messages%' ORDER BY query_start DESC LIMIT 1`;
  for (;;) {
    const [row] = await world
      .look('SELECT pg_stat_clear_snapshot()')
      .then(() => world.look(sql, [world.database.roles.app]));
    if (row?.['waits'] === 'Lock' || row?.['state'] === 'idle') return;
    if (Date.now() > deadline) throw new Error('the send neither waited nor ended');
  }
}

export const SENDING_PROBES: readonly Probe[] = [...NUMBERING, ...ONCE, ...QUOTES, ...MEMBERS];

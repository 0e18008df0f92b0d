import { randomUUID } from 'node:crypto';
import { createTestDatabase, type TestDatabase } from '@natter/testkit';
import { openWallWorld, type Scene, SEND, sendColumns, type WallWorld } from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';

/*
 * The functions that act on messages, called as the server's login calls them, with what no server would give: nobody, somebody else,
 * nothing at all, too much, and values of other kinds. Whatever comes of it, no row changes.
 */

let database: TestDatabase;
let world: WallWorld;
let scene: Scene;
let text: string;
let poll: string;
let waiting: string;

const POLL = JSON.stringify({
  poll: {
    options: [1, 2].map((id) => ({ id, text: `option ${id}`, votes: 0 })),
    multiple: true,
    anonymous: true,
    voters: 0,
    closedAt: null,
  },
});

beforeAll(async () => {
  database = await createTestDatabase(inject('databaseAdminUrl'));
  world = await openWallWorld(database);
  scene = await world.newScene(1);
  const { ada, bo, conversation } = scene;
  [text, poll, waiting] = [randomUUID(), randomUUID(), randomUUID()];
  await world.send(conversation, ada, 'text', { id: text });
  await world.send(conversation, ada, 'where?', { id: poll, type: 'poll', metadata: POLL });
  await world.call('SELECT 1 FROM natter.set_votes($1, $2, $3, ARRAY[1])', [bo, conversation, poll]);
  await world.call("SELECT 1 FROM natter.set_reaction($1, $2, $3, '🎉', true)", [bo, conversation, text]);
  await world.call(
    "SELECT 1 FROM natter.create_scheduled($1, $2, $3, $4, 'later', NULL, NULL, now() + interval '1 day')",
    [ada, conversation, waiting, randomUUID()],
  );
});
afterAll(async () => {
  await world.close();
  await database.drop();
});

/** A function and the arguments with which it would do something, the person first. */
interface Act {
  readonly sql: string;
  readonly values: readonly unknown[];
  /** Where null has a meaning, and is no change here. */
  readonly nullable?: readonly number[];
}

const acts = (): readonly Act[] => {
  const { ada, conversation } = scene;
  const on = [ada, conversation, text];
  return [
    { sql: 'edit_message($1, $2, $3, $4, $5, $6, 900)', values: [...on, 1, 'other', null], nullable: [5] },
    { sql: 'set_reaction($1, $2, $3, $4, $5)', values: [...on, '👍', true] },
    { sql: 'set_votes($1, $2, $3, $4)', values: [ada, conversation, poll, [2]] },
    { sql: 'close_poll($1, $2, $3)', values: [ada, conversation, poll] },
    { sql: 'set_star($1, $2, $3, $4)', values: [...on, true] },
    {
      sql: 'forward_message($1, $2, $3, $4, $5, $6)',
      values: [...on, [conversation], [randomUUID()], [randomUUID()]],
    },
    {
      sql: 'create_scheduled($1, $2, $3, $4, $5, NULL, $6, $7)',
      values: [ada, conversation, randomUUID(), randomUUID(), 'x', null, new Date(Date.now() + 60_000)],
      nullable: [5],
    },
    { sql: 'patch_scheduled($1, $2, $3, $4, NULL, $5)', values: [ada, waiting, 1, 'x', null], nullable: [3, 4] },
    { sql: 'delete_scheduled($1, $2)', values: [ada, waiting] },
    { sql: 'send_waiting($1, $2, 1, $3)', values: [ada, waiting, [randomUUID()]] },
    { sql: 'set_disappearing($1, $2, $3, $4)', values: [ada, conversation, randomUUID(), 60], nullable: [3] },
  ];
};

const TABLES = [
  ...['direct_messages', 'message_edits', 'message_reactions', 'poll_votes', 'starred_messages', 'scheduled_messages'],
  ...['forwards', 'forwarded_messages', 'conversations', 'member_state', 'reports', 'deleted_content'],
];

/** Everything in these tables, but for who last looked at a row with a lock. */
async function fingerprint(): Promise<string> {
  const parts: unknown[] = [];
  for (const table of TABLES) {
    const sql = `SELECT md5(coalesce(string_agg(x::text, '|' ORDER BY x::text), '')) AS md5
      FROM (SELECT to_jsonb(t) - 'changed_xid' - 'change_seq' AS x FROM natter.${table} t) rows`;
    parts.push((await world.look(sql))[0]?.['md5']);
  }
  return parts.join();
}

/** Tries a call; answers it where it changed something or failed in a way that nobody foresaw. */
async function tryOne({ sql, values }: Act, before: string): Promise<string[]> {
  const { code, message } = await world.attempt(`SELECT * FROM natter.${sql}`, values);
  const said = `${sql} ${JSON.stringify(values).slice(0, 200)} -> ${code ?? 'went through'} ${message ?? ''}`;
  const isForeseen = code === null || /^(22|23|42501|42804|NT00)/.test(code);
  return isForeseen && (await fingerprint()) === before ? [] : [said];
}

describe('the functions that act on messages', () => {
  it('[LIFE-4] do something for who may, with what they are given', async () => {
    for (const { sql, values } of acts()) {
      const before = await fingerprint();
      await world.call('BEGIN');
      expect((await world.attempt(`SELECT * FROM natter.${sql}`, values)).code, sql).toBeNull();
      const [changed] = await world.call('SELECT pg_current_xact_id_if_assigned() IS NOT NULL AS is');
      await world.call('ROLLBACK');
      expect(changed?.['is'], sql).toBe(true);
      expect(await fingerprint(), sql).toBe(before);
    }
  });

  it('[LIFE-4] change nothing for nobody, a stranger, or a name that is none', async () => {
    const before = await fingerprint();
    const open: string[] = [];
    for (const act of acts()) {
      // For the worker, nobody is: whoever's time has come, and nobody's has.
      const people = [
        '',
        scene.stranger,
        `${scene.ada} `,
        scene.ada.toUpperCase(),
        'x'.repeat(10_000),
        "'; DROP TABLE natter.users --",
        null,
      ];
      for (const person of people)
        open.push(...(await tryOne({ ...act, values: [person, ...act.values.slice(1)] }, before)));
    }
    expect(open).toEqual([]);
  });

  it('[LIFE-4] change nothing where something is missing', async () => {
    const before = await fingerprint();
    const open: string[] = [];
    for (const act of acts()) {
      for (const [index] of act.values.entries()) {
        if (index === 0 || act.nullable?.includes(index)) continue;
        open.push(
          ...(await tryOne({ ...act, values: act.values.map((value, at) => (at === index ? null : value)) }, before)),
        );
      }
    }
    expect(open).toEqual([]);
  });

  it('[LIFE-4] change nothing by too much, too little or something else', async () => {
    const { ada, conversation } = scene;
    const before = await fingerprint();
    const marks = `e${'\u0301'.repeat(10_000)}`;
    const on = [ada, conversation, text];
    const many = Array.from({ length: 50_000 }, (_, index) => index);
    const odd: Act[] = [
      ...['', 'x'.repeat(50_001), '\u{1F389}'.repeat(50_001), 'a\u0000b'].map((content) => ({
        sql: 'edit_message($1, $2, $3, 1, $4, NULL, 900)',
        values: [...on, content],
      })),
      { sql: 'edit_message($1, $2, $3, 1, $4, $5, 900)', values: [...on, 'x', 'no JSON'] },
      { sql: 'edit_message($1, $2, $3, 1, $4, $5, 900)', values: [...on, 'x', '[{"userId": "\\u0000"}]'] },
      ...[-1, 0, 2, 2_147_483_647].map((version) => ({
        sql: "edit_message($1, $2, $3, $4, 'x', NULL, 900)",
        values: [...on, version],
      })),
      ...[0, -1, -2_147_483_648].map((window) => ({
        sql: "edit_message($1, $2, $3, 1, 'x', NULL, $4)",
        values: [...on, window],
      })),
      ...['', 'a', '<', '&', marks, '🎉\u0000', '\u202E', '🎉'.repeat(100), '{}', 'javascript:'].map((emoji) => ({
        sql: 'set_reaction($1, $2, $3, $4, true)',
        values: [...on, emoji],
      })),
      ...[[], many, [0], [-1], [3], [2_147_483_647], [null], [1, null]].map((options) => ({
        sql: 'set_votes($1, $2, $3, $4)',
        values: [ada, conversation, poll, options],
      })),
      ...[[], [conversation, conversation, conversation, conversation, conversation, conversation], [randomUUID()]].map(
        (targets) => ({
          sql: 'forward_message($1, $2, $3, $4, $5, $6)',
          values: [...on, targets, targets.map(() => randomUUID()), targets.map(() => randomUUID())],
        }),
      ),
      // Fewer keys and names than targets; names that are taken.
      { sql: 'forward_message($1, $2, $3, $4, $5, $6)', values: [...on, [conversation], [], [randomUUID()]] },
      { sql: 'forward_message($1, $2, $3, $4, $5, $6)', values: [...on, [conversation], [randomUUID()], []] },
      { sql: 'forward_message($1, $2, $3, $4, $5, $6)', values: [...on, [conversation], [randomUUID()], [text]] },
      { sql: 'forward_message($1, $2, $3, $4, $5, $6)', values: [...on, [randomUUID()], [randomUUID()], [poll]] },
      ...['', 'x'.repeat(50_001), 'a\u0000'].map((content) => ({
        sql: "create_scheduled($1, $2, $3, $4, $5, NULL, NULL, now() + interval '1 day')",
        values: [ada, conversation, randomUUID(), randomUUID(), content],
      })),
      ...['infinity', '-infinity', '9999-12-31', '0001-01-01', 'yesterday'].map((at) => ({
        sql: "create_scheduled($1, $2, $3, $4, 'x', NULL, NULL, $5)",
        values: [ada, conversation, randomUUID(), randomUUID(), at],
      })),
      {
        sql: "create_scheduled($1, $2, $3, $4, 'x', NULL, NULL, now() + interval '1 day')",
        values: [ada, conversation, waiting, randomUUID()],
      },
      ...[-1, 0, 2].map((version) => ({
        sql: "patch_scheduled($1, $2, $3, 'x', NULL, NULL)",
        values: [ada, waiting, version],
      })),
      ...['infinity', '-infinity'].map((at) => ({
        sql: 'patch_scheduled($1, $2, 1, NULL, NULL, $3)',
        values: [ada, waiting, at],
      })),
      { sql: 'send_waiting($1, $2, 1, $3)', values: [ada, waiting, []] },
      { sql: 'send_waiting($1, $2, 1, $3)', values: [ada, waiting, [text]] },
      { sql: 'send_waiting(NULL, NULL, $1, $2)', values: [-1, [randomUUID()]] },
      { sql: 'send_waiting(NULL, $1, 9, $2)', values: [waiting, [randomUUID()]] },
      ...[0, 59, -60, 31_536_001, 2_147_483_647].map((seconds) => ({
        sql: 'set_disappearing($1, $2, $3, $4)',
        values: [ada, conversation, randomUUID(), seconds],
      })),
      { sql: 'set_disappearing($1, $2, $3, 60)', values: [ada, conversation, text] },
    ];
    const open: string[] = [];
    for (const act of odd) open.push(...(await tryOne(act, before)));
    expect(open).toEqual([]);
  });

  it('[POLL-1] no send brings what only becomes of a message', async () => {
    const { ada, conversation } = scene;
    const before = await fingerprint();
    const voted = POLL.replace('"votes":0', '"votes":3');
    const open: string[] = [];
    for (const [type, metadata] of [
      ['poll', voted],
      ['poll', POLL.replace('"voters":0', '"voters":7')],
      ['poll', POLL.replace('"closedAt":null', '"closedAt":"2030-01-01T00:00:00.000Z"')],
      ['poll', 'no JSON'],
      ['poll', `{"poll": ${'['.repeat(5000)}${']'.repeat(5000)}}`],
      ['poll', '{"poll": {"options": [{"id": 1, "text": "\\u0000", "votes": 0}]}}'],
      ['text', POLL],
      ['text', '{"forwarded": true, "event": "disappearing_changed"}'],
      ['system', '{"event": "disappearing_changed", "userId": "x", "seconds": 60}'],
    ] as const) {
      const { rows, code } = await world.attempt(SEND, sendColumns(conversation, ada, 'x', { type, metadata }));
      const said = rows === null ? code : rows[0]?.['verdict'];
      if (!(said === 'not_possible' || /^22/.test(String(said))))
        open.push(`${type} ${metadata.slice(0, 80)} -> ${String(said)}`);
    }
    expect(open).toEqual([]);
    expect(await fingerprint()).toBe(before);
  });
});

import type pg from 'pg';

export interface WorldSize {
  /** Conversations of the one person whose inbox is read. */
  readonly mine: number;
  /** Conversations of everybody else. */
  readonly others: number;
  /** Messages in each conversation but the long one. */
  readonly messagesEach: number;
  /** Messages in the long conversation, which is the first of mine. */
  readonly longest: number;
}

export interface GrownWorld {
  readonly me: string;
  readonly longConversation: string;
  /** How many messages that one has. */
  readonly longest: number;
  /** One in which the other has blocked me. */
  readonly blockedConversation: string;
  readonly messages: number;
}

/**
 * Fills a test database by SQL: `me` in `mine` conversations, all read but the newest twenty; other people in `others`. About
 * 40,000 messages a second. Statistics are as nothing had run; call ANALYZE for others.
 */
export async function growWorld(admin: pg.Client, size: WorldSize): Promise<GrownWorld> {
  const total = size.mine + size.others;
  const run = (sql: string, values: readonly unknown[]) => admin.query(sql, [...values]);
  await run(
    `INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at)
     SELECT 'test', 'grown-' || n, 'Grown ' || n, now() - interval '1 year', now() FROM generate_series(0, $1::int) n`,
    [total],
  );
  // Conversation n is between person n and me, or for the others between person n and the one before.
  await run(
    `CREATE TEMP TABLE grown ON COMMIT PRESERVE ROWS AS
     SELECT n, gen_random_uuid() AS id, 'grown-' || n AS one, CASE WHEN n <= $1 THEN 'grown-0' ELSE 'grown-' || n - 1 END AS other,
       CASE WHEN n = 1 THEN $3::int ELSE $4::int END AS messages
     FROM generate_series(1, $2::int) n`,
    [size.mine, total, size.longest, size.messagesEach],
  );
  await admin.query(`
    INSERT INTO natter.conversations (tenant_id, id, type, direct_key, created_by, last_seq, change_seq, created_at, updated_at)
    SELECT 'test', id, 'direct', least(one COLLATE "C", other) || ' ' || greatest(one COLLATE "C", other), one, messages, messages,
      now() - interval '1 year', now() - n * interval '1 minute' FROM grown;
    INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at)
    SELECT 'test', id, who, now() FROM grown CROSS JOIN LATERAL (VALUES (one), (other)) w(who);
    INSERT INTO natter.member_state (tenant_id, user_id, conversation_id, read_seq, delivered_seq)
    SELECT 'test', who, id, messages - CASE WHEN n <= 20 THEN 5 ELSE 0 END, messages
    FROM grown CROSS JOIN LATERAL (VALUES (one), (other)) w(who);
    UPDATE natter.member_state s SET blocks_other = s.user_id <> 'grown-0', blocked_by_other = s.user_id = 'grown-0'
    FROM grown WHERE grown.n = 3 AND s.conversation_id = grown.id;
    INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, body_hash, change_seq, sent_at,
      retention_expires_at)
    SELECT 'test', g.id, s, gen_random_uuid(), CASE WHEN s % 2 = 0 THEN g.one ELSE g.other END, gen_random_uuid(), 'text',
      'message ' || s || ' of conversation ' || g.n || repeat(' and some more words', 4), '\\x00', s, now() - interval '1 day', 'infinity'
    FROM grown g CROSS JOIN LATERAL generate_series(1, g.messages) s;`);
  const { rows } = await admin.query<{ id: string; blocked: string; messages: number }>(
    'SELECT (SELECT id FROM grown WHERE n = 1) AS id, (SELECT id FROM grown WHERE n = 3) AS blocked, sum(messages)::int AS messages FROM grown',
  );
  await admin.query('DROP TABLE grown');
  const { id = '', blocked = '', messages = 0 } = rows[0] ?? {};
  return { me: 'grown-0', longConversation: id, longest: size.longest, blockedConversation: blocked, messages };
}

/** Rows of one table that a statement looked at, by walking through it and by an index. */
export interface TableReads {
  readonly walked: number;
  readonly fetched: number;
}

/**
 * Runs a statement in a transaction that is undone and answers what it read of each table of ours, inside functions too. This
 * is what really ran, not what EXPLAIN of a copy of the query promises.
 */
export async function countReads(
  client: pg.Client,
  sql: string,
  values: readonly unknown[],
): Promise<Readonly<Record<string, TableReads>>> {
  // Counts of the session so far that PostgreSQL has not passed on yet are in there, too: the difference is this statement's.
  const counted = async (): Promise<Map<string, TableReads>> => {
    const { rows } = await client.query<{ table: string; walked: number; fetched: number }>(
      `SELECT relname AS table, seq_tup_read::int AS walked, coalesce(idx_tup_fetch, 0)::int AS fetched
       FROM pg_stat_xact_user_tables WHERE schemaname = 'natter'`,
    );
    return new Map(rows.map(({ table, walked, fetched }) => [table, { walked, fetched }]));
  };
  await client.query('BEGIN');
  try {
    const before = await counted();
    await client.query(sql, [...values]);
    const after = [...(await counted())].map(([table, { walked, fetched }]) => {
      const known = before.get(table);
      return [table, { walked: walked - (known?.walked ?? 0), fetched: fetched - (known?.fetched ?? 0) }] as const;
    });
    return Object.fromEntries(after);
  } finally {
    await client.query('ROLLBACK');
  }
}

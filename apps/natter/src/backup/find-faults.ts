import type pg from 'pg';

/** Conversations that do not hold what their counters say: `seq` is 1, 2, 3 … and a purge counts what it takes. */
const TORN = `
  SELECT count(*)::int AS torn, min(c.id::text) AS example
  FROM natter.conversations c
  LEFT JOIN (SELECT m.conversation_id AS id, count(*) AS kept, max(m.seq) AS newest FROM natter.direct_messages m GROUP BY 1) m
    ON m.id = c.id
  WHERE coalesce(m.kept, 0) <> c.last_seq - c.purged_count OR coalesce(m.newest, 0) > c.last_seq`;

/**
 * What is wrong with a database that no constraint would say, in sentences; empty: nothing. A backup of such a database is as
 * true a copy as any other, and somebody should know. As the owner; changes nothing.
 */
export async function findFaults(client: pg.ClientBase): Promise<readonly string[]> {
  const { rows } = await client.query<{ torn: number; example: string | null }>(TORN);
  const { torn = 0, example } = rows[0] ?? {};
  return torn === 0 ? [] : [`${torn} conversations do not hold the messages that their counters say (${example})`];
}

/** The floor's two tables: one copy of a message, a counter under a row lock, a key per send. No people, no policies. */
export const FLOOR_SCHEMA = `
  CREATE SCHEMA floor;
  CREATE TABLE floor.conversations (id uuid PRIMARY KEY, last_seq bigint NOT NULL DEFAULT 0, at timestamptz) WITH (fillfactor = 70);
  CREATE TABLE floor.messages (
    conversation_id uuid NOT NULL, seq bigint NOT NULL, id uuid NOT NULL, sender text NOT NULL, client_id uuid NOT NULL,
    body text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (conversation_id, seq), UNIQUE (sender, client_id));`;

/** A batch in one statement: lock in id order, number, insert, answer. */
export const FLOOR_BATCH = `
  WITH i AS (SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::uuid[], $5::text[]) WITH ORDINALITY i(c, s, k, id, b, ord)),
    l AS (SELECT c.id FROM floor.conversations c WHERE c.id = ANY ($1) ORDER BY c.id FOR NO KEY UPDATE),
    p AS (SELECT i.*, row_number() OVER (PARTITION BY c ORDER BY ord) AS place FROM i),
    u AS (
      UPDATE floor.conversations c SET last_seq = last_seq + n.total, at = clock_timestamp()
      FROM (SELECT c, max(place) AS total FROM p GROUP BY c) n
      WHERE c.id = n.c AND c.id IN (SELECT id FROM l) RETURNING c.id, last_seq - n.total AS base)
  INSERT INTO floor.messages (conversation_id, seq, id, sender, client_id, body)
  SELECT p.c, u.base + p.place, p.id, p.s, p.k, p.b FROM p JOIN u ON u.id = p.c
  ON CONFLICT DO NOTHING RETURNING id, seq, at`;

/** The same as one transaction a send, for pgbench: what the floor must beat to be one. */
export const FLOOR_SINGLE = `
  \\set c random(1, 250)
  WITH u AS (
    UPDATE floor.conversations SET last_seq = last_seq + 1, at = clock_timestamp()
    WHERE id = ('00000000-0000-0000-0000-' || lpad(:c::text, 12, '0'))::uuid RETURNING id, last_seq)
  INSERT INTO floor.messages (conversation_id, seq, id, sender, client_id, body)
  SELECT id, last_seq, gen_random_uuid(), 'u', gen_random_uuid(), 'The quick brown fox jumps over the lazy dog, twice on Sundays.' FROM u;`;

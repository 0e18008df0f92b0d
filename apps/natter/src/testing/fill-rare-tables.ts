import { withClient } from '@natter/testkit';

/**
 * A row in every table that a little talk leaves empty, so that a backup that forgot one is seen. A table that is new here needs a
 * line: the test that uses it says so.
 */
const ROWS: readonly string[] = [
  "club_memberships (tenant_id, user_id, club_id, store_id, created_at) VALUES ('test', 'p1', 'club\t1', 'test', now())",
  `tier_changes (tenant_id, user_id, from_tier, to_tier, from_days, to_days, from_basis, to_basis, grace_days, at)
   VALUES ('test', 'p1', 'free', 'privileged', 0, 0, 'sender', 'sender', 30, now()),
     ('test', 'p2', 'gold', 'free', 0, 0, 'sender', 'longest_participant', 30, now())`,
  `deleted_content (tenant_id, conversation_id, seq, content, deleted_by, deleted_at)
   SELECT 'test', m.conversation_id, m.seq, 'gone \\ for\neveryone', 'p1', now() FROM natter.direct_messages m LIMIT 1`,
  `spent_keys (tenant_id, sender_id, client_id, message_id, conversation_id, seq, type, sent_at, expired_at, purged_at, purge_after_days)
   SELECT 'test', 'p1', gen_random_uuid(), gen_random_uuid(), c.id, 1, 'text', now(), now(), now(), 7
   FROM natter.conversations c LIMIT 1`,
  `message_edits (tenant_id, conversation_id, seq, version, content, mentions, at, is_void)
   SELECT 'test', m.conversation_id, m.seq, 2, 'another\ttext', '[]', now(), true FROM natter.direct_messages m LIMIT 1`,
  `message_reactions (tenant_id, conversation_id, seq, user_id, emoji, reacted_at)
   SELECT 'test', m.conversation_id, m.seq, 'p1', '👍🏽', now() FROM natter.direct_messages m LIMIT 1`,
  `poll_votes (tenant_id, conversation_id, seq, user_id, option_id, voted_at, is_anonymous)
   SELECT 'test', m.conversation_id, m.seq, 'p1', 12, now(), true FROM natter.direct_messages m LIMIT 1`,
  `starred_messages (tenant_id, user_id, conversation_id, seq, starred_at)
   SELECT 'test', m.sender_id, m.conversation_id, m.seq, now() FROM natter.direct_messages m LIMIT 1`,
  `forwarded_messages (tenant_id, conversation_id, seq, origin_id)
   SELECT 'test', m.conversation_id, m.seq, gen_random_uuid() FROM natter.direct_messages m LIMIT 1`,
  "forwards (tenant_id, origin_id, user_id, count) VALUES ('test', gen_random_uuid(), 'p1', 5)",
  `scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, mentions, send_at, version, refusal, created_at, updated_at)
   SELECT 'test', gen_random_uuid(), s.user_id, s.conversation_id, gen_random_uuid(), E'later \\N\n\tand more', '[]', now() + n * interval '1 day', n,
     CASE WHEN n = 2 THEN 'blocked' END, now(), now() FROM natter.member_state s CROSS JOIN generate_series(1, 2) n LIMIT 2`,
  "legal_holds (tenant_id, user_id, reason, placed_by, placed_at) VALUES ('test', 'p1', 'a case', 'ops', now())",
  "job_runs (tenant_id, job, clock_at, outcome, note) VALUES ('test', 'cleanup', now(), 'refused', 'the clock went back')",
  "blocks (tenant_id, blocker_id, blocked_id, created_at) VALUES ('test', 'p11', 'p5', now())",
  `reports (tenant_id, message_id, conversation_id, seq, reporter_id, author_id, reason, note, content, sent_at, created_at)
   SELECT 'test', m.id, m.conversation_id, m.seq, 'p3', m.sender_id, 'spam', NULL, m.content, m.sent_at, now() FROM natter.direct_messages m LIMIT 1`,
  "moderation_actions (tenant_id, at, by_id, action, person_id) VALUES ('test', now(), 'p1', 'dismissed', 'p2')",
  "filter_words (tenant_id, word, action) VALUES ('test', 'naïve \"word\"', 'report')",
  `backups (tenant_id, made_at, size_bytes, row_count, sha256) VALUES ('test', now(), 1, 1, repeat('0f', 32))`,
];

export async function fillRareTables(superuserUrl: string): Promise<void> {
  await withClient(superuserUrl, async (client) => {
    for (const row of ROWS) await client.query(`INSERT INTO natter.${row}`);
    // What only time would bring about.
    await client.query(
      "UPDATE natter.member_state SET hidden = '{[1,3),[5,6)}', blocks_other = true WHERE user_id = 'p11'",
    );
    await client.query('UPDATE natter.conversations SET disappear_after = 3600');
    await client.query(
      "UPDATE natter.users SET suspended_until = now() + interval '1 day', roles = '{manager,admin}' WHERE id = 'p11'",
    );
  });
}

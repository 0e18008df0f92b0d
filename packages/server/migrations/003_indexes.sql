-- Step 3 of 5: indexes beside the keys. Each is here for a query named with it.

SET LOCAL ROLE {{owner}};

-- start_group: the group that was made under a key.
CREATE UNIQUE INDEX uq_conversations_client ON natter.conversations (created_by, client_id, tenant_id) WHERE client_id IS NOT NULL;

-- read_changes and read_changed_messages: in one conversation change_seq grows in the order of commits, so what was
-- committed last is at its end.
CREATE INDEX ix_messages_change ON natter.direct_messages (conversation_id, change_seq);

-- soft_delete_expired_messages and set_policy: what falls due next.
CREATE INDEX ix_messages_retention ON natter.direct_messages (retention_expires_at) WHERE retention_expires_at < 'infinity' AND NOT is_deleted;

-- cleanup_expired_messages: what waits for its purge.
CREATE INDEX ix_messages_purge ON natter.direct_messages (retention_expires_at) WHERE is_deleted;

-- vanish_messages: what is to disappear next. No other message is in it.
CREATE INDEX ix_messages_disappearing ON natter.direct_messages (disappears_at) WHERE disappears_at IS NOT NULL AND NOT is_deleted;

-- vanish_messages and cleanup_expired_messages: what was to disappear while it was held.
CREATE INDEX ix_messages_vanished ON natter.direct_messages (disappears_at) WHERE is_deleted AND content IS NOT NULL AND disappears_at IS NOT NULL;

-- forget_purged_traces: whether a copy of a purged message is left.
CREATE INDEX ix_forwarded_messages_origin ON natter.forwarded_messages (origin_id);

-- erase_deleted_content and forget_spent_keys: the oldest first.
CREATE INDEX ix_deleted_content_age ON natter.deleted_content (deleted_at);
CREATE INDEX ix_spent_keys_age ON natter.spent_keys (purged_at);

-- expiry_of and apply_tier_changes: one person's changes, and those still to be carried out.
CREATE INDEX ix_tier_changes_user ON natter.tier_changes (user_id, at);
CREATE INDEX ix_tier_changes_open ON natter.tier_changes (id) WHERE done_at IS NULL;

-- is_held: the few holds that stand.
CREATE INDEX ix_legal_holds_standing ON natter.legal_holds (conversation_id, user_id) WHERE released_at IS NULL;

-- The guard of the jobs: the last run of each.
CREATE INDEX ix_job_runs_last ON natter.job_runs (job, id);

-- read_starred: the last starred one first.
CREATE INDEX ix_starred_messages_last ON natter.starred_messages (user_id, starred_at, conversation_id, seq);

-- send_due: what is due next.
CREATE INDEX ix_scheduled_due ON natter.scheduled_messages (send_at) WHERE refusal IS NULL;

-- apply_block: both directions of a pair.
CREATE INDEX ix_blocks_blocked ON natter.blocks (blocked_id, blocker_id);

-- read_people: pages by name.
CREATE INDEX ix_users_name ON natter.users (lower(display_name) COLLATE "C", id);

-- read_sync: whose name or picture changed.
CREATE INDEX ix_users_changed ON natter.users (changed_xid);

-- start_direct: how many a young account began lately.
CREATE INDEX ix_conversations_creator ON natter.conversations (created_by, created_at);

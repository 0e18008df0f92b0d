-- Step 3 of 5: indexes beside the keys. Each is here for a query named with it.

SET LOCAL ROLE {{owner}};

-- read_changes and read_changed_messages: in one conversation change_seq grows in the order of commits, so what was
-- committed last is at its end.
CREATE INDEX ix_messages_change ON natter.direct_messages (conversation_id, change_seq);

-- Retention: what falls due next.
CREATE INDEX ix_messages_retention ON natter.direct_messages (retention_expires_at) WHERE retention_expires_at IS NOT NULL;

-- read_people: pages by name.
CREATE INDEX ix_users_name ON natter.users (lower(display_name) COLLATE "C", id);

-- read_sync: whose name or picture changed.
CREATE INDEX ix_users_changed ON natter.users (changed_xid);

-- start_direct: how many a young account began lately.
CREATE INDEX ix_conversations_creator ON natter.conversations (created_by, created_at);

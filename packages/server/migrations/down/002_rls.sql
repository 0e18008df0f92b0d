-- Takes step 2 (rls) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP POLICY blocks_select ON natter.blocks;
DROP POLICY participants_select ON natter.conversation_participants;
DROP POLICY conversations_select ON natter.conversations;
DROP POLICY messages_select ON natter.direct_messages;
DROP POLICY entitlements_select ON natter.entitlements;
DROP POLICY mark_advances_select ON natter.mark_advances;
DROP POLICY member_state_select ON natter.member_state;
DROP POLICY message_edits_select ON natter.message_edits;
DROP POLICY message_reactions_select ON natter.message_reactions;
DROP POLICY policy_select ON natter.policy;
DROP POLICY poll_votes_select ON natter.poll_votes;
DROP POLICY scheduled_messages_select ON natter.scheduled_messages;
DROP POLICY starred_messages_select ON natter.starred_messages;
DROP POLICY user_settings_select ON natter.user_settings;
DROP POLICY users_select ON natter.users;
DROP FUNCTION
  natter.current_tenant(),
  natter.current_user_id(),
  natter.is_store_member(text, text, text[]),
  natter.names_this_store(jsonb),
  natter.now(),
  natter.takes_part(text);
ALTER TABLE natter.blocks DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.club_memberships DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.conversation_participants DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.conversations DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.deleted_content DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.deployment DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.direct_messages DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.entitlements DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.forwarded_messages DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.forwards DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.job_runs DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.legal_holds DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.mark_advances DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.member_state DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.message_edits DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.message_reactions DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.policy DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.poll_votes DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.scheduled_messages DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.schema_migrations DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.spent_keys DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.starred_messages DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.tier_changes DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.user_settings DISABLE ROW LEVEL SECURITY;
ALTER TABLE natter.users DISABLE ROW LEVEL SECURITY;
REVOKE SELECT (changed_xid, conversation_id, delivered_seq, joined_at, joined_seq, last_read_at, left_at, read_seq, receipts_hidden, role, tenant_id, user_id) ON natter.conversation_participants FROM {{app}};
REVOKE SELECT (change_seq, changed_xid, created_at, created_by, disappear_after, expired_seq, id, last_seq, name, tenant_id, type, updated_at, who_adds, who_sends) ON natter.conversations FROM {{app}};
REVOKE SELECT (change_seq, changed_xid, client_id, content, conversation_id, created_xid, deleted_at, id, is_deleted, mentions, metadata, reactions, reply_to_id, reply_to_sender, reply_to_seq, retention_expires_at, sender_id, sent_at, seq, tenant_id, type, version) ON natter.direct_messages FROM {{app}};
REVOKE SELECT (blocks_other, changed_xid, cleared_at, cleared_seq, conversation_id, delivered_seq, draft, draft_at, draft_reply_to, hidden, history_from, is_archived, is_pinned, left_at, marked_unread, muted_until, own_activity_at, read_seq, scheduled_count, tenant_id, unread_from, user_id) ON natter.member_state FROM {{app}};
REVOKE SELECT (at, content, conversation_id, mentions, seq, tenant_id, version) ON natter.message_edits FROM {{app}};
REVOKE SELECT (conversation_id, emoji, reacted_at, seq, tenant_id, user_id) ON natter.message_reactions FROM {{app}};
REVOKE SELECT (features, free_days, id, max_message_length, privileged_days, privileged_plus_days, purge_after_days, requires_membership, retention_basis, retention_grace_days, sending_roles, sending_tiers, shortest_days, updated_at) ON natter.policy FROM {{app}};
REVOKE SELECT (conversation_id, option_id, seq, tenant_id, user_id, voted_at) ON natter.poll_votes FROM {{app}};
REVOKE SELECT (avatar_url, display_name, id, is_member, office, tenant_id) ON natter.users FROM {{app}};
REVOKE SELECT ON natter.blocks FROM {{app}};
REVOKE SELECT ON natter.entitlements FROM {{app}};
REVOKE SELECT ON natter.mark_advances FROM {{app}};
REVOKE SELECT ON natter.scheduled_messages FROM {{app}};
REVOKE SELECT ON natter.starred_messages FROM {{app}};
REVOKE SELECT ON natter.user_settings FROM {{app}};
REVOKE USAGE ON SCHEMA natter FROM {{app}};
DO $there$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'authenticated') THEN
    REVOKE SELECT (conversation_id, delivered_seq, joined_at, joined_seq, last_read_at, left_at, role, tenant_id, user_id) ON natter.conversation_participants FROM authenticated;
    REVOKE SELECT (change_seq, created_at, created_by, disappear_after, expired_seq, id, last_seq, name, tenant_id, type, who_adds, who_sends) ON natter.conversations FROM authenticated;
    REVOKE SELECT (change_seq, client_id, content, conversation_id, deleted_at, id, is_deleted, mentions, reply_to_id, reply_to_sender, reply_to_seq, retention_expires_at, sender_id, sent_at, seq, tenant_id, type, version) ON natter.direct_messages FROM authenticated;
    REVOKE SELECT (blocks_other, cleared_at, cleared_seq, conversation_id, delivered_seq, draft, draft_at, draft_reply_to, hidden, history_from, is_archived, is_pinned, left_at, marked_unread, muted_until, read_seq, scheduled_count, tenant_id, unread_from, user_id) ON natter.member_state FROM authenticated;
    REVOKE SELECT (at, content, conversation_id, mentions, seq, tenant_id, version) ON natter.message_edits FROM authenticated;
    REVOKE SELECT (conversation_id, emoji, reacted_at, seq, tenant_id, user_id) ON natter.message_reactions FROM authenticated;
    REVOKE SELECT (features, free_days, id, max_message_length, privileged_days, privileged_plus_days, purge_after_days, requires_membership, retention_basis, retention_grace_days) ON natter.policy FROM authenticated;
    REVOKE SELECT (conversation_id, option_id, seq, tenant_id, user_id, voted_at) ON natter.poll_votes FROM authenticated;
    REVOKE SELECT (avatar_url, display_name, id, is_member, office, tenant_id) ON natter.users FROM authenticated;
    REVOKE SELECT ON natter.blocks FROM authenticated;
    REVOKE SELECT ON natter.entitlements FROM authenticated;
    REVOKE SELECT ON natter.scheduled_messages FROM authenticated;
    REVOKE SELECT ON natter.starred_messages FROM authenticated;
    REVOKE SELECT ON natter.user_settings FROM authenticated;
    REVOKE USAGE ON SCHEMA natter FROM authenticated;
  END IF;
END
$there$;

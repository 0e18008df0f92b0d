-- Step 2 of 5: who may see what. Row-level security is enabled and never forced: the owner's functions, which check for
-- themselves, must see everything. Nobody but the owner may write anything.

SET LOCAL ROLE {{owner}};

CREATE FUNCTION natter.current_tenant() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN (SELECT d.tenant_id FROM natter.deployment d); END $$;

-- Who belongs to the store: members of one of its clubs, and its staff. The one place that decides it (WALL-1); users.is_member
-- is its answer, renewed by triggers whenever what it looks at changes.
CREATE FUNCTION natter.is_store_member(p_tenant text, p_user text, p_roles text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT p.requires_membership OR p_roles && ARRAY['manager', 'owner', 'admin', 'moderator'] OR EXISTS (
    SELECT 1 FROM natter.club_memberships m WHERE m.user_id = p_user AND m.tenant_id = p_tenant AND m.store_id = p_tenant)
  FROM natter.policy p
$$;

-- Whether this person takes part here. Somebody never seen before does where no membership is asked for, and sees nothing.
-- Whoever is not the server can ask for nobody but themselves.
CREATE FUNCTION natter.takes_part(p_user text) RETURNS boolean
LANGUAGE plpgsql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (session_user = {{app_literal}} OR p_user = coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
      nullif(current_setting('request.jwt.claims', true), '')::jsonb->>'sub'))
    AND coalesce((SELECT u.is_member FROM natter.users u WHERE u.id = p_user AND u.tenant_id = natter.current_tenant()),
      (SELECT NOT p.requires_membership FROM natter.policy p), false);
END
$$;

-- A store that Supabase's token names must be this one, wherever it is named (AUTH-5).
CREATE FUNCTION natter.names_this_store(p_claims jsonb) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT EXISTS (
    SELECT 1 FROM (VALUES (p_claims), (p_claims->'app_metadata')) place(claims)
    CROSS JOIN (VALUES ('store_id'), ('tenant')) name(claim)
    WHERE jsonb_typeof(place.claims) = 'object' AND coalesce(place.claims->name.claim, 'null') <> 'null'
      AND place.claims->name.claim IS DISTINCT FROM to_jsonb(natter.current_tenant()))
$$;

-- The person on whose behalf this statement runs, or null. For the server's login it is the transaction's own claim, set in
-- the same round trip by read_as, which has asked whether they take part; for everybody else it is what Supabase says, the claim
-- counts for nothing (AUTHZ-2), and who does not belong to this store is nobody (WALL-2).
CREATE FUNCTION natter.current_user_id() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  person text;
  claims jsonb;
BEGIN
  IF session_user = {{app_literal}} THEN
    RETURN nullif(current_setting('natter.user_id', true), '');
  END IF;
  IF to_regprocedure('auth.uid()') IS NULL THEN
    RETURN NULL;
  END IF;
  EXECUTE 'SELECT auth.uid()::text' INTO person;
  IF to_regprocedure('auth.jwt()') IS NOT NULL THEN
    EXECUTE 'SELECT auth.jwt()' INTO claims;
  END IF;
  IF person IS NULL OR NOT natter.takes_part(person) OR NOT natter.names_this_store(claims) THEN
    RETURN NULL;
  END IF;
  RETURN person;
END
$$;

-- The one clock of the messaging data: milliseconds, so that nothing is lost on its way to a client and back. It reads no
-- setting; tests replace it, as owner, in databases of their own.
CREATE FUNCTION natter.now() RETURNS timestamptz
LANGUAGE plpgsql VOLATILE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN date_trunc('milliseconds', clock_timestamp()); END $$;

ALTER TABLE natter.schema_migrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.deployment ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.policy ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.entitlements ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.club_memberships ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.tier_changes ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.user_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.conversation_participants ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.member_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.mark_advances ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.direct_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.message_edits ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.message_reactions ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.poll_votes ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.starred_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.forwarded_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.forwards ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.scheduled_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.deleted_content ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.spent_keys ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.legal_holds ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.job_runs ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.blocks ENABLE ROW LEVEL SECURITY;

-- The rules are no secret.
CREATE POLICY policy_select ON natter.policy FOR SELECT TO {{app}} USING (true);
CREATE POLICY entitlements_select ON natter.entitlements FOR SELECT TO {{app}} USING (true);

-- People of the store, to people of the store, and whoever has left it to those who have a conversation with them; columns by
-- grant: id, name, picture, office.
CREATE POLICY users_select ON natter.users FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND (SELECT natter.current_user_id()) IS NOT NULL
    AND (is_member OR EXISTS (
      SELECT 1 FROM natter.member_state mine
      JOIN natter.conversation_participants theirs ON theirs.conversation_id = mine.conversation_id
      WHERE mine.user_id = (SELECT natter.current_user_id()) AND mine.left_at IS NULL AND theirs.user_id = users.id OFFSET 0)));

-- Whom I blocked; never who blocked me.
CREATE POLICY blocks_select ON natter.blocks FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND blocker_id = (SELECT natter.current_user_id()));

CREATE POLICY user_settings_select ON natter.user_settings FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND user_id = (SELECT natter.current_user_id()));

-- "Mine": the ground on which the other policies stand. It asks no other table, so nothing recurses.
CREATE POLICY member_state_select ON natter.member_state FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND user_id = (SELECT natter.current_user_id()));

-- OFFSET 0 keeps the planner from reading all of a person's memberships into a hash to look at one conversation: the row is
-- looked up by its key, each time.
CREATE POLICY conversations_select ON natter.conversations FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND EXISTS (
    SELECT 1 FROM natter.member_state mine
    WHERE mine.user_id = (SELECT natter.current_user_id())
      AND mine.conversation_id = conversations.id
      AND mine.left_at IS NULL OFFSET 0));

-- Those who are in it now: who was before one came is not for everybody to know (GROUP-4).
CREATE POLICY participants_select ON natter.conversation_participants FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND conversation_participants.left_at IS NULL AND EXISTS (
    SELECT 1 FROM natter.member_state mine
    WHERE mine.user_id = (SELECT natter.current_user_id())
      AND mine.conversation_id = conversation_participants.conversation_id
      AND mine.left_at IS NULL OFFSET 0));

CREATE POLICY mark_advances_select ON natter.mark_advances FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND EXISTS (
    SELECT 1 FROM natter.member_state mine
    WHERE mine.user_id = (SELECT natter.current_user_id())
      AND mine.conversation_id = mark_advances.conversation_id
      AND mine.left_at IS NULL OFFSET 0));

-- From the member's first seq on, not what they cleared or deleted for themselves, and nothing past its time, whether or not a
-- job has run (RET-1). What a job has soft deleted stays hidden even if the clock goes back. What is void is its author's alone.
CREATE POLICY messages_select ON natter.direct_messages FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant())
    AND retention_expires_at > (SELECT natter.now())
    AND (NOT is_deleted OR deleted_at < retention_expires_at)
    AND (NOT is_void OR coalesce(sender_id, metadata->>'userId') = (SELECT natter.current_user_id()))
    AND EXISTS (
      SELECT 1 FROM natter.member_state mine
      WHERE mine.user_id = (SELECT natter.current_user_id())
        AND mine.conversation_id = direct_messages.conversation_id
        AND mine.left_at IS NULL
        AND direct_messages.seq >= mine.history_from
        AND direct_messages.seq > mine.cleared_seq
        AND NOT mine.hidden @> direct_messages.seq));

-- What hangs on a message is for those who see the message; what was void when it was made, for whoever made it.
CREATE POLICY message_edits_select ON natter.message_edits FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND EXISTS (
    SELECT 1 FROM natter.direct_messages m
    WHERE m.conversation_id = message_edits.conversation_id AND m.seq = message_edits.seq AND NOT m.is_deleted
      AND (NOT message_edits.is_void OR m.sender_id = (SELECT natter.current_user_id()))));

CREATE POLICY message_reactions_select ON natter.message_reactions FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant())
    AND (NOT is_void OR user_id = (SELECT natter.current_user_id()))
    AND EXISTS (SELECT 1 FROM natter.direct_messages m
      WHERE m.conversation_id = message_reactions.conversation_id AND m.seq = message_reactions.seq AND NOT m.is_deleted));

-- Of an anonymous poll everybody sees their own vote alone.
CREATE POLICY poll_votes_select ON natter.poll_votes FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant())
    AND (NOT is_anonymous AND NOT is_void OR user_id = (SELECT natter.current_user_id()))
    AND EXISTS (SELECT 1 FROM natter.direct_messages m
      WHERE m.conversation_id = poll_votes.conversation_id AND m.seq = poll_votes.seq AND NOT m.is_deleted));

CREATE POLICY starred_messages_select ON natter.starred_messages FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND user_id = (SELECT natter.current_user_id()));

CREATE POLICY scheduled_messages_select ON natter.scheduled_messages FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND user_id = (SELECT natter.current_user_id()));

REVOKE ALL ON SCHEMA natter FROM PUBLIC;
GRANT USAGE ON SCHEMA natter TO {{app}};
-- Not the word filter's patterns: whoever knows the words writes around them.
GRANT SELECT (id, requires_membership, features, free_days, privileged_days, privileged_plus_days, shortest_days, retention_basis,
    retention_grace_days, purge_after_days, max_message_length, sending_tiers, sending_roles, updated_at)
  ON natter.policy TO {{app}};
GRANT SELECT ON natter.entitlements, natter.blocks TO {{app}};
GRANT SELECT (tenant_id, id, display_name, avatar_url, office, is_member) ON natter.users TO {{app}};
GRANT SELECT ON natter.user_settings TO {{app}};
-- Not blocked_by_other: being blocked must not be seen (BLOCK-1).
GRANT SELECT (tenant_id, user_id, conversation_id, history_from, left_at, delivered_seq, read_seq, is_pinned, is_archived, muted_until,
    marked_unread, unread_from, scheduled_count, cleared_seq, cleared_at, hidden, blocks_other, own_activity_at, draft, draft_reply_to, draft_at, changed_xid)
  ON natter.member_state TO {{app}};
GRANT SELECT (tenant_id, id, type, name, who_sends, who_adds, created_by, last_seq, change_seq, expired_seq, disappear_after, created_at, updated_at, changed_xid)
  ON natter.conversations TO {{app}};
GRANT SELECT (tenant_id, conversation_id, user_id, role, joined_at, joined_seq, left_at, delivered_seq, read_seq, last_read_at, receipts_hidden, changed_xid)
  ON natter.conversation_participants TO {{app}};
GRANT SELECT ON natter.mark_advances, natter.starred_messages, natter.scheduled_messages TO {{app}};
-- Not is_void, which would tell a block.
GRANT SELECT (tenant_id, conversation_id, seq, version, content, mentions, at) ON natter.message_edits TO {{app}};
GRANT SELECT (tenant_id, conversation_id, seq, user_id, emoji, reacted_at) ON natter.message_reactions TO {{app}};
GRANT SELECT (tenant_id, conversation_id, seq, user_id, option_id, voted_at) ON natter.poll_votes TO {{app}};
GRANT SELECT (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, metadata, mentions, reactions, reply_to_seq,
    reply_to_id, reply_to_sender, change_seq,
    version, sent_at, is_deleted, deleted_at, retention_expires_at, created_xid, changed_xid)
  ON natter.direct_messages TO {{app}};
GRANT EXECUTE ON FUNCTION natter.current_user_id(), natter.current_tenant(), natter.now(), natter.takes_part(text),
  natter.names_this_store(jsonb) TO {{app}};

-- On Supabase, members read directly under the same policies; they write only through the server.
DO $supabase$
DECLARE
  policy record;
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = 'authenticated') THEN
    RETURN;
  END IF;
  FOR policy IN SELECT tablename, policyname FROM pg_catalog.pg_policies WHERE schemaname = 'natter' LOOP
    EXECUTE format('ALTER POLICY %I ON natter.%I TO %I, authenticated', policy.policyname, policy.tablename, {{app_literal}});
  END LOOP;
  GRANT USAGE ON SCHEMA natter TO authenticated;
  GRANT SELECT (id, requires_membership, features, free_days, privileged_days, privileged_plus_days, retention_basis,
      retention_grace_days, purge_after_days, max_message_length)
    ON natter.policy TO authenticated;
  GRANT SELECT ON natter.entitlements, natter.blocks TO authenticated;
  GRANT SELECT (tenant_id, id, display_name, avatar_url, office, is_member) ON natter.users TO authenticated;
  GRANT SELECT ON natter.user_settings TO authenticated;
  -- Nor own_activity_at, which moves only when one is blocked.
  GRANT SELECT (tenant_id, user_id, conversation_id, history_from, left_at, delivered_seq, read_seq, is_pinned, is_archived,
      muted_until, marked_unread, unread_from, scheduled_count, cleared_seq, cleared_at, hidden, blocks_other, draft, draft_reply_to, draft_at)
    ON natter.member_state TO authenticated;
  -- Nor updated_at, which stands still when one is blocked: the newest message's sent_at says when something last happened.
  GRANT SELECT (tenant_id, id, type, name, who_sends, who_adds, created_by, last_seq, change_seq, expired_seq, disappear_after, created_at)
    ON natter.conversations TO authenticated;
  GRANT SELECT (tenant_id, conversation_id, user_id, role, joined_at, joined_seq, left_at, delivered_seq, last_read_at)
    ON natter.conversation_participants TO authenticated;
  -- Nor the counts of reactions and votes (metadata has those), in which one's own is missing when one is blocked.
  GRANT SELECT (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, mentions, reply_to_seq, reply_to_id,
      reply_to_sender, change_seq, version, sent_at, is_deleted, deleted_at, retention_expires_at)
    ON natter.direct_messages TO authenticated;
  GRANT SELECT ON natter.starred_messages, natter.scheduled_messages TO authenticated;
  GRANT SELECT (tenant_id, conversation_id, seq, version, content, mentions, at) ON natter.message_edits TO authenticated;
  GRANT SELECT (tenant_id, conversation_id, seq, user_id, emoji, reacted_at) ON natter.message_reactions TO authenticated;
  GRANT SELECT (tenant_id, conversation_id, seq, user_id, option_id, voted_at) ON natter.poll_votes TO authenticated;
  GRANT EXECUTE ON FUNCTION natter.current_user_id(), natter.current_tenant(), natter.now(), natter.takes_part(text),
    natter.names_this_store(jsonb) TO authenticated;
END
$supabase$;

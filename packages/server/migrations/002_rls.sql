-- Step 2 of 5: who may see what. Row-level security is enabled and never forced: the owner's functions, which check for
-- themselves, must see everything. Nobody but the owner may write anything.

SET LOCAL ROLE {{owner}};

-- The person on whose behalf this statement runs, or null. For the server's login it is the transaction's own claim, set in
-- the same round trip; for everybody else it is what Supabase says, and the claim counts for nothing (AUTHZ-2).
CREATE FUNCTION natter.current_user_id() RETURNS text
LANGUAGE plpgsql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  person text;
BEGIN
  IF session_user = {{app_literal}} THEN
    RETURN nullif(current_setting('natter.user_id', true), '');
  END IF;
  IF to_regprocedure('auth.uid()') IS NULL THEN
    RETURN NULL;
  END IF;
  EXECUTE 'SELECT auth.uid()::text' INTO person;
  RETURN person;
END
$$;

CREATE FUNCTION natter.current_tenant() RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ SELECT d.tenant_id FROM natter.deployment d $$;

-- The one clock of the messaging data: milliseconds, so that nothing is lost on its way to a client and back. It reads no
-- setting; tests replace it, as owner, in databases of their own.
CREATE FUNCTION natter.now() RETURNS timestamptz
LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT date_trunc('milliseconds', clock_timestamp()) $$;

ALTER TABLE natter.schema_migrations ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.deployment ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.users ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.user_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.conversations ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.conversation_participants ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.member_state ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.mark_advances ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.direct_messages ENABLE ROW LEVEL SECURITY;

-- People of this deployment, to people of this deployment; columns by grant: id, name, picture.
CREATE POLICY users_select ON natter.users FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND (SELECT natter.current_user_id()) IS NOT NULL);

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

CREATE POLICY participants_select ON natter.conversation_participants FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant()) AND EXISTS (
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

-- From the member's first seq on, not what they cleared, and nothing past its time, whether or not a job has run (RET-1).
CREATE POLICY messages_select ON natter.direct_messages FOR SELECT TO {{app}}
  USING (tenant_id = (SELECT natter.current_tenant())
    AND (retention_expires_at IS NULL OR retention_expires_at > (SELECT natter.now()))
    AND EXISTS (
      SELECT 1 FROM natter.member_state mine
      WHERE mine.user_id = (SELECT natter.current_user_id())
        AND mine.conversation_id = direct_messages.conversation_id
        AND mine.left_at IS NULL
        AND direct_messages.seq >= mine.history_from
        AND direct_messages.seq > mine.cleared_seq));

REVOKE ALL ON SCHEMA natter FROM PUBLIC;
GRANT USAGE ON SCHEMA natter TO {{app}};
GRANT SELECT (tenant_id, id, display_name, avatar_url) ON natter.users TO {{app}};
GRANT SELECT ON natter.user_settings, natter.member_state TO {{app}};
GRANT SELECT (tenant_id, id, type, name, created_by, last_seq, change_seq, created_at, updated_at, changed_xid)
  ON natter.conversations TO {{app}};
GRANT SELECT (tenant_id, conversation_id, user_id, role, joined_at, left_at, delivered_seq, read_seq, last_read_at, receipts_hidden, changed_xid)
  ON natter.conversation_participants TO {{app}};
GRANT SELECT ON natter.mark_advances TO {{app}};
GRANT SELECT (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, metadata, mentions, reply_to_seq,
    reply_to_id, reply_to_sender, change_seq,
    version, sent_at, edited_at, is_deleted, deleted_at, retention_expires_at, created_xid, changed_xid)
  ON natter.direct_messages TO {{app}};
GRANT EXECUTE ON FUNCTION natter.current_user_id(), natter.current_tenant(), natter.now() TO {{app}};

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
  GRANT SELECT (tenant_id, id, display_name, avatar_url) ON natter.users TO authenticated;
  GRANT SELECT ON natter.user_settings, natter.member_state TO authenticated;
  GRANT SELECT (tenant_id, id, type, name, created_by, last_seq, change_seq, created_at, updated_at)
    ON natter.conversations TO authenticated;
  GRANT SELECT (tenant_id, conversation_id, user_id, role, joined_at, left_at, delivered_seq, last_read_at)
    ON natter.conversation_participants TO authenticated;
  GRANT SELECT (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, metadata, mentions, reply_to_seq,
    reply_to_id, reply_to_sender, change_seq,
      version, sent_at, edited_at, is_deleted, deleted_at, retention_expires_at)
    ON natter.direct_messages TO authenticated;
  GRANT EXECUTE ON FUNCTION natter.current_user_id(), natter.current_tenant(), natter.now() TO authenticated;
END
$supabase$;

-- Step 4 of 5: all that the server may do. Functions that write belong to {{owner}}, run as {{owner}} and check for themselves;
-- functions that read run as the caller, under the policies, after saying for whom. Sends lock conversations in id order; marks
-- lock member_state in (conversation, user) order and never a conversation. Readers go by index whatever the statistics say:
-- before there are any, or where a limit is a parameter, the planner would fetch a whole conversation and sort it (10,000 rows for
-- a page of 50), or walk through all people for each row of an inbox.

SET LOCAL ROLE {{owner}};

-- A message as its reader may see it.
CREATE TYPE natter.message_view AS (
  id uuid, conversation_id uuid, seq bigint, change_seq bigint, version int, client_id uuid, sender_id text, type text,
  content text, metadata jsonb, mentions jsonb, reply_to_seq bigint, reply_to_id uuid, reply_to_sender text, reply_preview text,
  sent_at timestamptz, edited_at timestamptz, deleted_at timestamptz, expires_at timestamptz
);

-- A conversation as one member sees it.
CREATE TYPE natter.conversation_view AS (
  id uuid, type text, name text, participants json, participant_count int, others_delivered_seq bigint, others_read_seq bigint,
  last_message json, last_seq bigint, change_seq bigint, history_from bigint, read_seq bigint, delivered_seq bigint,
  unread_count int, is_pinned boolean, is_archived boolean, muted_until timestamptz, marked_unread boolean,
  draft text, draft_reply_to uuid, draft_at timestamptz, created_at timestamptz, updated_at timestamptz
);

-- Says for whom the rest of this statement reads. Refuses where policies would not hold: for an owner or a superuser they do
-- not, and an answer without them would be everybody's (AUTHZ-3).
CREATE FUNCTION natter.read_as(p_user text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT row_security_active('natter.direct_messages') THEN
    RAISE EXCEPTION 'row-level security is not active for %', current_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF p_user IS NULL OR p_user = '' THEN
    RAISE EXCEPTION 'no person given' USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM set_config('natter.user_id', p_user, true);
END
$$;

-- Which history of the database this is: the cluster, its timeline, and how often it was restored (EPOCH-1).
CREATE FUNCTION natter.read_epoch() RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
    ltrim(substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), '0'), d.restore_count)
  FROM natter.deployment d
$$;

-- ---------------------------------------------------------------------------------------------------------------- people

CREATE FUNCTION natter.read_me(p_user text)
RETURNS TABLE (user_id text, display_name text, avatar_url text, tier text, roles text[], read_receipts boolean,
  typing_indicators boolean, presence boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id, u.display_name, u.avatar_url, u.tier, u.roles, coalesce(s.read_receipts, true),
    coalesce(s.typing_indicators, true), coalesce(s.presence, true)
  FROM natter.users u LEFT JOIN natter.user_settings s ON s.tenant_id = u.tenant_id AND s.user_id = u.id
  WHERE u.tenant_id = natter.current_tenant() AND u.id = p_user
$$;

-- A valid token of somebody unknown creates that person.
CREATE FUNCTION natter.ensure_person(p_user text, p_name text)
RETURNS TABLE (user_id text, display_name text, avatar_url text, tier text, roles text[], read_receipts boolean,
  typing_indicators boolean, presence boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at)
  VALUES (natter.current_tenant(), p_user, coalesce(nullif(left(p_name, 100), ''), left(p_user, 100)), natter.now(), natter.now())
  ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT * FROM natter.read_me(p_user);
END
$$;

-- The host's people, in bulk: a key left out stays as it was, null clears it. Answers who is new or looks different now.
CREATE FUNCTION natter.upsert_users(p_users jsonb)
RETURNS TABLE (upserted int, affected text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
BEGIN
  -- The last entry of an id wins; in id order, so that two calls cannot block each other.
  RETURN QUERY
  WITH given AS (
    SELECT DISTINCT ON (e.value->>'id') e.value AS v, e.value->>'id' AS id
    FROM jsonb_array_elements(p_users) WITH ORDINALITY e(value, ord)
    ORDER BY e.value->>'id', e.ord DESC
  ), known AS (
    SELECT u.* FROM natter.users u JOIN given g ON u.tenant_id = v_tenant AND u.id = g.id ORDER BY u.id FOR NO KEY UPDATE OF u
  ), put AS (
    INSERT INTO natter.users AS u (tenant_id, id, display_name, avatar_url, tier, roles, locale, time_zone, attributes, created_at, updated_at)
    SELECT v_tenant, g.id,
      coalesce(nullif(g.v->>'displayName', ''), k.display_name, left(g.id, 100)),
      CASE WHEN g.v ? 'avatarUrl' THEN g.v->>'avatarUrl' ELSE k.avatar_url END,
      CASE WHEN g.v ? 'tier' THEN coalesce(g.v->>'tier', 'free') ELSE coalesce(k.tier, 'free') END,
      CASE WHEN jsonb_typeof(g.v->'roles') = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(g.v->'roles'))
           WHEN g.v ? 'roles' THEN '{}' ELSE coalesce(k.roles, '{}') END,
      CASE WHEN g.v ? 'locale' THEN g.v->>'locale' ELSE k.locale END,
      CASE WHEN g.v ? 'timeZone' THEN g.v->>'timeZone' ELSE k.time_zone END,
      CASE WHEN g.v ? 'attributes' THEN coalesce(nullif(g.v->'attributes', 'null'), '{}') ELSE coalesce(k.attributes, '{}') END,
      coalesce((g.v->>'createdAt')::timestamptz, k.created_at, v_now),
      v_now
    FROM given g LEFT JOIN known k ON k.id = g.id
    ORDER BY g.id
    ON CONFLICT ON CONSTRAINT pk_users DO UPDATE SET
      display_name = excluded.display_name, avatar_url = excluded.avatar_url, tier = excluded.tier, roles = excluded.roles,
      locale = excluded.locale, time_zone = excluded.time_zone, attributes = excluded.attributes,
      created_at = excluded.created_at, updated_at = excluded.updated_at,
      changed_xid = CASE WHEN (u.display_name, u.avatar_url) IS DISTINCT FROM (excluded.display_name, excluded.avatar_url)
        THEN pg_current_xact_id() ELSE u.changed_xid END
    RETURNING u.id, u.changed_xid = pg_current_xact_id() AS looks_different
  )
  SELECT count(*)::int, coalesce(array_agg(put.id ORDER BY put.id) FILTER (WHERE looks_different), '{}') FROM put;
END
$$;

CREATE FUNCTION natter.put_settings(p_user text, p_patch jsonb)
RETURNS TABLE (read_receipts boolean, typing_indicators boolean, presence boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_hide boolean;
BEGIN
  -- Waits for conversations that are being started with this person, and they for this (PRIV-4).
  PERFORM 1 FROM natter.users u WHERE u.id = p_user AND u.tenant_id = v_tenant FOR UPDATE;
  INSERT INTO natter.user_settings (tenant_id, user_id) VALUES (v_tenant, p_user) ON CONFLICT DO NOTHING;
  UPDATE natter.user_settings s SET
    read_receipts = coalesce((p_patch->>'readReceipts')::boolean, s.read_receipts),
    typing_indicators = coalesce((p_patch->>'typingIndicators')::boolean, s.typing_indicators),
    presence = coalesce((p_patch->>'presence')::boolean, s.presence)
  WHERE s.tenant_id = v_tenant AND s.user_id = p_user
  RETURNING NOT s.read_receipts INTO v_hide;
  -- What is hidden stays where it was; shown again, it moves with the next advance, so what was read in between stays private.
  UPDATE natter.conversation_participants p SET receipts_hidden = v_hide, changed_xid = pg_current_xact_id()
  WHERE p.tenant_id = v_tenant AND p.user_id = p_user AND p.receipts_hidden <> v_hide
    AND p.conversation_id IN (SELECT m.conversation_id FROM natter.member_state m WHERE m.user_id = p_user);
  RETURN QUERY SELECT s.read_receipts, s.typing_indicators, s.presence FROM natter.user_settings s
    WHERE s.tenant_id = v_tenant AND s.user_id = p_user;
END
$$;

CREATE FUNCTION natter.read_people(p_user text, p_q text, p_after_name text, p_after_id text, p_limit int)
RETURNS TABLE (user_id text, display_name text, avatar_url text, sort_name text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT u.id, u.display_name, u.avatar_url, lower(u.display_name)
  FROM natter.users u
  WHERE u.tenant_id = natter.current_tenant() AND u.id <> p_user
    AND (p_q IS NULL OR strpos(lower(u.display_name), lower(p_q)) > 0)
    AND (p_after_id IS NULL OR (lower(u.display_name) COLLATE "C", u.id) > (p_after_name COLLATE "C", p_after_id))
  ORDER BY lower(u.display_name) COLLATE "C", u.id
  LIMIT p_limit;
END
$$;

-- Presence is for people who share a conversation and show their own.
CREATE FUNCTION natter.read_presence(p_user text, p_ids text[])
RETURNS TABLE (user_id text, last_seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id, u.last_seen_at
  FROM natter.users u LEFT JOIN natter.user_settings s ON s.tenant_id = u.tenant_id AND s.user_id = u.id
  WHERE u.tenant_id = natter.current_tenant() AND u.id = ANY (p_ids) AND u.id <> p_user AND coalesce(s.presence, true)
    AND coalesce((SELECT me.presence FROM natter.user_settings me WHERE me.tenant_id = u.tenant_id AND me.user_id = p_user), true)
    AND EXISTS (
      SELECT 1 FROM natter.member_state mine
      JOIN natter.member_state theirs ON theirs.conversation_id = mine.conversation_id AND theirs.user_id = u.id AND theirs.left_at IS NULL
      JOIN natter.conversations c ON c.id = mine.conversation_id AND c.last_seq > 0
      WHERE mine.user_id = p_user AND mine.left_at IS NULL AND c.tenant_id = u.tenant_id)
$$;

CREATE FUNCTION natter.touch_last_seen(p_users text[], p_at timestamptz[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE natter.users u SET last_seen_at = greatest(u.last_seen_at, least(seen.at, natter.now()))
  FROM (SELECT t.id, max(t.at) AS at FROM unnest(p_users, p_at) t(id, at) GROUP BY t.id ORDER BY t.id) seen
  WHERE u.tenant_id = natter.current_tenant() AND u.id = seen.id
$$;

-- --------------------------------------------------------------------------------------------------------- conversations

CREATE FUNCTION natter.start_direct(p_user text, p_other text, p_id uuid, p_new_per_day int, p_may_create boolean)
RETURNS TABLE (outcome text, id uuid, retry_after_seconds int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
  v_key text := least(p_user COLLATE "C", p_other COLLATE "C") || ' ' || greatest(p_user COLLATE "C", p_other COLLATE "C");
  v_id uuid;
  v_known_since timestamptz;
  v_oldest timestamptz;
BEGIN
  SELECT c.id INTO v_id FROM natter.conversations c WHERE c.tenant_id = v_tenant AND c.direct_key = v_key;
  IF FOUND THEN
    RETURN QUERY SELECT 'existing', v_id, NULL::int;
    RETURN;
  END IF;
  IF NOT p_may_create THEN
    RETURN QUERY SELECT 'may_not_create', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  IF p_user = p_other OR NOT EXISTS (SELECT 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_other) THEN
    RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  -- One start of a person at a time, so that the daily number is exact.
  SELECT u.created_at INTO v_known_since FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_user FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  IF p_new_per_day > 0 AND v_known_since > v_now - interval '7 days' THEN
    SELECT c.created_at INTO v_oldest FROM natter.conversations c
    WHERE c.tenant_id = v_tenant AND c.created_by = p_user AND c.created_at > v_now - interval '1 day'
    ORDER BY c.created_at DESC OFFSET p_new_per_day - 1 LIMIT 1;
    IF FOUND THEN
      RETURN QUERY SELECT 'rate_limited', NULL::uuid, ceil(extract(epoch FROM v_oldest + interval '1 day' - v_now))::int;
      RETURN;
    END IF;
  END IF;
  INSERT INTO natter.conversations (tenant_id, id, type, direct_key, created_by, created_at, updated_at)
  VALUES (v_tenant, p_id, 'direct', v_key, p_user, v_now, v_now)
  ON CONFLICT ON CONSTRAINT uq_conversations_direct_key DO NOTHING
  RETURNING conversations.id INTO v_id;
  IF NOT FOUND THEN
    -- The other one was faster; theirs is committed, or the insert would still wait.
    SELECT c.id INTO v_id FROM natter.conversations c WHERE c.tenant_id = v_tenant AND c.direct_key = v_key;
    RETURN QUERY SELECT 'existing', v_id, NULL::int;
    RETURN;
  END IF;
  INSERT INTO natter.conversation_participants (tenant_id, conversation_id, user_id, joined_at)
  SELECT v_tenant, v_id, m.user_id, v_now FROM unnest(ARRAY[p_user, p_other]) m(user_id);
  -- In a new statement: the foreign keys have locked both people, so a setting is either seen here or sees these rows.
  UPDATE natter.conversation_participants p SET receipts_hidden = true
  FROM natter.user_settings s
  WHERE p.conversation_id = v_id AND s.tenant_id = v_tenant AND s.user_id = p.user_id AND NOT s.read_receipts;
  INSERT INTO natter.member_state (tenant_id, user_id, conversation_id)
  SELECT v_tenant, m.user_id, v_id FROM unnest(ARRAY[p_user, p_other]) m(user_id);
  RETURN QUERY SELECT 'created', v_id, NULL::int;
END
$$;

-- My own settings of a conversation. Latest wins; no lock of the conversation.
CREATE FUNCTION natter.patch_member_state(p_user text, p_conversation uuid, p_patch jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_draft jsonb := nullif(p_patch->'draft', 'null');
BEGIN
  UPDATE natter.member_state s SET
    is_pinned = coalesce((p_patch->>'isPinned')::boolean, s.is_pinned),
    is_archived = coalesce((p_patch->>'isArchived')::boolean, s.is_archived),
    muted_until = CASE WHEN p_patch ? 'mutedUntil' THEN (p_patch->>'mutedUntil')::timestamptz ELSE s.muted_until END,
    marked_unread = coalesce((p_patch->>'markedUnread')::boolean, s.marked_unread),
    draft = CASE WHEN p_patch ? 'draft' THEN nullif(v_draft->>'content', '') ELSE s.draft END,
    draft_reply_to = CASE WHEN p_patch ? 'draft' THEN (v_draft->>'replyToId')::uuid ELSE s.draft_reply_to END,
    draft_at = CASE WHEN p_patch ? 'draft' THEN natter.now() ELSE s.draft_at END,
    changed_xid = pg_current_xact_id()
  WHERE s.tenant_id = natter.current_tenant() AND s.user_id = p_user AND s.conversation_id = p_conversation AND s.left_at IS NULL;
  RETURN FOUND;
END
$$;

-- "Delete conversation" for me: hidden up to now, and back with the next message.
CREATE FUNCTION natter.clear_conversation(p_user text, p_conversation uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE natter.member_state s SET
    cleared_seq = greatest(s.cleared_seq, c.last_seq), cleared_at = natter.now(),
    read_seq = greatest(s.read_seq, c.last_seq), delivered_seq = greatest(s.delivered_seq, c.last_seq),
    draft = NULL, draft_reply_to = NULL, draft_at = NULL, marked_unread = false, is_pinned = false,
    changed_xid = pg_current_xact_id()
  FROM natter.conversations c
  WHERE c.id = s.conversation_id AND s.tenant_id = natter.current_tenant() AND s.user_id = p_user
    AND s.conversation_id = p_conversation AND s.left_at IS NULL;
  RETURN FOUND;
END
$$;

-- Views of these conversations for the person set by read_as, in the order given; what they may not see is left out.
CREATE FUNCTION natter.conversation_views(p_user text, p_ids uuid[]) RETURNS SETOF natter.conversation_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  -- Receipts are reciprocal: who hides theirs does not see others'.
  v_sees_reads boolean := coalesce((SELECT s.read_receipts FROM natter.user_settings s
    WHERE s.tenant_id = natter.current_tenant() AND s.user_id = p_user), true);
BEGIN
  RETURN QUERY
  SELECT c.id, c.type, c.name, members.list, totals.n::int, totals.delivered,
    CASE WHEN v_sees_reads AND NOT totals.hidden THEN totals.read END,
    (SELECT row_to_json(v) FROM (
      SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, m.content, m.metadata,
        m.mentions, m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text AS reply_preview, m.sent_at, m.edited_at,
        m.deleted_at, m.retention_expires_at AS expires_at
      FROM natter.direct_messages m WHERE m.conversation_id = c.id ORDER BY m.seq DESC LIMIT 1) v),
    c.last_seq, c.change_seq, greatest(s.history_from, s.cleared_seq + 1), s.read_seq, s.delivered_seq,
    CASE WHEN c.last_seq <= s.read_seq THEN 0 ELSE (SELECT count(*)::int FROM (
      SELECT 1 FROM natter.direct_messages m
      WHERE m.conversation_id = c.id AND m.seq > s.read_seq AND m.sender_id <> p_user AND NOT m.is_deleted
      ORDER BY m.seq LIMIT 100) counted) END,
    s.is_pinned, s.is_archived, s.muted_until, s.marked_unread, s.draft, s.draft_reply_to, s.draft_at, c.created_at, c.updated_at
  FROM unnest(p_ids) WITH ORDINALITY wanted(id, ord)
  JOIN natter.conversations c ON c.id = wanted.id
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = c.id
  CROSS JOIN LATERAL (
    SELECT count(*) AS n,
      min(p.delivered_seq) FILTER (WHERE p.user_id <> p_user) AS delivered,
      min(p.read_seq) FILTER (WHERE p.user_id <> p_user) AS read,
      bool_or(p.receipts_hidden AND p.user_id <> p_user) AS hidden
    FROM natter.conversation_participants p WHERE p.conversation_id = c.id AND p.left_at IS NULL) totals
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('userId', few.user_id, 'displayName', few.display_name, 'avatarUrl', few.avatar_url,
      'role', few.role, 'joinedAt', few.joined_at, 'deliveredSeq', few.delivered_seq, 'readSeq', few.read_seq)
      ORDER BY few.joined_at, few.user_id), '[]') AS list
    FROM (
      SELECT p.user_id, u.display_name, u.avatar_url, p.role, p.joined_at,
        CASE WHEN p.user_id = p_user THEN s.delivered_seq ELSE p.delivered_seq END AS delivered_seq,
        CASE WHEN p.user_id = p_user THEN s.read_seq WHEN v_sees_reads AND NOT p.receipts_hidden THEN p.read_seq END AS read_seq
      FROM natter.conversation_participants p
      CROSS JOIN LATERAL (SELECT x.display_name, x.avatar_url FROM natter.users x
        WHERE x.id = p.user_id AND x.tenant_id = p.tenant_id LIMIT 1) u
      WHERE p.conversation_id = c.id AND p.left_at IS NULL
      ORDER BY p.joined_at, p.user_id LIMIT 10) few) members
  ORDER BY wanted.ord;
END
$$;

CREATE FUNCTION natter.read_conversation(p_user text, p_conversation uuid) RETURNS SETOF natter.conversation_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY SELECT * FROM natter.conversation_views(p_user, ARRAY[p_conversation]);
END
$$;

-- A page of the inbox: pinned first, then by last activity. An empty conversation is there only for who started it.
CREATE FUNCTION natter.read_inbox(p_user text, p_filter text, p_q text, p_after_pinned boolean, p_after_at timestamptz,
  p_after_id uuid, p_limit int, p_participant text DEFAULT NULL) RETURNS SETOF natter.conversation_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY SELECT * FROM natter.conversation_views(p_user, ARRAY(
    SELECT c.id
    FROM natter.member_state s JOIN natter.conversations c ON c.id = s.conversation_id
    WHERE s.user_id = p_user AND s.left_at IS NULL
      AND (c.last_seq > s.cleared_seq OR (c.last_seq = 0 AND c.created_by = p_user AND s.cleared_at IS NULL))
      AND p_filter <> 'requests' AND (p_participant IS NOT NULL OR s.is_archived = (p_filter = 'archived'))
      AND (p_participant IS NULL OR (c.type = 'direct' AND p_participant <> p_user AND EXISTS (
        SELECT 1 FROM natter.conversation_participants p WHERE p.conversation_id = c.id AND p.user_id = p_participant)))
      AND (p_filter <> 'unread' OR s.marked_unread OR (c.last_seq > s.read_seq AND EXISTS (
        SELECT 1 FROM natter.direct_messages m
        WHERE m.conversation_id = c.id AND m.seq > s.read_seq AND m.sender_id <> p_user AND NOT m.is_deleted)))
      AND (p_q IS NULL OR strpos(lower(c.name), lower(p_q)) > 0 OR EXISTS (
        SELECT 1 FROM natter.conversation_participants p JOIN natter.users u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
        WHERE p.conversation_id = c.id AND p.left_at IS NULL AND p.user_id <> p_user
          AND strpos(lower(u.display_name), lower(p_q)) > 0))
      AND (p_after_id IS NULL OR (s.is_pinned, c.updated_at, c.id) < (p_after_pinned, p_after_at, p_after_id))
    ORDER BY s.is_pinned DESC, c.updated_at DESC, c.id DESC
    LIMIT p_limit));
END
$$;

-- Those of these conversations that the person is in, with who else is.
CREATE FUNCTION natter.read_memberships(p_user text, p_ids uuid[])
RETURNS TABLE (id uuid, member_ids text[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT p.conversation_id, array_agg(p.user_id ORDER BY p.user_id)
  FROM natter.conversation_participants p
  WHERE p.conversation_id = ANY (p_ids) AND p.left_at IS NULL
  GROUP BY p.conversation_id;
END
$$;

-- -------------------------------------------------------------------------------------------------------------- messages

-- Sends of many people to many conversations in one commit: the one door through which a message comes into being.
--  1. Lock the conversations, in id order. The locks are held to the commit, so seq is given in the order of commits.
--  2. In a new statement, whose snapshot is after the locks: find keys sent before, and check that each sender is a member now
--     (a removal takes the same lock). Number what is new, move the counters, insert in the order of the keys.
-- A key that another transaction commits meanwhile in another conversation raises unique_violation; the caller then sends one
-- by one. Verdicts: sent, duplicate (same key, same body), conflict (same key, other body or place, or twice in this batch),
-- not_found (no such conversation for this sender), reply_not_found.
-- The look-ups are lateral and limited, and the counters go by `= ANY`, so that there is one way to plan each, by its key,
-- whatever the statistics say; the plan is kept.
CREATE FUNCTION natter.send_messages(p_conversations uuid[], p_senders text[], p_clients uuid[], p_ids uuid[], p_types text[],
  p_contents text[], p_mentions text[], p_replies uuid[])
RETURNS TABLE (verdict text, seq bigint, change_seq bigint, sent_at timestamptz, expires_at timestamptz, reply_to_seq bigint,
  reply_to_sender text, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  v_tenant text;
  v_key bytea;
  v_now timestamptz := natter.now();
  -- One slot for each conversation locked: where its counters stand.
  v_ids uuid[];
  v_last bigint[];
  v_ahead bigint[];
  v_told boolean[] := '{}';
  -- One element for each send.
  v_hashes bytea[];
  v_verdicts text[];
  v_slots int[];
  v_seqs bigint[];
  v_changes bigint[];
  v_firsts boolean[];
  v_reply_seqs bigint[];
  v_reply_senders text[];
  v_slot int;
  v_sent int := 0;
BEGIN
  -- Acknowledged is on disk, whatever this session was set to (DUR-1).
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;
  SELECT d.tenant_id, d.body_key INTO v_tenant, v_key FROM natter.deployment d;

  -- change_seq is kept as its distance from last_seq: both move by one with each message.
  SELECT array_agg(locked.id), array_agg(locked.last_seq), array_agg(locked.change_seq - locked.last_seq) INTO v_ids, v_last, v_ahead
  FROM (SELECT c.id, c.last_seq, c.change_seq FROM natter.conversations c
    WHERE c.id = ANY (p_conversations) AND c.tenant_id = v_tenant
    ORDER BY c.id FOR NO KEY UPDATE) locked;

  SELECT array_agg(j.hash ORDER BY j.ord), array_agg(j.verdict ORDER BY j.ord), array_agg(j.slot ORDER BY j.ord),
    array_agg(j.reply_seq ORDER BY j.ord), array_agg(j.reply_sender ORDER BY j.ord)
  INTO v_hashes, v_verdicts, v_slots, v_reply_seqs, v_reply_senders
  FROM (
    SELECT i.ord, i.hash, array_position(v_ids, i.conversation) AS slot, r.seq AS reply_seq, r.sender_id AS reply_sender,
      CASE
        WHEN s.tenant_id IS DISTINCT FROM v_tenant OR array_position(v_ids, i.conversation) IS NULL THEN 'not_found'
        WHEN k.conversation_id = i.conversation AND k.body_hash = i.hash THEN 'duplicate'
        WHEN k.conversation_id IS NOT NULL OR i.nth_of_key > 1 THEN 'conflict'
        WHEN i.reply_id IS NOT NULL AND r.seq IS NULL THEN 'reply_not_found'
        ELSE 'sent'
      END AS verdict
    FROM (
      SELECT u.*, sha256(v_key || convert_to(concat_ws(chr(31), u.type, u.reply_id::text, u.mentions, u.content), 'UTF8')) AS hash,
        row_number() OVER (PARTITION BY u.sender, u.client ORDER BY u.ord) AS nth_of_key
      FROM unnest(p_conversations, p_senders, p_clients, p_types, p_contents, p_mentions, p_replies)
        WITH ORDINALITY u(conversation, sender, client, type, content, mentions, reply_id, ord)) i
    LEFT JOIN LATERAL (SELECT m.tenant_id, m.history_from, m.cleared_seq FROM natter.member_state m
      WHERE m.user_id = i.sender AND m.conversation_id = i.conversation AND m.left_at IS NULL LIMIT 1) s ON true
    LEFT JOIN LATERAL (SELECT m.conversation_id, m.body_hash FROM natter.direct_messages m
      WHERE m.sender_id = i.sender AND m.client_id = i.client AND m.tenant_id = v_tenant LIMIT 1) k ON true
    LEFT JOIN LATERAL (SELECT q.seq, q.sender_id FROM (
        SELECT m.conversation_id, m.seq, m.sender_id, m.is_deleted, m.retention_expires_at
        FROM natter.direct_messages m WHERE m.id = i.reply_id LIMIT 1) q
      WHERE q.conversation_id = i.conversation AND q.seq >= s.history_from AND q.seq > s.cleared_seq
        AND NOT q.is_deleted AND (q.retention_expires_at IS NULL OR q.retention_expires_at > v_now)) r ON true) j;

  -- Filled first: an array that is assigned from its second element on would begin there, and unnest would shift it.
  v_seqs := array_fill(NULL::bigint, ARRAY[coalesce(cardinality(v_verdicts), 0)]);
  v_changes := v_seqs;
  v_firsts := array_fill(NULL::boolean, ARRAY[coalesce(cardinality(v_verdicts), 0)]);
  FOR n IN 1 .. coalesce(cardinality(v_verdicts), 0) LOOP
    IF v_verdicts[n] = 'sent' THEN
      v_slot := v_slots[n];
      v_last[v_slot] := v_last[v_slot] + 1;
      v_seqs[n] := v_last[v_slot];
      v_changes[n] := v_last[v_slot] + v_ahead[v_slot];
      -- The members are told once per conversation, with its first message.
      v_firsts[n] := v_told[v_slot] IS NULL;
      v_told[v_slot] := true;
      v_sent := v_sent + 1;
    END IF;
  END LOOP;

  IF v_sent > 0 THEN
    UPDATE natter.conversations c SET
      last_seq = v_last[array_position(v_ids, c.id)],
      change_seq = v_last[array_position(v_ids, c.id)] + v_ahead[array_position(v_ids, c.id)],
      updated_at = greatest(c.updated_at, v_now), changed_xid = pg_current_xact_id()
    WHERE c.id = ANY (v_ids) AND v_last[array_position(v_ids, c.id)] > c.last_seq;

    INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, mentions,
      reply_to_seq, reply_to_id, reply_to_sender, body_hash, change_seq, sent_at)
    SELECT v_tenant, w.conversation, w.seq, w.id, w.sender, w.client, w.type, w.content, w.mentions::jsonb,
      w.reply_seq, w.reply_id, w.reply_sender, w.hash, w.change, v_now
    FROM unnest(p_conversations, v_seqs, p_ids, p_senders, p_clients, p_types, p_contents, p_mentions, v_reply_seqs, p_replies,
        v_reply_senders, v_hashes, v_changes, v_verdicts)
      w(conversation, seq, id, sender, client, type, content, mentions, reply_seq, reply_id, reply_sender, hash, change, verdict)
    WHERE w.verdict = 'sent'
    ORDER BY w.sender, w.client;
  END IF;

  RETURN QUERY
  SELECT a.verdict, a.seq, a.change, v_now, NULL::timestamptz, a.reply_seq, a.reply_sender,
    CASE WHEN a.is_first THEN ARRAY(
      SELECT m.user_id FROM natter.conversation_participants m WHERE m.conversation_id = a.conversation AND m.left_at IS NULL) END
  FROM unnest(v_verdicts, v_seqs, v_changes, v_reply_seqs, v_reply_senders, v_firsts, p_conversations)
    WITH ORDINALITY a(verdict, seq, change, reply_seq, reply_sender, is_first, conversation, ord)
  WHERE a.verdict IS NOT NULL
  ORDER BY a.ord;
END
$$;

-- One page: p_down messages up to p_upto (null: the end), p_up messages after it, oldest first. range_first and range_last are
-- the first and the last seq this reader could have here; a number that is missing in between is nothing for them.
CREATE FUNCTION natter.read_history(p_user text, p_conversation uuid, p_upto bigint, p_down int, p_up int)
RETURNS TABLE (range_first bigint, range_last bigint, message natter.message_view)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_first bigint;
  v_last bigint;
  v_upto bigint;
BEGIN
  PERFORM natter.read_as(p_user);
  SELECT greatest(s.history_from, s.cleared_seq + 1), c.last_seq INTO v_first, v_last
  FROM natter.conversations c JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = c.id
  WHERE c.id = p_conversation;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  v_upto := least(coalesce(p_upto, v_last), v_last);
  -- One row at least, so that an empty page tells its range.
  RETURN QUERY
  SELECT v_first, v_last, page.message
  FROM (SELECT 1) one LEFT JOIN (
    SELECT (m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, m.content, m.metadata, m.mentions,
      m.reply_to_seq, m.reply_to_id, m.reply_to_sender,
      CASE WHEN m.reply_to_seq IS NOT NULL THEN (SELECT left(q.content, 200) FROM natter.direct_messages q
        WHERE q.conversation_id = m.conversation_id AND q.seq = m.reply_to_seq) END,
      m.sent_at, m.edited_at, m.deleted_at, m.retention_expires_at)::natter.message_view AS message, m.seq
    FROM (
      (SELECT d.id, d.conversation_id, d.seq, d.change_seq, d.version, d.client_id, d.sender_id, d.type, d.content, d.metadata, d.mentions,
          d.reply_to_seq, d.reply_to_id, d.reply_to_sender, d.sent_at, d.edited_at, d.deleted_at, d.retention_expires_at FROM natter.direct_messages d
        WHERE d.conversation_id = p_conversation AND d.seq <= v_upto ORDER BY d.seq DESC LIMIT p_down)
      UNION ALL
      (SELECT d.id, d.conversation_id, d.seq, d.change_seq, d.version, d.client_id, d.sender_id, d.type, d.content, d.metadata, d.mentions,
          d.reply_to_seq, d.reply_to_id, d.reply_to_sender, d.sent_at, d.edited_at, d.deleted_at, d.retention_expires_at FROM natter.direct_messages d
        WHERE d.conversation_id = p_conversation AND d.seq > v_upto ORDER BY d.seq LIMIT p_up)
    ) m) page ON true
  ORDER BY page.seq;
END
$$;

-- Messages by id, by key, or changed: the columns of message_view, under the policies.
CREATE FUNCTION natter.read_message_by_key(p_user text, p_client uuid) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, m.content, m.metadata,
    m.mentions, m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, m.edited_at, m.deleted_at, m.retention_expires_at
  FROM natter.direct_messages m
  WHERE m.sender_id = p_user AND m.client_id = p_client AND m.tenant_id = natter.current_tenant();
END
$$;

-- Messages changed after p_after, in order of change_seq.
CREATE FUNCTION natter.read_changes(p_user text, p_conversation uuid, p_after bigint, p_limit int) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, m.content, m.metadata,
    m.mentions, m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, m.edited_at, m.deleted_at, m.retention_expires_at
  FROM natter.direct_messages m
  WHERE m.conversation_id = p_conversation AND m.change_seq > p_after
  ORDER BY m.change_seq LIMIT p_limit;
END
$$;

-- Messages of these conversations that a reader whose last snapshot had this horizon may not know, newest change first. What
-- was committed after that snapshot is at the end of its conversation's changes, and its xid is at or beyond the horizon.
CREATE FUNCTION natter.read_changed_messages(p_user text, p_ids uuid[], p_horizon xid8, p_per_conversation int)
RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, m.content, m.metadata,
    m.mentions, m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, m.edited_at, m.deleted_at, m.retention_expires_at
  FROM unnest(p_ids) wanted(id)
  CROSS JOIN LATERAL (
    SELECT d.* FROM (
      SELECT x.id, x.conversation_id, x.seq, x.change_seq, x.version, x.client_id, x.sender_id, x.type, x.content, x.metadata, x.mentions,
        x.reply_to_seq, x.reply_to_id, x.reply_to_sender, x.sent_at, x.edited_at, x.deleted_at, x.retention_expires_at, x.changed_xid
      FROM natter.direct_messages x WHERE x.conversation_id = wanted.id
      ORDER BY x.change_seq DESC LIMIT p_per_conversation + 1) d
    WHERE d.changed_xid >= p_horizon) m
  ORDER BY m.conversation_id, m.change_seq;
END
$$;

-- The newest messages of these conversations, oldest first.
CREATE FUNCTION natter.read_newest_messages(p_user text, p_ids uuid[], p_per_conversation int) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, m.content, m.metadata,
    m.mentions, m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, m.edited_at, m.deleted_at, m.retention_expires_at
  FROM unnest(p_ids) wanted(id)
  CROSS JOIN LATERAL (
    SELECT x.id, x.conversation_id, x.seq, x.change_seq, x.version, x.client_id, x.sender_id, x.type, x.content, x.metadata, x.mentions,
      x.reply_to_seq, x.reply_to_id, x.reply_to_sender, x.sent_at, x.edited_at, x.deleted_at, x.retention_expires_at
    FROM natter.direct_messages x WHERE x.conversation_id = wanted.id ORDER BY x.seq DESC LIMIT p_per_conversation) m
  ORDER BY m.conversation_id, m.seq;
END
$$;

-- ------------------------------------------------------------------------------------------------------------------ sync

-- What changed for this person since a horizon (null: everything), newest first. The horizon answered is this snapshot's own:
-- whatever is not visible here has an xid at or beyond it (SYNC-2).
CREATE FUNCTION natter.read_sync(p_user text, p_horizon xid8, p_after_at timestamptz, p_after_id uuid, p_limit int)
RETURNS TABLE (epoch text, horizon text, id uuid, is_gone boolean, updated_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_renamed text[] := '{}';
BEGIN
  PERFORM natter.read_as(p_user);
  IF p_horizon IS NOT NULL THEN
    v_renamed := natter.users_changed_since(p_horizon);
  END IF;
  RETURN QUERY
  SELECT natter.read_epoch(), pg_snapshot_xmin(pg_current_snapshot())::text, page.id, page.is_gone, page.updated_at
  FROM (SELECT 1) one LEFT JOIN (
    SELECT s.conversation_id AS id, coalesce(c.updated_at, s.left_at, 'epoch') AS updated_at,
      (s.left_at IS NOT NULL OR c.id IS NULL OR (c.last_seq <= s.cleared_seq AND s.cleared_at IS NOT NULL)) AS is_gone
    FROM natter.member_state s LEFT JOIN natter.conversations c ON c.id = s.conversation_id
    WHERE s.user_id = p_user
      AND (c.id IS NULL OR c.last_seq > 0 OR c.created_by = p_user)
      AND (p_horizon IS NOT NULL OR (s.left_at IS NULL AND (c.last_seq > s.cleared_seq OR s.cleared_at IS NULL)))
      AND (p_horizon IS NULL OR s.changed_xid >= p_horizon OR c.changed_xid >= p_horizon OR EXISTS (
        SELECT 1 FROM natter.conversation_participants p
        WHERE p.conversation_id = s.conversation_id AND (p.changed_xid >= p_horizon OR p.user_id = ANY (v_renamed))))
      AND (p_after_id IS NULL OR (coalesce(c.updated_at, s.left_at, 'epoch'), s.conversation_id) < (p_after_at, p_after_id))
    ORDER BY 2 DESC, 1 DESC LIMIT p_limit) page ON true
  ORDER BY page.updated_at DESC, page.id DESC;
END
$$;

-- Whose name or picture changed; ids only, which are no secret among people of one deployment, and nothing to anybody else.
CREATE FUNCTION natter.users_changed_since(p_horizon xid8) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
  SELECT coalesce(array_agg(u.id), '{}')
  FROM (SELECT c.id, c.tenant_id FROM natter.users c WHERE c.changed_xid >= p_horizon OFFSET 0) u
  WHERE natter.current_user_id() IS NOT NULL AND u.tenant_id = natter.current_tenant()
$$;

CREATE FUNCTION natter.read_views(p_user text, p_ids uuid[]) RETURNS SETOF natter.conversation_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY SELECT * FROM natter.conversation_views(p_user, p_ids);
END
$$;

-- Totals over the inbox; muted and archived conversations do not count. Exact to 99 each, so the sum says "at least" beyond.
CREATE FUNCTION natter.read_unread_totals(p_user text)
RETURNS TABLE (messages int, conversations int, requests int, valid_until timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT coalesce(sum(counted.n), 0)::int, count(*) FILTER (WHERE counted.n > 0 OR s.marked_unread)::int, 0, min(counted.next_expiry)
  FROM natter.member_state s
  JOIN natter.conversations c ON c.id = s.conversation_id
  CROSS JOIN LATERAL (
    SELECT count(*) AS n, min(u.retention_expires_at) AS next_expiry FROM (
      SELECT m.retention_expires_at FROM natter.direct_messages m
      WHERE c.last_seq > s.read_seq AND m.conversation_id = c.id AND m.seq > s.read_seq AND m.sender_id <> p_user AND NOT m.is_deleted
      ORDER BY m.seq LIMIT 100) u) counted
  WHERE s.user_id = p_user AND s.left_at IS NULL AND NOT s.is_archived
    AND (s.muted_until IS NULL OR s.muted_until <= natter.now());
END
$$;

-- -------------------------------------------------------------------------------------------------------------- receipts

-- Marks of many people in one commit. A mark beyond the end counts as the end, one that goes back changes nothing; read implies
-- delivered. What others see moves along unless the person hides it.
CREATE FUNCTION natter.advance_marks(p_users text[], p_conversations uuid[], p_kinds text[], p_seqs bigint[])
RETURNS TABLE (delivered_seq bigint, read_seq bigint, unread_count int, at timestamptz, changed boolean, shown_delivered bigint,
  shown_read bigint, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
BEGIN
  PERFORM 1 FROM natter.member_state s
  WHERE (s.user_id, s.conversation_id) IN (SELECT * FROM unnest(p_users, p_conversations)) AND s.tenant_id = v_tenant
  ORDER BY s.conversation_id, s.user_id FOR NO KEY UPDATE;

  RETURN QUERY
  WITH input AS MATERIALIZED (
    SELECT * FROM unnest(p_users, p_conversations, p_kinds, p_seqs) WITH ORDINALITY i(user_id, conversation_id, kind, seq, ord)
  ), wanted AS MATERIALIZED (
    SELECT i.user_id, i.conversation_id, max(i.seq) AS delivered, coalesce(max(i.seq) FILTER (WHERE i.kind = 'read'), 0) AS read
    FROM input i GROUP BY i.user_id, i.conversation_id
  ), before AS MATERIALIZED (
    SELECT s.user_id, s.conversation_id, s.history_from, s.cleared_seq, s.delivered_seq AS old_delivered, s.read_seq AS old_read,
      greatest(s.delivered_seq, least(w.delivered, c.last_seq)) AS delivered_seq,
      greatest(s.read_seq, least(w.read, c.last_seq)) AS read_seq
    FROM wanted w
    JOIN natter.member_state s ON s.user_id = w.user_id AND s.conversation_id = w.conversation_id
      AND s.tenant_id = v_tenant AND s.left_at IS NULL
    JOIN natter.conversations c ON c.id = w.conversation_id
  ), moved AS MATERIALIZED (
    SELECT b.* FROM before b WHERE b.delivered_seq > b.old_delivered OR b.read_seq > b.old_read
  ), mine AS (
    UPDATE natter.member_state s SET delivered_seq = m.delivered_seq, read_seq = m.read_seq,
      marked_unread = s.marked_unread AND m.read_seq = m.old_read, changed_xid = pg_current_xact_id()
    FROM moved m WHERE s.user_id = m.user_id AND s.conversation_id = m.conversation_id
  ), shown AS (
    UPDATE natter.conversation_participants p SET
      delivered_seq = greatest(p.delivered_seq, m.delivered_seq),
      read_seq = CASE WHEN p.receipts_hidden THEN p.read_seq ELSE greatest(p.read_seq, m.read_seq) END,
      last_read_at = CASE WHEN NOT p.receipts_hidden AND m.read_seq > m.old_read THEN v_now ELSE p.last_read_at END,
      changed_xid = pg_current_xact_id()
    FROM moved m WHERE p.conversation_id = m.conversation_id AND p.user_id = m.user_id
    RETURNING p.conversation_id, p.user_id, p.receipts_hidden, m.delivered_seq, m.read_seq, m.old_delivered, m.old_read
  ), told AS MATERIALIZED (
    SELECT s.conversation_id, s.user_id,
      CASE WHEN s.delivered_seq > s.old_delivered THEN s.delivered_seq END AS delivered,
      CASE WHEN s.read_seq > s.old_read AND NOT s.receipts_hidden THEN s.read_seq END AS read
    FROM shown s
  ), kept AS (
    INSERT INTO natter.mark_advances (tenant_id, conversation_id, user_id, kind, seq, at)
    SELECT v_tenant, t.conversation_id, t.user_id, k.kind, k.seq, v_now
    FROM told t CROSS JOIN LATERAL (VALUES ('delivered', t.delivered), ('read', t.read)) k(kind, seq)
    WHERE k.seq IS NOT NULL
    ON CONFLICT DO NOTHING
  ), trimmed AS (
    -- Once in sixty-four seqs, so that it costs a mark next to nothing.
    DELETE FROM natter.mark_advances a USING moved m
    WHERE a.conversation_id = m.conversation_id AND a.user_id = m.user_id AND m.delivered_seq >> 6 > m.old_delivered >> 6
      AND a.seq < m.delivered_seq - 1000
  )
  SELECT b.delivered_seq, b.read_seq,
    CASE WHEN b.user_id IS NOT NULL THEN (SELECT count(*)::int FROM (
      SELECT 1 FROM natter.direct_messages d
      WHERE d.conversation_id = b.conversation_id AND d.seq > b.read_seq AND d.seq >= b.history_from AND d.seq > b.cleared_seq
        AND d.sender_id <> b.user_id AND NOT d.is_deleted AND (d.retention_expires_at IS NULL OR d.retention_expires_at > v_now)
      ORDER BY d.seq LIMIT 100) counted) END,
    v_now, m.user_id IS NOT NULL, t.delivered, t.read,
    CASE WHEN t.delivered IS NOT NULL OR t.read IS NOT NULL THEN ARRAY(
      SELECT p.user_id FROM natter.conversation_participants p WHERE p.conversation_id = t.conversation_id AND p.left_at IS NULL) END
  FROM input i
  LEFT JOIN before b ON b.user_id = i.user_id AND b.conversation_id = i.conversation_id
  LEFT JOIN moved m ON m.user_id = i.user_id AND m.conversation_id = i.conversation_id
  LEFT JOIN told t ON t.user_id = i.user_id AND t.conversation_id = i.conversation_id
  ORDER BY i.ord;
END
$$;

-- Who has received and who has read one message. Times as far as they are kept; reads only from those who show them, and only
-- to those who show theirs.
CREATE FUNCTION natter.read_receipts(p_user text, p_conversation uuid, p_message uuid)
RETURNS TABLE (kind text, user_id text, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_seq bigint;
  v_sender text;
  v_sees_reads boolean;
BEGIN
  PERFORM natter.read_as(p_user);
  SELECT m.seq, m.sender_id INTO v_seq, v_sender FROM natter.direct_messages m WHERE m.id = p_message AND m.conversation_id = p_conversation;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  v_sees_reads := coalesce((SELECT s.read_receipts FROM natter.user_settings s WHERE s.user_id = p_user), true);
  -- One row for the message itself, so that "nobody yet" differs from "no such message".
  RETURN QUERY SELECT 'message', NULL::text, NULL::timestamptz;
  RETURN QUERY
  SELECT k.kind, p.user_id, (SELECT a.at FROM natter.mark_advances a
    WHERE a.conversation_id = p_conversation AND a.user_id = p.user_id AND a.kind = k.kind AND a.seq >= v_seq
    ORDER BY a.seq LIMIT 1)
  FROM natter.conversation_participants p
  CROSS JOIN LATERAL (VALUES ('delivered', p.delivered_seq), ('read', CASE WHEN p.receipts_hidden OR NOT v_sees_reads THEN 0 ELSE p.read_seq END)) k(kind, seq)
  WHERE p.conversation_id = p_conversation AND p.left_at IS NULL AND p.user_id IS DISTINCT FROM v_sender AND k.seq >= v_seq
  ORDER BY k.kind, p.user_id;
END
$$;

GRANT EXECUTE ON FUNCTION
  natter.read_as(text), natter.read_epoch(), natter.read_me(text), natter.ensure_person(text, text), natter.upsert_users(jsonb),
  natter.put_settings(text, jsonb), natter.read_people(text, text, text, text, int), natter.read_presence(text, text[]),
  natter.touch_last_seen(text[], timestamptz[]), natter.start_direct(text, text, uuid, int, boolean),
  natter.patch_member_state(text, uuid, jsonb), natter.clear_conversation(text, uuid), natter.conversation_views(text, uuid[]),
  natter.read_conversation(text, uuid), natter.read_inbox(text, text, text, boolean, timestamptz, uuid, int, text),
  natter.read_memberships(text, uuid[]),
  natter.send_messages(uuid[], text[], uuid[], uuid[], text[], text[], text[], uuid[]),
  natter.read_history(text, uuid, bigint, int, int), natter.read_message_by_key(text, uuid),
  natter.read_changes(text, uuid, bigint, int), natter.read_changed_messages(text, uuid[], xid8, int),
  natter.read_newest_messages(text, uuid[], int), natter.read_sync(text, xid8, timestamptz, uuid, int),
  natter.users_changed_since(xid8), natter.read_views(text, uuid[]), natter.read_unread_totals(text),
  natter.advance_marks(text[], uuid[], text[], bigint[]), natter.read_receipts(text, uuid, uuid)
TO {{app}};

-- The conversation of these two: the one that exists, or a new one if this person may start any. Outcomes: created, existing,
-- not_found (nobody here to write to), tier_required, suspended, rate_limited.
CREATE FUNCTION natter.start_direct(p_user text, p_other text, p_id uuid, p_new_per_day int)
RETURNS TABLE (outcome text, id uuid, retry_after_seconds int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
  v_key text := least(p_user COLLATE "C", p_other COLLATE "C") || ' ' || greatest(p_user COLLATE "C", p_other COLLATE "C");
  v_id uuid;
  v_me natter.users;
  v_oldest timestamptz;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  SELECT c.id INTO v_id FROM natter.conversations c WHERE c.tenant_id = v_tenant AND c.direct_key = v_key;
  IF FOUND THEN
    RETURN QUERY SELECT 'existing', v_id, NULL::int;
    RETURN;
  END IF;
  -- Both people, in id order: a block or a setting of either comes before this as a whole, or after it and sees its rows. One start
  -- of a person at a time, so that the daily number is exact; the tier is as committed.
  PERFORM 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_other AND u.id < p_user FOR SHARE;
  SELECT u.* INTO v_me FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_user FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  -- Notes to oneself are nobody else's business: no tier is asked for, and they are not counted.
  IF p_user <> p_other AND NOT natter.is_entitled(v_me.tier, v_me.roles, 'CAN_INITIATE_DIRECT_MESSAGES') THEN
    RETURN QUERY SELECT 'tier_required', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  IF v_me.suspended_until > v_now THEN
    RETURN QUERY SELECT 'suspended', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  PERFORM 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_other AND u.id > p_user FOR SHARE;
  IF NOT EXISTS (
      SELECT 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_other AND u.is_member) THEN
    RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::int;
    RETURN;
  END IF;
  IF p_user <> p_other AND p_new_per_day > 0 AND v_me.created_at > v_now - interval '7 days' THEN
    SELECT c.created_at INTO v_oldest FROM natter.conversations c
    WHERE c.tenant_id = v_tenant AND c.created_by = p_user AND c.created_at > v_now - interval '1 day'
      AND c.direct_key IS DISTINCT FROM p_user || ' ' || p_user
      AND c.direct_key IS DISTINCT FROM p_user || ' ' || p_user
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
  SELECT DISTINCT v_tenant, v_id, m.user_id, v_now FROM unnest(ARRAY[p_user, p_other]) m(user_id);
  -- In a new statement, after both people were locked: a setting is either seen here or sees these rows.
  UPDATE natter.conversation_participants p SET receipts_hidden = true
  FROM natter.user_settings s
  WHERE p.conversation_id = v_id AND s.tenant_id = v_tenant AND s.user_id = p.user_id AND NOT s.read_receipts;
  -- So it is with who blocked whom.
  INSERT INTO natter.member_state (tenant_id, user_id, conversation_id, blocks_other, blocked_by_other)
  SELECT DISTINCT v_tenant, m.user_id, v_id,
    EXISTS (SELECT 1 FROM natter.blocks b WHERE b.tenant_id = v_tenant AND b.blocker_id = m.user_id AND b.blocked_id = m.other_id),
    EXISTS (SELECT 1 FROM natter.blocks b WHERE b.tenant_id = v_tenant AND b.blocker_id = m.other_id AND b.blocked_id = m.user_id)
  FROM (VALUES (p_user, p_other), (p_other, p_user)) m(user_id, other_id);
  RETURN QUERY SELECT 'created', v_id, NULL::int;
END
$$;

-- My own settings of a conversation. Latest wins; no lock of the conversation.
CREATE FUNCTION natter.patch_member_state(p_user text, p_conversation uuid, p_patch jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_draft jsonb := nullif(p_patch->'draft', 'null');
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  IF p_patch->'isArchived' = 'true' THEN
    PERFORM natter.require_feature('archive');
  END IF;
  UPDATE natter.member_state s SET
    is_pinned = coalesce((p_patch->>'isPinned')::boolean, s.is_pinned),
    is_archived = coalesce((p_patch->>'isArchived')::boolean, s.is_archived),
    muted_until = CASE WHEN p_patch ? 'mutedUntil' THEN (p_patch->>'mutedUntil')::timestamptz ELSE s.muted_until END,
    marked_unread = coalesce((p_patch->>'markedUnread')::boolean, s.marked_unread),
    unread_from = CASE WHEN p_patch->'markedUnread' = 'false' THEN NULL WHEN p_patch ? 'unreadFrom' THEN (p_patch->>'unreadFrom')::bigint
      ELSE s.unread_from END,
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
  PERFORM natter.refuse_outsider(p_user);
  UPDATE natter.member_state s SET
    cleared_seq = greatest(s.cleared_seq, c.last_seq), cleared_at = natter.now(),
    read_seq = greatest(s.read_seq, c.last_seq), delivered_seq = greatest(s.delivered_seq, c.last_seq),
    draft = NULL, draft_reply_to = NULL, draft_at = NULL, marked_unread = false, unread_from = NULL, is_pinned = false, hidden = '{}',
    changed_xid = pg_current_xact_id()
  FROM natter.conversations c
  WHERE c.id = s.conversation_id AND s.tenant_id = natter.current_tenant() AND s.user_id = p_user
    AND s.conversation_id = p_conversation AND s.left_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  DELETE FROM natter.starred_messages x WHERE x.user_id = p_user AND x.conversation_id = p_conversation;
  RETURN true;
END
$$;

-- Takes a conversation away from whoever started it and whose first message was refused (START-5): hidden while nobody has written in
-- it. The first message brings it back, whoever writes it and however close: no number is passed over. The row stays, for the next start.
CREATE FUNCTION natter.abandon_start(p_user text, p_conversation uuid) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  UPDATE natter.member_state s SET cleared_at = natter.now(), changed_xid = pg_current_xact_id()
  FROM natter.conversations c
  WHERE c.id = s.conversation_id AND c.type = 'direct' AND c.last_seq = 0 AND c.created_by = p_user
    AND s.tenant_id = natter.current_tenant() AND s.user_id = p_user AND s.conversation_id = p_conversation AND s.left_at IS NULL;
  RETURN FOUND;
END
$$;

-- Whether this person may read and not write, just now.
CREATE FUNCTION natter.is_suspended(p_user text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce((SELECT u.suspended_until > natter.now() FROM natter.users u
    WHERE u.id = p_user AND u.tenant_id = natter.current_tenant()), false)
$$;

-- Whether a block stands between the two of a direct conversation; for the server, which must not tell anybody which way.
CREATE FUNCTION natter.is_quiet(p_user text, p_conversation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT natter.has_feature('blocking') AND coalesce((SELECT s.blocks_other OR s.blocked_by_other FROM natter.member_state s
    WHERE s.user_id = p_user AND s.conversation_id = p_conversation), false)
$$;

-- Views of these conversations for the person set by read_as, in the order given; what they may not see is left out.
CREATE FUNCTION natter.conversation_views(p_user text, p_ids uuid[]) RETURNS SETOF natter.conversation_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  -- Receipts are reciprocal: who hides theirs does not see others'.
  v_sees_reads boolean := coalesce((SELECT s.read_receipts FROM natter.user_settings s
    WHERE s.tenant_id = natter.current_tenant() AND s.user_id = p_user), true);
  v_blocking boolean := natter.has_feature('blocking');
  v_suspended boolean := natter.is_suspended(p_user);
  v_groups boolean := natter.has_feature('groups');
BEGIN
  RETURN QUERY
  SELECT c.id, c.type, c.name, members.list, totals.n::int, totals.delivered,
    CASE WHEN v_sees_reads AND NOT totals.hidden THEN totals.read END,
    (SELECT row_to_json(v) FROM (
      SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type,
        coalesce(edit.content, m.content) AS content,
        CASE WHEN m.type = 'poll' THEN natter.poll_for(p_user, m.conversation_id, m.seq, m.metadata) ELSE m.metadata END AS metadata,
        CASE WHEN edit.content IS NULL THEN m.mentions ELSE edit.mentions END AS mentions,
        CASE WHEN m.reactions IS NOT NULL THEN natter.reactions_for(p_user, m.conversation_id, m.seq, m.reactions) END AS reactions,
        CASE WHEN m.type = 'poll' THEN natter.votes_for(p_user, m.conversation_id, m.seq) END AS votes, NULL::boolean AS starred,
        m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text AS reply_preview, m.sent_at, edit.at AS edited_at,
        m.deleted_at, m.retention_expires_at AS expires_at
      FROM (SELECT d.id, d.conversation_id, d.seq, d.change_seq, d.version, d.client_id, d.sender_id, d.type, d.content, d.metadata,
          d.mentions, d.reactions, d.reply_to_seq, d.reply_to_id, d.reply_to_sender, d.sent_at, d.deleted_at, d.retention_expires_at
        FROM natter.direct_messages d WHERE d.conversation_id = c.id ORDER BY d.seq DESC LIMIT 1) m
      LEFT JOIN LATERAL (SELECT e.content, e.mentions, e.at FROM natter.message_edits e WHERE m.version > 1
        AND e.conversation_id = m.conversation_id AND e.seq = m.seq ORDER BY e.version DESC LIMIT 1) edit ON true) v),
    c.last_seq, c.change_seq, greatest(s.history_from, s.cleared_seq + 1), s.read_seq, s.delivered_seq,
    CASE WHEN c.last_seq <= s.read_seq THEN 0 ELSE (SELECT count(*)::int FROM (
      SELECT 1 FROM natter.direct_messages m
      WHERE m.conversation_id = c.id AND m.seq > s.read_seq AND m.sender_id <> p_user AND NOT m.is_deleted
      ORDER BY m.seq LIMIT 100) counted) END,
    s.is_pinned, s.is_archived, s.muted_until, s.marked_unread, s.draft,
    -- An answer to what is no longer there answers nothing.
    CASE WHEN s.draft_reply_to IS NOT NULL THEN (SELECT q.id FROM natter.direct_messages q
      WHERE q.id = s.draft_reply_to AND q.conversation_id = c.id AND NOT q.is_deleted) END, s.draft_at, c.created_at,
    greatest(c.updated_at, s.own_activity_at),
    CASE WHEN v_suspended THEN 'suspended' WHEN v_blocking AND s.blocks_other THEN 'blocked'
      WHEN c.type = 'direct' AND members.any_gone OR c.type = 'group' AND NOT v_groups THEN 'unreachable'
      WHEN c.who_sends = 'admins' AND mine.role <> 'admin' THEN 'admins' END,
    v_blocking AND s.blocks_other, c.expired_seq, s.unread_from, s.scheduled_count, c.disappear_after,
    CASE WHEN c.type = 'group' THEN c.who_sends END, CASE WHEN c.type = 'group' THEN c.who_adds END, mine.role
  FROM unnest(p_ids) WITH ORDINALITY wanted(id, ord)
  JOIN natter.conversations c ON c.id = wanted.id
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = c.id
  LEFT JOIN LATERAL (SELECT p.role FROM natter.conversation_participants p
    WHERE c.type = 'group' AND p.conversation_id = c.id AND p.user_id = p_user LIMIT 1) mine ON true
  CROSS JOIN LATERAL (
    SELECT count(*) AS n,
      min(p.delivered_seq) FILTER (WHERE p.user_id <> p_user) AS delivered,
      min(p.read_seq) FILTER (WHERE p.user_id <> p_user) AS read,
      bool_or(p.receipts_hidden AND p.user_id <> p_user) AS hidden
    FROM natter.conversation_participants p WHERE p.conversation_id = c.id AND p.left_at IS NULL) totals
  CROSS JOIN LATERAL (
    SELECT coalesce(json_agg(json_build_object('userId', few.user_id, 'displayName', few.display_name, 'avatarUrl', few.avatar_url,
      'office', few.office, 'role', few.role, 'joinedAt', few.joined_at, 'joinedSeq', few.joined_seq, 'deliveredSeq', few.delivered_seq, 'readSeq', few.read_seq)
      ORDER BY few.joined_at, few.user_id), '[]') AS list, bool_or(NOT few.is_member AND few.user_id <> p_user) AS any_gone
    FROM (
      SELECT p.user_id, u.display_name, u.avatar_url, u.office, u.is_member, p.role, p.joined_at, p.joined_seq,
        CASE WHEN p.user_id = p_user THEN s.delivered_seq ELSE p.delivered_seq END AS delivered_seq,
        CASE WHEN p.user_id = p_user THEN s.read_seq WHEN v_sees_reads AND NOT p.receipts_hidden THEN p.read_seq END AS read_seq
      -- Those who are shown first, then who they are: of a big group not everybody is looked up.
      FROM (SELECT x.* FROM natter.conversation_participants x
        WHERE x.conversation_id = c.id AND x.left_at IS NULL ORDER BY x.joined_at, x.user_id LIMIT 10) p
      CROSS JOIN LATERAL (SELECT x.display_name, x.avatar_url, x.office, x.is_member FROM natter.users x
        WHERE x.id = p.user_id AND x.tenant_id = p.tenant_id LIMIT 1) u) few) members
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
      AND (p_participant IS NULL OR (c.type = 'direct' AND CASE WHEN p_participant <> p_user
        THEN EXISTS (SELECT 1 FROM natter.conversation_participants p WHERE p.conversation_id = c.id AND p.user_id = p_participant)
        ELSE NOT EXISTS (SELECT 1 FROM natter.conversation_participants p WHERE p.conversation_id = c.id AND p.user_id <> p_user) END))
      AND (p_filter <> 'unread' OR s.marked_unread OR (c.last_seq > s.read_seq AND EXISTS (
        SELECT 1 FROM natter.direct_messages m
        WHERE m.conversation_id = c.id AND m.seq > s.read_seq AND m.sender_id <> p_user AND NOT m.is_deleted)))
      AND (p_q IS NULL OR strpos(lower(c.name), lower(p_q)) > 0 OR EXISTS (
        SELECT 1 FROM natter.conversation_participants p JOIN natter.users u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
        WHERE p.conversation_id = c.id AND p.left_at IS NULL AND p.user_id <> p_user
          AND strpos(lower(u.display_name), lower(p_q)) > 0))
      AND (p_after_id IS NULL OR (s.is_pinned, greatest(c.updated_at, s.own_activity_at), c.id) < (p_after_pinned, p_after_at, p_after_id))
    ORDER BY s.is_pinned DESC, greatest(c.updated_at, s.own_activity_at) DESC, c.id DESC
    LIMIT p_limit));
END
$$;

-- Those of these conversations that the person is in, with who else is. Quiet: one of the two has blocked the other, so that
-- nothing of the moment (typing) passes between them.
CREATE FUNCTION natter.read_memberships(p_user text, p_ids uuid[])
RETURNS TABLE (id uuid, member_ids text[], is_quiet boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT p.conversation_id, array_agg(p.user_id ORDER BY p.user_id), natter.is_quiet(p_user, p.conversation_id)
  FROM natter.conversation_participants p
  WHERE p.conversation_id = ANY (p_ids) AND p.left_at IS NULL
  GROUP BY p.conversation_id;
END
$$;

-- Members of a conversation with their time zones, for one of them; the marks as they are shown.
CREATE FUNCTION natter.read_participants(p_user text, p_conversation uuid)
RETURNS TABLE (participant json, time_zone text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  RETURN QUERY
  SELECT json_build_object('userId', u.id, 'displayName', u.display_name, 'avatarUrl', u.avatar_url, 'office', u.office, 'role', p.role,
    'joinedAt', p.joined_at, 'joinedSeq', p.joined_seq, 'deliveredSeq', CASE WHEN u.id = p_user THEN mine.delivered_seq ELSE p.delivered_seq END,
    'readSeq', CASE WHEN u.id = p_user THEN mine.read_seq WHEN NOT p.receipts_hidden AND coalesce((SELECT s.read_receipts
      FROM natter.user_settings s WHERE s.user_id = p_user AND s.tenant_id = mine.tenant_id), true) THEN p.read_seq END), u.time_zone
  FROM natter.member_state mine
  JOIN natter.conversation_participants p ON p.conversation_id = mine.conversation_id AND p.left_at IS NULL
  JOIN natter.users u ON u.id = p.user_id AND u.tenant_id = p.tenant_id
  WHERE mine.user_id = p_user AND mine.conversation_id = p_conversation AND mine.left_at IS NULL AND mine.tenant_id = natter.current_tenant()
  ORDER BY p.joined_at, p.user_id;
END
$$;

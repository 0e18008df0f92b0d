-- What changed for this person since a horizon (null: everything), newest first. The horizon answered is this snapshot's own:
-- whatever is not visible here has an xid at or beyond it (SYNC-2).
CREATE FUNCTION natter.read_sync(p_user text, p_horizon xid8, p_after_at timestamptz, p_after_id uuid, p_limit int)
RETURNS TABLE (epoch text, horizon text, id uuid, is_gone boolean, updated_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
-- One plan for all: with the values known it looks cheaper each time, and planning it took longer than running it.
SET plan_cache_mode = force_generic_plan AS $$
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
    SELECT s.conversation_id AS id, coalesce(greatest(c.updated_at, s.own_activity_at), s.left_at, 'epoch') AS updated_at,
      (s.left_at IS NOT NULL OR c.id IS NULL OR (c.last_seq <= s.cleared_seq AND s.cleared_at IS NOT NULL)) AS is_gone
    FROM natter.member_state s LEFT JOIN natter.conversations c ON c.id = s.conversation_id
    WHERE s.user_id = p_user
      AND (c.id IS NULL OR c.last_seq > 0 OR c.created_by = p_user)
      AND (p_horizon IS NOT NULL OR (s.left_at IS NULL AND (c.last_seq > s.cleared_seq OR s.cleared_at IS NULL)))
      AND (p_horizon IS NULL OR s.changed_xid >= p_horizon OR c.changed_xid >= p_horizon OR EXISTS (
        SELECT 1 FROM natter.conversation_participants p
        WHERE p.conversation_id = s.conversation_id AND (p.changed_xid >= p_horizon OR p.user_id = ANY (v_renamed))))
      AND (p_after_id IS NULL OR (coalesce(greatest(c.updated_at, s.own_activity_at), s.left_at, 'epoch'), s.conversation_id) < (p_after_at, p_after_id))
    ORDER BY 2 DESC, 1 DESC LIMIT p_limit) page ON true
  ORDER BY page.updated_at DESC, page.id DESC;
END
$$;

-- Whose name or picture changed; ids only, which are no secret among people of one deployment, and nothing to anybody else.
CREATE FUNCTION natter.users_changed_since(p_horizon xid8) RETURNS text[]
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
BEGIN
  RETURN (SELECT coalesce(array_agg(u.id), '{}')
  FROM (SELECT c.id, c.tenant_id FROM natter.users c WHERE c.changed_xid >= p_horizon OFFSET 0) u
  WHERE natter.current_user_id() IS NOT NULL AND u.tenant_id = natter.current_tenant());
END
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
  SELECT coalesce(sum(counted.n), 0)::int, count(*) FILTER (WHERE counted.n > 0 OR s.marked_unread)::int, 0, nullif(min(counted.next_expiry), 'infinity')
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

-- What this person deleted for themselves in these conversations, if they deleted or changed anything there since a horizon
-- (null: whenever): the newest p_limit seqs of each.
CREATE FUNCTION natter.read_hidden(p_user text, p_ids uuid[], p_horizon xid8, p_limit int)
RETURNS TABLE (id uuid, seqs bigint[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT s.conversation_id, ARRAY(
    SELECT g.seq FROM unnest(s.hidden) r(range)
    CROSS JOIN LATERAL generate_series(greatest(lower(r.range), upper(r.range) - p_limit), upper(r.range) - 1) g(seq)
    ORDER BY g.seq DESC LIMIT p_limit)
  FROM natter.member_state s
  WHERE s.user_id = p_user AND s.conversation_id = ANY (p_ids) AND s.left_at IS NULL AND s.hidden <> '{}'
    AND (p_horizon IS NULL OR s.changed_xid >= p_horizon);
END
$$;

-- What changed in these conversations since a horizon, or after a place in the log, and is expired by now: a device that was told of
-- a later time, and was away when it was brought forward, still shows it (RET-15). The newest p_limit changes are looked at.
CREATE FUNCTION natter.read_expired(p_user text, p_ids uuid[], p_horizon xid8, p_after bigint, p_limit int)
RETURNS TABLE (id uuid, seqs bigint[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := natter.now();
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  RETURN QUERY
  SELECT s.conversation_id, ARRAY(
    SELECT x.seq FROM (
      SELECT m.seq, m.change_seq, m.changed_xid, m.retention_expires_at, m.is_void,
        coalesce(m.sender_id, m.metadata->>'userId') AS author FROM natter.direct_messages m
      WHERE m.conversation_id = s.conversation_id AND m.change_seq > coalesce(p_after, 0) ORDER BY m.change_seq DESC LIMIT p_limit) x
    WHERE x.retention_expires_at <= v_now AND (p_horizon IS NULL OR x.changed_xid >= p_horizon)
      AND x.seq >= s.history_from AND x.seq > s.cleared_seq AND (NOT x.is_void OR x.author = p_user)
    ORDER BY x.seq DESC)
  FROM natter.member_state s
  WHERE s.user_id = p_user AND s.conversation_id = ANY (p_ids) AND s.left_at IS NULL AND s.tenant_id = natter.current_tenant();
END
$$;

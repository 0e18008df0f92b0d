-- Marks of many people in one commit. A mark beyond the end counts as the end, one that goes back changes nothing; read implies
-- delivered. recipients: eleven where there are more, to whom marks are not told one by one (RCPT-3). What others see moves along unless the person hides it, has blocked the other (BLOCK-3), or receipts are off here.
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
  v_blocking boolean := natter.has_feature('blocking');
  v_receipts boolean := natter.has_feature('receipts');
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
    SELECT s.user_id, s.conversation_id, s.history_from, s.cleared_seq, s.hidden, s.blocks_other, s.delivered_seq AS old_delivered, s.read_seq AS old_read,
      greatest(s.delivered_seq, least(w.delivered, c.last_seq)) AS delivered_seq,
      greatest(s.read_seq, least(w.read, c.last_seq)) AS read_seq
    FROM wanted w
    JOIN natter.member_state s ON s.user_id = w.user_id AND s.conversation_id = w.conversation_id
      AND s.tenant_id = v_tenant AND s.left_at IS NULL
    JOIN natter.conversations c ON c.id = w.conversation_id
    WHERE natter.takes_part(w.user_id)
  ), moved AS MATERIALIZED (
    SELECT b.* FROM before b WHERE b.delivered_seq > b.old_delivered OR b.read_seq > b.old_read
  ), mine AS (
    UPDATE natter.member_state s SET delivered_seq = m.delivered_seq, read_seq = m.read_seq,
      marked_unread = s.marked_unread AND m.read_seq = m.old_read,
      unread_from = CASE WHEN m.read_seq = m.old_read THEN s.unread_from END, changed_xid = pg_current_xact_id()
    FROM moved m WHERE s.user_id = m.user_id AND s.conversation_id = m.conversation_id
  ), shown AS (
    UPDATE natter.conversation_participants p SET
      delivered_seq = greatest(p.delivered_seq, m.delivered_seq),
      read_seq = CASE WHEN p.receipts_hidden THEN p.read_seq ELSE greatest(p.read_seq, m.read_seq) END,
      last_read_at = CASE WHEN NOT p.receipts_hidden AND m.read_seq > m.old_read THEN v_now ELSE p.last_read_at END,
      changed_xid = pg_current_xact_id()
    FROM moved m WHERE p.conversation_id = m.conversation_id AND p.user_id = m.user_id
      AND v_receipts AND NOT (v_blocking AND m.blocks_other)
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
        AND d.sender_id <> b.user_id AND NOT d.is_deleted AND NOT d.is_void AND NOT b.hidden @> d.seq AND d.retention_expires_at > v_now
      ORDER BY d.seq LIMIT 100) counted) END,
    v_now, m.user_id IS NOT NULL, t.delivered, t.read,
    CASE WHEN t.delivered IS NOT NULL OR t.read IS NOT NULL THEN ARRAY(
      SELECT p.user_id FROM natter.conversation_participants p WHERE p.conversation_id = t.conversation_id AND p.left_at IS NULL LIMIT 11) END
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
  IF NOT natter.has_feature('receipts') THEN
    RETURN;
  END IF;
  RETURN QUERY
  SELECT k.kind, p.user_id, (SELECT a.at FROM natter.mark_advances a
    WHERE a.conversation_id = p_conversation AND a.user_id = p.user_id AND a.kind = k.kind AND a.seq >= v_seq
    ORDER BY a.seq LIMIT 1)
  FROM natter.conversation_participants p
  CROSS JOIN LATERAL (VALUES ('delivered', p.delivered_seq), ('read', CASE WHEN p.receipts_hidden OR NOT v_sees_reads THEN 0 ELSE p.read_seq END)) k(kind, seq)
  -- Whoever came later has no part in it: their marks begin behind it (GROUP-8).
  WHERE p.conversation_id = p_conversation AND p.left_at IS NULL AND p.user_id IS DISTINCT FROM v_sender AND k.seq >= v_seq
    AND p.joined_seq <= v_seq
  ORDER BY k.kind, p.user_id;
END
$$;

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
  v_has_stars boolean;
BEGIN
  PERFORM natter.read_as(p_user);
  v_has_stars := natter.has_feature('starring') AND EXISTS (SELECT 1 FROM natter.starred_messages x WHERE x.user_id = p_user AND x.conversation_id = p_conversation);
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
    SELECT (m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type,
      coalesce(edit.content, m.content), CASE WHEN m.type = 'poll' THEN natter.poll_for(p_user, m.conversation_id, m.seq, m.metadata) ELSE m.metadata END,
      CASE WHEN edit.content IS NULL THEN m.mentions ELSE edit.mentions END,
      CASE WHEN m.reactions IS NOT NULL THEN natter.reactions_for(p_user, m.conversation_id, m.seq, m.reactions) END,
      CASE WHEN m.type = 'poll' THEN natter.votes_for(p_user, m.conversation_id, m.seq) END,
      v_has_stars AND EXISTS (SELECT 1 FROM natter.starred_messages x
        WHERE x.user_id = p_user AND x.conversation_id = m.conversation_id AND x.seq = m.seq OFFSET 0),
      m.reply_to_seq, m.reply_to_id, m.reply_to_sender,
      CASE WHEN m.reply_to_seq IS NOT NULL THEN (SELECT left(coalesce(
          (SELECT e.content FROM natter.message_edits e WHERE q.version > 1
            AND e.conversation_id = q.conversation_id AND e.seq = q.seq ORDER BY e.version DESC LIMIT 1), q.content), 200)
        FROM natter.direct_messages q WHERE q.conversation_id = m.conversation_id AND q.seq = m.reply_to_seq) END,
      m.sent_at, edit.at, m.deleted_at, m.retention_expires_at)::natter.message_view AS message, m.seq
    FROM (
      (SELECT d.id, d.conversation_id, d.seq, d.change_seq, d.version, d.client_id, d.sender_id, d.type, d.content, d.metadata, d.mentions,
          d.reactions, d.reply_to_seq, d.reply_to_id, d.reply_to_sender, d.sent_at, d.deleted_at, d.retention_expires_at FROM natter.direct_messages d
        WHERE d.conversation_id = p_conversation AND d.seq <= v_upto ORDER BY d.seq DESC LIMIT p_down)
      UNION ALL
      (SELECT d.id, d.conversation_id, d.seq, d.change_seq, d.version, d.client_id, d.sender_id, d.type, d.content, d.metadata, d.mentions,
          d.reactions, d.reply_to_seq, d.reply_to_id, d.reply_to_sender, d.sent_at, d.deleted_at, d.retention_expires_at FROM natter.direct_messages d
        WHERE d.conversation_id = p_conversation AND d.seq > v_upto ORDER BY d.seq LIMIT p_up)
    ) m
    LEFT JOIN LATERAL (SELECT e.content, e.mentions, e.at FROM natter.message_edits e WHERE m.version > 1
      AND e.conversation_id = m.conversation_id AND e.seq = m.seq ORDER BY e.version DESC LIMIT 1) edit ON true) page ON true
  ORDER BY page.seq;
END
$$;

-- What one sent under a key, as it now is: without its content once its time is over or it is purged. Not for who has left.
CREATE FUNCTION natter.read_message_by_key(p_user text, p_client uuid) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  -- What is their own of it is counted for them alone.
  PERFORM set_config('natter.user_id', p_user, true);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type,
    CASE WHEN alive.is_so THEN said.content END, CASE WHEN NOT alive.is_so THEN NULL
      WHEN m.type = 'poll' THEN natter.poll_for(p_user, m.conversation_id, m.seq, m.metadata) ELSE m.metadata END,
    CASE WHEN alive.is_so THEN said.mentions END,
    CASE WHEN alive.is_so AND m.reactions IS NOT NULL THEN natter.reactions_for(p_user, m.conversation_id, m.seq, m.reactions) END,
    CASE WHEN alive.is_so AND m.type = 'poll' THEN natter.votes_for(p_user, m.conversation_id, m.seq) END, NULL::boolean,
    m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, said.edited_at,
    CASE WHEN alive.is_so THEN m.deleted_at ELSE coalesce(m.deleted_at, m.retention_expires_at) END, m.retention_expires_at
  FROM natter.direct_messages m
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = m.conversation_id AND s.left_at IS NULL
  CROSS JOIN LATERAL (SELECT m.retention_expires_at > natter.now() AS is_so) alive
  CROSS JOIN LATERAL natter.text_for(m, p_user) said
  WHERE m.sender_id = p_user AND m.client_id = p_client AND m.tenant_id = natter.current_tenant()
  UNION ALL
  SELECT x.message_id, x.conversation_id, x.seq, x.seq, 1, x.client_id, x.sender_id, x.type, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    x.sent_at, NULL, x.expired_at, x.expired_at
  FROM natter.spent_keys x
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = x.conversation_id AND s.left_at IS NULL
  WHERE x.sender_id = p_user AND x.client_id = p_client AND x.tenant_id = natter.current_tenant();
END
$$;

-- Messages changed after p_after, in order of change_seq.
CREATE FUNCTION natter.read_changes(p_user text, p_conversation uuid, p_after bigint, p_limit int) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type,
    coalesce(edit.content, m.content), CASE WHEN m.type = 'poll' THEN natter.poll_for(p_user, m.conversation_id, m.seq, m.metadata) ELSE m.metadata END,
    CASE WHEN edit.content IS NULL THEN m.mentions ELSE edit.mentions END,
    CASE WHEN m.reactions IS NOT NULL THEN natter.reactions_for(p_user, m.conversation_id, m.seq, m.reactions) END,
    CASE WHEN m.type = 'poll' THEN natter.votes_for(p_user, m.conversation_id, m.seq) END, NULL::boolean,
    m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, edit.at, m.deleted_at, m.retention_expires_at
  FROM natter.direct_messages m
  LEFT JOIN LATERAL (SELECT e.content, e.mentions, e.at FROM natter.message_edits e WHERE m.version > 1
    AND e.conversation_id = m.conversation_id AND e.seq = m.seq ORDER BY e.version DESC LIMIT 1) edit ON true
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
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type,
    coalesce(edit.content, m.content), CASE WHEN m.type = 'poll' THEN natter.poll_for(p_user, m.conversation_id, m.seq, m.metadata) ELSE m.metadata END,
    CASE WHEN edit.content IS NULL THEN m.mentions ELSE edit.mentions END,
    CASE WHEN m.reactions IS NOT NULL THEN natter.reactions_for(p_user, m.conversation_id, m.seq, m.reactions) END,
    CASE WHEN m.type = 'poll' THEN natter.votes_for(p_user, m.conversation_id, m.seq) END, NULL::boolean,
    m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, edit.at, m.deleted_at, m.retention_expires_at
  FROM unnest(p_ids) wanted(id)
  CROSS JOIN LATERAL (
    SELECT d.* FROM (
      SELECT x.id, x.conversation_id, x.seq, x.change_seq, x.version, x.client_id, x.sender_id, x.type, x.content, x.metadata, x.mentions, x.reactions,
        x.reply_to_seq, x.reply_to_id, x.reply_to_sender, x.sent_at, x.deleted_at, x.retention_expires_at, x.changed_xid
      FROM natter.direct_messages x WHERE x.conversation_id = wanted.id
      ORDER BY x.change_seq DESC LIMIT p_per_conversation + 1) d
    WHERE d.changed_xid >= p_horizon) m
  LEFT JOIN LATERAL (SELECT e.content, e.mentions, e.at FROM natter.message_edits e WHERE m.version > 1
    AND e.conversation_id = m.conversation_id AND e.seq = m.seq ORDER BY e.version DESC LIMIT 1) edit ON true
  ORDER BY m.conversation_id, m.change_seq;
END
$$;

-- The newest messages of these conversations, oldest first.
CREATE FUNCTION natter.read_newest_messages(p_user text, p_ids uuid[], p_per_conversation int) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type,
    coalesce(edit.content, m.content), CASE WHEN m.type = 'poll' THEN natter.poll_for(p_user, m.conversation_id, m.seq, m.metadata) ELSE m.metadata END,
    CASE WHEN edit.content IS NULL THEN m.mentions ELSE edit.mentions END,
    CASE WHEN m.reactions IS NOT NULL THEN natter.reactions_for(p_user, m.conversation_id, m.seq, m.reactions) END,
    CASE WHEN m.type = 'poll' THEN natter.votes_for(p_user, m.conversation_id, m.seq) END, NULL::boolean,
    m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at, edit.at, m.deleted_at, m.retention_expires_at
  FROM unnest(p_ids) wanted(id)
  CROSS JOIN LATERAL (
    SELECT x.id, x.conversation_id, x.seq, x.change_seq, x.version, x.client_id, x.sender_id, x.type, x.content, x.metadata, x.mentions, x.reactions,
      x.reply_to_seq, x.reply_to_id, x.reply_to_sender, x.sent_at, x.deleted_at, x.retention_expires_at
    FROM natter.direct_messages x WHERE x.conversation_id = wanted.id ORDER BY x.seq DESC LIMIT p_per_conversation) m
  LEFT JOIN LATERAL (SELECT e.content, e.mentions, e.at FROM natter.message_edits e WHERE m.version > 1
    AND e.conversation_id = m.conversation_id AND e.seq = m.seq ORDER BY e.version DESC LIMIT 1) edit ON true
  ORDER BY m.conversation_id, m.seq;
END
$$;

-- One message as this person sees it now; none where they do not.
CREATE FUNCTION natter.read_message(p_user text, p_conversation uuid, p_message uuid) RETURNS SETOF natter.message_view
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY SELECT (h.message).* FROM (
    SELECT m.seq FROM natter.direct_messages m WHERE m.id = p_message AND m.conversation_id = p_conversation) found
  CROSS JOIN LATERAL natter.read_history(p_user, p_conversation, found.seq, 1, 0) h;
END
$$;

-- The first message at or after an instant, for this person; null: none. Time follows seq, so that halving finds it: some twenty
-- look-ups by key among a million.
CREATE FUNCTION natter.locate_message(p_user text, p_conversation uuid, p_at timestamptz)
RETURNS TABLE (seq bigint)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  v_low bigint;
  v_high bigint;
  v_middle record;
  v_found bigint;
BEGIN
  PERFORM natter.read_as(p_user);
  SELECT greatest(s.history_from, s.cleared_seq + 1), c.last_seq INTO v_low, v_high
  FROM natter.conversations c JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = c.id WHERE c.id = p_conversation;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  WHILE v_low <= v_high LOOP
    SELECT m.seq, m.sent_at INTO v_middle FROM natter.direct_messages m
    WHERE m.conversation_id = p_conversation AND m.seq >= (v_low + v_high) / 2 AND m.seq <= v_high ORDER BY m.seq LIMIT 1;
    IF NOT FOUND THEN
      v_high := (v_low + v_high) / 2 - 1;
    ELSIF v_middle.sent_at >= p_at THEN
      v_found := v_middle.seq;
      v_high := (v_low + v_high) / 2 - 1;
    ELSE
      v_low := v_middle.seq + 1;
    END IF;
  END LOOP;
  RETURN QUERY SELECT v_found;
END
$$;

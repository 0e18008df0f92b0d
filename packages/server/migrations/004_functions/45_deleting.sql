-- Takes a message's content away from everybody, under the conversation's lock, which the caller holds: what all see is a place
-- without content. Answers its seq and change_seq and whom to tell.
CREATE FUNCTION natter.erase_message(p_conversation uuid, p_seq bigint, p_by text)
RETURNS TABLE (seq bigint, change_seq bigint, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := natter.now();
  v_change bigint;
  v_is_void boolean;
  v_sender text;
BEGIN
  UPDATE natter.conversations c SET change_seq = c.change_seq + 1, changed_xid = pg_current_xact_id()
  WHERE c.id = p_conversation RETURNING c.change_seq INTO v_change;
  INSERT INTO natter.deleted_content (tenant_id, conversation_id, seq, content, metadata, deleted_by, deleted_at)
  SELECT m.tenant_id, m.conversation_id, m.seq, m.content, m.metadata, p_by, v_now
  FROM natter.direct_messages m WHERE m.conversation_id = p_conversation AND m.seq = p_seq;
  -- The hash goes with the content: a repeat of the key is a repeat, whatever it says.
  UPDATE natter.direct_messages m SET content = NULL, metadata = NULL, mentions = NULL, reactions = NULL, body_hash = NULL, is_deleted = true,
    deleted_at = v_now, version = m.version + 1, change_seq = v_change, changed_xid = pg_current_xact_id()
  WHERE m.conversation_id = p_conversation AND m.seq = p_seq
  RETURNING m.is_void, m.sender_id INTO v_is_void, v_sender;
  -- What hung on it goes with it; its versions wait with the content.
  DELETE FROM natter.message_reactions r WHERE r.conversation_id = p_conversation AND r.seq = p_seq;
  DELETE FROM natter.poll_votes v WHERE v.conversation_id = p_conversation AND v.seq = p_seq;
  DELETE FROM natter.starred_messages x USING natter.conversation_participants o
  WHERE o.conversation_id = p_conversation AND x.user_id = o.user_id AND x.conversation_id = p_conversation AND x.seq = p_seq;
  RETURN QUERY SELECT p_seq, v_change, natter.told_of(p_conversation, v_sender, v_is_void, p_seq);
END
$$;

-- Deletes a message for this person, or, by its author within the window (an hour at most), for everyone. Doing it again changes
-- nothing. Outcomes: hidden, erased (then with its new
-- place in the log and whom to tell), gone (it was deleted before: nothing to do), not_found, not_author, window_over, too_many
-- (more holes in one conversation than are kept).
CREATE FUNCTION natter.delete_message(p_user text, p_conversation uuid, p_message uuid, p_for_everyone boolean, p_window_seconds int)
RETURNS TABLE (outcome text, seq bigint, change_seq bigint, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
  v_message record;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('deletion');
  -- The lock that sends take: what is decided here is decided on what is committed.
  PERFORM 1 FROM natter.conversations c WHERE c.id = p_conversation AND c.tenant_id = v_tenant FOR NO KEY UPDATE;
  SELECT m.seq, m.sender_id, m.sent_at, m.is_deleted, s.hidden @> m.seq AS is_hidden INTO v_message
  FROM natter.direct_messages m
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = m.conversation_id AND s.left_at IS NULL
  WHERE m.id = p_message AND m.conversation_id = p_conversation AND m.tenant_id = v_tenant
    AND m.seq >= s.history_from AND m.seq > s.cleared_seq AND (NOT p_for_everyone OR NOT s.hidden @> m.seq)
    AND (NOT m.is_void OR coalesce(m.sender_id, m.metadata->>'userId') = p_user) AND m.retention_expires_at > v_now;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::bigint, NULL::bigint, NULL::text[];
    RETURN;
  END IF;
  IF v_message.is_hidden THEN
    RETURN QUERY SELECT 'hidden', v_message.seq, NULL::bigint, ARRAY[p_user];
  ELSIF NOT p_for_everyone THEN
    UPDATE natter.member_state s SET hidden = s.hidden + int8multirange(int8range(v_message.seq, v_message.seq + 1)),
      changed_xid = pg_current_xact_id()
    WHERE s.user_id = p_user AND s.conversation_id = p_conversation
      AND (SELECT count(*) FROM unnest(s.hidden)) < 10000;
    IF NOT FOUND THEN
      RETURN QUERY SELECT 'too_many', v_message.seq, NULL::bigint, ARRAY[p_user];
      RETURN;
    END IF;
    DELETE FROM natter.starred_messages x WHERE x.user_id = p_user AND x.conversation_id = p_conversation AND x.seq = v_message.seq;
    RETURN QUERY SELECT 'hidden', v_message.seq, NULL::bigint, ARRAY[p_user];
  ELSIF v_message.sender_id IS DISTINCT FROM p_user THEN
    RETURN QUERY SELECT 'not_author', NULL::bigint, NULL::bigint, NULL::text[];
  ELSIF v_message.is_deleted THEN
    RETURN QUERY SELECT 'gone', v_message.seq, NULL::bigint, NULL::text[];
  ELSIF v_message.sent_at <= v_now - make_interval(secs => least(p_window_seconds, 3600)) THEN
    RETURN QUERY SELECT 'window_over', NULL::bigint, NULL::bigint, NULL::text[];
  ELSE
    RETURN QUERY SELECT 'erased', e.seq, e.change_seq, e.recipients FROM natter.erase_message(p_conversation, v_message.seq, p_user) e;
  END IF;
END
$$;

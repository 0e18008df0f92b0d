-- What members do to a message that is there. All of it under the conversation's lock, which sends take; each change gets a place of
-- its own in the log. What somebody does to a message while its reader blocks them is void: it looks to them as if it were done, and
-- nobody else sees any of it (BLOCK-1).

-- The message under the lock, as the one who acts may have it: none where they do not see it. `verdict` says why they may not act on
-- it as on anything: suspended, not_entitled, blocked (by themselves), gone (deleted for everyone).
CREATE TYPE natter.acted_message AS (
  tenant_id text, seq bigint, sender_id text, type text, metadata jsonb, void_closed_at timestamptz, sent_at timestamptz, version int, reactions jsonb, is_void boolean, disappears_at timestamptz, is_alone boolean, verdict text
);

CREATE FUNCTION natter.lock_message(p_user text, p_conversation uuid, p_message uuid) RETURNS natter.acted_message
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_found natter.acted_message;
  v_now timestamptz;
  v_blocking boolean := natter.has_feature('blocking');
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM 1 FROM natter.conversations c WHERE c.id = p_conversation AND c.tenant_id = natter.current_tenant() FOR NO KEY UPDATE;
  v_now := natter.now();
  SELECT m.tenant_id, m.seq, m.sender_id, m.type, m.metadata, m.void_closed_at, m.sent_at, m.version, m.reactions, m.is_void, m.disappears_at,
    m.is_void OR v_blocking AND s.blocked_by_other AND u.office IS NULL,
    CASE
      WHEN m.is_deleted THEN 'gone'
      WHEN u.suspended_until > v_now THEN 'suspended'
      WHEN NOT natter.is_entitled(u.tier, u.roles, 'CAN_SEND_DIRECT_MESSAGES') THEN 'not_entitled'
      WHEN v_blocking AND s.blocks_other THEN 'blocked'
    END
  INTO v_found
  FROM natter.direct_messages m
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = m.conversation_id AND s.left_at IS NULL
  JOIN natter.users u ON u.id = p_user AND u.tenant_id = m.tenant_id
  WHERE m.id = p_message AND m.conversation_id = p_conversation AND m.tenant_id = natter.current_tenant()
    AND m.seq >= s.history_from AND m.seq > s.cleared_seq AND NOT s.hidden @> m.seq
    AND (NOT m.is_void OR m.sender_id = p_user) AND m.retention_expires_at > v_now AND m.type <> 'system';
  RETURN v_found;
END
$$;

-- Whom a change is told: everybody, or the one who made it. Of a message (p_seq; null: of the conversation) only those hear whose
-- history it is in: who joined a group later has never seen it (GROUP-4).
CREATE FUNCTION natter.told_of(p_conversation uuid, p_user text, p_is_alone boolean, p_seq bigint) RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT CASE WHEN p_is_alone THEN ARRAY[p_user] ELSE ARRAY(
    SELECT m.user_id FROM natter.conversation_participants m
    JOIN natter.member_state s ON s.user_id = m.user_id AND s.conversation_id = m.conversation_id
    WHERE m.conversation_id = p_conversation AND m.left_at IS NULL AND (p_seq IS NULL OR s.history_from <= p_seq)) END
$$;

-- The next place in the log, given to a message of the locked conversation.
CREATE FUNCTION natter.touch_message(p_conversation uuid, p_seq bigint) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_change bigint;
BEGIN
  UPDATE natter.conversations c SET change_seq = c.change_seq + 1, changed_xid = pg_current_xact_id()
  WHERE c.id = p_conversation RETURNING c.change_seq INTO v_change;
  UPDATE natter.direct_messages m SET change_seq = v_change, changed_xid = pg_current_xact_id()
  WHERE m.conversation_id = p_conversation AND m.seq = p_seq;
  RETURN v_change;
END
$$;

-- A message as all its members see it alike: what goes out to everybody at once.
CREATE FUNCTION natter.view_for_all(p_conversation uuid, p_seq bigint) RETURNS natter.message_view
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT m.id, m.conversation_id, m.seq, m.change_seq, m.version, m.client_id, m.sender_id, m.type, said.content, m.metadata, said.mentions,
    CASE WHEN natter.has_feature('reactions') THEN nullif(m.reactions, '[]') END, NULL::int[], NULL::boolean, m.reply_to_seq, m.reply_to_id, m.reply_to_sender, NULL::text, m.sent_at,
    said.edited_at, m.deleted_at, m.retention_expires_at
  FROM natter.direct_messages m CROSS JOIN LATERAL natter.text_for(m, NULL) said
  WHERE m.conversation_id = p_conversation AND m.seq = p_seq
$$;

-- The message as whoever has just acted on it sees it: read within the statement of the act, under its lock, so that nobody puts them
-- out and no other device of theirs hides it before they are answered (ACT-4). Nothing where the act was refused.
CREATE FUNCTION natter.read_acted(p_outcome text, p_user text, p_conversation uuid, p_message uuid) RETURNS SETOF natter.message_view
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- A snapshot of its own: what the act changed is in it.
  IF p_outcome IN ('changed', 'edited', 'unchanged') THEN
    RETURN QUERY SELECT m.* FROM natter.read_message(p_user, p_conversation, p_message) m;
  END IF;
END
$$;

-- Gives a message another text, by its author, within the window (a quarter of an hour at most), if it is still at the version that
-- was edited (EDIT-1). Outcomes: edited, unchanged, not_found, gone, not_author, not_text, window_over, conflict, too_long,
-- word_refused, suspended, not_entitled, blocked. message: as all see it; none where nobody else sees the change.
CREATE FUNCTION natter.edit_message(p_user text, p_conversation uuid, p_message uuid, p_version int, p_content text, p_mentions text,
  p_window_seconds int)
RETURNS TABLE (outcome text, recipients text[], message natter.message_view)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_found natter.acted_message;
  v_own record;
  v_policy natter.policy;
  v_now timestamptz;
  v_outcome text;
BEGIN
  PERFORM natter.require_feature('editing');
  v_found := natter.lock_message(p_user, p_conversation, p_message);
  v_now := natter.now();
  SELECT p.* INTO v_policy FROM natter.policy p;
  -- The text that its author has before them.
  SELECT said.content, said.mentions INTO v_own FROM natter.direct_messages m CROSS JOIN LATERAL natter.text_for(m, p_user) said
  WHERE m.conversation_id = p_conversation AND m.seq = v_found.seq;
  v_outcome := CASE
    WHEN v_found.seq IS NULL THEN 'not_found'
    WHEN v_found.verdict = 'gone' THEN 'gone'
    WHEN v_found.sender_id <> p_user THEN 'not_author'
    WHEN v_found.verdict IS NOT NULL THEN v_found.verdict
    WHEN v_found.type <> 'text' THEN 'not_text'
    WHEN v_found.sent_at <= v_now - make_interval(secs => least(p_window_seconds, 900)) THEN 'window_over'
    WHEN v_found.version IS DISTINCT FROM p_version THEN 'conflict'
    WHEN v_own.content = p_content AND v_own.mentions IS NOT DISTINCT FROM p_mentions::jsonb THEN 'unchanged'
    WHEN char_length(p_content) > v_policy.max_message_length THEN 'too_long'
    WHEN 'word_filter' = ANY (v_policy.features) AND natter.filter_form(p_content) ~ v_policy.refused_pattern THEN 'word_refused'
    ELSE 'edited'
  END;
  IF v_outcome <> 'edited' THEN
    RETURN QUERY SELECT v_outcome, NULL::text[], NULL::natter.message_view;
    RETURN;
  END IF;
  INSERT INTO natter.message_edits (tenant_id, conversation_id, seq, version, content, mentions, at, is_void)
  VALUES (v_found.tenant_id, p_conversation, v_found.seq, v_found.version + 1, p_content, p_mentions::jsonb, v_now,
    v_found.is_alone AND NOT v_found.is_void);
  UPDATE natter.direct_messages m SET version = m.version + 1 WHERE m.conversation_id = p_conversation AND m.seq = v_found.seq;
  IF 'word_filter' = ANY (v_policy.features) AND NOT v_found.is_alone AND natter.filter_form(p_content) ~ v_policy.reported_pattern THEN
    PERFORM natter.report_words(ARRAY[p_message]);
  END IF;
  PERFORM natter.touch_message(p_conversation, v_found.seq);
  RETURN QUERY SELECT 'edited', natter.told_of(p_conversation, p_user, v_found.is_alone, v_found.seq),
    CASE WHEN NOT v_found.is_alone THEN natter.view_for_all(p_conversation, v_found.seq) END;
END
$$;

-- The versions of a message, the first one first; nothing where there is none for this person.
CREATE FUNCTION natter.read_versions(p_user text, p_conversation uuid, p_message uuid)
RETURNS TABLE (version int, content text, mentions jsonb, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  PERFORM natter.require_feature('editing');
  RETURN QUERY
  SELECT x.version, x.content, x.mentions, x.at
  FROM natter.direct_messages m CROSS JOIN LATERAL (
    SELECT 1 AS version, m.content, m.mentions, m.sent_at AS at
    UNION ALL
    SELECT e.version, e.content, e.mentions, e.at FROM natter.message_edits e WHERE e.conversation_id = m.conversation_id AND e.seq = m.seq) x
  WHERE m.id = p_message AND m.conversation_id = p_conversation AND NOT m.is_deleted AND m.type <> 'system'
  ORDER BY x.version;
END
$$;

-- Puts a reaction to a message, or takes it away; doing it again changes nothing (REACT-1). Outcomes: changed, unchanged, not_found,
-- gone, too_many (different ones), suspended, not_entitled, blocked. Taking one's own away needs no leave.
CREATE FUNCTION natter.set_reaction(p_user text, p_conversation uuid, p_message uuid, p_emoji text, p_is_on boolean)
RETURNS TABLE (outcome text, seq bigint, change_seq bigint, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_found natter.acted_message;
  v_was_void boolean;
  v_has boolean;
  v_is_alone boolean;
  v_outcome text;
BEGIN
  PERFORM natter.require_feature('reactions');
  v_found := natter.lock_message(p_user, p_conversation, p_message);
  SELECT r.is_void INTO v_was_void FROM natter.message_reactions r
  WHERE r.conversation_id = p_conversation AND r.seq = v_found.seq AND r.user_id = p_user AND r.emoji = p_emoji;
  v_has := FOUND;
  v_outcome := CASE
    WHEN v_found.seq IS NULL THEN 'not_found'
    WHEN v_found.verdict = 'gone' THEN 'gone'
    WHEN v_has = (p_is_on IS TRUE) THEN 'unchanged'
    WHEN v_found.verdict IS NOT NULL AND p_is_on THEN v_found.verdict
    WHEN p_is_on AND NOT EXISTS (SELECT 1 FROM natter.message_reactions r
        WHERE r.conversation_id = p_conversation AND r.seq = v_found.seq AND r.emoji = p_emoji AND (NOT r.is_void OR r.user_id = p_user))
      AND (SELECT count(DISTINCT r.emoji) FROM natter.message_reactions r
        WHERE r.conversation_id = p_conversation AND r.seq = v_found.seq AND (NOT r.is_void OR r.user_id = p_user)) >= 20 THEN 'too_many'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN QUERY SELECT v_outcome, v_found.seq, NULL::bigint, NULL::text[];
    RETURN;
  END IF;
  IF p_is_on THEN
    v_is_alone := v_found.is_alone;
    INSERT INTO natter.message_reactions (tenant_id, conversation_id, seq, user_id, emoji, reacted_at, is_void)
    VALUES (v_found.tenant_id, p_conversation, v_found.seq, p_user, p_emoji, natter.now(), v_found.is_alone AND NOT v_found.is_void);
  ELSE
    DELETE FROM natter.message_reactions r
    WHERE r.conversation_id = p_conversation AND r.seq = v_found.seq AND r.user_id = p_user AND r.emoji = p_emoji;
    -- What everybody saw goes for everybody, whoever blocks whom by now.
    v_is_alone := v_was_void OR v_found.is_void;
  END IF;
  UPDATE natter.direct_messages m SET reactions = (
    SELECT coalesce(jsonb_agg(jsonb_build_object('emoji', e.emoji, 'count', e.n) ORDER BY e.first, e.emoji), '[]')
    FROM (SELECT r.emoji, count(*) AS n, min(r.reacted_at) AS first FROM natter.message_reactions r
      WHERE r.conversation_id = p_conversation AND r.seq = v_found.seq AND NOT r.is_void GROUP BY r.emoji) e)
  WHERE m.conversation_id = p_conversation AND m.seq = v_found.seq;
  RETURN QUERY SELECT 'changed', v_found.seq, natter.touch_message(p_conversation, v_found.seq),
    natter.told_of(p_conversation, p_user, v_is_alone, v_found.seq);
END
$$;

-- Who reacted, the first one first; one row for the message itself (all null), so that "nobody" differs from "no such message".
CREATE FUNCTION natter.read_reactions(p_user text, p_conversation uuid, p_message uuid)
RETURNS TABLE (emoji text, user_id text, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_seq bigint;
BEGIN
  PERFORM natter.read_as(p_user);
  PERFORM natter.require_feature('reactions');
  SELECT m.seq INTO v_seq FROM natter.direct_messages m WHERE m.id = p_message AND m.conversation_id = p_conversation;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT NULL::text, NULL::text, NULL::timestamptz;
  RETURN QUERY SELECT r.emoji, r.user_id, r.reacted_at FROM natter.message_reactions r
  WHERE r.conversation_id = p_conversation AND r.seq = v_seq ORDER BY r.reacted_at, r.user_id, r.emoji LIMIT 1000;
END
$$;

-- My whole choice in a poll; nothing withdraws it (POLL-1). Outcomes: changed, unchanged, not_found, gone, not_poll, closed, not_option,
-- too_many (of a poll with one answer), suspended, not_entitled, blocked.
CREATE FUNCTION natter.set_votes(p_user text, p_conversation uuid, p_message uuid, p_options int[])
RETURNS TABLE (outcome text, recipients text[], message natter.message_view)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_found natter.acted_message;
  v_options int[] := ARRAY(SELECT DISTINCT o FROM unnest(p_options) o ORDER BY o);
  v_before int[];
  v_is_alone boolean;
  v_outcome text;
BEGIN
  PERFORM natter.require_feature('polls');
  v_found := natter.lock_message(p_user, p_conversation, p_message);
  SELECT coalesce(array_agg(v.option_id ORDER BY v.option_id), '{}'), coalesce(bool_or(NOT v.is_void), false) INTO v_before, v_is_alone
  FROM natter.poll_votes v WHERE v.conversation_id = p_conversation AND v.seq = v_found.seq AND v.user_id = p_user;
  -- Nobody hears of it where nothing of it counts: before the block neither, and now not either.
  v_is_alone := v_found.is_void OR (v_found.is_alone AND NOT v_is_alone);
  v_outcome := CASE
    WHEN v_found.seq IS NULL THEN 'not_found'
    WHEN v_found.verdict IS NOT NULL THEN v_found.verdict
    WHEN v_found.type <> 'poll' THEN 'not_poll'
    WHEN v_found.metadata->'poll'->>'closedAt' IS NOT NULL THEN 'closed'
    WHEN v_found.void_closed_at IS NOT NULL AND v_found.sender_id = p_user THEN 'closed'
    WHEN EXISTS (SELECT 1 FROM unnest(v_options) o WHERE o NOT BETWEEN 1 AND jsonb_array_length(v_found.metadata->'poll'->'options')) THEN 'not_option'
    WHEN cardinality(v_options) > 1 AND v_found.metadata->'poll'->'multiple' <> 'true' THEN 'too_many'
    WHEN v_before = v_options THEN 'unchanged'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN QUERY SELECT v_outcome, NULL::text[], NULL::natter.message_view;
    RETURN;
  END IF;
  DELETE FROM natter.poll_votes v WHERE v.conversation_id = p_conversation AND v.seq = v_found.seq AND v.user_id = p_user;
  INSERT INTO natter.poll_votes (tenant_id, conversation_id, seq, user_id, option_id, voted_at, is_anonymous, is_void)
  SELECT v_found.tenant_id, p_conversation, v_found.seq, p_user, o, natter.now(), v_found.metadata->'poll'->'anonymous' IS DISTINCT FROM 'false',
    v_found.is_alone AND NOT v_found.is_void FROM unnest(v_options) o;
  UPDATE natter.direct_messages m SET metadata = jsonb_set(jsonb_set(m.metadata, '{poll,voters}', (
      SELECT to_jsonb(count(DISTINCT v.user_id)) FROM natter.poll_votes v
      WHERE v.conversation_id = p_conversation AND v.seq = v_found.seq AND NOT v.is_void)), '{poll,options}', (
    SELECT jsonb_agg(jsonb_set(o.value, '{votes}', (SELECT to_jsonb(count(*)) FROM natter.poll_votes v
      WHERE v.conversation_id = p_conversation AND v.seq = v_found.seq AND v.option_id = (o.value->>'id')::int AND NOT v.is_void)) ORDER BY o.ordinality)
    FROM jsonb_array_elements(m.metadata->'poll'->'options') WITH ORDINALITY o))
  WHERE m.conversation_id = p_conversation AND m.seq = v_found.seq;
  PERFORM natter.touch_message(p_conversation, v_found.seq);
  RETURN QUERY SELECT 'changed', natter.told_of(p_conversation, p_user, v_is_alone, v_found.seq),
    CASE WHEN NOT v_is_alone THEN natter.view_for_all(p_conversation, v_found.seq) END;
END
$$;

-- Ends a poll, by its author. Outcomes: changed, unchanged, not_found, gone, not_poll, not_author, suspended, not_entitled, blocked.
CREATE FUNCTION natter.close_poll(p_user text, p_conversation uuid, p_message uuid)
RETURNS TABLE (outcome text, recipients text[], message natter.message_view)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_found natter.acted_message;
  v_outcome text;
BEGIN
  PERFORM natter.require_feature('polls');
  v_found := natter.lock_message(p_user, p_conversation, p_message);
  v_outcome := CASE
    WHEN v_found.seq IS NULL THEN 'not_found'
    WHEN v_found.verdict = 'gone' THEN 'gone'
    WHEN v_found.type <> 'poll' THEN 'not_poll'
    WHEN v_found.sender_id <> p_user THEN 'not_author'
    WHEN v_found.metadata->'poll'->>'closedAt' IS NOT NULL OR v_found.void_closed_at IS NOT NULL AND v_found.is_alone THEN 'unchanged'
    WHEN v_found.verdict IS NOT NULL THEN v_found.verdict
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN QUERY SELECT v_outcome, NULL::text[], NULL::natter.message_view;
    RETURN;
  END IF;
  IF v_found.is_alone AND NOT v_found.is_void THEN
    UPDATE natter.direct_messages m SET void_closed_at = natter.now() WHERE m.conversation_id = p_conversation AND m.seq = v_found.seq;
  ELSE
    UPDATE natter.direct_messages m SET metadata = jsonb_set(m.metadata, '{poll,closedAt}', natter.json_instant(natter.now()))
    WHERE m.conversation_id = p_conversation AND m.seq = v_found.seq;
  END IF;
  PERFORM natter.touch_message(p_conversation, v_found.seq);
  RETURN QUERY SELECT 'changed', natter.told_of(p_conversation, p_user, v_found.is_alone, v_found.seq),
    CASE WHEN NOT v_found.is_alone THEN natter.view_for_all(p_conversation, v_found.seq) END;
END
$$;

-- Who voted for what; one row for the poll itself, whose option is null and whose voter says 'anonymous' where nobody may know.
CREATE FUNCTION natter.read_votes(p_user text, p_conversation uuid, p_message uuid)
RETURNS TABLE (option_id int, user_id text, at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_seq bigint;
  v_is_open boolean;
BEGIN
  PERFORM natter.read_as(p_user);
  PERFORM natter.require_feature('polls');
  SELECT m.seq, m.metadata->'poll'->>'anonymous' = 'false' INTO v_seq, v_is_open FROM natter.direct_messages m
  WHERE m.id = p_message AND m.conversation_id = p_conversation AND m.type = 'poll' AND NOT m.is_deleted;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT NULL::int, CASE WHEN NOT v_is_open THEN 'anonymous' END, NULL::timestamptz;
  RETURN QUERY SELECT v.option_id, v.user_id, v.voted_at FROM natter.poll_votes v
  WHERE v_is_open AND v.conversation_id = p_conversation AND v.seq = v_seq ORDER BY v.voted_at, v.user_id, v.option_id LIMIT 1000;
END
$$;

-- What a person keeps of messages for themselves (stars), and hands on to others (copies).

-- Stars a message for this person, or takes the star away (STAR-1). Outcomes: done, not_found, gone, too_many.
CREATE FUNCTION natter.set_star(p_user text, p_conversation uuid, p_message uuid, p_is_on boolean) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_found natter.acted_message;
BEGIN
  PERFORM natter.require_feature('starring');
  v_found := natter.lock_message(p_user, p_conversation, p_message);
  IF v_found.seq IS NULL THEN
    RETURN 'not_found';
  END IF;
  -- The row that all stars of a person here are counted by; its change is what other devices hear of.
  UPDATE natter.member_state s SET changed_xid = pg_current_xact_id() WHERE s.user_id = p_user AND s.conversation_id = p_conversation;
  IF p_is_on IS NOT TRUE THEN
    DELETE FROM natter.starred_messages x WHERE x.user_id = p_user AND x.conversation_id = p_conversation AND x.seq = v_found.seq;
    RETURN 'done';
  END IF;
  IF v_found.verdict = 'gone' THEN
    RETURN 'gone';
  END IF;
  IF (SELECT count(*) FROM natter.starred_messages x
      WHERE x.user_id = p_user AND x.conversation_id = p_conversation AND x.seq <> v_found.seq) >= 1000 THEN
    RETURN 'too_many';
  END IF;
  INSERT INTO natter.starred_messages (tenant_id, user_id, conversation_id, seq, starred_at)
  VALUES (v_found.tenant_id, p_user, p_conversation, v_found.seq, natter.now()) ON CONFLICT DO NOTHING;
  RETURN 'done';
END
$$;

-- A page of starred messages, the last starred one first; of one conversation or of all. after: the place of the last one known.
CREATE FUNCTION natter.read_starred(p_user text, p_conversation uuid, p_after_at timestamptz, p_after_conversation uuid, p_after_seq bigint,
  p_limit int)
RETURNS TABLE (starred_at timestamptz, message natter.message_view)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  PERFORM natter.require_feature('starring');
  RETURN QUERY
  SELECT page.starred_at, h.message
  FROM (SELECT x.starred_at, x.conversation_id, x.seq FROM natter.starred_messages x
    JOIN natter.direct_messages m ON m.conversation_id = x.conversation_id AND m.seq = x.seq AND NOT m.is_deleted
    WHERE x.user_id = p_user AND (p_conversation IS NULL OR x.conversation_id = p_conversation)
      AND (p_after_at IS NULL OR (x.starred_at, x.conversation_id, x.seq) < (p_after_at, p_after_conversation, p_after_seq))
    ORDER BY x.starred_at DESC, x.conversation_id DESC, x.seq DESC LIMIT p_limit) page
  CROSS JOIN LATERAL natter.read_history(p_user, page.conversation_id, page.seq, 1, 0) h
  ORDER BY page.starred_at DESC, page.conversation_id DESC, page.seq DESC;
END
$$;

-- What this person starred in these conversations, if they changed anything of their own there since a horizon (null: whenever, and
-- then only where there is a star): the newest p_limit seqs of each, and nothing where no star is left.
CREATE FUNCTION natter.read_stars(p_user text, p_ids uuid[], p_horizon xid8, p_limit int)
RETURNS TABLE (id uuid, seqs bigint[])
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT s.conversation_id, stars.seqs
  FROM natter.member_state s
  CROSS JOIN LATERAL (SELECT ARRAY(SELECT x.seq FROM natter.starred_messages x
    WHERE x.user_id = p_user AND x.conversation_id = s.conversation_id ORDER BY x.seq DESC LIMIT p_limit) AS seqs) stars
  WHERE s.user_id = p_user AND s.conversation_id = ANY (p_ids) AND s.left_at IS NULL AND natter.has_feature('starring')
    AND CASE WHEN p_horizon IS NULL THEN stars.seqs <> '{}' ELSE s.changed_xid >= p_horizon END;
END
$$;

-- Hands a message on to other conversations of this person, at most five times, however many hands it came through (FORWARD-1). The
-- copies are sends like any other, with a verdict each; where they would be too many nothing is sent. Outcomes: done, not_found, gone,
-- not_text, disappearing (what is to go stays where it is), limit (with how many are left).
CREATE FUNCTION natter.forward_message(p_user text, p_conversation uuid, p_message uuid, p_targets uuid[], p_clients uuid[], p_ids uuid[])
RETURNS TABLE (outcome text, remaining int, target uuid, verdict text, recipients text[], message natter.message_view)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_source record;
  v_count int;
  -- Those of the copies that are still to be sent, and what became of them.
  v_targets uuid[];
  v_clients uuid[];
  v_ids uuid[];
  v_sendings text[];
  v_sent int;
  v_used int;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('forwarding');
  SELECT m.seq, m.type, m.is_deleted, m.disappears_at, coalesce(f.origin_id, m.id) AS origin,
    (SELECT said.content FROM natter.text_for(m, p_user) said) AS content
  INTO v_source
  FROM natter.direct_messages m
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = m.conversation_id AND s.left_at IS NULL
  LEFT JOIN natter.forwarded_messages f ON f.conversation_id = m.conversation_id AND f.seq = m.seq
  WHERE m.id = p_message AND m.conversation_id = p_conversation AND m.tenant_id = v_tenant
    AND m.seq >= s.history_from AND m.seq > s.cleared_seq AND NOT s.hidden @> m.seq
    AND (NOT m.is_void OR m.sender_id = p_user) AND m.retention_expires_at > natter.now();
  IF NOT FOUND OR v_source.is_deleted OR v_source.type <> 'text' OR v_source.disappears_at IS NOT NULL THEN
    RETURN QUERY SELECT CASE WHEN v_source.seq IS NULL THEN 'not_found' WHEN v_source.is_deleted THEN 'gone'
      WHEN v_source.type <> 'text' THEN 'not_text' ELSE 'disappearing' END, NULL::int, NULL::uuid, NULL::text, NULL::text[], NULL::natter.message_view;
    RETURN;
  END IF;
  -- What an earlier call sent is a repeat whatever the original says by now; everything else is the send's to decide.
  SELECT coalesce(array_agg(w.target ORDER BY w.n), '{}'), coalesce(array_agg(w.client ORDER BY w.n), '{}'),
    coalesce(array_agg(w.id ORDER BY w.n), '{}'), count(*)
  INTO v_targets, v_clients, v_ids, v_count
  FROM unnest(p_targets, p_clients, p_ids) WITH ORDINALITY w(target, client, id, n)
  WHERE NOT EXISTS (SELECT 1 FROM natter.direct_messages m
    JOIN natter.forwarded_messages f ON f.conversation_id = m.conversation_id AND f.seq = m.seq AND f.origin_id = v_source.origin
    WHERE m.sender_id = p_user AND m.client_id = w.client AND m.tenant_id = v_tenant AND m.conversation_id = w.target);
  BEGIN
    SELECT array_agg(s.verdict ORDER BY s.n), count(*) FILTER (WHERE s.verdict = 'sent') INTO v_sendings, v_sent
    FROM (SELECT x.verdict, row_number() OVER () AS n FROM natter.send_messages(v_targets, array_fill(p_user, ARRAY[v_count]),
      v_clients, v_ids, array_fill('text'::text, ARRAY[v_count]), array_fill(v_source.content, ARRAY[v_count]),
      array_fill(NULL::text, ARRAY[v_count]), array_fill(NULL::uuid, ARRAY[v_count]),
      array_fill('{"forwarded": true}'::text, ARRAY[v_count])) x) s;
    IF v_sent > 5 THEN
      RAISE EXCEPTION 'forwarded too often' USING ERRCODE = 'NT004';
    ELSIF v_sent > 0 THEN
      -- One row a person and message: those who forward at once wait for each other here.
      INSERT INTO natter.forwards (tenant_id, origin_id, user_id, count) VALUES (v_tenant, v_source.origin, p_user, v_sent)
      ON CONFLICT ON CONSTRAINT pk_forwards DO UPDATE SET count = forwards.count + excluded.count
        WHERE forwards.count + excluded.count <= 5;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'forwarded too often' USING ERRCODE = 'NT004';
      END IF;
      INSERT INTO natter.forwarded_messages (tenant_id, conversation_id, seq, origin_id)
      SELECT m.tenant_id, m.conversation_id, m.seq, v_source.origin FROM unnest(v_ids, v_sendings) w(id, verdict)
      JOIN natter.direct_messages m ON m.id = w.id WHERE w.verdict = 'sent';
    END IF;
  EXCEPTION WHEN SQLSTATE 'NT004' THEN
    SELECT f.count INTO v_used FROM natter.forwards f WHERE f.origin_id = v_source.origin AND f.user_id = p_user;
    RETURN QUERY SELECT 'limit', 5 - coalesce(v_used, 0), NULL::uuid, NULL::text, NULL::text[], NULL::natter.message_view;
    RETURN;
  END;
  RETURN QUERY
  SELECT 'done', NULL::int, w.target, made.verdict,
    CASE WHEN made.verdict = 'sent' THEN natter.told_of(w.target, p_user, m.is_void, m.seq) END,
    CASE WHEN made.verdict = 'sent' THEN natter.view_for_all(w.target, m.seq) END
  FROM unnest(p_targets, p_ids) WITH ORDINALITY w(target, id, n)
  CROSS JOIN LATERAL (SELECT coalesce(v_sendings[array_position(v_ids, w.id)], 'duplicate') AS verdict) made
  LEFT JOIN natter.direct_messages m ON m.id = w.id
  ORDER BY w.n;
END
$$;

-- What goes by the clock: messages that wait for their time, and messages that do not stay.

-- Has a message sent later (SCHEDULE-1). Outcomes: created, existing (the same key again), conflict (the key is another message's),
-- not_found, past, too_far, too_many, suspended, not_entitled, blocked, not_allowed (only admins write there), too_long, word_refused, reply_not_found. What may be sent is asked again at its time.
CREATE FUNCTION natter.create_scheduled(p_user text, p_conversation uuid, p_id uuid, p_client uuid, p_content text, p_mentions text,
  p_reply uuid, p_send_at timestamptz)
RETURNS TABLE (outcome text, id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
  v_policy natter.policy;
  v_me natter.users;
  v_state natter.member_state;
  v_known natter.scheduled_messages;
  v_outcome text;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('scheduling');
  SELECT p.* INTO v_policy FROM natter.policy p;
  -- One of a person at a time, so that their number is exact.
  SELECT u.* INTO v_me FROM natter.users u WHERE u.id = p_user AND u.tenant_id = v_tenant FOR NO KEY UPDATE;
  SELECT s.* INTO v_state FROM natter.member_state s
  WHERE s.user_id = p_user AND s.conversation_id = p_conversation AND s.left_at IS NULL AND s.tenant_id = v_tenant FOR NO KEY UPDATE;
  SELECT x.* INTO v_known FROM natter.scheduled_messages x WHERE x.user_id = p_user AND x.client_id = p_client AND x.tenant_id = v_tenant;
  v_outcome := CASE
    WHEN v_state.user_id IS NULL THEN 'not_found'
    WHEN v_known.conversation_id = p_conversation THEN 'existing'
    WHEN v_known.id IS NOT NULL OR EXISTS (SELECT 1 FROM natter.direct_messages m
      WHERE m.sender_id = p_user AND m.client_id = p_client AND m.tenant_id = v_tenant) THEN 'conflict'
    WHEN v_me.suspended_until > v_now THEN 'suspended'
    WHEN NOT natter.is_entitled(v_me.tier, v_me.roles, 'CAN_SEND_DIRECT_MESSAGES') THEN 'not_entitled'
    WHEN 'blocking' = ANY (v_policy.features) AND v_state.blocks_other THEN 'blocked'
    WHEN EXISTS (SELECT 1 FROM natter.conversations c JOIN natter.conversation_participants p ON p.conversation_id = c.id AND p.user_id = p_user
      WHERE c.id = p_conversation AND c.who_sends = 'admins' AND p.role <> 'admin') THEN 'not_allowed'
    WHEN p_send_at <= v_now THEN 'past'
    WHEN p_send_at > v_now + interval '366 days' THEN 'too_far'
    WHEN char_length(p_content) > v_policy.max_message_length THEN 'too_long'
    WHEN 'word_filter' = ANY (v_policy.features) AND natter.filter_form(p_content) ~ v_policy.refused_pattern THEN 'word_refused'
    WHEN p_reply IS NOT NULL AND NOT natter.is_quotable(p_user, p_conversation, p_reply) THEN 'reply_not_found'
    WHEN (SELECT count(*) FROM natter.scheduled_messages x WHERE x.user_id = p_user AND x.tenant_id = v_tenant) >= 100 THEN 'too_many'
    ELSE 'created'
  END;
  IF v_outcome = 'created' THEN
    INSERT INTO natter.scheduled_messages (tenant_id, id, user_id, conversation_id, client_id, content, mentions, reply_to_id, send_at, created_at, updated_at)
    VALUES (v_tenant, p_id, p_user, p_conversation, p_client, p_content, p_mentions::jsonb, p_reply, p_send_at, v_now, v_now);
    PERFORM natter.count_scheduled(p_user, p_conversation);
  END IF;
  RETURN QUERY SELECT v_outcome, CASE v_outcome WHEN 'created' THEN p_id WHEN 'existing' THEN v_known.id END;
END
$$;

-- Tells a person's own view of a conversation how many wait there.
CREATE FUNCTION natter.count_scheduled(p_user text, p_conversation uuid) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  -- First the lock, in a statement of its own: the count's snapshot is after whatever another device did meanwhile.
  SELECT 1 FROM natter.member_state s WHERE s.user_id = p_user AND s.conversation_id = p_conversation FOR NO KEY UPDATE;
  UPDATE natter.member_state s SET changed_xid = pg_current_xact_id(), scheduled_count = (
    SELECT count(*) FROM natter.scheduled_messages x WHERE x.user_id = p_user AND x.conversation_id = p_conversation)
  WHERE s.user_id = p_user AND s.conversation_id = p_conversation
$$;

-- Changes what waits; null: as it was. One that was refused waits again. Outcomes: changed, not_found (also: it was sent), conflict (another
-- version), past, too_far, too_long, word_refused.
CREATE FUNCTION natter.patch_scheduled(p_user text, p_id uuid, p_version int, p_content text, p_mentions text, p_send_at timestamptz) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_now timestamptz := natter.now();
  v_policy natter.policy;
  v_known natter.scheduled_messages;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('scheduling');
  SELECT p.* INTO v_policy FROM natter.policy p;
  SELECT x.* INTO v_known FROM natter.scheduled_messages x
  WHERE x.id = p_id AND x.user_id = p_user AND x.tenant_id = natter.current_tenant() FOR UPDATE;
  IF NOT FOUND THEN
    RETURN 'not_found';
  ELSIF v_known.version IS DISTINCT FROM p_version THEN
    RETURN 'conflict';
  ELSIF coalesce(p_send_at, v_known.send_at) <= v_now THEN
    RETURN 'past';
  ELSIF p_send_at > v_now + interval '366 days' THEN
    RETURN 'too_far';
  ELSIF char_length(p_content) > v_policy.max_message_length THEN
    RETURN 'too_long';
  ELSIF 'word_filter' = ANY (v_policy.features) AND natter.filter_form(p_content) ~ v_policy.refused_pattern THEN
    RETURN 'word_refused';
  END IF;
  UPDATE natter.scheduled_messages x SET content = coalesce(p_content, x.content),
    mentions = CASE WHEN p_content IS NULL THEN x.mentions ELSE p_mentions::jsonb END,
    send_at = coalesce(p_send_at, x.send_at), version = x.version + 1, refusal = NULL, updated_at = v_now
  WHERE x.id = p_id;
  PERFORM natter.count_scheduled(p_user, v_known.conversation_id);
  -- Whoever left the group meanwhile passed over it, since it was in hand here.
  DELETE FROM natter.scheduled_messages x WHERE x.id = p_id AND EXISTS (SELECT 1 FROM natter.member_state s
    WHERE s.user_id = p_user AND s.conversation_id = v_known.conversation_id AND s.left_at IS NOT NULL);
  IF FOUND THEN
    PERFORM natter.count_scheduled(p_user, v_known.conversation_id);
    RETURN 'not_found';
  END IF;
  RETURN 'changed';
END
$$;

-- Where it waited; null: it is not there (any more).
CREATE FUNCTION natter.delete_scheduled(p_user text, p_id uuid) RETURNS uuid
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_conversation uuid;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('scheduling');
  DELETE FROM natter.scheduled_messages x WHERE x.id = p_id AND x.user_id = p_user AND x.tenant_id = natter.current_tenant()
  RETURNING x.conversation_id INTO v_conversation;
  IF v_conversation IS NOT NULL THEN
    PERFORM natter.count_scheduled(p_user, v_conversation);
  END IF;
  RETURN v_conversation;
END
$$;

CREATE FUNCTION natter.read_scheduled(p_user text, p_conversation uuid, p_id uuid)
RETURNS TABLE (id uuid, conversation_id uuid, client_id uuid, content text, mentions jsonb, reply_to_id uuid, send_at timestamptz,
  version int, refusal text, created_at timestamptz, updated_at timestamptz)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.read_as(p_user);
  PERFORM natter.require_feature('scheduling');
  RETURN QUERY
  SELECT x.id, x.conversation_id, x.client_id, x.content, x.mentions, CASE WHEN x.reply_to_id IS NOT NULL THEN (
      SELECT q.id FROM natter.direct_messages q WHERE q.id = x.reply_to_id AND q.conversation_id = x.conversation_id AND NOT q.is_deleted) END, x.send_at, x.version, x.refusal, x.created_at, x.updated_at
  FROM natter.scheduled_messages x
  WHERE x.user_id = p_user AND (p_conversation IS NULL OR x.conversation_id = p_conversation) AND (p_id IS NULL OR x.id = p_id)
  ORDER BY x.send_at, x.id LIMIT 100;
END
$$;

-- Sends what waits, in one transaction with taking it off the list: never twice, whatever breaks (SCHEDULE-2). With p_user: that one now,
-- whose refusal changes nothing. Without: what is due (p_id: no other than this one), a batch at a time, passing over what another process has in
-- hand; a refusal stays with it for its author to see. p_ids: names for the new messages, at least as many as p_limit.
CREATE FUNCTION natter.send_waiting(p_user text, p_id uuid, p_limit int, p_ids uuid[])
RETURNS TABLE (id uuid, user_id text, client_id uuid, conversation_id uuid, verdict text, recipients text[], message natter.message_view)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  v_due natter.scheduled_messages[];
  v_verdicts text[];
BEGIN
  IF NOT natter.has_feature('scheduling') THEN
    RETURN;
  END IF;
  IF p_user IS NOT NULL THEN
    PERFORM natter.refuse_outsider(p_user);
    SELECT array_agg(d) INTO v_due FROM (SELECT x FROM natter.scheduled_messages x
      WHERE x.id = p_id AND x.user_id = p_user AND x.tenant_id = natter.current_tenant() FOR UPDATE) t(d);
  ELSE
    SELECT array_agg(d) INTO v_due FROM (SELECT x FROM natter.scheduled_messages x
      WHERE x.send_at <= (SELECT natter.now()) AND x.refusal IS NULL AND x.tenant_id = natter.current_tenant()
        AND (p_id IS NULL OR x.id = p_id)
      ORDER BY x.send_at LIMIT least(p_limit, cardinality(p_ids)) FOR UPDATE SKIP LOCKED) t(d);
  END IF;
  IF v_due IS NULL THEN
    RETURN;
  END IF;
  -- Conversations, then what members keep to themselves, each in the order in which everybody locks them.
  PERFORM 1 FROM natter.conversations c WHERE c.id IN (SELECT d.conversation_id FROM unnest(v_due) d) ORDER BY c.id FOR NO KEY UPDATE;
  PERFORM 1 FROM natter.member_state s
  WHERE (s.user_id, s.conversation_id) IN (SELECT p.user_id, p.conversation_id FROM natter.conversation_participants p
      WHERE p.conversation_id IN (SELECT d.conversation_id FROM unnest(v_due) d))
    AND (s.blocks_other OR s.user_id IN (SELECT d.user_id FROM unnest(v_due) d))
  ORDER BY s.conversation_id, s.user_id FOR NO KEY UPDATE;
  SELECT array_agg(s.verdict ORDER BY s.n) INTO v_verdicts
  FROM (SELECT x.verdict, row_number() OVER () AS n FROM natter.send_messages(
    ARRAY(SELECT d.conversation_id FROM unnest(v_due) WITH ORDINALITY d ORDER BY d.ordinality),
    ARRAY(SELECT d.user_id FROM unnest(v_due) WITH ORDINALITY d ORDER BY d.ordinality),
    ARRAY(SELECT d.client_id FROM unnest(v_due) WITH ORDINALITY d ORDER BY d.ordinality), p_ids[1:cardinality(v_due)],
    array_fill('text'::text, ARRAY[cardinality(v_due)]),
    ARRAY(SELECT d.content FROM unnest(v_due) WITH ORDINALITY d ORDER BY d.ordinality),
    ARRAY(SELECT d.mentions::text FROM unnest(v_due) WITH ORDINALITY d ORDER BY d.ordinality),
    -- A quoted message that has gone meanwhile keeps nothing back: it is sent without.
    ARRAY(SELECT CASE WHEN natter.is_quotable(d.user_id, d.conversation_id, d.reply_to_id) THEN d.reply_to_id END
      FROM unnest(v_due) WITH ORDINALITY d ORDER BY d.ordinality),
    array_fill(NULL::text, ARRAY[cardinality(v_due)])) x) s;
  DELETE FROM natter.scheduled_messages x USING unnest(v_due, v_verdicts) WITH ORDINALITY
    d(tenant_id, id, user_id, conversation_id, client_id, content, mentions, reply_to_id, send_at, version, refusal, created_at, updated_at, verdict, n)
  WHERE x.id = d.id AND (d.verdict IN ('sent', 'duplicate') OR EXISTS (SELECT 1 FROM natter.member_state s
    -- Whoever left the group meanwhile passed over it, since it was in hand here.
    WHERE s.user_id = d.user_id AND s.conversation_id = d.conversation_id AND s.left_at IS NOT NULL));
  IF p_user IS NULL THEN
    UPDATE natter.scheduled_messages x SET refusal = d.verdict, version = x.version + 1, updated_at = natter.now()
    FROM unnest(v_due, v_verdicts) WITH ORDINALITY
      d(tenant_id, id, user_id, conversation_id, client_id, content, mentions, reply_to_id, send_at, version, refusal, created_at, updated_at, verdict, n)
    WHERE x.id = d.id AND d.verdict NOT IN ('sent', 'duplicate');
  END IF;
  PERFORM natter.count_scheduled(d.user_id, d.conversation_id)
  FROM (SELECT DISTINCT w.conversation_id, w.user_id FROM unnest(v_due) w ORDER BY 1, 2) d;
  RETURN QUERY
  SELECT d.id, d.user_id, d.client_id, d.conversation_id, d.verdict,
    CASE WHEN d.verdict = 'sent' THEN natter.told_of(d.conversation_id, d.user_id, m.is_void, m.seq) END,
    CASE WHEN d.verdict = 'sent' THEN natter.view_for_all(d.conversation_id, m.seq) END
  FROM unnest(v_due, v_verdicts) WITH ORDINALITY
    d(tenant_id, id, user_id, conversation_id, client_id, content, mentions, reply_to_id, send_at, version, refusal, created_at, updated_at, verdict, n)
  LEFT JOIN natter.direct_messages m ON m.id = p_ids[d.n::int]
  ORDER BY d.n;
END
$$;

-- Whether somebody may still quote that message there.
CREATE FUNCTION natter.is_quotable(p_user text, p_conversation uuid, p_message uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM natter.direct_messages m
    JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = m.conversation_id AND s.left_at IS NULL
    WHERE m.id = p_message AND m.conversation_id = p_conversation AND m.seq >= s.history_from AND m.seq > s.cleared_seq
      AND NOT s.hidden @> m.seq AND (NOT m.is_void OR m.sender_id = p_user) AND NOT m.is_deleted AND m.retention_expires_at > natter.now())
$$;

-- What is due, the first first.
CREATE FUNCTION natter.due_scheduled(p_limit int) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
  SELECT x.id FROM natter.scheduled_messages x
  WHERE x.send_at <= (SELECT natter.now()) AND x.refusal IS NULL AND x.tenant_id = natter.current_tenant() ORDER BY x.send_at LIMIT p_limit
$$;

-- When the next one is due; null: none waits.
CREATE FUNCTION natter.next_scheduled() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off AS $$
  SELECT x.send_at FROM natter.scheduled_messages x WHERE x.refusal IS NULL AND x.tenant_id = (SELECT natter.current_tenant())
  ORDER BY x.send_at LIMIT 1
$$;

-- How long messages stay here from now on, in seconds; null: as long as anywhere (DISAPPEAR-1). A line in the thread tells everybody who
-- changed it; whoever blocks the one who did gets no line. Outcomes: changed, unchanged, not_found, not_admin, suspended, not_entitled, blocked.
CREATE FUNCTION natter.set_disappearing(p_user text, p_conversation uuid, p_id uuid, p_seconds int)
RETURNS TABLE (outcome text, change_seq bigint, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz;
  v_conversation natter.conversations;
  v_member record;
  v_blocking boolean := natter.has_feature('blocking');
  v_is_alone boolean;
  v_outcome text;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('disappearing');
  SELECT c.* INTO v_conversation FROM natter.conversations c WHERE c.id = p_conversation AND c.tenant_id = v_tenant FOR NO KEY UPDATE;
  v_now := natter.now();
  SELECT p.role, s.blocks_other, s.blocked_by_other, u.suspended_until, u.tier, u.roles, u.office INTO v_member
  FROM natter.member_state s
  JOIN natter.conversation_participants p ON p.conversation_id = s.conversation_id AND p.user_id = s.user_id
  JOIN natter.users u ON u.id = s.user_id AND u.tenant_id = s.tenant_id
  WHERE s.user_id = p_user AND s.conversation_id = p_conversation AND s.left_at IS NULL AND s.tenant_id = v_tenant;
  v_outcome := CASE
    WHEN v_member.role IS NULL THEN 'not_found'
    WHEN v_member.suspended_until > v_now THEN 'suspended'
    WHEN NOT natter.is_entitled(v_member.tier, v_member.roles, 'CAN_SEND_DIRECT_MESSAGES') THEN 'not_entitled'
    WHEN v_conversation.type = 'group' AND v_member.role <> 'admin' THEN 'not_admin'
    WHEN v_blocking AND v_member.blocks_other THEN 'blocked'
    WHEN v_conversation.disappear_after IS NOT DISTINCT FROM p_seconds THEN 'unchanged'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN QUERY SELECT v_outcome, v_conversation.change_seq, NULL::text[];
    RETURN;
  END IF;
  v_is_alone := coalesce(v_blocking AND v_member.blocked_by_other AND v_member.office IS NULL, false);
  UPDATE natter.conversations c SET disappear_after = p_seconds, last_seq = c.last_seq + 1, change_seq = c.change_seq + 1,
    updated_at = CASE WHEN v_is_alone THEN c.updated_at ELSE greatest(c.updated_at, v_now) END, changed_xid = pg_current_xact_id()
  WHERE c.id = p_conversation;
  -- The line is kept as long as a message of whoever changed it.
  INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, type, metadata, change_seq, sent_at, retention_expires_at, is_void)
  VALUES (v_tenant, p_conversation, v_conversation.last_seq + 1, p_id, 'system',
    jsonb_build_object('event', 'disappearing_changed', 'userId', p_user, 'seconds', p_seconds), v_conversation.change_seq + 1, v_now,
    natter.expiry_of(p_conversation, p_user, v_now), v_is_alone);
  IF v_is_alone THEN
    PERFORM natter.keep_void_quiet(ARRAY[p_conversation], ARRAY[v_conversation.last_seq + 1], v_now, ARRAY[p_conversation], ARRAY[p_user]);
  END IF;
  RETURN QUERY SELECT 'changed', v_conversation.change_seq + 1, natter.told_of(p_conversation, p_user, v_is_alone, NULL);
END
$$;

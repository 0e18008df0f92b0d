-- How many days a message is kept by a tier; 0: for ever. A tier that is not known counts as the shortest (RET-3).
-- A body bound when it is made needs no search path of its own, which would keep it from being inlined: it is asked for every send.
CREATE FUNCTION natter.days_for(p_tier text, p_free int, p_privileged int, p_plus int, p_shortest int) RETURNS int
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE p_tier WHEN 'privileged_plus' THEN p_plus WHEN 'privileged' THEN p_privileged WHEN 'free' THEN p_free ELSE p_shortest END;

CREATE FUNCTION natter.days_of_tier(p_tier text) RETURNS int
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT natter.days_for(p_tier, p.free_days, p.privileged_days, p.privileged_plus_days, p.shortest_days) FROM natter.policy p
$$;

-- The form in which texts and words of the filter are compared: width and case do not matter, nor what cannot be seen: soft hyphens,
-- joiners, marks of direction, fillers, variation selectors, tags. That goes first: what it kept apart may then compose.
CREATE FUNCTION natter.filter_form(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT lower(normalize(regexp_replace(p_text,
    '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\U000E0000-\U000E0FFF]',
    '', 'g'), NFKC))
$$;

-- After void messages, under their conversations' locks: they move their author's own inbox, and what the other has cleared or never
-- seen stays away. In a direct conversation all sends of a batch that come from one who is blocked are void, and the other cannot
-- write: whatever is new there is void.
CREATE FUNCTION natter.keep_void_quiet(p_ids uuid[], p_last bigint[], p_now timestamptz, p_conversations uuid[], p_senders text[])
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_void record;
BEGIN
  -- One after another in the order in which marks lock these rows.
  FOR v_void IN
    SELECT p.conversation_id, p.user_id, s.conversation_id IS NOT NULL AS is_author,
      p_last[array_position(p_ids, p.conversation_id)] AS last, c.created_by,
      (SELECT count(*) FROM unnest(p_conversations) x(conversation) WHERE x.conversation = p.conversation_id) AS added
    FROM natter.conversation_participants p
    JOIN natter.conversations c ON c.id = p.conversation_id
    LEFT JOIN (SELECT DISTINCT v.conversation AS conversation_id, v.sender AS user_id
      FROM unnest(p_conversations, p_senders) v(conversation, sender)) s USING (conversation_id, user_id)
    WHERE p.conversation_id = ANY (p_conversations) ORDER BY p.conversation_id, p.user_id
  LOOP
    IF v_void.is_author THEN
      UPDATE natter.member_state s SET own_activity_at = greatest(s.own_activity_at, p_now), changed_xid = pg_current_xact_id()
      WHERE s.user_id = v_void.user_id AND s.conversation_id = v_void.conversation_id;
    ELSE
      -- There was nothing for them before, and there is nothing now.
      UPDATE natter.member_state s SET cleared_seq = v_void.last, cleared_at = coalesce(s.cleared_at, p_now)
      WHERE s.user_id = v_void.user_id AND s.conversation_id = v_void.conversation_id AND s.blocks_other
        AND (s.cleared_at IS NOT NULL OR v_void.created_by <> v_void.user_id) AND s.cleared_seq >= v_void.last - v_void.added;
    END IF;
  END LOOP;
END
$$;

-- Whether a message of this kind can be sent here, with this beside its text: a text with nothing, or with the mark of a copy; a poll
-- as it begins, where there are polls.
CREATE FUNCTION natter.is_sendable(p_type text, p_metadata text, p_features text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_poll jsonb;
  v_options jsonb;
BEGIN
  IF p_type = 'text' THEN
    RETURN p_metadata IS NULL OR (p_metadata::jsonb = '{"forwarded": true}' AND 'forwarding' = ANY (p_features));
  ELSIF p_type <> 'poll' OR 'polls' <> ALL (p_features) OR p_metadata IS NULL THEN
    RETURN false;
  END IF;
  v_poll := p_metadata::jsonb->'poll';
  v_options := v_poll->'options';
  IF jsonb_typeof(v_options) IS DISTINCT FROM 'array' OR jsonb_array_length(v_options) NOT BETWEEN 2 AND 12 THEN
    RETURN false;
  END IF;
  RETURN p_metadata::jsonb = jsonb_build_object('poll', jsonb_build_object('options', v_options, 'multiple', v_poll->'multiple',
      'anonymous', v_poll->'anonymous', 'voters', 0, 'closedAt', NULL))
    AND jsonb_typeof(v_poll->'multiple') = 'boolean' AND jsonb_typeof(v_poll->'anonymous') = 'boolean'
    AND (SELECT count(DISTINCT o.value->>'text') = count(*) AND bool_and(jsonb_typeof(o.value->'text') = 'string' AND char_length(o.value->>'text') BETWEEN 1 AND 100
        AND o.value = jsonb_build_object('id', o.ordinality, 'text', o.value->'text', 'votes', 0))
      FROM jsonb_array_elements(v_options) WITH ORDINALITY o);
END
$$;

-- Sends of many people to many conversations in one commit: the one door through which a message comes into being.
--  1. Lock the conversations, in id order. The locks are held to the commit, so seq is given in the order of commits.
--  2. In a new statement, whose snapshot is after the locks: find keys sent before, and check that each sender is a member now
--     (a removal takes the same lock). Number what is new, move the counters, insert in the order of the keys.
-- A key that another transaction commits meanwhile in another conversation raises unique_violation; the caller then sends one
-- by one. Verdicts: sent, duplicate (same key, same body, or its body is gone), conflict (same key, other body or place, or twice
-- in this batch), not_found (no such conversation for this sender, or the sender does not belong to the store), suspended,
-- not_entitled, blocked (by the sender: they must unblock to write), unreachable (the other one has left the store; groups are
-- switched off), not_allowed (only the admins of this group write there), too_long,
-- word_refused, not_possible (of a kind that cannot be sent here), reply_not_found.
-- What somebody writes to a person who has blocked them is void: numbered and answered like any other, seen by its author alone,
-- no news to anybody (BLOCK-1). The store's managers and owners are always heard.
-- The look-ups are lateral and limited, so that there is one way to plan each, by its key, whatever the statistics say; the plan
-- is kept.
CREATE FUNCTION natter.send_messages(p_conversations uuid[], p_senders text[], p_clients uuid[], p_ids uuid[], p_types text[],
  p_contents text[], p_mentions text[], p_replies uuid[], p_metadatas text[])
RETURNS TABLE (verdict text, seq bigint, change_seq bigint, sent_at timestamptz, expires_at timestamptz, reply_to_seq bigint,
  reply_to_sender text, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
  v_tenant text;
  v_key bytea;
  v_now timestamptz;
  v_policy natter.policy;
  v_blocking boolean;
  -- Whether a key stands in the batch twice.
  v_has_repeats boolean := false;
  -- Direct conversations with somebody who has left the store, where that matters.
  v_away uuid[];
  -- How long direct conversations keep what is sent, in days, where not the sender decides; parallel arrays.
  v_kept uuid[];
  v_days int[];
  -- What is quoted, one element for each send, where something is.
  v_reply_seqs bigint[];
  v_reply_senders text[];
  -- What was void, the latest first.
  v_is_void boolean;
  v_conversation uuid;
  v_sender text;
  v_void_conversations uuid[];
  v_void_seqs bigint[];
  v_void_senders text[];
BEGIN
  -- Acknowledged is on disk, whatever this session was set to (DUR-1).
  IF current_setting('synchronous_commit') IN ('off', 'local') THEN
    PERFORM set_config('synchronous_commit', 'on', true);
  END IF;

  PERFORM 1 FROM natter.conversations c WHERE c.id = ANY (p_conversations) ORDER BY c.id FOR NO KEY UPDATE;

  -- The time and the rules are those after the locks: a change of a tier or of the rules that was carried out in one of these
  -- conversations is known to every send that had to wait for it (RET-4).
  v_now := natter.now();
  SELECT d.tenant_id, d.body_key INTO v_tenant, v_key FROM natter.deployment d;
  SELECT p.* INTO v_policy FROM natter.policy p;
  v_blocking := 'blocking' = ANY (v_policy.features);
  IF 'word_filter' <> ALL (v_policy.features) THEN
    v_policy.refused_pattern := NULL;
    v_policy.reported_pattern := NULL;
  END IF;

  -- What few deployments or few sends ask for is looked up by itself: a statement pays for all that stands in it, used or not.
  IF v_policy.requires_membership THEN
    v_away := ARRAY(SELECT c.id FROM natter.conversations c
      WHERE c.id = ANY (p_conversations) AND c.type = 'direct' AND EXISTS (SELECT 1 FROM natter.conversation_participants o
        CROSS JOIN LATERAL (SELECT u.is_member FROM natter.users u WHERE u.id = o.user_id AND u.tenant_id = v_tenant LIMIT 1) u
        WHERE o.conversation_id = c.id AND NOT u.is_member OFFSET 0));
  END IF;
  IF v_policy.retention_basis = 'longest_participant' THEN
    -- 0 days is for ever, so it is the longest.
    SELECT array_agg(c.id), array_agg(w.days) INTO v_kept, v_days
    FROM natter.conversations c
    CROSS JOIN LATERAL (SELECT CASE WHEN min(d.days) = 0 THEN 0 ELSE max(d.days) END AS days
      FROM natter.conversation_participants o
      CROSS JOIN LATERAL (SELECT natter.days_for(u.tier, v_policy.free_days, v_policy.privileged_days, v_policy.privileged_plus_days,
        v_policy.shortest_days) AS days FROM natter.users u WHERE u.id = o.user_id AND u.tenant_id = v_tenant LIMIT 1) d
      WHERE o.conversation_id = c.id AND o.left_at IS NULL) w
    WHERE c.id = ANY (p_conversations) AND c.type = 'direct';
  END IF;
  IF cardinality(array_remove(p_replies, NULL)) > 0 THEN
    SELECT array_agg(r.seq ORDER BY i.ord), array_agg(r.sender_id ORDER BY i.ord) INTO v_reply_seqs, v_reply_senders
    FROM unnest(p_conversations, p_senders, p_replies) WITH ORDINALITY i(conversation, sender, reply_id, ord)
    LEFT JOIN LATERAL (SELECT q.seq, q.sender_id FROM natter.member_state s CROSS JOIN LATERAL (
        SELECT m.conversation_id, m.seq, m.sender_id, m.is_deleted, m.is_void, m.retention_expires_at
        FROM natter.direct_messages m WHERE m.id = i.reply_id LIMIT 1) q
      WHERE s.user_id = i.sender AND s.conversation_id = i.conversation AND s.left_at IS NULL
        AND q.conversation_id = i.conversation AND q.seq >= s.history_from AND q.seq > s.cleared_seq
        AND NOT s.hidden @> q.seq AND (NOT q.is_void OR q.sender_id = i.sender)
        AND NOT q.is_deleted AND q.retention_expires_at > v_now) r ON true;
  END IF;

  -- To look for each key in the list of all grows with the square of the batch, and a server sends none twice.
  IF cardinality(p_clients) > 1 THEN
    v_has_repeats := (SELECT count(DISTINCT x.client) < cardinality(p_clients) FROM unnest(p_clients) x(client));
  END IF;

  -- Judged, numbered, written and answered by one statement. OFFSET 0 keeps what was worked out once from being worked out again
  -- wherever it is named.
  FOR verdict, seq, change_seq, sent_at, expires_at, reply_to_seq, reply_to_sender, recipients, v_is_void, v_conversation, v_sender IN
    WITH judged AS (
      SELECT i.*, c.last_seq, c.change_seq,
        CASE
          WHEN s.tenant_id IS DISTINCT FROM v_tenant OR c.tenant_id IS DISTINCT FROM v_tenant OR p.is_member IS NOT TRUE THEN 'not_found'
          WHEN k.conversation_id = i.conversation AND (k.body_hash = i.hash OR k.body_hash IS NULL) THEN 'duplicate'
          WHEN gone.conversation_id = i.conversation THEN 'duplicate'
          WHEN k.conversation_id IS NOT NULL OR gone.conversation_id IS NOT NULL OR i.is_repeat THEN 'conflict'
          WHEN p.suspended_until > v_now THEN 'suspended'
          WHEN NOT (p.roles && v_policy.sending_roles OR p.tier = ANY (v_policy.sending_tiers)
            OR ('free' = ANY (v_policy.sending_tiers) AND p.tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus']))) THEN 'not_entitled'
          WHEN v_blocking AND s.blocks_other THEN 'blocked'
          WHEN i.conversation = ANY (v_away) THEN 'unreachable'
          WHEN c.type = 'group' AND 'groups' <> ALL (v_policy.features) THEN 'unreachable'
          WHEN c.type = 'group' AND c.who_sends = 'admins' AND NOT EXISTS (SELECT 1 FROM natter.conversation_participants a
            WHERE a.conversation_id = i.conversation AND a.user_id = i.sender AND a.role = 'admin') THEN 'not_allowed'
          WHEN char_length(i.content) > v_policy.max_message_length THEN 'too_long'
          WHEN v_policy.refused_pattern IS NOT NULL AND natter.filter_form(concat_ws(' ', i.content, i.metadata)) ~ v_policy.refused_pattern
            THEN 'word_refused'
          -- A plain text, as nearly all are, is not asked about.
          WHEN (i.type <> 'text' OR i.metadata IS NOT NULL) AND NOT natter.is_sendable(i.type, i.metadata, v_policy.features)
            THEN 'not_possible'
          WHEN i.reply_id IS NOT NULL AND v_reply_seqs[i.ord] IS NULL THEN 'reply_not_found'
          ELSE 'sent'
        END AS verdict,
        -- What disappears never stays longer than the rules of retention say; null: for ever.
        least(v_now + nullif(CASE
          WHEN v_policy.retention_basis = 'longest_participant' AND c.type = 'direct' THEN v_days[array_position(v_kept, i.conversation)]
          ELSE natter.days_for(p.tier, v_policy.free_days, v_policy.privileged_days, v_policy.privileged_plus_days, v_policy.shortest_days)
        END, 0) * interval '24 hours', gone_at.at) AS expiry, gone_at.at AS gone,
        v_blocking AND coalesce(s.blocked_by_other AND p.office IS NULL, false) AS is_void
      FROM (SELECT u.*, sha256(v_key || convert_to(concat_ws(chr(31), u.type, u.reply_id::text, u.mentions, u.content, u.metadata), 'UTF8')) AS hash,
          -- Of its own key; where somebody else has the same key before both, the insert refuses the batch.
          v_has_repeats AND p_senders[array_position(p_clients, u.client)] = u.sender AND array_position(p_clients, u.client) < u.ord AS is_repeat
        FROM unnest(p_conversations, p_senders, p_clients, p_ids, p_types, p_contents, p_mentions, p_replies, p_metadatas)
          WITH ORDINALITY u(conversation, sender, client, id, type, content, mentions, reply_id, metadata, ord) OFFSET 0) i
      LEFT JOIN LATERAL (SELECT x.tenant_id, x.type, x.who_sends, x.last_seq, x.change_seq, x.disappear_after FROM natter.conversations x
        WHERE x.id = i.conversation LIMIT 1) c ON true
      LEFT JOIN LATERAL (SELECT m.tenant_id, m.blocks_other, m.blocked_by_other FROM natter.member_state m
        WHERE m.user_id = i.sender AND m.conversation_id = i.conversation AND m.left_at IS NULL LIMIT 1) s ON true
      LEFT JOIN LATERAL (SELECT u.is_member, u.tier, u.roles, u.office, u.suspended_until FROM natter.users u
        WHERE u.id = i.sender AND u.tenant_id = v_tenant LIMIT 1) p ON true
      LEFT JOIN LATERAL (SELECT m.conversation_id, m.body_hash FROM natter.direct_messages m
        WHERE m.sender_id = i.sender AND m.client_id = i.client AND m.tenant_id = v_tenant LIMIT 1) k ON true
      LEFT JOIN LATERAL (SELECT x.conversation_id FROM natter.spent_keys x
        WHERE x.sender_id = i.sender AND x.client_id = i.client AND x.tenant_id = v_tenant LIMIT 1) gone ON true
      CROSS JOIN LATERAL (SELECT v_now + c.disappear_after * interval '1 second' AS at) gone_at
      OFFSET 0
    ), numbered AS (
      SELECT j.*, CASE WHEN j.verdict = 'sent' THEN count(*) FILTER (WHERE j.verdict = 'sent') OVER (PARTITION BY j.conversation ORDER BY j.ord) END AS n
      FROM judged j
    ), moved AS (
      UPDATE natter.conversations c SET last_seq = c.last_seq + w.n, change_seq = c.change_seq + w.n,
        updated_at = CASE WHEN w.is_loud THEN greatest(c.updated_at, v_now) ELSE c.updated_at END, changed_xid = pg_current_xact_id()
      FROM (SELECT x.conversation, count(*) AS n, NOT bool_and(x.is_void) AS is_loud FROM numbered x WHERE x.verdict = 'sent' GROUP BY x.conversation) w
      WHERE c.id = w.conversation
    ), added AS (
      INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, sender_id, client_id, type, content, mentions,
        metadata, reply_to_seq, reply_to_id, reply_to_sender, body_hash, change_seq, sent_at, retention_expires_at, disappears_at, is_void)
      SELECT v_tenant, w.conversation, w.last_seq + w.n, w.id, w.sender, w.client, w.type, w.content, w.mentions::jsonb, w.metadata::jsonb,
        v_reply_seqs[w.ord], w.reply_id, v_reply_senders[w.ord], w.hash, w.change_seq + w.n, v_now, coalesce(w.expiry, 'infinity'), w.gone, w.is_void
      FROM numbered w WHERE w.verdict = 'sent'
      ORDER BY w.sender, w.client
    )
    -- The members are told once per conversation, with its first message.
    SELECT a.verdict, a.last_seq + a.n, a.change_seq + a.n, v_now, a.expiry, v_reply_seqs[a.ord], v_reply_senders[a.ord],
      CASE WHEN a.n IS DISTINCT FROM 1 THEN NULL WHEN a.is_void THEN ARRAY[a.sender] ELSE ARRAY(
        SELECT m.user_id FROM natter.conversation_participants m WHERE m.conversation_id = a.conversation AND m.left_at IS NULL) END,
      a.verdict = 'sent' AND a.is_void, a.conversation, a.sender
    FROM numbered a ORDER BY a.ord
  LOOP
    RETURN NEXT;
    IF v_is_void THEN
      v_void_conversations := v_conversation || v_void_conversations;
      v_void_seqs := seq || v_void_seqs;
      v_void_senders := v_sender || v_void_senders;
    END IF;
  END LOOP;
  IF v_void_seqs IS NOT NULL THEN
    PERFORM natter.keep_void_quiet(v_void_conversations, v_void_seqs, v_now, v_void_conversations, v_void_senders);
  END IF;
  IF v_policy.reported_pattern IS NOT NULL THEN
    PERFORM natter.report_words(ARRAY(SELECT w.id FROM unnest(p_ids, p_contents, p_metadatas) w(id, content, metadata)
      JOIN natter.direct_messages m ON m.id = w.id AND m.created_xid = pg_current_xact_id()
      WHERE NOT m.is_void AND natter.filter_form(concat_ws(' ', w.content, w.metadata)) ~ v_policy.reported_pattern));
  END IF;
END
$$;

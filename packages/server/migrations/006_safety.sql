-- Step 6: blocking, reports and what staff do about them, the word filter. Each is behind a feature of the policy; what is off is
-- refused here too. Staff functions look up the office of whoever asks: nobody can give it to themselves.

SET LOCAL ROLE {{owner}};

-- What was reported, with a copy of the message as it was: it outlives the message, for a year after it was
-- dealt with, or after it was made where nobody does.
CREATE TABLE natter.reports (
  tenant_id text NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  message_id uuid NOT NULL,
  conversation_id uuid NOT NULL,
  seq bigint NOT NULL,
  -- Null: the word filter.
  reporter_id text COLLATE "C",
  author_id text COLLATE "C" NOT NULL,
  reason text NOT NULL CONSTRAINT ck_reports_reason CHECK (reason IN ('spam', 'harassment', 'hate', 'other', 'word')),
  note text CONSTRAINT ck_reports_note CHECK (char_length(note) <= 500),
  content text,
  sent_at timestamptz NOT NULL,
  created_at timestamptz NOT NULL,
  resolution text CONSTRAINT ck_reports_resolution CHECK (resolution IN ('dismissed', 'removed', 'suspended')),
  resolved_by text COLLATE "C",
  resolved_at timestamptz,
  resolution_note text CONSTRAINT ck_reports_resolution_note CHECK (char_length(resolution_note) <= 500),
  CONSTRAINT pk_reports PRIMARY KEY (id),
  -- Said twice is said once.
  CONSTRAINT uq_reports_once UNIQUE NULLS NOT DISTINCT (message_id, reporter_id),
  CONSTRAINT ck_reports_filter CHECK ((reason = 'word') = (reporter_id IS NULL)),
  CONSTRAINT ck_reports_resolved CHECK ((resolution IS NULL) = (resolved_at IS NULL)),
  CONSTRAINT fk_reports_author FOREIGN KEY (author_id, tenant_id) REFERENCES natter.users (id, tenant_id)
);

-- Read by queue: open ones oldest first, resolved ones newest first.
CREATE INDEX ix_reports_open ON natter.reports (created_at, id) WHERE resolved_at IS NULL;
CREATE INDEX ix_reports_resolved ON natter.reports (resolved_at, id) WHERE resolved_at IS NOT NULL;

-- The record of what staff did: only ever added to.
CREATE TABLE natter.moderation_actions (
  tenant_id text NOT NULL,
  id bigint GENERATED ALWAYS AS IDENTITY,
  at timestamptz NOT NULL,
  by_id text COLLATE "C" NOT NULL,
  action text NOT NULL
    CONSTRAINT ck_moderation_actions_action CHECK (action IN ('dismissed', 'removed', 'suspended', 'suspension_lifted', 'words_changed')),
  person_id text COLLATE "C",
  report_id uuid,
  until timestamptz,
  note text,
  CONSTRAINT pk_moderation_actions PRIMARY KEY (id),
  CONSTRAINT ck_moderation_actions_until CHECK ((action = 'suspended') = (until IS NOT NULL)),
  CONSTRAINT fk_moderation_actions_by FOREIGN KEY (by_id, tenant_id) REFERENCES natter.users (id, tenant_id)
);

CREATE TRIGGER moderation_actions_kept BEFORE UPDATE OR DELETE ON natter.moderation_actions
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('the record of what staff did is only added to');

-- Words the store does not want, as staff wrote them.
CREATE TABLE natter.filter_words (
  tenant_id text NOT NULL,
  word text NOT NULL CONSTRAINT ck_filter_words_word CHECK (char_length(word) BETWEEN 1 AND 100),
  action text NOT NULL CONSTRAINT ck_filter_words_action CHECK (action IN ('refuse', 'report')),
  CONSTRAINT pk_filter_words PRIMARY KEY (word)
);

ALTER TABLE natter.reports ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.moderation_actions ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.filter_words ENABLE ROW LEVEL SECURITY;

-- ------------------------------------------------------------------------------------------------------------------ blocks

-- Blocks or unblocks; saying it again changes nothing. Both people are locked, in id order, and then their direct conversation, so
-- that a conversation that is being started and messages under way come before or after as a whole (BLOCK-2). Only whom one can see
-- is there to be blocked; who has left since can be unblocked. Outcomes: done, unchanged, not_found, too_many. Answers the
-- conversation of the two, if there is one.
CREATE FUNCTION natter.put_block(p_user text, p_other text, p_is_blocked boolean, p_max int)
RETURNS TABLE (outcome text, conversation_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_id uuid;
  v_has_changed boolean;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('blocking');
  PERFORM 1 FROM natter.users u WHERE u.id IN (p_user, p_other) AND u.tenant_id = v_tenant ORDER BY u.id FOR NO KEY UPDATE;
  IF p_user = p_other OR NOT EXISTS (
      SELECT 1 FROM natter.users u WHERE u.id = p_other AND u.tenant_id = v_tenant AND (u.is_member
        OR EXISTS (SELECT 1 FROM natter.blocks b WHERE b.tenant_id = v_tenant AND b.blocker_id = p_user AND b.blocked_id = p_other)
        OR EXISTS (SELECT 1 FROM natter.member_state mine
          JOIN natter.conversation_participants theirs ON theirs.conversation_id = mine.conversation_id AND theirs.user_id = p_other
          WHERE mine.user_id = p_user AND mine.left_at IS NULL))) THEN
    RETURN QUERY SELECT 'not_found', NULL::uuid;
    RETURN;
  END IF;
  SELECT c.id INTO v_id FROM natter.conversations c
  WHERE c.tenant_id = v_tenant AND c.direct_key = least(p_user COLLATE "C", p_other COLLATE "C") || ' ' || greatest(p_user COLLATE "C", p_other COLLATE "C")
  FOR NO KEY UPDATE;
  IF p_is_blocked THEN
    IF (SELECT count(*) FROM natter.blocks b WHERE b.blocker_id = p_user AND b.tenant_id = v_tenant AND b.blocked_id <> p_other) >= p_max THEN
      RETURN QUERY SELECT 'too_many', v_id;
      RETURN;
    END IF;
    INSERT INTO natter.blocks (tenant_id, blocker_id, blocked_id, created_at) VALUES (v_tenant, p_user, p_other, natter.now())
    ON CONFLICT DO NOTHING;
  ELSE
    DELETE FROM natter.blocks b WHERE b.tenant_id = v_tenant AND b.blocker_id = p_user AND b.blocked_id = p_other;
  END IF;
  v_has_changed := FOUND;
  IF v_has_changed AND v_id IS NOT NULL THEN
    -- In the order in which marks lock them.
    PERFORM 1 FROM natter.member_state s WHERE s.user_id IN (p_user, p_other) AND s.conversation_id = v_id ORDER BY s.user_id FOR NO KEY UPDATE;
    UPDATE natter.member_state s SET blocks_other = p_is_blocked, changed_xid = pg_current_xact_id()
    WHERE s.user_id = p_user AND s.conversation_id = v_id;
    -- Theirs does not change for them: nothing tells them.
    UPDATE natter.member_state s SET blocked_by_other = p_is_blocked WHERE s.user_id = p_other AND s.conversation_id = v_id;
  END IF;
  RETURN QUERY SELECT CASE WHEN v_has_changed THEN 'done' ELSE 'unchanged' END, v_id;
END
$$;

CREATE FUNCTION natter.read_blocks(p_user text)
RETURNS TABLE (user_id text, display_name text, avatar_url text, office text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('blocking');
  RETURN QUERY
  SELECT u.id, u.display_name, u.avatar_url, u.office
  FROM natter.blocks b JOIN natter.users u ON u.id = b.blocked_id AND u.tenant_id = b.tenant_id
  WHERE b.blocker_id = p_user AND b.tenant_id = natter.current_tenant()
  ORDER BY lower(u.display_name) COLLATE "C", u.id;
END
$$;

-- ----------------------------------------------------------------------------------------------------------------- reports

-- A member reports a message that they can see and did not write. Outcomes: reported, known (by the same person), not_found, own.
CREATE FUNCTION natter.report_message(p_user text, p_conversation uuid, p_message uuid, p_reason text, p_note text) RETURNS text
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_message natter.direct_messages;
  v_content text;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('reporting');
  SELECT m.* INTO v_message FROM natter.direct_messages m
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = m.conversation_id AND s.left_at IS NULL
  WHERE m.id = p_message AND m.conversation_id = p_conversation AND m.tenant_id = natter.current_tenant()
    AND m.seq >= s.history_from AND m.seq > s.cleared_seq AND NOT s.hidden @> m.seq AND (NOT m.is_void OR m.sender_id = p_user)
    AND NOT m.is_deleted AND m.sender_id IS NOT NULL AND m.retention_expires_at > natter.now();
  IF NOT FOUND THEN
    RETURN 'not_found';
  ELSIF v_message.sender_id = p_user THEN
    RETURN 'own';
  END IF;
  v_content := (SELECT said.content FROM natter.text_for(v_message, p_user) said);
  INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, reporter_id, author_id, reason, note, content, sent_at, created_at)
  VALUES (v_message.tenant_id, v_message.id, v_message.conversation_id, v_message.seq, p_user, v_message.sender_id, p_reason,
    nullif(p_note, ''), v_content, v_message.sent_at, natter.now())
  ON CONFLICT DO NOTHING;
  RETURN CASE WHEN FOUND THEN 'reported' ELSE 'known' END;
END
$$;

-- What the word filter finds in messages that were just sent or edited, in their transaction.
CREATE FUNCTION natter.report_words(p_messages uuid[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO natter.reports (tenant_id, message_id, conversation_id, seq, author_id, reason, content, sent_at, created_at)
  SELECT m.tenant_id, m.id, m.conversation_id, m.seq, m.sender_id, 'word', said.content, m.sent_at, natter.now()
  FROM natter.direct_messages m CROSS JOIN LATERAL natter.text_for(m, NULL) said WHERE m.id = ANY (p_messages)
  ON CONFLICT DO NOTHING
$$;

-- NT003 is ours: "only for the store's staff".
CREATE FUNCTION natter.require_staff(p_user text) RETURNS void
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM natter.users u
      WHERE u.id = p_user AND u.tenant_id = natter.current_tenant() AND u.is_member AND natter.is_staff(u.roles)) THEN
    RAISE EXCEPTION 'only for staff' USING ERRCODE = 'NT003';
  END IF;
END
$$;

CREATE FUNCTION natter.person_json(p_user text) RETURNS json
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT json_build_object('userId', u.id, 'displayName', u.display_name, 'avatarUrl', u.avatar_url, 'office', u.office)
  FROM natter.users u WHERE u.id = p_user AND u.tenant_id = natter.current_tenant()
$$;

CREATE TYPE natter.report_view AS (
  id uuid, message_id uuid, conversation_id uuid, reporter json, author json, reason text, note text, content text, sent_at timestamptz,
  created_at timestamptz, resolution text, resolved_by json, resolved_at timestamptz, resolution_note text
);

-- One page of the queue: open ones oldest first, resolved ones newest first.
CREATE FUNCTION natter.read_reports(p_user text, p_resolved boolean, p_after_at timestamptz, p_after_id uuid, p_limit int)
RETURNS SETOF natter.report_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.require_staff(p_user);
  PERFORM natter.require_feature('reporting');
  RETURN QUERY
  SELECT r.id, r.message_id, r.conversation_id, natter.person_json(r.reporter_id), natter.person_json(r.author_id), r.reason, r.note,
    r.content, r.sent_at, r.created_at, r.resolution, natter.person_json(r.resolved_by), r.resolved_at, r.resolution_note
  FROM (
    SELECT x.* FROM natter.reports x
    WHERE NOT p_resolved AND x.resolved_at IS NULL AND x.tenant_id = natter.current_tenant()
      AND (p_after_id IS NULL OR (x.created_at, x.id) > (p_after_at, p_after_id))
    UNION ALL
    SELECT x.* FROM natter.reports x
    WHERE p_resolved AND x.resolved_at IS NOT NULL AND x.tenant_id = natter.current_tenant()
      AND (p_after_id IS NULL OR (x.resolved_at, x.id) < (p_after_at, p_after_id))) r
  ORDER BY CASE WHEN NOT p_resolved THEN r.created_at END, CASE WHEN NOT p_resolved THEN r.id END,
    CASE WHEN p_resolved THEN r.resolved_at END DESC, CASE WHEN p_resolved THEN r.id END DESC
  LIMIT p_limit;
END
$$;

-- Deals with a report, and with every other open report of the same message. Outcomes: done (with the erased message's place and
-- whom to tell), not_found, resolved (somebody was faster), office (one suspends neither an owner nor oneself, and a manager only as an
-- owner), own (one does not dismiss what was said of one's own message, unless one is an owner, above whom there is nobody).
CREATE FUNCTION natter.resolve_report(p_user text, p_report uuid, p_action text, p_days int, p_note text)
RETURNS TABLE (outcome text, author_id text, conversation_id uuid, message_id uuid, seq bigint, change_seq bigint, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
  v_resolution text := CASE p_action WHEN 'dismiss' THEN 'dismissed' WHEN 'remove' THEN 'removed' WHEN 'suspend' THEN 'suspended' END;
  v_report natter.reports;
  v_until timestamptz := CASE WHEN p_action = 'suspend' THEN v_now + p_days * interval '24 hours' END;
  v_is_owner boolean := EXISTS (SELECT 1 FROM natter.users u WHERE u.id = p_user AND u.tenant_id = v_tenant AND u.office = 'owner');
BEGIN
  PERFORM natter.require_staff(p_user);
  PERFORM natter.require_feature('reporting');
  IF v_resolution IS NULL OR (p_action = 'suspend' AND p_days BETWEEN 1 AND 3650) IS DISTINCT FROM (p_action = 'suspend') THEN
    RAISE EXCEPTION 'no such action' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  SELECT r.* INTO v_report FROM natter.reports r WHERE r.id = p_report AND r.tenant_id = v_tenant;
  IF NOT FOUND THEN
    RETURN QUERY SELECT 'not_found', NULL::text, NULL::uuid, NULL::uuid, NULL::bigint, NULL::bigint, NULL::text[];
    RETURN;
  END IF;
  IF p_action = 'dismiss' AND v_report.author_id = p_user AND NOT v_is_owner THEN
    RETURN QUERY SELECT 'own', v_report.author_id, NULL::uuid, NULL::uuid, NULL::bigint, NULL::bigint, NULL::text[];
    RETURN;
  END IF;
  -- People before conversations, as everywhere.
  IF p_action = 'suspend' THEN
    PERFORM 1 FROM natter.users u WHERE u.id = v_report.author_id AND u.tenant_id = v_tenant FOR NO KEY UPDATE;
    IF v_report.author_id = p_user OR EXISTS (SELECT 1 FROM natter.users u WHERE u.id = v_report.author_id AND u.tenant_id = v_tenant
        AND (u.office = 'owner' OR u.office = 'manager' AND NOT v_is_owner)) THEN
      RETURN QUERY SELECT 'office', v_report.author_id, NULL::uuid, NULL::uuid, NULL::bigint, NULL::bigint, NULL::text[];
      RETURN;
    END IF;
  END IF;
  PERFORM 1 FROM natter.conversations c WHERE c.id = v_report.conversation_id FOR NO KEY UPDATE;
  SELECT r.* INTO v_report FROM natter.reports r WHERE r.id = p_report FOR UPDATE;
  IF v_report.resolved_at IS NOT NULL THEN
    RETURN QUERY SELECT 'resolved', v_report.author_id, NULL::uuid, NULL::uuid, NULL::bigint, NULL::bigint, NULL::text[];
    RETURN;
  END IF;
  UPDATE natter.reports r SET resolution = v_resolution, resolved_by = p_user, resolved_at = v_now, resolution_note = nullif(p_note, '')
  WHERE r.message_id = v_report.message_id AND r.tenant_id = v_tenant AND r.resolved_at IS NULL;
  INSERT INTO natter.moderation_actions (tenant_id, at, by_id, action, person_id, report_id, until, note)
  VALUES (v_tenant, v_now, p_user, v_resolution, v_report.author_id, p_report, v_until, nullif(p_note, ''));
  IF p_action = 'suspend' THEN
    UPDATE natter.users u SET suspended_until = greatest(u.suspended_until, v_until) WHERE u.id = v_report.author_id AND u.tenant_id = v_tenant;
  END IF;
  IF p_action = 'remove' AND EXISTS (SELECT 1 FROM natter.direct_messages m
      WHERE m.conversation_id = v_report.conversation_id AND m.seq = v_report.seq AND NOT m.is_deleted) THEN
    RETURN QUERY SELECT 'done', v_report.author_id, v_report.conversation_id, v_report.message_id, e.seq, e.change_seq, e.recipients
    FROM natter.erase_message(v_report.conversation_id, v_report.seq, p_user) e;
  ELSE
    RETURN QUERY SELECT 'done', v_report.author_id, v_report.conversation_id, v_report.message_id, NULL::bigint, NULL::bigint, NULL::text[];
  END IF;
END
$$;

CREATE FUNCTION natter.read_report(p_user text, p_report uuid) RETURNS SETOF natter.report_view
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM natter.require_staff(p_user);
  RETURN QUERY
  SELECT r.id, r.message_id, r.conversation_id, natter.person_json(r.reporter_id), natter.person_json(r.author_id), r.reason, r.note,
    r.content, r.sent_at, r.created_at, r.resolution, natter.person_json(r.resolved_by), r.resolved_at, r.resolution_note
  FROM natter.reports r WHERE r.id = p_report AND r.tenant_id = natter.current_tenant();
END
$$;

-- The evidence has its own clock: a year after a report was dealt with it goes, and where nobody deals with it (reporting was switched
-- off, say) a year after it was made; the record of what was done stays.
CREATE FUNCTION natter.purge_reports(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_done int;
BEGIN
  DELETE FROM natter.reports r WHERE r.id IN (
    SELECT x.id FROM natter.reports x CROSS JOIN (SELECT natter.now() - interval '8760 hours' AS at) due
    WHERE (x.resolved_at <= due.at OR x.resolved_at IS NULL AND x.created_at <= due.at)
      AND NOT natter.is_held(x.conversation_id) AND (SELECT natter.is_clock_trusted())
    ORDER BY coalesce(x.resolved_at, x.created_at) LIMIT greatest(p_limit, 1));
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done;
END
$$;

-- What the proof of retention says of evidence; the purge has a day for it.
CREATE FUNCTION natter.prove_evidence() RETURNS TABLE (claim text, broken bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'no evidence is left for more than a year and a day after its report was dealt with, or made where nobody did, but for what is or was just held', count(*)
  FROM natter.reports r
  WHERE coalesce(r.resolved_at, r.created_at) <= (SELECT natter.now()) - interval '8784 hours'
    AND NOT natter.is_held(r.conversation_id, (SELECT natter.now()) - interval '24 hours')
$$;

-- ------------------------------------------------------------------------------------------------------------- suspensions

CREATE FUNCTION natter.read_suspensions(p_user text)
RETURNS TABLE (person json, until timestamptz, reason text, by json, at timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.require_staff(p_user);
  RETURN QUERY
  SELECT natter.person_json(u.id), u.suspended_until, a.note, natter.person_json(a.by_id), a.at
  FROM natter.users u
  CROSS JOIN LATERAL (SELECT x.note, x.by_id, x.at FROM natter.moderation_actions x
    WHERE x.person_id = u.id AND x.tenant_id = u.tenant_id AND x.action = 'suspended' ORDER BY x.id DESC LIMIT 1) a
  WHERE u.tenant_id = natter.current_tenant() AND u.suspended_until > natter.now()
  ORDER BY a.at DESC LIMIT 1000;
END
$$;

-- Nobody lifts their own: it is none that they could end.
CREATE FUNCTION natter.lift_suspension(p_user text, p_person text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
BEGIN
  PERFORM natter.require_staff(p_user);
  UPDATE natter.users u SET suspended_until = NULL
  WHERE u.id = p_person AND u.id <> p_user AND u.tenant_id = v_tenant AND u.suspended_until > natter.now();
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO natter.moderation_actions (tenant_id, at, by_id, action, person_id) VALUES (v_tenant, natter.now(), p_user, 'suspension_lifted', p_person);
  RETURN true;
END
$$;

CREATE FUNCTION natter.read_moderation_actions(p_user text, p_before bigint, p_limit int)
RETURNS TABLE (id bigint, at timestamptz, by json, action text, person json, report_id uuid, note text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.require_staff(p_user);
  RETURN QUERY
  SELECT a.id, a.at, natter.person_json(a.by_id), a.action, natter.person_json(a.person_id), a.report_id, a.note
  FROM natter.moderation_actions a
  WHERE a.tenant_id = natter.current_tenant() AND (p_before IS NULL OR a.id < p_before)
  ORDER BY a.id DESC LIMIT p_limit;
END
$$;

-- --------------------------------------------------------------------------------------------------------------- word filter

-- One pattern for all words of a kind: each as it stands, with no letter or digit next to it where it begins or ends with one. Not so
-- in scripts that write words without a space between them.
CREATE FUNCTION natter.make_filter_pattern(p_words text[]) RETURNS text
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT string_agg(
    CASE WHEN f.form ~ '^[[:alnum:]]' AND f.form !~ ('^' || unspaced.letters) THEN '(?<![[:alnum:]])' ELSE '' END
      || regexp_replace(regexp_replace(f.form, '([^[:alnum:]\s])', '\\\1', 'g'), '\s+', '\\s+', 'g')
      || CASE WHEN f.form ~ '[[:alnum:]]$' AND f.form !~ (unspaced.letters || '$') THEN '(?![[:alnum:]])' ELSE '' END, '|' ORDER BY f.form)
  FROM (SELECT '[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u3040-\u30FF\u3400-\u9FFF\uAC00-\uD7AF\U00020000-\U0003FFFF]' AS letters) unspaced
  CROSS JOIN unnest(p_words) w(word)
  CROSS JOIN LATERAL (SELECT regexp_replace(natter.filter_form(w.word), '^\s+|\s+$', '', 'g') AS form) f
  WHERE f.form <> ''
$$;

CREATE FUNCTION natter.read_words(p_user text)
RETURNS TABLE (word text, action text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.require_staff(p_user);
  PERFORM natter.require_feature('word_filter');
  RETURN QUERY SELECT w.word, w.action FROM natter.filter_words w WHERE w.tenant_id = natter.current_tenant() ORDER BY w.word;
END
$$;

-- Replaces the list, a thousand words at most; the last entry of a word wins. It holds for every send that begins after this. The
-- record has how many entries went and came, and which, up to 400 characters: those that went first, since the list tells of the others.
-- The same list again is no change.
CREATE FUNCTION natter.put_words(p_user text, p_words jsonb)
RETURNS TABLE (word text, action text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_before jsonb;
  v_changes text;
BEGIN
  PERFORM natter.require_staff(p_user);
  PERFORM natter.require_feature('word_filter');
  IF jsonb_array_length(p_words) > 1000 THEN
    RAISE EXCEPTION 'more than a thousand words' USING ERRCODE = 'invalid_parameter_value';
  END IF;
  PERFORM 1 FROM natter.policy FOR UPDATE;
  SELECT coalesce(jsonb_object_agg(w.word, w.action), '{}') INTO v_before FROM natter.filter_words w WHERE w.tenant_id = v_tenant;
  DELETE FROM natter.filter_words w WHERE w.tenant_id = v_tenant;
  INSERT INTO natter.filter_words (tenant_id, word, action)
  SELECT DISTINCT ON (e.v->>'word') v_tenant, e.v->>'word', e.v->>'action'
  FROM jsonb_array_elements(p_words) WITH ORDINALITY e(v, ord) ORDER BY e.v->>'word', e.ord DESC;
  UPDATE natter.policy p SET
    refused_pattern = (SELECT natter.make_filter_pattern(array_agg(w.word)) FROM natter.filter_words w WHERE w.action = 'refuse'),
    reported_pattern = (SELECT natter.make_filter_pattern(array_agg(w.word)) FROM natter.filter_words w WHERE w.action = 'report');
  -- A pattern that PostgreSQL cannot make sense of fails here, and not with every send.
  PERFORM '' ~ p.refused_pattern, '' ~ p.reported_pattern FROM natter.policy p;
  SELECT '−' || count(*) FILTER (WHERE NOT e.is_new) || ' +' || count(*) FILTER (WHERE e.is_new) || ': '
    || string_agg(CASE WHEN e.is_new THEN '+ ' ELSE '− ' END || e.word || ' (' || e.action || ')', ', ' ORDER BY e.is_new, e.word COLLATE "C")
  INTO v_changes
  FROM (
    (SELECT false AS is_new, b.key AS word, b.value AS action FROM jsonb_each_text(v_before) b
      EXCEPT SELECT false, w.word, w.action FROM natter.filter_words w WHERE w.tenant_id = v_tenant)
    UNION ALL
    (SELECT true, w.word, w.action FROM natter.filter_words w WHERE w.tenant_id = v_tenant
      EXCEPT SELECT true, b.key, b.value FROM jsonb_each_text(v_before) b)) e;
  IF v_changes IS NOT NULL THEN
    INSERT INTO natter.moderation_actions (tenant_id, at, by_id, action, note)
    VALUES (v_tenant, natter.now(), p_user, 'words_changed',
      CASE WHEN char_length(v_changes) > 400 THEN left(v_changes, 400) || '…' ELSE v_changes END);
  END IF;
  RETURN QUERY SELECT w.word, w.action FROM natter.filter_words w WHERE w.tenant_id = v_tenant ORDER BY w.word;
END
$$;

GRANT EXECUTE ON FUNCTION
  natter.put_block(text, text, boolean, int), natter.read_blocks(text), natter.report_message(text, uuid, uuid, text, text),
  natter.read_reports(text, boolean, timestamptz, uuid, int), natter.read_report(text, uuid),
  natter.resolve_report(text, uuid, text, int, text), natter.purge_reports(int), natter.prove_evidence(), natter.read_suspensions(text),
  natter.lift_suspension(text, text), natter.read_moderation_actions(text, bigint, int), natter.read_words(text),
  natter.put_words(text, jsonb)
TO {{app}};

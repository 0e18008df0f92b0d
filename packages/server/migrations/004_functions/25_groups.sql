-- Groups: who is in them, who leads them, and what they are called. Everything under the conversation's lock, which sends take: a change
-- of the members comes before a message or after it, for everybody alike. Each change is a line in the thread, with a place in the log.
-- Locks, in this order: people by id, the conversation, what members keep to themselves.

-- A new id (RFC 9562, UUIDv7: the milliseconds first) for what the database itself writes.
CREATE FUNCTION natter.new_id() RETURNS uuid
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
  SELECT (lpad(to_hex(greatest(extract(epoch FROM natter.now()) * 1000, 0)::bigint), 12, '0') || '7' || substr(r.hex, 14, 3) || substr(r.hex, 17, 16))::uuid
  FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS hex) r
$$;

-- What happened to a group, and whom to tell.
CREATE TYPE natter.group_change AS (outcome text, recipients text[], added text[], message natter.message_view);

-- A group under its lock, as the one who acts may have it: none where they are not in it. `verdict` says why they may do nothing there.
CREATE TYPE natter.locked_group AS (
  id uuid, name text, who_sends text, who_adds text, last_seq bigint, is_admin boolean, verdict text
);

CREATE FUNCTION natter.lock_group(p_user text, p_conversation uuid) RETURNS natter.locked_group
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz;
  v_found natter.locked_group;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('groups');
  PERFORM 1 FROM natter.conversations c WHERE c.id = p_conversation AND c.tenant_id = v_tenant FOR NO KEY UPDATE;
  v_now := natter.now();
  SELECT c.id, c.name, c.who_sends, c.who_adds, c.last_seq, p.role = 'admin',
    CASE
      WHEN u.suspended_until > v_now THEN 'suspended'
      WHEN NOT natter.is_entitled(u.tier, u.roles, 'CAN_SEND_DIRECT_MESSAGES') THEN 'not_entitled'
    END
  INTO v_found
  FROM natter.conversations c
  JOIN natter.member_state s ON s.user_id = p_user AND s.conversation_id = c.id AND s.left_at IS NULL
  JOIN natter.conversation_participants p ON p.conversation_id = c.id AND p.user_id = p_user
  JOIN natter.users u ON u.id = p_user AND u.tenant_id = v_tenant
  WHERE c.id = p_conversation AND c.tenant_id = v_tenant AND c.type = 'group';
  RETURN v_found;
END
$$;

-- A line in the thread of a locked group. It is kept as long as a message of whoever did it.
CREATE FUNCTION natter.write_group_line(p_conversation uuid, p_change jsonb) RETURNS natter.message_view
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_now timestamptz := natter.now();
  v_seq bigint;
  v_change bigint;
BEGIN
  UPDATE natter.conversations c SET last_seq = c.last_seq + 1, change_seq = c.change_seq + 1, updated_at = greatest(c.updated_at, v_now),
    changed_xid = pg_current_xact_id()
  WHERE c.id = p_conversation RETURNING c.last_seq, c.change_seq INTO v_seq, v_change;
  INSERT INTO natter.direct_messages (tenant_id, conversation_id, seq, id, type, metadata, change_seq, sent_at, retention_expires_at)
  VALUES (natter.current_tenant(), p_conversation, v_seq, natter.new_id(), 'system', p_change, v_change, v_now,
    natter.expiry_of(p_conversation, p_change->>'userId', v_now));
  RETURN natter.view_for_all(p_conversation, v_seq);
END
$$;

-- Those of these people who cannot be brought into a group by this person: nobody here, or one of the two blocks the other. Which of it, nobody
-- is told (GROUP-2). The caller has locked them.
CREATE FUNCTION natter.unreachable_among(p_user text, p_people text[]) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM unnest(p_people) w(id) WHERE NOT EXISTS (
      SELECT 1 FROM natter.users u WHERE u.id = w.id AND u.tenant_id = natter.current_tenant() AND u.is_member))
    OR (natter.has_feature('blocking') AND EXISTS (SELECT 1 FROM natter.blocks b WHERE b.tenant_id = natter.current_tenant()
      AND ((b.blocker_id = p_user AND b.blocked_id = ANY (p_people)) OR (b.blocked_id = p_user AND b.blocker_id = ANY (p_people)))))
$$;

-- Brings people into a locked group, with everything from p_from on to read (GROUP-4), and marks that begin there. Who was in it before
-- begins anew.
CREATE FUNCTION natter.join_group(p_conversation uuid, p_people text[], p_from bigint, p_admin text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
BEGIN
  -- In the order in which marks lock them.
  PERFORM 1 FROM natter.member_state s WHERE s.conversation_id = p_conversation AND s.user_id = ANY (p_people)
  ORDER BY s.conversation_id, s.user_id FOR NO KEY UPDATE;
  INSERT INTO natter.conversation_participants AS p (tenant_id, conversation_id, user_id, role, joined_at, joined_seq, delivered_seq, read_seq,
    receipts_hidden)
  SELECT v_tenant, p_conversation, w.id, CASE WHEN w.id = p_admin THEN 'admin' ELSE 'member' END, v_now, p_from, p_from - 1, p_from - 1,
    NOT coalesce((SELECT t.read_receipts FROM natter.user_settings t WHERE t.user_id = w.id AND t.tenant_id = v_tenant), true)
  FROM unnest(p_people) w(id) ORDER BY w.id
  ON CONFLICT ON CONSTRAINT pk_conversation_participants DO UPDATE SET role = excluded.role, joined_at = excluded.joined_at,
    joined_seq = excluded.joined_seq, left_at = NULL, delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq,
    last_read_at = NULL, receipts_hidden = excluded.receipts_hidden, changed_xid = pg_current_xact_id();
  INSERT INTO natter.member_state AS s (tenant_id, user_id, conversation_id, history_from, delivered_seq, read_seq)
  SELECT v_tenant, w.id, p_conversation, p_from, p_from - 1, p_from - 1 FROM unnest(p_people) w(id) ORDER BY w.id
  ON CONFLICT ON CONSTRAINT pk_member_state DO UPDATE SET history_from = excluded.history_from, left_at = NULL,
    delivered_seq = excluded.delivered_seq, read_seq = excluded.read_seq, cleared_seq = 0, cleared_at = NULL,
    changed_xid = pg_current_xact_id();
END
$$;

-- Ends a membership of a locked group: from the commit on there is nothing to read, and what was this person's own there is gone.
CREATE FUNCTION natter.end_membership(p_conversation uuid, p_user text) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_now timestamptz := natter.now();
BEGIN
  UPDATE natter.member_state s SET left_at = v_now, delivered_seq = 0, read_seq = 0, is_pinned = false, is_archived = false,
    muted_until = NULL, marked_unread = false, unread_from = NULL, hidden = '{}', own_activity_at = NULL, scheduled_count = 0,
    draft = NULL, draft_reply_to = NULL, draft_at = NULL, changed_xid = pg_current_xact_id()
  WHERE s.user_id = p_user AND s.conversation_id = p_conversation;
  UPDATE natter.conversation_participants p SET left_at = v_now, role = 'member', delivered_seq = 0, read_seq = 0, last_read_at = NULL,
    changed_xid = pg_current_xact_id()
  WHERE p.conversation_id = p_conversation AND p.user_id = p_user;
  DELETE FROM natter.mark_advances a WHERE a.conversation_id = p_conversation AND a.user_id = p_user;
  DELETE FROM natter.starred_messages x WHERE x.user_id = p_user AND x.conversation_id = p_conversation;
  -- What somebody has in hand just now (who sends it waits for this conversation) they find to be nobody's, and take it away themselves.
  DELETE FROM natter.scheduled_messages x WHERE x.id IN (SELECT y.id FROM natter.scheduled_messages y
    WHERE y.user_id = p_user AND y.conversation_id = p_conversation FOR UPDATE SKIP LOCKED);
END
$$;

-- A group that has lost its last admin gets another: whoever has been in it longest (GROUP-6). Admins who have left the store do not count,
-- and are asked last. Null: it has one, or nobody is left.
CREATE FUNCTION natter.hand_over_group(p_conversation uuid, p_by text) RETURNS natter.message_view
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_next record;
BEGIN
  SELECT p.user_id, p.role, u.is_member INTO v_next
  FROM natter.conversation_participants p JOIN natter.users u ON u.id = p.user_id AND u.tenant_id = p.tenant_id
  WHERE p.conversation_id = p_conversation AND p.left_at IS NULL
  ORDER BY u.is_member DESC, p.role = 'admin' DESC, p.joined_at, p.user_id LIMIT 1;
  IF NOT FOUND OR v_next.role = 'admin' THEN
    RETURN NULL;
  END IF;
  UPDATE natter.conversation_participants p SET role = 'admin', changed_xid = pg_current_xact_id()
  WHERE p.conversation_id = p_conversation AND p.user_id = v_next.user_id;
  RETURN natter.write_group_line(p_conversation, jsonb_build_object('event', 'role_changed', 'userId', p_by,
    'userIds', jsonb_build_array(v_next.user_id), 'role', 'admin'));
END
$$;

-- After these people have left the store: their groups are led by somebody who is in it. The caller has locked the people.
CREATE FUNCTION natter.hand_over_groups_of(p_users text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_led record;
BEGIN
  FOR v_led IN
    SELECT p.conversation_id, p.user_id FROM natter.conversation_participants p
    JOIN natter.member_state s ON s.user_id = p.user_id AND s.conversation_id = p.conversation_id
    JOIN natter.users u ON u.id = p.user_id AND u.tenant_id = p.tenant_id
    WHERE s.user_id = ANY (p_users) AND p.role = 'admin' AND p.left_at IS NULL AND NOT u.is_member
    ORDER BY p.conversation_id, p.user_id
  LOOP
    PERFORM 1 FROM natter.conversations c WHERE c.id = v_led.conversation_id FOR NO KEY UPDATE;
    PERFORM natter.hand_over_group(v_led.conversation_id, v_led.user_id);
  END LOOP;
END
$$;

-- Makes a group (GROUP-1); under the same key of the same person it is made once. Outcomes: created, existing, not_found (somebody who cannot
-- be brought in: then nothing is made), too_many, tier_required, suspended, rate_limited.
CREATE FUNCTION natter.start_group(p_user text, p_id uuid, p_client uuid, p_name text, p_people text[], p_who_sends text, p_who_adds text,
  p_new_per_day int)
RETURNS TABLE (outcome text, id uuid, retry_after_seconds int, recipients text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz;
  v_people text[] := ARRAY(SELECT DISTINCT w.id COLLATE "C" FROM unnest(p_people) w(id) WHERE w.id <> p_user ORDER BY 1);
  v_me natter.users;
  v_id uuid;
  v_oldest timestamptz;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  PERFORM natter.require_feature('groups');
  SELECT c.id INTO v_id FROM natter.conversations c WHERE c.created_by = p_user AND c.client_id = p_client AND c.tenant_id = v_tenant;
  IF FOUND THEN
    RETURN QUERY SELECT 'existing', v_id, NULL::int, NULL::text[];
    RETURN;
  END IF;
  -- All of them in the order of ids, as where a direct conversation is started: a block, a setting or a leaving comes before this as a
  -- whole, or after it and sees its rows. One start of a person at a time, so that the daily number is exact.
  PERFORM 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = ANY (v_people) AND u.id < p_user ORDER BY u.id FOR SHARE;
  SELECT u.* INTO v_me FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = p_user FOR NO KEY UPDATE;
  PERFORM 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = ANY (v_people) AND u.id > p_user ORDER BY u.id FOR SHARE;
  v_now := natter.now();
  IF v_me.id IS NULL OR NOT natter.is_entitled(v_me.tier, v_me.roles, 'CAN_INITIATE_DIRECT_MESSAGES') THEN
    RETURN QUERY SELECT CASE WHEN v_me.id IS NULL THEN 'not_found' ELSE 'tier_required' END, NULL::uuid, NULL::int, NULL::text[];
    RETURN;
  ELSIF v_me.suspended_until > v_now THEN
    RETURN QUERY SELECT 'suspended', NULL::uuid, NULL::int, NULL::text[];
    RETURN;
  ELSIF cardinality(v_people) > 255 THEN
    RETURN QUERY SELECT 'too_many', NULL::uuid, NULL::int, NULL::text[];
    RETURN;
  ELSIF natter.unreachable_among(p_user, v_people) THEN
    RETURN QUERY SELECT 'not_found', NULL::uuid, NULL::int, NULL::text[];
    RETURN;
  END IF;
  IF p_new_per_day > 0 AND v_me.created_at > v_now - interval '7 days' THEN
    SELECT c.created_at INTO v_oldest FROM natter.conversations c
    WHERE c.tenant_id = v_tenant AND c.created_by = p_user AND c.created_at > v_now - interval '1 day'
      AND c.direct_key IS DISTINCT FROM p_user || ' ' || p_user
    ORDER BY c.created_at DESC OFFSET p_new_per_day - 1 LIMIT 1;
    IF FOUND THEN
      RETURN QUERY SELECT 'rate_limited', NULL::uuid, ceil(extract(epoch FROM v_oldest + interval '1 day' - v_now))::int, NULL::text[];
      RETURN;
    END IF;
  END IF;
  INSERT INTO natter.conversations (tenant_id, id, type, name, created_by, client_id, who_sends, who_adds, created_at, updated_at)
  VALUES (v_tenant, p_id, 'group', p_name, p_user, p_client, p_who_sends, p_who_adds, v_now, v_now)
  ON CONFLICT (created_by, client_id, tenant_id) WHERE client_id IS NOT NULL DO NOTHING;
  IF NOT FOUND THEN
    -- The same call was faster; it is committed, or the insert would still wait.
    SELECT c.id INTO v_id FROM natter.conversations c WHERE c.created_by = p_user AND c.client_id = p_client AND c.tenant_id = v_tenant;
    RETURN QUERY SELECT 'existing', v_id, NULL::int, NULL::text[];
    RETURN;
  END IF;
  PERFORM natter.join_group(p_id, p_user || v_people, 1, p_user);
  PERFORM natter.write_group_line(p_id, jsonb_build_object('event', 'group_created', 'userId', p_user, 'userIds', to_jsonb(v_people), 'name', p_name));
  RETURN QUERY SELECT 'created', p_id, NULL::int, natter.told_of(p_id, p_user, false, NULL);
END
$$;

-- Brings more people in, by an admin, or by any member where the group lets them (GROUP-3). Who is in it already stays as they are.
-- Outcomes: changed, unchanged, not_found (the group, or somebody who cannot be brought in: then nobody is), not_allowed, too_many, suspended,
-- not_entitled.
CREATE FUNCTION natter.add_members(p_user text, p_conversation uuid, p_people text[]) RETURNS SETOF natter.group_change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_group natter.locked_group;
  v_new text[];
  v_outcome text;
  v_line natter.message_view;
BEGIN
  -- In the order of ids: a block, a setting or a leaving of theirs comes before this as a whole, or after it and sees its rows.
  PERFORM 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id = ANY (p_people) ORDER BY u.id FOR SHARE;
  v_group := natter.lock_group(p_user, p_conversation);
  v_new := ARRAY(SELECT DISTINCT w.id COLLATE "C" FROM unnest(p_people) w(id) WHERE NOT EXISTS (SELECT 1 FROM natter.conversation_participants p
    WHERE p.conversation_id = p_conversation AND p.user_id = w.id AND p.left_at IS NULL) ORDER BY 1);
  v_outcome := CASE
    WHEN v_group.id IS NULL THEN 'not_found'
    WHEN v_group.verdict IS NOT NULL THEN v_group.verdict
    WHEN v_group.who_adds = 'admins' AND NOT v_group.is_admin THEN 'not_allowed'
    WHEN natter.unreachable_among(p_user, v_new) THEN 'not_found'
    WHEN v_new = '{}' THEN 'unchanged'
    WHEN (SELECT count(*) FROM natter.conversation_participants p WHERE p.conversation_id = p_conversation AND p.left_at IS NULL)
      + cardinality(v_new) > 256 THEN 'too_many'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN NEXT ROW(v_outcome, NULL::text[], NULL::text[], NULL::natter.message_view)::natter.group_change;
    RETURN;
  END IF;
  -- From the line on that tells of it.
  PERFORM natter.join_group(p_conversation, v_new, v_group.last_seq + 1, NULL);
  v_line := natter.write_group_line(p_conversation, jsonb_build_object('event', 'members_added', 'userId', p_user, 'userIds', to_jsonb(v_new)));
  RETURN NEXT ROW('changed', natter.told_of(p_conversation, p_user, false, NULL), v_new, v_line)::natter.group_change;
END
$$;

-- Takes somebody out, by an admin (GROUP-5). Outcomes: changed, unchanged (they are not in it), not_found, not_allowed, self (one leaves by
-- leave_group), suspended, not_entitled.
CREATE FUNCTION natter.remove_member(p_user text, p_conversation uuid, p_member text) RETURNS SETOF natter.group_change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_group natter.locked_group;
  v_outcome text;
  v_line natter.message_view;
BEGIN
  v_group := natter.lock_group(p_user, p_conversation);
  v_outcome := CASE
    WHEN v_group.id IS NULL THEN 'not_found'
    WHEN v_group.verdict IS NOT NULL THEN v_group.verdict
    WHEN NOT v_group.is_admin THEN 'not_allowed'
    WHEN p_member = p_user THEN 'self'
    WHEN NOT EXISTS (SELECT 1 FROM natter.conversation_participants p
      WHERE p.conversation_id = p_conversation AND p.user_id = p_member AND p.left_at IS NULL) THEN 'unchanged'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN NEXT ROW(v_outcome, NULL::text[], NULL::text[], NULL::natter.message_view)::natter.group_change;
    RETURN;
  END IF;
  PERFORM natter.end_membership(p_conversation, p_member);
  v_line := natter.write_group_line(p_conversation, jsonb_build_object('event', 'member_removed', 'userId', p_user,
    'userIds', jsonb_build_array(p_member)));
  RETURN NEXT ROW('changed', natter.told_of(p_conversation, p_user, false, NULL), NULL::text[], v_line)::natter.group_change;
END
$$;

-- Leaves a group, which never stays without an admin (GROUP-6); with the last one it ends. Whoever may not write may leave. Outcomes: changed
-- (a row for each line), unchanged (they left before), not_found.
CREATE FUNCTION natter.leave_group(p_user text, p_conversation uuid) RETURNS SETOF natter.group_change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_group natter.locked_group;
  v_left natter.message_view;
  v_led natter.message_view;
  v_recipients text[];
BEGIN
  v_group := natter.lock_group(p_user, p_conversation);
  IF v_group.id IS NULL THEN
    RETURN NEXT ROW(CASE WHEN EXISTS (SELECT 1 FROM natter.member_state s JOIN natter.conversations c ON c.id = s.conversation_id
      WHERE s.user_id = p_user AND s.conversation_id = p_conversation AND s.tenant_id = natter.current_tenant() AND c.type = 'group')
      THEN 'unchanged' ELSE 'not_found' END, NULL::text[], NULL::text[], NULL::natter.message_view)::natter.group_change;
    RETURN;
  END IF;
  PERFORM natter.end_membership(p_conversation, p_user);
  v_left := natter.write_group_line(p_conversation, jsonb_build_object('event', 'member_left', 'userId', p_user));
  v_led := natter.hand_over_group(p_conversation, p_user);
  v_recipients := natter.told_of(p_conversation, p_user, false, NULL);
  RETURN NEXT ROW('changed', v_recipients, NULL::text[], v_left)::natter.group_change;
  IF v_led.id IS NOT NULL THEN
    RETURN NEXT ROW('changed', v_recipients, NULL::text[], v_led)::natter.group_change;
  END IF;
END
$$;

-- Makes a member an admin, or no longer (GROUP-5). Outcomes: changed, unchanged, not_found (the group, or there is no such member),
-- not_allowed, last_admin, suspended, not_entitled.
CREATE FUNCTION natter.set_member_role(p_user text, p_conversation uuid, p_member text, p_role text) RETURNS SETOF natter.group_change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_group natter.locked_group;
  v_role text;
  v_outcome text;
  v_line natter.message_view;
BEGIN
  v_group := natter.lock_group(p_user, p_conversation);
  SELECT p.role INTO v_role FROM natter.conversation_participants p
  WHERE p.conversation_id = p_conversation AND p.user_id = p_member AND p.left_at IS NULL;
  v_outcome := CASE
    WHEN v_group.id IS NULL THEN 'not_found'
    WHEN v_group.verdict IS NOT NULL THEN v_group.verdict
    WHEN NOT v_group.is_admin THEN 'not_allowed'
    WHEN v_role IS NULL THEN 'not_found'
    WHEN v_role = p_role THEN 'unchanged'
    WHEN p_role <> 'admin' AND NOT EXISTS (SELECT 1 FROM natter.conversation_participants p
      JOIN natter.users u ON u.id = p.user_id AND u.tenant_id = p.tenant_id
      WHERE p.conversation_id = p_conversation AND p.user_id <> p_member AND p.left_at IS NULL AND p.role = 'admin' AND u.is_member)
      THEN 'last_admin'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN NEXT ROW(v_outcome, NULL::text[], NULL::text[], NULL::natter.message_view)::natter.group_change;
    RETURN;
  END IF;
  UPDATE natter.conversation_participants p SET role = p_role, changed_xid = pg_current_xact_id()
  WHERE p.conversation_id = p_conversation AND p.user_id = p_member;
  v_line := natter.write_group_line(p_conversation, jsonb_build_object('event', 'role_changed', 'userId', p_user,
    'userIds', jsonb_build_array(p_member), 'role', p_role));
  RETURN NEXT ROW('changed', natter.told_of(p_conversation, p_user, false, NULL), NULL::text[], v_line)::natter.group_change;
END
$$;

-- What admins change of a group for all (GROUP-7); null: as it was. Outcomes: changed (a row for each line), unchanged, not_found,
-- not_allowed, suspended, not_entitled.
CREATE FUNCTION natter.patch_group(p_user text, p_conversation uuid, p_name text, p_who_sends text, p_who_adds text)
RETURNS SETOF natter.group_change
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_group natter.locked_group;
  v_is_renamed boolean;
  v_settings jsonb;
  v_outcome text;
  v_recipients text[];
BEGIN
  v_group := natter.lock_group(p_user, p_conversation);
  v_is_renamed := coalesce(p_name <> v_group.name, false);
  v_settings := jsonb_strip_nulls(jsonb_build_object('whoSends', nullif(p_who_sends, v_group.who_sends), 'whoAdds', nullif(p_who_adds, v_group.who_adds)));
  v_outcome := CASE
    WHEN v_group.id IS NULL THEN 'not_found'
    WHEN v_group.verdict IS NOT NULL THEN v_group.verdict
    WHEN NOT v_group.is_admin THEN 'not_allowed'
    WHEN NOT v_is_renamed AND v_settings = '{}' THEN 'unchanged'
    ELSE 'changed'
  END;
  IF v_outcome <> 'changed' THEN
    RETURN NEXT ROW(v_outcome, NULL::text[], NULL::text[], NULL::natter.message_view)::natter.group_change;
    RETURN;
  END IF;
  UPDATE natter.conversations c SET name = coalesce(p_name, c.name), who_sends = coalesce(p_who_sends, c.who_sends),
    who_adds = coalesce(p_who_adds, c.who_adds)
  WHERE c.id = p_conversation;
  v_recipients := natter.told_of(p_conversation, p_user, false, NULL);
  IF v_is_renamed THEN
    RETURN NEXT ROW('changed', v_recipients, NULL::text[], natter.write_group_line(p_conversation,
      jsonb_build_object('event', 'group_renamed', 'userId', p_user, 'name', p_name)))::natter.group_change;
  END IF;
  IF v_settings <> '{}' THEN
    RETURN NEXT ROW('changed', v_recipients, NULL::text[], natter.write_group_line(p_conversation,
      jsonb_build_object('event', 'group_settings_changed', 'userId', p_user) || v_settings))::natter.group_change;
  END IF;
END
$$;

-- What all others of a group have reached, for each of its members: few different answers, each with those whom it holds for. Who hides
-- what they read is told of nobody's reading, and where one does nobody is told that all have read (GROUP-8).
CREATE FUNCTION natter.read_group_marks(p_user text, p_conversation uuid)
RETURNS TABLE (others_delivered_seq bigint, others_read_seq bigint, recipients text[])
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  RETURN QUERY
  WITH members AS MATERIALIZED (
    SELECT p.user_id, p.delivered_seq, p.read_seq, p.receipts_hidden
    FROM natter.conversation_participants p
    WHERE p.conversation_id = p_conversation AND p.tenant_id = natter.current_tenant() AND p.left_at IS NULL
      AND EXISTS (SELECT 1 FROM natter.member_state s WHERE s.user_id = p_user AND s.conversation_id = p_conversation AND s.left_at IS NULL)
  ), least_two AS (
    SELECT (array_agg(m.delivered_seq ORDER BY m.delivered_seq, m.user_id))[1:2] AS delivered,
      (array_agg(m.user_id ORDER BY m.delivered_seq, m.user_id))[1] AS last_delivered,
      (array_agg(m.read_seq ORDER BY m.read_seq, m.user_id))[1:2] AS read,
      (array_agg(m.user_id ORDER BY m.read_seq, m.user_id))[1] AS last_read,
      bool_or(m.receipts_hidden) AS is_hidden
    FROM members m
  )
  SELECT seen.delivered, seen.read, array_agg(seen.user_id ORDER BY seen.user_id) FROM (
    SELECT m.user_id, l.delivered[CASE WHEN m.user_id = l.last_delivered THEN 2 ELSE 1 END] AS delivered,
      CASE WHEN NOT l.is_hidden THEN l.read[CASE WHEN m.user_id = l.last_read THEN 2 ELSE 1 END] END AS read
    FROM members m CROSS JOIN least_two l) seen
  GROUP BY 1, 2;
END
$$;

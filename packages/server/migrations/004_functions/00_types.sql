-- Step 4 of 5: all that the server may do. Functions that write belong to {{owner}}, run as {{owner}} and check for themselves;
-- functions that read run as the caller, under the policies, after saying for whom. Sends lock conversations in id order; marks
-- lock member_state in (conversation, user) order and never a conversation. Readers go by index whatever the statistics say:
-- before there are any, or where a limit is a parameter, the planner would fetch a whole conversation and sort it (10,000 rows for
-- a page of 50), or walk through all people for each row of an inbox.

SET LOCAL ROLE {{owner}};

-- A message as its reader may see it.
CREATE TYPE natter.message_view AS (
  id uuid, conversation_id uuid, seq bigint, change_seq bigint, version int, client_id uuid, sender_id text, type text,
  content text, metadata jsonb, mentions jsonb, reactions jsonb, votes int[], starred boolean, reply_to_seq bigint, reply_to_id uuid, reply_to_sender text, reply_preview text,
  sent_at timestamptz, edited_at timestamptz, deleted_at timestamptz, expires_at timestamptz
);

-- A conversation as one member sees it.
CREATE TYPE natter.conversation_view AS (
  id uuid, type text, name text, participants json, participant_count int, others_delivered_seq bigint, others_read_seq bigint,
  last_message json, last_seq bigint, change_seq bigint, history_from bigint, read_seq bigint, delivered_seq bigint,
  unread_count int, is_pinned boolean, is_archived boolean, muted_until timestamptz, marked_unread boolean,
  draft text, draft_reply_to uuid, draft_at timestamptz, created_at timestamptz, updated_at timestamptz,
  why_not_send text, is_blocked boolean, expired_seq bigint, unread_from bigint, scheduled_count int, disappear_after int,
  who_sends text, who_adds text, role text
);

-- Who does not belong to the store reads nothing and writes nothing (WALL-2), nor does nobody (AUTHZ-4). NT001 is ours: "not a member of this store".
CREATE FUNCTION natter.refuse_outsider(p_user text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_user IS NULL OR p_user = '' THEN
    RAISE EXCEPTION 'no person given' USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF NOT natter.takes_part(p_user) THEN
    RAISE EXCEPTION 'not a member of this store' USING ERRCODE = 'NT001';
  END IF;
END
$$;

-- Whether a feature is switched on in this deployment. NT002 is ours: "switched off".
CREATE FUNCTION natter.has_feature(p_feature text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN (SELECT p_feature = ANY (p.features) FROM natter.policy p); END $$;

CREATE FUNCTION natter.require_feature(p_feature text) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT natter.has_feature(p_feature) THEN
    RAISE EXCEPTION '% is switched off', p_feature USING ERRCODE = 'NT002';
  END IF;
END
$$;

-- Says for whom the rest of this statement reads. Refuses where policies would not hold: for an owner or a superuser they do
-- not, and an answer without them would be everybody's (AUTHZ-3).
CREATE FUNCTION natter.read_as(p_user text) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT row_security_active('natter.direct_messages') THEN
    RAISE EXCEPTION 'row-level security is not active for %', current_user USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM natter.refuse_outsider(p_user);
  PERFORM set_config('natter.user_id', p_user, true);
END
$$;

-- Which history of the database this is: the cluster, its timeline, and how often it was restored (EPOCH-1).
CREATE FUNCTION natter.read_epoch() RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (SELECT concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
    ltrim(substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8), '0'), d.restore_count)
  FROM natter.deployment d);
END
$$;

-- What a person sees of the reactions to a message: the counts that are kept on it, with which are theirs. What they did while they
-- were blocked is counted for them alone, where it would stand if everybody saw it, so that nothing looks different. Asked for messages
-- to which somebody has reacted.
CREATE FUNCTION natter.reactions_for(p_user text, p_conversation uuid, p_seq bigint, p_summary jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH mine AS (
    SELECT r.emoji, r.is_void FROM natter.message_reactions r
    WHERE r.conversation_id = p_conversation AND r.seq = p_seq AND r.user_id = p_user AND p_user = natter.current_user_id()
  )
  SELECT CASE WHEN NOT natter.has_feature('reactions') THEN NULL
    WHEN EXISTS (SELECT 1 FROM mine WHERE mine.is_void) THEN (
      SELECT jsonb_agg(jsonb_build_object('emoji', e.emoji, 'count', e.n, 'mine', e.is_mine) ORDER BY e.first, e.emoji)
      FROM (SELECT r.emoji, count(*) AS n, bool_or(r.user_id = p_user) AS is_mine, min(r.reacted_at) AS first FROM natter.message_reactions r
        WHERE r.conversation_id = p_conversation AND r.seq = p_seq AND (NOT r.is_void OR r.user_id = p_user) GROUP BY r.emoji) e)
    ELSE (
      SELECT jsonb_agg(x.value || jsonb_build_object('mine', EXISTS (SELECT 1 FROM mine WHERE mine.emoji = x.value->>'emoji')) ORDER BY x.ordinality)
      FROM jsonb_array_elements(p_summary) WITH ORDINALITY x) END
$$;

-- A message's text as this person may see it (null: as everybody does), and when it was edited last. For functions that see
-- everything; the others read natter.message_edits under its policy.
CREATE FUNCTION natter.text_for(p_message natter.direct_messages, p_user text)
RETURNS TABLE (content text, mentions jsonb, edited_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT v.content, v.mentions, v.at FROM (
    SELECT 1 AS version, p_message.content, p_message.mentions, NULL::timestamptz AS at
    UNION ALL
    SELECT e.version, e.content, e.mentions, e.at FROM natter.message_edits e
    WHERE p_message.version > 1 AND NOT p_message.is_deleted AND e.conversation_id = p_message.conversation_id
      AND e.seq = p_message.seq AND (NOT e.is_void OR p_message.sender_id = p_user)) v
  ORDER BY v.version DESC LIMIT 1
$$;

-- What a person chose in a poll, and the poll as they see it, in the same manner. null: no poll.
CREATE FUNCTION natter.votes_for(p_user text, p_conversation uuid, p_seq bigint) RETURNS int[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(v.option_id ORDER BY v.option_id), '{}') FROM natter.poll_votes v
  WHERE v.conversation_id = p_conversation AND v.seq = p_seq AND v.user_id = p_user AND p_user = natter.current_user_id()
$$;

CREATE FUNCTION natter.json_instant(p_at timestamptz) RETURNS jsonb
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp
AS $$ SELECT to_jsonb(to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) $$;

CREATE FUNCTION natter.poll_for(p_user text, p_conversation uuid, p_seq bigint, p_metadata jsonb) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN mine.options IS NULL THEN ended.metadata ELSE
    jsonb_set(jsonb_set(ended.metadata, '{poll,voters}', to_jsonb((p_metadata->'poll'->>'voters')::int + 1)), '{poll,options}', (
      SELECT jsonb_agg(CASE WHEN (o.value->>'id')::int = ANY (mine.options)
        THEN jsonb_set(o.value, '{votes}', to_jsonb((o.value->>'votes')::int + 1)) ELSE o.value END ORDER BY o.ordinality)
      FROM jsonb_array_elements(p_metadata->'poll'->'options') WITH ORDINALITY o)) END
  FROM (SELECT array_agg(v.option_id) AS options FROM natter.poll_votes v
    WHERE v.conversation_id = p_conversation AND v.seq = p_seq AND v.user_id = p_user AND v.is_void
      AND p_user = natter.current_user_id()) mine
  CROSS JOIN LATERAL (SELECT coalesce((
    SELECT jsonb_set(p_metadata, '{poll,closedAt}', natter.json_instant(m.void_closed_at)) FROM natter.direct_messages m
    WHERE m.conversation_id = p_conversation AND m.seq = p_seq AND m.sender_id = p_user AND p_user = natter.current_user_id()
      AND m.void_closed_at IS NOT NULL AND p_metadata->'poll'->'closedAt' = 'null'), p_metadata) AS metadata) ended
$$;

-- Retention (RET): a message expires at an instant that follows from when it was sent and from the history of its author's tier
-- alone. From that instant on no read shows it (step 2). A job marks it deleted, another purges it days later with all that hangs
-- on it. The functions that delete take no time from anybody and refuse to run when the clock, or the amount, cannot be right.

-- 0 days: for ever. A day is 24 hours, whatever a time zone makes of it.
CREATE FUNCTION natter.after_days(p_from timestamptz, p_days int) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT CASE WHEN p_days = 0 THEN 'infinity' ELSE p_from + p_days * interval '24 hours' END $$;

-- What a job would have to do at that instant.
CREATE FUNCTION natter.count_due(p_job text, p_at timestamptz) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE p_job
    WHEN 'soft_delete' THEN (SELECT count(*) FROM natter.direct_messages m WHERE m.retention_expires_at <= p_at AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted)
    ELSE (SELECT count(*) FROM natter.direct_messages m, natter.policy p
      WHERE m.retention_expires_at <= p_at - p.purge_after_days * interval '24 hours' AND m.is_deleted) END
$$;

-- As the statistics have it: an order of size, for the guard.
CREATE FUNCTION natter.count_messages_roughly() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(c.reltuples, 0)::bigint FROM pg_class c WHERE c.oid = 'natter.direct_messages'::regclass
$$;

-- Whether a message must be kept whatever its time.
CREATE FUNCTION natter.is_held(p_conversation uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM natter.legal_holds h WHERE h.released_at IS NULL
    AND (h.conversation_id = p_conversation OR h.user_id IN (
      SELECT o.user_id FROM natter.conversation_participants o WHERE o.conversation_id = p_conversation)))
$$;

-- When a message that this person sent at that instant expires; infinity: never. Pure: the days in force when it was sent, then each
-- later change in turn, as long as the message was still there (design 9): fewer days leave at least the days of grace from the
-- change, more days count from when it was sent, and neither ever takes time away that the other had given.
CREATE FUNCTION natter.expiry_by(p_user text, p_sent_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_change natter.tier_changes;
  v_expiry timestamptz;
BEGIN
  FOR v_change IN SELECT t.* FROM natter.tier_changes t
    WHERE t.user_id = p_user AND t.tenant_id = natter.current_tenant() AND t.at > p_sent_at ORDER BY t.at, t.id
  LOOP
    v_expiry := coalesce(v_expiry, natter.after_days(p_sent_at, v_change.from_days));
    EXIT WHEN v_expiry <= v_change.at;
    IF v_change.to_days = v_change.from_days THEN
      CONTINUE;
    ELSIF natter.after_days(p_sent_at, v_change.to_days) < natter.after_days(p_sent_at, v_change.from_days) THEN
      v_expiry := least(v_expiry, greatest(v_change.at + v_change.grace_days * interval '24 hours',
        natter.after_days(p_sent_at, v_change.to_days)));
    ELSE
      v_expiry := greatest(v_expiry, natter.after_days(p_sent_at, v_change.to_days));
    END IF;
  END LOOP;
  IF v_expiry IS NULL THEN
    SELECT natter.after_days(p_sent_at, natter.days_of_tier(u.tier)) INTO v_expiry
    FROM natter.users u WHERE u.id = p_user AND u.tenant_id = natter.current_tenant();
  END IF;
  RETURN coalesce(v_expiry, 'infinity');
END
$$;

-- When a message expires: by its sender, or by whichever member keeps it longest.
CREATE FUNCTION natter.expiry_of(p_conversation uuid, p_sender text, p_sent_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN p.retention_basis = 'sender' THEN natter.expiry_by(p_sender, p_sent_at)
    ELSE (SELECT max(natter.expiry_by(o.user_id, p_sent_at))
      FROM natter.conversation_participants o WHERE o.conversation_id = p_conversation AND o.left_at IS NULL) END
  FROM natter.policy p
$$;

-- Gives messages of one conversation, which the caller has locked, the expiry that is theirs, each with a place of its own in the
-- log of changes. Only what is still there: what has expired does not come back.
CREATE FUNCTION natter.rewrite_expiries(p_conversation uuid, p_seqs bigint[]) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_now timestamptz := natter.now();
  v_base bigint;
  v_count int;
BEGIN
  SELECT c.change_seq INTO v_base FROM natter.conversations c WHERE c.id = p_conversation;
  WITH wanted AS MATERIALIZED (
    SELECT m.seq, natter.expiry_of(m.conversation_id, m.sender_id, m.sent_at) AS expiry, m.retention_expires_at AS old
    FROM natter.direct_messages m
    WHERE m.conversation_id = p_conversation AND m.seq = ANY (p_seqs) AND m.sender_id IS NOT NULL
      AND (m.retention_expires_at IS NULL OR (m.retention_expires_at > v_now AND (NOT m.is_deleted OR m.deleted_at < m.retention_expires_at)))
  ), numbered AS (
    SELECT w.seq, w.expiry, v_base + row_number() OVER (ORDER BY w.seq) AS change FROM wanted w WHERE w.expiry IS DISTINCT FROM w.old
  )
  UPDATE natter.direct_messages m SET retention_expires_at = n.expiry, change_seq = n.change, changed_xid = pg_current_xact_id()
  FROM numbered n WHERE m.conversation_id = p_conversation AND m.seq = n.seq;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    UPDATE natter.conversations c SET change_seq = c.change_seq + v_count, changed_xid = pg_current_xact_id() WHERE c.id = p_conversation;
  END IF;
  RETURN v_count;
END
$$;

-- In the transaction of a tier change: what would expire before the job comes by.
CREATE FUNCTION natter.rewrite_due_soon(p_users text[], p_until timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_by_sender boolean := (SELECT p.retention_basis = 'sender' FROM natter.policy p);
  v_now timestamptz := natter.now();
  v_due record;
  v_count int := 0;
BEGIN
  FOR v_due IN
    SELECT m.conversation_id, array_agg(m.seq) AS seqs FROM natter.direct_messages m
    WHERE m.retention_expires_at > v_now AND m.retention_expires_at <= p_until AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted
      AND CASE WHEN v_by_sender THEN m.sender_id = ANY (p_users) ELSE EXISTS (SELECT 1 FROM natter.conversation_participants o
        WHERE o.conversation_id = m.conversation_id AND o.user_id = ANY (p_users) AND o.left_at IS NULL) END
    GROUP BY m.conversation_id ORDER BY m.conversation_id
  LOOP
    PERFORM 1 FROM natter.conversations c WHERE c.id = v_due.conversation_id FOR NO KEY UPDATE;
    v_count := v_count + natter.rewrite_expiries(v_due.conversation_id, v_due.seqs);
  END LOOP;
  RETURN v_count;
END
$$;

-- A batch of the job that carries out tier changes: looks at up to p_limit messages of one conversation of the oldest open change,
-- and remembers how far it came. Answers whether there is more to do, and how many messages got another expiry. Two may run at once.
CREATE FUNCTION natter.apply_tier_changes(p_limit int DEFAULT 1000)
RETURNS TABLE (has_more boolean, rewritten int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_change natter.tier_changes;
  v_conversation uuid;
  v_seqs bigint[];
  v_seq bigint;
BEGIN
  rewritten := 0;
  SELECT t.* INTO v_change FROM natter.tier_changes t WHERE t.done_at IS NULL AND t.tenant_id = natter.current_tenant()
  ORDER BY t.id LIMIT 1 FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    has_more := false;
    RETURN NEXT;
    RETURN;
  END IF;
  has_more := true;
  v_conversation := v_change.done_conversation;
  v_seq := v_change.done_seq;
  IF v_conversation IS NULL THEN
    SELECT s.conversation_id INTO v_conversation FROM natter.member_state s
    WHERE s.user_id = v_change.user_id ORDER BY s.conversation_id LIMIT 1;
  END IF;
  IF v_conversation IS NULL THEN
    UPDATE natter.tier_changes t SET done_at = natter.now() WHERE t.id = v_change.id;
    RETURN NEXT;
    RETURN;
  END IF;
  PERFORM 1 FROM natter.conversations c WHERE c.id = v_conversation FOR NO KEY UPDATE;
  -- What was sent a moment after the change by somebody whose old tier was still read gets the right time here too.
  SELECT array_agg(m.seq) INTO v_seqs FROM (
    SELECT d.seq FROM natter.direct_messages d WHERE d.conversation_id = v_conversation AND d.seq > v_seq ORDER BY d.seq LIMIT greatest(p_limit, 1)) m;
  IF v_seqs IS NULL THEN
    SELECT s.conversation_id INTO v_conversation FROM natter.member_state s
    WHERE s.user_id = v_change.user_id AND s.conversation_id > v_conversation ORDER BY s.conversation_id LIMIT 1;
    UPDATE natter.tier_changes t SET done_conversation = coalesce(v_conversation, t.done_conversation), done_seq = 0,
      done_at = CASE WHEN v_conversation IS NULL THEN natter.now() END
    WHERE t.id = v_change.id;
  ELSE
    rewritten := natter.rewrite_expiries(v_conversation, v_seqs);
    UPDATE natter.tier_changes t SET done_conversation = v_conversation, done_seq = v_seqs[cardinality(v_seqs)] WHERE t.id = v_change.id;
  END IF;
  RETURN NEXT;
END
$$;

-- Whether a job that deletes may run now (RET-6). Its high-water mark is the latest time at which it ran: a clock that went back, or
-- forward by more than 36 hours, is not believed, nor is a run that finds much more to do than the last one foresaw. A refusal is
-- kept for the operator, who confirms it (confirm_retention_run) or mends the clock. Answers the id of the run, or null.
CREATE FUNCTION natter.begin_retention_run(p_job text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz := natter.now();
  v_last natter.job_runs;
  v_mark timestamptz;
  v_due bigint;
  v_allowed bigint;
  v_reason text;
  v_id bigint;
BEGIN
  -- One at a time of each job.
  PERFORM pg_advisory_xact_lock(hashtextextended('natter ' || p_job || ' ' || current_database(), 0));
  SELECT r.* INTO v_last FROM natter.job_runs r WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome <> 'refused'
  ORDER BY r.id DESC LIMIT 1;
  SELECT max(r.clock_at) INTO v_mark FROM natter.job_runs r
  WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome <> 'refused'
    AND r.id >= coalesce((SELECT max(x.id) FROM natter.job_runs x WHERE x.job = p_job AND x.tenant_id = v_tenant AND x.outcome = 'confirmed'), 0);
  -- Within a run that goes on, one does not count again.
  IF v_last.outcome = 'running' AND v_now BETWEEN v_last.clock_at - interval '5 minutes' AND v_last.clock_at + interval '1 hour' THEN
    RETURN v_last.id;
  END IF;
  v_due := natter.count_due(p_job, v_now);
  v_allowed := coalesce(v_last.forecast, v_due) + greatest(10000, 0.05 * natter.count_messages_roughly());
  v_reason := CASE
    WHEN v_mark IS NOT NULL AND v_now < v_mark - interval '5 minutes' THEN format('the clock went back, to %s from %s', v_now, v_mark)
    WHEN v_mark IS NOT NULL AND v_now > v_mark + interval '36 hours' THEN format('the clock is at %s, %s after the last run at %s', v_now, v_now - v_mark, v_mark)
    WHEN v_last.outcome IS DISTINCT FROM 'confirmed' AND v_due > v_allowed THEN format('%s messages are due, at most %s were to be expected', v_due, v_allowed)
  END;
  IF v_reason IS NOT NULL THEN
    -- Said once, not once a batch.
    IF NOT EXISTS (SELECT 1 FROM natter.job_runs r WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome = 'refused'
        AND r.id > coalesce(v_last.id, 0) AND r.clock_at BETWEEN v_now - interval '1 hour' AND v_now + interval '1 hour') THEN
      INSERT INTO natter.job_runs (tenant_id, job, clock_at, finished_at, due, forecast, outcome, note)
      VALUES (v_tenant, p_job, v_now, v_now, v_due, coalesce(v_last.forecast, 0), 'refused', v_reason);
    END IF;
    RETURN NULL;
  END IF;
  INSERT INTO natter.job_runs (tenant_id, job, clock_at, due, outcome) VALUES (v_tenant, p_job, v_now, v_due, 'running') RETURNING id INTO v_id;
  RETURN v_id;
END
$$;

-- The operator has looked at a refused run: the clock is right and the amount is wanted. The next run goes ahead. For the owner alone.
CREATE FUNCTION natter.confirm_retention_run(p_job text, p_note text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO natter.job_runs (tenant_id, job, clock_at, finished_at, due, forecast, outcome, note)
  VALUES (natter.current_tenant(), p_job, natter.now(), natter.now(), 0, natter.count_due(p_job, natter.now()), 'confirmed', p_note)
$$;

CREATE FUNCTION natter.finish_retention_run(p_id bigint, p_job text, p_done bigint, p_is_end boolean) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE natter.job_runs r SET done = r.done + p_done, clock_at = greatest(r.clock_at, natter.now()),
    outcome = CASE WHEN p_is_end THEN 'done' ELSE r.outcome END, finished_at = CASE WHEN p_is_end THEN natter.now() END,
    forecast = CASE WHEN p_is_end THEN natter.count_due(p_job, natter.now() + interval '36 hours') ELSE r.forecast END
  WHERE r.id = p_id
$$;

-- A batch of the first job: what has passed its time is marked deleted. Nobody sees a difference; a clock that goes back shows
-- nothing again, and an operator can count what waits for the purge. Answers how many; 0 when there is nothing, or it was refused.
CREATE FUNCTION natter.soft_delete_expired_messages(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_run bigint := natter.begin_retention_run('soft_delete');
  v_now timestamptz := natter.now();
  v_conversations uuid[];
  v_seqs bigint[];
  v_done int;
BEGIN
  IF v_run IS NULL THEN
    RETURN 0;
  END IF;
  SELECT array_agg(d.conversation_id), array_agg(d.seq) INTO v_conversations, v_seqs FROM (
    SELECT m.conversation_id, m.seq FROM natter.direct_messages m
    WHERE m.retention_expires_at <= v_now AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted ORDER BY m.retention_expires_at LIMIT greatest(p_limit, 1)) d;
  PERFORM 1 FROM natter.conversations c WHERE c.id = ANY (v_conversations) ORDER BY c.id FOR NO KEY UPDATE;
  -- Looked at again under the locks: an upgrade may have come first.
  WITH marked AS (
    UPDATE natter.direct_messages m SET is_deleted = true, deleted_at = greatest(v_now, m.retention_expires_at)
    FROM unnest(v_conversations, v_seqs) d(conversation_id, seq)
    WHERE m.conversation_id = d.conversation_id AND m.seq = d.seq AND m.retention_expires_at <= v_now AND NOT m.is_deleted
    RETURNING m.conversation_id, m.seq
  ), counted AS (
    UPDATE natter.conversations c SET expired_seq = greatest(c.expired_seq, g.top), changed_xid = pg_current_xact_id()
    FROM (SELECT k.conversation_id, max(k.seq) AS top FROM marked k GROUP BY k.conversation_id) g WHERE c.id = g.conversation_id
  )
  SELECT count(*)::int INTO v_done FROM marked;
  PERFORM natter.finish_retention_run(v_run, 'soft_delete', v_done, coalesce(cardinality(v_seqs), 0) < greatest(p_limit, 1));
  RETURN v_done;
END
$$;

-- A batch of the second job: what was marked and has waited its days is purged, with all that hangs on it; its key is kept. What is
-- held stays. Answers how many; 0 when there is nothing, or it was refused.
CREATE FUNCTION natter.cleanup_expired_messages(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_run bigint := natter.begin_retention_run('cleanup');
  v_now timestamptz := natter.now();
  v_before timestamptz := v_now - (SELECT p.purge_after_days FROM natter.policy p) * interval '24 hours';
  v_done int;
BEGIN
  IF v_run IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM natter.erase_deleted_content(greatest(p_limit, 1));
  WITH held AS MATERIALIZED (
    SELECT h.conversation_id AS id FROM natter.legal_holds h WHERE h.released_at IS NULL AND h.conversation_id IS NOT NULL
    UNION SELECT o.conversation_id FROM natter.legal_holds h JOIN natter.member_state o ON o.user_id = h.user_id
      WHERE h.released_at IS NULL AND h.user_id IS NOT NULL
  ), due AS MATERIALIZED (
    SELECT m.conversation_id, m.seq FROM natter.direct_messages m
    WHERE m.is_deleted AND m.retention_expires_at <= v_before AND m.conversation_id NOT IN (SELECT held.id FROM held)
    ORDER BY m.retention_expires_at LIMIT greatest(p_limit, 1)
  ), purged AS (
    DELETE FROM natter.direct_messages m USING due d WHERE m.conversation_id = d.conversation_id AND m.seq = d.seq
    RETURNING m.*
  ), kept AS (
    INSERT INTO natter.spent_keys (tenant_id, sender_id, client_id, message_id, conversation_id, seq, type, sent_at, expired_at, purged_at)
    SELECT p.tenant_id, p.sender_id, p.client_id, p.id, p.conversation_id, p.seq, p.type, p.sent_at, p.retention_expires_at, v_now
    FROM purged p WHERE p.client_id IS NOT NULL
    ON CONFLICT DO NOTHING
  ), erased AS (
    DELETE FROM natter.deleted_content x USING due d WHERE x.conversation_id = d.conversation_id AND x.seq = d.seq
  ), counted AS (
    UPDATE natter.conversations c SET purged_count = c.purged_count + g.n, expired_seq = greatest(c.expired_seq, g.top)
    FROM (SELECT p.conversation_id, count(*) AS n, max(p.seq) AS top FROM purged p GROUP BY p.conversation_id ORDER BY p.conversation_id) g
    WHERE c.id = g.conversation_id
  )
  SELECT count(*)::int INTO v_done FROM purged;
  PERFORM natter.forget_purged_traces(v_now);
  DELETE FROM natter.spent_keys x WHERE (x.sender_id, x.client_id, x.tenant_id) IN (
    SELECT y.sender_id, y.client_id, y.tenant_id FROM natter.spent_keys y
    WHERE y.purged_at < v_now - interval '90 days' ORDER BY y.purged_at LIMIT greatest(p_limit, 1));
  PERFORM natter.finish_retention_run(v_run, 'cleanup', v_done, v_done < greatest(p_limit, 1));
  RETURN v_done;
END
$$;

-- Of conversations that were purged from just now: when somebody read what is no more, and holes in what is no more.
CREATE FUNCTION natter.forget_purged_traces(p_purged_at timestamptz) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_conversation uuid;
  v_first bigint;
BEGIN
  FOR v_conversation IN SELECT DISTINCT x.conversation_id FROM natter.spent_keys x WHERE x.purged_at = p_purged_at ORDER BY 1 LOOP
    SELECT coalesce((SELECT m.seq FROM natter.direct_messages m WHERE m.conversation_id = c.id ORDER BY m.seq LIMIT 1), c.last_seq + 1)
    INTO v_first FROM natter.conversations c WHERE c.id = v_conversation;
    DELETE FROM natter.mark_advances a WHERE a.conversation_id = v_conversation AND a.seq < v_first;
    UPDATE natter.member_state s SET hidden = s.hidden * int8multirange(int8range(v_first, NULL))
    WHERE s.conversation_id = v_conversation AND NOT s.hidden <@ int8multirange(int8range(v_first, NULL));
  END LOOP;
END
$$;

-- What somebody deleted for everyone is erased for good a day later, unless it is held.
CREATE FUNCTION natter.erase_deleted_content(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_done int;
BEGIN
  DELETE FROM natter.deleted_content x WHERE (x.conversation_id, x.seq) IN (
    SELECT y.conversation_id, y.seq FROM natter.deleted_content y
    WHERE y.deleted_at <= natter.now() - interval '24 hours' AND NOT natter.is_held(y.conversation_id)
    ORDER BY y.deleted_at LIMIT greatest(p_limit, 1));
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done;
END
$$;

-- What retention has done and has before it; for the operator, no content.
CREATE FUNCTION natter.read_retention()
RETURNS TABLE (expired_unmarked bigint, awaiting_purge bigint, due_for_purge bigint, held bigint, open_tier_changes bigint,
  unknown_tier_people bigint, last_soft_delete_at timestamptz, last_cleanup_at timestamptz, refused_job text, refused_at timestamptz,
  refused_note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT natter.count_due('soft_delete', natter.now()),
    (SELECT count(*) FROM natter.direct_messages m WHERE m.is_deleted AND m.retention_expires_at <= natter.now()),
    natter.count_due('cleanup', natter.now()),
    (SELECT count(*) FROM natter.legal_holds h WHERE h.released_at IS NULL),
    (SELECT count(*) FROM natter.tier_changes t WHERE t.done_at IS NULL),
    (SELECT count(*) FROM natter.users u WHERE u.tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus'])),
    (SELECT max(r.finished_at) FROM natter.job_runs r WHERE r.job = 'soft_delete' AND r.outcome = 'done'),
    (SELECT max(r.finished_at) FROM natter.job_runs r WHERE r.job = 'cleanup' AND r.outcome = 'done'),
    refused.job, refused.clock_at, refused.note
  FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT r.job, r.clock_at, r.note FROM natter.job_runs r
    WHERE r.outcome = 'refused' AND NOT EXISTS (
      SELECT 1 FROM natter.job_runs later WHERE later.job = r.job AND later.id > r.id AND later.outcome <> 'refused')
    ORDER BY r.id DESC LIMIT 1) refused ON true
$$;

-- The proof that an operator can file: each line is a claim and how many messages break it. 0 everywhere is what is wanted.
CREATE FUNCTION natter.prove_retention()
RETURNS TABLE (claim text, broken bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'no expired message is left a day after it should have been marked', count(*) FROM natter.direct_messages m
    WHERE m.retention_expires_at <= natter.now() - interval '24 hours' AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted
  UNION ALL
  SELECT 'no expired message is left a day after it should have been purged, but for those held', count(*)
    FROM natter.direct_messages m, natter.policy p
    WHERE m.is_deleted AND m.retention_expires_at <= natter.now() - (p.purge_after_days + 1) * interval '24 hours'
      AND NOT natter.is_held(m.conversation_id)
  UNION ALL
  SELECT 'no content is left two days after it was deleted, but for what is held', count(*) FROM natter.deleted_content x
    WHERE x.deleted_at <= natter.now() - interval '48 hours' AND NOT natter.is_held(x.conversation_id)
  UNION ALL
  SELECT 'nothing was purged before its time and the days of waiting', count(*) FROM natter.spent_keys x, natter.policy p
    WHERE x.purged_at < x.expired_at
  UNION ALL
  SELECT 'nothing was marked expired before its time', count(*) FROM natter.direct_messages m
    WHERE m.is_deleted AND m.content IS NOT NULL AND (m.retention_expires_at IS NULL OR m.deleted_at < m.retention_expires_at)
  UNION ALL
  SELECT 'every number of every conversation is a message that is there or one that was purged',
    coalesce(sum(abs(c.last_seq - c.purged_count - (SELECT count(*) FROM natter.direct_messages m WHERE m.conversation_id = c.id))), 0)
    FROM natter.conversations c
  UNION ALL
  SELECT 'every message that is there expires when its author''s tiers say, once all changes are carried out', count(*)
    FROM natter.direct_messages m
    WHERE m.sender_id IS NOT NULL AND NOT m.is_deleted AND (m.retention_expires_at IS NULL OR m.retention_expires_at > natter.now())
      AND NOT EXISTS (SELECT 1 FROM natter.tier_changes t WHERE t.done_at IS NULL)
      AND m.retention_expires_at IS DISTINCT FROM natter.expiry_of(m.conversation_id, m.sender_id, m.sent_at)
$$;

-- Holds are the operator's: placed and released as owner, and never forgotten.
CREATE FUNCTION natter.place_hold(p_conversation uuid, p_user text, p_reason text, p_by text) RETURNS bigint
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO natter.legal_holds (tenant_id, conversation_id, user_id, reason, placed_by, placed_at)
  VALUES (natter.current_tenant(), p_conversation, p_user, p_reason, p_by, natter.now()) RETURNING id
$$;

CREATE FUNCTION natter.release_hold(p_id bigint, p_by text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE natter.legal_holds h SET released_by = p_by, released_at = natter.now() WHERE h.id = p_id AND h.released_at IS NULL;
  RETURN FOUND;
END
$$;

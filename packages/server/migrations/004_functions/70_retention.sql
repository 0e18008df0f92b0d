-- Retention (RET): a message expires at an instant that follows from when it was sent and from the history of how long it is kept.
-- From that instant on no read shows it (step 2). A job marks it deleted, another purges it days later with all that hangs on it.
-- The functions that delete take no time from anybody and refuse to run when the clock, or the amount, cannot be right.
-- Locks, in this order: the rules, people, conversations by id, what members keep to themselves.

-- 0 days: for ever. A day is 24 hours, whatever a time zone makes of it.
CREATE FUNCTION natter.after_days(p_from timestamptz, p_days int) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN p_days = 0 THEN 'infinity'::timestamptz ELSE p_from + p_days * interval '24 hours' END;

-- Until when what was sent then is kept by these rules. The first of the days are the sender's.
CREATE FUNCTION natter.kept_until(p_sent_at timestamptz, p_basis text, p_days int[]) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN p_basis = 'sender' THEN natter.after_days(p_sent_at, p_days[1])
    ELSE (SELECT max(natter.after_days(p_sent_at, d.days)) FROM unnest(p_days) d(days)) END
$$;

-- When a message that this person sent there at that instant expires; infinity: never. Pure: the rules in force when it was sent,
-- then each later change of them (of a member's tier, of the store's days, of the basis) in turn, as long as the message was still
-- there (RET-4, RET-5). Kept for less leaves at least the days of grace from the change; kept for longer counts from when it was
-- sent; neither ever takes time away that the other had given. What changed at one instant is one change.
CREATE FUNCTION natter.expiry_of(p_conversation uuid, p_sender text, p_sent_at timestamptz) RETURNS timestamptz
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_basis_now text := (SELECT p.retention_basis FROM natter.policy p);
  v_basis text := v_basis_now;
  v_matters_to_others boolean;
  v_is_group boolean := false;
  v_people text[] := ARRAY[p_sender];
  v_days int[];
  v_change record;
  v_kept timestamptz;
  v_next timestamptz;
  v_expiry timestamptz;
BEGIN
  SELECT coalesce((array_agg(t.from_basis ORDER BY t.at, t.id))[1], v_basis_now),
    coalesce(bool_or(t.from_basis <> 'sender' OR t.to_basis <> 'sender'), false) OR v_basis_now <> 'sender'
  INTO v_basis, v_matters_to_others
  FROM natter.tier_changes t WHERE t.user_id = p_sender AND t.tenant_id = v_tenant AND t.at > p_sent_at;
  -- In a group it is the sender's tier that counts, whatever the basis: who comes and goes there moves no expiry (GROUP-10).
  IF v_matters_to_others AND EXISTS (SELECT 1 FROM natter.conversations c WHERE c.id = p_conversation AND c.type = 'group') THEN
    v_is_group := true;
    v_basis := 'sender';
  ELSIF v_matters_to_others THEN
    v_people := v_people || ARRAY(SELECT o.user_id FROM natter.conversation_participants o
      WHERE o.conversation_id = p_conversation AND o.user_id <> p_sender AND o.left_at IS NULL ORDER BY o.user_id);
  END IF;
  v_days := ARRAY(
    SELECT coalesce((SELECT t.from_days FROM natter.tier_changes t
      WHERE t.user_id = u.id AND t.tenant_id = v_tenant AND t.at > p_sent_at ORDER BY t.at, t.id LIMIT 1), natter.days_of_tier(u.tier))
    FROM unnest(v_people) WITH ORDINALITY w(id, n) JOIN natter.users u ON u.id = w.id AND u.tenant_id = v_tenant ORDER BY w.n);
  v_kept := natter.kept_until(p_sent_at, v_basis, v_days);
  v_expiry := v_kept;
  FOR v_change IN
    SELECT t.user_id, t.to_days, t.to_basis, t.grace_days, t.at, lead(t.at) OVER (ORDER BY t.at, t.id) IS DISTINCT FROM t.at AS is_last
    FROM natter.tier_changes t WHERE t.user_id = ANY (v_people) AND t.tenant_id = v_tenant AND t.at > p_sent_at ORDER BY t.at, t.id
  LOOP
    v_days[array_position(v_people, v_change.user_id)] := v_change.to_days;
    v_basis := CASE WHEN v_change.user_id = p_sender AND NOT v_is_group THEN v_change.to_basis ELSE v_basis END;
    CONTINUE WHEN NOT v_change.is_last;
    EXIT WHEN v_expiry <= v_change.at;
    v_next := natter.kept_until(p_sent_at, v_basis, v_days);
    IF v_next < v_kept THEN
      v_expiry := least(v_expiry, greatest(v_change.at + v_change.grace_days * interval '24 hours', v_next));
    ELSIF v_next > v_kept THEN
      v_expiry := greatest(v_expiry, v_next);
    END IF;
    v_kept := v_next;
  END LOOP;
  RETURN coalesce(v_expiry, 'infinity');
END
$$;

-- Gives messages of one conversation, which the caller has locked, the expiry that is theirs, each with a place of its own in the
-- log of changes. What a job marked too early, because a change had not been carried out yet, is there again; what was marked
-- rightly stays so. p_sender: only this person's.
CREATE FUNCTION natter.rewrite_expiries(p_conversation uuid, p_seqs bigint[], p_sender text DEFAULT NULL) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_base bigint;
  v_count int;
BEGIN
  SELECT c.change_seq INTO v_base FROM natter.conversations c WHERE c.id = p_conversation;
  WITH wanted AS MATERIALIZED (
    SELECT m.seq, least(natter.expiry_of(m.conversation_id, a.author, m.sent_at), m.disappears_at) AS expiry, m.retention_expires_at AS old,
      -- Not what somebody deleted: that has no hash any more. A line of the system never had one.
      m.is_deleted AND (m.body_hash IS NOT NULL OR m.type = 'system') AND m.deleted_at >= m.retention_expires_at AS was_marked
    FROM natter.direct_messages m CROSS JOIN LATERAL (SELECT coalesce(m.sender_id, m.metadata->>'userId') AS author) a
    WHERE m.conversation_id = p_conversation AND m.seq = ANY (p_seqs) AND a.author IS NOT NULL
      AND (p_sender IS NULL OR a.author = p_sender)
  ), numbered AS (
    SELECT w.seq, w.expiry, w.was_marked, v_base + row_number() OVER (ORDER BY w.seq) AS change FROM wanted w WHERE w.expiry <> w.old
  )
  UPDATE natter.direct_messages m SET retention_expires_at = n.expiry, change_seq = n.change, changed_xid = pg_current_xact_id(),
    is_deleted = m.is_deleted AND NOT (n.was_marked AND n.expiry > m.deleted_at),
    deleted_at = CASE WHEN NOT (n.was_marked AND n.expiry > m.deleted_at) THEN m.deleted_at END
  FROM numbered n WHERE m.conversation_id = p_conversation AND m.seq = n.seq;
  GET DIAGNOSTICS v_count = ROW_COUNT;
  IF v_count > 0 THEN
    UPDATE natter.conversations c SET change_seq = c.change_seq + v_count, changed_xid = pg_current_xact_id() WHERE c.id = p_conversation;
  END IF;
  RETURN v_count;
END
$$;

-- In the transaction of a change at p_at: what would expire before the job comes by.
CREATE FUNCTION natter.rewrite_due_soon(p_users text[], p_at timestamptz, p_until timestamptz) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_by_sender boolean := (SELECT p.retention_basis = 'sender' FROM natter.policy p);
  v_due record;
  v_count int := 0;
BEGIN
  FOR v_due IN
    SELECT m.conversation_id, array_agg(m.seq) AS seqs FROM (
      SELECT x.conversation_id, x.seq, coalesce(x.sender_id, x.metadata->>'userId') AS sender_id FROM natter.direct_messages x
      WHERE x.retention_expires_at > p_at AND x.retention_expires_at <= p_until AND x.retention_expires_at < 'infinity' AND NOT x.is_deleted
      UNION ALL
      SELECT x.conversation_id, x.seq, coalesce(x.sender_id, x.metadata->>'userId') AS sender_id FROM natter.direct_messages x
      WHERE x.retention_expires_at > p_at AND x.retention_expires_at <= p_until AND x.is_deleted) m
    WHERE CASE WHEN v_by_sender THEN m.sender_id = ANY (p_users) ELSE EXISTS (SELECT 1 FROM natter.conversation_participants o
      WHERE o.conversation_id = m.conversation_id AND o.user_id = ANY (p_users) AND o.left_at IS NULL) END
    GROUP BY m.conversation_id ORDER BY m.conversation_id
  LOOP
    PERFORM 1 FROM natter.conversations c WHERE c.id = v_due.conversation_id FOR NO KEY UPDATE;
    v_count := v_count + natter.rewrite_expiries(v_due.conversation_id, v_due.seqs);
  END LOOP;
  RETURN v_count;
END
$$;

-- A batch of the job that carries out changes: looks at up to p_limit messages of the oldest open change, and remembers how far it
-- came. Answers whether there is more to do, and how many messages got another expiry. Two may run at once; each works on a change
-- of its own. Whoever sends meanwhile holds the conversation and asks for tier and rules after that: what such a send wrote by the
-- old ones is committed before this job has the lock, and is mended here.
CREATE FUNCTION natter.apply_tier_changes(p_limit int DEFAULT 1000)
RETURNS TABLE (has_more boolean, rewritten int)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_change natter.tier_changes;
  v_sender text;
  v_budget int := greatest(p_limit, 1);
  v_conversation uuid;
  v_from bigint;
  v_wanted int;
  v_seqs bigint[];
BEGIN
  rewritten := 0;
  SELECT t.* INTO v_change FROM natter.tier_changes t WHERE t.done_at IS NULL AND t.tenant_id = natter.current_tenant()
  ORDER BY t.id LIMIT 1 FOR UPDATE SKIP LOCKED;
  has_more := FOUND;
  IF NOT FOUND THEN
    RETURN NEXT;
    RETURN;
  END IF;
  -- Where only the sender's tier counts, nobody else's messages are concerned.
  v_sender := CASE WHEN v_change.from_basis = 'sender' AND v_change.to_basis = 'sender' THEN v_change.user_id END;
  FOR v_conversation IN SELECT s.conversation_id FROM natter.member_state s WHERE s.user_id = v_change.user_id
    AND (v_change.done_conversation IS NULL OR s.conversation_id >= v_change.done_conversation) ORDER BY s.conversation_id
  LOOP
    v_from := CASE WHEN v_conversation = v_change.done_conversation THEN v_change.done_seq ELSE 0 END;
    PERFORM 1 FROM natter.conversations c WHERE c.id = v_conversation FOR NO KEY UPDATE;
    v_wanted := greatest(v_budget, 1);
    SELECT array_agg(m.seq) INTO v_seqs FROM (SELECT d.seq FROM natter.direct_messages d
      WHERE d.conversation_id = v_conversation AND d.seq > v_from ORDER BY d.seq LIMIT v_wanted) m;
    rewritten := rewritten + natter.rewrite_expiries(v_conversation, v_seqs, v_sender);
    -- A conversation costs as much as ten messages, so that the locks of a batch are few.
    v_budget := v_budget - 10 - coalesce(cardinality(v_seqs), 0);
    IF v_budget <= 0 THEN
      UPDATE natter.tier_changes t SET done_conversation = v_conversation, done_seq = coalesce(v_seqs[cardinality(v_seqs)], v_from)
      WHERE t.id = v_change.id;
      RETURN NEXT;
      RETURN;
    END IF;
  END LOOP;
  UPDATE natter.tier_changes t SET done_at = natter.now() WHERE t.id = v_change.id;
  RETURN NEXT;
END
$$;

-- Whether a message must be kept whatever its time; or was at any time since then.
CREATE FUNCTION natter.is_held(p_conversation uuid, p_since timestamptz DEFAULT 'infinity') RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM natter.legal_holds h WHERE (h.released_at IS NULL OR h.released_at > p_since)
    AND (h.conversation_id = p_conversation OR h.user_id IN (
      SELECT o.user_id FROM natter.conversation_participants o WHERE o.conversation_id = p_conversation)))
$$;

CREATE FUNCTION natter.held_conversations() RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT h.conversation_id FROM natter.legal_holds h WHERE h.released_at IS NULL AND h.conversation_id IS NOT NULL
  UNION
  SELECT s.conversation_id FROM natter.legal_holds h JOIN natter.member_state s ON s.user_id = h.user_id WHERE h.released_at IS NULL
$$;

-- What a job would have to do at that instant: what is held is left out, unless it is asked for.
CREATE FUNCTION natter.count_due(p_job text, p_at timestamptz, p_with_held boolean DEFAULT false) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE p_job
    WHEN 'soft_delete' THEN (SELECT count(*) FROM natter.direct_messages m
      WHERE m.retention_expires_at <= p_at AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted)
    ELSE (SELECT count(*) FROM (
        SELECT m.conversation_id, m.retention_expires_at FROM natter.direct_messages m
        WHERE m.retention_expires_at <= p_at - p.purge_after_days * interval '24 hours' AND m.is_deleted
        UNION ALL
        SELECT m.conversation_id, m.retention_expires_at FROM natter.direct_messages m
        WHERE m.retention_expires_at <= p_at - p.purge_after_days * interval '24 hours' AND m.retention_expires_at < 'infinity'
          AND NOT m.is_deleted) due
      WHERE p_with_held OR due.conversation_id NOT IN (SELECT natter.held_conversations())) END
  FROM natter.policy p
$$;

-- As the statistics have it: an order of size, for the guard.
CREATE FUNCTION natter.count_messages_roughly() RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(c.reltuples, 0)::bigint FROM pg_class c WHERE c.oid = 'natter.direct_messages'::regclass
$$;

-- One batch of a job at a time, whoever runs it; and no hold is placed in the middle of one.
CREATE FUNCTION natter.lock_retention_job(p_job text) RETURNS void
LANGUAGE sql VOLATILE SET search_path = pg_catalog, pg_temp
AS $$ SELECT pg_advisory_xact_lock(hashtextextended('natter ' || p_job || ' ' || current_database(), 0)) $$;

-- Whether a job that deletes may run now (RET-6). Its high-water mark is the latest time at which it ran: a clock that went back, or
-- forward by more than 36 hours, is not believed, nor is a run that finds much more to do than the last one foresaw. A refusal is
-- kept for the operator, who confirms it (confirm_retention_run) or mends the clock. Answers the run, or null, and the one instant
-- by which the batch goes.
CREATE FUNCTION natter.begin_retention_run(p_job text, OUT run bigint, OUT at timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz;
  v_last natter.job_runs;
  v_mark timestamptz;
  v_due bigint;
  v_allowed bigint;
  v_reason text;
BEGIN
  PERFORM natter.lock_retention_job(p_job);
  v_now := natter.now();
  at := v_now;
  SELECT r.* INTO v_last FROM natter.job_runs r WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome <> 'refused'
  ORDER BY r.id DESC LIMIT 1;
  -- Within a run that goes on, one does not count again.
  IF v_last.outcome = 'running' AND v_now BETWEEN v_last.clock_at - interval '5 minutes' AND v_last.clock_at + interval '1 hour' THEN
    run := v_last.id;
    RETURN;
  END IF;
  SELECT max(r.clock_at) INTO v_mark FROM natter.job_runs r
  WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome <> 'refused'
    AND r.id >= coalesce((SELECT max(x.id) FROM natter.job_runs x WHERE x.job = p_job AND x.tenant_id = v_tenant AND x.outcome = 'confirmed'), 0);
  v_due := natter.count_due(p_job, v_now, true);
  v_allowed := coalesce(v_last.forecast, v_due) + greatest(10000, 0.05 * natter.count_messages_roughly());
  v_reason := CASE
    WHEN v_now < v_mark - interval '5 minutes' THEN format('the clock went back, to %s from %s', v_now, v_mark)
    WHEN v_now > v_mark + interval '36 hours' THEN format('the clock is at %s, %s after the last run at %s', v_now, v_now - v_mark, v_mark)
    WHEN v_due > v_allowed THEN format('%s messages are due, at most %s were to be expected', v_due, v_allowed)
  END;
  IF v_reason IS NOT NULL THEN
    -- Said once an hour, not once a batch.
    IF NOT EXISTS (SELECT 1 FROM natter.job_runs r WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome = 'refused'
        AND r.id > coalesce(v_last.id, 0) AND r.clock_at BETWEEN v_now - interval '1 hour' AND v_now + interval '1 hour') THEN
      INSERT INTO natter.job_runs (tenant_id, job, clock_at, finished_at, due, forecast, outcome, note)
      VALUES (v_tenant, p_job, v_now, v_now, v_due, coalesce(v_last.forecast, 0), 'refused', v_reason);
    END IF;
    RETURN;
  END IF;
  -- The forecast is made now as well: a run that dies leaves one for the next.
  INSERT INTO natter.job_runs (tenant_id, job, clock_at, due, forecast, outcome)
  VALUES (v_tenant, p_job, v_now, v_due, natter.count_due(p_job, v_now + interval '36 hours', true), 'running') RETURNING id INTO run;
  -- Runs are kept for a quarter; what an operator confirmed stays.
  DELETE FROM natter.job_runs r WHERE r.job = p_job AND r.tenant_id = v_tenant AND r.outcome <> 'confirmed' AND r.id < run
    AND r.clock_at < v_now - interval '2160 hours';
END
$$;

-- The operator has looked at a refused run: the clock is right and the amount is wanted. The next run goes ahead, for no more than
-- was to be seen here. False: nothing was refused. For the owner alone.
CREATE FUNCTION natter.confirm_retention_run(p_job text, p_note text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_last natter.job_runs;
BEGIN
  PERFORM natter.lock_retention_job(p_job);
  SELECT r.* INTO v_last FROM natter.job_runs r WHERE r.job = p_job AND r.tenant_id = v_tenant ORDER BY r.id DESC LIMIT 1;
  IF v_last.outcome IS DISTINCT FROM 'refused' THEN
    RETURN false;
  END IF;
  INSERT INTO natter.job_runs (tenant_id, job, clock_at, finished_at, due, forecast, outcome, note)
  VALUES (v_tenant, p_job, natter.now(), natter.now(), v_last.due, natter.count_due(p_job, natter.now(), true), 'confirmed', p_note);
  RETURN true;
END
$$;

CREATE FUNCTION natter.finish_retention_run(p_id bigint, p_job text, p_at timestamptz, p_done bigint, p_is_end boolean) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE natter.job_runs r SET done = r.done + p_done, clock_at = greatest(r.clock_at, p_at),
    outcome = CASE WHEN p_is_end THEN 'done' ELSE r.outcome END, finished_at = CASE WHEN p_is_end THEN p_at ELSE r.finished_at END,
    forecast = CASE WHEN p_is_end THEN natter.count_due(p_job, p_at + interval '36 hours', true) ELSE r.forecast END
  WHERE r.id = p_id
$$;

-- Whether what has a clock of its own may be erased: the guard of the purge has believed the clock within the last 36 hours.
CREATE FUNCTION natter.is_clock_trusted() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT 1 FROM natter.job_runs r WHERE r.job = 'cleanup' AND r.outcome <> 'refused'
    AND r.clock_at BETWEEN (SELECT natter.now()) - interval '36 hours' AND (SELECT natter.now()) + interval '5 minutes')
$$;

-- A batch of the first job: what has passed its time is marked deleted. Nobody sees a difference; a clock that goes back shows
-- nothing again, and an operator can count what waits for the purge. Answers how many; 0 when there is nothing, or it was refused.
CREATE FUNCTION natter.soft_delete_expired_messages(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_run record;
  v_conversations uuid[];
  v_seqs bigint[];
  v_done int;
BEGIN
  v_run := natter.begin_retention_run('soft_delete');
  IF v_run.run IS NULL THEN
    RETURN 0;
  END IF;
  SELECT array_agg(d.conversation_id), array_agg(d.seq) INTO v_conversations, v_seqs FROM (
    SELECT m.conversation_id, m.seq FROM natter.direct_messages m
    WHERE m.retention_expires_at <= v_run.at AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted
    ORDER BY m.retention_expires_at LIMIT greatest(p_limit, 1)) d;
  PERFORM 1 FROM natter.conversations c WHERE c.id = ANY (v_conversations) ORDER BY c.id FOR NO KEY UPDATE;
  -- Looked at again under the locks: an upgrade may have come first.
  WITH marked AS (
    UPDATE natter.direct_messages m SET is_deleted = true, deleted_at = v_run.at
    FROM unnest(v_conversations, v_seqs) d(conversation_id, seq)
    WHERE m.conversation_id = d.conversation_id AND m.seq = d.seq AND m.retention_expires_at <= v_run.at AND NOT m.is_deleted
    RETURNING m.conversation_id, m.seq
  ), counted AS (
    UPDATE natter.conversations c SET expired_seq = greatest(c.expired_seq, g.top), changed_xid = pg_current_xact_id()
    FROM (SELECT k.conversation_id, max(k.seq) AS top FROM marked k GROUP BY k.conversation_id) g WHERE c.id = g.conversation_id
  )
  SELECT count(*)::int INTO v_done FROM marked;
  PERFORM natter.erase_vanished(v_conversations, v_seqs, v_run.at);
  PERFORM natter.finish_retention_run(v_run.run, 'soft_delete', v_run.at, v_done, coalesce(cardinality(v_seqs), 0) < greatest(p_limit, 1));
  RETURN v_done;
END
$$;

-- What was to disappear and was marked is gone for good at once, with all that hung on it, unless it is held (DISAPPEAR-3). The caller
-- has locked the conversations.
CREATE FUNCTION natter.erase_vanished(p_conversations uuid[], p_seqs bigint[], p_at timestamptz) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  WITH gone AS (
    UPDATE natter.direct_messages m SET content = NULL, metadata = NULL, mentions = NULL, reactions = NULL, body_hash = NULL
    FROM unnest(p_conversations, p_seqs) d(conversation_id, seq)
    WHERE m.conversation_id = d.conversation_id AND m.seq = d.seq AND m.is_deleted AND m.content IS NOT NULL AND m.disappears_at <= p_at
      AND m.conversation_id NOT IN (SELECT natter.held_conversations())
    RETURNING m.conversation_id, m.seq
  ), edits AS (
    DELETE FROM natter.message_edits x USING gone g WHERE x.conversation_id = g.conversation_id AND x.seq = g.seq
  ), reactions AS (
    DELETE FROM natter.message_reactions x USING gone g WHERE x.conversation_id = g.conversation_id AND x.seq = g.seq
  ), votes AS (
    DELETE FROM natter.poll_votes x USING gone g WHERE x.conversation_id = g.conversation_id AND x.seq = g.seq
  )
  DELETE FROM natter.starred_messages x USING gone g, natter.conversation_participants o
  WHERE o.conversation_id = g.conversation_id AND x.user_id = o.user_id AND x.conversation_id = g.conversation_id AND x.seq = g.seq
$$;

-- A batch of what goes by the minute: messages whose time to disappear has come are marked and erased (DISAPPEAR-3), and those that
-- were held at their time and are no longer. It makes no run of its own to be guarded: a clock that the guard has not believed
-- lately erases nothing. Mostly one look at two small indexes. Answers how many.
CREATE FUNCTION natter.vanish_messages(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_now timestamptz := natter.now();
  v_conversations uuid[];
  v_seqs bigint[];
BEGIN
  SELECT array_agg(d.conversation_id), array_agg(d.seq) INTO v_conversations, v_seqs FROM (
    (SELECT m.conversation_id, m.seq FROM natter.direct_messages m
      WHERE m.disappears_at IS NOT NULL AND NOT m.is_deleted AND m.disappears_at <= v_now
      ORDER BY m.disappears_at LIMIT greatest(p_limit, 1))
    UNION ALL
    (SELECT m.conversation_id, m.seq FROM natter.direct_messages m
      WHERE m.is_deleted AND m.content IS NOT NULL AND m.disappears_at IS NOT NULL AND m.disappears_at <= v_now
        AND m.conversation_id NOT IN (SELECT natter.held_conversations())
      ORDER BY m.disappears_at LIMIT greatest(p_limit, 1))
    LIMIT greatest(p_limit, 1)) d;
  IF v_seqs IS NULL OR NOT natter.is_clock_trusted() THEN
    RETURN 0;
  END IF;
  -- A hold comes before this or after it.
  PERFORM natter.lock_retention_job('soft_delete');
  PERFORM 1 FROM natter.conversations c WHERE c.id = ANY (v_conversations) ORDER BY c.id FOR NO KEY UPDATE;
  WITH marked AS (
    UPDATE natter.direct_messages m SET is_deleted = true, deleted_at = v_now
    FROM unnest(v_conversations, v_seqs) d(conversation_id, seq)
    WHERE m.conversation_id = d.conversation_id AND m.seq = d.seq AND NOT m.is_deleted
    RETURNING m.conversation_id, m.seq
  )
  UPDATE natter.conversations c SET expired_seq = greatest(c.expired_seq, g.top), changed_xid = pg_current_xact_id()
  FROM (SELECT k.conversation_id, max(k.seq) AS top FROM marked k GROUP BY k.conversation_id) g WHERE c.id = g.conversation_id;
  PERFORM natter.erase_vanished(v_conversations, v_seqs, v_now);
  RETURN cardinality(v_seqs);
END
$$;

-- A batch of the second job: what was marked and has waited its days is purged, with all that hangs on it; its key is kept. What is
-- held stays, and what a change may keep longer that has not been carried out yet. Answers how many; 0 when there is nothing, or it
-- was refused.
CREATE FUNCTION natter.cleanup_expired_messages(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_run record;
  v_policy natter.policy;
  v_before timestamptz;
  v_has_open boolean;
  v_conversations uuid[];
  v_seqs bigint[];
  -- What was to disappear while it was held.
  v_late_conversations uuid[];
  v_late_seqs bigint[];
  v_origins uuid[];
  v_done int;
BEGIN
  v_run := natter.begin_retention_run('cleanup');
  IF v_run.run IS NULL THEN
    RETURN 0;
  END IF;
  PERFORM natter.erase_deleted_content(p_limit);
  SELECT p.* INTO v_policy FROM natter.policy p;
  v_before := v_run.at - v_policy.purge_after_days * interval '24 hours';
  v_has_open := EXISTS (SELECT 1 FROM natter.tier_changes t WHERE t.done_at IS NULL);
  SELECT array_agg(d.conversation_id), array_agg(d.seq) INTO v_conversations, v_seqs FROM (
    SELECT m.conversation_id, m.seq FROM natter.direct_messages m
    WHERE m.is_deleted AND m.retention_expires_at <= v_before AND m.conversation_id NOT IN (SELECT natter.held_conversations())
      AND (NOT v_has_open OR NOT EXISTS (SELECT 1 FROM natter.tier_changes t WHERE t.done_at IS NULL AND (t.user_id = m.sender_id
        OR ((t.from_basis <> 'sender' OR t.to_basis <> 'sender') AND t.user_id IN (
          SELECT o.user_id FROM natter.conversation_participants o WHERE o.conversation_id = m.conversation_id)))))
    ORDER BY m.retention_expires_at LIMIT greatest(p_limit, 1)) d;
  SELECT array_agg(d.conversation_id), array_agg(d.seq) INTO v_late_conversations, v_late_seqs FROM (
    SELECT m.conversation_id, m.seq FROM natter.direct_messages m
    WHERE m.is_deleted AND m.content IS NOT NULL AND m.disappears_at IS NOT NULL AND m.disappears_at <= v_run.at
      AND m.conversation_id NOT IN (SELECT natter.held_conversations())
    ORDER BY m.disappears_at LIMIT greatest(p_limit, 1)) d;
  PERFORM 1 FROM natter.conversations c WHERE c.id = ANY (v_conversations || v_late_conversations) ORDER BY c.id FOR NO KEY UPDATE;
  PERFORM natter.erase_vanished(v_late_conversations, v_late_seqs, v_run.at);
  -- What they are, or are copies of: counted for as long as the message or a copy is there.
  v_origins := ARRAY(SELECT m.id FROM unnest(v_conversations, v_seqs) d(conversation_id, seq)
      JOIN natter.direct_messages m ON m.conversation_id = d.conversation_id AND m.seq = d.seq)
    || ARRAY(SELECT f.origin_id FROM unnest(v_conversations, v_seqs) d(conversation_id, seq)
      JOIN natter.forwarded_messages f ON f.conversation_id = d.conversation_id AND f.seq = d.seq);
  WITH purged AS (
    DELETE FROM natter.direct_messages m USING unnest(v_conversations, v_seqs) d(conversation_id, seq)
    WHERE m.conversation_id = d.conversation_id AND m.seq = d.seq AND m.is_deleted AND m.retention_expires_at <= v_before
    RETURNING m.*
  ), kept AS (
    INSERT INTO natter.spent_keys (tenant_id, sender_id, client_id, message_id, conversation_id, seq, type, sent_at, expired_at,
      disappears_at, purged_at, purge_after_days)
    SELECT p.tenant_id, p.sender_id, p.client_id, p.id, p.conversation_id, p.seq, p.type, p.sent_at, p.retention_expires_at, p.disappears_at, v_run.at,
      v_policy.purge_after_days
    FROM purged p WHERE p.client_id IS NOT NULL
    ON CONFLICT DO NOTHING
  ), erased AS (
    DELETE FROM natter.deleted_content x USING purged p WHERE x.conversation_id = p.conversation_id AND x.seq = p.seq
  ), no_message_edits AS (
    DELETE FROM natter.message_edits x USING purged p WHERE x.conversation_id = p.conversation_id AND x.seq = p.seq
  ), no_message_reactions AS (
    DELETE FROM natter.message_reactions x USING purged p WHERE x.conversation_id = p.conversation_id AND x.seq = p.seq
  ), no_poll_votes AS (
    DELETE FROM natter.poll_votes x USING purged p WHERE x.conversation_id = p.conversation_id AND x.seq = p.seq
  ), no_forwarded_messages AS (
    DELETE FROM natter.forwarded_messages x USING purged p WHERE x.conversation_id = p.conversation_id AND x.seq = p.seq
  ), no_stars AS (
    DELETE FROM natter.starred_messages x USING purged p, natter.conversation_participants o
    WHERE o.conversation_id = p.conversation_id AND x.user_id = o.user_id AND x.conversation_id = p.conversation_id AND x.seq = p.seq
  ), counted AS (
    UPDATE natter.conversations c SET purged_count = c.purged_count + g.n, expired_seq = greatest(c.expired_seq, g.top)
    FROM (SELECT p.conversation_id, count(*) AS n, max(p.seq) AS top FROM purged p GROUP BY p.conversation_id) g
    WHERE c.id = g.conversation_id
  )
  SELECT count(*)::int INTO v_done FROM purged;
  DELETE FROM natter.forwards x WHERE x.origin_id = ANY (v_origins)
    AND NOT EXISTS (SELECT 1 FROM natter.direct_messages m WHERE m.id = x.origin_id)
    AND NOT EXISTS (SELECT 1 FROM natter.forwarded_messages f WHERE f.origin_id = x.origin_id);
  PERFORM natter.forget_purged_traces(v_conversations);
  DELETE FROM natter.spent_keys x WHERE (x.sender_id, x.client_id, x.tenant_id) IN (
    SELECT y.sender_id, y.client_id, y.tenant_id FROM natter.spent_keys y
    WHERE y.purged_at < v_run.at - interval '2160 hours' ORDER BY y.purged_at LIMIT greatest(p_limit, 1));
  PERFORM natter.finish_retention_run(v_run.run, 'cleanup', v_run.at, v_done, coalesce(cardinality(v_seqs), 0) < greatest(p_limit, 1));
  RETURN v_done;
END
$$;

-- Of conversations that were just purged from: holes in what is no more, and when somebody read it.
CREATE FUNCTION natter.forget_purged_traces(p_conversations uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_ids uuid[];
  v_firsts bigint[];
BEGIN
  SELECT array_agg(f.id), array_agg(f.first_seq) INTO v_ids, v_firsts FROM (
    SELECT c.id, coalesce((SELECT m.seq FROM natter.direct_messages m WHERE m.conversation_id = c.id ORDER BY m.seq LIMIT 1),
      c.last_seq + 1) AS first_seq
    FROM natter.conversations c WHERE c.id = ANY (p_conversations)) f;
  -- In the order in which marks lock them.
  PERFORM 1 FROM natter.conversation_participants p
  JOIN natter.member_state s ON s.user_id = p.user_id AND s.conversation_id = p.conversation_id
  WHERE p.conversation_id = ANY (v_ids) AND s.hidden <> '{}' ORDER BY s.conversation_id, s.user_id FOR NO KEY UPDATE OF s;
  UPDATE natter.member_state s SET hidden = s.hidden * int8multirange(int8range(f.first_seq, NULL))
  FROM unnest(v_ids, v_firsts) f(id, first_seq) JOIN natter.conversation_participants p ON p.conversation_id = f.id
  WHERE s.user_id = p.user_id AND s.conversation_id = f.id AND s.hidden <> '{}'
    AND NOT s.hidden <@ int8multirange(int8range(f.first_seq, NULL));
  DELETE FROM natter.mark_advances a USING unnest(v_ids, v_firsts) f(id, first_seq)
  WHERE a.conversation_id = f.id AND a.seq < f.first_seq;
END
$$;

-- What somebody deleted for everyone is erased for good a day later, or when it was to disappear, unless it is held.
CREATE FUNCTION natter.erase_deleted_content(p_limit int DEFAULT 1000) RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_done int;
BEGIN
  WITH erased AS (
    DELETE FROM natter.deleted_content x WHERE (x.conversation_id, x.seq) IN (
    SELECT y.conversation_id, y.seq FROM natter.deleted_content y
    WHERE (y.deleted_at <= (SELECT natter.now()) - interval '24 hours' OR EXISTS (SELECT 1 FROM natter.direct_messages m
        WHERE m.conversation_id = y.conversation_id AND m.seq = y.seq AND m.disappears_at <= (SELECT natter.now())))
      AND NOT natter.is_held(y.conversation_id) AND (SELECT natter.is_clock_trusted())
    ORDER BY y.deleted_at LIMIT greatest(p_limit, 1)) RETURNING x.conversation_id, x.seq
  ), versions AS (
    DELETE FROM natter.message_edits e USING erased x WHERE e.conversation_id = x.conversation_id AND e.seq = x.seq
  )
  SELECT count(*)::int INTO v_done FROM erased;
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
    (SELECT count(*) FROM natter.direct_messages m WHERE m.is_deleted AND m.retention_expires_at <= (SELECT natter.now())),
    natter.count_due('cleanup', natter.now()),
    (SELECT count(*) FROM natter.legal_holds h WHERE h.released_at IS NULL),
    (SELECT count(*) FROM natter.tier_changes t WHERE t.done_at IS NULL),
    (SELECT count(*) FROM natter.users u WHERE u.tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus'])),
    (SELECT r.finished_at FROM natter.job_runs r WHERE r.job = 'soft_delete' AND r.outcome = 'done' ORDER BY r.id DESC LIMIT 1),
    (SELECT r.finished_at FROM natter.job_runs r WHERE r.job = 'cleanup' AND r.outcome = 'done' ORDER BY r.id DESC LIMIT 1),
    refused.job, refused.clock_at, refused.note
  FROM (SELECT 1) one LEFT JOIN LATERAL (
    SELECT r.job, r.clock_at, r.note FROM natter.job_runs r
    WHERE r.outcome = 'refused' AND NOT EXISTS (
      SELECT 1 FROM natter.job_runs later WHERE later.job = r.job AND later.id > r.id AND later.outcome <> 'refused')
    ORDER BY r.id DESC LIMIT 1) refused ON true
$$;

-- What runs now and in the days to come would take, by day of expiry (UTC) and sender's tier. Stages: mark, purge, held.
CREATE FUNCTION natter.plan_retention(p_days int)
RETURNS TABLE (stage text, on_day date, tier text, messages bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.stage, (s.at AT TIME ZONE 'UTC')::date, coalesce(u.tier, '-'), count(*)
  FROM natter.policy p CROSS JOIN LATERAL (
    SELECT 'mark' AS stage, m.retention_expires_at AS at, m.sender_id FROM natter.direct_messages m
    WHERE m.retention_expires_at <= (SELECT natter.now()) + p_days * interval '24 hours' AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted
    UNION ALL
    SELECT CASE WHEN natter.is_held(m.conversation_id) THEN 'held' ELSE 'purge' END,
      m.retention_expires_at + p.purge_after_days * interval '24 hours', m.sender_id
    FROM natter.direct_messages m
    WHERE m.retention_expires_at <= (SELECT natter.now()) + (p_days - p.purge_after_days) * interval '24 hours' AND m.is_deleted) s
  LEFT JOIN natter.users u ON u.id = s.sender_id AND u.tenant_id = natter.current_tenant()
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
$$;

-- Whether an expiry is what the rules say. Most people never changed: then it is a sum.
CREATE FUNCTION natter.is_expiry_right(p_policy natter.policy, p_tier text, p_conversation uuid, p_sender text, p_sent_at timestamptz,
  p_expiry timestamptz, p_disappears_at timestamptz) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p_expiry = least(p_disappears_at, CASE
    WHEN p_policy.retention_basis = 'sender' AND NOT EXISTS (
      SELECT 1 FROM natter.tier_changes t WHERE t.user_id = p_sender AND t.tenant_id = natter.current_tenant() AND t.at > p_sent_at)
    THEN natter.after_days(p_sent_at, natter.days_for(p_tier, p_policy.free_days, p_policy.privileged_days,
      p_policy.privileged_plus_days, p_policy.shortest_days))
    ELSE natter.expiry_of(p_conversation, p_sender, p_sent_at) END)
$$;

-- The proof that an operator can file: each line is a claim and how many rows break it. 0 everywhere is what is wanted. The jobs
-- have a day for what they do; rights of expiries are looked at once all changes are carried out.
CREATE FUNCTION natter.prove_retention()
RETURNS TABLE (claim text, broken bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT 'no expired message is left unmarked for more than a day', count(*) FROM natter.direct_messages m
    WHERE m.retention_expires_at <= (SELECT natter.now()) - interval '24 hours' AND m.retention_expires_at < 'infinity' AND NOT m.is_deleted
  UNION ALL
  SELECT 'no expired message is left for more than a day after it should have been purged, but for what is or was just held', count(*)
    FROM natter.direct_messages m, natter.policy p
    WHERE m.is_deleted AND m.retention_expires_at <= (SELECT natter.now()) - (p.purge_after_days + 1) * interval '24 hours'
      AND NOT natter.is_held(m.conversation_id, (SELECT natter.now()) - interval '24 hours')
  UNION ALL
  SELECT 'no content is left for more than two days after somebody deleted it, but for what is or was just held', count(*)
    FROM natter.deleted_content x
    WHERE x.deleted_at <= (SELECT natter.now()) - interval '48 hours' AND NOT natter.is_held(x.conversation_id, (SELECT natter.now()) - interval '24 hours')
  UNION ALL
  SELECT 'nothing is left that hung on a purged message', (SELECT count(*) FROM (
      SELECT conversation_id, seq FROM natter.deleted_content UNION ALL SELECT conversation_id, seq FROM natter.message_edits
      UNION ALL SELECT conversation_id, seq FROM natter.message_reactions UNION ALL SELECT conversation_id, seq FROM natter.poll_votes
      UNION ALL SELECT conversation_id, seq FROM natter.starred_messages UNION ALL SELECT conversation_id, seq FROM natter.forwarded_messages) x WHERE NOT EXISTS (
      SELECT 1 FROM natter.direct_messages m WHERE m.conversation_id = x.conversation_id AND m.seq = x.seq))
    + (SELECT count(*) FROM natter.forwards f WHERE NOT EXISTS (SELECT 1 FROM natter.direct_messages m WHERE m.id = f.origin_id)
      AND NOT EXISTS (SELECT 1 FROM natter.forwarded_messages x WHERE x.origin_id = f.origin_id))
    + (SELECT count(*) FROM natter.mark_advances a JOIN natter.conversations c ON c.id = a.conversation_id AND c.purged_count > 0
      WHERE a.seq < coalesce((SELECT m.seq FROM natter.direct_messages m WHERE m.conversation_id = c.id ORDER BY m.seq LIMIT 1), c.last_seq + 1)
        AND a.seq <= c.expired_seq
        AND EXISTS (SELECT 1 FROM natter.spent_keys x WHERE x.conversation_id = c.id AND x.seq = a.seq))
  UNION ALL
  SELECT 'nothing that was to disappear, nor what hung on it, is left for more than a day, but for what is or was just held', count(*)
    FROM natter.direct_messages m WHERE m.disappears_at <= (SELECT natter.now()) - interval '24 hours'
      AND (m.content IS NOT NULL OR m.metadata IS NOT NULL OR m.mentions IS NOT NULL OR m.reactions IS NOT NULL
        OR EXISTS (SELECT 1 FROM natter.message_edits x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq
          AND NOT EXISTS (SELECT 1 FROM natter.deleted_content y WHERE y.conversation_id = m.conversation_id AND y.seq = m.seq))
        OR EXISTS (SELECT 1 FROM natter.message_reactions x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq)
        OR EXISTS (SELECT 1 FROM natter.poll_votes x WHERE x.conversation_id = m.conversation_id AND x.seq = m.seq))
      AND NOT natter.is_held(m.conversation_id, (SELECT natter.now()) - interval '24 hours')
  UNION ALL
  SELECT 'nothing was marked expired before its time', count(*) FROM natter.direct_messages m
    WHERE m.is_deleted AND m.content IS NOT NULL AND m.deleted_at < m.retention_expires_at
  UNION ALL
  SELECT 'nothing was purged before its time and the days of waiting', count(*) FROM natter.spent_keys x
    WHERE x.purged_at < x.expired_at + x.purge_after_days * interval '24 hours'
  UNION ALL
  SELECT 'nothing was purged while it was held', count(*) FROM natter.spent_keys x
    WHERE EXISTS (SELECT 1 FROM natter.legal_holds h WHERE h.placed_at < x.purged_at AND (h.released_at IS NULL OR h.released_at > x.purged_at)
      AND (h.conversation_id = x.conversation_id OR h.user_id IN (
        SELECT o.user_id FROM natter.conversation_participants o WHERE o.conversation_id = x.conversation_id)))
  UNION ALL
  SELECT 'what was purged had expired by the rules of its time', count(*)
    FROM natter.spent_keys x JOIN natter.users u ON u.id = x.sender_id AND u.tenant_id = x.tenant_id CROSS JOIN natter.policy p
    WHERE NOT EXISTS (SELECT 1 FROM natter.tier_changes t WHERE t.done_at IS NULL)
      AND NOT natter.is_expiry_right(p, u.tier, x.conversation_id, x.sender_id, x.sent_at, x.expired_at, x.disappears_at)
  UNION ALL
  SELECT 'every message that is there expires when the rules say', count(*)
    FROM natter.direct_messages m JOIN natter.users u ON u.id = coalesce(m.sender_id, m.metadata->>'userId') AND u.tenant_id = m.tenant_id
    CROSS JOIN natter.policy p
    WHERE NOT EXISTS (SELECT 1 FROM natter.tier_changes t WHERE t.done_at IS NULL)
      AND NOT natter.is_expiry_right(p, u.tier, m.conversation_id, u.id, m.sent_at, m.retention_expires_at, m.disappears_at)
  UNION ALL
  SELECT 'every change of how long messages are kept was carried out within a day', count(*) FROM natter.tier_changes t
    WHERE t.done_at IS NULL AND t.at <= (SELECT natter.now()) - interval '24 hours'
  UNION ALL
  SELECT 'every number of every conversation is a message that is there or one that was purged',
    coalesce(sum(abs(c.last_seq - c.purged_count - (SELECT count(*) FROM natter.direct_messages m WHERE m.conversation_id = c.id))), 0)::bigint
    FROM natter.conversations c
$$;

-- Holds are the operator's: placed and released as owner, and never forgotten. A hold waits for the batch that is being marked or purged and
-- stops the next. Null: there is no such conversation or person.
CREATE FUNCTION natter.place_hold(p_conversation uuid, p_user text, p_reason text, p_by text) RETURNS bigint
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_id bigint;
BEGIN
  PERFORM natter.lock_retention_job('soft_delete');
  PERFORM natter.lock_retention_job('cleanup');
  INSERT INTO natter.legal_holds (tenant_id, conversation_id, user_id, reason, placed_by, placed_at)
  SELECT natter.current_tenant(), p_conversation, p_user, p_reason, p_by, natter.now()
  WHERE EXISTS (SELECT 1 FROM natter.conversations c WHERE c.id = p_conversation AND c.tenant_id = natter.current_tenant())
    OR EXISTS (SELECT 1 FROM natter.users u WHERE u.id = p_user AND u.tenant_id = natter.current_tenant())
  RETURNING id INTO v_id;
  RETURN v_id;
END
$$;

CREATE FUNCTION natter.release_hold(p_id bigint, p_by text) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE natter.legal_holds h SET released_by = p_by, released_at = natter.now() WHERE h.id = p_id AND h.released_at IS NULL;
  RETURN FOUND;
END
$$;

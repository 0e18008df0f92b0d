-- Step 8: how the nodes of a deployment hear of each other's commits (NODE-1 … NODE-9). Each node has a lease, and whoever changes
-- something that others must hear of leaves one row for the statement in natter.commits: where and up to which number, never what.
-- Nobody is told, and next to nothing is paid, while no other node is there.

SET LOCAL ROLE {{owner}};

-- The nodes that follow. A lease that ended is taken away by the others; who finds their own gone has missed something.
CREATE TABLE natter.nodes (
  id text COLLATE "C" NOT NULL CONSTRAINT ck_nodes_id CHECK (char_length(id) BETWEEN 1 AND 40),
  -- What its connections call themselves, so that it knows its own commits again.
  origin text COLLATE "C" NOT NULL,
  roles text[] NOT NULL,
  started_at timestamptz NOT NULL,
  lease_until timestamptz NOT NULL,
  -- Everything that this snapshot sees has been told to its sockets.
  position pg_snapshot NOT NULL,
  -- Something was trimmed that it had not seen.
  has_missed boolean NOT NULL DEFAULT false,
  CONSTRAINT pk_nodes PRIMARY KEY (id)
) WITH (fillfactor = 50);

-- The log: one row for a statement that changed something. Arrays are parallel; what they hold depends on the kind:
-- changed (conversations, first and last new change_seq), marked and own (conversation, person, read and delivered where they moved),
-- joined, left (conversation, person), blocked, unblocked (conversation or null, then the blocker and the blocked as two persons),
-- people, standing, settings, hidden (persons), scheduled (persons, and when the first of theirs is due, in epoch milliseconds).
CREATE TABLE natter.commits (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL,
  origin text COLLATE "C" NOT NULL,
  kind text NOT NULL CONSTRAINT ck_commits_kind CHECK (kind IN ('changed', 'marked', 'own', 'joined', 'left', 'blocked', 'unblocked',
    'people', 'standing', 'settings', 'hidden', 'scheduled')),
  conversation_ids uuid[] NOT NULL DEFAULT '{}',
  user_ids text[] NOT NULL DEFAULT '{}',
  first_seqs bigint[] NOT NULL DEFAULT '{}',
  last_seqs bigint[] NOT NULL DEFAULT '{}'
);

CREATE INDEX ix_commits_xid ON natter.commits (xid);

-- Things of the moment on their way to other nodes: typing and presence. A crash may lose them.
CREATE UNLOGGED TABLE natter.moments (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at timestamptz NOT NULL,
  node_id text COLLATE "C" NOT NULL,
  calls jsonb NOT NULL
);

CREATE INDEX ix_moments_xid ON natter.moments (xid);

-- Who is connected to which node. Goes with the node's lease, so that a node that died leaves nobody online (NODE-8).
CREATE UNLOGGED TABLE natter.presences (
  node_id text COLLATE "C" NOT NULL,
  user_id text COLLATE "C" NOT NULL,
  CONSTRAINT pk_presences PRIMARY KEY (node_id, user_id),
  CONSTRAINT fk_presences_node FOREIGN KEY (node_id) REFERENCES natter.nodes (id) ON DELETE CASCADE
);

ALTER TABLE natter.nodes ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.commits ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.moments ENABLE ROW LEVEL SECURITY;
ALTER TABLE natter.presences ENABLE ROW LEVEL SECURITY;

-- ------------------------------------------------------------------------------------------------------------------- writing

-- Which node's connection this is: what comes after the stroke in its name; '' for whoever is none of the nodes.
CREATE FUNCTION natter.origin() RETURNS text
LANGUAGE sql STABLE
RETURN split_part(current_setting('application_name'), '/', 2);

-- Whether somebody else follows. Asked in a snapshot of its own, after the change has locked its table: so a node that has waited
-- for all who held such a lock when it was registered is seen by everybody (NODE-2). The busiest triggers ask it themselves: a call
-- would double what a send pays for this while a node is alone.
CREATE FUNCTION natter.is_followed() RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (SELECT 1 FROM natter.nodes n WHERE n.origin <> natter.origin() OR n.origin = '');
END
$$;

-- One row of the log. Nodes wake each other after their commits; whoever is none, and whatever is rare, wakes them with the commit:
-- NOTIFY in a transaction makes all that notify commit one after another.
CREATE FUNCTION natter.log_commit(p_kind text, p_conversations uuid[], p_users text[], p_firsts bigint[], p_lasts bigint[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF coalesce(cardinality(p_conversations), 0) = 0 AND coalesce(cardinality(p_users), 0) = 0 THEN
    RETURN;
  END IF;
  INSERT INTO natter.commits (at, origin, kind, conversation_ids, user_ids, first_seqs, last_seqs)
  VALUES (natter.now(), natter.origin(), p_kind, coalesce(p_conversations, '{}'), coalesce(p_users, '{}'), coalesce(p_firsts, '{}'),
    coalesce(p_lasts, '{}'));
  IF p_kind NOT IN ('changed', 'marked', 'own') OR natter.origin() = '' THEN
    PERFORM pg_notify('natter_commits', '');
  END IF;
END
$$;

-- The two sides of a statement are put together by grouping, not by a join, which the settings of the functions around it could make
-- cost by the square. Numbers only grow, so the greater one is the new one.
CREATE FUNCTION natter.log_changes() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM natter.nodes n WHERE n.origin <> split_part(current_setting('application_name'), '/', 2) OR n.origin = '') THEN
    PERFORM natter.log_commit('changed', array_agg(m.id), NULL, array_agg(m.first), array_agg(m.last))
    FROM (SELECT x.id, min(x.change_seq) + 1 AS first, max(x.change_seq) AS last
      FROM (SELECT o.id, o.change_seq FROM before_rows o UNION ALL SELECT n.id, n.change_seq FROM after_rows n) x
      GROUP BY x.id HAVING max(x.change_seq) > min(x.change_seq)) m;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER conversations_followed AFTER UPDATE ON natter.conversations
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_changes();

-- Marks as the others see them, and who left or came back.
CREATE FUNCTION natter.log_marks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM natter.nodes n WHERE n.origin <> split_part(current_setting('application_name'), '/', 2) OR n.origin = '') THEN
    PERFORM natter.log_commit(moved.kind, array_agg(moved.conversation_id), array_agg(moved.user_id), array_agg(moved.read), array_agg(moved.delivered))
    FROM (
      SELECT m.conversation_id, m.user_id, CASE WHEN m.new_read > m.old_read THEN m.new_read END AS read,
        CASE WHEN m.new_delivered > m.old_delivered THEN m.new_delivered END AS delivered,
        CASE WHEN m.is_there AND NOT m.was_there THEN 'joined' WHEN m.was_there AND NOT m.is_there THEN 'left'
          WHEN m.is_there AND (m.new_read > m.old_read OR m.new_delivered > m.old_delivered) THEN 'marked' END AS kind
      FROM (
        SELECT x.conversation_id, x.user_id, max(x.read_seq) FILTER (WHERE x.is_new) AS new_read, max(x.read_seq) FILTER (WHERE NOT x.is_new) AS old_read,
          max(x.delivered_seq) FILTER (WHERE x.is_new) AS new_delivered, max(x.delivered_seq) FILTER (WHERE NOT x.is_new) AS old_delivered,
          bool_or(x.left_at IS NULL AND x.is_new) AS is_there, bool_or(x.left_at IS NULL AND NOT x.is_new) AS was_there
        FROM (SELECT o.conversation_id, o.user_id, o.read_seq, o.delivered_seq, o.left_at, false AS is_new FROM before_rows o
          UNION ALL SELECT n.conversation_id, n.user_id, n.read_seq, n.delivered_seq, n.left_at, true FROM after_rows n) x
        GROUP BY x.conversation_id, x.user_id) m) moved
    WHERE moved.kind IS NOT NULL GROUP BY moved.kind;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER participants_followed AFTER UPDATE ON natter.conversation_participants
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_marks();

CREATE FUNCTION natter.log_members() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF natter.is_followed() THEN
    PERFORM natter.log_commit('joined', array_agg(n.conversation_id), array_agg(n.user_id), NULL, NULL) FROM after_rows n WHERE n.left_at IS NULL;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER participants_joined AFTER INSERT ON natter.conversation_participants
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_members();

-- What is one member's own, as far as they may know of it: a row that does not say it was changed is not told (being blocked), nor
-- what moves only while one is blocked (own_activity_at), so that no event tells of a block (BLOCK-1).
CREATE FUNCTION natter.log_own() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM natter.nodes n WHERE n.origin <> split_part(current_setting('application_name'), '/', 2) OR n.origin = '') THEN
    PERFORM natter.log_commit('own', array_agg(m.conversation_id), array_agg(m.user_id),
      array_agg(CASE WHEN m.new_read > m.old_read THEN m.new_read END), array_agg(CASE WHEN m.new_delivered > m.old_delivered THEN m.new_delivered END))
    FROM (
      SELECT x.conversation_id, x.user_id, max(x.read_seq) AS new_read, min(x.read_seq) AS old_read,
        max(x.delivered_seq) AS new_delivered, min(x.delivered_seq) AS old_delivered
      FROM (SELECT o.conversation_id, o.user_id, o.read_seq, o.delivered_seq, o.own_activity_at, o.left_at, NULL::xid8 AS changed_xid FROM before_rows o
        UNION ALL
        SELECT n.conversation_id, n.user_id, n.read_seq, n.delivered_seq, n.own_activity_at, n.left_at, n.changed_xid FROM after_rows n) x
      GROUP BY x.conversation_id, x.user_id
      HAVING bool_or(x.changed_xid = pg_current_xact_id() AND x.left_at IS NULL)
        AND (count(x.own_activity_at) = 0 OR count(x.own_activity_at) = 2 AND min(x.own_activity_at) = max(x.own_activity_at))) m;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER member_state_followed AFTER UPDATE ON natter.member_state
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_own();

-- Who somebody is: people, what others see or what decides on their access; standing, what concerns them alone.
CREATE FUNCTION natter.log_people() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp SET enable_hashjoin = on AS $$
BEGIN
  IF natter.is_followed() THEN
    PERFORM natter.log_commit(moved.kind, NULL, array_agg(moved.id), NULL, NULL)
    FROM (SELECT n.id, CASE WHEN (n.display_name, n.avatar_url, n.tier, n.roles, n.is_member)
          IS DISTINCT FROM (o.display_name, o.avatar_url, o.tier, o.roles, o.is_member) THEN 'people'
        WHEN n.suspended_until IS DISTINCT FROM o.suspended_until THEN 'standing' END AS kind
      FROM after_rows n JOIN before_rows o ON o.id = n.id) moved
    WHERE moved.kind IS NOT NULL GROUP BY moved.kind;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER users_followed AFTER UPDATE ON natter.users
  REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_people();

-- hidden: this person shows presence no longer.
CREATE FUNCTION natter.log_settings() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF natter.is_followed() THEN
    PERFORM natter.log_commit(moved.kind, NULL, array_agg(moved.user_id), NULL, NULL)
    FROM (SELECT n.user_id, CASE WHEN n.presence THEN 'settings' ELSE 'hidden' END AS kind FROM after_rows n) moved GROUP BY moved.kind;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER user_settings_followed AFTER UPDATE ON natter.user_settings
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_settings();

CREATE FUNCTION natter.log_blocks() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF natter.is_followed() THEN
    PERFORM natter.log_commit(CASE TG_OP WHEN 'INSERT' THEN 'blocked' ELSE 'unblocked' END,
      array_agg((SELECT c.id FROM natter.conversations c WHERE c.tenant_id = b.tenant_id AND c.direct_key
        = least(b.blocker_id, b.blocked_id) || ' ' || greatest(b.blocker_id, b.blocked_id))),
      ARRAY[b.blocker_id, b.blocked_id], NULL, NULL)
    FROM blocks b GROUP BY b.blocker_id, b.blocked_id;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER blocks_made AFTER INSERT ON natter.blocks
  REFERENCING NEW TABLE AS blocks FOR EACH STATEMENT EXECUTE FUNCTION natter.log_blocks();
CREATE TRIGGER blocks_lifted AFTER DELETE ON natter.blocks
  REFERENCING OLD TABLE AS blocks FOR EACH STATEMENT EXECUTE FUNCTION natter.log_blocks();

-- What waits for its time: whoever sends it then is not to sleep over it (NODE-11).
CREATE FUNCTION natter.log_scheduled() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF natter.is_followed() THEN
    PERFORM natter.log_commit('scheduled', NULL, array_agg(m.user_id), array_agg(m.due), NULL)
    FROM (SELECT n.user_id, floor(extract(epoch FROM min(n.send_at)) * 1000)::bigint AS due
      FROM after_rows n WHERE n.refusal IS NULL AND isfinite(n.send_at) GROUP BY n.user_id) m;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER scheduled_made AFTER INSERT ON natter.scheduled_messages
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_scheduled();
CREATE TRIGGER scheduled_moved AFTER UPDATE ON natter.scheduled_messages
  REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION natter.log_scheduled();

-- -------------------------------------------------------------------------------------------------------------------- leases

-- A node begins: from its commit on everything is logged for it, but by those who had looked before. Who they are says find_writers.
CREATE FUNCTION natter.register_node(p_id text, p_roles text[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO natter.nodes (id, origin, roles, started_at, lease_until, position)
  VALUES (p_id, natter.origin(), p_roles, natter.now(), natter.now() + interval '10 seconds', pg_current_snapshot())
  ON CONFLICT (id) DO UPDATE SET origin = excluded.origin, roles = excluded.roles, started_at = excluded.started_at,
    lease_until = excluded.lease_until, position = excluded.position, has_missed = false;
  SELECT pg_notify('natter_commits', '')
$$;

-- The transactions that may have changed something without knowing of a node that was registered just now: those that hold the lock
-- of a change on one of the tables that are followed. Transactions of other databases are none of them.
CREATE FUNCTION natter.find_writers() RETURNS text[]
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT l.virtualtransaction), '{}') FROM pg_locks l
  WHERE l.locktype = 'relation' AND l.mode = 'RowExclusiveLock' AND l.granted AND l.pid IS DISTINCT FROM pg_backend_pid()
    AND l.database = (SELECT d.oid FROM pg_database d WHERE d.datname = current_database())
    AND l.relation = ANY (ARRAY['natter.conversations', 'natter.conversation_participants', 'natter.member_state', 'natter.users',
      'natter.user_settings', 'natter.blocks', 'natter.scheduled_messages']::regclass[])
$$;

-- Waits for these to end, a second at most. Answers whether they have.
CREATE FUNCTION natter.await_writers(p_writers text[]) RETURNS boolean
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  FOR n IN 1 .. 50 LOOP
    IF NOT natter.find_writers() && p_writers THEN
      RETURN true;
    END IF;
    PERFORM pg_sleep(0.02);
  END LOOP;
  RETURN false;
END
$$;

-- From here on: what this snapshot sees was there before anybody was served.
CREATE FUNCTION natter.begin_following(p_id text) RETURNS text
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE natter.nodes n SET position = pg_current_snapshot(), has_missed = false WHERE n.id = p_id RETURNING n.position::text
$$;

-- Renews a lease, takes away those that ended, and trims what all have seen, and what is older than ten minutes whoever has not. The
-- people of a node that ended without a word were there until its last sign of life (NODE-10); nobody waits for their rows: the lease of
-- whoever waited would end as well. No row: the lease is gone.
CREATE FUNCTION natter.renew_node(p_id text, p_position text) RETURNS TABLE (has_missed boolean, epoch text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_now timestamptz := natter.now();
  v_has_missed boolean;
  v_ended text[];
BEGIN
  SELECT n.has_missed INTO v_has_missed FROM natter.nodes n WHERE n.id = p_id FOR UPDATE;
  IF NOT FOUND THEN
    RETURN;
  END IF;
  UPDATE natter.nodes n SET lease_until = v_now + interval '10 seconds', position = p_position::pg_snapshot, has_missed = false WHERE n.id = p_id;
  v_ended := ARRAY(SELECT x.id FROM natter.nodes x WHERE x.lease_until < v_now AND x.id <> p_id FOR UPDATE SKIP LOCKED);
  IF v_ended <> '{}' THEN
    UPDATE natter.users u SET last_seen_at = greatest(u.last_seen_at, l.at)
    FROM (SELECT w.id, w.tenant_id, x.at FROM (
        SELECT p.user_id, max(n.lease_until) - interval '10 seconds' AS at
        FROM natter.presences p JOIN natter.nodes n ON n.id = p.node_id WHERE n.id = ANY (v_ended) GROUP BY p.user_id) x
      JOIN natter.users w ON w.id = x.user_id AND w.tenant_id = natter.current_tenant()
      ORDER BY w.id FOR NO KEY UPDATE OF w SKIP LOCKED) l
    WHERE u.id = l.id AND u.tenant_id = l.tenant_id;
    DELETE FROM natter.nodes n WHERE n.id = ANY (v_ended);
  END IF;
  DELETE FROM natter.commits c WHERE c.xid < (SELECT pg_snapshot_xmin(n.position) AS xmin FROM natter.nodes n ORDER BY 1 LIMIT 1);
  WITH trimmed AS (DELETE FROM natter.commits c WHERE c.at < v_now - interval '10 minutes' RETURNING c.xid)
  UPDATE natter.nodes n SET has_missed = true
  WHERE n.id <> p_id AND EXISTS (SELECT 1 FROM trimmed t WHERE NOT pg_visible_in_snapshot(t.xid, n.position));
  DELETE FROM natter.moments m WHERE m.at < v_now - interval '10 seconds';
  RETURN QUERY SELECT v_has_missed, natter.read_epoch();
END
$$;

CREATE FUNCTION natter.remove_node(p_id text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$
  DELETE FROM natter.nodes n WHERE n.id = p_id;
  SELECT pg_notify('natter_commits', '')
$$;

-- ------------------------------------------------------------------------------------------------------------------- reading

-- What was committed since a position: what this statement sees and that snapshot did not, whichever transaction was slow
-- (NODE-3). One row at least while the lease stands, with the next position; none: the lease is gone. p_limit + 1 rows: too much to tell.
CREATE FUNCTION natter.read_commits(p_node text, p_position text, p_limit int)
RETURNS TABLE (next_position text, peers text[], at timestamptz, is_own boolean, kind text, conversation_ids uuid[], user_ids text[], first_seqs bigint[],
  last_seqs bigint[], calls jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_mergejoin = off AS $$
  SELECT pg_current_snapshot()::text, ARRAY(SELECT o.id FROM natter.nodes o WHERE o.id <> p_node ORDER BY o.id), c.at, c.is_own, c.kind, c.conversation_ids, c.user_ids, c.first_seqs, c.last_seqs, c.calls
  FROM natter.nodes n LEFT JOIN LATERAL (
    (SELECT x.at, x.origin = n.origin AND x.origin <> '' AS is_own, x.kind, x.conversation_ids, x.user_ids, x.first_seqs, x.last_seqs, NULL::jsonb AS calls
    FROM natter.commits x
    WHERE x.xid >= pg_snapshot_xmax(p_position::pg_snapshot) OR x.xid = ANY (ARRAY(SELECT pg_snapshot_xip(p_position::pg_snapshot)))
    LIMIT p_limit + 1)
    UNION ALL
    (SELECT m.at, false, 'moment', NULL, NULL, NULL, NULL, m.calls
    FROM natter.moments m
    WHERE m.node_id <> p_node
      AND (m.xid >= pg_snapshot_xmax(p_position::pg_snapshot) OR m.xid = ANY (ARRAY(SELECT pg_snapshot_xip(p_position::pg_snapshot))))
    ORDER BY m.at LIMIT 1000)) c ON true
  WHERE n.id = p_node
$$;

-- Whom these conversations concern. histories: where each member's begins. blockers: who of the two does not want to hear from the other.
CREATE FUNCTION natter.read_audiences(p_ids uuid[])
RETURNS TABLE (id uuid, type text, created_by text, change_seq bigint, members text[], histories bigint[], blockers text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT c.id, c.type, c.created_by, c.change_seq, coalesce(there.members, '{}'), coalesce(there.histories, '{}'),
    CASE WHEN c.type = 'direct' THEN ARRAY(
      SELECT s.user_id FROM natter.conversation_participants p
      JOIN natter.member_state s ON s.user_id = p.user_id AND s.conversation_id = p.conversation_id
      WHERE p.conversation_id = c.id AND s.blocks_other AND natter.has_feature('blocking')) ELSE '{}' END
  FROM unnest(p_ids) w(id) JOIN natter.conversations c ON c.id = w.id
  CROSS JOIN LATERAL (
    SELECT array_agg(p.user_id ORDER BY p.user_id) AS members, array_agg(s.history_from ORDER BY p.user_id) AS histories
    FROM natter.conversation_participants p JOIN natter.member_state s ON s.user_id = p.user_id AND s.conversation_id = p.conversation_id
    WHERE p.conversation_id = c.id AND p.left_at IS NULL) there
$$;

-- The messages that changed in these stretches, as all see them alike, in order. owner: whose alone it is, where it is void. is_plain:
-- nobody can have done to it what only they see. What is past its time is nobody's (RET-1).
CREATE FUNCTION natter.read_followed(p_ids uuid[], p_firsts bigint[], p_lasts bigint[])
RETURNS TABLE (message natter.message_view, owner text, is_new boolean, is_plain boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
  SELECT natter.view_for_all(m.conversation_id, m.seq), CASE WHEN m.is_void THEN coalesce(m.sender_id, m.metadata->>'userId') END,
    m.created_xid = m.changed_xid, m.version = 1 AND m.reactions IS NULL AND m.type <> 'poll'
  FROM unnest(p_ids, p_firsts, p_lasts) w(id, first, last)
  JOIN natter.direct_messages m ON m.conversation_id = w.id AND m.change_seq BETWEEN w.first AND w.last
  WHERE m.retention_expires_at > natter.now() AND (NOT m.is_deleted OR m.deleted_at < m.retention_expires_at)
  ORDER BY m.conversation_id, m.change_seq
$$;

-- Hands things of the moment to the other nodes, and says who came to this one and who left it. Not worth waiting for a disk.
CREATE FUNCTION natter.push_moments(p_node text, p_calls jsonb, p_came text[], p_left text[]) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET synchronous_commit = off AS $$
BEGIN
  PERFORM set_config('synchronous_commit', 'off', true);
  IF NOT EXISTS (SELECT 1 FROM natter.nodes n WHERE n.id = p_node) THEN
    RETURN;
  END IF;
  DELETE FROM natter.presences p WHERE p.node_id = p_node AND p.user_id = ANY (p_left);
  INSERT INTO natter.presences (node_id, user_id) SELECT p_node, u.id FROM unnest(p_came) u(id) ON CONFLICT DO NOTHING;
  IF p_calls IS NOT NULL THEN
    INSERT INTO natter.moments (at, node_id, calls) VALUES (natter.now(), p_node, p_calls);
    PERFORM pg_notify('natter_commits', '');
  END IF;
END
$$;

-- Who is connected to the other nodes.
CREATE FUNCTION natter.read_presences(p_node text) RETURNS TABLE (node_id text, user_ids text[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT p.node_id, array_agg(p.user_id) FROM natter.presences p JOIN natter.nodes n ON n.id = p.node_id
  WHERE p.node_id <> p_node AND n.lease_until >= natter.now() GROUP BY p.node_id
$$;

-- The nodes there are, for whoever runs them. lag: how far behind others' commits one was when it was last heard of (it is heard of every
-- three seconds, so that a frozen one shows by heardAt). One that ended without a word stands here until another takes it away.
CREATE FUNCTION natter.read_nodes() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'roles', n.roles, 'startedAt', n.started_at, 'heardAt', n.heard_at,
      'leaseUntil', n.lease_until, 'isGone', n.lease_until < natter.now(),
      'people', (SELECT count(*) FROM natter.presences p WHERE p.node_id = n.id),
      'lagMs', (SELECT coalesce(floor(extract(epoch FROM n.heard_at - min(c.at)) * 1000), 0)::bigint FROM natter.commits c
        WHERE c.xid >= pg_snapshot_xmin(n.position) AND NOT pg_visible_in_snapshot(c.xid, n.position)
          AND c.origin <> n.origin AND c.at < n.heard_at)
    ) ORDER BY n.started_at, n.id), '[]')
  FROM (SELECT x.*, x.lease_until - interval '10 seconds' AS heard_at FROM natter.nodes x) n
$$;

GRANT EXECUTE ON FUNCTION natter.register_node(text, text[]), natter.find_writers(), natter.await_writers(text[]), natter.begin_following(text),
  natter.renew_node(text, text), natter.remove_node(text), natter.read_commits(text, text, int), natter.read_audiences(uuid[]),
  natter.read_followed(uuid[], bigint[], bigint[]), natter.push_moments(text, jsonb, text[], text[]), natter.read_presences(text), natter.read_nodes()
TO {{app}};

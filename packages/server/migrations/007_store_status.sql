-- Step 7: what an operator looks at: numbers about the store, never content, and the record of backups.

SET LOCAL ROLE {{owner}};

-- Backups that were written, read again and found right (`natter backup`). Where the file is, nobody here knows.
CREATE TABLE natter.backups (
  id bigint GENERATED ALWAYS AS IDENTITY,
  tenant_id text NOT NULL,
  made_at timestamptz NOT NULL,
  size_bytes bigint NOT NULL,
  row_count bigint NOT NULL,
  sha256 text NOT NULL CONSTRAINT ck_backups_sha256 CHECK (sha256 ~ '^[0-9a-f]{64}$'),
  CONSTRAINT pk_backups PRIMARY KEY (id)
);

ALTER TABLE natter.backups ENABLE ROW LEVEL SECURITY;

-- The last backup: read at the end of the index.
CREATE INDEX ix_backups_made ON natter.backups (made_at);

-- The smallest UUIDv7 of that instant (RFC 9562): ids of messages begin with their time, so that those of a day are found by the
-- index of the ids.
CREATE FUNCTION natter.first_id_at(p_at timestamptz) RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ SELECT (lpad(to_hex(greatest(extract(epoch FROM p_at) * 1000, 0)::bigint), 12, '0') || '00000000000000000000')::uuid $$;

-- Storage by table and index. Rows are the statistics' estimate.
CREATE FUNCTION natter.read_storage() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(jsonb_agg(jsonb_build_object(
      'name', c.relname,
      'rows', greatest(coalesce(s.n_live_tup, 0), c.reltuples, 0)::bigint,
      'tableBytes', pg_table_size(c.oid),
      'indexes', (SELECT coalesce(jsonb_agg(jsonb_build_object(
          'name', i.relname, 'bytes', pg_relation_size(i.oid), 'scans', coalesce(u.idx_scan, 0)) ORDER BY i.relname), '[]')
        FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
        LEFT JOIN pg_stat_all_indexes u ON u.indexrelid = x.indexrelid WHERE x.indrelid = c.oid)
    ) ORDER BY pg_total_relation_size(c.oid) DESC, c.relname), '[]')
  FROM pg_class c LEFT JOIN pg_stat_all_tables s ON s.relid = c.oid
  WHERE c.relnamespace = 'natter'::regnamespace AND c.relkind = 'r'
$$;

-- What happened in the last 24 hours and seven days. Whatever is written by nobody, and what its reader had blocked, counts too:
-- it takes up room.
CREATE FUNCTION natter.read_volume() RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_day timestamptz := natter.now() - interval '24 hours';
  v_week timestamptz := natter.now() - interval '168 hours';
  v_conversations jsonb;
  v_messages jsonb;
  v_kept bigint;
BEGIN
  SELECT jsonb_build_object('total', count(*), 'startedDay', count(*) FILTER (WHERE c.created_at > v_day),
      'startedWeek', count(*) FILTER (WHERE c.created_at > v_week), 'activeDay', count(*) FILTER (WHERE c.updated_at > v_day),
      'activeWeek', count(*) FILTER (WHERE c.updated_at > v_week)), coalesce(sum(c.last_seq - c.purged_count), 0)
  INTO v_conversations, v_kept
  FROM natter.conversations c WHERE c.tenant_id = v_tenant AND c.last_seq > 0;
  SELECT jsonb_build_object('kept', v_kept, 'sentDay', count(*) FILTER (WHERE m.sent_at > v_day), 'sentWeek', count(*),
      'sendersDay', count(DISTINCT m.sender_id) FILTER (WHERE m.sent_at > v_day), 'sendersWeek', count(DISTINCT m.sender_id))
  INTO v_messages
  FROM natter.direct_messages m
  -- A minute to spare, for servers whose clocks differ a little from the database's.
  WHERE m.id >= natter.first_id_at(v_week - interval '1 minute') AND m.sent_at > v_week AND m.tenant_id = v_tenant;
  RETURN jsonb_build_object('conversations', v_conversations, 'messages', v_messages);
END
$$;

-- How the store is doing, in numbers.
CREATE FUNCTION natter.read_store_facts() RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT natter.read_volume() || jsonb_build_object(
    'at', natter.now(),
    'madeAt', d.created_at,
    'requiresMembership', p.requires_membership,
    'people', (SELECT jsonb_build_object('total', count(*), 'members', count(*) FILTER (WHERE u.is_member),
        'seenDay', count(*) FILTER (WHERE u.last_seen_at > natter.now() - interval '24 hours'),
        'seenWeek', count(*) FILTER (WHERE u.last_seen_at > natter.now() - interval '168 hours'),
        'suspended', count(*) FILTER (WHERE u.suspended_until > natter.now()))
      FROM natter.users u WHERE u.tenant_id = d.tenant_id),
    'tiers', (SELECT coalesce(jsonb_agg(jsonb_build_object('tier', t.tier, 'isKnown', t.known, 'people', t.people) ORDER BY t.people DESC, t.tier), '[]')
      FROM (SELECT u.tier, u.tier = ANY (ARRAY['free', 'privileged', 'privileged_plus']) AS known, count(*) AS people
        FROM natter.users u WHERE u.tenant_id = d.tenant_id GROUP BY u.tier) t),
    'days', jsonb_build_object('free', p.free_days, 'privileged', p.privileged_days, 'privileged_plus', p.privileged_plus_days),
    'retention', (SELECT jsonb_build_object('expiredUnmarked', r.expired_unmarked, 'awaitingPurge', r.awaiting_purge,
        'dueForPurge', r.due_for_purge, 'holds', r.held) FROM natter.read_retention() r),
    'overdueHiding', natter.count_due('soft_delete', natter.now() - interval '24 hours'),
    'overduePurge', natter.count_due('cleanup', natter.now() - interval '24 hours'),
    'jobs', (SELECT coalesce(jsonb_agg(jsonb_build_object('name', j.job, 'outcome', j.outcome, 'at', coalesce(j.finished_at, j.clock_at),
        'note', j.note) ORDER BY j.job), '[]')
      FROM (SELECT DISTINCT ON (r.job) r.* FROM natter.job_runs r ORDER BY r.job, r.id DESC) j),
    'reports', (SELECT jsonb_build_object('open', count(*), 'oldestAt', min(x.created_at)) FROM natter.reports x
      WHERE x.resolved_at IS NULL AND x.tenant_id = d.tenant_id),
    'database', jsonb_build_object('version', current_setting('server_version'),
      'step', (SELECT max(s.version) FROM natter.schema_migrations s), 'sizeBytes', pg_database_size(current_database()),
      'connectionsUsed', (SELECT coalesce(sum(s.numbackends), 0) FROM pg_stat_database s),
      'connectionsMax', current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
      'tables', natter.read_storage()),
    'backup', (SELECT jsonb_build_object('at', b.made_at, 'bytes', b.size_bytes) FROM natter.backups b ORDER BY b.made_at DESC LIMIT 1),
    'archiving', CASE WHEN current_setting('archive_mode') <> 'off' THEN (
      SELECT jsonb_build_object('lastArchivedAt', w.last_archived_time, 'lastFailedAt', w.last_failed_time) FROM pg_stat_archiver w) END)
  FROM natter.deployment d CROSS JOIN natter.policy p
$$;

GRANT EXECUTE ON FUNCTION natter.read_store_facts() TO {{app}};

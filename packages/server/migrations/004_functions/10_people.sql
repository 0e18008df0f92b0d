-- Whether a person holds an entitlement, by tier or by one of their roles. A tier that the table does not know counts as free.
CREATE FUNCTION natter.is_entitled(p_tier text, p_roles text[], p_entitlement text) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN EXISTS (
    SELECT 1 FROM natter.entitlements e
    WHERE e.entitlement = p_entitlement AND CASE e.kind
      WHEN 'role' THEN e.name = ANY (p_roles)
      ELSE e.name = p_tier OR (e.name = 'free' AND p_tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus'])) END);
END
$$;

-- Those who may look at reports and act on them.
CREATE FUNCTION natter.is_staff(p_roles text[]) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp
AS $$ BEGIN RETURN p_roles && ARRAY['manager', 'owner', 'admin', 'moderator']; END $$;

CREATE FUNCTION natter.read_me(p_user text)
RETURNS TABLE (user_id text, display_name text, avatar_url text, tier text, roles text[], read_receipts boolean,
  typing_indicators boolean, presence boolean, office text, is_member boolean, can_start boolean, can_moderate boolean,
  suspended_until timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY
  SELECT u.id, u.display_name, u.avatar_url, u.tier, u.roles, coalesce(s.read_receipts, true),
    coalesce(s.typing_indicators, true), coalesce(s.presence, true), u.office, u.is_member,
    u.is_member AND natter.is_entitled(u.tier, u.roles, 'CAN_INITIATE_DIRECT_MESSAGES'),
    u.is_member AND natter.is_staff(u.roles), CASE WHEN u.suspended_until > natter.now() THEN u.suspended_until END
  FROM natter.users u LEFT JOIN natter.user_settings s ON s.tenant_id = u.tenant_id AND s.user_id = u.id
  WHERE u.tenant_id = natter.current_tenant() AND u.id = p_user;
END
$$;

-- A valid token of somebody unknown creates that person. A store that the token names must be this one (AUTH-5): the server has
-- looked already, and this does not take its word for it. Answers no row to a token of another store.
CREATE FUNCTION natter.ensure_person(p_user text, p_name text, p_store text DEFAULT NULL)
RETURNS TABLE (user_id text, display_name text, avatar_url text, tier text, roles text[], read_receipts boolean,
  typing_indicators boolean, presence boolean, office text, is_member boolean, can_start boolean, can_moderate boolean,
  suspended_until timestamptz)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF p_store IS NOT NULL AND p_store <> natter.current_tenant() THEN
    RETURN;
  END IF;
  RETURN QUERY SELECT * FROM natter.read_me(p_user);
  -- Most are there: to try to write who is would cost as much as all the rest. Whoever is made meanwhile by another is found below.
  IF FOUND THEN
    RETURN;
  END IF;
  INSERT INTO natter.users (tenant_id, id, display_name, created_at, updated_at)
  VALUES (natter.current_tenant(), p_user, coalesce(nullif(left(p_name, 100), ''), left(p_user, 100)), natter.now(), natter.now())
  ON CONFLICT DO NOTHING;
  RETURN QUERY SELECT * FROM natter.read_me(p_user);
END
$$;

-- The host's people, in bulk: a key left out stays as it was, null clears it. Answers who is new, looks different or may do something
-- else now, and which tiers nobody knows.
CREATE FUNCTION natter.upsert_users(p_users jsonb)
RETURNS TABLE (upserted int, affected text[], unknown_tiers text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz;
  v_moved text[];
BEGIN
  -- The rules stay as they are meanwhile, and the people too: their history has an order (RET-4).
  PERFORM 1 FROM natter.policy FOR SHARE;
  PERFORM 1 FROM natter.users u WHERE u.tenant_id = v_tenant AND u.id IN (SELECT e->>'id' FROM jsonb_array_elements(p_users) e)
  ORDER BY u.id FOR NO KEY UPDATE;
  v_now := natter.now();
  -- The last entry of an id wins; in id order, so that two calls cannot block each other.
  WITH given AS (
    SELECT DISTINCT ON (e.value->>'id') e.value AS v, e.value->>'id' AS id
    FROM jsonb_array_elements(p_users) WITH ORDINALITY e(value, ord)
    ORDER BY e.value->>'id', e.ord DESC
  ), known AS (
    SELECT u.* FROM natter.users u JOIN given g ON u.tenant_id = v_tenant AND u.id = g.id ORDER BY u.id FOR NO KEY UPDATE OF u
  ), put AS (
    INSERT INTO natter.users AS u (tenant_id, id, display_name, avatar_url, tier, roles, locale, time_zone, attributes, created_at, updated_at)
    SELECT v_tenant, g.id,
      coalesce(nullif(g.v->>'displayName', ''), k.display_name, left(g.id, 100)),
      CASE WHEN g.v ? 'avatarUrl' THEN g.v->>'avatarUrl' ELSE k.avatar_url END,
      CASE WHEN g.v ? 'tier' THEN coalesce(g.v->>'tier', 'free') ELSE coalesce(k.tier, 'free') END,
      CASE WHEN jsonb_typeof(g.v->'roles') = 'array' THEN ARRAY(SELECT jsonb_array_elements_text(g.v->'roles'))
           WHEN g.v ? 'roles' THEN '{}' ELSE coalesce(k.roles, '{}') END,
      CASE WHEN g.v ? 'locale' THEN g.v->>'locale' ELSE k.locale END,
      CASE WHEN g.v ? 'timeZone' THEN g.v->>'timeZone' ELSE k.time_zone END,
      CASE WHEN g.v ? 'attributes' THEN coalesce(nullif(g.v->'attributes', 'null'), '{}') ELSE coalesce(k.attributes, '{}') END,
      coalesce((g.v->>'createdAt')::timestamptz, k.created_at, v_now),
      v_now
    FROM given g LEFT JOIN known k ON k.id = g.id
    ORDER BY g.id
    ON CONFLICT ON CONSTRAINT pk_users DO UPDATE SET
      display_name = excluded.display_name, avatar_url = excluded.avatar_url, tier = excluded.tier, roles = excluded.roles,
      locale = excluded.locale, time_zone = excluded.time_zone, attributes = excluded.attributes,
      created_at = excluded.created_at, updated_at = excluded.updated_at,
      -- What others see: name, picture, and by the roles whether they are of the store. Not the tier, which is nobody else's.
      changed_xid = CASE WHEN (u.display_name, u.avatar_url, u.roles) IS DISTINCT FROM (excluded.display_name, excluded.avatar_url, excluded.roles)
        THEN pg_current_xact_id() ELSE u.changed_xid END
    RETURNING u.id, u.tier, u.changed_xid = pg_current_xact_id() AS looks_different
  ), moved AS (
    -- RET-4: from when on a person's messages are kept how long.
    INSERT INTO natter.tier_changes (tenant_id, user_id, from_tier, to_tier, from_days, to_days, from_basis, to_basis, grace_days, at)
    SELECT v_tenant, k.id, k.tier, put.tier, natter.days_of_tier(k.tier), natter.days_of_tier(put.tier), p.retention_basis,
      p.retention_basis, p.retention_grace_days,
      greatest(v_now, (SELECT max(t.at) FROM natter.tier_changes t WHERE t.user_id = k.id AND t.tenant_id = v_tenant))
    FROM put JOIN known k ON k.id = put.id CROSS JOIN natter.policy p
    WHERE k.tier <> put.tier AND natter.days_of_tier(k.tier) <> natter.days_of_tier(put.tier)
    RETURNING user_id
  )
  SELECT count(*)::int, coalesce(array_agg(put.id ORDER BY put.id) FILTER (WHERE looks_different OR k.tier <> put.tier), '{}'),
    coalesce(array_agg(DISTINCT put.tier) FILTER (WHERE put.tier <> ALL (ARRAY['free', 'privileged', 'privileged_plus'])), '{}'),
    coalesce((SELECT array_agg(moved.user_id) FROM moved), '{}')
  INTO upserted, affected, unknown_tiers, v_moved
  FROM put LEFT JOIN known k ON k.id = put.id;
  -- What falls due within a day is rewritten here and now; the rest by apply_tier_changes.
  IF cardinality(v_moved) > 0 THEN
    PERFORM natter.rewrite_due_soon(v_moved, v_now, v_now + interval '1 day');
  END IF;
  PERFORM natter.hand_over_groups_of(affected);
  RETURN NEXT;
END
$$;

CREATE FUNCTION natter.put_settings(p_user text, p_patch jsonb)
RETURNS TABLE (read_receipts boolean, typing_indicators boolean, presence boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_hide boolean;
BEGIN
  PERFORM natter.refuse_outsider(p_user);
  -- Waits for conversations that are being started with this person, and they for this (PRIV-4).
  PERFORM 1 FROM natter.users u WHERE u.id = p_user AND u.tenant_id = v_tenant FOR NO KEY UPDATE;
  INSERT INTO natter.user_settings (tenant_id, user_id) VALUES (v_tenant, p_user) ON CONFLICT DO NOTHING;
  UPDATE natter.user_settings s SET
    read_receipts = coalesce((p_patch->>'readReceipts')::boolean, s.read_receipts),
    typing_indicators = coalesce((p_patch->>'typingIndicators')::boolean, s.typing_indicators),
    presence = coalesce((p_patch->>'presence')::boolean, s.presence)
  WHERE s.tenant_id = v_tenant AND s.user_id = p_user
  RETURNING NOT s.read_receipts INTO v_hide;
  -- In the order in which marks lock them: whoever changes a member's shown marks holds their state.
  PERFORM 1 FROM natter.member_state m
  WHERE m.user_id = p_user AND EXISTS (SELECT 1 FROM natter.conversation_participants p
    WHERE p.conversation_id = m.conversation_id AND p.user_id = p_user AND p.tenant_id = v_tenant AND p.receipts_hidden <> v_hide)
  ORDER BY m.conversation_id FOR NO KEY UPDATE;
  -- What is hidden stays where it was; shown again, it moves with the next advance, so what was read in between stays private.
  UPDATE natter.conversation_participants p SET receipts_hidden = v_hide, changed_xid = pg_current_xact_id()
  WHERE p.tenant_id = v_tenant AND p.user_id = p_user AND p.receipts_hidden <> v_hide
    AND p.conversation_id IN (SELECT m.conversation_id FROM natter.member_state m WHERE m.user_id = p_user);
  RETURN QUERY SELECT s.read_receipts, s.typing_indicators, s.presence FROM natter.user_settings s
    WHERE s.tenant_id = v_tenant AND s.user_id = p_user;
END
$$;

CREATE FUNCTION natter.read_people(p_user text, p_q text, p_after_name text, p_after_id text, p_limit int)
RETURNS TABLE (user_id text, display_name text, avatar_url text, sort_name text, office text)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_bitmapscan = off SET enable_seqscan = off SET enable_sort = off AS $$
BEGIN
  PERFORM natter.read_as(p_user);
  RETURN QUERY
  SELECT u.id, u.display_name, u.avatar_url, lower(u.display_name), u.office
  FROM natter.users u
  WHERE u.tenant_id = natter.current_tenant() AND u.id <> p_user AND u.is_member
    AND (p_q IS NULL OR strpos(lower(u.display_name), lower(p_q)) > 0)
    AND (p_after_id IS NULL OR (lower(u.display_name) COLLATE "C", u.id) > (p_after_name COLLATE "C", p_after_id))
  ORDER BY lower(u.display_name) COLLATE "C", u.id
  LIMIT p_limit;
END
$$;

-- Presence is for people who share a conversation and show their own, and not between two of whom one has blocked the other.
CREATE FUNCTION natter.read_presence(p_user text, p_ids text[])
RETURNS TABLE (user_id text, last_seen_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT u.id, u.last_seen_at
  FROM natter.users u LEFT JOIN natter.user_settings s ON s.tenant_id = u.tenant_id AND s.user_id = u.id
  WHERE u.tenant_id = natter.current_tenant() AND u.id = ANY (p_ids) AND u.id <> p_user AND coalesce(s.presence, true)
    AND u.is_member AND natter.takes_part(p_user) AND natter.has_feature('presence')
    AND (NOT natter.has_feature('blocking') OR NOT EXISTS (SELECT 1 FROM natter.blocks b WHERE b.tenant_id = u.tenant_id
      AND ((b.blocker_id = u.id AND b.blocked_id = p_user) OR (b.blocker_id = p_user AND b.blocked_id = u.id))))
    AND coalesce((SELECT me.presence FROM natter.user_settings me WHERE me.tenant_id = u.tenant_id AND me.user_id = p_user), true)
    AND EXISTS (
      SELECT 1 FROM natter.member_state mine
      JOIN natter.member_state theirs ON theirs.conversation_id = mine.conversation_id AND theirs.user_id = u.id AND theirs.left_at IS NULL
      JOIN natter.conversations c ON c.id = mine.conversation_id AND c.last_seq > 0
      WHERE mine.user_id = p_user AND mine.left_at IS NULL AND c.tenant_id = u.tenant_id)
$$;

CREATE FUNCTION natter.touch_last_seen(p_users text[], p_at timestamptz[]) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  -- In id order, so that this and the host's own calls cannot block each other.
  WITH seen AS (SELECT t.id, max(t.at) AS at FROM unnest(p_users, p_at) t(id, at) GROUP BY t.id),
  locked AS MATERIALIZED (
    SELECT u.id, u.tenant_id FROM natter.users u
    WHERE u.tenant_id = natter.current_tenant() AND u.id IN (SELECT s.id FROM seen s) ORDER BY u.id FOR NO KEY UPDATE)
  UPDATE natter.users u SET last_seen_at = greatest(u.last_seen_at, least(s.at, natter.now()))
  FROM locked l JOIN seen s ON s.id = l.id
  WHERE u.id = l.id AND u.tenant_id = l.tenant_id
$$;

-- Who belongs to which club of which store, as the host has it. Answers who has come to the store or left it by this; people who
-- are not known yet are named and nothing is changed.
CREATE FUNCTION natter.put_memberships(p_put jsonb, p_remove jsonb)
RETURNS TABLE (upserted int, removed int, unknown_people text[], affected text[])
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  v_tenant text := natter.current_tenant();
  v_people text[] := ARRAY(
    SELECT DISTINCT e->>'userId' FROM jsonb_array_elements(p_put || p_remove) e ORDER BY 1);
  v_before text[];
BEGIN
  -- In id order, so that two calls cannot block each other.
  PERFORM 1 FROM natter.users u WHERE u.id = ANY (v_people) AND u.tenant_id = v_tenant ORDER BY u.id FOR NO KEY UPDATE;
  unknown_people := ARRAY(
    SELECT DISTINCT e->>'userId' FROM jsonb_array_elements(p_put) e
    WHERE NOT EXISTS (SELECT 1 FROM natter.users u WHERE u.id = e->>'userId' AND u.tenant_id = v_tenant) ORDER BY 1);
  IF cardinality(unknown_people) > 0 THEN
    upserted := 0;
    removed := 0;
    affected := '{}';
    RETURN NEXT;
    RETURN;
  END IF;
  v_before := ARRAY(SELECT u.id FROM natter.users u WHERE u.id = ANY (v_people) AND u.tenant_id = v_tenant AND u.is_member);
  DELETE FROM natter.club_memberships m USING jsonb_array_elements(p_remove) e
  WHERE m.tenant_id = v_tenant AND m.user_id = e->>'userId' AND m.club_id = e->>'clubId'
    AND (NOT e ? 'storeId' OR m.store_id = e->>'storeId');
  GET DIAGNOSTICS removed = ROW_COUNT;
  INSERT INTO natter.club_memberships (tenant_id, user_id, club_id, store_id, created_at)
  SELECT DISTINCT v_tenant, e->>'userId', e->>'clubId', e->>'storeId', natter.now() FROM jsonb_array_elements(p_put) e
  ON CONFLICT DO NOTHING;
  upserted := jsonb_array_length(p_put);
  affected := ARRAY(SELECT u.id FROM natter.users u WHERE u.id = ANY (v_people) AND u.tenant_id = v_tenant
    AND u.is_member <> (u.id = ANY (v_before)) ORDER BY u.id);
  PERFORM natter.hand_over_groups_of(affected);
  RETURN NEXT;
END
$$;

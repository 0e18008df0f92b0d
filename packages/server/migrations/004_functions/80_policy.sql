-- The rules of the deployment as its configuration has them; only `natter migrate` calls this, as owner. Where the days of a tier
-- change, or the basis, that counts as a change of tier for everybody in it: fewer leave the days of grace, more count at once
-- (RET-5). Changes of tiers wait for it, and it for them, so that the history of a person has no gap.
CREATE FUNCTION natter.set_policy(p_policy jsonb, p_entitlements jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_tenant text := natter.current_tenant();
  v_now timestamptz;
  v_old natter.policy;
  v_new natter.policy;
BEGIN
  SELECT p.* INTO v_old FROM natter.policy p FOR UPDATE;
  v_now := natter.now();
  INSERT INTO natter.policy (features) VALUES ('{}') ON CONFLICT DO NOTHING;
  UPDATE natter.policy p SET
    requires_membership = (p_policy->>'requiresMembership')::boolean,
    features = ARRAY(SELECT jsonb_array_elements_text(p_policy->'features') ORDER BY 1),
    free_days = (p_policy->>'freeDays')::int,
    privileged_days = (p_policy->>'privilegedDays')::int,
    privileged_plus_days = (p_policy->>'privilegedPlusDays')::int,
    retention_basis = p_policy->>'retentionBasis',
    retention_grace_days = (p_policy->>'graceDays')::int,
    purge_after_days = (p_policy->>'purgeAfterDays')::int,
    max_message_length = (p_policy->>'maxMessageLength')::int,
    updated_at = v_now
  RETURNING p.* INTO v_new;
  DELETE FROM natter.entitlements;
  INSERT INTO natter.entitlements (kind, name, entitlement)
  SELECT e->>'kind', e->>'name', e->>'entitlement' FROM jsonb_array_elements(p_entitlements) e;
  UPDATE natter.policy p SET
    sending_tiers = ARRAY(SELECT e.name FROM natter.entitlements e WHERE e.kind = 'tier' AND e.entitlement = 'CAN_SEND_DIRECT_MESSAGES' ORDER BY 1),
    sending_roles = ARRAY(SELECT e.name FROM natter.entitlements e WHERE e.kind = 'role' AND e.entitlement = 'CAN_SEND_DIRECT_MESSAGES' ORDER BY 1);
  IF v_old.id IS NULL THEN
    RETURN;
  END IF;
  -- People before conversations, as everywhere.
  IF v_old.requires_membership <> v_new.requires_membership THEN
    UPDATE natter.users u SET is_member = natter.is_store_member(u.tenant_id, u.id, u.roles), changed_xid = pg_current_xact_id()
    WHERE u.tenant_id = v_tenant AND u.is_member <> natter.is_store_member(u.tenant_id, u.id, u.roles);
  END IF;
  IF v_new.requires_membership AND NOT v_old.requires_membership THEN
    PERFORM natter.hand_over_groups_of(ARRAY(SELECT u.id FROM natter.users u WHERE u.tenant_id = v_tenant AND NOT u.is_member));
  END IF;
  INSERT INTO natter.tier_changes (tenant_id, user_id, from_tier, to_tier, from_days, to_days, from_basis, to_basis, grace_days, at)
  SELECT v_tenant, u.id, u.tier, u.tier, d.was, d.is, v_old.retention_basis, v_new.retention_basis, v_new.retention_grace_days,
    greatest(v_now, (SELECT max(t.at) FROM natter.tier_changes t WHERE t.user_id = u.id AND t.tenant_id = v_tenant))
  FROM natter.users u CROSS JOIN LATERAL (SELECT
    natter.days_for(u.tier, v_old.free_days, v_old.privileged_days, v_old.privileged_plus_days, v_old.shortest_days) AS was,
    natter.days_for(u.tier, v_new.free_days, v_new.privileged_days, v_new.privileged_plus_days, v_new.shortest_days) AS is) d
  WHERE u.tenant_id = v_tenant AND (d.was <> d.is OR v_old.retention_basis <> v_new.retention_basis)
  ORDER BY u.id;
  IF FOUND THEN
    PERFORM natter.rewrite_due_soon(ARRAY(SELECT u.id FROM natter.users u WHERE u.tenant_id = v_tenant), v_now, v_now + interval '1 day');
  END IF;
END
$$;

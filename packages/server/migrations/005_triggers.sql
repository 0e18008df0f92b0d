-- Step 5 of 5: what may never change, whoever asks. These fire only when such a column is named in an update, so the ordinary
-- paths pay nothing.

SET LOCAL ROLE {{owner}};

CREATE FUNCTION natter.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%.% is immutable: %', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER conversations_identity BEFORE UPDATE OF tenant_id, id, type, direct_key, created_by, client_id, created_at ON natter.conversations
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a conversation keeps its tenant, kind and people');

CREATE TRIGGER participants_identity BEFORE UPDATE OF tenant_id, conversation_id, user_id ON natter.conversation_participants
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a membership keeps its conversation and person');

CREATE TRIGGER member_state_identity BEFORE UPDATE OF tenant_id, conversation_id, user_id ON natter.member_state
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a member keeps their conversation');

CREATE TRIGGER users_identity BEFORE UPDATE OF tenant_id, id ON natter.users
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a person keeps their id and tenant');

CREATE TRIGGER messages_identity BEFORE UPDATE OF tenant_id, conversation_id, seq, id, sender_id, client_id, type, sent_at, reply_to_seq,
  reply_to_id, is_void, disappears_at, created_xid ON natter.direct_messages
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a message keeps its place, author and time');

CREATE TRIGGER messages_first_text BEFORE UPDATE OF content ON natter.direct_messages
  FOR EACH ROW WHEN (NEW.content <> OLD.content) EXECUTE FUNCTION natter.refuse_change('the first text of a message stays, later ones are versions');

CREATE TRIGGER message_edits_identity BEFORE UPDATE ON natter.message_edits
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a version of a message is history');

CREATE TRIGGER scheduled_messages_identity BEFORE UPDATE OF tenant_id, id, user_id, conversation_id, client_id, created_at ON natter.scheduled_messages
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a scheduled message keeps its author, place and key');

-- Marks only grow, until one leaves, and seq only goes on, even for code of our own that forgot.
CREATE FUNCTION natter.refuse_going_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%.%: a counter went back', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER conversations_forward BEFORE UPDATE OF last_seq, change_seq ON natter.conversations
  FOR EACH ROW WHEN (NEW.last_seq < OLD.last_seq OR NEW.change_seq < OLD.change_seq) EXECUTE FUNCTION natter.refuse_going_back();

CREATE TRIGGER member_state_forward BEFORE UPDATE OF delivered_seq, read_seq ON natter.member_state
  FOR EACH ROW WHEN (NEW.left_at IS NULL AND (NEW.delivered_seq < OLD.delivered_seq OR NEW.read_seq < OLD.read_seq))
  EXECUTE FUNCTION natter.refuse_going_back();

-- Whether somebody belongs to the store is asked anew whenever the answer may have changed (WALL-1).
CREATE FUNCTION natter.set_membership() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  NEW.is_member := natter.is_store_member(NEW.tenant_id, NEW.id, NEW.roles);
  RETURN NEW;
END
$$;

CREATE TRIGGER users_membership BEFORE INSERT OR UPDATE OF roles ON natter.users
  FOR EACH ROW EXECUTE FUNCTION natter.set_membership();

CREATE FUNCTION natter.renew_membership() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Those who share a conversation hear of it by their next sync.
  UPDATE natter.users u SET is_member = NOT u.is_member, changed_xid = pg_current_xact_id()
  WHERE u.id IN (SELECT c.user_id FROM changed c) AND u.is_member <> natter.is_store_member(u.tenant_id, u.id, u.roles);
  RETURN NULL;
END
$$;

CREATE TRIGGER club_memberships_added AFTER INSERT ON natter.club_memberships
  REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION natter.renew_membership();

CREATE TRIGGER club_memberships_removed AFTER DELETE ON natter.club_memberships
  REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION natter.renew_membership();

CREATE TRIGGER club_memberships_identity BEFORE UPDATE ON natter.club_memberships
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a membership is added or removed, never changed');

-- What has been done about a tier, a hold or a run is history.
CREATE TRIGGER tier_changes_identity BEFORE UPDATE OF tenant_id, user_id, from_tier, to_tier, from_days, to_days, from_basis, to_basis, grace_days, at
  ON natter.tier_changes FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a change of tier is history');

CREATE TRIGGER legal_holds_identity BEFORE UPDATE OF tenant_id, conversation_id, user_id, reason, placed_by, placed_at
  ON natter.legal_holds FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a hold is released, never rewritten');

-- Step 5 of 5: what may never change, whoever asks. These fire only when such a column is named in an update, so the ordinary
-- paths pay nothing.

SET LOCAL ROLE {{owner}};

CREATE FUNCTION natter.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%.% is immutable: %', TG_TABLE_SCHEMA, TG_TABLE_NAME, TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER conversations_identity BEFORE UPDATE OF tenant_id, id, type, direct_key, created_by, created_at ON natter.conversations
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a conversation keeps its tenant, kind and people');

CREATE TRIGGER participants_identity BEFORE UPDATE OF tenant_id, conversation_id, user_id ON natter.conversation_participants
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a membership keeps its conversation and person');

CREATE TRIGGER member_state_identity BEFORE UPDATE OF tenant_id, conversation_id, user_id ON natter.member_state
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a member keeps their conversation');

CREATE TRIGGER users_identity BEFORE UPDATE OF tenant_id, id ON natter.users
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a person keeps their id and tenant');

CREATE TRIGGER messages_identity BEFORE UPDATE OF tenant_id, conversation_id, seq, id, sender_id, client_id, type, sent_at, reply_to_seq,
  reply_to_id, created_xid ON natter.direct_messages
  FOR EACH ROW EXECUTE FUNCTION natter.refuse_change('a message keeps its place, author and time');

-- Marks only grow, and seq only goes on, even for code of our own that forgot.
CREATE FUNCTION natter.refuse_going_back() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RAISE EXCEPTION '%.%: a counter went back', TG_TABLE_SCHEMA, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE TRIGGER conversations_forward BEFORE UPDATE OF last_seq, change_seq ON natter.conversations
  FOR EACH ROW WHEN (NEW.last_seq < OLD.last_seq OR NEW.change_seq < OLD.change_seq) EXECUTE FUNCTION natter.refuse_going_back();

CREATE TRIGGER member_state_forward BEFORE UPDATE OF delivered_seq, read_seq ON natter.member_state
  FOR EACH ROW WHEN (NEW.delivered_seq < OLD.delivered_seq OR NEW.read_seq < OLD.read_seq) EXECUTE FUNCTION natter.refuse_going_back();

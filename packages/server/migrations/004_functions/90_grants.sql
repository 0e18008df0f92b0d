GRANT EXECUTE ON FUNCTION
  natter.read_as(text), natter.read_epoch(), natter.read_me(text), natter.ensure_person(text, text, text), natter.upsert_users(jsonb),
  natter.put_memberships(jsonb, jsonb), natter.refuse_outsider(text), natter.has_feature(text), natter.require_feature(text),
  natter.put_settings(text, jsonb), natter.read_people(text, text, text, text, int), natter.read_presence(text, text[]),
  natter.touch_last_seen(text[], timestamptz[]), natter.start_direct(text, text, uuid, int),
  natter.patch_member_state(text, uuid, jsonb), natter.clear_conversation(text, uuid), natter.conversation_views(text, uuid[]),
  natter.read_conversation(text, uuid), natter.read_inbox(text, text, text, boolean, timestamptz, uuid, int, text),
  natter.read_memberships(text, uuid[]), natter.is_quiet(text, uuid), natter.is_suspended(text),
  natter.delete_message(text, uuid, uuid, boolean, int), natter.read_hidden(text, uuid[], xid8, int),
  natter.read_expired(text, uuid[], xid8, bigint, int),
  natter.apply_tier_changes(int), natter.soft_delete_expired_messages(int), natter.cleanup_expired_messages(int),
  natter.erase_deleted_content(int), natter.read_retention(), natter.prove_retention(),
  natter.send_messages(uuid[], text[], uuid[], uuid[], text[], text[], text[], uuid[]),
  natter.read_history(text, uuid, bigint, int, int), natter.read_message_by_key(text, uuid),
  natter.read_changes(text, uuid, bigint, int), natter.read_changed_messages(text, uuid[], xid8, int),
  natter.read_newest_messages(text, uuid[], int), natter.read_sync(text, xid8, timestamptz, uuid, int),
  natter.users_changed_since(xid8), natter.read_views(text, uuid[]), natter.read_unread_totals(text),
  natter.advance_marks(text[], uuid[], text[], bigint[]), natter.read_receipts(text, uuid, uuid)
TO {{app}};

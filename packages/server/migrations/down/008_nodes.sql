-- Takes step 8 (nodes) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP TRIGGER blocks_lifted ON natter.blocks;
DROP TRIGGER blocks_made ON natter.blocks;
DROP TRIGGER participants_followed ON natter.conversation_participants;
DROP TRIGGER participants_joined ON natter.conversation_participants;
DROP TRIGGER conversations_followed ON natter.conversations;
DROP TRIGGER member_state_followed ON natter.member_state;
DROP TRIGGER scheduled_made ON natter.scheduled_messages;
DROP TRIGGER scheduled_moved ON natter.scheduled_messages;
DROP TRIGGER user_settings_followed ON natter.user_settings;
DROP TRIGGER users_followed ON natter.users;
DROP FUNCTION
  natter.await_writers(text[]),
  natter.begin_following(text),
  natter.find_writers(),
  natter.is_followed(),
  natter.log_blocks(),
  natter.log_changes(),
  natter.log_commit(text, uuid[], text[], bigint[], bigint[]),
  natter.log_marks(),
  natter.log_members(),
  natter.log_own(),
  natter.log_people(),
  natter.log_scheduled(),
  natter.log_settings(),
  natter.origin(),
  natter.push_moments(text, jsonb, text[], text[]),
  natter.read_audiences(uuid[]),
  natter.read_commits(text, text, integer),
  natter.read_followed(uuid[], bigint[], bigint[]),
  natter.read_nodes(),
  natter.read_presences(text),
  natter.register_node(text, text[]),
  natter.remove_node(text),
  natter.renew_node(text, text);
DROP TABLE
  natter.commits,
  natter.moments,
  natter.nodes,
  natter.presences;

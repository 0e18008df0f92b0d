-- Takes step 5 (triggers) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP TRIGGER club_memberships_added ON natter.club_memberships;
DROP TRIGGER club_memberships_identity ON natter.club_memberships;
DROP TRIGGER club_memberships_removed ON natter.club_memberships;
DROP TRIGGER participants_identity ON natter.conversation_participants;
DROP TRIGGER conversations_forward ON natter.conversations;
DROP TRIGGER conversations_identity ON natter.conversations;
DROP TRIGGER messages_first_text ON natter.direct_messages;
DROP TRIGGER messages_identity ON natter.direct_messages;
DROP TRIGGER legal_holds_identity ON natter.legal_holds;
DROP TRIGGER member_state_forward ON natter.member_state;
DROP TRIGGER member_state_identity ON natter.member_state;
DROP TRIGGER message_edits_identity ON natter.message_edits;
DROP TRIGGER scheduled_messages_identity ON natter.scheduled_messages;
DROP TRIGGER tier_changes_identity ON natter.tier_changes;
DROP TRIGGER users_identity ON natter.users;
DROP TRIGGER users_membership ON natter.users;
DROP FUNCTION
  natter.refuse_change(),
  natter.refuse_going_back(),
  natter.renew_membership(),
  natter.set_membership();

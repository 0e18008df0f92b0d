-- Takes step 3 (indexes) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP INDEX natter.ix_blocks_blocked;
DROP INDEX natter.ix_conversations_creator;
DROP INDEX natter.ix_deleted_content_age;
DROP INDEX natter.ix_forwarded_messages_origin;
DROP INDEX natter.ix_job_runs_last;
DROP INDEX natter.ix_legal_holds_standing;
DROP INDEX natter.ix_messages_change;
DROP INDEX natter.ix_messages_disappearing;
DROP INDEX natter.ix_messages_purge;
DROP INDEX natter.ix_messages_retention;
DROP INDEX natter.ix_messages_vanished;
DROP INDEX natter.ix_scheduled_due;
DROP INDEX natter.ix_spent_keys_age;
DROP INDEX natter.ix_starred_messages_last;
DROP INDEX natter.ix_tier_changes_open;
DROP INDEX natter.ix_tier_changes_user;
DROP INDEX natter.ix_users_changed;
DROP INDEX natter.ix_users_name;
DROP INDEX natter.uq_conversations_client;

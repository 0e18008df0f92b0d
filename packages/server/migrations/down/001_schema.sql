-- Takes step 1 (schema) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP TABLE
  natter.blocks,
  natter.club_memberships,
  natter.conversation_participants,
  natter.conversations,
  natter.deleted_content,
  natter.deployment,
  natter.direct_messages,
  natter.entitlements,
  natter.forwarded_messages,
  natter.forwards,
  natter.job_runs,
  natter.legal_holds,
  natter.mark_advances,
  natter.member_state,
  natter.message_edits,
  natter.message_reactions,
  natter.policy,
  natter.poll_votes,
  natter.scheduled_messages,
  natter.schema_migrations,
  natter.spent_keys,
  natter.starred_messages,
  natter.tier_changes,
  natter.user_settings,
  natter.users;
DROP SCHEMA natter;
ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} GRANT EXECUTE ON FUNCTIONS TO PUBLIC;

-- As whoever takes it back. A login that the operator chose stays, with the one setting that was ours gone; ours is named like
-- its owner.
DO $roles$
BEGIN
  PERFORM set_config('role', current_setting('natter.migrating_role'), true);
  IF {{app_literal}} = left({{owner_literal}}, -5) || 'app' THEN
    DROP ROLE {{app}};
  ELSE
    ALTER ROLE {{app}} RESET synchronous_commit;
  END IF;
END
$roles$;
DROP ROLE {{owner}};

-- Takes step 6 (safety) back: written by `vitest -u` from the difference it makes, and tested to leave none.

SET LOCAL ROLE {{owner}};
DROP FUNCTION
  natter.lift_suspension(text, text),
  natter.make_filter_pattern(text[]),
  natter.person_json(text),
  natter.prove_evidence(),
  natter.purge_reports(integer),
  natter.put_block(text, text, boolean, integer),
  natter.put_words(text, jsonb),
  natter.read_blocks(text),
  natter.read_moderation_actions(text, bigint, integer),
  natter.read_report(text, uuid),
  natter.read_reports(text, boolean, timestamp with time zone, uuid, integer),
  natter.read_suspensions(text),
  natter.read_words(text),
  natter.report_message(text, uuid, uuid, text, text),
  natter.report_words(uuid[]),
  natter.require_staff(text),
  natter.resolve_report(text, uuid, text, integer, text);
DROP TABLE
  natter.filter_words,
  natter.moderation_actions,
  natter.reports;
DROP TYPE
  natter.report_view;

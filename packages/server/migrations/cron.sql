-- Retention by pg_cron (Supabase, or wherever the extension is), beside the server's own schedule or in place of it: each call is one
-- batch, harmless when repeated, and takes its turn after any other. Run as a role that may call these functions: the owner of the
-- schema or the server's login. `natter migrate export` writes the same, with checks, into the exported steps.

-- Changes of tiers: up to a thousand messages of the oldest open one.
SELECT cron.schedule('natter-apply-tier-changes', '*/5 * * * *', 'SELECT natter.apply_tier_changes(1000);');

-- Marks what has expired. It is hidden from its instant on without this.
SELECT cron.schedule('natter-soft-delete-expired-messages', '*/5 * * * *', 'SELECT natter.soft_delete_expired_messages(1000);');

-- Erases what was to disappear, every minute.
SELECT cron.schedule('natter-vanish-messages', '* * * * *', 'SELECT natter.vanish_messages(1000);');

-- Purges what has waited its days, and erases what people deleted a day ago. A thousand each time: choose the interval so that a day's
-- messages go in a day.
SELECT cron.schedule('natter-cleanup-expired-messages', '*/5 * * * *', 'SELECT natter.cleanup_expired_messages(1000);');

-- Evidence of reports that were dealt with a year ago (step 6).
SELECT cron.schedule('natter-purge-reports', '17 * * * *', 'SELECT natter.purge_reports(1000);');

-- What the jobs would not do (a clock or an amount that cannot be right) is to be seen here, and confirmed by
-- natter.confirm_retention_run(job, note):
--   SELECT job, clock_at, note FROM natter.job_runs WHERE outcome = 'refused' ORDER BY id DESC;

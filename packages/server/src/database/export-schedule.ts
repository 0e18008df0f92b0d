import { quoteLiteral } from './role-names.ts';

/** A job of the database's own: what is called, how often, and whether it has to be known to exist. */
interface ScheduledJob {
  readonly name: string;
  /** As cron writes it. */
  readonly when: string;
  readonly call: string;
}

/** The work that retention needs, in the order of a night; each call does a bounded part and is harmless when repeated. */
const JOBS: readonly ScheduledJob[] = [
  { name: 'natter-apply-tier-changes', when: '*/5 * * * *', call: 'natter.apply_tier_changes(1000)' },
  {
    name: 'natter-soft-delete-expired-messages',
    when: '*/5 * * * *',
    call: 'natter.soft_delete_expired_messages(1000)',
  },
  { name: 'natter-vanish-messages', when: '* * * * *', call: 'natter.vanish_messages(1000)' },
  { name: 'natter-cleanup-expired-messages', when: '*/5 * * * *', call: 'natter.cleanup_expired_messages(1000)' },
  { name: 'natter-purge-reports', when: '17 * * * *', call: 'natter.purge_reports(1000)' },
];

/**
 * Statements that hand the schedule to pg_cron, in place of the server's own. Where pg_cron is not installed they say so and do
 * nothing; run again they renew what is there.
 */
export function scheduleSql(): string {
  const schedule = JOBS.map(
    ({ name, when, call }) =>
      `  EXECUTE 'SELECT cron.schedule($1, $2, $3)' USING ${[name, when, `SELECT ${call};`].map(quoteLiteral).join(', ')};`,
  );
  const rights = JOBS.map(({ call }) => quoteLiteral(`${call.slice(0, call.indexOf('('))}(integer)`)).join(', ');
  return `DO $schedule$
DECLARE
  job text;
BEGIN
  IF to_regprocedure('cron.schedule(text, text, text)') IS NULL THEN
    RAISE NOTICE 'pg_cron is not installed in this database: nothing is scheduled here, and the server runs these jobs itself.';
    RETURN;
  END IF;
  FOREACH job IN ARRAY ARRAY[${rights}] LOOP
    IF NOT has_function_privilege(current_user, job, 'EXECUTE') THEN
      RAISE EXCEPTION 'pg_cron runs a job as whoever scheduled it, and % may not call %.', current_user, job;
    END IF;
  END LOOP;
${schedule.join('\n')}
END
$schedule$;`;
}

/** Takes the schedule back; nothing where there is none. */
export function unscheduleSql(): string {
  const names = JOBS.map(({ name }) => quoteLiteral(name)).join(', ');
  return `DO $schedule$
BEGIN
  IF to_regclass('cron.job') IS NULL THEN
    RAISE NOTICE 'pg_cron is not installed in this database: nothing was scheduled here.';
    RETURN;
  END IF;
  EXECUTE 'SELECT cron.unschedule(jobid) FROM cron.job WHERE jobname = ANY ($1)' USING ARRAY[${names}];
END
$schedule$;`;
}

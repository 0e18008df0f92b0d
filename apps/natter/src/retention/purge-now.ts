import { systemClock } from '@natter/server';
import type { RetentionAdmin, RetentionPlanLine } from '@natter/server/database';
import { formatCount, tellProgress } from '../backup/tell-progress.ts';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

const BATCH = 500;
const MAX_CLOCK_DIFFERENCE_MS = 5 * 60_000;

interface Output {
  readonly terminal: Terminal;
  readonly isJson: boolean;
}

/** `natter purge --dry-run`: what would go now and in the days to come. Changes nothing. */
export async function showPlan(admin: RetentionAdmin, days: number, { terminal, isJson }: Output): Promise<ExitCode> {
  const plan = await admin.plan(days);
  if (isJson) terminal.say(JSON.stringify({ days, plan }));
  else if (plan.length === 0) terminal.say(`Nothing expires or is purged within ${days} days.`);
  else {
    terminal.say(`${'what'.padEnd(7)}${'day'.padEnd(13)}${'tier of sender'.padEnd(18)}messages`);
    for (const line of plan) terminal.say(describe(line));
  }
  return EXIT.ok;
}

const describe = ({ stage, day, tier, messages }: RetentionPlanLine) =>
  `${stage.padEnd(7)}${day.padEnd(13)}${tier.padEnd(18)}${formatCount(messages)}`;

/** `natter purge`: what the server does by itself, to its end and now. 3 where the guard refused. */
export async function purgeNow(admin: RetentionAdmin, { terminal, isJson }: Output): Promise<ExitCode> {
  await refuseStrangeClock(admin);
  const progress = tellProgress(terminal.warn);
  const drain = async (what: string, batch: () => Promise<{ done: number; hasMore: boolean }>) => {
    let sum = 0;
    for (let hasMore = true; hasMore; ) {
      const answer = await batch();
      sum += answer.done;
      ({ hasMore } = answer);
      progress(() => `${what}: ${formatCount(sum)} …`);
    }
    return sum;
  };
  const counted = (call: (limit: number) => Promise<number>) => async () => {
    const done = await call(BATCH);
    return { done, hasMore: done >= BATCH };
  };
  const rewritten = await drain('changes of tiers', async () => {
    const { rewritten: done, hasMore } = await admin.applyTierChanges(BATCH);
    return { done, hasMore };
  });
  const marked = await drain('marked as expired', counted(admin.softDeleteExpired));
  await drain('disappeared', counted(admin.eraseVanished));
  const purged = await drain('purged', counted(admin.cleanupExpired));
  const erased = await drain('deleted content erased', counted(admin.eraseDeletedContent));
  const reports = await drain('reports', counted(admin.purgeReports));
  const { refused } = await admin.readRetention();
  const result = { rewritten, marked, purged, erased, reports, refused };
  if (isJson) terminal.say(JSON.stringify(result));
  else {
    terminal.say(
      `${formatCount(rewritten)} rewritten, ${formatCount(marked)} marked as expired, ${formatCount(purged)} purged, ` +
        `${formatCount(erased)} deleted contents and ${formatCount(reports)} reports erased.`,
    );
  }
  if (refused === null) return EXIT.ok;
  terminal.warn(`Refused (${refused.job}): ${refused.note}.`);
  terminal.warn('Mend the clock, or, if this is right, confirm it: natter purge --confirm "why it is right"');
  return EXIT.refused;
}

async function refuseStrangeClock(admin: RetentionAdmin): Promise<void> {
  const difference = (await admin.readNow()).getTime() - systemClock.now();
  if (Math.abs(difference) <= MAX_CLOCK_DIFFERENCE_MS) return;
  const minutes = Math.round(Math.abs(difference) / 60_000);
  throw new CommandError(
    EXIT.refused,
    `The database's clock is ${minutes} minutes ${difference > 0 ? 'ahead of' : 'behind'} this machine's: nothing was purged.`,
  );
}

/** `natter purge --confirm`: what the guard refused may go at the next run. */
export async function confirmRefused(admin: RetentionAdmin, note: string, { terminal }: Output): Promise<ExitCode> {
  if (note.trim() === '') throw new CommandError(EXIT.usage, 'Say why it is right: --confirm "note"');
  const { refused } = await admin.readRetention();
  const confirmed: string[] = [];
  for (const job of ['soft_delete', 'cleanup'] as const) if (await admin.confirm(job, note)) confirmed.push(job);
  if (confirmed.length === 0 || refused === null) {
    throw new CommandError(EXIT.failed, 'No run was refused: there is nothing to confirm.');
  }
  terminal.say(`Confirmed (${confirmed.join(', ')}): ${refused.note}. The next run goes ahead.`);
  return EXIT.ok;
}

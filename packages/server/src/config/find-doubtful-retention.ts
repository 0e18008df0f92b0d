import type { ServerConfig } from './server-config.ts';

/** From the lowest tier up. */
const TIERS = [
  ['free', 'NATTER_RETENTION_FREE_DAYS'],
  ['privileged', 'NATTER_RETENTION_PRIVILEGED_DAYS'],
  ['privileged_plus', 'NATTER_RETENTION_PRIVILEGED_PLUS_DAYS'],
] as const;
/** The guard of the purge lets a clock jump ahead by up to 36 hours (RET-6); the days of waiting must outlast that. */
const MIN_PURGE_AFTER_DAYS = 2;

/** What can be meant, and hardly is; one line each. By the days that hold, whether they were given or are the edition's. */
export function findDoubtfulRetention({ days, purgeAfterDays }: ServerConfig['retention']): readonly string[] {
  const doubts = TIERS.slice(1).flatMap(([tier, name], index) => {
    const [lower, lowerName] = TIERS[index] ?? TIERS[0];
    if (length(days[lower]) <= length(days[tier])) return [];
    return [
      `${lowerName} (${days[lower]}) keeps messages longer than ${name} (${days[tier]}): a higher tier should keep its own at least as long; 0 means for ever`,
    ];
  });
  const doesPurge = Object.values(days).some((one) => one > 0);
  if (doesPurge && purgeAfterDays < MIN_PURGE_AFTER_DAYS) {
    doubts.push(
      `NATTER_PURGE_AFTER_DAYS is ${purgeAfterDays}: below ${MIN_PURGE_AFTER_DAYS} a clock that is a day ahead purges what should still be there`,
    );
  }
  return doubts;
}

/** 0 is for ever. */
const length = (days: number) => (days === 0 ? Number.POSITIVE_INFINITY : days);

import type { Platform } from '../../platform/context.ts';
import { RetentionSchedule } from './retention-schedule.ts';

/** Begins the schedule of retention. `stop` ends the batch under way and begins no other. */
export function startRetention(platform: Platform): { stop(): Promise<void> } {
  const schedule = new RetentionSchedule(platform);
  schedule.start();
  return schedule;
}

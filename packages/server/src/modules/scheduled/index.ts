import type { ConversationId, Scheduled, ScheduledId, ScheduledList, SendAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { cancel } from './cancel.ts';
import { DueSender } from './due-sender.ts';
import { listScheduled } from './list-scheduled.ts';
import { type RescheduleCommand, reschedule } from './reschedule.ts';
import { type ScheduleCommand, schedule } from './schedule.ts';
import { sendNow } from './send-now.ts';

/** Messages of mine that wait for their time. Errors, beside those named: `not_found` where scheduling is switched off. */
export interface ScheduledMessages {
  /** Errors: `not_found`, `conflict` for one too many or a spent key, and those of a send. */
  create(userId: UserId, command: ScheduleCommand): Promise<{ scheduled: Scheduled; isNew: boolean }>;
  list(userId: UserId, query: { conversationId?: ConversationId | undefined }): Promise<ScheduledList>;
  /** Errors: `not_found` (also: it was sent), `conflict` for another version, `invalid`, `too_large`. */
  change(userId: UserId, command: RescheduleCommand): Promise<Scheduled>;
  /** Errors: `not_found`, also when it was sent. */
  cancel(userId: UserId, id: ScheduledId): Promise<void>;
  /** Errors: `not_found`, also when it was sent meanwhile; those of a send, and it waits on. */
  sendNow(userId: UserId, id: ScheduledId): Promise<SendAnswer>;
  /** Something waits for this time, as epoch milliseconds. Where nothing is sent, it is nothing. */
  expect(dueAt: number): void;
  /** Sends what is due from now on. `stop` ends the batch under way and begins no other. */
  startSending(): { stop(): Promise<void> };
}

export function createScheduled(platform: Platform): ScheduledMessages {
  const sender = new DueSender(platform);
  const waits = (sendAt: string) => sender.expect(Date.parse(sendAt));
  return {
    create: async (userId, command) => {
      const made = await schedule(platform, userId, command);
      waits(made.scheduled.sendAt);
      return made;
    },
    list: (userId, query) => listScheduled(platform, userId, query),
    change: async (userId, command) => {
      const changed = await reschedule(platform, userId, command);
      waits(changed.sendAt);
      return changed;
    },
    cancel: (userId, id) => cancel(platform, userId, id),
    sendNow: (userId, id) => sendNow(platform, userId, id),
    expect: (dueAt) => sender.expect(dueAt),
    startSending: () => {
      sender.start();
      return sender;
    },
  };
}

import type { ScheduledId, SendAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { DomainError } from '../../platform/domain-error.ts';
import { requireFeature } from '../../platform/require-feature.ts';
import { presentMessage, toRefusal } from '../messages/index.ts';
import { tellSentLater } from './tell-sent-later.ts';

/** Sends a message that waits, now. When its time came meanwhile it is `not_found` here, and there in the conversation. */
export async function sendNow(platform: Platform, userId: UserId, id: ScheduledId): Promise<SendAnswer> {
  requireFeature(platform, 'scheduling');
  const { database, ids, edition } = platform;
  const sent = await database.sendScheduled(userId, id, ids.next());
  if (sent === null) throw DomainError.notFound();
  const { verdict } = sent;
  if (verdict !== 'sent' && verdict !== 'duplicate') throw toRefusal(verdict, edition);
  tellSentLater(platform, sent);
  // SEND-6: a key that was sent before answers that message as it now is.
  const message = sent.message ?? (await database.readMessageByKey(userId, sent.clientId));
  if (message === null) throw DomainError.notFound();
  return { message: presentMessage(message), duplicate: verdict === 'duplicate' };
}

import type { Message, SendAnswer, UserId } from '@natter/protocol';
import type { Platform } from '../../platform/context.ts';
import { checkSend } from './check-send.ts';
import { type CommittedBatch, Committer, MAX_WAITING } from './committer.ts';
import { type DeleteCommand, deleteMessage } from './delete-message.ts';
import { type HistoryBounds, listHistory } from './list-history.ts';
import { createSend, type SendCommand, type SendReply } from './send-message.ts';

export { checkMentioned } from './check-mentioned.ts';
export { type CheckedSend, checkSend } from './check-send.ts';
export { type Erased, HIDDEN_SEQS, publishErased } from './delete-message.ts';
export { presentActed } from './present-acted.ts';
export { presentForAll, presentForReader, presentMessage } from './present-message.ts';
export { ADMINS_ONLY, BLOCKED, invalidContent, SUSPENDED, toRefusal } from './refusals.ts';
export type { SendCommand, SendReply } from './send-message.ts';
export { type ChangedMessage, type TellingDeps, tell, tellMade, tellUpdated } from './tell.ts';

export interface Messages {
  /**
   * Sends; the reply comes when it is committed. Throws `invalid` or `too_large` at once; the reply fails with `not_found`,
   * `conflict`, `invalid`, `overloaded` or `unavailable`.
   */
  send(senderId: UserId, command: SendCommand, reply: SendReply): void;
  /** The same as a promise. */
  sendAndWait(senderId: UserId, command: SendCommand): Promise<SendAnswer>;
  /** Whether a body could be sent. Errors: `invalid`, `too_large`. */
  check(body: Pick<SendCommand, 'type' | 'content' | 'mentions' | 'poll'>): void;
  /** Errors: `not_found`, `forbidden`, `delete_window_over`, `conflict`. */
  delete(userId: UserId, command: DeleteCommand): Promise<void>;
  listHistory(userId: UserId, query: HistoryBounds & { conversationId: string }): ReturnType<typeof listHistory>;
  /** Takes no more sends; answers when those taken are answered. */
  stop(): Promise<void>;
}

export function createMessages(platform: Platform, onSent: (message: Message) => void): Messages {
  const { database, clock, defer, meter, config, pressure } = platform;
  const committer = new Committer({
    commit: (sends) => database.sendMessages(sends),
    defer,
    now: () => clock.now(),
    onBatch: (batch) => tellOfBatch(platform, batch),
  });
  meter.gauge('sends_waiting', () => committer.waiting);
  pressure.watch({ name: 'sends', read: () => committer.waiting, from: [1_000, 4_000, MAX_WAITING] });
  const send = createSend({ platform, committer, onSent });
  return {
    send,
    sendAndWait: (senderId, command) =>
      new Promise((resolve, reject) => send(senderId, command, { answer: resolve, fail: reject })),
    check: (body) => void checkSend(body, config.maxMessageLength),
    delete: (userId, command) => deleteMessage(platform, userId, command),
    listHistory: (userId, query) => listHistory(platform, userId, query),
    stop: () => committer.stop(),
  };
}

function tellOfBatch({ meter, tracing }: Platform, { entries, startedAt, endedAt, isFailed }: CommittedBatch): void {
  if (!isFailed) meter.observeBatch(entries.length, endedAt - startedAt);
  if (!tracing) return;
  for (const { send, arrivedAt } of entries) {
    tracing.step(send.id, { name: 'wait', startMs: arrivedAt, endMs: startedAt });
  }
  tracing.commit({ messageIds: entries.map(({ send }) => send.id), startMs: startedAt, endMs: endedAt, isFailed });
}

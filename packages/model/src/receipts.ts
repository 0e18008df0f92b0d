import type { Conversation, Message, UserId } from '@natter/protocol';

/** How far an own message has come. A mark that somebody hides counts as not reached: never more than is known. */
export type ReceiptState = 'sent' | 'delivered' | 'read';

export function receiptState(
  seq: number,
  marks: Pick<Conversation, 'othersDeliveredSeq' | 'othersReadSeq'>,
): ReceiptState {
  if (marks.othersReadSeq !== null && seq <= marks.othersReadSeq) return 'read';
  if (marks.othersDeliveredSeq !== null && seq <= marks.othersDeliveredSeq) return 'delivered';
  return 'sent';
}

/** The state to draw beside a message: null for others' messages and for those that are gone. */
export function receiptOf(
  message: Pick<Message, 'seq' | 'senderId' | 'deletedAt'>,
  userId: UserId,
  marks: Pick<Conversation, 'othersDeliveredSeq' | 'othersReadSeq'>,
): ReceiptState | null {
  if (message.senderId !== userId || message.deletedAt !== null) return null;
  return receiptState(message.seq, marks);
}

import { createHmac } from 'node:crypto';
import type { MessageId } from '@natter/protocol';

/** Where a message's way is recorded: both in lower-case hexadecimal, as W3C Trace Context has them. */
export interface WayIds {
  readonly traceId: string;
  /** Of the span that all others of the way hang on. */
  readonly rootSpanId: string;
}

const TRACE_DIGITS = 32;
const SPAN_DIGITS = 16;

/**
 * Names a message's way by its id under a key: whoever has the key finds the same, so that nodes need not tell each other, and whoever
 * has only the traces learns no id (SEE-6).
 */
export function wayIdsOf(messageId: MessageId, key: string): WayIds {
  const digest = createHmac('sha256', key).update(`trace ${messageId}`).digest('hex');
  return { traceId: digest.slice(0, TRACE_DIGITS), rootSpanId: digest.slice(TRACE_DIGITS, TRACE_DIGITS + SPAN_DIGITS) };
}

/** Whether this way is among the share that is recorded, 0 to 1: the same answer wherever it is asked. */
export function isSampled({ traceId }: WayIds, share: number): boolean {
  return Number.parseInt(traceId.slice(0, 8), 16) < share * 2 ** 32;
}

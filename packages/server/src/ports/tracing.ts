import type { MessageId } from '@natter/protocol';

/** A part of a message's way; times are epoch milliseconds by this node's clock. */
export interface TraceStep {
  /** `wait`: for a statement; `publish`: to the sockets; `deliver`: to the mark that it is stored on a device. */
  readonly name: 'wait' | 'publish' | 'deliver';
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * Records the ways of messages. Where a way is recorded, and under which name, follows from the message's id alone: so every node adds
 * its part without being told anything, and nothing is remembered in between. No content, no ids of people or conversations.
 */
export interface MessageTracing {
  /** The whole way here: from a send's arrival until it was told. */
  send(messageId: MessageId, way: { startMs: number; endMs: number; verdict: string }): void;
  step(messageId: MessageId, step: TraceStep): void;
  /** One statement that committed these sends together. */
  commit(batch: { messageIds: readonly MessageId[]; startMs: number; endMs: number; isFailed: boolean }): void;
}

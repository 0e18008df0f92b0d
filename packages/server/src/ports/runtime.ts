import type { MessageId } from '@natter/protocol';

/** Time, for everything in the server that asks or waits. Tests drive it. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  /** Calls once after `ms`; the answer cancels. */
  after(ms: number, call: () => void): () => void;
}

/** Ids and chance. Tests seed it. */
export interface Ids {
  /** A new UUIDv7 (RFC 9562, section 5.7). */
  next(): MessageId;
  /** Uniform in [0, 1). */
  random(): number;
}

/** Structured log: an event name and fields. Never content, tokens or bare ids of people. */
export interface Log {
  debug(event: string, fields?: Readonly<Record<string, unknown>>): void;
  info(event: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void;
  error(event: string, fields?: Readonly<Record<string, unknown>>): void;
}

import {
  ACKS,
  AckEnvelope,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  EVENTS,
  type EventName,
  type EventPayload,
} from '@natter/protocol';
import * as z from 'zod/mini';
import { MessagingError } from '../errors.ts';
import type { Platform } from '../platform/platform.ts';

/** One connection, raw: what comes in has not been looked at. */
export interface RawSocket {
  /** `onAck` is called at most once, maybe never. */
  emit(name: string, payload: unknown, onAck: (answer: unknown) => void): void;
  /** No handler is called afterwards. */
  close(): void;
}

export interface RawHandlers {
  onOpen(): void;
  /** It will not open, or the server refused it; `data` is what the server said, if it said something. */
  onFailed(data: unknown, cause: unknown): void;
  onClosed(reason: string): void;
  onEvent(name: string, payload: unknown): void;
}

/** Opens one connection, once: it never reconnects by itself. */
export type OpenSocket = (options: { url: string; auth: Record<string, unknown> }, handlers: RawHandlers) => RawSocket;

/** A live event, validated. */
export type LiveEvent = { [N in EventName]: { readonly name: N; readonly payload: EventPayload<N> } }[EventName];

/**
 * How long an acknowledgement may take: with the wait before it is asked for again a lost one costs less than the ten seconds within which
 * a device is promised to be right. A page of sync must come through a slow line in it (`LIMITS.syncBytes`).
 */
const ACK_TIMEOUT_MS = 7_000;

/** A refusal with a code that this version does not know. It is meant, so asking again would never end. */
const UnknownRefusal = z.object({ ok: z.literal(false), error: z.object({ code: z.string() }) });

/** Asks on a socket. Throws a MessagingError; a lost answer is `timeout` and its outcome is unknown. */
export function command<N extends CommandName>(
  socket: RawSocket,
  platform: Platform,
  name: N,
  input: CommandInput<N>,
): Promise<CommandOutput<N>> {
  return new Promise((resolve, reject) => {
    const cancel = platform.setTimer(
      () => reject(MessagingError.transport('timeout', `${name} was not answered in time.`)),
      ACK_TIMEOUT_MS,
    );
    socket.emit(name, input, (answer) => {
      cancel();
      const ack = z.safeParse(AckEnvelope, answer);
      const output = ack.success && ack.data.ok ? z.safeParse(ACKS[name], ack.data.data) : null;
      if (output?.success) resolve(output.data as CommandOutput<N>);
      else if (ack.success && !ack.data.ok) reject(MessagingError.fromServer(ack.data.error));
      else if (z.safeParse(UnknownRefusal, answer).success)
        reject(new MessagingError({ origin: 'server', code: 'forbidden' }));
      else reject(MessagingError.transport('unavailable', `The answer to ${name} is not understood.`));
    });
  });
}

/** A live event as it is understood; null for one that is unknown or malformed: sync brings what it would have told. */
export function readEvent(name: string, payload: unknown): LiveEvent | null {
  if (!Object.hasOwn(EVENTS, name)) return null;
  const parsed = z.safeParse(EVENTS[name as EventName], payload);
  return parsed.success ? ({ name, payload: parsed.data } as LiveEvent) : null;
}

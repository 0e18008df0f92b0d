import { setTimeout as pause } from 'node:timers/promises';
import { backoffMs, reconnectMs } from '@natter/model';
import type { SyncAnswer } from '@natter/protocol';
import { connectRawDevice, HandshakeRefused, type RawDevice } from '@natter/testkit';

export interface Person {
  readonly token: string;
  readonly conversationId: string;
}

/** What a storm did, told by every client. */
export interface Told {
  /** Came back: connected, synced and told what it watches; in milliseconds of `performance.now()`. */
  readonly live: (at: number) => void;
  readonly lost: () => void;
  /** Was refused with a time to come again, or without one. */
  readonly refused: (retryAfter: number | undefined) => void;
  /** Its attempt ended without a word: nobody there, or cut. */
  readonly failed: () => void;
}

export interface ReturningClient {
  ask(event: string, payload: unknown): Promise<unknown>;
  stop(): void;
}

/**
 * A client that comes back as `@natter/client` does: with its waits (CONN-3), its obedience to `retryAfter`, its sync from where it
 * was, and what it tells a new connection. Over raw sockets, so that thousands fit into a process.
 */
export function keepConnected(url: string, person: Person, told: Told): ReturningClient {
  let device: RawDevice | null = null;
  let cursor: string | undefined;
  let failures = 0;
  let drain: number | undefined;
  let isStopped = false;

  const hear = (event: string, payload: unknown) => {
    if (event === 'server:drain') drain = (payload as { retryAfter: number }).retryAfter;
  };
  /** Asks until it is answered, or the connection is gone. */
  const insist = async (at: RawDevice, event: string, payload: unknown): Promise<unknown> => {
    for (let tries = 1; ; tries++) {
      const answer = (await Promise.race([at.ask(event, payload), at.socket.closed])) as
        | { ok: boolean; data?: unknown; error?: { retryAfter?: number } }
        | undefined;
      if (answer === undefined) throw new Error('cut');
      if (answer.ok) return answer.data;
      told.refused(answer.error?.retryAfter);
      await pause(backoffMs(tries, Math.random, answer.error?.retryAfter));
    }
  };
  const live = async (): Promise<void> => {
    device = await connectRawDevice({ url, token: person.token, onEvent: hear });
    drain = undefined;
    for (;;) {
      const page = (await insist(device, 'sync', cursor === undefined ? {} : { cursor })) as SyncAnswer;
      cursor = page.cursor;
      if (!page.hasMore) break;
    }
    told.live(performance.now());
    failures = 0;
    await insist(device, 'conversation:watch', { conversationIds: [person.conversationId] });
    await device.socket.closed;
    told.lost();
  };
  const run = async () => {
    while (!isStopped) {
      let retryAfter: number | undefined;
      try {
        await live();
      } catch (error) {
        if (error instanceof HandshakeRefused) {
          retryAfter = (error.data as { data?: { retryAfter?: number } }).data?.retryAfter;
          told.refused(retryAfter);
        } else told.failed();
      }
      if (isStopped) return;
      failures++;
      await pause(reconnectMs(failures, Math.random, retryAfter ?? drain));
      drain = undefined;
    }
  };
  void run();
  return {
    ask: async (event, payload) => device?.ask(event, payload),
    stop: () => {
      isStopped = true;
      device?.socket.destroy();
    },
  };
}

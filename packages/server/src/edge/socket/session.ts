import type { ConversationId, UserId } from '@natter/protocol';
import type { Socket } from 'socket.io';
import type { Clock } from '../../ports/runtime.ts';

/** Why we ended a connection; kept for the metrics. */
export type CutReason = 'expired' | 'flood' | 'slow' | 'too_many_devices' | 'not_a_member';

/** One connection of one person. */
export interface Session {
  readonly userId: UserId;
  readonly socket: Socket;
  /** When the token ends, in epoch milliseconds. */
  expiresAt: number;
  cancelExpiry: () => void;
  /** Conversations open on this device, as far as this person is a member. */
  open: ReadonlySet<ConversationId>;
  /** People whose presence this device watches. */
  watched: ReadonlySet<UserId>;
  /** Conversations in which this device has begun to type. */
  readonly typing: Set<ConversationId>;
  /** Counts the watch commands of each kind, so that only the last one's answer is applied. */
  turns: { open: number; watched: number };
  /** People this device would watch if no block had come between. */
  readonly walled: Set<UserId>;
  /** Counts the blocks made with this person meanwhile: whom one may watch is then asked again. */
  walls: number;
  /** Counts the conversations this person was taken out of meanwhile: which they may open is then asked again. */
  removals: number;
  /** What waits for a look at who this is; whatever comes meanwhile goes behind it. */
  gate: Promise<void> | null;
  /** How many commands wait there. */
  gated: number;
  cutReason: CutReason | null;
}

/** The client is told this long before its token ends, in milliseconds. */
const WARN_BEFORE_MS = 60_000;

/** One for all who watch nothing, as most connections do at most times: a set of one's own is 150 bytes. */
const NOTHING: ReadonlySet<never> = new Set();

export function createSession(socket: Socket, identity: { userId: UserId; expiresAt: number }): Session {
  return {
    userId: identity.userId,
    socket,
    expiresAt: identity.expiresAt,
    cancelExpiry: () => undefined,
    open: NOTHING,
    watched: NOTHING,
    typing: new Set(),
    turns: { open: 0, watched: 0 },
    walled: new Set(),
    walls: 0,
    removals: 0,
    gate: null,
    gated: 0,
    cutReason: null,
  };
}

/** Ends a connection at once. Somebody who does not read, or does not stop, would not hear a farewell either. */
export function cut(session: Session, reason: CutReason): void {
  const { socket } = session;
  // The first reason is the one that is told.
  session.cutReason ??= reason;
  socket.disconnect(true);
  if (reason === 'slow' || reason === 'flood') terminate(socket.conn);
}

/** Ends a connection without a farewell: what waits for it is dropped, and what it still sends is not read. */
export function terminate(conn: Socket['conn']): void {
  const webSocket: unknown = Reflect.get(conn.transport, 'socket');
  conn.close(true);
  if (webSocket instanceof Object && 'terminate' in webSocket && typeof webSocket.terminate === 'function') {
    webSocket.terminate();
  }
}

/**
 * Warns a minute before the token ends and cuts when it has ended, without grace (SOCK-4). One timer, armed for the next of
 * the two; a timer that comes early (they have a longest time) is armed again.
 */
export function watchExpiry(session: Session, clock: Clock): void {
  session.cancelExpiry();
  const arm = (isWarned: boolean) => {
    const dueAt = isWarned ? session.expiresAt : session.expiresAt - WARN_BEFORE_MS;
    session.cancelExpiry = clock.after(dueAt - clock.now(), () => {
      if (clock.now() < dueAt) return arm(isWarned);
      if (isWarned) return cut(session, 'expired');
      session.socket.emit('auth:expiring', { expiresAt: new Date(session.expiresAt).toISOString() });
      return arm(true);
    });
  };
  arm(false);
}

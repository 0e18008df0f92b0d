import type { ConversationId, EventName, EventPayload, UserId } from '@natter/protocol';
import type { Server } from 'socket.io';
import type { Arrivals } from '../../platform/arrivals.ts';
import type { Meter } from '../../ports/meter.ts';
import type { HerePublisher } from '../../ports/publisher.ts';
import { conversationRoom, personRoom, presenceRoom } from './rooms.ts';
import { cut, type Session } from './session.ts';

/** Events to rooms: Socket.IO encodes once and writes the same frame to everybody in them. */
export function createSocketPublisher(
  io: Server,
  { meter, arrivals }: { meter: Meter; arrivals: Pick<Arrivals, 'handed'> },
): HerePublisher {
  const { adapter } = io.of('/');
  const hasAnyone = (rooms: readonly string[]) => rooms.some((room) => adapter.rooms.has(room));
  const emit = (rooms: string[], event: EventName, payload: unknown, exceptRoom?: string) => {
    // Nobody there: not even encoded.
    if (!hasAnyone(rooms)) return;
    meter.countEvent(event);
    const target = exceptRoom === undefined ? io.to(rooms) : io.to(rooms).except(exceptRoom);
    target.emit(event, payload);
  };
  const sessionsOf = (userId: UserId): Session[] =>
    [...(adapter.rooms.get(personRoom(userId)) ?? [])].flatMap((socketId) => {
      const session = io.of('/').sockets.get(socketId)?.data['session'] as Session | undefined;
      return session ? [session] : [];
    });
  const stopWatching = (session: Session, userId: UserId) => {
    session.walls++;
    if (!session.watched.has(userId)) return;
    session.watched = new Set([...session.watched].filter((one) => one !== userId));
    session.walled.add(userId);
    void session.socket.leave(presenceRoom(userId));
    meter.countEvent('presence');
    session.socket.emit('presence', { userId, status: 'offline', lastSeenAt: null });
  };
  // GROUP-5: who is out of it has it open no more, whatever they were watching.
  const close = (session: Session, id: ConversationId) => {
    session.removals++;
    session.open = new Set([...session.open].filter((one) => one !== id));
    session.typing.delete(id);
    void session.socket.leave(conversationRoom(id));
  };
  return {
    // A socket is in a room of its own, named by its id.
    toPeople: (userIds, event, payload, except) => {
      emit(userIds.map(personRoom), event, payload, except);
      if (event === 'conversation:removed') {
        const { conversationId } = payload as EventPayload<'conversation:removed'>;
        for (const userId of userIds) for (const session of sessionsOf(userId)) close(session, conversationId);
      }
      if (event !== 'message:new') return;
      const { message } = payload as EventPayload<'message:new'>;
      const isThere = (userId: UserId) => userId !== message.senderId && adapter.rooms.has(personRoom(userId));
      if (userIds.some(isThere)) arrivals.handed(message);
    },
    toPersonWatchers: (userId, payload) => emit([presenceRoom(userId)], 'presence', payload),
    toConversationWatchers: (id, except, event, payload) =>
      emit([conversationRoom(id)], event, payload, personRoom(except)),
    endPresenceWatches: (userId) => {
      io.in(presenceRoom(userId)).socketsLeave(presenceRoom(userId));
      for (const session of sessionsOf(userId)) {
        for (const watched of session.watched) void session.socket.leave(presenceRoom(watched));
        session.watched = new Set();
        session.walled.clear();
      }
    },
    endPresenceBetween: (one, other) => {
      for (const session of sessionsOf(one)) stopWatching(session, other);
      for (const session of sessionsOf(other)) stopWatching(session, one);
    },
    resumePresence: (watcher, payload) => {
      for (const session of sessionsOf(watcher)) {
        if (!session.walled.delete(payload.userId)) continue;
        session.watched = new Set([...session.watched, payload.userId]);
        void session.socket.join(presenceRoom(payload.userId));
        meter.countEvent('presence');
        session.socket.emit('presence', payload);
      }
    },
    disconnect: (userIds, reason) => {
      for (const userId of userIds) for (const session of sessionsOf(userId)) cut(session, reason);
    },
    toEveryone: (event, payload) => {
      meter.countEvent(event);
      io.local.emit(event, payload);
    },
    connectedAmong: (userIds) => userIds.filter((userId) => adapter.rooms.has(personRoom(userId))),
  };
}

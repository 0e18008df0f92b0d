import type { EventName } from '@natter/protocol';
import type { Server } from 'socket.io';
import type { Meter } from '../../ports/meter.ts';
import type { Publisher } from '../../ports/publisher.ts';
import { conversationRoom, personRoom, presenceRoom } from './rooms.ts';
import type { Session } from './session.ts';

/** Events to rooms: Socket.IO encodes once and writes the same frame to everybody in them. */
export function createSocketPublisher(io: Server, meter: Meter): Publisher {
  const { adapter } = io.of('/');
  const hasAnyone = (rooms: readonly string[]) => rooms.some((room) => adapter.rooms.has(room));
  const emit = (rooms: string[], event: EventName, payload: unknown, exceptRoom?: string) => {
    // Nobody there: not even encoded.
    if (!hasAnyone(rooms)) return;
    meter.countEvent(event);
    const target = exceptRoom === undefined ? io.to(rooms) : io.to(rooms).except(exceptRoom);
    target.emit(event, payload);
  };
  return {
    toPeople: (userIds, event, payload) => emit(userIds.map(personRoom), event, payload),
    toPersonWatchers: (userId, payload) => emit([presenceRoom(userId)], 'presence', payload),
    toConversationWatchers: (id, except, event, payload) =>
      emit([conversationRoom(id)], event, payload, personRoom(except)),
    endPresenceWatches: (userId) => {
      io.in(presenceRoom(userId)).socketsLeave(presenceRoom(userId));
      for (const socketId of adapter.rooms.get(personRoom(userId)) ?? []) {
        const session = io.of('/').sockets.get(socketId)?.data['session'] as Session | undefined;
        if (!session) continue;
        for (const watched of session.watched) void session.socket.leave(presenceRoom(watched));
        session.watched = new Set();
      }
    },
    connectedAmong: (userIds) => userIds.filter((userId) => adapter.rooms.has(personRoom(userId))),
  };
}

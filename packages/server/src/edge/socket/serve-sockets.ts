import type { Server as HttpServer } from 'node:http';
import type { UserId } from '@natter/protocol';
import type { Server, Socket } from 'socket.io';
import { spreadSeconds } from '../../platform/spread-seconds.ts';
import type { Clock } from '../../ports/runtime.ts';
import { createAdmission } from './admit.ts';
import { createCommandHandlers } from './command-handlers.ts';
import { cutSlowConsumers } from './cut-slow-consumers.ts';
import { gatherWrites } from './gather-writes.ts';
import { guardAddresses } from './guard-addresses.ts';
import { guardFlood } from './guard-flood.ts';
import { onEnd, receiveCommands } from './receive-commands.ts';
import { personRoom } from './rooms.ts';
import { cut, type Session, watchExpiry } from './session.ts';
import type { SocketDeps } from './socket-deps.ts';

/** What the transport says of a connection that it does not know (engine.io, `Server.errors.UNKNOWN_SID`). */
const UNKNOWN_CONNECTION = 1;

export interface Sockets {
  /** Tells every client when to come back: each another time, the more of them the longer (LOAD-5). */
  announceDrain(): void;
  /** Ends every connection when what was written to it has gone out, or after a while. */
  close(): Promise<void>;
}

/** Clients come back at this pace after a drain, within these bounds in seconds. */
const RETURNS_PER_SECOND = 500;
const MIN_RETURN_SECONDS = 1;
const MAX_RETURN_SECONDS = 30;

/** Readers get so long to take what was written before their connection is cut, in milliseconds. */
const FLUSH_WITHIN_MS = 500;

/** Serves Socket.IO on the HTTP server given. */
export function serveSockets(io: Server, server: HttpServer, deps: SocketDeps): Sockets {
  const { platform } = deps;
  const handlers = createCommandHandlers(deps);
  io.attach(server);
  gatherWrites(io, platform.log);
  guardAddresses(io, platform.config, platform.meter);
  const floods = guardFlood(io, platform.clock);
  io.use(createAdmission(deps));
  io.on('connection', (socket) => {
    const session = socket.data['session'] as Session;
    floods.admitted(session);
    begin(session, { io, deps });
    receiveCommands(session, { ...deps, handlers });
    onEnd(session, (reason) => end(session, reason, deps));
    dropRequest(socket);
  });
  io.engine.on('connection_error', ({ code }: { code: number }) => {
    // Who polls on after a restart names a connection that is no more, and asks for another one.
    if (code !== UNKNOWN_CONNECTION) platform.meter.countConnectionRefused('transport');
  });
  platform.meter.gauge('sockets_connected', () => io.of('/').sockets.size);
  const stopLooking = cutSlowConsumers(io, platform);
  return {
    announceDrain: () => {
      const { sockets } = io.of('/');
      const to = Math.min(MAX_RETURN_SECONDS, Math.max(MIN_RETURN_SECONDS, sockets.size / RETURNS_PER_SECOND));
      for (const socket of sockets.values()) {
        socket.emit('server:drain', { retryAfter: spreadSeconds(() => platform.ids.random(), { from: 0.2, to }) });
      }
    },
    close: async () => {
      stopLooking();
      // DRAIN-2: closing the engine drops what waits for the network, and answers are among it.
      const flushed = whenClosed([...io.of('/').sockets.values()], platform.clock);
      io.disconnectSockets(true);
      await flushed;
      io.engine.close();
    },
  };
}

/** Answers when all these connections have ended, or one of them takes too long to write out what it has. */
function whenClosed(sockets: readonly Socket[], clock: Clock): Promise<void> {
  return new Promise((resolve) => {
    const cancel = clock.after(FLUSH_WITHIN_MS, resolve);
    const ended = sockets.map(({ conn }) => new Promise((end) => conn.once('close', end)));
    void Promise.all(ended).then(() => {
      cancel();
      resolve();
    });
  });
}

function begin(session: Session, { io, deps }: { io: Server; deps: SocketDeps }): void {
  const { platform, services } = deps;
  cutOldest(io, session.userId, platform.config.maxSocketsPerPerson);
  void session.socket.join(personRoom(session.userId));
  services.presence.connect(session.userId);
  watchExpiry(session, platform.clock);
  platform.meter.countConnection();
  // WALL-4: somebody may have left the store between the handshake and this moment.
  if (!services.identity.isKnown(session.userId)) {
    services.identity.whoIs(session.userId).catch(() => cut(session, 'not_a_member'));
  }
}

/** SOCK-6: one more than a person may have ends the one that has been there longest. */
function cutOldest(io: Server, userId: UserId, max: number): void {
  const devices = io.of('/').adapter.rooms.get(personRoom(userId));
  if (devices === undefined || devices.size < max) return;
  for (const socketId of [...devices].slice(0, devices.size - max + 1)) {
    const session = io.of('/').sockets.get(socketId)?.data['session'] as Session | undefined;
    if (session) cut(session, 'too_many_devices');
  }
}

function end(session: Session, reason: string, { platform, services }: SocketDeps): void {
  session.cancelExpiry();
  for (const conversationId of session.typing) services.typing.stop(session.userId, conversationId);
  services.presence.disconnect(session.userId);
  // Who left the namespace has nothing more to say; without this an unnamed connection would stay for ever.
  if (reason === 'client_namespace_disconnect') session.socket.conn.close();
  platform.meter.countDisconnect(reason);
}

/** Nothing needs the request, its headers and the token any more; together they are most of an idle connection's memory. */
function dropRequest(socket: Socket): void {
  Reflect.set(socket.conn, 'request', null);
  socket.handshake.auth = {};
  socket.handshake.headers = {};
  socket.handshake.query = {};
}

import { type ErrorBody, Handshake, OLDEST_PROTOCOL_VERSION } from '@natter/protocol';
import type { Socket } from 'socket.io';
import { DomainError } from '../../platform/domain-error.ts';
import { createGate } from '../../platform/gate.ts';
import { parseInput } from '../../platform/parse-input.ts';
import { spreadSeconds } from '../../platform/spread-seconds.ts';
import { toDomainError } from '../to-domain-error.ts';
import { createSession, terminate } from './session.ts';
import type { SocketDeps } from './socket-deps.ts';

const SWITCHED_OFF_RETRY_SECONDS = 60;
const FULL_RETRY_SECONDS = { from: 10, to: 20 } as const;

/** What Socket.IO sends as `connect_error`: the same envelope as everywhere, in `data`. */
class AdmissionError extends Error {
  override readonly name = 'AdmissionError';
  readonly data: ErrorBody;

  constructor(error: DomainError) {
    super(error.code);
    this.data = error.toBody();
  }
}

/** Handshakes looked at at once: each may ask the database who this is. */
const AT_ONCE = 16;
/** Handshakes that may wait, and for how long in milliseconds; then Socket.IO closes a connection that has not said who it is. */
const MAX_WAITING = 1_000;
const MAX_WAIT_MS = 4_000;

/** Decides who may connect (SOCK-2), in the order they came and not all at once (LOAD-4). A good handshake leaves its session with the socket. */
export function createAdmission(deps: SocketDeps) {
  const { log, meter, clock, pressure } = deps.platform;
  const gate = createGate({
    clock,
    atOnce: AT_ONCE,
    maxWaiting: MAX_WAITING,
    maxWaitMs: MAX_WAIT_MS,
    retryAfter: () => pressure.retryAfter(),
    onRefused: () => meter.countShed('handshake'),
  });
  const underWay = new WeakSet<Socket['conn']>();
  const admitInTurn = async (socket: Socket) => {
    pressure.admit('handshake');
    await gate.run(() => admit(deps, socket));
  };
  return (socket: Socket, next: (error?: Error) => void): void => {
    const { conn } = socket;
    // HOSTILE-2: a second handshake while the first is looked at would make two sessions of one connection.
    if (underWay.has(conn)) {
      terminate(conn);
      return;
    }
    underWay.add(conn);
    admitInTurn(socket)
      .then(
        () => next(),
        (error: unknown) => {
          const domainError = toDomainError(error, log, { where: 'handshake' });
          meter.countError('socket', domainError.code);
          meter.countConnectionRefused(domainError.code);
          next(new AdmissionError(domainError));
        },
      )
      .finally(() => underWay.delete(conn));
  };
}

async function admit({ platform, services }: SocketDeps, socket: Socket): Promise<void> {
  const { config, ids } = platform;
  if (!config.isMessagingEnabled) throw DomainError.unavailable(SWITCHED_OFF_RETRY_SECONDS);
  const { token, protocolVersion } = parseInput(Handshake, socket.handshake.auth);
  if (protocolVersion !== undefined && protocolVersion < OLDEST_PROTOCOL_VERSION) {
    throw DomainError.invalid('protocolVersion', `must be at least ${OLDEST_PROTOCOL_VERSION}`);
  }
  const identity = await services.identity.checkToken(token);
  const { presence } = services;
  const isFull = config.maxConcurrentUsers > 0 && presence.online >= config.maxConcurrentUsers;
  if (isFull && !presence.isOnline(identity.userId))
    throw DomainError.overloaded(spreadSeconds(() => ids.random(), FULL_RETRY_SECONDS));
  await services.identity.personOf(identity);
  socket.data['session'] = createSession(socket, identity);
}

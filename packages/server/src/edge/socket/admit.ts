import { type ErrorBody, Handshake, OLDEST_PROTOCOL_VERSION } from '@natter/protocol';
import type { Socket } from 'socket.io';
import { DomainError } from '../../platform/domain-error.ts';
import { parseInput } from '../../platform/parse-input.ts';
import { toDomainError } from '../to-domain-error.ts';
import { createSession } from './session.ts';
import type { SocketDeps } from './socket-deps.ts';

const SWITCHED_OFF_RETRY_SECONDS = 60;
const FULL_RETRY_SECONDS = 15;

/** What Socket.IO sends as `connect_error`: the same envelope as everywhere, in `data`. */
class AdmissionError extends Error {
  override readonly name = 'AdmissionError';
  readonly data: ErrorBody;

  constructor(error: DomainError) {
    super(error.code);
    this.data = error.toBody();
  }
}

/** Decides who may connect (SOCK-2). A good handshake leaves its session with the socket. */
export function createAdmission(deps: SocketDeps) {
  const { log, meter } = deps.platform;
  return (socket: Socket, next: (error?: Error) => void): void => {
    admit(deps, socket).then(
      () => next(),
      (error: unknown) => {
        const domainError = toDomainError(error, log, { where: 'handshake' });
        meter.countError('socket', domainError.code);
        next(new AdmissionError(domainError));
      },
    );
  };
}

async function admit({ platform, services }: SocketDeps, socket: Socket): Promise<void> {
  const { config } = platform;
  if (!config.isMessagingEnabled) throw DomainError.unavailable(SWITCHED_OFF_RETRY_SECONDS);
  const { token, protocolVersion } = parseInput(Handshake, socket.handshake.auth);
  if (protocolVersion !== undefined && protocolVersion < OLDEST_PROTOCOL_VERSION) {
    throw DomainError.invalid('protocolVersion', `must be at least ${OLDEST_PROTOCOL_VERSION}`);
  }
  const identity = await services.identity.checkToken(token);
  const { presence } = services;
  const isFull = config.maxConcurrentUsers > 0 && presence.online >= config.maxConcurrentUsers;
  if (isFull && !presence.isOnline(identity.userId)) throw DomainError.overloaded(FULL_RETRY_SECONDS);
  await services.identity.personOf(identity);
  socket.data['session'] = createSession(socket, identity);
}

import { LIMITS } from '@natter/protocol';
import { Server } from 'socket.io';
import type { ServerConfig } from '../../config/index.ts';
import { isOriginAllowed } from '../origins.ts';
import type { Lifecycle } from '../services.ts';

/** A link that died is found within the sum of the two, in milliseconds. */
const PING_INTERVAL_MS = 10_000;
const PING_TIMEOUT_MS = 8_000;
/** A connection that has not said who it is by then is closed, in milliseconds. */
const CONNECT_TIMEOUT_MS = 5_000;

/** Socket.IO, not yet attached. A WebSocket is not bound by CORS, so the origin is checked before anything else (SOCK-1). */
export function createIo(config: ServerConfig, lifecycle: Lifecycle): Server {
  return new Server({
    serveClient: false,
    // ROLE-3: a long poll must come back to the node that holds its connection; a WebSocket is there already.
    transports: config.isPollingEnabled ? ['websocket', 'polling'] : ['websocket'],
    pingInterval: PING_INTERVAL_MS,
    pingTimeout: PING_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    maxHttpBufferSize: LIMITS.bodyBytes,
    // Costs memory for every connection and saves little on short messages.
    perMessageDeflate: false,
    allowRequest: (request, decide) => {
      const { origin, host } = request.headers;
      if (lifecycle.isDraining) decide('draining', false);
      else if (isOriginAllowed({ origin, host }, config)) decide(null, true);
      else decide('origin not allowed', false);
    },
    cors: {
      origin: (origin, decide) =>
        decide(null, origin !== undefined && isOriginAllowed({ origin, host: undefined }, config)),
      methods: ['GET', 'POST'],
    },
  });
}

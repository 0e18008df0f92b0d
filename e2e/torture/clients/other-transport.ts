import type { OpenSocket } from '@natter/client';
import { io } from 'socket.io-client';

/**
 * A way for our client that is not its own: Socket.IO's library, by the transports given. `isDeaf`: every event is dropped, whatever
 * it says, so that answers and sync are all that ever comes.
 */
export function otherTransport(transports: ('websocket' | 'polling')[], isDeaf: boolean): OpenSocket {
  return ({ url, auth }, handlers) => {
    const socket = io(url, {
      ...{ path: '/socket.io', transports, auth, timeout: 10_000 },
      ...{ forceNew: true, reconnection: false },
    });
    const end = () => {
      socket.off();
      socket.offAny();
      socket.disconnect();
    };
    socket.on('connect', () => handlers.onOpen());
    socket.on('connect_error', (error) => {
      end();
      handlers.onFailed(Reflect.get(error, 'data'), error);
    });
    socket.on('disconnect', (reason) => {
      end();
      handlers.onClosed(reason);
    });
    socket.onAny((name: unknown, payload: unknown) => {
      if (!isDeaf) handlers.onEvent(String(name), payload);
    });
    return { emit: (name, payload, onAck) => void socket.emit(name, payload, onAck), close: end };
  };
}

import { io } from 'socket.io-client';
import type { OpenSocket } from './socket.ts';

/** Socket.IO: WebSocket first, long-polling where that fails. Reconnecting is ours, not its. */
export const openSocketIo: OpenSocket = ({ url, auth }, handlers) => {
  const socket = io(url, {
    path: '/socket.io',
    auth,
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnection: false,
    forceNew: true,
    timeout: 10_000,
  });
  let isClosed = false;
  const end = () => {
    isClosed = true;
    socket.disconnect();
  };
  socket.on('connect', () => {
    if (!isClosed) handlers.onOpen();
  });
  socket.on('connect_error', (error) => {
    if (isClosed) return;
    end();
    handlers.onFailed(Reflect.get(error, 'data'), error);
  });
  socket.on('disconnect', (reason) => {
    if (isClosed) return;
    end();
    handlers.onClosed(reason);
  });
  socket.onAny((name: string, payload: unknown) => {
    if (!isClosed) handlers.onEvent(name, payload);
  });
  return {
    emit: (name, payload, onAck) => {
      socket.emit(name, payload, onAck);
    },
    close: end,
  };
};

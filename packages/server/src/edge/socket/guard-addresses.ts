import type { IncomingMessage } from 'node:http';
import type { Server, Socket } from 'socket.io';
import type { ServerConfig } from '../../config/index.ts';
import type { Meter } from '../../ports/meter.ts';
import { clientAddress } from './client-address.ts';

type Conn = Socket['conn'];

/**
 * What a client's address decides, where it is known (`NATTER_TRUSTED_HOPS` is set): how many connections may come from it
 * (SOCK-9), and that a long-polling session is used from there only, since its id alone opens it (HOSTILE-4). A foreign id is
 * answered like one that does not exist.
 */
export function guardAddresses(
  io: Server,
  config: Pick<ServerConfig, 'maxSocketsPerIp' | 'trustedHops'>,
  meter: Meter,
): void {
  const { trustedHops, maxSocketsPerIp } = config;
  if (trustedHops === null) return;
  const counts = new Map<string, number>();
  const addresses = new WeakMap<object, string>();
  io.engine.on('connection', (conn: Conn) => {
    const address = clientAddress(conn.request, trustedHops);
    addresses.set(conn, address);
    counts.set(address, (counts.get(address) ?? 0) + 1);
    conn.once('close', () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left > 0) counts.set(address, left);
      else counts.delete(address);
    });
  });
  io.engine.use((request: IncomingMessage, _response: unknown, next: (refusal?: Error) => void) => {
    const query = readQuery(request);
    const address = clientAddress(request, trustedHops);
    const { sid } = query;
    if (sid === undefined) {
      const isFull = maxSocketsPerIp > 0 && (counts.get(address) ?? 0) >= maxSocketsPerIp;
      if (isFull) meter.countConnectionRefused('transport');
      next(isFull ? new Error('too many connections') : undefined);
      return;
    }
    const conn = Reflect.get(io.engine, 'clients')[sid] as object | undefined;
    if (conn !== undefined && addresses.get(conn) !== address) query['sid'] = 'of-another';
    next();
  });
}

/** The query as Engine.IO has read it, which is what it looks at afterwards. */
function readQuery(request: IncomingMessage): Record<string, string> {
  const query: unknown = Reflect.get(request, '_query');
  return typeof query === 'object' && query !== null ? (query as Record<string, string>) : {};
}

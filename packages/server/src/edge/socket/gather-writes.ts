import type { Server, Socket } from 'socket.io';
import type { Log } from '../../ports/runtime.ts';

type Connection = Socket['conn'];

/** What of a TCP socket holds back its writes, so that they go out as one. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

/**
 * Writes everything that one turn has for a connection at once. Engine.IO hands each packet to the kernel by itself, and a system call
 * is the dearest part of a send; but what becomes of a batch is known in one turn, so a member of a group whose eight messages were
 * committed together, or somebody who is answered and told in the same batch, needs one call and not eight. Nothing waits for a timer:
 * the packets leave when the turn that made them ends, in the order in which they were made, and until then count as waiting
 * (`bufferedBytes`). `flush` is an internal of Engine.IO, and so is the way to the TCP socket.
 */
export function gatherWrites(io: Server, log: Log): void {
  const due = new Set<Connection>();
  const writeOut = () => {
    const connections = [...due];
    due.clear();
    for (const connection of connections) flushOne(connection, log);
  };
  const gather = function (this: Connection): void {
    // Asked after each write too, mostly for nothing.
    if (!hasPackets(this)) return;
    if (due.size === 0) process.nextTick(writeOut);
    due.add(this);
  };
  io.engine.on('connection', (connection: Connection) => Reflect.set(connection, 'flush', gather));
}

/** One that cannot be written to must not touch those behind it: it ends, and its client comes back. */
function flushOne(connection: Connection, log: Log): void {
  const tcp = tcpOf(connection);
  tcp?.cork();
  try {
    flushOf(connection).call(connection);
  } catch (error) {
    log.error('write_failed', { error });
    connection.close(true);
  } finally {
    tcp?.uncork();
  }
}

/** Engine.IO's own, beneath ours. */
function flushOf(connection: Connection): () => void {
  return Reflect.get(Object.getPrototypeOf(connection), 'flush') as () => void;
}

function hasPackets(connection: Connection): boolean {
  const packets: unknown = Reflect.get(connection, 'writeBuffer');
  return Array.isArray(packets) && packets.length > 0;
}

/** A long poll has none: it answers with all packets at once anyhow. */
function tcpOf({ transport }: Connection): Corkable | null {
  const webSocket: unknown = Reflect.get(transport, 'socket');
  const tcp: unknown = webSocket instanceof Object ? Reflect.get(webSocket, '_socket') : null;
  return tcp instanceof Object && 'cork' in tcp && 'uncork' in tcp ? (tcp as Corkable) : null;
}

import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { type Flow, Pipe } from './flow.ts';

/** What a connection through the proxy suffers; a direction left out passes. */
export interface Suffering {
  readonly toServer?: Flow;
  readonly toClient?: Flow;
}

/** The connections that a fault was done to. */
export interface Suffered {
  cut(how: Cut): void;
}

/** `reset` as when a router lost its mind (RST), `end` politely (FIN). */
export type Cut = 'reset' | 'end';

export interface TcpProxy {
  readonly port: number;
  /** Connections standing now. */
  readonly connections: number;
  /** Bytes that were thrown away on connections standing now. */
  readonly dropped: number;
  /**
   * What happens to the bytes from now on. With a `pick` only the standing connections it chooses (by their number, counted from 0)
   * suffer, and new ones pass; without one all do, and new ones too.
   */
  suffer(suffering: Suffering, pick?: (nth: number) => boolean): Suffered;
  /** Everything passes again; what was held arrives. */
  heal(): void;
  /** Ends the chosen connections, all unless told otherwise. */
  cut(how: Cut, pick?: (nth: number) => boolean): void;
  close(): Promise<void>;
}

export interface TcpProxyOptions {
  /** Where the server listens, on the loopback interface. */
  readonly targetPort: number;
  /** Absent: a free one. */
  readonly port?: number;
}

const PASS: Flow = { kind: 'pass' };

interface Link {
  readonly client: Socket;
  readonly server: Socket;
  readonly toServer: Pipe;
  readonly toClient: Pipe;
}

/**
 * RST at once, also with bytes still to be written: `resetAndDestroy` alone would wait for them. On a socket that has ended Node
 * cannot reset and would keep its handle for ever, so that one is closed.
 */
function resetSocket(socket: Socket): void {
  if (!socket.destroyed && !socket.connecting && !socket.writableEnded) socket.resetAndDestroy();
  socket.destroy();
}

/** A TCP proxy on the loopback interface that can do to connections what networks do. Errors: those of listening. */
export async function startTcpProxy({ targetPort, port = 0 }: TcpProxyOptions): Promise<TcpProxy> {
  const links = new Set<Link>();
  let general: Suffering = {};
  /** Those that the present fault is done to. */
  let suffering = new Set<Link>();
  let isGeneral = false;
  const apply = (link: Link, { toServer = PASS, toClient = PASS }: Suffering) => {
    link.toServer.set(toServer);
    link.toClient.set(toClient);
  };
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const server = connect({ port: targetPort, host: '127.0.0.1', allowHalfOpen: true });
    const link = { client, server, toServer: new Pipe(client, server), toClient: new Pipe(server, client) };
    links.add(link);
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      socket.setNoDelay(true);
      // An error of one side is told to the other in the same way; `close` follows by itself.
      socket.on('error', () => resetSocket(other));
      socket.on('close', () => {
        links.delete(link);
        if (!other.destroyed) other.destroySoon();
      });
    }
    apply(link, general);
    if (isGeneral) suffering.add(link);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, '127.0.0.1', resolve);
  });
  const chosen = (pick: (nth: number) => boolean) => [...links].filter((_, nth) => pick(nth));
  const reset = ({ client, server }: Link) => {
    resetSocket(client);
    resetSocket(server);
  };
  const end = ({ client, server }: Link) => {
    client.end();
    server.end();
  };
  const cutAll = (how: Cut, those: Iterable<Link>) => {
    for (const link of [...those]) (how === 'reset' ? reset : end)(link);
  };
  return {
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return links.size;
    },
    get dropped() {
      return [...links].reduce((sum, { toServer, toClient }) => sum + toServer.dropped + toClient.dropped, 0);
    },
    suffer(what, pick) {
      isGeneral = pick === undefined;
      general = isGeneral ? what : {};
      const those = new Set(chosen(pick ?? (() => true)));
      suffering = those;
      for (const link of those) apply(link, what);
      return { cut: (how) => cutAll(how, those) };
    },
    heal() {
      general = {};
      isGeneral = false;
      suffering = new Set();
      for (const link of links) apply(link, general);
    },
    cut: (how, pick = () => true) => cutAll(how, chosen(pick)),
    async close() {
      for (const link of links) reset(link);
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

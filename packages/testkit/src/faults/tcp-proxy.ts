import { type AddressInfo, createServer } from 'node:net';
import { Link, type Suffering } from './link.ts';

export type { Suffering } from './link.ts';

/** The connections that a fault was done to. */
export interface Suffered {
  cut(how: Cut): void;
}

/** `reset` as when a router lost its mind (RST), `end` politely (FIN). */
export type Cut = 'reset' | 'end';

/** Which of the standing connections, by their number from 0. */
export type Pick = (nth: number) => boolean;

export interface TcpProxy {
  readonly port: number;
  /** Connections standing now. */
  readonly connections: number;
  /** Connections of which one side is gone and the other does not know. */
  readonly halfOpened: number;
  /** Bytes that were thrown away on connections standing now. */
  readonly dropped: number;
  /** Since the proxy was started: acknowledgements thrown away, and requests sent a second time. */
  readonly droppedAcks: number;
  readonly repeatedPosts: number;
  /**
   * What happens to the bytes from now on. With a `pick` only the standing connections it chooses suffer, and new ones pass; without
   * one all do, and new ones too.
   */
  suffer(suffering: Suffering, pick?: Pick): Suffered;
  /** Everything passes again; what was held arrives. Who is still half-open learns of it by a reset. */
  heal(): void;
  /** Ends the chosen connections, all unless told otherwise. */
  cut(how: Cut, pick?: Pick): void;
  /** The other side of the chosen connections goes without a word; `keep` is left in the belief that it is connected. */
  halfOpen(keep: 'client' | 'server', pick?: Pick): void;
  /** New connections go to another port than `targetPort`, until null. */
  redirect(port: number | null): void;
  close(): Promise<void>;
}

export interface TcpProxyOptions {
  /** Where the server listens, on the loopback interface. */
  readonly targetPort: number;
  /** Absent: a free one. */
  readonly port?: number;
  /** `http` (with WebSockets): its requests and frames can be told apart, at some cost. `bytes` unless told otherwise. */
  readonly carries?: 'bytes' | 'http';
  /** For jitter: uniform in [0, 1). */
  readonly random?: () => number;
}

/** A TCP proxy on the loopback interface that can do to connections what networks do. Errors: those of listening. */
export async function startTcpProxy(options: TcpProxyOptions): Promise<TcpProxy> {
  const { port = 0, carries = 'bytes', random = Math.random } = options;
  const links = new Set<Link>();
  let targetPort = options.targetPort;
  let general: Suffering = {};
  /** Those that the present fault without a choice is done to; new ones join. */
  let sufferers: Set<Link> | null = null;
  let repeatedPosts = 0;
  let droppedAcksBefore = 0;
  const listener = createServer({ allowHalfOpen: true }, (client) => {
    const link = new Link(client, {
      targetPort,
      carries,
      random,
      onRepeat: () => {
        repeatedPosts += 1;
      },
      onClose: (closed) => {
        if (links.delete(closed)) droppedAcksBefore += closed.droppedAcks;
      },
    });
    links.add(link);
    link.suffer(general);
    sufferers?.add(link);
  });
  await new Promise<void>((resolve, reject) => {
    listener.once('error', reject);
    listener.listen(port, '127.0.0.1', resolve);
  });
  const standing = () => [...links].filter((link) => !link.isHalfOpen);
  const chosen = (pick: Pick = () => true) => standing().filter((_, nth) => pick(nth));
  const cutAll = (how: Cut, those: Iterable<Link>) => {
    for (const link of [...those]) {
      if (how === 'reset') link.reset();
      else link.end();
    }
  };
  return {
    port: (listener.address() as AddressInfo).port,
    get connections() {
      return standing().length;
    },
    get halfOpened() {
      return links.size - standing().length;
    },
    get dropped() {
      return standing().reduce((sum, link) => sum + link.dropped, 0);
    },
    get droppedAcks() {
      return [...links].reduce((sum, link) => sum + link.droppedAcks, droppedAcksBefore);
    },
    get repeatedPosts() {
      return repeatedPosts;
    },
    suffer(what, pick) {
      const those = new Set(chosen(pick));
      sufferers = pick === undefined ? those : null;
      general = pick === undefined ? what : {};
      for (const link of those) link.suffer(what);
      return { cut: (how) => cutAll(how, those) };
    },
    heal() {
      general = {};
      sufferers = null;
      for (const link of [...links]) {
        if (link.isHalfOpen) link.reset();
        else link.suffer(general);
      }
    },
    cut: (how, pick) => cutAll(how, chosen(pick)),
    halfOpen(keep, pick) {
      for (const link of chosen(pick)) link.halfOpen(keep);
    },
    redirect(port) {
      targetPort = port ?? options.targetPort;
    },
    async close() {
      for (const link of [...links]) link.reset();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };
}

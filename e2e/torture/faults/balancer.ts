import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface BalancerOptions {
  /** Where the nodes listen, on the loopback interface. */
  readonly nodePorts: readonly number[];
  /** Between two looks at a node's health. */
  readonly lookEveryMs?: number;
  /** How long a node may take to say that it is ready. */
  readonly lookWithinMs?: number;
}

/** A TCP balancer. */
export interface Balancer {
  readonly port: number;
  /** Nodes that said at the last look that they are ready, by their places in `nodePorts`. */
  readonly healthy: readonly number[];
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 200;
const LOOK_WITHIN_MS = 600;
/** A frozen node's system still takes connections; one that it does not answer within this time goes elsewhere. */
const CONNECT_WITHIN_MS = 1_000;

/**
 * Stands before the nodes and asks each `/readyz`. A node that is not ready gets no new connections and keeps those it has; where none
 * is ready all are tried, so that people are told by a server what is the matter. Errors: those of listening.
 */
export async function startBalancer(options: BalancerOptions): Promise<Balancer> {
  const { nodePorts, lookEveryMs = LOOK_EVERY_MS, lookWithinMs = LOOK_WITHIN_MS } = options;
  const isHealthy = nodePorts.map(() => false);
  const open = new Set<Socket>();
  let turn = 0;
  let stuck = 0;
  const places = nodePorts.map((_, place) => place);
  const healthy = () => places.filter((place) => isHealthy[place]);
  const look = async () => {
    await Promise.all(
      places.map(async (place) => {
        isHealthy[place] = await isReady(nodePorts[place] ?? 0, lookWithinMs);
      }),
    );
  };
  /** Those to try, in order. */
  const inTurn = () => {
    turn += 1;
    const those = healthy().length > 0 ? healthy() : places;
    return those.map((_, nth) => those[(turn + nth) % those.length] ?? 0);
  };
  const stickily = () => {
    const those = healthy().length > 0 ? healthy() : places;
    if (!those.includes(stuck)) stuck = those[0] ?? 0;
    return [stuck, ...those.filter((place) => place !== stuck)];
  };
  const door = createServer({ allowHalfOpen: true }, (client) => {
    open.add(client);
    client.setNoDelay(true);
    client.on('error', () => client.destroy());
    client.on('close', () => open.delete(client));
    client.once('end', () => client.end());
    client.once('data', (first: Buffer) => {
      client.pause();
      client.removeAllListeners('end');
      client.unshift(first);
      pass(client, needsSameNode(first) ? stickily() : inTurn(), nodePorts);
    });
  });
  await listen(door);
  await look();
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  const lookAgain = () => {
    timer = setTimeout(() => void look().then(() => isClosed || lookAgain()), lookEveryMs);
  };
  lookAgain();
  return {
    port: (door.address() as AddressInfo).port,
    get healthy() {
      return healthy();
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => door.close(resolve));
    },
  };
}

/**
 * Whether a connection begins with long-polling, whose requests have to reach the node that knows its session; a change from it to
 * WebSocket names the session too. A balancer of a deployment goes by a cookie or by the client's address; here all have one address,
 * so all of these go to one node while it is healthy.
 */
function needsSameNode(first: Buffer): boolean {
  const [line = ''] = first.subarray(0, 2_048).toString('latin1').split('\r\n');
  return /^[A-Z]+ \S*\/socket\.io\/\?\S*(transport=polling|sid=)/.test(line);
}

function listen(door: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    door.once('error', reject);
    door.listen(0, '127.0.0.1', resolve);
  });
}

async function isReady(port: number, withinMs: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(withinMs) })).ok;
  } catch {
    return false;
  }
}

/** Joins a client with the first of these nodes that takes the connection; with none of them it is reset. */
function pass(client: Socket, places: readonly number[], nodePorts: readonly number[]): void {
  const [place, ...others] = places;
  if (place === undefined) {
    client.resetAndDestroy();
    return;
  }
  const node = connect({ port: nodePorts[place] ?? 0, host: '127.0.0.1', allowHalfOpen: true });
  const next = () => {
    node.destroy();
    if (!client.destroyed) pass(client, others, nodePorts);
  };
  node.setTimeout(CONNECT_WITHIN_MS, next);
  node.once('error', next);
  client.once('close', () => node.destroy());
  node.once('connect', () => {
    node.setTimeout(0);
    node.off('error', next);
    node.setNoDelay(true);
    node.on('error', () => client.destroyed || client.resetAndDestroy());
    node.on('close', () => client.destroySoon());
    client.pipe(node);
    node.pipe(client);
  });
}

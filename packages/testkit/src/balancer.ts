import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export interface BalancerOptions {
  /** The nodes by their addresses; none until `use` names them unless told here. */
  readonly nodes?: readonly string[];
  /** Between two looks at a node's health. */
  readonly lookEveryMs?: number;
  /** How long a node may take to say that it is ready. */
  readonly lookWithinMs?: number;
}

/** A TCP balancer on the loopback interface. */
export interface Balancer {
  readonly port: number;
  readonly url: string;
  /** Nodes that said at the last look that they are ready, in the order in which they were named. */
  readonly healthy: readonly string[];
  /** From now on these are the nodes; connections that stand stay where they are. */
  use(nodes: readonly string[]): void;
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
export async function startBalancer(options: BalancerOptions = {}): Promise<Balancer> {
  const { lookEveryMs = LOOK_EVERY_MS, lookWithinMs = LOOK_WITHIN_MS } = options;
  const open = new Set<Socket>();
  let nodes = options.nodes ?? [];
  let healthy: readonly string[] = [];
  let turn = 0;
  let stuck = '';
  const look = async () => {
    const asked = await Promise.all(nodes.map(async (url) => ((await isReady(url, lookWithinMs)) ? [url] : [])));
    // Others may have been named meanwhile.
    healthy = asked.flat().filter((url) => nodes.includes(url));
  };
  /** Those to try, in order. */
  const inTurn = () => {
    turn += 1;
    const those = healthy.length > 0 ? healthy : nodes;
    return those.map((url, nth) => those[(turn + nth) % those.length] ?? url);
  };
  const stickily = () => {
    const those = healthy.length > 0 ? healthy : nodes;
    if (!those.includes(stuck)) stuck = those[0] ?? '';
    return [stuck, ...those.filter((url) => url !== stuck)];
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
      pass(client, needsSameNode(first) ? stickily() : inTurn());
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
  const { port } = door.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    get healthy() {
      return healthy;
    },
    use(urls) {
      nodes = urls;
      healthy = healthy.filter((url) => urls.includes(url));
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

async function isReady(url: string, withinMs: number): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(withinMs) })).ok;
  } catch {
    // A node that cannot be asked is not ready.
    return false;
  }
}

/** Joins a client with the first of these nodes that takes the connection; with none of them it is reset. */
function pass(client: Socket, [url, ...others]: readonly string[]): void {
  if (url === undefined) {
    client.resetAndDestroy();
    return;
  }
  const { hostname, port } = new URL(url);
  const node = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const next = () => {
    node.destroy();
    if (!client.destroyed) pass(client, others);
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

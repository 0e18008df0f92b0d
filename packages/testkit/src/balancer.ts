import { connect, createServer, type Socket } from 'node:net';

/** A balancer of a test's own: each connection goes to the next node that says it is ready. Not sticky. */
export interface TestBalancer {
  readonly url: string;
  /** From now on these are the nodes, by their addresses. */
  use(urls: readonly string[]): void;
  /** How many nodes it takes for ready. */
  readonly ready: number;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 100;

export async function startTestBalancer(): Promise<TestBalancer> {
  let nodes: readonly string[] = [];
  let ready: readonly string[] = [];
  let turn = 0;
  let isClosed = false;
  const open = new Set<Socket>();
  const look = async () => {
    const asked = await Promise.all(
      nodes.map(async (url) => {
        // A node that cannot be asked is not ready.
        const isReady = await fetch(`${url}/readyz`).then(
          ({ ok }) => ok,
          () => false,
        );
        return isReady ? [url] : [];
      }),
    );
    ready = asked.flat();
    if (!isClosed) timer = setTimeout(look, LOOK_EVERY_MS);
  };
  let timer = setTimeout(look, 0);
  const server = createServer((from) => {
    const url = ready[turn++ % Math.max(ready.length, 1)];
    if (url === undefined) {
      from.destroy();
      return;
    }
    const { hostname, port } = new URL(url);
    const to = connect(Number(port), hostname);
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      one.pipe(other);
      // Whatever ended it is told to the other side by its end.
      one.on('error', () => other.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    use: (urls) => {
      nodes = urls;
      ready = ready.filter((url) => urls.includes(url));
    },
    get ready() {
      return ready.length;
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type Balancer, startBalancer } from './balancer.ts';

interface Node {
  readonly server: Server;
  readonly port: number;
  isReady: boolean;
}

const POLLING = '/socket.io/?EIO=4&transport=polling';
/** A busy machine is no reason to leave a node out here. */
const PATIENT = { lookWithinMs: 10_000 };
const urlOf = ({ port }: Node) => `http://127.0.0.1:${port}`;
const nodes: Node[] = [];
let balancer: Balancer | undefined;

async function startNode(name: string, port = 0): Promise<Node> {
  const server = createServer((call, answer) => {
    if (call.url === '/readyz') answer.writeHead(node.isReady ? 200 : 503).end();
    else answer.end(name);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const node = { server, port: (server.address() as AddressInfo).port, isReady: true };
  nodes.push(node);
  return node;
}

async function setUp(names: readonly string[]) {
  const started: Node[] = [];
  for (const name of names) started.push(await startNode(name));
  balancer = await startBalancer({ nodes: started.map(urlOf), lookEveryMs: 10, ...PATIENT });
  return { nodes: started, balancer };
}

/** Each on a connection of its own. */
async function ask(port: number, times = 1, path = '/'): Promise<string[]> {
  const answers: string[] = [];
  for (let nth = 0; nth < times; nth += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { connection: 'close' } }).catch(
      () => null,
    );
    answers.push(answer === null ? 'reset' : await answer.text());
  }
  return answers;
}

afterEach(async () => {
  await balancer?.close();
  for (const { server } of nodes.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('the balancer', () => {
  it('goes round the nodes, and stays with one for long-polling', async () => {
    const { balancer } = await setUp(['a', 'b', 'c']);
    expect((await ask(balancer.port, 6)).toSorted()).toEqual(['a', 'a', 'b', 'b', 'c', 'c']);
    expect(new Set(await ask(balancer.port, 6, POLLING)).size).toBe(1);
    const upgrades = await ask(balancer.port, 3, '/socket.io/?EIO=4&transport=websocket&sid=abc');
    expect(new Set([...upgrades, ...(await ask(balancer.port, 1, POLLING))]).size).toBe(1);
    expect(new Set(await ask(balancer.port, 3, '/socket.io/?EIO=4&transport=websocket')).size).toBe(3);
  });

  it('leaves out who is not ready, and takes it back', async () => {
    const { nodes, balancer } = await setUp(['a', 'b']);
    const first = nodes[0] as Node;
    const [stuck] = await ask(balancer.port, 1, POLLING);
    first.isReady = false;
    await expect.poll(() => balancer.healthy).toEqual([urlOf(nodes[1] as Node)]);
    expect(await ask(balancer.port, 3)).toEqual(['b', 'b', 'b']);
    expect([stuck, ...(await ask(balancer.port, 2, POLLING))]).toEqual(['a', 'b', 'b']);
    first.isReady = true;
    await expect.poll(() => balancer.healthy).toEqual(nodes.map(urlOf));
    expect(new Set(await ask(balancer.port, 4))).toEqual(new Set(['a', 'b']));
  });

  it('passes by a node that went since the last look, and asks all when none is ready', async () => {
    const { nodes, balancer } = await setUp(['a', 'b']);
    await balancer.close();
    const dead = nodes[0] as Node;
    const alive = nodes[1] as Node;
    const still = await startBalancer({ nodes: [dead, alive].map(urlOf), lookEveryMs: 60_000, ...PATIENT });
    dead.server.closeAllConnections();
    await new Promise((resolve) => dead.server.close(resolve));
    expect(await ask(still.port, 3)).toEqual(['b', 'b', 'b']);
    alive.isReady = false;
    await still.close();
    const none = await startBalancer({ nodes: [dead, alive].map(urlOf), lookEveryMs: 60_000, ...PATIENT });
    expect(none.healthy).toEqual([]);
    expect(await ask(none.port, 2)).toEqual(['b', 'b']);
    alive.server.closeAllConnections();
    await new Promise((resolve) => alive.server.close(resolve));
    expect(await ask(none.port)).toEqual(['reset']);
    await none.close();
  });

  it('goes to the nodes that it is told of, from then on', async () => {
    const { nodes, balancer } = await setUp(['a', 'b']);
    const later = await startNode('c');
    balancer.use([urlOf(nodes[1] as Node), urlOf(later)]);
    expect(await ask(balancer.port, 3)).not.toContain('a');
    await expect.poll(() => balancer.healthy.length).toBe(2);
    expect((await ask(balancer.port, 4)).toSorted()).toEqual(['b', 'b', 'c', 'c']);
    balancer.use([]);
    expect(await ask(balancer.port)).toEqual(['reset']);
  });
});

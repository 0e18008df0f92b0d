import { randomUUID } from 'node:crypto';
import { createTestClock, startTestServer, type TestClock, type TestServer } from '@natter/testkit';
import type { Socket } from 'socket.io-client';
import { expect } from 'vitest';
import type { MessagingDatabase } from '../ports/database.ts';
import { type LifeWorld, openLifeWorld, type Pair } from './life-world.ts';
import { type Listening, listen } from './listen.ts';

type ServerOptions = Parameters<typeof startTestServer>[0];
type Heard = Listening['heard'][number];

/** A device and what it heard. */
export interface Device extends Listening {
  readonly socket: Socket;
  /** The names of what it heard. */
  names(): string[];
}

/** Two servers over one database, each with connections of its own, and one clock. The first one is `life.server`. */
export interface TwoNodes {
  readonly life: LifeWorld;
  readonly two: TestServer;
  readonly clock: TestClock;
  /** One more node, whose database answers as `change` has it; `close` ends it with the others. */
  addNode(change?: (database: MessagingDatabase) => Partial<MessagingDatabase>): Promise<TestServer>;
  /** A connection to the database that is no node's, as of a process that commits and says nothing. */
  openBeside(): MessagingDatabase;
  connect(server: TestServer, userId: string): Promise<Device>;
  /** Answers when all nodes have told what was committed before. */
  settle(): Promise<void>;
  /** Moves the clock on in small steps until this is so. */
  until(condition: () => unknown): Promise<void>;
  close(): Promise<void>;
}

const ENV = {
  NATTER_API_KEY: 'a-key-of-the-host-1f9ab2e4d85603',
  NATTER_LIMIT_READS_PER_MINUTE: '0',
  NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
  NATTER_LIMIT_SENDS_PER_MINUTE: '0',
  NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: '0',
};

export async function openTwoNodes(
  adminUrl: string,
  options: Omit<ServerOptions, 'database' | 'world'> = {},
): Promise<TwoNodes> {
  const clock = createTestClock(Date.now());
  const life = await openLifeWorld(adminUrl, { clock, ...options });
  const closers: (() => Promise<void>)[] = [];
  const servers = new Set([life.server]);
  const witnesses: { readonly server: TestServer; readonly device: Device }[] = [];
  let witness: Pair | null = null;
  const nodes: Omit<TwoNodes, 'two'> = {
    life,
    clock,
    addNode: async (change = () => ({})) => {
      const database = nodes.openBeside();
      const server = await startTestServer({
        clock,
        ...options,
        env: { ...ENV, ...options.env },
        database: { ...database, ...change(database) },
      });
      servers.add(server);
      const close = () => {
        servers.delete(server);
        return server.close();
      };
      closers.unshift(close);
      return { ...server, close };
    },
    openBeside: () => {
      const database = life.world.open();
      closers.push(() => database.close());
      return database;
    },
    connect: async (server, userId) => {
      const socket = await server.connect(userId);
      const listening = listen(socket);
      return { ...listening, socket, names: () => listening.heard.map(({ event }) => event) };
    },
    settle: async () => {
      witness ??= await life.newPair();
      for (const server of servers) {
        if (witnesses.some((one) => one.server === server)) continue;
        witnesses.push({ server, device: await nodes.connect(server, witness.bob) });
      }
      // The look that finds the second one began after the one that found the first had told everything.
      for (const content of [randomUUID(), randomUUID()]) {
        await life.send(witness.ann, witness.id, content);
        const isHeard = ({ device }: { device: Device }) =>
          device.heard.some(({ payload }) => JSON.stringify(payload).includes(content));
        await nodes.until(() => witnesses.every((one) => !servers.has(one.server) || isHeard(one)));
      }
    },
    until: async (condition) => {
      await expect
        .poll(
          () => {
            clock.advance(25);
            return Promise.resolve(condition()).then(Boolean);
          },
          { interval: 5, timeout: 30_000 },
        )
        .toBe(true);
    },
    close: async () => {
      for (const close of closers) await close();
      await life.close();
    },
  };
  return { ...nodes, two: await nodes.addNode() };
}

/** What was heard, comparable: sorted, and without the instants that two clocks may read a little apart. */
export function comparable(heard: readonly Heard[]): string[] {
  return heard.map(({ event, payload: { at: _at, ...payload } }) => `${event} ${inOrder(payload)}`).sort();
}

/** As JSON, with keys in the order of their names. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner instanceof Object && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([one], [other]) => (one < other ? -1 : 1)))
      : inner,
  );
}

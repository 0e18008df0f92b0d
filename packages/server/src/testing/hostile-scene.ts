import { createTestDatabase } from '@natter/testkit';
import { expect } from 'vitest';
import { type Bystanders, startBystanders } from './bystanders.ts';
import { type ChildServer, startChildServer } from './child-server.ts';

const MIB = 1024 * 1024;

/** A server in a process of its own that is about to suffer, and two people who write to each other meanwhile. */
export interface HostileScene {
  readonly server: ChildServer;
  readonly bystanders: Bystanders;
  /** After each test: whatever was done, the process lives, and the two are served. */
  check(): Promise<void>;
  /** At the end: the two noticed nothing, and the memory is given back. */
  end(): Promise<void>;
}

export interface HostileSceneOptions {
  /** `inject('programs').server` */
  readonly program: string;
  /** `inject('databaseAdminUrl')` */
  readonly adminUrl: string;
  readonly env: Readonly<Record<string, string>>;
}

export async function openHostileScene({ program, adminUrl, env }: HostileSceneOptions): Promise<HostileScene> {
  const world = await createTestDatabase(adminUrl);
  const server = await startChildServer(program, world.appUrl, {
    NATTER_LIMIT_SENDS_PER_MINUTE: '100000',
    NATTER_LIMIT_SENDS_BURST: '100000',
    ...env,
  });
  const warm = await startBystanders(server);
  await warm.more(20);
  await warm.end();
  const before = await server.memory();
  const bystanders = await startBystanders(server);
  return {
    server,
    bystanders,
    check: async () => {
      await bystanders.more(3);
      expect(server.isAlive).toBe(true);
    },
    end: async () => {
      try {
        const noticed = await bystanders.end();
        expect(noticed).toMatchObject({ refused: [], heard: noticed.sent });
        // A client would take a later answer for none.
        expect(noticed.worst).toBeLessThan(10_000);
        const { heapUsed } = await server.memory();
        expect((heapUsed - before.heapUsed) / MIB).toBeLessThan(12);
      } finally {
        await server.close();
        await world.drop();
      }
    },
  };
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { createShopServer } from '../create-shop-server.ts';
import { passToNatter } from '../pass-to-natter.ts';
import { pushToNatter } from '../push-to-natter.ts';
import { seedShop } from '../seed/index.ts';
import { createSessions } from '../sessions.ts';
import { openShopFile, type ShopFile } from '../shop-file.ts';

/** A shop of a test's own, with a Natter that remembers what it was told. */
export interface TestShop {
  readonly app: FastifyInstance;
  readonly file: ShopFile;
  /** What was pushed, newest last. */
  readonly told: { users: readonly { id: string; tier?: unknown }[]; memberships: readonly object[] }[];
  /** Natter's next answers are failures while this is true. */
  isAway: boolean;
  /** Lets the time pass to the next attempt. */
  retry(): Promise<void>;
  nowMs: number;
  /** The cookie of somebody signed in. */
  signIn(memberId: string): Promise<string>;
  close(): Promise<void>;
}

export async function openTestShop({ natterUrl = 'http://127.0.0.1:1', isDemo = true } = {}): Promise<TestShop> {
  const folder = mkdtempSync(join(tmpdir(), 'back-room-'));
  const waiting: (() => void)[] = [];
  const shop = { isAway: false, nowMs: Date.UTC(2026, 10, 20, 12), told: [] as TestShop['told'] };
  const file = await openShopFile(join(folder, 'shop', 'shop.json'), () =>
    seedShop({ storeId: 'back-room', nowMs: shop.nowMs }),
  );
  const now = () => shop.nowMs;
  const push = pushToNatter({
    file,
    natter: {
      upsertUsers: async (users) => {
        if (shop.isAway) throw new Error('away');
        shop.told.push({ users, memberships: [] });
        return { upserted: users.length, unknownTiers: [] };
      },
      upsertMemberships: async ({ memberships }) => {
        const last = shop.told.at(-1);
        if (last !== undefined) last.memberships = memberships;
        return { upserted: memberships.length, removed: 0 };
      },
    },
    onTrouble: () => undefined,
    after: (_, run) => {
      waiting.push(run);
      return () => undefined;
    },
  });
  const app = createShopServer({
    parts: {
      name: 'The Back Room',
      file,
      push,
      sessions: createSessions(file, now),
      now,
      mintFor: async ({ id }) => `token of ${id}`,
    },
    natter: passToNatter(natterUrl),
    pages: folder,
    isDemo,
    onError: (error) => {
      throw error;
    },
  });
  return Object.assign(shop, {
    app,
    file,
    retry: async () => {
      for (const run of waiting.splice(0)) run();
      await push.members([]);
    },
    signIn: async (memberId: string) => {
      const answer = await app.inject({ method: 'POST', url: '/shop/session', payload: { memberId } });
      return String(answer.headers['set-cookie']).split(';')[0] ?? '';
    },
    close: async () => {
      await app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  });
}

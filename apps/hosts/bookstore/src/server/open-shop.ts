import { createHostClient, mintToken } from '@natter/host';
import { createShopServer } from './create-shop-server.ts';
import { passToNatter } from './pass-to-natter.ts';
import { pushToNatter } from './push-to-natter.ts';
import type { Settings } from './read-settings.ts';
import { seedShop } from './seed/index.ts';
import { createSessions } from './sessions.ts';
import { openShopFile } from './shop-file.ts';

/** Tokens end soon, since they outlive the session they were minted for; the client fetches the next by itself. */
const TOKEN_SECONDS = 15 * 60;

/** So long the shop waits with opening until Natter knows its people; after that it opens, and tells later. */
const PATIENCE_MS = 5_000;

export interface OpenShop {
  readonly url: string;
  close(): Promise<void>;
}

export interface Surroundings {
  readonly now: () => number;
  readonly after: (ms: number, run: () => void) => () => void;
  readonly warn: (sentence: string) => void;
}

/** Opens the shop: its file, its people pushed to Natter, its server. Errors: of the disk and of the operating system. */
export async function openShop(settings: Settings, { now, after, warn }: Surroundings): Promise<OpenShop> {
  const { natterUrl, storeId, jwtSecret, apiKey } = settings;
  const file = await openShopFile(settings.file, () => seedShop({ storeId, nowMs: now() }));
  const push = pushToNatter({
    file,
    natter: createHostClient({ url: natterUrl, apiKey }),
    after,
    onTrouble: (error) => warn(`Natter could not be told, and will be: ${sentenceOf(error)}`),
  });
  const app = createShopServer({
    parts: {
      name: settings.name,
      file,
      push,
      sessions: createSessions(file, now),
      mintFor: ({ id, name }) =>
        mintToken({
          secret: jwtSecret,
          userId: id,
          displayName: name,
          tenantId: storeId,
          lifetimeSeconds: TOKEN_SECONDS,
          now: now(),
        }),
      now,
    },
    natter: passToNatter(natterUrl),
    pages: settings.pages,
    isDemo: settings.isDemo,
    onError: (error) => warn(`A request failed: ${sentenceOf(error)}`),
  });
  await Promise.race([push.everybody(), new Promise<void>((resolve) => after(PATIENCE_MS, resolve))]);
  await app.listen({ port: settings.port, host: settings.host });
  const address = app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : settings.port;
  return {
    url: `http://${settings.host.includes(':') ? `[${settings.host}]` : settings.host}:${port}`,
    close: async () => {
      push.stop();
      await app.close();
    },
  };
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

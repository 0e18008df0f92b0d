import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createJoseVerifier, createNatter, createUuidIds, mintToken, readConfig, systemClock } from '@natter/server';
import { type MessagingDatabase, migrate, openDatabase } from '@natter/server/database';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { silentLog } from '@natter/testkit';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = `${root}/.cache/frames-web`;
const SECRET = 'a secret of the frames, long enough to be taken for one';
/** Sends that one statement of the product takes. */
const BATCH = 250;

/** A server with the web app and a database of its own, filled through the product's own statements. */
export interface World {
  readonly database: MessagingDatabase;
  /** The address at which this person is signed in, on a page of the app. */
  addressOf(userId: string, path?: string): Promise<string>;
  /** Sends as another device of this person would, so that who is connected hears of it. */
  post(userId: string, conversationId: string, content: string): Promise<void>;
  close(): Promise<void>;
}

/** Builds the app into a folder of its own and starts a server with it. */
export async function openWorld(): Promise<World> {
  await promisify(execFile)('npx', ['vite', 'build', 'apps/web', '--outDir', PAGES, '--logLevel', 'error'], {
    cwd: root,
  });
  const postgres = await startEmbeddedPostgres({ ephemeral: true });
  const { appUrl } = await migrate({
    adminUrl: postgres.adminUrl,
    deployment: { tenantId: 'frames', edition: 'social' },
  });
  const database = openDatabase({ url: appUrl, log: silentLog, allowUnsafeDurability: true });
  const { config } = readConfig({
    PORT: '0',
    HOST: '127.0.0.1',
    DATABASE_URL: appUrl,
    NATTER_STORE_ID: 'frames',
    NATTER_JWT_SECRET: SECRET,
    NATTER_LIMIT_REQUESTS_PER_MINUTE: '0',
    NATTER_LIMIT_READS_PER_MINUTE: '0',
  });
  const natter = createNatter({
    config,
    ports: {
      database,
      clock: systemClock,
      ids: createUuidIds(systemClock),
      log: silentLog,
      verifier: createJoseVerifier(config.tokens, systemClock),
    },
    options: { webRoot: PAGES },
  });
  const { port } = await natter.listen();
  const url = `http://127.0.0.1:${port}`;
  const tokenOf = async (userId: string) =>
    (await mintToken({ secret: SECRET, userId, ttlSeconds: 3600, clock: systemClock })).token;
  return {
    database,
    addressOf: async (userId, path = '/messages') => `${url}${path}#token=${await tokenOf(userId)}`,
    async post(userId, conversationId, content) {
      const answer = await fetch(`${url}/api/messages/conversations/${conversationId}/messages`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${await tokenOf(userId)}` },
        body: JSON.stringify({ clientId: randomUUID(), type: 'text', content }),
      });
      if (!answer.ok) throw new Error(`not sent: ${answer.status} ${await answer.text()}`);
    },
    close: async () => {
      await natter.close();
      await database.close();
      await postgres.stop();
    },
  };
}

/** Sends texts into a conversation, in order. */
export async function say(
  database: MessagingDatabase,
  lines: readonly { readonly conversationId: string; readonly senderId: string; readonly content: string }[],
): Promise<void> {
  for (let from = 0; from < lines.length; from += BATCH) {
    await database.sendMessages(
      lines.slice(from, from + BATCH).map((line) => ({
        ...line,
        clientId: randomUUID(),
        id: randomUUID(),
        type: 'text' as const,
        mentions: [],
        replyToId: null,
      })),
    );
  }
}

/** The direct conversation of two; its id. */
export async function talk(database: MessagingDatabase, userId: string, otherId: string): Promise<string> {
  const started = await database.startDirect({ userId, otherId, id: randomUUID(), newPerDay: 0 });
  if (!('id' in started)) throw new Error(`could not start a conversation: ${started.outcome}`);
  return started.id;
}

import pg from 'pg';
import type { ListeningRuntime } from '../ports/nodes-database.ts';
import type { Log } from '../ports/runtime.ts';

/** First and longest wait before the connection is tried again, in milliseconds; in between it doubles, with jitter. */
const RETRY_FIRST_MS = 250;
const RETRY_LONGEST_MS = 10_000;

/**
 * Listens for commits on a connection of its own, which comes back by itself; `wake` is called for each sign, and whenever the
 * connection has come (back), as signs may have been missed. The answer ends it.
 */
export function listenToCommits(
  { url, name, log, clock, ids }: { url: string; name: string; log: Log } & ListeningRuntime,
  wake: () => void,
) {
  let isEnded = false;
  let waitMs = RETRY_FIRST_MS;
  let current: pg.Client | null = null;
  let cancel: () => void = () => undefined;

  const connect = async () => {
    const client = new pg.Client({
      connectionString: url,
      application_name: name,
      connectionTimeoutMillis: 5_000,
      keepAlive: true,
    });
    current = client;
    const retry = (reason: string) => {
      if (current !== client) return;
      current = null;
      client.removeAllListeners();
      // What the driver says of a connection that is given up is of no interest any more.
      client.on('error', () => undefined);
      client.end().catch(() => undefined);
      if (isEnded) return;
      log.warn('database.listening_lost', { reason, retryMs: waitMs });
      cancel = clock.after(waitMs * (0.5 + ids.random() / 2), () => void connect());
      waitMs = Math.min(waitMs * 2, RETRY_LONGEST_MS);
    };
    client.on('notification', wake);
    client.on('error', (error) => retry(error.message));
    client.on('end', () => retry('ended'));
    try {
      await client.connect();
      await client.query('LISTEN natter_commits');
      waitMs = RETRY_FIRST_MS;
      wake();
    } catch (error) {
      retry(error instanceof Error ? error.message : String(error));
    }
  };
  const connecting = connect();

  return async (): Promise<void> => {
    isEnded = true;
    cancel();
    const client = current;
    current = null;
    await connecting;
    await client?.end().catch(() => undefined);
  };
}

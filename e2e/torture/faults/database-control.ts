import { type EmbeddedPostgres, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import pg from 'pg';
import { familyOf, signalAll } from './processes.ts';

/** Few enough that all can be taken, and a small log, so that a small disk holds it. */
const SETTINGS = { max_connections: '60', max_wal_size: '96MB', min_wal_size: '32MB', shared_buffers: '48MB' };
const TRIES = 40;
/** On a machine with much else to do a connection takes seconds: a fault that could not be done for that would end the run. */
const CONNECT_WITHIN_MS = 60_000;

/** The database's process, on one folder and one port whatever happens to it. */
export class DatabaseControl {
  private readonly dataDir: string;
  private readonly port: number;
  private running: EmbeddedPostgres | null = null;

  constructor(dataDir: string, port: number) {
    this.dataDir = dataDir;
    this.port = port;
  }

  /** Starts it, with the recovery that a crash before makes necessary. */
  async start(): Promise<string> {
    if (this.running === null) {
      const running = await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.port, settings: SETTINGS });
      this.running = running;
      void running.ended.then(() => {
        if (this.running === running) this.running = null;
      });
    }
    return this.running.adminUrl;
  }

  get isRunning(): boolean {
    return this.running !== null;
  }

  async kill(): Promise<void> {
    await this.running?.kill();
    this.running = null;
  }

  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    await this.running?.stop(mode);
    this.running = null;
  }

  /** Stops all of its processes where they are; what it answers makes them go on. */
  freeze(): () => void {
    const pids = this.running === null ? [] : familyOf(this.running.pid);
    signalAll(pids, 'SIGSTOP');
    return () => signalAll(pids, 'SIGCONT');
  }

  /** As an administrator, on a connection of its own. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    const client = await this.connect();
    try {
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Waits until it takes a connection: after a crash of one of its processes it recovers by itself. Errors: it does not. */
  async awaitUse(): Promise<void> {
    for (let nth = 1; ; nth += 1) {
      try {
        await this.query('SELECT 1');
        return;
      } catch (error) {
        if (nth === TRIES) throw error;
        await new Promise((resolve) => setTimeout(resolve, 250));
      }
    }
  }

  /** Holds a lock on a table, against everybody who would read or write it, while `during` lasts. */
  async lockTable(table: 'direct_messages' | 'conversations', during: () => Promise<void>): Promise<void> {
    const client = await this.connect();
    try {
      await client.query(`BEGIN; SET LOCAL lock_timeout = '30s'; LOCK TABLE natter.${table} IN ACCESS EXCLUSIVE MODE`);
      await during();
      await client.query('COMMIT');
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** Takes every connection that is left to ordinary users, as this login, until `during` is over; answers how many. */
  async exhaust(url: string, during: () => Promise<void>): Promise<number> {
    const taken: pg.Client[] = [];
    try {
      for (;;) {
        const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
        client.on('error', () => undefined);
        try {
          await client.connect();
        } catch {
          // “sorry, too many clients already”
          break;
        }
        taken.push(client);
      }
      await during();
      return taken.length;
    } finally {
      await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
    }
  }

  /** The processes that serve the messaging server. */
  async backends(): Promise<number[]> {
    const rows = await this.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'natter%' AND pid <> pg_backend_pid() ORDER BY pid`,
    );
    return rows.map((row) => row.pid);
  }

  private async connect(): Promise<pg.Client> {
    if (this.running === null) throw new Error('the database is not running');
    const client = new pg.Client({
      connectionString: this.running.adminUrl,
      connectionTimeoutMillis: CONNECT_WITHIN_MS,
    });
    // Killed under our feet: the query that was running says so too.
    client.on('error', () => undefined);
    try {
      await client.connect();
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    return client;
  }
}

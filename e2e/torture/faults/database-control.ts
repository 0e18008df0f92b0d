import { type EmbeddedPostgres, startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import pg from 'pg';

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
    this.running ??= await startEmbeddedPostgres({ dataDir: this.dataDir, port: this.port });
    return this.running.adminUrl;
  }

  async kill(): Promise<void> {
    await this.running?.kill();
    this.running = null;
  }

  async stop(mode: 'fast' | 'immediate'): Promise<void> {
    await this.running?.stop(mode);
    this.running = null;
  }

  /** As an administrator, on a connection of its own. */
  async query<Row extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<Row[]> {
    if (this.running === null) throw new Error('the database is not running');
    const client = new pg.Client({ connectionString: this.running.adminUrl, connectionTimeoutMillis: 5_000 });
    // Killed under our feet: the query that was running says so too.
    client.on('error', () => undefined);
    try {
      await client.connect();
      return (await client.query<Row>(text, values)).rows;
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  /** The processes that serve the messaging server. */
  async backends(): Promise<number[]> {
    const rows = await this.query<{ pid: number }>(
      `SELECT pid FROM pg_stat_activity WHERE application_name LIKE 'natter%' AND pid <> pg_backend_pid() ORDER BY pid`,
    );
    return rows.map((row) => row.pid);
  }
}

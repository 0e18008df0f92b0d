import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { migrationsFolder } from './migration-files.ts';

/** What takes one step back, exactly. */
export interface Rollback {
  readonly version: number;
  readonly sql: string;
  /** Tables whose rows go with it, and that hold what people did: not the rules of the deployment, nor our own books. */
  readonly doomed: readonly string[];
}

const FILE = /^(\d{3})_[a-z0-9_]+\.sql$/;

/** Rows of these are made by migrations, or say nothing about people. */
const BOOKS = new Set(['schema_migrations', 'deployment', 'policy', 'entitlements', 'job_runs', 'backups']);

/** The rollback of each step, by its number. */
export async function loadRollbacks(folder: string = migrationsFolder()): Promise<ReadonlyMap<number, Rollback>> {
  const down = join(folder, 'down');
  const names = (await readdir(down)).filter((name) => FILE.test(name));
  const rollbacks = await Promise.all(
    names.map(async (name): Promise<[number, Rollback]> => {
      const version = Number(name.slice(0, 3));
      const sql = (await readFile(join(down, name), 'utf8')).replaceAll('\r\n', '\n');
      const dropped = [...sql.matchAll(/^DROP TABLE\s+([^;]+);/gm)].flatMap(([, list = '']) =>
        list.split(',').map((table) => table.trim().replace('natter.', '')),
      );
      return [version, { version, sql, doomed: dropped.filter((table) => !BOOKS.has(table)).sort() }];
    }),
  );
  return new Map(rollbacks);
}

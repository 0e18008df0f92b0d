import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Environment, readOption, type ServerConfig, systemClock } from '@natter/server';
import { MAJOR_VERSION } from '@natter/server/embedded-postgres';
import { CommandError, EXIT } from '../exit-codes.ts';
import { startOwnDatabase } from '../serving/embedded-database.ts';
import { editionFolder, hasDatabase, readMark, refuseForeign } from '../settings/data-folder.ts';
import { orUsage } from '../settings/or-usage.ts';

/** Where the database of this configuration is, for commands that look after it. */
export interface Reach {
  /** A login that may look at everything. */
  readonly adminUrl: string;
  /** The operator's own login of the server, when there are two URLs. */
  readonly appUrl: string | undefined;
  readonly isEmbedded: boolean;
  /** An embedded one that another process of ours runs. */
  readonly isRunElsewhere: boolean;
  close(): Promise<void>;
}

/** Which deployment the configuration speaks of. Errors: `CommandError` `usage`. */
export function readDeployment(env: Environment): Pick<ServerConfig, 'edition' | 'dataDir'> & { tenantId: string } {
  return orUsage(() => ({
    edition: readOption('NATTER_EDITION', env),
    dataDir: readOption('NATTER_DATA_DIR', env),
    tenantId: readOption('NATTER_STORE_ID', env),
  }));
}

/**
 * Finds the database: the operator's by its URL; an embedded one where a server of ours runs it, or by starting it for a
 * moment. Null where there is none yet.
 *
 * @throws CommandError for a folder of somebody else
 */
export async function reachDatabase(
  env: Environment,
  { workingFolder, onProgress }: { workingFolder: string; onProgress: (sentence: string) => void },
): Promise<Reach | null> {
  const [url, admin] = orUsage(() => [readOption('DATABASE_URL', env), readOption('DATABASE_ADMIN_URL', env)] as const);
  if (url !== null) {
    return {
      adminUrl: admin ?? url,
      appUrl: admin === null ? undefined : url,
      isEmbedded: false,
      isRunElsewhere: false,
      close: async () => undefined,
    };
  }
  if (admin !== null) {
    throw new CommandError(
      EXIT.usage,
      'DATABASE_ADMIN_URL is set and DATABASE_URL is not: the server would not use that database',
    );
  }
  const { edition, dataDir, tenantId } = readDeployment(env);
  const folder = editionFolder({ dataDir: resolve(workingFolder, dataDir), edition }, workingFolder);
  const mark = readMark(folder);
  if (mark === null || !hasDatabase(folder)) return null;
  refuseForeign(folder, mark, { edition, tenantId, isDemo: false });
  const running = findRunning(folder);
  const common = { appUrl: undefined, isEmbedded: true };
  if (running !== null) return { ...common, adminUrl: running, isRunElsewhere: true, close: async () => undefined };
  const own = await startOwnDatabase({ dataDir: folder, clock: systemClock, onProgress });
  return { ...common, adminUrl: own.adminUrl, isRunElsewhere: false, close: () => own.stop('fast') };
}

/** The address of the server that holds the folder now, by the file that PostgreSQL keeps while it runs. */
function findRunning(folder: string): string | null {
  const password = readText(join(folder, 'postgres.password'));
  const [pid, , , port] = readText(join(folder, `pg${MAJOR_VERSION}`, 'postmaster.pid'))?.split('\n') ?? [];
  if (password === null || port === undefined || !isAlive(Number(pid))) return null;
  return `postgres://postgres:${password}@127.0.0.1:${Number(port)}/postgres`;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Alive, and somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

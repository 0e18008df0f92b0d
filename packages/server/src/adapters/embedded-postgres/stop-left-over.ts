import { basename } from 'node:path';
import { EmbeddedPostgresError, systemErrorCode } from './embedded-postgres-error.ts';
import { inspectProcess, waitUntilGone } from './inspect-process.ts';
import { disownPostmasterFile, readPostmasterFile } from './postmaster-file.ts';

/**
 * Stops the server that an earlier run left behind: when our process is killed, the database server lives on. Only a
 * process whose command line is that of PostgreSQL on exactly this folder is touched. Call it with the folder claimed.
 *
 * @returns whether there was one
 * @throws EmbeddedPostgresError `in_use` when it cannot be stopped
 */
export async function stopLeftOver(cluster: string, timeoutMs: number): Promise<boolean> {
  const file = await readPostmasterFile(cluster);
  if (file === undefined) return false;
  const facts = await inspectProcess(file.pid);
  if (facts === undefined || !isPostgresOn(cluster, facts.commandLine)) {
    // On Windows we cannot look, and leave the judgement to PostgreSQL.
    if (process.platform !== 'win32') await disownPostmasterFile(cluster);
    return false;
  }
  // Fast: ends connections and writes everything down. Immediate: like a crash, for which recovery is made.
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    sendSignal(file.pid, signal, cluster);
    if (await waitUntilGone(file.pid, facts.identity, timeoutMs)) return true;
  }
  throw cannotStop(cluster, file.pid);
}

function isPostgresOn(cluster: string, commandLine: string): boolean {
  const words = commandLine.split(' ');
  const program = words.find((word) => basename(word) === 'postgres');
  return program !== undefined && ` ${commandLine} `.includes(` -D ${cluster} `);
}

function sendSignal(pid: number, signal: NodeJS.Signals, cluster: string): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (systemErrorCode(error) === 'ESRCH') return;
    if (systemErrorCode(error) === 'EPERM') throw cannotStop(cluster, pid);
    throw error;
  }
}

function cannotStop(cluster: string, pid: number): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    'in_use',
    `A PostgreSQL of an earlier run (process ${pid}) still uses ${cluster} and could not be stopped. Stop it by hand (kill -INT ${pid}) and start again.`,
  );
}

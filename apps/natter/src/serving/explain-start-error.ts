import type { ServerConfig } from '@natter/server';
import { MigrationError, UnsafeConnectionError } from '@natter/server/database';
import { EmbeddedPostgresError } from '@natter/server/embedded-postgres';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { explainListenError } from './probe-port.ts';

/** Of PostgreSQL's codes (Appendix A): a lock was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

/** What a person can do about a start that failed; null for a fault of ours. */
export function explainStartError(
  error: unknown,
  { config, terminal }: { config: ServerConfig; terminal: Pick<Terminal, 'env'> },
): CommandError | null {
  if (error instanceof CommandError) return error;
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  if (error instanceof UnsafeConnectionError || cause instanceof UnsafeConnectionError) {
    const sentence = (error instanceof UnsafeConnectionError ? error : cause)?.message ?? '';
    return new CommandError(EXIT.refused, [sentence, 'Run `natter doctor` to see what to change.'], { cause: error });
  }
  if (error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE) {
    const sentence =
      'Somebody else has been migrating or restoring this database for a minute: start again when that is over.';
    return new CommandError(EXIT.failed, sentence, { cause: error });
  }
  if (error instanceof MigrationError) {
    const isForeign = /belongs to|above row-level security/.test(error.message);
    const lines = [error.message, ...howToGoOn(error, config)];
    return new CommandError(isForeign ? EXIT.refused : EXIT.failed, lines, { cause: error });
  }
  if (error instanceof EmbeddedPostgresError) return new CommandError(EXIT.failed, error.message, { cause: error });
  const isAway =
    config.databaseUrl !== null && /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|password|database/i.test(String(error));
  if (isAway) {
    const sentence = `The database of DATABASE_URL cannot be used: ${String(cause ?? error)}`;
    return new CommandError(EXIT.failed, [sentence, adviceOf(cause ?? error)], { cause: error });
  }
  return explainListenError(error, { host: config.host, port: config.port, terminal });
}

/** What to do about a database that lets nobody in, by the codes of PostgreSQL and of the system. */
const ADVICE: Readonly<Record<string, string>> = {
  '28P01':
    'Correct the user name or the password in DATABASE_URL (of what is no letter or digit, write @ as %40, : as %3A, / as %2F), or give that login this password: ALTER ROLE … PASSWORD.',
  '28000': 'Let this login in from this machine: a line of pg_hba.conf, then a reload of PostgreSQL.',
  '3D000': 'Make the database that DATABASE_URL names (CREATE DATABASE), or correct its name there.',
  ECONNREFUSED: 'Start PostgreSQL, or correct the host and the port in DATABASE_URL.',
  ENOTFOUND: 'Correct the host in DATABASE_URL: its name is not known here.',
  EAI_AGAIN: 'Correct the host in DATABASE_URL, or wait until names are found again.',
  ETIMEDOUT: 'Correct the host in DATABASE_URL, or let this machine through the firewall before it.',
};

function adviceOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ADVICE[code] ?? 'Run `natter doctor` to see what to change.';
}

/** A database that another build made cannot be turned into this build's; what one can do depends on what is in it. */
function howToGoOn(error: MigrationError, config: ServerConfig): string[] {
  if (!error.message.includes('another build')) return [];
  const own = `move ${config.dataDir}/${config.edition} away`;
  return [
    'Go on with the build that made it, whose `natter backup` saves what is in it.',
    config.databaseUrl === null
      ? `To begin anew with nothing in it, ${own}.`
      : 'To begin anew, give DATABASE_URL an empty database.',
  ];
}

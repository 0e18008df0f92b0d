import type { ServerConfig } from '@natter/server';
import { MigrationError, UnsafeConnectionError } from '@natter/server/database';
import { EmbeddedPostgresError } from '@natter/server/embedded-postgres';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';
import { explainListenError } from './probe-port.ts';

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
  if (error instanceof MigrationError) {
    const isForeign = /belongs to|above row-level security/.test(error.message);
    return new CommandError(isForeign ? EXIT.refused : EXIT.failed, error.message, { cause: error });
  }
  if (error instanceof EmbeddedPostgresError) return new CommandError(EXIT.failed, error.message, { cause: error });
  const isAway =
    config.databaseUrl !== null && /ECONNREFUSED|ENOTFOUND|ETIMEDOUT|EAI_AGAIN|password|database/i.test(String(error));
  if (isAway) {
    return new CommandError(EXIT.failed, `The database of DATABASE_URL cannot be used: ${String(cause ?? error)}`, {
      cause: error,
    });
  }
  return explainListenError(error, { host: config.host, port: config.port, terminal });
}

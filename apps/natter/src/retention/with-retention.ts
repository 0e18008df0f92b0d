import { openRetentionAdmin, type RetentionAdmin } from '@natter/server/database';
import { CommandError, EXIT } from '../exit-codes.ts';
import { reachDatabase } from '../reaching/reach-database.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import type { Terminal } from '../terminal.ts';

/** Reaches the database of this configuration as its operator, for as long as `use` needs it. */
export async function withRetention<T>(
  terminal: Terminal,
  edition: string | undefined,
  use: (admin: RetentionAdmin) => Promise<T>,
): Promise<T> {
  const env = readEnvironment(terminal, { NATTER_EDITION: edition });
  const reach = await reachDatabase(env, { workingFolder: terminal.folder, onProgress: terminal.warn });
  if (reach === null) throw new CommandError(EXIT.failed, 'There is no database yet.');
  try {
    const admin = await openRetentionAdmin(reach.adminUrl);
    try {
      return await use(admin);
    } finally {
      await admin.close();
    }
  } catch (error) {
    if (error instanceof CommandError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandError(EXIT.failed, `The database did not do it: ${reason}`, { cause: error });
  } finally {
    await reach.close();
  }
}

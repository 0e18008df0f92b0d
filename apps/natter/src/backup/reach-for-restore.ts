import { type Environment, systemClock } from '@natter/server';
import { CommandError, EXIT } from '../exit-codes.ts';
import { type Reach, reachDatabase, readDeployment } from '../reaching/reach-database.ts';
import { startOwnDatabase } from '../serving/embedded-database.ts';
import { claimFolder, editionFolder } from '../settings/data-folder.ts';

/**
 * The database to restore into. An embedded one is made where there is none; one that a server runs is refused. Null: there is
 * none yet, and it is only a trial.
 *
 * @throws CommandError
 */
export async function reachForRestore(
  env: Environment,
  options: {
    readonly isTrial: boolean;
    readonly workingFolder: string;
    readonly onProgress: (sentence: string) => void;
  },
): Promise<Reach | null> {
  const { isTrial, workingFolder, onProgress } = options;
  const found = await reachDatabase(env, { workingFolder, onProgress });
  if (found !== null) {
    if (!found.isRunElsewhere) return found;
    await found.close();
    throw new CommandError(
      EXIT.refused,
      'A server is running on this data folder. Stop it first: a restore replaces what it is working on.',
    );
  }
  if (isTrial) return null;
  const { edition, tenantId, dataDir } = readDeployment(env);
  const folder = editionFolder({ edition, dataDir }, workingFolder);
  claimFolder(folder, { edition, tenantId, isDemo: false });
  const own = await startOwnDatabase({ dataDir: folder, clock: systemClock, onProgress });
  return {
    adminUrl: own.adminUrl,
    appUrl: undefined,
    isEmbedded: true,
    isRunElsewhere: false,
    close: () => own.stop('fast'),
  };
}

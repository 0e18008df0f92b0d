import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ServerConfig } from '@natter/server';
import { MAJOR_VERSION } from '@natter/server/embedded-postgres';
import { CommandError, EXIT } from '../exit-codes.ts';

/** Whose data lies in a folder. */
export interface FolderMark {
  readonly edition: string;
  readonly tenantId: string;
  readonly postgresMajor: number;
  /** Filled with the demo's people, who let anybody in. */
  readonly isDemo: boolean;
}

const MARK = 'deployment.json';

/** The folder of one edition inside the data folder. */
export function editionFolder(config: Pick<ServerConfig, 'dataDir' | 'edition'>, workingFolder: string): string {
  return join(resolve(workingFolder, config.dataDir), config.edition);
}

/** What the folder says of itself; null where nothing is. Errors: `CommandError` where the mark is damaged. */
export function readMark(folder: string): FolderMark | null {
  const path = join(folder, MARK);
  try {
    const mark: Partial<FolderMark> = JSON.parse(readFileSync(path, 'utf8'));
    const { edition, tenantId, postgresMajor, isDemo } = mark;
    if (typeof edition === 'string' && typeof tenantId === 'string' && typeof postgresMajor === 'number') {
      return { edition, tenantId, postgresMajor, isDemo: isDemo === true };
    }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandError(
    EXIT.failed,
    `${path} is damaged: it should say whose data lies there. Restore it from a backup.`,
  );
}

/**
 * Makes the folder, marks it as ours, or refuses one that is somebody else's.
 *
 * @throws CommandError `refused`
 */
export function claimFolder(folder: string, wanted: Omit<FolderMark, 'postgresMajor'>): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = readMark(folder);
  if (found !== null) {
    refuseForeign(folder, found, wanted);
    return;
  }
  writeFileSync(join(folder, MARK), `${JSON.stringify({ ...wanted, postgresMajor: MAJOR_VERSION }, null, 2)}\n`);
}

/** @throws CommandError `refused` with what to do */
export function refuseForeign(folder: string, found: FolderMark, wanted: Omit<FolderMark, 'postgresMajor'>): void {
  const refuse = (sentence: string) => {
    throw new CommandError(EXIT.refused, `The data folder ${folder} ${sentence}`);
  };
  if (found.edition !== wanted.edition || found.tenantId !== wanted.tenantId) {
    refuse(
      `belongs to ${found.edition} "${found.tenantId}", not to ${wanted.edition} "${wanted.tenantId}". ` +
        'Check NATTER_EDITION and NATTER_STORE_ID, or choose another folder with NATTER_DATA_DIR.',
    );
  }
  if (found.postgresMajor !== MAJOR_VERSION) {
    refuse(
      `holds a database of PostgreSQL ${found.postgresMajor}; this version of Natter brings ${MAJOR_VERSION} and cannot open it. ` +
        'Start it with the version of Natter that made it, or choose another folder with NATTER_DATA_DIR.',
    );
  }
  if (wanted.isDemo && !found.isDemo) {
    refuse('was not made by the demo, which would let anybody in as anybody. Choose another one with NATTER_DATA_DIR.');
  }
}

/** Whether an embedded database was made there. */
export function hasDatabase(folder: string): boolean {
  return existsSync(join(folder, `pg${MAJOR_VERSION}`));
}

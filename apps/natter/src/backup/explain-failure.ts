import { CommandError, EXIT } from '../exit-codes.ts';
import { ArchiveError } from './archive-format.ts';
import { RestoreRefusal } from './restore-archive.ts';

const FILE_FAULTS: Readonly<Record<string, string>> = {
  ENOSPC: 'there is no space left on its disk',
  EDQUOT: 'the quota of its disk is used up',
  EROFS: 'its disk can only be read',
  EACCES: 'it may not be opened by this user',
  EPERM: 'it may not be opened by this user',
  ENOENT: 'it is not there',
  EISDIR: 'it is a folder',
  EIO: 'its disk fails',
  EFBIG: 'its disk takes no file of that size',
};
/** PostgreSQL's codes (Appendix A) that a person can do something about. */
const DATABASE_FAULTS: Readonly<Record<string, string>> = {
  '55P03': 'Somebody else has held the tables for a minute (a migration, perhaps). Try again later.',
  '42501': 'This login has not the right to do that: use the one that migrates (DATABASE_ADMIN_URL).',
  '53100': 'The disk of the database is full.',
};

/** What went wrong, for the person at the terminal; what is no fault of file, archive or database comes out as it is. */
export function explainFailure(error: unknown, { doing, path }: { doing: string; path: string }): unknown {
  if (error instanceof CommandError) return error;
  if (error instanceof RestoreRefusal) return new CommandError(EXIT.refused, error.message, { cause: error });
  if (error instanceof ArchiveError) {
    return new CommandError(EXIT.refused, `${path} cannot be used: ${error.message}. Nothing was changed.`, {
      cause: error,
    });
  }
  if (!(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const fileFault = 'errno' in error && !('address' in error) ? FILE_FAULTS[code] : undefined;
  if (fileFault !== undefined) return new CommandError(EXIT.failed, `${path}: ${fileFault}.`, { cause: error });
  const databaseFault = DATABASE_FAULTS[code];
  const why = databaseFault ?? (error.message === '' ? code : error.message);
  if (databaseFault !== undefined || isOfDatabase(code, error.message)) {
    return new CommandError(EXIT.failed, `${doing} failed, and nothing was changed. ${why}`, { cause: error });
  }
  return error;
}

function isOfDatabase(code: string, message: string): boolean {
  return /^[0-9A-Z]{5}$/.test(code) || /^E[A-Z]+$/.test(code) || /terminated|timeout|ended|closed/i.test(message);
}

import { CommandError, EXIT } from '../exit-codes.ts';

/** PostgreSQL's codes (Appendix A) and the system's that a person can do something about. */
const SENTENCES: Readonly<Record<string, string>> = {
  '28P01': 'The database does not take this password.',
  '28000': 'The database does not let this login in.',
  '3D000': 'There is no such database.',
  '42501': 'This login has not the right to do that: use the one that migrates (DATABASE_ADMIN_URL).',
  '53100': 'The disk of the database is full.',
  '53300': 'The database has no connection left.',
  '55P03': 'Somebody else has held the tables for a minute. Try again later.',
  '57P01': 'The database was stopped in the middle. What had not been finished was undone; run this again.',
  '57P03': 'The database is starting or stopping. Try again in a moment.',
  '2BP01': 'Something that is not ours depends on it, and is not taken along.',
  ECONNREFUSED: 'Nobody answers at the address of the database.',
  ENOTFOUND: 'The address of the database is not known.',
  ETIMEDOUT: 'The database did not answer in time.',
};

/** A failure that has to do with the database in a sentence; whatever else it is comes out as it is. */
export function explainFailure(error: unknown): unknown {
  if (error instanceof CommandError || !(error instanceof Error)) return error;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const sentence = SENTENCES[code];
  if (sentence === undefined) return error;
  const details = 'detail' in error && typeof error.detail === 'string' ? error.detail.split('\n') : [];
  return new CommandError(EXIT.failed, [sentence, ...(error.message === '' ? [] : [error.message]), ...details], {
    cause: error,
  });
}

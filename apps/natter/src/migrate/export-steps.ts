import { resolve } from 'node:path';
import { type Environment, readOption, systemClock } from '@natter/server';
import { type ExportTarget, exportMigrations, loadMigrations, roleNames } from '@natter/server/database';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import { readDeployment } from '../reaching/reach-database.ts';
import { orUsage } from '../settings/or-usage.ts';
import type { Terminal } from '../terminal.ts';
import { readPolicy } from './read-policy.ts';
import { writeExport } from './write-export.ts';

export interface ExportFlags {
  readonly to: string | undefined;
  readonly target: ExportTarget;
  readonly database: string | undefined;
  readonly timestamp: string | undefined;
  readonly from: string | undefined;
}

/** `natter migrate export`: the steps as files. Needs no database. */
export async function exportSteps(
  flags: ExportFlags,
  { env, terminal, isJson }: { env: Environment; terminal: Terminal; isJson: boolean },
): Promise<ExitCode> {
  if (flags.to === undefined) throw usage('Say where to: `natter migrate export --to DIR`.');
  const { tenantId, edition } = readDeployment(env);
  const database = flags.database ?? findDatabase(env, flags.target);
  const newest = (await loadMigrations()).length;
  const folder = resolve(terminal.folder, flags.to);
  const { written, kept } = writeExport(
    folder,
    await exportMigrations({
      target: flags.target,
      database,
      roles: { ...roleNames(database), ...findLogin(env) },
      deployment: { tenantId, edition },
      policy: readPolicy(env),
      timestamp: readTimestamp(flags.timestamp),
      from: readStep(flags.from, newest),
    }),
  );
  if (isJson) terminal.say(JSON.stringify({ folder, written, kept }));
  else {
    for (const path of written) terminal.say(`wrote ${path}`);
    for (const path of kept) terminal.say(`kept  ${path}`);
    terminal.say(
      `For the database "${database}" of ${edition} "${tenantId}". Run them in order; docs/operations/database.md says how.`,
    );
  }
  return EXIT.ok;
}

const usage = (sentence: string): CommandError => new CommandError(EXIT.usage, sentence);

/** The roles carry the database's name, so it has to be known; on Supabase it is always the same. */
function findDatabase(env: Environment, target: ExportTarget): string {
  const url = orUsage(() => readOption('DATABASE_ADMIN_URL', env) ?? readOption('DATABASE_URL', env));
  const named = url === null ? '' : decodeURIComponent(new URL(url).pathname.slice(1));
  if (named !== '') return named;
  if (target === 'supabase') return 'postgres';
  throw usage('Say for which database: --database NAME, or DATABASE_URL.');
}

/** The operator's own login, where there are two URLs. */
function findLogin(env: Environment): { app?: string } {
  const [url, admin] = orUsage(() => [readOption('DATABASE_URL', env), readOption('DATABASE_ADMIN_URL', env)] as const);
  return url === null || admin === null ? {} : { app: decodeURIComponent(new URL(url).username) };
}

function readTimestamp(given: string | undefined): string {
  const now = new Date(systemClock.now()).toISOString().replaceAll(/[-:T]|\.\d+Z$/g, '');
  const timestamp = given ?? now;
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
  const iso = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`;
  const at = new Date(iso);
  if (Number.isNaN(at.getTime()) || at.toISOString() !== iso) {
    throw usage('--timestamp must be a time of fourteen digits, YYYYMMDDHHMMSS.');
  }
  return timestamp;
}

function readStep(given: string | undefined, newest: number): number {
  const step = given === undefined ? 1 : Number(given);
  if (!Number.isInteger(step) || step < 1 || step > newest) throw usage(`--from must be a step from 1 to ${newest}.`);
  return step;
}

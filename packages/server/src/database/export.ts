import type { DeploymentPolicy } from '../editions/deployment-policy.ts';
import { recordPolicy, recordStep } from './export-bookkeeping.ts';
import { scheduleSql, unscheduleSql } from './export-schedule.ts';
import { type ExportPlace, guardDown, guardUp, wrapFile } from './export-wrap.ts';
import { loadMigrations, type Migration, withRoles } from './migration-files.ts';
import { quoteIdentifier } from './role-names.ts';
import { loadRollbacks, type Rollback } from './rollback-files.ts';

export type { ExportTarget } from './export-wrap.ts';

export interface ExportOptions extends ExportPlace {
  readonly policy: DeploymentPolicy;
  /** Fourteen digits, UTC, of the first file; each file after it is a second later, since the CLI tells files by it. */
  readonly timestamp: string;
  /** The first step to write; those before it are taken as applied. */
  readonly from: number;
}

/** A file to be written; `path` is relative to the folder. */
export interface ExportedFile {
  readonly path: string;
  readonly text: string;
}

/**
 * Writes the migrations as numbered files that a person, psql or `supabase db push` runs in order, each with its rollback, and
 * a last one for pg_cron. What they leave is what `natter migrate` would have, its books included. The same options give the
 * same bytes.
 */
export async function exportMigrations(options: ExportOptions): Promise<readonly ExportedFile[]> {
  const migrations = await loadMigrations();
  const rollbacks = await loadRollbacks();
  const steps = migrations.filter(({ version }) => version >= options.from);
  const files = steps.flatMap((step, index) => {
    const stem = `${laterBy(options.timestamp, index)}_${numbered(step)}`;
    const rollback = rollbacks.get(step.version);
    return [
      { path: `${stem}.sql`, text: upFile(step, migrations, options) },
      ...(rollback === undefined
        ? []
        : [{ path: `rollbacks/${stem}_down.sql`, text: downFile(step, rollback, options) }]),
    ];
  });
  const stem = `${laterBy(options.timestamp, steps.length)}_direct_messaging_schedule`;
  const schedule = scheduleFiles(migrations.length, options);
  return [
    ...files,
    { path: `${stem}.sql`, text: schedule.up },
    { path: `rollbacks/${stem}_down.sql`, text: schedule.down },
  ];
}

const numbered = ({ version, name }: Migration): string =>
  `${String(version).padStart(3, '0')}_direct_messaging_${name}`;

function upFile(step: Migration, all: readonly Migration[], options: ExportOptions): string {
  const before = all.filter(({ version }) => version < step.version);
  return wrapFile(options, {
    title: [
      `Natter, step ${step.version} of ${all.length}: ${step.name}.`,
      ...provenance(options),
      'Run it whole and as it is: what ran is compared with the step that it was made of.',
    ],
    guard: guardUp(step, before, options),
    body: [
      withRoles(step.sql, options.roles).trim(),
      recordStep(step, options),
      ...(step.version === all.length ? [recordPolicy(options.policy)] : []),
    ].join('\n\n'),
  });
}

function downFile(step: Migration, rollback: Rollback, options: ExportOptions): string {
  const forget = `SET LOCAL ROLE ${quoteIdentifier(options.roles.owner)};
DELETE FROM natter.schema_migrations WHERE version = ${step.version};`;
  return wrapFile(options, {
    title: [
      `Natter, step ${step.version} (${step.name}) taken back. Only the newest step can be; stop the server first.`,
      ...provenance(options),
    ],
    guard: guardDown(step, rollback.doomed, options),
    body: `${withRoles(rollback.sql, options.roles).trim()}${step.version === 1 ? '' : `\n\n${forget}`}`,
  });
}

function scheduleFiles(newest: number, options: ExportOptions): { up: string; down: string } {
  const guard = `IF NOT EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'natter') THEN
  RAISE EXCEPTION 'The schedule comes after steps 1 to ${newest}, and Natter is not installed here.';
END IF;`;
  const title = ['Natter: the schedule of retention, for pg_cron.', ...provenance(options)];
  return {
    up: wrapFile(options, { title, guard, body: scheduleSql() }),
    down: wrapFile(options, {
      title: ['Natter: the schedule taken back.', ...provenance(options)],
      guard: 'NULL;',
      body: unscheduleSql(),
    }),
  };
}

function provenance({ database, deployment, target }: ExportOptions): readonly string[] {
  const how =
    target === 'plain'
      ? 'psql --file, or any other tool: it brings its own transaction.'
      : 'supabase db push, the SQL editor, or psql --single-transaction --file.';
  return [
    `For the database ${database} of ${deployment.edition} "${deployment.tenantId}"; written by \`natter migrate export\`.`,
    `Run by ${how}`,
  ];
}

/** Seconds after a timestamp of fourteen digits, written likewise. */
function laterBy(timestamp: string, seconds: number): string {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(timestamp) ?? [];
  const at = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second) + seconds,
  );
  return new Date(at).toISOString().replaceAll(/[-:T]|\.\d+Z$/g, '');
}

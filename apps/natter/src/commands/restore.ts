import { resolve } from 'node:path';
import { MigrationError, migrate } from '@natter/server/database';
import { explainFailure } from '../backup/explain-failure.ts';
import { reachForRestore } from '../backup/reach-for-restore.ts';
import { type RestoreResult, restoreArchive } from '../backup/restore-archive.ts';
import { formatCount, tellProgress } from '../backup/tell-progress.ts';
import { verifyArchive } from '../backup/verify-archive.ts';
import { command } from '../define-command.ts';
import { EXIT } from '../exit-codes.ts';
import { readPolicy } from '../migrate/read-policy.ts';
import { readDeployment } from '../reaching/reach-database.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import type { Terminal } from '../terminal.ts';
import { EDITION_FLAG } from './shared-flags.ts';

export const restore = command(
  {
    name: 'restore',
    summary: 'Put a backup in the place of the database',
    details: [
      'The file is checked from end to end first. Then everything happens in one transaction: what fails leaves what was there. The',
      'server must be stopped. Afterwards clients notice that another history began, and send again what the backup does not know.',
      'Exit code 3: refused (a damaged file, another store, a running server, a database that is not empty); nothing was changed.',
    ],
    args: {
      file: { type: 'positional', required: true, description: 'A file that `natter backup` wrote', valueHint: 'file' },
      replace: { type: 'boolean', description: 'Lose what the database holds now' },
      'dry-run': {
        type: 'boolean',
        description: 'Check the file and say whether it could be restored; change nothing',
      },
      json: { type: 'boolean', description: 'Answer as JSON' },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const path = resolve(terminal.folder, args.file);
    const env = readEnvironment(terminal, { NATTER_EDITION: args.edition });
    const deployment = readDeployment(env);
    const isTrial = args['dry-run'] === true;
    const output = { terminal, isJson: args.json === true };
    const progress = tellProgress(terminal.warn);
    try {
      const { head, rows, faults } = await verifyArchive(path, (seen) =>
        progress(() => `checking: ${formatCount(seen)} rows …`),
      );
      // Told before the database is asked: that the file is good is worth knowing also where it cannot be restored now.
      if (isTrial) terminal.warn(`${describeArchive({ ...head, rows })} is whole.`);
      for (const fault of faults) terminal.warn(`The database was damaged when it was copied: ${fault}.`);
      const reach = await reachForRestore(env, { isTrial, workingFolder: terminal.folder, onProgress: terminal.warn });
      if (reach === null) return tellTrial({ ...head, rows }, output);
      try {
        const { adminUrl, appUrl } = reach;
        const done = await restoreArchive({
          path,
          head,
          adminUrl,
          appUrl,
          deployment,
          mayReplace: args.replace === true,
          isTrial,
          onRows: ({ table, rows: sofar }) => progress(() => `restoring ${table}: ${formatCount(sofar)} rows …`),
        });
        if (done === null) return tellTrial({ ...head, rows }, output);
        await finish({ adminUrl, ...(appUrl !== undefined && { appUrl }), deployment, policy: readPolicy(env) });
        return tell({ ...done, createdAt: head.createdAt }, output);
      } finally {
        await reach.close();
      }
    } catch (error) {
      throw explainFailure(error, { doing: 'The restore', path });
    }
  },
);

/** What a start would do as well: the login, the rights, and the rules of this configuration. */
async function finish(options: Parameters<typeof migrate>[0]): Promise<void> {
  try {
    await migrate(options);
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new MigrationError(`The backup is restored, but the server cannot log in yet: ${error.message}`);
  }
}

interface Output {
  readonly terminal: Terminal;
  readonly isJson: boolean;
}

interface Checked {
  readonly createdAt: string;
  readonly rows: number;
  readonly steps: readonly unknown[];
}

function describeArchive({ createdAt, rows, steps }: Checked): string {
  return `The backup of ${createdAt} (${formatCount(rows)} rows, step ${steps.length})`;
}

function tellTrial(checked: Checked, { terminal, isJson }: Output): number {
  const { createdAt, rows, steps } = checked;
  terminal.say(
    isJson
      ? JSON.stringify({ wouldRestore: { createdAt, rows, step: steps.length } })
      : `${describeArchive(checked)} could be restored here.`,
  );
  return EXIT.ok;
}

function tell(done: RestoreResult & { createdAt: string }, { terminal, isJson }: Output): number {
  for (const table of done.leftOut) {
    terminal.warn(`Left out: ${table}, which is in the backup and which no step of Natter makes`);
  }
  if (isJson) {
    terminal.say(JSON.stringify(done));
    return EXIT.ok;
  }
  const { rows, createdAt, applied, epoch } = done;
  const steps = applied.length === 0 ? '' : `, migrated by steps ${applied.join(', ')}`;
  terminal.say(`Restored ${formatCount(rows)} rows as of ${createdAt}${steps}. A new epoch begins: ${epoch}`);
  return EXIT.ok;
}

import { systemClock } from '@natter/server';
import { createBackup } from '../backup/create-backup.ts';
import { explainFailure } from '../backup/explain-failure.ts';
import { placeFile } from '../backup/place-file.ts';
import { formatBytes, formatCount, tellProgress } from '../backup/tell-progress.ts';
import { command } from '../define-command.ts';
import { CommandError, EXIT } from '../exit-codes.ts';
import { reachDatabase, readDeployment } from '../reaching/reach-database.ts';
import { readEnvironment } from '../settings/read-environment.ts';
import { readVersion } from '../version.ts';
import { EDITION_FLAG } from './shared-flags.ts';

export const backup = command(
  {
    name: 'backup',
    summary: 'Write all that the database holds into one file, and check the file',
    details: [
      'The server may run: the backup is of one moment. The file is read again after it was written, and gets its name only when all',
      'of it is right; nobody but its owner can read it. It holds people and messages as they are: keep it where you would keep them.',
      'Exit code 0: there is a good backup; 1: there is none and no file was left, or the database itself is damaged, as is then said.',
    ],
    args: {
      to: {
        type: 'string',
        required: true,
        description: 'A file that is not there yet, or a folder in which one is named by store and time',
        valueHint: 'file',
      },
      json: {
        type: 'boolean',
        description: 'Answer as JSON: { path, bytes, sha256, rows, step, createdAt, tables … }',
      },
      ...EDITION_FLAG,
    },
  },
  async (args, terminal) => {
    const env = readEnvironment(terminal, { NATTER_EDITION: args.edition });
    const { tenantId } = readDeployment(env);
    const createdAt = new Date(systemClock.now());
    const place = placeFile(args.to, { workingFolder: terminal.folder, tenantId, now: createdAt });
    const progress = tellProgress(terminal.warn);
    try {
      const reach = await reachDatabase(env, { workingFolder: terminal.folder, onProgress: terminal.warn });
      if (reach === null) throw new CommandError(EXIT.failed, 'There is no database yet: nothing to back up.');
      try {
        const made = await createBackup({
          adminUrl: reach.adminUrl,
          place,
          natterVersion: readVersion(),
          createdAt,
          onRows: ({ doing, rows, table }) =>
            progress(() => `${doing}${table === undefined ? '' : ` ${table}`}: ${formatCount(rows)} rows …`),
        });
        if (made.notRecorded !== null) terminal.warn(`The database could not be told of it: ${made.notRecorded}`);
        terminal.say(
          args.json === true
            ? JSON.stringify(made)
            : `${made.path}: ${formatCount(made.rows)} rows, ${formatBytes(made.bytes)}, read again and found right. SHA-256 ${made.sha256}`,
        );
        for (const fault of made.faults)
          terminal.warn(`The backup is a true copy, and the database is damaged: ${fault}.`);
        return made.faults.length === 0 ? EXIT.ok : EXIT.failed;
      } finally {
        await reach.close();
      }
    } catch (error) {
      throw explainFailure(error, { doing: 'The backup', path: place.path });
    }
  },
);

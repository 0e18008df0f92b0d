import { MigrationError, planRollback, type RollbackPlan, rollback } from '@natter/server/database';
import { CommandError, EXIT, type ExitCode } from '../exit-codes.ts';
import type { Reach } from '../reaching/reach-database.ts';
import type { Terminal } from '../terminal.ts';

export interface RollbackFlags {
  readonly to: string | undefined;
  readonly isConfirmed: boolean;
  readonly mayDestroy: boolean;
}

/** `natter migrate rollback`: takes the newest steps back. Without `--yes` it only says what it would do. */
export async function rollBackSteps(
  { adminUrl, appUrl }: Pick<Reach, 'adminUrl' | 'appUrl'>,
  flags: RollbackFlags,
  { terminal, isJson }: { terminal: Terminal; isJson: boolean },
): Promise<ExitCode> {
  const to = Number(flags.to ?? Number.NaN);
  if (!Number.isInteger(to) || to < 0) {
    throw new CommandError(
      EXIT.usage,
      'Say how far: `natter migrate rollback --to N`; N is the newest step that stays, 0 for none.',
    );
  }
  try {
    const options = { adminUrl, appUrl, to };
    if (!flags.isConfirmed) return showPlan(await planRollback(options), { terminal, isJson });
    const done = await rollback({
      ...options,
      mayDestroy: flags.mayDestroy,
      onStep: (step) => {
        if (!isJson) terminal.say(`taking back ${nameOf(step)}`);
      },
    });
    if (isJson) terminal.say(JSON.stringify({ takenBack: done.steps, lost: done.lost }));
    else if (done.steps.length === 0) terminal.say('Nothing to take back.');
    if (to === 0 && done.steps.length > 0) {
      terminal.warn(
        'Where the database was ours, TEMPORARY and CREATE stay taken from PUBLIC, as migrating left them.',
      );
    }
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof MigrationError)) throw error;
    throw new CommandError(EXIT.refused, error.message, { cause: error });
  }
}

function showPlan(
  { steps, lost }: RollbackPlan,
  { terminal, isJson }: { terminal: Terminal; isJson: boolean },
): ExitCode {
  if (isJson) terminal.say(JSON.stringify({ wouldTakeBack: steps, wouldLose: lost }));
  else {
    for (const step of steps) terminal.say(`would take back ${nameOf(step)}`);
    for (const { table, rows } of lost)
      terminal.say(`would destroy ${rows} ${rows === 1 ? 'row' : 'rows'} of ${table}`);
    if (steps.length === 0) terminal.say('Nothing to take back.');
  }
  if (steps.length === 0) return EXIT.ok;
  terminal.warn(
    lost.length === 0
      ? 'Nothing was done: say --yes.'
      : 'Nothing was done. Make a backup first (`natter backup`), then say --yes --destroy-messages.',
  );
  return EXIT.refused;
}

const nameOf = ({ version, name }: { version: number; name: string }): string =>
  `${String(version).padStart(3, '0')}_${name}`;

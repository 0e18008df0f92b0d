import { stripVTControlCharacters } from 'node:util';
import { backup } from './commands/backup.ts';
import { demo } from './commands/demo.ts';
import { doctor } from './commands/doctor.ts';
import { hold } from './commands/hold.ts';
import { migrate } from './commands/migrate.ts';
import { purge } from './commands/purge.ts';
import { restore } from './commands/restore.ts';
import { serve } from './commands/serve.ts';
import { status } from './commands/status.ts';
import { token } from './commands/token.ts';
import type { Command } from './define-command.ts';
import { CommandError, EXIT } from './exit-codes.ts';
import { suggest } from './suggest.ts';
import type { Terminal } from './terminal.ts';
import { readVersion } from './version.ts';

export const COMMANDS: Readonly<Record<string, Command>> = {
  serve,
  migrate,
  doctor,
  backup,
  restore,
  purge,
  hold,
  status,
  token,
  demo,
};

const EXIT_CODES = [
  'Exit codes:',
  '  0  done; a server stopped cleanly',
  '  1  failed: the port is taken, the database is away, doctor found a problem',
  '  2  the command line or the configuration is wrong; nothing was begun',
  '  3  refused because it would be unsafe',
  '  4  status: a warning; 5: something critical',
];

/** Runs one command line and answers its exit code; every problem is told at the terminal. Never throws. */
export async function runCli(
  argv: readonly string[],
  { commands, terminal }: { commands: typeof COMMANDS; terminal: Terminal },
): Promise<number> {
  try {
    return await dispatch(argv, { commands, terminal });
  } catch (error) {
    if (error instanceof CommandError) {
      for (const line of error.lines) terminal.warn(line);
      return error.exitCode;
    }
    terminal.warn(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.failed;
  }
}

async function dispatch(
  [name, ...rest]: readonly string[],
  { commands, terminal }: { commands: typeof COMMANDS; terminal: Terminal },
): Promise<number> {
  if (name === '--version' || name === '-v') {
    terminal.say(readVersion());
    return EXIT.ok;
  }
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    for (const line of describe(commands)) terminal.say(line);
    return name === undefined ? EXIT.usage : EXIT.ok;
  }
  const chosen = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (chosen === undefined) {
    const meant = suggest(name, Object.keys(commands));
    throw new CommandError(EXIT.usage, [
      `There is no command ${name}.${meant === null ? '' : ` Did you mean ${meant}?`}`,
      '`natter --help` lists the commands.',
    ]);
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    const usage = await chosen.usage();
    terminal.say(terminal.isInteractive ? usage : stripVTControlCharacters(usage));
    return EXIT.ok;
  }
  return await chosen.run(rest, terminal);
}

function describe(commands: typeof COMMANDS): readonly string[] {
  const list = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(10)}${summary}`);
  return [
    'Natter: self-hosted direct messages.',
    '',
    'natter <command> [options]; `natter <command> --help` says more.',
    'Configuration comes from environment variables and a .env file; flags win.',
    '',
    ...list,
    '',
    ...EXIT_CODES,
  ];
}

import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Environment } from '@natter/server';
import { CommandError, EXIT } from '../exit-codes.ts';
import type { Terminal } from '../terminal.ts';

/** Flags of a command that stand for variables; they win over both. */
export type Overrides = Readonly<Record<string, string | undefined>>;

/** The variables of the process over those of `.env` in the working folder; an empty one counts as absent. */
export function readEnvironment(terminal: Pick<Terminal, 'env' | 'folder'>, overrides: Overrides = {}): Environment {
  return { ...readFile(join(terminal.folder, '.env')), ...withoutEmpty(terminal.env), ...withoutEmpty(overrides) };
}

/** The variables of one file and of nothing else. Errors: `CommandError` where it cannot be read. */
export function readEnvironmentFile(path: string): Environment {
  if (!existsSync(path)) throw new CommandError(EXIT.usage, `There is no file ${path}.`);
  return readFile(path);
}

function withoutEmpty(variables: Environment): Environment {
  return Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''));
}

function readFile(path: string): Environment {
  try {
    return withoutEmpty(parseEnv(readFileSync(path, 'utf8')));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {};
    throw new CommandError(
      EXIT.usage,
      `${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMMANDS, runCli } from '../run-cli.ts';

export interface CliResult {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A folder in which commands run inside this process, and what they said. */
export interface CliFolder {
  readonly path: string;
  run(args: readonly string[], env?: Readonly<Record<string, string>>): Promise<CliResult>;
  remove(): void;
}

export function makeCliFolder(): CliFolder {
  const path = mkdtempSync(join(tmpdir(), 'natter-cli-'));
  return {
    path,
    run: async (args, env = {}) => {
      const out: string[] = [];
      const err: string[] = [];
      const code = await runCli(args, {
        commands: COMMANDS,
        terminal: {
          say: (line) => out.push(`${line}\n`),
          warn: (line) => err.push(`${line}\n`),
          env,
          folder: path,
          isInteractive: false,
          uptimeMs: () => 0,
        },
      });
      return { code, out: out.join(''), err: err.join('') };
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}

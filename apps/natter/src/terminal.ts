import type { Environment } from '@natter/server';

/** What a command is given of the world outside. */
export interface Terminal {
  /** One line on standard output: what the command has to say. */
  say(line: string): void;
  /** One line on standard error: what went wrong, and what is remarkable. */
  warn(line: string): void;
  readonly env: Environment;
  /** Where `.env` and relative folders are looked for. */
  readonly folder: string;
  /** Whether a person is reading standard output. */
  readonly isInteractive: boolean;
  /** Milliseconds since the process began. */
  uptimeMs(): number;
}

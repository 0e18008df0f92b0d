/** What the exit code of `natter` says. Shown by `natter --help`. */
export const EXIT = {
  /** It was done; a server was asked to stop and stopped cleanly. */
  ok: 0,
  /** It could not be done: the port is taken, the database is away, `doctor` found a problem. */
  failed: 1,
  /** The command line or the configuration is wrong; nothing was begun. */
  usage: 2,
  /** It was refused because it would be unsafe: demo secrets in production, somebody else's data, a login above the rules. */
  refused: 3,
  /** `status`: something wants looking at this week. */
  warning: 4,
  /** `status`: something wants looking at now. */
  critical: 5,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Why a command ends early, in lines for the person at the terminal. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly exitCode: ExitCode;
  readonly lines: readonly string[];

  constructor(exitCode: ExitCode, lines: readonly string[] | string, options?: ErrorOptions) {
    const all = typeof lines === 'string' ? [lines] : lines;
    super(all.join('\n'), options);
    this.exitCode = exitCode;
    this.lines = all;
  }
}

/** `problem`: it does not work or is not safe. `warning`: it works, and somebody should know. */
export type Level = 'ok' | 'warning' | 'problem';

/** What `doctor` found out about one thing. */
export interface Finding {
  /** Stable, for programs. */
  readonly id: string;
  readonly level: Level;
  /** What was found, in a sentence. */
  readonly detail: string;
  /** What to do about it. */
  readonly fix?: string;
}

export const ok = (id: string, detail: string): Finding => ({ id, level: 'ok', detail });
export const warning = (id: string, detail: string, fix: string): Finding => ({ id, level: 'warning', detail, fix });
export const problem = (id: string, detail: string, fix: string): Finding => ({ id, level: 'problem', detail, fix });

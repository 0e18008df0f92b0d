import type { Option } from './option.ts';
import { OPTIONS } from './options.ts';

export interface OptionDescription {
  readonly name: string;
  readonly type: string;
  /** Null: there is none. */
  readonly default: string | null;
  readonly description: string;
  readonly isSecret: boolean;
}

/** The table of variables for `doctor` and the documents. */
export function describeOptions(): readonly OptionDescription[] {
  return Object.entries(OPTIONS as Record<string, Option<unknown>>).map(([name, option]) => ({
    name,
    type: option.type,
    default: option.shownDefault ?? null,
    description: option.description,
    isSecret: option.isSecret === true,
  }));
}

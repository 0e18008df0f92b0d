import { ConfigError } from '@natter/server';
import { CommandError, EXIT } from '../exit-codes.ts';

/** What is wrong with the configuration, as a wrong use of the command. */
export function orUsage<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ConfigError) throw new CommandError(EXIT.usage, error.faults);
    throw error;
  }
}

import { type DestinationStream, pino } from 'pino';
import type { Log } from '../../ports/runtime.ts';
import { systemClock } from '../system/system-clock.ts';
import { createIdHasher } from './hash-ids.ts';
import { createScrub } from './scrub.ts';

export interface PinoLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Secret that the keys of the hashes of ids are made of; without it each day has a random one. */
  readonly idKey?: string;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream;
  /** Epoch milliseconds; the machine's clock unless given. */
  readonly now?: () => number;
}

/** One JSON line per event on standard output: its name, its fields, ids as hashes, nothing that anybody wrote (SEE-4). */
export function createPinoLog({ level, idKey, destination, now = systemClock.now }: PinoLogOptions): Log {
  const scrub = createScrub(createIdHasher({ key: idKey ?? null, now }));
  const logger = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'event',
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  );
  const write =
    (method: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: Readonly<Record<string, unknown>> = {}) => {
      if (!logger.isLevelEnabled(method)) return;
      // `event` is the line's own name: what was told of an event of ours is written beside it.
      const { event: about, ...rest } = scrub(fields);
      logger[method](about === undefined ? rest : { ...rest, about }, event);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

import { createHmac, randomBytes } from 'node:crypto';
import { type DestinationStream, pino } from 'pino';
import type { Log } from '../../ports/runtime.ts';

export interface PinoLogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Keys the hashes of people's ids; a new one at each start unless given. */
  readonly idKey?: string;
  /** Where lines go; standard output by default. */
  readonly destination?: DestinationStream;
}

/** Fields that name a person: written as a keyed hash, which groups lines and names nobody. */
const PERSON_FIELDS = ['userId', 'senderId', 'recipientId'] as const;

/** One JSON line per event on standard output. */
export function createPinoLog({ level, idKey, destination }: PinoLogOptions): Log {
  const key = idKey ?? randomBytes(32).toString('hex');
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
      if (logger.isLevelEnabled(method)) logger[method](hidePeople(fields, key), event);
    };
  return { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
}

function hidePeople(fields: Readonly<Record<string, unknown>>, key: string): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...fields };
  for (const name of PERSON_FIELDS) {
    const value = shown[name];
    if (typeof value === 'string') {
      shown[name] = createHmac('sha256', key).update(value).digest('base64url').slice(0, 12);
    }
  }
  if (shown['error'] instanceof Error) shown['error'] = describeError(shown['error']);
  return shown;
}

/** Name, code and place of an error. Its other fields may hold rows, so they are left out. */
function describeError(error: Error): Record<string, unknown> {
  const code: unknown = 'code' in error ? error.code : undefined;
  return {
    name: error.name,
    message: error.message.slice(0, 500),
    ...(typeof code === 'string' ? { code } : {}),
    stack: error.stack
      ?.split('\n')
      .slice(1, 8)
      .map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}

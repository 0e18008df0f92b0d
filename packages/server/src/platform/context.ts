import type { ServerConfig } from '../config/index.ts';
import type { EditionPolicy } from '../editions/index.ts';
import type { MessagingDatabase } from '../ports/database.ts';
import type { Meter } from '../ports/meter.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Clock, Ids, Log } from '../ports/runtime.ts';
import type { Readiness } from './readiness.ts';

/** What every module is given. */
export interface Platform {
  readonly config: ServerConfig;
  readonly edition: EditionPolicy;
  readonly database: MessagingDatabase;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly log: Log;
  readonly publisher: Publisher;
  readonly meter: Meter;
  /** What must be so before requests are sent here; whoever needs something adds a check. */
  readonly readiness: Readiness;
  /** Runs a call when what has arrived meanwhile has been read. No timer. */
  readonly defer: (call: () => void) => void;
}

import type { ServerConfig } from '../config/index.ts';
import type { EditionPolicy } from '../editions/index.ts';
import type { MessagingDatabase } from '../ports/database.ts';
import type { Meter } from '../ports/meter.ts';
import type { Publisher } from '../ports/publisher.ts';
import type { Clock, Ids, Log } from '../ports/runtime.ts';
import type { MessageTracing } from '../ports/tracing.ts';
import type { Arrivals } from './arrivals.ts';
import type { Pressure } from './pressure.ts';
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
  /** Measures how long messages take to reach a device. */
  readonly arrivals: Arrivals;
  /** Absent where nobody collects traces, which is where nothing is spent on them. */
  readonly tracing?: MessageTracing | undefined;
  /** How much there is to do, and what is left out because of it. */
  readonly pressure: Pressure;
  /** What must be so before requests are sent here; whoever needs something adds a check. */
  readonly readiness: Readiness;
  /** Runs a call when what has arrived meanwhile has been read. No timer. */
  readonly defer: (call: () => void) => void;
}

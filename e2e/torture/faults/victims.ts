import type { HttpGateway, TcpProxy } from '@natter/testkit';
import type { Device } from '../clients/device.ts';
import type { History } from '../history/history-files.ts';
import type { Chance } from '../seeded.ts';
import type { DatabaseControl } from './database-control.ts';
import type { SmallDisk } from './disk.ts';
import type { RedisControl } from './redis-control.ts';
import type { ServerControl } from './server-control.ts';

/** A server's process with the wires that it alone uses. */
export interface Node {
  readonly server: ServerControl;
  readonly databaseLink: TcpProxy;
  /** Absent where there is no Redis. */
  readonly redisLink: TcpProxy | null;
}

/** What there is to break. */
export interface Victims {
  readonly nodes: readonly Node[];
  readonly database: DatabaseControl;
  /** Of the server's login, straight to the database. */
  readonly databaseUrl: string;
  /** The disk that the database is on, where it may be filled. */
  readonly disk: SmallDisk | null;
  readonly redis: RedisControl | null;
  /** Between clients and the balancer. */
  readonly network: TcpProxy;
  /** Beside that: new connections come through it where they are sent there. */
  readonly gateway: HttpGateway;
  readonly devices: readonly Device[];
  /** Has a message sent a little later, by the server itself. */
  readonly scheduleSoon: () => Promise<void>;
}

/** What a fault is given: chance of its own, so that what it draws moves nothing of the plan. */
export interface FaultContext {
  readonly victims: Victims;
  readonly chance: Chance;
  readonly history: History;
  /** The end of all faults: what lasts long ends with it. */
  readonly signal: AbortSignal;
}

/** One way to do harm. */
export interface Fault {
  readonly kind: string;
  /** How often it comes, against the others of its row. */
  readonly weight: number;
  /** Whether there is what it breaks; absent: there is. */
  readonly isPossible?: (victims: Victims) => boolean;
  /**
   * When it resolves the harm is undone, or its consequences are to be borne. Answers what is worth noting; null when it came to
   * nothing and does not count.
   */
  readonly run: (context: FaultContext) => Promise<string | null>;
}

/** Notes that something is there again, for the times of recovery. */
export function noteBack(history: History, what: 'server' | 'database', detail = ''): void {
  history.note({ op: 'fault', kind: `${what} is back`, detail });
}

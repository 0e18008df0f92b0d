/** What the database knows of how the store is doing. Numbers and times, never content. Sizes in bytes. */
export interface StoreFacts {
  readonly at: Date;
  /** When the database was made. */
  readonly madeAt: Date;
  readonly requiresMembership: boolean;
  readonly people: {
    readonly total: number;
    readonly members: number;
    readonly seenDay: number;
    readonly seenWeek: number;
    readonly suspended: number;
  };
  readonly tiers: readonly { readonly tier: string; readonly isKnown: boolean; readonly people: number }[];
  readonly conversations: {
    readonly total: number;
    readonly startedDay: number;
    readonly startedWeek: number;
    readonly activeDay: number;
    readonly activeWeek: number;
  };
  readonly messages: {
    readonly kept: number;
    readonly sentDay: number;
    readonly sentWeek: number;
    readonly sendersDay: number;
    readonly sendersWeek: number;
  };
  /** By tier; 0 = for ever. */
  readonly days: Readonly<Record<string, number>>;
  readonly retention: {
    readonly expiredUnmarked: number;
    readonly awaitingPurge: number;
    readonly dueForPurge: number;
    readonly holds: number;
  };
  /** Past their time by more than a day. */
  readonly overdueHiding: number;
  readonly overduePurge: number;
  /** The last run of each. */
  readonly jobs: readonly {
    readonly name: string;
    readonly outcome: 'running' | 'done' | 'refused' | 'confirmed';
    readonly at: Date;
    readonly note: string | null;
  }[];
  readonly reports: { readonly open: number; readonly oldestAt: Date | null };
  readonly database: {
    readonly version: string;
    readonly step: number;
    readonly sizeBytes: number;
    readonly connectionsUsed: number;
    readonly connectionsMax: number;
    readonly tables: readonly {
      readonly name: string;
      /** Estimated. */
      readonly rows: number;
      readonly tableBytes: number;
      readonly indexes: readonly { readonly name: string; readonly bytes: number; readonly scans: number }[];
    }[];
  };
  readonly backup: { readonly at: Date; readonly bytes: number } | null;
  /** Of the write-ahead log; null: the database does not archive. */
  readonly archiving: { readonly lastArchivedAt: Date | null; readonly lastFailedAt: Date | null } | null;
  /** Of the oldest transaction among those that the asker may look at; 0: none is open. */
  readonly oldestTransactionSeconds: number;
  /** The processes that serve this database, by their beginning. */
  readonly nodes: readonly NodeFacts[];
}

/** A process that serves, as its lease tells. */
export interface NodeFacts {
  readonly id: string;
  readonly roles: readonly ('api' | 'realtime' | 'worker')[];
  readonly startedAt: Date;
  /** When it last renewed its lease. */
  readonly heardAt: Date;
  readonly leaseUntil: Date;
  /** Its lease is over: it ended without a word, or hangs. */
  readonly isGone: boolean;
  /** Who is connected to it. */
  readonly people: number;
  /** How long the oldest commit of others had waited there untold when it was last heard of. */
  readonly lagMs: number;
}

export interface StatusDatabase {
  readStoreFacts(): Promise<StoreFacts>;
}

/** What an operator sees of retention; counts of messages. */
export interface RetentionState {
  readonly expiredUnmarked: number;
  readonly awaitingPurge: number;
  readonly dueForPurge: number;
  readonly holds: number;
  readonly openTierChanges: number;
  readonly unknownTierPeople: number;
  readonly lastSoftDeleteAt: Date | null;
  readonly lastCleanupAt: Date | null;
  /** A run that was refused and has not been confirmed or followed by one that went through. */
  readonly refused: { readonly job: 'soft_delete' | 'cleanup'; readonly at: Date; readonly note: string } | null;
}

/** The jobs of retention, in batches of at most `limit` messages; each batch is a transaction. The database decides what is due. */
export interface RetentionDatabase {
  /**
   * The turn to run jobs, which one node has at a time; null: another has it. The answer ends it; it also ends with the connection.
   */
  takeRetentionTurn(): Promise<(() => Promise<void>) | null>;
  /** The database's clock, to be held against our own. */
  readNow(): Promise<Date>;
  applyTierChanges(limit: number): Promise<{ hasMore: boolean; rewritten: number }>;
  /** How many; 0 also when the run was refused, which `readRetention` tells. */
  softDeleteExpired(limit: number): Promise<number>;
  /** What was to disappear by now. How many; 0 also while the clock is not believed. */
  eraseVanished(limit: number): Promise<number>;
  cleanupExpired(limit: number): Promise<number>;
  eraseDeletedContent(limit: number): Promise<number>;
  purgeReports(limit: number): Promise<number>;
  readRetention(): Promise<RetentionState>;
  /** Each claim with how many messages break it. */
  proveRetention(): Promise<readonly { claim: string; broken: number }[]>;
}

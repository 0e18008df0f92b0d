export { type BareDatabase, type BareDatabaseOptions, createBareDatabase } from './bare-database.ts';
export {
  DIRECT_READING,
  type DirectReading,
  type DirectScene,
  makeDirectScene,
  tryDirectReading,
} from './direct-reading.ts';
export { dumpSchema } from './dump-schema.ts';
export { dumpSurroundings } from './dump-surroundings.ts';
export { freezeServer } from './freeze-server.ts';
export { countReads, type GrownWorld, growWorld, type TableReads, type WorldSize } from './grow-world.ts';
export { type HotQuery, hotQueries } from './hot-queries.ts';
export { MUTANTS, usualMutants } from './mutants/index.ts';
export { NOTICED_BY } from './mutants/noticed-by.ts';
export { type Mutant, planMutant } from './mutate.ts';
export { type Probe, probe } from './probe.ts';
export { PROBES } from './probes/index.ts';
export { readStepState } from './read-step-state.ts';
export { type MutantLab, openMutantLab } from './run-mutants.ts';
export { type ReplicaPair, startReplicaOf, startReplicaPair } from './start-replica.ts';
export {
  asBookstore,
  contentsSeen,
  deleteMessage,
  isMember,
  newMember,
  putBlock,
  putClubs,
  report,
  tellHost,
  withRules,
} from './store-rules.ts';
export {
  asRequest,
  createSupabaseDouble,
  createSupabaseProject,
  type SupabaseDouble,
  type SupabaseProject,
} from './supabase-double.ts';
export { pushMigrations, splitStatements } from './supabase-push.ts';
export { findSystemPostgres, hasLibrary, type SystemPostgres, startSystemPostgres } from './system-postgres.ts';
export {
  attemptOn,
  type Outcome,
  openWallWorld,
  plantForeignTenant,
  removeMember,
  type Scene,
  SEND,
  sendColumns,
  type WallWorld,
} from './wall-world.ts';
export { type StepState, writeRollback } from './write-rollback.ts';

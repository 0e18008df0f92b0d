export { type BareDatabase, type BareDatabaseOptions, createBareDatabase } from './bare-database.ts';
export { dumpSchema } from './dump-schema.ts';
export { countReads, type GrownWorld, growWorld, type TableReads, type WorldSize } from './grow-world.ts';
export { type HotQuery, hotQueries } from './hot-queries.ts';
export { MUTANTS } from './mutants/index.ts';
export type { Mutant } from './mutate.ts';
export { type Probe, probe } from './probe.ts';
export { PROBES } from './probes/index.ts';
export { type MutantLab, openMutantLab } from './run-mutants.ts';
export { asRequest, createSupabaseDouble, type SupabaseDouble } from './supabase-double.ts';
export { findSystemPostgres, type SystemPostgres, startSystemPostgres } from './system-postgres.ts';
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

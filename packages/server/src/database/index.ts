export type { MessagingDatabase } from '../ports/database.ts';
export type { Log } from '../ports/runtime.ts';
export { type ExportedFile, type ExportOptions, type ExportTarget, exportMigrations } from './export.ts';
export {
  type CatalogueEntry,
  formatManifest,
  loadManifest,
  type Manifest,
  readCatalogue,
  toManifest,
  withPlaceholders,
} from './manifest.ts';
export type { EntryKind } from './manifest-queries.ts';
export {
  appliedSteps,
  type DeploymentIdentity,
  executeStep,
  findRoles,
  MIGRATION_LOCK,
  type MigrateOptions,
  type MigrateResult,
  MigrationError,
  migrate,
} from './migrate.ts';
export { loadMigrations, type Migration, migrationsFolder, withRoles } from './migration-files.ts';
export { type OpenDatabaseOptions, openDatabase } from './open-database.ts';
export { openPool, UnsafeConnectionError } from './pool.ts';
export {
  type Hold,
  openRetentionAdmin,
  type RetentionAdmin,
  type RetentionPlanLine,
  type RetentionProof,
} from './retention-admin.ts';
export { derivePassword, quoteIdentifier, quoteLiteral, type RoleNames, roleNames } from './role-names.ts';
export { planRollback, type RollbackPlan, rollback } from './rollback.ts';
export { loadRollbacks, type Rollback } from './rollback-files.ts';
export { readStoreFacts } from './status.ts';
export { type VerifyFinding, type VerifyOptions, type VerifyReport, verifyDatabase } from './verify.ts';

export type { MessagingDatabase } from '../ports/database.ts';
export type { Log } from '../ports/runtime.ts';
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
export { derivePassword, quoteIdentifier, quoteLiteral, type RoleNames, roleNames } from './role-names.ts';

export { EmbeddedPostgresError, type EmbeddedPostgresErrorCode } from './embedded-postgres-error.ts';
export { findFreePort } from './find-free-port.ts';
export { MAJOR_VERSION } from './initialise-cluster.ts';
export type { Ending } from './run-postmaster.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  type EmbeddedPostgresPlace,
  startEmbeddedPostgres,
} from './start-embedded-postgres.ts';

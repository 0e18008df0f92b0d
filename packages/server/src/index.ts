export { createJoseVerifier } from './adapters/jose/jose-verifier.ts';
export { type MintOptions, mintToken } from './adapters/jose/mint-token.ts';
export { type OpenedTracing, type OpenTracingOptions, openTracing } from './adapters/otel/open-tracing.ts';
export { createPinoLog, type PinoLogOptions } from './adapters/pino/pino-log.ts';
export { systemClock } from './adapters/system/system-clock.ts';
export { createUuidIds } from './adapters/system/uuid-ids.ts';
export {
  ConfigError,
  describeOptions,
  type Environment,
  type OptionDescription,
  readConfig,
  readOption,
  type ServerConfig,
  type TokenKeys,
} from './config/index.ts';
export { createOpenApi } from './edge/http/openapi.ts';
export { type DeploymentPolicy, defaultPolicy, policyOf } from './editions/deployment-policy.ts';
export { EDITIONS, type EditionPolicy } from './editions/index.ts';
export { presentStatus } from './modules/status/index.ts';
export { DomainError } from './platform/domain-error.ts';
export { armFailpoints } from './platform/failpoints.ts';
export type { MessagingDatabase } from './ports/database.ts';
export type { DemoDoor } from './ports/demo.ts';
export type { Clock, Ids, Log } from './ports/runtime.ts';
export type { TokenVerifier, VerifiedClaims } from './ports/token-verifier.ts';
export type { MessageTracing } from './ports/tracing.ts';
export { createNatter, type Natter, type NatterOptions, type NatterPorts } from './wiring.ts';

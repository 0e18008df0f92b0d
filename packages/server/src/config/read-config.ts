import { randomUUID } from 'node:crypto';
import { Feature } from '@natter/protocol';
import { EDITIONS } from '../editions/index.ts';
import { findDoubtfulRetention } from './find-doubtful-retention.ts';
import { findWeakSecrets } from './find-weak-secrets.ts';
import { type Option, OptionFault } from './option.ts';
import { ASYMMETRIC_ALGORITHMS, OPTIONS, type OptionName, type OptionValues } from './options.ts';
import { isPlannedOption, PLANNED_FEATURES } from './planned-options.ts';
import { rolesOf } from './roles.ts';
import type { ServerConfig, TokenKeys } from './server-config.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Everything that is wrong with the configuration, one line each. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly string[];
  /** What was set and has no effect or is hardly meant, beside the faults. */
  readonly warnings: readonly string[];

  constructor(faults: readonly string[], warnings: readonly string[] = []) {
    super(faults.join('\n'));
    this.faults = faults;
    this.warnings = warnings;
  }
}

/**
 * Reads the configuration from environment variables; an empty one counts as absent. `warnings` name what was set and has
 * no effect, or is hardly meant. Errors: `ConfigError` with every fault at once.
 */
export function readConfig(env: Environment): { config: ServerConfig; warnings: readonly string[] } {
  const faults: string[] = [];
  const values = readValues(env, faults);
  const keys = readTokenKeys(values, faults);
  const warnings = findIneffective(env);
  const features = readFeatures(values, faults, warnings);
  if (!/^[A-Za-z0-9_.:-]{1,64}$/.test(values.NATTER_STORE_ID)) {
    faults.push('NATTER_STORE_ID must be 1 to 64 of A–Z a–z 0–9 _ . : -');
  }
  const config = toConfig(values, keys, features);
  faults.push(...findIdleRoles(config));
  warnings.push(...findDoubtfulRetention(config.retention));
  const weak = findWeakSecrets(config);
  if (config.isProduction) faults.push(...weak);
  else warnings.push(...weak.map((fault) => `${fault}; NODE_ENV=production would refuse to start`));
  if (faults.length > 0) throw new ConfigError(faults, warnings);
  return { config, warnings };
}

/** One variable, before the rest is read: a starter needs the data folder to find generated secrets. Errors: `ConfigError`. */
export function readOption<N extends OptionName>(name: N, env: Environment): OptionValues[N] {
  const faults: string[] = [];
  const value = readValue(name, env, faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return value as OptionValues[N];
}

function readValues(env: Environment, faults: string[]): OptionValues {
  const names = Object.keys(OPTIONS) as OptionName[];
  return Object.fromEntries(names.map((name) => [name, readValue(name, env, faults)])) as unknown as OptionValues;
}

function readValue(name: OptionName, env: Environment, faults: string[]): unknown {
  const option: Option<unknown> = OPTIONS[name];
  const given = env[name]?.trim();
  if (given === undefined || given === '') return option.fallback;
  try {
    return option.parse(given);
  } catch (error) {
    if (!(error instanceof OptionFault)) throw error;
    faults.push(`${name} ${error.message}`);
    return option.fallback;
  }
}

function readTokenKeys(values: OptionValues, faults: string[]): TokenKeys {
  const { NATTER_JWT_SECRET: secret, NATTER_JWKS_URL: url, NATTER_JWT_ALGORITHMS: algorithms } = values;
  if (secret !== null && url !== null) faults.push('NATTER_JWT_SECRET and NATTER_JWKS_URL are both set; keep one');
  if (secret !== null) {
    if (algorithms.length > 0) faults.push('NATTER_JWT_ALGORITHMS belongs to NATTER_JWKS_URL; a secret means HS256');
    return { kind: 'secret', secret };
  }
  if (url === null) faults.push('NATTER_JWT_SECRET or NATTER_JWKS_URL must be set: they check who people are');
  return { kind: 'jwks', url: url ?? '', algorithms: algorithms.length > 0 ? algorithms : ASYMMETRIC_ALGORITHMS };
}

function readFeatures(values: OptionValues, faults: string[], warnings: string[]): ServerConfig['features'] {
  const features = { ...EDITIONS[values.NATTER_EDITION].features };
  for (const item of values.NATTER_FEATURES) {
    const name = item.slice(1);
    if (item.startsWith('+') && values.NATTER_FEATURES.includes(`-${name}`))
      faults.push(`NATTER_FEATURES switches ${name} both on and off; keep one of the two`);
    const feature = Feature.options.find((one) => one === name);
    if (feature !== undefined) features[feature] = item.startsWith('+');
    else if (PLANNED_FEATURES.has(name))
      warnings.push(`NATTER_FEATURES: ${item} has no effect; this version has no ${name}`);
    else faults.push(`NATTER_FEATURES: there is no feature ${name}; there are ${Feature.options.join(', ')}`);
  }
  return features;
}

/** What is set and does nothing: names of later versions, and misspelt ones. */
function findIneffective(env: Environment): string[] {
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && env[name] !== '' && !(name in OPTIONS))
    .flatMap((name) => {
      if (isPlannedOption(name)) return [`${name} has no effect: this version does not have what it configures`];
      return name.startsWith('NATTER_') ? [`${name} has no effect: there is no such setting`] : [];
    });
}

/** A process that would serve nothing at all is a mistake. */
function findIdleRoles({ roles, isRealtimeEnabled }: ServerConfig): readonly string[] {
  const isIdle = roles.size === 1 && roles.has('realtime') && !isRealtimeEnabled;
  return isIdle ? ['NATTER_ROLES is realtime alone, and NATTER_REALTIME_ENABLED=false serves no sockets'] : [];
}

function toConfig(values: OptionValues, keys: TokenKeys, features: ServerConfig['features']): ServerConfig {
  const edition = EDITIONS[values.NATTER_EDITION];
  return {
    isProduction: values.NODE_ENV === 'production',
    port: values.PORT,
    host: values.HOST,
    logLevel: values.LOG_LEVEL,
    logKey: values.NATTER_LOG_KEY,
    traces: { endpoint: values.OTEL_EXPORTER_OTLP_ENDPOINT, share: values.OTEL_TRACES_SAMPLER_ARG },
    dataDir: values.NATTER_DATA_DIR,
    databaseUrl: values.DATABASE_URL,
    databaseAdminUrl: values.DATABASE_ADMIN_URL,
    databaseReadUrl: values.DATABASE_READ_URL,
    slowQueryMs: values.NATTER_SLOW_QUERY_MS,
    redisUrl: values.REDIS_URL,
    roles: rolesOf(values.NATTER_ROLES),
    nodeId: randomUUID(),
    edition: values.NATTER_EDITION,
    features,
    tenant: { id: values.NATTER_STORE_ID, name: values.NATTER_STORE_NAME },
    tokens: { keys, issuer: values.NATTER_JWT_ISSUER, audience: values.NATTER_JWT_AUDIENCE },
    apiKey: values.NATTER_API_KEY,
    publicUrl: values.NATTER_PUBLIC_URL,
    allowedOrigins: values.NATTER_ALLOWED_ORIGINS,
    isMessagingEnabled: values.NATTER_MESSAGING_ENABLED,
    isRealtimeEnabled: values.NATTER_REALTIME_ENABLED,
    isPollingEnabled: values.NATTER_POLLING,
    drainSeconds: values.NATTER_DRAIN_SECONDS,
    maxMessageLength: values.NATTER_MAX_MESSAGE_LENGTH ?? edition.messageLength,
    retention: {
      days: {
        free: values.NATTER_RETENTION_FREE_DAYS ?? edition.retention.free,
        privileged: values.NATTER_RETENTION_PRIVILEGED_DAYS ?? edition.retention.privileged,
        privileged_plus: values.NATTER_RETENTION_PRIVILEGED_PLUS_DAYS ?? edition.retention.privileged_plus,
      },
      basis: values.NATTER_RETENTION_BASIS === 'sender' ? 'sender' : 'longest_participant',
      graceDays: values.NATTER_RETENTION_GRACE_DAYS,
      purgeAfterDays: values.NATTER_PURGE_AFTER_DAYS,
    },
    databaseLimitMb: values.NATTER_DATABASE_LIMIT_MB,
    maxConcurrentUsers: values.NATTER_MAX_CONCURRENT_USERS,
    maxSocketsPerPerson: values.NATTER_MAX_SOCKETS_PER_PERSON,
    maxSocketsPerIp: values.NATTER_MAX_SOCKETS_PER_IP,
    trustedHops: values.NATTER_TRUSTED_HOPS,
    messagesPage: values.NATTER_MESSAGES_PAGE,
    conversationsPage: values.NATTER_CONVERSATIONS_PAGE,
    limits: {
      requestsPerMinute: values.NATTER_LIMIT_REQUESTS_PER_MINUTE,
      readsPerMinute: values.NATTER_LIMIT_READS_PER_MINUTE,
      sendsPerMinute: values.NATTER_LIMIT_SENDS_PER_MINUTE,
      sendsBurst: values.NATTER_LIMIT_SENDS_BURST,
      newConversationsPerDay: values.NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY ?? edition.newConversationsPerDay,
    },
  };
}

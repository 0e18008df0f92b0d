import { resolve } from 'node:path';
import { ConfigError, type Environment, readConfig, readOption, type ServerConfig } from '@natter/server';
import { CommandError, EXIT } from '../exit-codes.ts';
import { claimFolder, editionFolder, readMark } from './data-folder.ts';
import { isGenerated, keepHashKey, keepSecrets } from './generated-secrets.ts';

/** All that a server needs to know before it starts. */
export interface Settings {
  readonly config: ServerConfig;
  readonly warnings: readonly string[];
  /** The folder of this edition: embedded database, generated secrets. */
  readonly folder: string;
  /** For the hashes of ids in the log; null: a new one at each start. */
  readonly hashKey: string | null;
}

export interface SettingsOptions {
  readonly env: Environment;
  readonly workingFolder: string;
  readonly isDemo: boolean;
}

/** Long enough for the rules; never used, since the real one is read before anything is signed. */
const STAND_IN = '0123456789abcdef'.repeat(4);

/**
 * Reads and checks the whole configuration, and only when nothing is wrong makes the data folder and the secrets that are
 * missing: a refused start leaves nothing behind.
 *
 * @throws CommandError `usage` with every fault at once; `refused` where only safety speaks against it
 */
export function readSettings({ env, workingFolder, isDemo }: SettingsOptions): Settings {
  const isProduction = check(() => readOption('NODE_ENV', env)) === 'production';
  if (isDemo && isProduction) {
    throw new CommandError(EXIT.refused, [
      'The demo lets anybody in as anybody, so it does not run with NODE_ENV=production.',
      'Use `natter serve` there, with NATTER_JWT_SECRET and DATABASE_URL of your own.',
    ]);
  }
  // Without a database of the operator's we are on trial: what is missing is generated, except in production.
  const isOnTrial = !isProduction && env['DATABASE_URL'] === undefined;
  const first = check(() => readConfig(isOnTrial ? withSecrets(env, STAND_IN, STAND_IN) : env), env);
  if (isProduction) refuseGenerated(first.config, workingFolder);
  const folder = editionFolder(first.config, workingFolder);
  if (first.config.databaseUrl !== null) return { ...first, folder, hashKey: null };

  const { edition, tenant } = first.config;
  if (isProduction && readMark(folder)?.isDemo === true) {
    throw new CommandError(
      EXIT.refused,
      `The data folder ${folder} was made by the demo and cannot be served in production. Choose another one with NATTER_DATA_DIR.`,
    );
  }
  claimFolder(folder, { edition, tenantId: tenant.id, isDemo });
  const hashKey = keepHashKey(folder);
  if (isProduction) return { ...first, folder, hashKey };
  const secrets = keepSecrets(folder);
  return { ...readConfig(withSecrets(env, secrets.jwtSecret, secrets.apiKey)), folder, hashKey };
}

/** Generated secrets where the operator gave none. */
function withSecrets(env: Environment, jwtSecret: string, apiKey: string): Environment {
  const hasKeys = env['NATTER_JWT_SECRET'] !== undefined || env['NATTER_JWKS_URL'] !== undefined;
  return {
    ...env,
    ...(!hasKeys && { NATTER_JWT_SECRET: jwtSecret }),
    ...(env['NATTER_API_KEY'] === undefined && { NATTER_API_KEY: apiKey }),
  };
}

/** Faults as lines; where the same configuration would do outside production, it is safety that speaks against it. */
function check<T>(read: () => T, env: Environment = {}): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    throw new CommandError(isOnlyUnsafe(env) ? EXIT.refused : EXIT.usage, error.faults);
  }
}

function isOnlyUnsafe(env: Environment): boolean {
  if (env['NODE_ENV'] !== 'production') return false;
  try {
    readConfig({ ...env, NODE_ENV: 'development' });
    return true;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function refuseGenerated({ tokens, apiKey, dataDir }: ServerConfig, workingFolder: string): void {
  const given = {
    NATTER_JWT_SECRET: tokens.keys.kind === 'secret' ? tokens.keys.secret : null,
    NATTER_API_KEY: apiKey,
  };
  const faults = Object.entries(given)
    .filter(([, secret]) => secret !== null && isGenerated(secret, resolve(workingFolder, dataDir)))
    .map(([name]) => `${name} is the one that was generated for trying things; make another: openssl rand -hex 32`);
  if (faults.length > 0) throw new CommandError(EXIT.refused, faults);
}

import { resolve } from 'node:path';
import { ConfigError, describeOptions, type Environment, readConfig } from '@natter/server';
import { isGenerated } from '../settings/generated-secrets.ts';
import { suggest } from '../suggest.ts';
import { checkContradictions } from './check-contradictions.ts';
import { type Finding, ok, problem, warning } from './finding.ts';

const SECRETS = ['NATTER_JWT_SECRET', 'NATTER_API_KEY'] as const;
const NEW_SECRET = 'Choose a random one: openssl rand -hex 32';
/** By setting, where more than the fault itself can be said. */
const ADVICE: Readonly<Record<string, string>> = {
  NATTER_JWT_SECRET: NEW_SECRET,
  NATTER_API_KEY: NEW_SECRET,
  DATABASE_URL: 'postgres://login:password@host:5432/database',
  DATABASE_ADMIN_URL: 'postgres://login:password@host:5432/database',
  DATABASE_READ_URL: 'postgres://replica:5432/database',
  NATTER_PUBLIC_URL: 'The address in the browser, such as https://chat.example.com',
  NATTER_STORE_ID: 'Choose one, such as corner-books; it cannot be changed later',
};
/** A name the reader of the configuration says has no effect. */
const NO_EFFECT = /^(\S+) has no effect: there is no such setting$/;

/** Everything about the variables. `workingFolder`: what relative folders are relative to. */
export function checkConfiguration(env: Environment, workingFolder: string): readonly Finding[] {
  const isProduction = env['NODE_ENV'] === 'production';
  return [
    ...checkOptions(env),
    ...checkGenerated(env, { workingFolder, isProduction }),
    ...checkReach(env, isProduction),
    ...checkDatabaseUrls(env, isProduction),
    ...checkContradictions(env),
  ];
}

function checkOptions(env: Environment): readonly Finding[] {
  // Without any secret, a trial generates one; that is no fault of the other settings.
  const isOnTrial = env['NODE_ENV'] !== 'production' && env['DATABASE_URL'] === undefined;
  const hasKeys = env['NATTER_JWT_SECRET'] !== undefined || env['NATTER_JWKS_URL'] !== undefined;
  const full = isOnTrial && !hasKeys ? { ...env, NATTER_JWT_SECRET: '0123456789abcdef'.repeat(4) } : env;
  try {
    const { warnings } = readConfig(full);
    const findings = warnings.map((text) => explainWarning(text));
    return findings.length > 0 ? findings : [ok('configuration', 'Every setting can be used')];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const faults = error.faults.map((fault) => problem('configuration', fault, adviseOn(fault)));
    return [...faults, ...error.warnings.map((text) => explainWarning(text))];
  }
}

/** What to do about a fault of the reader of the configuration, which begins with the name of its setting. */
function adviseOn(fault: string): string {
  const [, name = ''] = /^([A-Z_]+) /.exec(fault) ?? [];
  return (
    ADVICE[name] ?? 'Correct it or take it out (docs/reference/configuration.md); the server does not start like this'
  );
}

function explainWarning(text: string): Finding {
  const [, name] = NO_EFFECT.exec(text) ?? [];
  if (name === undefined) return warning('configuration', text, 'See docs/reference for what each setting does');
  const meant = suggest(
    name,
    describeOptions().map((option) => option.name),
  );
  return warning('unknown-setting', text, meant === null ? 'Remove it' : `Did you mean ${meant}?`);
}

function checkGenerated(
  env: Environment,
  { workingFolder, isProduction }: { workingFolder: string; isProduction: boolean },
): readonly Finding[] {
  const dataDir = resolve(workingFolder, env['NATTER_DATA_DIR'] ?? './.natter');
  return SECRETS.filter((name) => isGenerated(env[name] ?? '', dataDir)).map((name) => {
    const detail = `${name} is the one that was generated for trying things`;
    return isProduction
      ? problem('generated-secret', detail, NEW_SECRET)
      : warning('generated-secret', detail, NEW_SECRET);
  });
}

function checkReach(env: Environment, isProduction: boolean): readonly Finding[] {
  const { NATTER_PUBLIC_URL: publicUrl, NATTER_ALLOWED_ORIGINS: origins, HOST: host = '127.0.0.1' } = env;
  const findings: Finding[] = [];
  if (isProduction && publicUrl === undefined) {
    findings.push(
      warning('public-url', 'NATTER_PUBLIC_URL is not set', 'Set it to the address at which people reach this server'),
    );
  }
  if (isProduction && publicUrl !== undefined && !publicUrl.startsWith('https:')) {
    findings.push(
      problem(
        'public-url',
        'NATTER_PUBLIC_URL is not https: tokens and messages could be read on the way',
        'Put a proxy with a certificate in front',
      ),
    );
  }
  if (isProduction && origins === undefined) {
    findings.push(
      warning(
        'origins',
        'NATTER_ALLOWED_ORIGINS is empty: only pages of this server itself may use it',
        'List the origins of your app, when it embeds Natter',
      ),
    );
  }
  if (!isProduction && !/^(127\.|localhost$|::1$)/.test(host)) {
    findings.push(
      warning(
        'reach',
        `HOST is ${host}: others can reach this server, and NODE_ENV is not production`,
        'Set NODE_ENV=production, which refuses weak secrets',
      ),
    );
  }
  return findings;
}

function checkDatabaseUrls(env: Environment, isProduction: boolean): readonly Finding[] {
  const { DATABASE_URL: url, DATABASE_ADMIN_URL: admin } = env;
  if (url === undefined && admin !== undefined) {
    return [
      problem(
        'database-url',
        'DATABASE_ADMIN_URL is set and DATABASE_URL is not',
        'Set DATABASE_URL to the login of the server',
      ),
    ];
  }
  if (url === undefined && isProduction) {
    return [
      warning(
        'database-url',
        'The embedded PostgreSQL is meant for one machine: no replica, no backup of its own',
        'Set DATABASE_URL to a PostgreSQL 15–18 that you look after',
      ),
    ];
  }
  if (url !== undefined && url === admin) {
    return [
      problem(
        'database-url',
        'DATABASE_URL and DATABASE_ADMIN_URL are the same login',
        'Give the server a login of its own, or leave DATABASE_ADMIN_URL out',
      ),
    ];
  }
  return [];
}

import type { Environment } from '@natter/server';
import { type Finding, problem, warning } from './finding.ts';

/** Values that are each in order and do not go together. Configuration that cannot be read at all is told elsewhere. */
export function checkContradictions(env: Environment): readonly Finding[] {
  const isProduction = env['NODE_ENV'] === 'production';
  return [
    ...checkDatabases(env),
    ...checkRetention(env),
    ...checkFeatures(env),
    ...checkSecrets(env),
    ...(isProduction ? checkProduction(env) : []),
  ];
}

function checkDatabases({ DATABASE_URL: url, DATABASE_ADMIN_URL: admin }: Environment): readonly Finding[] {
  if (url === undefined || admin === undefined || !URL.canParse(url) || !URL.canParse(admin)) return [];
  const [one, other] = [url, admin].map((text) => new URL(text)).map(({ host, pathname }) => `${host}${pathname}`);
  if (one === other) return [];
  return [
    problem(
      'two-databases',
      `DATABASE_URL is of ${one}, DATABASE_ADMIN_URL of ${other}: what the second migrates the first would not serve`,
      'Both must name the same database; only the logins differ',
    ),
  ];
}

const TIERS = ['FREE', 'PRIVILEGED', 'PRIVILEGED_PLUS'] as const;

function checkRetention(env: Environment): readonly Finding[] {
  const given = TIERS.flatMap((tier) => {
    const text = env[`NATTER_RETENTION_${tier}_DAYS`];
    if (text === undefined || !/^\d+$/.test(text)) return [];
    // 0 is for ever.
    return [{ tier, text, days: Number(text) === 0 ? Number.POSITIVE_INFINITY : Number(text) }];
  });
  return given.slice(1).flatMap(({ tier, text, days }, index) => {
    const lower = given[index];
    if (lower === undefined || lower.days <= days) return [];
    return [
      warning(
        'retention-order',
        `NATTER_RETENTION_${lower.tier}_DAYS (${lower.text}) keeps messages longer than NATTER_RETENTION_${tier}_DAYS (${text})`,
        'A higher tier keeps its messages at least as long; 0 means for ever',
      ),
    ];
  });
}

function checkFeatures({ NATTER_FEATURES: features = '' }: Environment): readonly Finding[] {
  const items = features.split(',').map((item) => item.trim());
  const twice = items.filter((item) => item.startsWith('+') && items.includes(`-${item.slice(1)}`));
  return twice.map((item) =>
    problem('features', `NATTER_FEATURES switches ${item.slice(1)} both on and off`, 'Keep one of the two'),
  );
}

function checkSecrets({ NATTER_JWT_SECRET: secret, NATTER_API_KEY: key }: Environment): readonly Finding[] {
  if (secret === undefined || secret !== key) return [];
  return [
    problem(
      'same-secret',
      'NATTER_JWT_SECRET and NATTER_API_KEY are the same: who may push people could sign in as anybody',
      'Choose two: openssl rand -hex 32',
    ),
  ];
}

function checkProduction(env: Environment): readonly Finding[] {
  const { NATTER_STORE_ID: id, NATTER_API_KEY: key, NATTER_EDITION: edition, NATTER_PUBLIC_URL: publicUrl } = env;
  const findings: Finding[] = [];
  if (id === undefined || id === 'default') {
    findings.push(
      problem(
        'store-id',
        'NATTER_STORE_ID is not set: every store needs one of its own, and it cannot be changed later',
        'Choose one, such as corner-books',
      ),
    );
  }
  if (edition === 'bookstore' && key === undefined) {
    findings.push(
      problem(
        'api-key',
        'NATTER_API_KEY is not set: the host cannot push who belongs to the store, so nobody can take part',
        'openssl rand -hex 32',
      ),
    );
  }
  if (env['PORT'] === '0' && publicUrl !== undefined) {
    findings.push(
      problem(
        'port',
        'PORT is 0, another one at each start: the proxy would not find the server',
        'Give it a fixed port',
      ),
    );
  }
  if (publicUrl?.startsWith('https:') === true && ['0.0.0.0', '::'].includes(env['HOST'] ?? '')) {
    findings.push(
      warning(
        'open-host',
        `HOST is ${env['HOST']}: people could go past the proxy, without TLS`,
        'Listen on 127.0.0.1, or let a firewall keep the port to the proxy',
      ),
    );
  }
  return [...findings, ...checkOrigins(env)];
}

function checkOrigins({ NATTER_ALLOWED_ORIGINS: origins = '' }: Environment): readonly Finding[] {
  const open = origins
    .split(',')
    .map((one) => one.trim())
    .filter((one) => one.startsWith('http:'));
  return open.map((origin) =>
    warning(
      'open-origin',
      `NATTER_ALLOWED_ORIGINS has ${origin}, without TLS: whoever sits between could act as its visitors`,
      'Use https',
    ),
  );
}

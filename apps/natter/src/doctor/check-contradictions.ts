import type { Environment } from '@natter/server';
import { checkNodes } from './check-nodes.ts';
import { type Finding, problem, warning } from './finding.ts';

/**
 * Values that are each in order and do not go together. What the server itself refuses or warns of (days, features, secrets) is told
 * by whoever reads the configuration.
 */
export function checkContradictions(env: Environment): readonly Finding[] {
  const isProduction = env['NODE_ENV'] === 'production';
  return [
    ...checkDatabases(env),
    ...checkNodes(env),
    ...checkReplica(env),
    ...(isProduction ? checkProduction(env) : []),
  ];
}

function checkReplica({ DATABASE_URL: url, DATABASE_READ_URL: replica }: Environment): readonly Finding[] {
  if (replica === undefined || !URL.canParse(replica)) return [];
  if (url === undefined) {
    return [
      warning(
        'replica',
        'DATABASE_READ_URL has no effect without DATABASE_URL: an embedded database has no replica',
        'Set DATABASE_URL, or leave DATABASE_READ_URL out',
      ),
    ];
  }
  if (!URL.canParse(url)) return [];
  const [one, other] = [new URL(url), new URL(replica)];
  if (one.host === other.host) {
    const detail = `DATABASE_READ_URL is the database itself (${one.host}): it is no standby, so every read would go to it twice`;
    return [warning('replica', detail, 'Name a streaming replica of it, or leave DATABASE_READ_URL out')];
  }
  const isOther = other.pathname.length > 1 && other.pathname !== one.pathname;
  const detail = `DATABASE_READ_URL is of ${other.pathname.slice(1)}, DATABASE_URL of ${one.pathname.slice(1)}: a replica has the same databases`;
  return isOther ? [problem('replica', detail, 'Both must name the same database')] : [];
}

function checkDatabases({ DATABASE_URL: url, DATABASE_ADMIN_URL: admin }: Environment): readonly Finding[] {
  if (url === undefined || admin === undefined || !URL.canParse(url) || !URL.canParse(admin)) return [];
  const [one, other] = [new URL(url), new URL(admin)];
  if (one.pathname !== other.pathname) {
    const [first, second] = [one, other].map(({ host, pathname }) => `${host}${pathname}`);
    return [
      problem(
        'two-databases',
        `DATABASE_URL is of ${first}, DATABASE_ADMIN_URL of ${second}: what the second migrates the first would not serve`,
        'Both must name the same database; only the logins differ',
      ),
    ];
  }
  if (one.host === other.host) return [];
  return [
    warning(
      'two-hosts',
      `DATABASE_URL is at ${one.host}, DATABASE_ADMIN_URL at ${other.host}: are they one server?`,
      'They may be, where one of them is a pooler in session mode',
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

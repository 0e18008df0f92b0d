/**
 * Makes `deploy/store.env.example`: every variable there is, with what it does and what holds without it. `npm run gen` writes
 * it; a test fails when what is committed differs, and another one fills it in and has `natter doctor` read it.
 */
import { describeOptions, type OptionDescription } from '@natter/server';

interface Group {
  readonly title: string;
  readonly why: string;
  readonly names: readonly string[];
}

/** In the order in which an operator meets them. What is in none of them comes at the end. */
const GROUPS: readonly Group[] = [
  {
    title: 'This store',
    why: 'One deployment is one store: its id never changes, and a database of another store is refused.',
    names: ['NATTER_STORE_ID', 'NATTER_STORE_NAME', 'NATTER_EDITION', 'NODE_ENV'],
  },
  {
    title: 'Its database',
    why: 'A database of its own, with logins of its own. See docs/operations/deploy.md for the two ways to log in.',
    names: ['DATABASE_URL', 'DATABASE_ADMIN_URL', 'NATTER_DATABASE_LIMIT_MB'],
  },
  {
    title: 'Who people are',
    why: 'The host signs tokens with the secret, or has keys at an address; its server has a key of its own. A random one: openssl rand -hex 32',
    names: [
      'NATTER_JWT_SECRET',
      'NATTER_JWKS_URL',
      'NATTER_JWT_ALGORITHMS',
      'NATTER_JWT_ISSUER',
      'NATTER_JWT_AUDIENCE',
      'NATTER_API_KEY',
    ],
  },
  {
    title: 'Where it is reached',
    why: 'It listens on this machine alone; a proxy with a certificate stands in front (deploy/nginx).',
    names: ['HOST', 'PORT', 'NATTER_PUBLIC_URL', 'NATTER_ALLOWED_ORIGINS', 'NATTER_TRUSTED_HOPS'],
  },
  {
    title: 'How long messages are kept',
    why: 'By the sender’s tier. Fewer days leave everybody the days of grace; more days count at once.',
    names: [
      'NATTER_RETENTION_FREE_DAYS',
      'NATTER_RETENTION_PRIVILEGED_DAYS',
      'NATTER_RETENTION_PRIVILEGED_PLUS_DAYS',
      'NATTER_RETENTION_BASIS',
      'NATTER_RETENTION_GRACE_DAYS',
      'NATTER_PURGE_AFTER_DAYS',
    ],
  },
  {
    title: 'What it offers',
    why: 'What is switched off is off everywhere: in the API, on the socket, in the database and on the pages.',
    names: ['NATTER_FEATURES', 'NATTER_MESSAGING_ENABLED', 'NATTER_REALTIME_ENABLED', 'NATTER_MAX_MESSAGE_LENGTH'],
  },
  {
    title: 'Several processes',
    why: 'One process does it all. More of them share the database, in any split; see docs/operations/nodes.md.',
    names: ['NATTER_ROLES', 'REDIS_URL', 'NATTER_POLLING', 'NATTER_DRAIN_SECONDS'],
  },
  {
    title: 'What can be seen of it',
    why: 'Numbers at /metrics in any case; see docs/operations/monitoring.md.',
    names: ['LOG_LEVEL', 'NATTER_LOG_KEY', 'OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_TRACES_SAMPLER_ARG'],
  },
  {
    title: 'How much it takes',
    why: 'The numbers suit a store of a few thousand people on two cores.',
    names: [
      'NATTER_MAX_CONCURRENT_USERS',
      'NATTER_MAX_SOCKETS_PER_PERSON',
      'NATTER_MAX_SOCKETS_PER_IP',
      'NATTER_MESSAGES_PAGE',
      'NATTER_CONVERSATIONS_PAGE',
      'NATTER_LIMIT_REQUESTS_PER_MINUTE',
      'NATTER_LIMIT_READS_PER_MINUTE',
      'NATTER_LIMIT_SENDS_PER_MINUTE',
      'NATTER_LIMIT_SENDS_BURST',
      'NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY',
    ],
  },
];

/** What every store gives itself; the rest has a default that does. */
const GIVEN: Readonly<Record<string, string>> = {
  NATTER_STORE_ID: '',
  NATTER_STORE_NAME: '',
  NATTER_EDITION: 'bookstore',
  NODE_ENV: 'production',
  DATABASE_URL: '',
  NATTER_JWT_SECRET: '',
  NATTER_API_KEY: '',
  NATTER_PUBLIC_URL: '',
  NATTER_ALLOWED_ORIGINS: '',
  NATTER_MAX_CONCURRENT_USERS: '500',
};

export function makeStoreEnv(): string {
  const options = new Map(describeOptions().map((option) => [option.name, option]));
  const placed = new Set(GROUPS.flatMap(({ names }) => names));
  const others = [...options.keys()].filter((name) => !placed.has(name));
  const groups = [...GROUPS, { title: 'The rest', why: 'Seldom changed.', names: others }];
  return [
    '# The settings of one store. Copy this file, fill in what is empty, and have it checked:',
    '#   cp deploy/store.env.example /etc/natter/corner-books.env && chmod 600 /etc/natter/corner-books.env',
    '#   natter doctor --env /etc/natter/corner-books.env',
    '# What is commented out shows what holds without it. Made by `npm run gen`; change tools/store-env.ts instead.',
    ...groups.flatMap((group) => describeGroup(group, options)),
    '',
  ].join('\n');
}

function describeGroup(
  { title, why, names }: Group,
  options: ReadonlyMap<string, OptionDescription>,
): readonly string[] {
  const lines = names.flatMap((name) => {
    const option = options.get(name);
    if (option === undefined) throw new Error(`${name} is no variable any more: take it out of tools/store-env.ts`);
    return describeOption(option);
  });
  return ['', `# ---- ${title} ${'-'.repeat(Math.max(3, 110 - title.length))}`, `# ${why}`, ...lines];
}

function describeOption({ name, type, default: fallback, description }: OptionDescription): readonly string[] {
  const given = GIVEN[name];
  const value = fallback === null || fallback === 'empty' ? '' : quote(fallback);
  const line = given === undefined ? `#${name}=${value}` : `${name}=${quote(given)}`;
  return ['', `# ${description} (${type})`, line];
}

/** As systemd, compose and Node's own reader of such files understand it alike. */
function quote(value: string): string {
  return /^[A-Za-z0-9_./:@+,-]*$/.test(value) ? value : `"${value}"`;
}

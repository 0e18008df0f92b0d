import { Edition, LIMITS } from '@natter/protocol';
import {
  address,
  list,
  type Option,
  OptionFault,
  oneOf,
  optionalNumber,
  optionalText,
  secret,
  share,
  text,
  wholeNumber,
  yesNo,
} from './option.ts';
import { parseRole } from './roles.ts';

const RATE = { min: 0, max: 1_000_000_000 };
const DAYS = { min: 0, max: 36_500 };
const PAGE = { min: 1, max: LIMITS.pageMax };

/** Every environment variable that has an effect. The reference in the documents is made from this table. */
export const OPTIONS = {
  NODE_ENV: text('development', '`production` refuses weak secrets and the demo.'),
  PORT: wholeNumber(4000, { min: 0, max: 65_535 }, 'Port for everything; 0 takes a free one.'),
  HOST: text('127.0.0.1', 'Address to listen on; 0.0.0.0 for every interface.'),
  LOG_LEVEL: oneOf('info', ['debug', 'info', 'warn', 'error', 'silent'], 'What is logged.'),
  NATTER_LOG_KEY: secret(
    'Keys the hashes of ids in the log and the names of traces, the same on every node; made at the start otherwise.',
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: address(
    ['http:', 'https:'],
    'Collector of traces (OTLP over HTTP, without /v1/traces); without it nothing is traced.',
  ),
  OTEL_TRACES_SAMPLER_ARG: share(1, 'Which part of all messages is traced, where a collector is given.'),
  NATTER_DATA_DIR: text(
    './.natter',
    'Folder for the embedded database and generated secrets, one sub-folder per edition.',
  ),
  DATABASE_URL: address(['postgres:', 'postgresql:'], 'PostgreSQL 15–18; without it an embedded one is started.'),
  DATABASE_ADMIN_URL: address(['postgres:', 'postgresql:'], 'Login that owns the schema: migrate, backup, purge.'),
  REDIS_URL: address(
    ['redis:', 'rediss:'],
    'Redis, for deployments of several nodes: events, presence and limits cross at once. Without, nodes follow PostgreSQL.',
  ),
  DATABASE_READ_URL: address(
    ['postgres:', 'postgresql:'],
    'A streaming replica of that database, for reads that can go there; its address alone counts, the login is the server’s own.',
  ),
  NATTER_EDITION: oneOf('social', Edition.options, 'Which edition this deployment is.'),
  NATTER_FEATURES: list(parseSwitch, 'Features switched on or off: `+typing,-presence`.'),
  NATTER_STORE_ID: text('default', 'The tenant: every row carries it.'),
  NATTER_STORE_NAME: text('Natter', 'The name that people see.'),
  NATTER_JWT_SECRET: secret('Shared secret of the host’s tokens (HS256). This or NATTER_JWKS_URL.'),
  NATTER_JWKS_URL: address(['https:', 'http:'], 'Public keys of the host’s tokens. This or NATTER_JWT_SECRET.'),
  NATTER_JWT_ALGORITHMS: list(
    parseAlgorithm,
    'With NATTER_JWKS_URL: accepted algorithms of RS256, ES256, EdDSA; all three by default.',
  ),
  NATTER_JWT_ISSUER: optionalText('When set, `iss` must be this.'),
  NATTER_JWT_AUDIENCE: optionalText('When set, `aud` must contain this.'),
  NATTER_API_KEY: secret('Key of the host’s server for /api/host; without it /api/host is closed.'),
  NATTER_PUBLIC_URL: address(['https:', 'http:'], 'Where people reach this server, when it stands behind a proxy.'),
  NATTER_ALLOWED_ORIGINS: list(parseOrigin, 'Origins of pages that may call or embed this server, beside its own.'),
  NATTER_MESSAGING_ENABLED: yesNo(true, 'false answers every messaging call with 503.'),
  NATTER_REALTIME_ENABLED: yesNo(true, 'false serves no sockets; clients poll.'),
  NATTER_ROLES: {
    ...list(parseRole, 'What this process does: `api`, `realtime`, `worker`. Several processes share a database.'),
    shownDefault: 'api,realtime,worker',
  },
  NATTER_POLLING: yesNo(true, 'false serves sockets by WebSocket alone; balancers then need no sticky sessions.'),
  NATTER_DRAIN_SECONDS: wholeNumber(
    0,
    { min: 0, max: 300 },
    'How long a stopping server that says it is not ready still takes what comes, for balancers to notice.',
  ),
  NATTER_MAX_MESSAGE_LENGTH: optionalNumber(
    { min: 1, max: LIMITS.messageLengthMax },
    'Longest text in code points; by edition otherwise.',
  ),
  NATTER_MAX_CONCURRENT_USERS: wholeNumber(0, RATE, 'People connected at once; 0: no bound.'),
  NATTER_SLOW_QUERY_MS: wholeNumber(250, RATE, 'A statement that takes longer is logged by its name and counted.'),
  NATTER_DATABASE_LIMIT_MB: wholeNumber(
    0,
    RATE,
    'What the database may grow to, for the warning that it is nearly full; 0: not told.',
  ),
  NATTER_MAX_SOCKETS_PER_PERSON: wholeNumber(
    20,
    { min: 1, max: 10_000 },
    'Live connections of one person; beyond it the oldest is cut.',
  ),
  NATTER_TRUSTED_HOPS: optionalNumber(
    { min: 0, max: 10 },
    'Proxies in front that add to X-Forwarded-For; 0: clients connect directly. Unset: a client’s address decides nothing.',
  ),
  NATTER_MAX_SOCKETS_PER_IP: wholeNumber(
    1_000,
    { min: 0, max: 1_000_000 },
    'Live connections from one address (IPv6: one /64), where NATTER_TRUSTED_HOPS is set; 0: no bound.',
  ),
  NATTER_RETENTION_FREE_DAYS: optionalNumber(
    DAYS,
    'Days a free member’s message is kept; by edition otherwise; 0: for ever.',
  ),
  NATTER_RETENTION_PRIVILEGED_DAYS: optionalNumber(DAYS, 'The same for privileged members.'),
  NATTER_RETENTION_PRIVILEGED_PLUS_DAYS: optionalNumber(DAYS, 'The same for privileged plus members.'),
  NATTER_RETENTION_BASIS: oneOf(
    'sender',
    ['sender', 'longest-participant'],
    'Whose tier decides how long a message is kept: its sender’s, or that of whoever in the conversation keeps it longest.',
  ),
  NATTER_RETENTION_GRACE_DAYS: wholeNumber(
    30,
    { min: 0, max: 3650 },
    'Days that a downgrade leaves messages as they were.',
  ),
  NATTER_PURGE_AFTER_DAYS: wholeNumber(7, { min: 1, max: 3650 }, 'Days from a message’s expiry to its purge.'),
  NATTER_MESSAGES_PAGE: wholeNumber(LIMITS.messagesPage, PAGE, 'Messages a page by default.'),
  NATTER_CONVERSATIONS_PAGE: wholeNumber(LIMITS.conversationsPage, PAGE, 'Conversations a page by default.'),
  NATTER_LIMIT_REQUESTS_PER_MINUTE: wholeNumber(100, RATE, 'Changing calls of one person; 0: no limit.'),
  NATTER_LIMIT_READS_PER_MINUTE: wholeNumber(600, RATE, 'Reading calls and signals of one person; 0: no limit.'),
  NATTER_LIMIT_SENDS_PER_MINUTE: wholeNumber(60, RATE, 'Messages of one person after a burst; 0: no limit.'),
  NATTER_LIMIT_SENDS_BURST: wholeNumber(120, RATE, 'Messages of one person at once; 0: no limit.'),
  NATTER_LIMIT_NEW_CONVERSATIONS_PER_DAY: optionalNumber(
    RATE,
    'For accounts younger than a week; by edition otherwise; 0: no limit.',
  ),
} as const satisfies Record<string, Option<unknown>>;

export type OptionName = keyof typeof OPTIONS;
export type OptionValues = {
  readonly [N in OptionName]: ReturnType<(typeof OPTIONS)[N]['parse']> | (typeof OPTIONS)[N]['fallback'];
};

export const ASYMMETRIC_ALGORITHMS = ['RS256', 'ES256', 'EdDSA'] as const;

function parseAlgorithm(item: string): string {
  const known = ASYMMETRIC_ALGORITHMS.find((one) => one === item);
  if (known === undefined) throw new OptionFault(`must name some of ${ASYMMETRIC_ALGORITHMS.join(', ')}`);
  return known;
}

function parseSwitch(item: string): string {
  if (!/^[+-][a-z_]{1,40}$/.test(item)) throw new OptionFault('must look like +typing,-presence');
  return item;
}

function parseOrigin(item: string): string {
  const url = URL.canParse(item) ? new URL(item) : null;
  if (url === null || !/^https?:$/.test(url.protocol) || url.origin !== item.replace(/\/$/, '')) {
    throw new OptionFault('must list origins such as https://shop.example, without a path');
  }
  return url.origin;
}

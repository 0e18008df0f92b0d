import { describe, expect, it } from 'vitest';
import { describeOptions } from './describe-options.ts';
import { OPTIONS } from './options.ts';
import { ConfigError, readConfig, readOption } from './read-config.ts';

const SECRET = 'kq7c1f9ab2e4d85603m2x8v5z0b6n4w1';
const good = { NATTER_JWT_SECRET: SECRET };

function faultsOf(env: Record<string, string>): readonly string[] {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
}

describe('the configuration', () => {
  it('has a default for everything but the key of tokens', () => {
    const { config, warnings } = readConfig(good);
    expect(config).toMatchObject({
      port: 4000,
      host: '127.0.0.1',
      edition: 'social',
      maxMessageLength: 10_000,
      messagesPage: 50,
      conversationsPage: 20,
      features: { presence: true, typing: true, receipts: true },
      limits: { requestsPerMinute: 100, readsPerMinute: 600, sendsPerMinute: 60, sendsBurst: 120 },
    });
    expect(warnings).toEqual([]);
  });

  it('[CONF-1] tells every fault at once, one line each', () => {
    const faults = faultsOf({
      PORT: '70000',
      NATTER_EDITION: 'library',
      NATTER_ALLOWED_ORIGINS: 'https://a.example/x',
    });
    expect(faults).toEqual([
      'PORT must be a whole number from 0 to 65535',
      'NATTER_EDITION must be one of bookstore, marketplace, social',
      'NATTER_ALLOWED_ORIGINS must list origins such as https://shop.example, without a path',
      'NATTER_JWT_SECRET or NATTER_JWKS_URL must be set: they check who people are',
    ]);
  });

  it.each([
    ['PORT', '1e3'],
    ['PORT', '-1'],
    ['PORT', '   x'],
    ['NATTER_MAX_MESSAGE_LENGTH', '50001'],
    ['NATTER_REALTIME_ENABLED', 'maybe'],
    ['NATTER_ALLOWED_ORIGINS', '*'],
    ['NATTER_ALLOWED_ORIGINS', 'null'],
    ['NATTER_PUBLIC_URL', 'ftp://x'],
    ['DATABASE_URL', 'mysql://x'],
    ['NATTER_FEATURES', '+teleport'],
    ['NATTER_ROLES', 'api,mailer'],
    ['NATTER_DRAIN_SECONDS', '301'],
    ['REDIS_URL', 'http://redis'],
    ['NATTER_FEATURES', 'typing'],
    ['NATTER_FEATURES', '+typing,-typing'],
    ['NATTER_STORE_ID', 'a b'],
  ])('refuses %s=%s', (name, value) => {
    expect(faultsOf({ ...good, [name]: value })).toHaveLength(1);
  });

  it('takes one kind of key only, and no algorithms beside a secret', () => {
    expect(faultsOf({ ...good, NATTER_JWKS_URL: 'https://id.example/jwks' })).toHaveLength(1);
    expect(faultsOf({ ...good, NATTER_JWT_ALGORITHMS: 'RS256' })).toHaveLength(1);
    expect(faultsOf({ NATTER_JWKS_URL: 'https://id.example/jwks', NATTER_JWT_ALGORITHMS: 'HS256' })).toHaveLength(1);
    const { config } = readConfig({ NATTER_JWKS_URL: 'https://id.example/jwks' });
    expect(config.tokens.keys).toMatchObject({ kind: 'jwks', algorithms: ['RS256', 'ES256', 'EdDSA'] });
  });

  it('follows the edition where nothing is given, and what is given where it is', () => {
    expect(readConfig({ ...good, NATTER_EDITION: 'bookstore' }).config.maxMessageLength).toBe(1_000);
    const given = {
      ...good,
      NATTER_EDITION: 'bookstore',
      NATTER_MAX_MESSAGE_LENGTH: '2000',
      NATTER_FEATURES: '-presence,+typing',
    };
    expect(readConfig(given).config).toMatchObject({
      maxMessageLength: 2_000,
      features: { presence: false, typing: true },
    });
  });

  it('[CONF-1] warns of what has no effect', () => {
    const { warnings } = readConfig({
      ...good,
      S3_BUCKET: 'b',
      NATTER_EDITON: 'social',
      NATTER_FEATURES: '+calls',
      HOME: '/x',
    });
    const named = warnings.map((warning) => warning.split(' ')[0]);
    expect(named.sort()).toEqual(['NATTER_EDITON', 'NATTER_FEATURES:', 'S3_BUCKET']);
  });

  it.each(['short', 'change-me-change-me-change-me-change-me', 'x'.repeat(64), 'demo-demo-0123456789-0123456789-0123'])(
    '[CONF-2] production refuses the secret %s, development warns',
    (secret) => {
      expect(faultsOf({ NODE_ENV: 'production', NATTER_JWT_SECRET: secret })).toHaveLength(1);
      expect(faultsOf({ NODE_ENV: 'production', ...good, NATTER_API_KEY: secret })).toHaveLength(1);
      expect(readConfig({ NATTER_JWT_SECRET: secret }).warnings).toHaveLength(1);
    },
  );

  it('[CONF-2] one secret for both doors is none', () => {
    const same = { ...good, NATTER_API_KEY: SECRET };
    expect(faultsOf({ NODE_ENV: 'production', ...same })).toEqual([expect.stringContaining('are the same')]);
    expect(readConfig(same).warnings).toEqual([expect.stringContaining('are the same')]);
  });

  it.each<[Record<string, string>, readonly RegExp[]]>([
    [{}, []],
    [{ NATTER_RETENTION_FREE_DAYS: '60', NATTER_RETENTION_PRIVILEGED_DAYS: '60' }, []],
    [{ NATTER_RETENTION_FREE_DAYS: '200' }, [/FREE_DAYS \(200\) keeps .*PRIVILEGED_DAYS \(180\)/]],
    [{ NATTER_RETENTION_FREE_DAYS: '0' }, [/FREE_DAYS \(0\) keeps .*PRIVILEGED_DAYS \(180\)/]],
    [{ NATTER_RETENTION_PRIVILEGED_DAYS: '0' }, [/PRIVILEGED_DAYS \(0\) keeps .*PLUS_DAYS \(365\)/]],
    [{ NATTER_RETENTION_PRIVILEGED_PLUS_DAYS: '0' }, []],
    [{ NATTER_PURGE_AFTER_DAYS: '1' }, [/PURGE_AFTER_DAYS is 1: below 2 a clock/]],
    [{ NATTER_PURGE_AFTER_DAYS: '2' }, []],
    [{ NATTER_EDITION: 'social', NATTER_PURGE_AFTER_DAYS: '1' }, []],
  ])('[CONF-1] warns of retention that is hardly meant, by the days that hold: %j', (given, expected) => {
    const { warnings } = readConfig({ ...good, NATTER_EDITION: 'bookstore', ...given });
    expect(warnings).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
  });

  it('never repeats a secret in a fault', () => {
    const faults = faultsOf({ NODE_ENV: 'production', NATTER_JWT_SECRET: 'hunter2', NATTER_API_KEY: 'hunter2' });
    expect(faults.join()).not.toContain('hunter2');
  });

  it('reads one option alone, for a starter that needs the folder first', () => {
    expect(readOption('NATTER_DATA_DIR', { NATTER_DATA_DIR: '/x' })).toBe('/x');
    expect(() => readOption('PORT', { PORT: 'x' })).toThrow(ConfigError);
  });

  it('describes every option', () => {
    expect(describeOptions().map(({ name }) => name)).toEqual(Object.keys(OPTIONS));
    expect(
      describeOptions()
        .filter(({ isSecret }) => isSecret)
        .map(({ name }) => name),
    ).toEqual(['NATTER_LOG_KEY', 'NATTER_JWT_SECRET', 'NATTER_API_KEY']);
  });

  it('[ROLE-1] a process does everything unless it is told its part; a part that serves nothing is a fault', () => {
    const rolesOf = (env: Record<string, string>) => [...readConfig({ ...good, ...env }).config.roles];
    expect(rolesOf({})).toEqual(['api', 'realtime', 'worker']);
    expect(rolesOf({ NATTER_ROLES: 'worker, api' })).toEqual(['api', 'worker']);
    expect(faultsOf({ ...good, NATTER_ROLES: 'realtime', NATTER_REALTIME_ENABLED: 'false' })).toEqual([
      'NATTER_ROLES is realtime alone, and NATTER_REALTIME_ENABLED=false serves no sockets',
    ]);
  });

  it('names each process anew', () => {
    const ids = [readConfig(good), readConfig(good)].map(({ config }) => config.nodeId);
    expect(new Set(ids).size).toBe(2);
    expect(Math.max(...ids.map((id) => id.length))).toBeLessThanOrEqual(40);
  });
});

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { checkConfiguration } from './check-configuration.ts';
import { checkContradictions } from './check-contradictions.ts';

const TEMPLATE = fileURLToPath(new URL('../../../../deploy/store.env.example', import.meta.url));
const SECRET = '7b1e09c4f2a85d36'.repeat(4);
const KEY = 'd41f0a6c9e3b5827'.repeat(4);
/** Nothing is wrong with this. */
const SOUND = {
  NODE_ENV: 'production',
  NATTER_EDITION: 'bookstore',
  NATTER_STORE_ID: 'corner-books',
  NATTER_STORE_NAME: 'Corner Books',
  DATABASE_URL: 'postgres://natter_admin:x@db.internal:5432/corner',
  NATTER_JWT_SECRET: SECRET,
  NATTER_API_KEY: KEY,
  NATTER_PUBLIC_URL: 'https://chat.example.com',
  NATTER_ALLOWED_ORIGINS: 'https://shop.example.com',
};

let folder: CliFolder;
beforeEach(() => {
  folder = makeCliFolder();
});
afterEach(() => folder.remove());

const toldOf = (changed: Record<string, string>) =>
  checkContradictions({ ...SOUND, ...changed }).map(({ id, level }) => `${id} ${level}`);

describe('settings that do not go together', () => {
  it('[ENV-2] are none in a sound configuration', () => {
    expect(toldOf({})).toEqual([]);
    expect(toldOf({ DATABASE_READ_URL: 'postgres://replica.internal:5432' })).toEqual([]);
  });

  it.each<[Record<string, string>, string]>([
    [{ DATABASE_ADMIN_URL: 'postgres://a:b@db.internal:5432/other' }, 'two-databases problem'],
    [{ DATABASE_ADMIN_URL: 'postgres://a:b@pooler.internal:6543/corner' }, 'two-hosts warning'],
    [{ DATABASE_READ_URL: 'postgres://db.internal:5432/corner' }, 'replica warning'],
    [{ DATABASE_READ_URL: 'postgres://replica.internal:5432/other' }, 'replica problem'],
    [{ REDIS_URL: 'redis://redis.internal:6379' }, 'open-redis warning'],
    [{ NATTER_STORE_ID: 'default' }, 'store-id problem'],
    [{ PORT: '0' }, 'port problem'],
    [{ HOST: '0.0.0.0' }, 'open-host warning'],
    [{ NATTER_ALLOWED_ORIGINS: 'https://a.example,http://b.example' }, 'open-origin warning'],
  ])('[ENV-2] %j', (changed, told) => {
    expect(toldOf(changed)).toEqual([told]);
  });

  it('[ENV-2] a part alone needs a database that others reach', () => {
    const ids = (env: Record<string, string>) => checkContradictions(env).map(({ id }) => id);
    expect(ids({ NATTER_ROLES: 'api, realtime' })).toEqual(['lone-part']);
    expect(ids({ NATTER_ROLES: 'api,realtime,worker' })).toEqual([]);
    expect(toldOf({ NATTER_ROLES: 'api', REDIS_URL: 'redis://:secret@redis.internal' })).toEqual([]);
    expect(toldOf({ REDIS_URL: 'redis://localhost' })).toEqual([]);
  });

  it('[ENV-2] a bookstore without the host’s key has no members', () => {
    const { NATTER_API_KEY: _, ...without } = SOUND;
    expect(checkContradictions(without).map(({ id }) => id)).toEqual(['api-key']);
  });
});

describe('natter doctor --env', () => {
  const write = (text: string) => writeFileSync(join(folder.path, 'store.env'), text);
  const template = () => readFileSync(TEMPLATE, 'utf8');
  const check = async (env = {}) => await folder.run(['doctor', '--env', 'store.env', '--json'], env);

  it('[ENV-3] tells of the template as it is what must be filled in, a line each', async () => {
    write(template());
    const { code, out } = await check();
    expect(code).toBe(1);
    const details = JSON.parse(out).findings.map(({ detail }: { detail: string }) => detail.split(' ')[0]);
    expect(details).toEqual(
      expect.arrayContaining(['NATTER_JWT_SECRET', 'NATTER_STORE_ID', 'NATTER_API_KEY', 'NATTER_PUBLIC_URL', 'The']),
    );
  });

  it('[ENV-3] says of each fault what to do about it', () => {
    const found = checkConfiguration(
      { ...SOUND, DATABASE_URL: '127.0.0.1', NATTER_JWT_SECRET: 'weak', PORT: 'door' },
      '/nowhere',
    );
    expect(
      found.filter(({ level }) => level === 'problem').map(({ detail, fix }) => [detail.split(' ')[0], fix]),
    ).toEqual([
      ['PORT', expect.stringContaining('reference/configuration.md')],
      ['DATABASE_URL', expect.stringContaining('postgres://')],
      ['NATTER_JWT_SECRET', expect.stringContaining('openssl rand')],
    ]);
  });

  it('[ENV-3] finds nothing wrong with the template filled in, whatever the shell around it has set', async () => {
    const filled = Object.entries(SOUND).reduce(
      (text, [name, value]) => text.replace(new RegExp(`^${name}=.*$`, 'm'), `${name}="${value}"`),
      template(),
    );
    write(filled);
    expect(await check({ NATTER_JWT_SECRET: 'weak', PORT: 'nonsense' })).toMatchObject({ code: 0, err: '' });
    write(`${filled}\nNATTER_RETENTON_FREE_DAYS=3\nNATTER_MAX_CONCURRENT_USERS=many\n`);
    const { code, out } = await check();
    expect(code).toBe(1);
    expect(out).toContain('NATTER_MAX_CONCURRENT_USERS must be a whole number');
    expect(out).toContain('Did you mean NATTER_RETENTION_FREE_DAYS?');
  });

  it.each<[Record<string, string>, number, RegExp]>([
    [{ NATTER_RETENTION_FREE_DAYS: '0' }, 0, /FREE_DAYS \(0\) keeps messages longer than NATTER_RETENTION_PRIVILEGED/],
    [{ NATTER_PURGE_AFTER_DAYS: '1' }, 0, /NATTER_PURGE_AFTER_DAYS is 1/],
    [{ NATTER_FEATURES: '+typing,-typing' }, 1, /switches typing both on and off/],
    [{ NATTER_FEATURES: '-gossip' }, 1, /there is no feature gossip/],
    [{ NATTER_API_KEY: SECRET }, 1, /NATTER_JWT_SECRET and NATTER_API_KEY are the same/],
    [{ NATTER_STORE_ID: 'corner books' }, 1, /NATTER_STORE_ID must be 1 to 64/],
  ])('[ENV-2] tells of %j once, and ends with %i', async (changed, code, sentence) => {
    const values = Object.entries({ ...SOUND, ...changed }).map(([name, value]) => `${name}="${value}"`);
    write(values.join('\n'));
    const checked = await check();
    expect(checked.code).toBe(code);
    const { findings }: { findings: { level: string; detail: string }[] } = JSON.parse(checked.out);
    const told = findings.filter(({ level }) => level !== 'ok').map(({ detail }) => detail);
    expect(told).toEqual([expect.stringMatching(sentence)]);
  });

  it('[ENV-3] says that there is no such file', async () => {
    expect(await check()).toMatchObject({ code: 2, err: expect.stringContaining('store.env') });
  });
});

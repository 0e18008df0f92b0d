import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createJoseVerifier, systemClock } from '@natter/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { COMMANDS } from './run-cli.ts';
import { claimFolder } from './settings/data-folder.ts';
import { keepSecrets } from './settings/generated-secrets.ts';
import { type CliFolder, makeCliFolder } from './testing/fake-terminal.ts';

const PRODUCTION = { NODE_ENV: 'production' };
/** Random enough for production. */
const OWN_SECRET = '7b1e09c4f2a85d36'.repeat(4);

let folder: CliFolder;
beforeEach(() => {
  folder = makeCliFolder();
});
afterEach(() => folder.remove());

/** As the demo would have left it, without its database. */
function leaveDemo(mark = { edition: 'social', tenantId: 'default', isDemo: true }) {
  const path = join(folder.path, '.natter', 'social');
  claimFolder(path, mark);
  return { path, ...keepSecrets(path) };
}

describe('natter', () => {
  it('lists its commands and exit codes', async () => {
    const { code, out } = await folder.run(['--help']);
    expect(code).toBe(0);
    for (const word of [...Object.keys(COMMANDS), 'Exit codes:']) expect(out).toContain(word);
    expect((await folder.run([])).code).toBe(2);
    expect((await folder.run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(Object.keys(COMMANDS))('explains %s', async (name) => {
    const { code, out } = await folder.run([name, '--help']);
    expect(code).toBe(0);
    expect(out).toContain(`natter ${name}`);
    expect(out).not.toContain('\u001B');
  });

  it('knows what was meant by a misspelt command or flag, and does nothing', async () => {
    expect(await folder.run(['serv'])).toMatchObject({ code: 2, err: expect.stringContaining('Did you mean serve?') });
    expect(await folder.run(['demo', '--prot', '1'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('Did you mean --port?'),
    });
    expect(await folder.run(['migrate', 'statsu'])).toMatchObject({ code: 2 });
    expect(await folder.run(['doctor', 'extra'])).toMatchObject({ code: 2 });
    expect(existsSync(join(folder.path, '.natter'))).toBe(false);
  });
});

describe('a configuration that cannot be', () => {
  it('is told with every fault at once, also those of .env, and nothing is made', async () => {
    writeFileSync(join(folder.path, '.env'), 'PORT=high\nNATTER_EDITION=zoo\n');
    const { code, out, err } = await folder.run(['serve'], { LOG_LEVEL: 'loud' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    const named = err.split('\n').map((line) => line.split(' ')[0]);
    expect(named).toEqual(expect.arrayContaining(['PORT', 'LOG_LEVEL', 'NATTER_EDITION']));
    expect(existsSync(join(folder.path, '.natter'))).toBe(false);
  });

  it('is mended by variables over .env, and by flags over both', async () => {
    writeFileSync(join(folder.path, '.env'), 'PORT=high\n');
    expect((await folder.run(['serve'], { PORT: 'low' })).err).toMatch(/PORT must be/);
    const taken = await folder.run(['serve', '--host', '192.0.2.1', '--port', '1'], { PORT: 'low' });
    expect(taken).toMatchObject({
      code: 1,
      err: expect.stringContaining('192.0.2.1 is not an address of this machine'),
    });
  });
});

describe('production', () => {
  it('has no demo', async () => {
    expect(await folder.run(['demo'], PRODUCTION)).toMatchObject({ code: 3, out: '' });
    expect(existsSync(join(folder.path, '.natter'))).toBe(false);
  });

  it('names the variable when no secret was given', async () => {
    const { code, err } = await folder.run(['serve'], PRODUCTION);
    expect(code).toBe(2);
    expect(err).toMatch(/^NATTER_JWT_SECRET or NATTER_JWKS_URL must be set/m);
  });

  it.each(['short', 'your-secret-key-your-secret-key-your-secret-key', 'a'.repeat(64)])(
    'refuses the secret %s',
    async (secret) => {
      const { code, err } = await folder.run(['serve'], { ...PRODUCTION, NATTER_JWT_SECRET: secret });
      expect(code).toBe(3);
      expect(err).toMatch(/^NATTER_JWT_SECRET /);
    },
  );

  it('refuses secrets that were generated for trying things', async () => {
    const { jwtSecret, apiKey } = leaveDemo();
    const { code, err } = await folder.run(['serve'], {
      ...PRODUCTION,
      NATTER_JWT_SECRET: jwtSecret,
      NATTER_API_KEY: apiKey,
    });
    expect(code).toBe(3);
    expect(err).toMatch(
      /^NATTER_JWT_SECRET is the one that was generated.*\nNATTER_API_KEY is the one that was generated/,
    );
  });

  it('refuses the folder of a demo', async () => {
    leaveDemo();
    const { code, err } = await folder.run(['serve'], { ...PRODUCTION, NATTER_JWT_SECRET: OWN_SECRET });
    expect(code).toBe(3);
    expect(err).toMatch(/was made by the demo/);
  });
});

describe('a data folder', () => {
  it('of another tenant is refused', async () => {
    leaveDemo();
    const { code, err } = await folder.run(['demo'], { NATTER_STORE_ID: 'other' });
    expect(code).toBe(3);
    expect(err).toMatch(/belongs to social "default", not to social "other"/);
  });

  it('of another edition is refused, wherever it was moved', async () => {
    leaveDemo({ edition: 'bookstore', tenantId: 'default', isDemo: true });
    expect(await folder.run(['demo'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('belongs to bookstore "default", not to social "default"'),
    });
  });

  it('of another PostgreSQL is refused', async () => {
    const path = join(folder.path, '.natter', 'social');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'deployment.json'), '{"edition":"social","tenantId":"default","postgresMajor":16}');
    expect(await folder.run(['serve'])).toMatchObject({ code: 3, err: expect.stringContaining('PostgreSQL 16') });
  });

  it('that somebody serves is no demo', async () => {
    leaveDemo({ edition: 'social', tenantId: 'default', isDemo: false });
    expect(await folder.run(['demo'])).toMatchObject({
      code: 3,
      err: expect.stringContaining('was not made by the demo'),
    });
  });

  it('with a damaged mark is not guessed at', async () => {
    const path = join(folder.path, '.natter', 'social');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'deployment.json'), '{"edition":');
    expect(await folder.run(['demo'])).toMatchObject({ code: 1, err: expect.stringContaining('is damaged') });
  });
});

describe('a port that is taken', () => {
  it('is told with how to choose another one, and no database is made', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const result = await folder.run(['demo', '--port', String(port)]);
    const underNpm = await folder.run(['demo', '--port', String(port)], { npm_lifecycle_event: 'start' });
    other.close();
    expect(result).toEqual({
      code: 1,
      out: '',
      err: `Port ${port} on 127.0.0.1 is taken by another program.\nChoose another one: --port ${port + 1}, or the variable PORT.\n`,
    });
    expect(underNpm.err).toContain(`npm start -- --port ${port + 1}`);
    expect(existsSync(join(folder.path, '.natter', 'social', 'pg17'))).toBe(false);
  });
});

describe('natter token', () => {
  it('prints a token that the server of this folder accepts, and nothing else', async () => {
    const { jwtSecret } = leaveDemo();
    const { code, out, err } = await folder.run(['token', '--user', 'auth0|maya', '--ttl', '15m']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    const verifier = createJoseVerifier(
      { keys: { kind: 'secret', secret: jwtSecret }, issuer: null, audience: null },
      systemClock,
    );
    const claims = await verifier.verify(out.trim());
    expect(claims).toMatchObject({ sub: 'auth0|maya' });
  });

  it('signs with the secret of the configuration', async () => {
    const env = { NATTER_JWT_SECRET: OWN_SECRET, NATTER_JWT_ISSUER: 'me' };
    const { out } = await folder.run(['token', '--user', 'maya', '--json'], env);
    const { token, expiresAt }: { token: string; expiresAt: string } = JSON.parse(out);
    const verifier = createJoseVerifier(
      { keys: { kind: 'secret', secret: OWN_SECRET }, issuer: 'me', audience: null },
      systemClock,
    );
    await expect(verifier.verify(token)).resolves.toMatchObject({ iss: 'me' });
    expect(Date.parse(expiresAt)).toBeGreaterThan(0);
  });

  it.each([
    [[], 'Missing required argument: --user'],
    [['--user', 'two words'], '--user must be'],
    [['--user', 'maya', '--ttl', '1y'], '--ttl must be'],
    [['--user', 'maya', '--ttl', '31d'], '--ttl must be'],
    [['--user', 'maya'], 'There is no secret to sign with'],
  ])('refuses %j', async (args, reason) => {
    expect(await folder.run(['token', ...args])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(reason),
    });
  });
});

describe('natter migrate and doctor, before there is a database', () => {
  it('say so, and make none', async () => {
    expect(await folder.run(['migrate'])).toMatchObject({ code: 0, out: expect.stringContaining('no database yet') });
    const { out } = await folder.run(['migrate', '--dry-run', '--json']);
    expect(JSON.parse(out).wouldApply[0]).toEqual({ version: 1, name: 'schema' });
    expect((await folder.run(['migrate', 'status'])).out).toMatch(/^001_schema +pending$/m);
    expect(await folder.run(['doctor'])).toMatchObject({ code: 0, out: expect.stringContaining('no database yet') });
    expect(existsSync(join(folder.path, '.natter'))).toBe(false);
  });

  it('doctor finds the setting that was meant, what is open, and what is weak', async () => {
    const env = {
      ...PRODUCTION,
      NATTER_JWT_SECERT: 'x',
      NATTER_PUBLIC_URL: 'http://chat.example',
      DATABASE_URL: 'postgres://a:b@127.0.0.1:1/c',
    };
    const { code, out } = await folder.run(['doctor', '--json'], { ...env, NATTER_JWT_SECRET: OWN_SECRET });
    expect(code).toBe(1);
    const { findings }: { findings: { id: string; level: string; fix?: string }[] } = JSON.parse(out);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ id: 'unknown-setting', level: 'warning', fix: 'Did you mean NATTER_JWT_SECRET?' }),
        expect.objectContaining({ id: 'public-url', level: 'problem' }),
        expect.objectContaining({ id: 'origins', level: 'warning' }),
        expect.objectContaining({ id: 'database', level: 'problem' }),
      ]),
    );
  });

  it('doctor shows no password', async () => {
    const { out } = await folder.run(['doctor'], {
      DATABASE_URL: 'postgres://a:hush@127.0.0.1:1/c',
      NATTER_JWT_SECRET: OWN_SECRET,
    });
    expect(out).not.toContain('hush');
    expect(out).not.toContain(OWN_SECRET);
  });
});

describe('generated secrets', () => {
  it('stay as they are, differ from each other, and are ours alone to read', () => {
    const { path, jwtSecret, apiKey } = leaveDemo();
    expect(keepSecrets(path)).toEqual({ jwtSecret, apiKey });
    expect(jwtSecret).not.toBe(apiKey);
    expect(readFileSync(join(path, 'jwt.secret'), 'utf8')).toMatch(/^[0-9a-f]{64}$/);
  });
});

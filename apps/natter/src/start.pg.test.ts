import { chownSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@natter/server/embedded-postgres';
import { afterAll, afterEach, describe, expect, inject, it } from 'vitest';
import { signIn } from './testing/call-api.ts';
import { canBecome, databasePid, isAlive, NOBODY, type RunningNatter, startNatter } from './testing/run-natter.ts';

/** Everything here starts real processes, which share two cores with the other tests. */
const PATIENCE_MS = 240_000;

const program = inject('programs').natter;

const folders: string[] = [];
const running: RunningNatter[] = [];

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'natter-start-'));
  folders.push(folder);
  return folder;
}

function start(args: readonly string[], options: Omit<Parameters<typeof startNatter>[1], 'program'>): RunningNatter {
  const natter = startNatter(args, { program, ...options });
  running.push(natter);
  return natter;
}

const demoIn = (folder: string) => start(['demo', '--port', '0'], { folder });
const urlOf = async (natter: RunningNatter) => (await natter.saysLine(/ready: (http:\S+)/))[1] ?? '';

afterEach(async () => {
  for (const natter of running.splice(0)) {
    natter.signal('SIGTERM');
    await natter.ended;
  }
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

describe('the demo, in an empty folder', { timeout: PATIENCE_MS }, () => {
  const folder = makeFolder();
  let conversationId = '';

  it('starts, tells its address and whom one can be, and works', async () => {
    const natter = demoIn(folder);
    const url = await urlOf(natter);
    await natter.saysLine(/Maya Lindqvist {2,}\S/);
    const maya = await signIn(url, 'maya');
    const inbox = await maya.inbox();
    expect(inbox.length).toBeGreaterThan(20);
    conversationId = inbox[0]?.id ?? '';
    expect((await maya.send(conversationId, 'first')).duplicate).toBe(false);
  });

  it('keeps its secrets to itself', () => {
    for (const name of ['jwt.secret', 'api.key', 'hash.key']) {
      const path = join(folder, '.natter', 'social', name);
      expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}$/);
      expect(statSync(path).mode & 0o777).toBe(0o600);
    }
  });

  it('started again, has all it had; Ctrl-C stops it and its database, with exit code 0', async () => {
    const natter = demoIn(folder);
    const maya = await signIn(await urlOf(natter), 'maya');
    expect((await maya.newest(conversationId)).at(-1)).toBe('first');
    const pid = databasePid(folder);
    expect(isAlive(pid)).toBe(true);
    natter.signal('SIGINT');
    expect(await natter.ended).toBe(0);
    expect(natter.said()).toMatch(/Stopping …\nStopped\.\n$/);
    expect(isAlive(pid)).toBe(false);
  });

  it('killed, leaves its database behind; the next start takes it over and has lost nothing', async () => {
    const natter = demoIn(folder);
    const maya = await signIn(await urlOf(natter), 'maya');
    await maya.send(conversationId, 'second');
    const pid = databasePid(folder);
    natter.signal('SIGKILL');
    expect(await natter.ended).toBe('SIGKILL');
    expect(isAlive(pid)).toBe(true);

    const next = demoIn(folder);
    const again = await signIn(await urlOf(next), 'maya');
    expect(next.complained()).toMatch(/earlier run had left behind/);
    expect((await again.newest(conversationId)).slice(-2)).toEqual(['first', 'second']);
  });

  it('killed together with its database, recovers', async () => {
    const natter = demoIn(folder);
    const maya = await signIn(await urlOf(natter), 'maya');
    await maya.send(conversationId, 'third');
    const pid = databasePid(folder);
    natter.signal('SIGKILL');
    process.kill(pid, 'SIGKILL');
    await natter.ended;

    const again = await signIn(await urlOf(demoIn(folder)), 'maya');
    expect((await again.newest(conversationId)).slice(-3)).toEqual(['first', 'second', 'third']);
  });

  it('brings its database back when that dies, and what it acknowledged around that time is there', async () => {
    const natter = demoIn(folder);
    const url = await urlOf(natter);
    const maya = await signIn(url, 'maya');
    const back = natter.complainsOf(/The database is back/);
    let isBack = false;
    void back.then(() => {
      isBack = true;
    });
    process.kill(databasePid(folder), 'SIGKILL');
    const acknowledged: string[] = [];
    let refused = 0;
    for (let n = 1; !isBack && n < 40; n += 1) {
      try {
        await maya.send(conversationId, `around ${n}`);
        acknowledged.push(`around ${n}`);
      } catch {
        // Refused with 503 while the database is away: the client's outbox would wait and try again.
        refused += 1;
      }
    }
    await back;
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 60_000 }).toBe(200);
    await maya.send(conversationId, 'fourth');
    const texts = await maya.newest(conversationId, 50);
    expect(texts).toEqual(expect.arrayContaining(['third', ...acknowledged, 'fourth']));
    expect(refused).toBeGreaterThan(0);
  });

  it('asked to stop twice, ends at once and still has everything', async () => {
    const natter = demoIn(folder);
    await urlOf(natter);
    const pid = databasePid(folder);
    natter.signal('SIGTERM');
    natter.signal('SIGINT');
    // The first may have been quick enough.
    expect([0, 130, 143]).toContain(await natter.ended);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('an ordinary user', { timeout: PATIENCE_MS }, () => {
  it.runIf(canBecome(NOBODY, program))('can run the demo, too', async () => {
    const folder = makeFolder();
    chownSync(folder, NOBODY, NOBODY);
    const natter = start(['demo', '--port', '0', '--edition', 'bookstore'], { folder, uid: NOBODY });
    const lena = await signIn(await urlOf(natter), 'lena');
    expect((await lena.inbox()).length).toBeGreaterThan(0);
    expect(statSync(join(folder, '.natter', 'bookstore', 'jwt.secret')).uid).toBe(NOBODY);
    const pid = databasePid(folder, 'bookstore');
    natter.signal('SIGTERM');
    expect(await natter.ended).toBe(0);
    expect(isAlive(pid)).toBe(false);
  });
});

describe('a database of the operator’s', { timeout: PATIENCE_MS }, () => {
  it('is served with a login made for the server, says so to a program, and outlives the server', async () => {
    const folder = makeFolder();
    const own = await startEmbeddedPostgres({ dataDir: join(folder, 'operator') });
    try {
      const env = {
        DATABASE_URL: own.adminUrl,
        NATTER_JWT_SECRET: '7b1e09c4f2a85d36'.repeat(4),
        NODE_ENV: 'production',
      };
      const natter = start(['serve', '--port', '0', '--json'], { folder, env });
      const [line] = await natter.saysLine(/^\{.*\}$/m);
      const { event, url }: { event: string; url: string } = JSON.parse(line);
      expect(event).toBe('ready');
      expect((await fetch(`${url}/readyz`)).status).toBe(200);
      expect((await fetch(`${url}/api/demo/people`)).status).toBe(404);
      natter.signal('SIGTERM');
      expect(await natter.ended).toBe(0);
      expect(natter.said().trim()).toBe(line);
      expect(isAlive(own.pid)).toBe(true);
      expect(() => statSync(join(folder, '.natter'))).toThrow('ENOENT');
    } finally {
      await own.stop();
    }
  });

  it('is refused when it would lose what was acknowledged', async () => {
    const folder = makeFolder();
    const own = await startEmbeddedPostgres({ ephemeral: true });
    try {
      const env = { DATABASE_URL: own.adminUrl, NATTER_JWT_SECRET: '7b1e09c4f2a85d36'.repeat(4) };
      const natter = start(['serve', '--port', '0'], { folder, env });
      expect(await natter.ended).toBe(3);
      expect(natter.complained()).toMatch(/fsync is off|synchronous_commit is off/);
      expect(natter.complained()).toMatch(/natter doctor/);
    } finally {
      await own.stop();
    }
  });

  it('that does not answer is told, without its password', async () => {
    const env = { DATABASE_URL: 'postgres://me:hush@127.0.0.1:1/x', NATTER_JWT_SECRET: '7b1e09c4f2a85d36'.repeat(4) };
    const natter = start(['serve', '--port', '0'], { folder: makeFolder(), env });
    expect(await natter.ended).toBe(1);
    expect(natter.complained()).toMatch(/DATABASE_URL cannot be used: .*ECONNREFUSED/);
    expect(natter.complained()).not.toContain('hush');
  });
});

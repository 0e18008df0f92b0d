import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { mountSmallDisk } from './disk.ts';
import { familyOf, signalAll } from './processes.ts';
import { hasRedis, RedisControl } from './redis-control.ts';

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const one of undo.splice(0).reverse()) await one();
});

function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'natter-controls-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('a process and those it started', () => {
  it.skipIf(process.platform !== 'linux')('are stopped where they are, and go on', async () => {
    const shell = spawn('sh', ['-c', 'sleep 60 & wait'], { stdio: 'ignore' });
    undo.push(() => signalAll(familyOf(shell.pid ?? 0), 'SIGKILL'));
    await expect.poll(() => familyOf(shell.pid ?? 0).length).toBe(2);
    const family = familyOf(shell.pid ?? 0);
    const states = () => family.map((pid) => / ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
    signalAll(family, 'SIGSTOP');
    await expect.poll(states).toEqual(['T', 'T']);
    signalAll(family, 'SIGCONT');
    await expect.poll(states).toEqual(['S', 'S']);
    signalAll(family, 'SIGKILL');
    await once(shell, 'exit');
    expect(() => signalAll([shell.pid ?? 0], 'SIGCONT')).not.toThrow();
  });
});

describe('the small disk', () => {
  const disk = () => {
    const folder = makeFolder();
    const mounted = mountSmallDisk(folder, 8);
    undo.push(() => mounted?.remove());
    return mounted;
  };

  it('is full when it is filled, and has room when it is freed', async ({ skip }) => {
    const small = disk();
    if (small === null) return skip('only root may mount a disk');
    const write = () => writeFileSync(join(small.folder, 'more'), Buffer.alloc(1024 * 1024));
    expect(await small.fill(0)).toBeGreaterThan(7 * 1024 * 1024);
    expect(write).toThrow(/ENOSPC/);
    await small.free();
    write();
  });

  it('may be left a little', async ({ skip }) => {
    const small = disk();
    if (small === null) return skip('only root may mount a disk');
    await small.fill(2 * 1024 * 1024);
    writeFileSync(join(small.folder, 'some'), Buffer.alloc(1024 * 1024));
    expect(() => writeFileSync(join(small.folder, 'more'), Buffer.alloc(2 * 1024 * 1024))).toThrow(/ENOSPC/);
  });
});

describe.skipIf(!hasRedis())('Redis', () => {
  async function start(): Promise<RedisControl> {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    await new Promise((resolve) => probe.close(resolve));
    const redis = new RedisControl({ port, logFile: join(makeFolder(), 'redis.log') });
    undo.push(() => redis.kill());
    await redis.start();
    return redis;
  }

  /** The first line of an answer; null where none comes. */
  function ask(port: number, command: string): Promise<string | null> {
    return new Promise((resolve) => {
      const socket = connect({ port, host: '127.0.0.1' });
      const end = (answer: string | null) => {
        socket.destroy();
        resolve(answer);
      };
      socket.setTimeout(300, () => end(null));
      socket.on('error', () => end(null));
      socket.on('data', (bytes) => end(String(bytes).split('\r\n')[0] ?? null));
      socket.write(`${command}\r\n`);
    });
  }

  it('is emptied, and killed comes back empty', async () => {
    const redis = await start();
    const { port } = redis;
    expect([await ask(port, 'SET k 1'), await ask(port, 'DBSIZE')]).toEqual(['+OK', ':1']);
    await redis.flush();
    expect(await ask(port, 'DBSIZE')).toBe(':0');
    await ask(port, 'SET k 1');
    await redis.kill();
    expect(await ask(port, 'PING')).toBeNull();
    await redis.start();
    expect(await ask(port, 'DBSIZE')).toBe(':0');
  });

  it('says nothing while it is frozen', async () => {
    const redis = await start();
    redis.freeze();
    expect(await ask(redis.port, 'PING')).toBeNull();
    redis.thaw();
    await expect.poll(() => ask(redis.port, 'PING')).toBe('+PONG');
  });
});

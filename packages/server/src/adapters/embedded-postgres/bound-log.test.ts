import { appendFile, mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { boundLog, readLogSince } from './bound-log.ts';

let folder: string;
let log: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'platform-log-'));
  log = join(folder, 'postgres.log');
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('moves a large log aside while a server writes to it, and what comes next goes to the beginning', async () => {
  await writeFile(log, 'old\n');
  await truncate(log, 5 * 1024 * 1024);
  const server = await open(log, 'a');
  try {
    await boundLog(log);
    await server.write('new\n');
  } finally {
    await server.close();
  }
  expect(await readFile(log, 'utf8')).toBe('new\n');
  expect((await stat(`${log}.1`)).size).toBe(5 * 1024 * 1024);
});

it('leaves a small log alone, and one that is not there', async () => {
  await boundLog(log);
  await writeFile(log, 'old\n');
  await boundLog(log);
  expect(await readFile(log, 'utf8')).toBe('old\n');
});

it('reads what was said since, at most the end of it', async () => {
  await writeFile(log, 'before\n');
  await appendFile(log, 'after\n');
  expect(await readLogSince(log, 'before\n'.length)).toBe('after');
  await appendFile(log, 'x'.repeat(10_000));
  expect(await readLogSince(log, 0)).toBe('x'.repeat(4096));
});

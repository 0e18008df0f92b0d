import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { startNatter } from '../testing/run-natter.ts';
import { fillStore, makeFreshStore, type SmallStore } from '../testing/small-store.ts';
import { verifyArchive } from './verify-archive.ts';

const EMBEDDED = { NATTER_STORE_ID: 'test' };
let store: SmallStore;
let folder: CliFolder;

beforeAll(async () => {
  folder = makeCliFolder();
  store = await makeFreshStore(inject('databaseAdminUrl'));
  await fillStore(store, 5);
});
afterAll(async () => {
  await store.drop();
  folder.remove();
});

it('[BACK-12] a backup goes into an embedded database that is made for it, and out of it again', async () => {
  expect(await folder.run(['backup', '--to', 'none.tar.gz'], EMBEDDED)).toMatchObject({
    code: 1,
    err: expect.stringContaining('There is no database yet'),
  });
  expect((await folder.run(['backup', '--to', 'given.tar.gz'], store.env)).code).toBe(0);
  const trial = await folder.run(['restore', 'given.tar.gz', '--dry-run'], EMBEDDED);
  expect(trial).toMatchObject({ code: 0, out: expect.stringContaining('could be restored here') });
  expect(existsSync(join(folder.path, '.natter'))).toBe(false);

  expect((await folder.run(['restore', 'given.tar.gz'], EMBEDDED)).code).toBe(0);
  expect((await folder.run(['backup', '--to', 'taken.tar.gz'], EMBEDDED)).code).toBe(0);
  const [given, taken] = await Promise.all(
    ['given.tar.gz', 'taken.tar.gz'].map((name) => verifyArchive(join(folder.path, name))),
  );
  const rowsOf = (tables: readonly { name: string; rows: number }[] = []) =>
    tables.filter(({ name }) => name !== 'backups');
  expect(rowsOf(taken?.end.tables)).toEqual(rowsOf(given?.end.tables));
}, 240_000);

it('[BACK-7] a data folder that a server works on is backed up and not restored', async () => {
  const server = startNatter(['serve', '--port', '0'], {
    program: inject('programs').natter,
    folder: folder.path,
    env: EMBEDDED,
  });
  try {
    await server.saysLine(/Natter is ready/);
    expect(await folder.run(['restore', 'given.tar.gz', '--replace'], EMBEDDED)).toMatchObject({
      code: 3,
      err: expect.stringContaining('A server is running on this data folder'),
    });
    expect((await folder.run(['backup', '--to', 'while-it-runs.tar.gz'], EMBEDDED)).code).toBe(0);
  } finally {
    server.signal('SIGTERM');
    expect(await server.ended).toBe(0);
  }
  expect(readdirSync(folder.path).filter((name) => name.includes('partial'))).toEqual([]);
}, 240_000);

import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { hydrateLibraries } from './hydrate-libraries.ts';

let folder: string;
const link = () => join(folder, 'lib', 'libx.so');

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'platform-libraries-'));
  await mkdir(join(folder, 'lib'));
  await writeFile(join(folder, 'lib', 'libx.so.1'), 'the library');
  await writeFile(
    join(folder, 'pg-symlinks.json'),
    JSON.stringify([{ source: 'native/lib/libx.so.1', target: 'native/lib/libx.so' }]),
  );
});

afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes the links, in several starters at once and again', async () => {
  expect(await Promise.all(Array.from({ length: 8 }, () => hydrateLibraries(folder)))).toEqual(
    Array.from({ length: 8 }, () => true),
  );
  expect(await hydrateLibraries(folder)).toBe(true);
  expect(await readlink(link())).toBe('libx.so.1');
  expect(await readFile(link(), 'utf8')).toBe('the library');
});

it('replaces a link that leads nowhere', async () => {
  await symlink('libx.so.0', link());
  await hydrateLibraries(folder);
  expect(await readFile(link(), 'utf8')).toBe('the library');
});

it('has nothing to do where the package lists no links', async () => {
  await rm(join(folder, 'pg-symlinks.json'));
  expect(await hydrateLibraries(folder)).toBe(true);
});

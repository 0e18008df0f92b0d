import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { seedShop } from './seed/index.ts';
import { ShopData } from './shop-data.ts';
import { openShopFile } from './shop-file.ts';

let folder: string;
let path: string;
const seed = () => seedShop({ storeId: 'back-room', nowMs: 0 });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'back-room-file-'));
  path = join(folder, 'shop.json');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const read = () => ShopData.parse(JSON.parse(readFileSync(path, 'utf8')));

it('begins with the seed, and is found again as it was left', async () => {
  const first = await openShopFile(path, seed);
  expect(read()).toEqual(seed());
  expect(statSync(path).mode & 0o777).toBe(0o600);
  await first.update((data) => ({ ...data, toPush: ['owen'] }));
  const second = await openShopFile(path, () => {
    throw new Error('it is there');
  });
  expect(second.data().toPush).toEqual(['owen']);
});

it('writes what came while it was writing, and every update is on the disk when it resolves', async () => {
  const file = await openShopFile(path, seed);
  const updates = Array.from({ length: 20 }, (_, n) =>
    file
      .update((data) => ({ ...data, toPush: [...data.toPush, `m${n}`] }))
      .then(() => expect(read().toPush).toContain(`m${n}`)),
  );
  await Promise.all(updates);
  expect(read().toPush).toHaveLength(20);
});

it('refuses a file of something else, and leaves it alone', async () => {
  writeFileSync(path, '{"version":2}');
  await expect(openShopFile(path, seed)).rejects.toThrow('not a file of this shop');
  expect(readFileSync(path, 'utf8')).toBe('{"version":2}');
});

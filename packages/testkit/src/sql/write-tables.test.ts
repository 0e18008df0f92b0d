import { loadManifest, loadMigrations } from '@natter/server/database';
import { expect, it } from 'vitest';
import { writeTables } from './write-tables.ts';

it('the page of tables and columns says what the migrations make; `vitest -u` writes it anew', async () => {
  const page = writeTables(await loadManifest(), await loadMigrations());
  // A column without words needs a comment above it in its step, or a line in column-meanings.ts.
  const wordless = page.split('\n').filter((line) => line.endsWith('|  |'));
  expect(wordless).toEqual([]);
  await expect(page).toMatchFileSnapshot('../../../../docs/operations/database-tables.md');
});

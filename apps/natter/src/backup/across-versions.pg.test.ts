import { join } from 'node:path';
import { findSystemPostgres, type SystemPostgres, startSystemPostgres } from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { fillStore, makeFreshStore, readAll, type SmallStore } from '../testing/small-store.ts';

/** The oldest major version that `DATABASE_URL` may name. */
const programs = findSystemPostgres(15);

// Without these programs (Debian: postgresql-15) nothing of this file can run.
describe.skipIf(programs === null)(
  'backups between PostgreSQL 15 and the one of this run (skipped where 15 is not installed)',
  () => {
    let postgres: SystemPostgres;
    let folder: CliFolder;
    const stores: SmallStore[] = [];

    beforeAll(async () => {
      folder = makeCliFolder();
      postgres = await startSystemPostgres(programs ?? '');
    }, 180_000);
    afterAll(async () => {
      for (const store of stores) await store.drop();
      await postgres.stop();
      folder.remove();
    });

    it.each(['to the older', 'to the newer'])('[BACK-12] %s: every row arrives as it was', async (way) => {
      const here = inject('databaseAdminUrl');
      const [from, to] = way === 'to the older' ? [here, postgres.adminUrl] : [postgres.adminUrl, here];
      const source = await makeFreshStore(from, 'createrole');
      const target = await makeFreshStore(to, 'createrole');
      stores.push(source, target);
      await fillStore(source, 10);
      const file = join(folder.path, `${way.replaceAll(' ', '-')}.tar.gz`);
      expect((await folder.run(['backup', '--to', file], source.env)).code).toBe(0);
      expect(await folder.run(['restore', file], target.env)).toMatchObject({ code: 0, err: '' });
      expect(await readAll(inSuperusersEyes(to, target))).toEqual(await readAll(inSuperusersEyes(from, source)));
      // And it can be worked with.
      await fillStore(target, 1);
    });
  },
);

function inSuperusersEyes(superuserUrl: string, { bare }: SmallStore): string {
  const url = new URL(superuserUrl);
  url.pathname = `/${bare.name}`;
  return url.href;
}

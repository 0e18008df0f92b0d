import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadMigrations, migrate } from '@natter/server/database';
import { withClient } from '@natter/testkit';
import { createBareDatabase } from '@natter/testkit/sql';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import {
  fillStore,
  makeEmptyStore,
  makeFreshStore,
  readAll,
  type SmallStore,
  sendText,
} from '../testing/small-store.ts';
import type { ArchiveEnd, ArchiveHead } from './archive-format.ts';
import { readArchive } from './read-archive.ts';
import { writeArchive } from './write-archive.ts';

let store: SmallStore;
let folder: CliFolder;
let good: string;

beforeAll(async () => {
  folder = makeCliFolder();
  store = await makeFreshStore(inject('databaseAdminUrl'));
  await fillStore(store, 10);
  good = join(folder.path, 'good.tar.gz');
  expect((await folder.run(['backup', '--to', good], store.env)).code).toBe(0);
});
afterAll(async () => {
  await store.drop();
  folder.remove();
});

const epochOf = async (url: string): Promise<string> =>
  await withClient(url, async (client) => String((await client.query('SELECT natter.read_epoch() AS e')).rows[0]?.e));

/** The same archive with something else in it, as whole and as checked as the first. */
async function forge(
  name: string,
  change: {
    readonly head?: (head: ArchiveHead) => ArchiveHead;
    readonly rows?: (table: string, text: string) => string;
  },
): Promise<string> {
  const path = join(folder.path, name);
  const writer = await writeArchive(path);
  const parts: ArchiveEnd['parts'] = [];
  for await (const item of readArchive(good)) {
    if (item.kind === 'head') {
      await writer.add('natter-backup.json', Buffer.from(JSON.stringify(change.head?.(item.head) ?? item.head)));
    } else if (item.kind === 'part') {
      const text = item.content.toString('utf8');
      const content = Buffer.from(change.rows?.(item.table, text) ?? text);
      const part = { name: `tables/${item.table}/000001`, rows: item.rows, bytes: content.length };
      parts.push({ ...part, sha256: createHash('sha256').update(content).digest('hex') });
      await writer.add(part.name, content);
    } else {
      await writer.add('end.json', Buffer.from(JSON.stringify({ ...item.end, parts })));
    }
  }
  await writer.finish();
  await writer.close();
  return path;
}

describe('a restore', () => {
  it('[BACK-7] is refused for another tenant or edition, by configuration and by the database', async () => {
    expect(await folder.run(['restore', good, '--replace'], { ...store.env, NATTER_STORE_ID: 'other' })).toMatchObject({
      code: 3,
      err: expect.stringContaining('The backup is of social "test", and this is social "other"'),
    });
    expect(await folder.run(['restore', good, '--replace', '--edition', 'marketplace'], store.env)).toMatchObject({
      code: 3,
    });
    const foreign = await makeEmptyStore(inject('databaseAdminUrl'));
    try {
      await migrate({ adminUrl: foreign.adminUrl, deployment: { tenantId: 'else', edition: 'social' } });
      expect(await folder.run(['restore', good, '--replace'], foreign.env)).toMatchObject({
        code: 3,
        err: expect.stringContaining('This database belongs to social "else"'),
      });
    } finally {
      await foreign.drop();
    }
  });

  it('[BACK-7] is refused where there are people, unless it may replace them; a dry run says so and changes nothing', async () => {
    const before = await readAll(store.adminUrl);
    expect(await folder.run(['restore', good, '--dry-run'], store.env)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/The backup of .* is whole\.\n.*is not empty/),
    });
    expect(await folder.run(['restore', good, '--replace', '--dry-run'], store.env)).toMatchObject({
      code: 0,
      out: expect.stringContaining('could be restored here'),
    });
    expect(await readAll(store.adminUrl)).toEqual(before);
    const fresh = await makeFreshStore(inject('databaseAdminUrl'));
    try {
      expect((await folder.run(['restore', good], fresh.env)).code).toBe(0);
      expect(await readAll(fresh.adminUrl)).toEqual(before);
    } finally {
      await fresh.drop();
    }
  });

  it('[BACK-7] is refused while a server is connected', async () => {
    const server = store.open();
    try {
      await server.ping();
      expect(await folder.run(['restore', good, '--replace'], store.env)).toMatchObject({
        code: 3,
        err: expect.stringMatching(/A server is running on this database.*Stop it first/),
      });
    } finally {
      await server.close();
    }
  });

  it('[BACK-7] is refused for a newer build, another build and a newer format', async () => {
    const steps = (change: (steps: ArchiveHead['steps']) => ArchiveHead['steps']) => (head: ArchiveHead) => ({
      ...head,
      steps: change(head.steps),
    });
    const newer = await forge('newer.tar.gz', {
      head: steps((all) => [...all, { version: all.length + 1, name: 'later', checksum: 'x' }]),
    });
    expect((await folder.run(['restore', newer, '--replace'], store.env)).err).toMatch(/use a newer Natter/);
    const other = await forge('build.tar.gz', {
      head: steps((all) => all.map((step) => ({ ...step, checksum: 'x' }))),
    });
    expect((await folder.run(['restore', other, '--replace'], store.env)).err).toMatch(/another build of Natter/);
    const format = await forge('format.tar.gz', { head: (head) => ({ ...head, format: 2 as 1 }) });
    expect((await folder.run(['restore', format, '--replace'], store.env)).err).toMatch(/format 2/);
  });

  it('[BACK-8] that fails in the middle leaves what was there', async () => {
    const before = await readAll(store.adminUrl);
    const epoch = await epochOf(store.adminUrl);
    // The last table of all, with a row that breaks a rule of its table.
    const bad = await forge('bad.tar.gz', {
      rows: (table, text) => (table === 'mark_advances' ? text.replace('read', 'seen') : text),
    });
    expect(await folder.run(['restore', bad, '--replace'], store.env)).toMatchObject({
      code: 1,
      err: expect.stringMatching(/nothing was changed.*ck_mark_advances_kind/s),
    });
    // And one whose row points at nothing, found when what points at what is checked again.
    const orphan = await forge('orphan.tar.gz', {
      rows: (table, text) => (table === 'user_settings' ? text.replace('p1', 'p1x') : text),
    });
    expect((await folder.run(['restore', orphan, '--replace'], store.env)).code).toBe(1);
    expect(await readAll(store.adminUrl)).toEqual(before);
    expect(await epochOf(store.adminUrl)).toBe(epoch);
    expect(await triggersOff(store.adminUrl)).toBe(0);
  });

  it('[BACK-9] of an older version comes to the newest step', async () => {
    const all = await loadMigrations();
    const bare = await createBareDatabase(inject('databaseAdminUrl'));
    const env = { DATABASE_URL: bare.adminUrl, NATTER_STORE_ID: 'test' };
    try {
      await migrate({
        adminUrl: bare.adminUrl,
        deployment: { tenantId: 'test', edition: 'social' },
        migrations: all.slice(0, 5),
      });
      const old = join(folder.path, 'old.tar.gz');
      expect((await folder.run(['backup', '--to', old], env)).code).toBe(0);
      const { out } = await folder.run(['restore', old, '--replace', '--json'], store.env);
      expect(JSON.parse(out)).toMatchObject({ applied: all.slice(5).map(({ version }) => version) });
      expect((await folder.run(['migrate', 'status'], store.env)).code).toBe(0);
      expect((await folder.run(['restore', good, '--replace'], store.env)).code).toBe(0);
    } finally {
      await bare.drop();
    }
  });

  it('[BACK-10] begins another epoch each time, also from the same file into a database made anew', async () => {
    const epochs = [await epochOf(store.adminUrl)];
    for (let round = 0; round < 2; round += 1) {
      expect((await folder.run(['restore', good, '--replace'], store.env)).code).toBe(0);
      epochs.push(await epochOf(store.adminUrl));
    }
    expect(new Set(epochs).size).toBe(3);
    const count = Number(epochs[1]?.split('-').at(-1));
    // Seconds since 2024, so that no database that was dropped meanwhile can have had it.
    expect(count).toBeGreaterThan(60_000_000);
  });

  it('[BACK-10] leaves every row in the transaction of the restore, so that what follows comes once and nothing is missed', async () => {
    expect((await folder.run(['restore', good, '--replace'], store.env)).code).toBe(0);
    const database = store.open();
    try {
      const first = await database.readSync('p0', { horizon: null, after: null, limit: 50 });
      expect(first.conversations).toHaveLength(1);
      const id = first.conversations[0]?.id ?? '';
      await horizonPasses(first.horizon);
      const quiet = await database.readSync('p0', { horizon: await horizonNow(), after: null, limit: 50 });
      expect(quiet.conversations).toEqual([]);
      await sendText(database, { conversationId: id, senderId: 'p6', content: 'after' });
      const then = await database.readSync('p0', { horizon: quiet.horizon, after: null, limit: 50 });
      expect(then.conversations.map(({ lastMessage }) => lastMessage?.content)).toEqual(['after']);
      expect(then.conversations[0]?.lastSeq).toBe(11);
    } finally {
      await database.close();
    }
    const xids = await withClient(store.adminUrl, async (client) => {
      const { rows } = await client.query(
        'SELECT DISTINCT changed_xid FROM natter.users UNION SELECT changed_xid FROM natter.member_state',
      );
      return rows.length;
    });
    expect(xids).toBe(1);
  });

  it('[BACK-3] has left the file as it was, and takes it from anywhere', async () => {
    const copy = join(folder.path, 'copy');
    copyFileSync(good, copy);
    expect(await folder.run(['restore', 'copy', '--dry-run', '--replace', '--json'], store.env)).toMatchObject({
      err: expect.not.stringContaining('rror'),
      out: expect.stringContaining('wouldRestore'),
    });
    expect(readFileSync(copy).equals(readFileSync(good))).toBe(true);
  });
});

/** Other transactions of the cluster may hold the horizon back: waits until that one is behind. */
async function horizonPasses(horizon: string): Promise<void> {
  while (BigInt(await horizonNow()) < BigInt(horizon)) await new Promise((resolve) => setImmediate(resolve));
}

async function horizonNow(): Promise<string> {
  const client = new pg.Client({ connectionString: store.adminUrl });
  await client.connect();
  const { rows } = await client.query('SELECT pg_current_xact_id()::text AS x');
  await client.end();
  return String(rows[0]?.x);
}

async function triggersOff(url: string): Promise<number> {
  return await withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT count(*)::int AS off FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'natter' AND t.tgenabled = 'D'`,
    );
    return Number(rows[0]?.off);
  });
}

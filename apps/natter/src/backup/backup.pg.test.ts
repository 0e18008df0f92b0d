import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { withClient } from '@natter/testkit';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { fillRareTables } from '../testing/fill-rare-tables.ts';
import {
  fillStore,
  makeEmptyStore,
  makeFreshStore,
  readAll,
  type SmallStore,
  sendText,
} from '../testing/small-store.ts';
import { dumpDatabase } from './dump-database.ts';
import { findOwner, withSession } from './session.ts';
import { verifyArchive } from './verify-archive.ts';

let store: SmallStore;
let conversations: readonly string[];
let folder: CliFolder;
/** A good backup of the store. */
let good: string;

beforeAll(async () => {
  folder = makeCliFolder();
  store = await makeFreshStore(inject('databaseAdminUrl'));
  conversations = await fillStore(store);
  await fillRareTables(store.adminUrl);
  await withClient(store.adminUrl, async (client) => {
    // Somebody serves it, and has not heard of everything.
    await client.query(
      `INSERT INTO natter.nodes (id, origin, roles, started_at, lease_until, position)
       VALUES ('n1', 'n1', '{api}', now(), now() + interval '1 hour', pg_current_snapshot())`,
    );
    await client.query("INSERT INTO natter.commits (at, origin, kind) VALUES (now(), 'n1', 'people')");
  });
  good = join(folder.path, 'good.tar.gz');
  expect((await folder.run(['backup', '--to', good], store.env)).code).toBe(0);
});
afterAll(async () => {
  await store.drop();
  folder.remove();
});

const partials = () => readdirSync(folder.path).filter((name) => name.includes('partial'));

describe('a backup', () => {
  it('[BACK-1] restored into an empty database equals what it was made of, table by table', async () => {
    // An ordinary administrator, as managed servers give one.
    const other = await makeEmptyStore(inject('databaseAdminUrl'), 'createrole');
    try {
      const { code, out } = await folder.run(['restore', good, '--json'], other.env);
      expect(code).toBe(0);
      const [before, after] = [await readAll(store.adminUrl), await readAll(withBoss(other.bare.name))];
      expect(after).toEqual(before);
      expect(before['direct_messages']).toHaveLength(240);
      const empty = Object.entries(before).filter(([, rows]) => rows.length === 0);
      expect(empty.map(([name]) => name)).toEqual([]);
      expect(JSON.parse(out)).toMatchObject({ applied: [], leftOut: [] });
      const serving = async (url: string) =>
        await withClient(url, async (client) => {
          const { rows } = await client.query<{ nodes: number; commits: number }>(
            'SELECT (SELECT count(*) FROM natter.nodes)::int AS nodes, (SELECT count(*) FROM natter.commits)::int AS commits',
          );
          return rows[0];
        });
      expect(await serving(store.adminUrl)).toEqual({ nodes: 1, commits: 1 });
      expect(await serving(withBoss(other.bare.name))).toEqual({ nodes: 0, commits: 0 });
    } finally {
      await other.drop();
    }
  });

  it('[BACK-2] is for its owner’s eyes, is named by store and time in a folder, and tells a program what it is', async () => {
    expect(statSync(good).mode & 0o777).toBe(0o600);
    const into = join(folder.path, 'into');
    mkdirSync(into);
    const { code, out } = await folder.run(['backup', '--to', into, '--json'], store.env);
    expect(code).toBe(0);
    const told = JSON.parse(out);
    expect(told.path).toMatch(/\/into\/natter-test-\d{8}T\d{6}Z\.tar\.gz$/);
    expect(told).toMatchObject({ bytes: statSync(told.path).size, tenantId: 'test', edition: 'social' });
    expect(told.sha256).toBe(execFileSync('sha256sum', [told.path]).toString().slice(0, 64));
    expect(told.tables).toContainEqual({ name: 'direct_messages', rows: 240 });
  });

  it('[BACK-3] needs nothing of ours to be looked into: it is tar and COPY', () => {
    const list = execFileSync('tar', ['tzf', good]).toString().trim().split('\n');
    expect([list[0], list.at(-1)]).toEqual(['natter-backup.json', 'end.json']);
    const rows = execFileSync('tar', ['xzOf', good, 'tables/users/000001']).toString().trimEnd().split('\n');
    expect(rows).toHaveLength(12);
  });

  it('[BACK-4] made while people write is of one moment: every conversation is whole up to its end', async () => {
    const writer = store.open();
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n += 1) {
        await sendText(writer, {
          conversationId: conversations[n % 6] ?? '',
          senderId: `p${n % 6}`,
          content: `while ${n}`,
        });
      }
      await writer.close();
    })();
    const other = await makeEmptyStore(inject('databaseAdminUrl'));
    try {
      // Who cannot write any more ends the wait too.
      await Promise.race([waitForMessages(300), writing]);
      const live = join(folder.path, 'live.tar.gz');
      const made = await folder.run(['backup', '--to', live], store.env);
      isOver = true;
      await writing;
      expect(made.code).toBe(0);
      expect((await folder.run(['restore', live], other.env)).code).toBe(0);
      const states = await withClient(other.adminUrl, async (client) => {
        const { rows } = await client.query(
          `SELECT c.last_seq::int AS last, count(m.seq)::int AS messages, max(m.seq)::int AS newest, c.change_seq::int AS change
           FROM natter.conversations c JOIN natter.direct_messages m ON m.conversation_id = c.id GROUP BY c.id`,
        );
        return rows;
      });
      expect(states).toHaveLength(6);
      for (const { last, messages, newest } of states) expect([messages, newest]).toEqual([last, last]);
      expect(states.reduce((sum, { messages }) => sum + messages, 0)).toBeGreaterThan(240);
    } finally {
      isOver = true;
      await writing;
      await other.drop();
    }
  });

  it('[BACK-4] has nothing of what is committed between one table and the next', async () => {
    const writer = store.open();
    const parts = new Map<string, string>();
    const [id = ''] = conversations;
    const onAdd = async (name: string, content: Uint8Array) => {
      parts.set(name, Buffer.from(content).toString('utf8'));
      // In the middle: the ends of conversations are copied, the messages are not.
      if (name.startsWith('tables/conversations/')) {
        await sendText(writer, { conversationId: id, senderId: 'p0', content: 'in between' });
      }
    };
    try {
      await withSession(store.adminUrl, async (client) => {
        const owner = (await findOwner(client)) ?? '';
        await dumpDatabase(
          client,
          { add: onAdd, finish: async () => ({ bytes: 0, sha256: '' }), close: async () => undefined },
          { owner, natterVersion: '0', createdAt: '', onRows: () => undefined },
        );
      });
    } finally {
      await writer.close();
    }
    expect(parts.get('tables/conversations/000001')).toContain(id);
    expect(parts.get('tables/direct_messages/000001')).not.toContain('in between');
  });

  it('[BACK-5] overwrites nothing, and leaves no file where it failed', async () => {
    expect(await folder.run(['backup', '--to', good], store.env)).toMatchObject({
      code: 3,
      err: expect.stringContaining('never overwrites'),
    });
    expect(await folder.run(['backup', '--to', 'no/such/folder/x'], store.env)).toMatchObject({ code: 2 });
    expect(await folder.run(['backup'], store.env)).toMatchObject({ code: 2 });
    const away = { ...store.env, DATABASE_URL: 'postgres://postgres:x@127.0.0.1:1/none' };
    expect(await folder.run(['backup', '--to', 'x.tar.gz'], away)).toMatchObject({
      code: 1,
      err: expect.stringContaining('ECONNREFUSED'),
    });
    expect(partials()).toEqual([]);
    expect(existsSync(join(folder.path, 'x.tar.gz'))).toBe(false);
  });

  const canMount = process.getuid?.() === 0 && process.platform === 'linux';
  it.skipIf(!canMount)('[BACK-5] says that a disk is full, and leaves it as it was', async () => {
    const disk = join(folder.path, 'disk');
    mkdirSync(disk);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]);
    try {
      expect(await folder.run(['backup', '--to', join(disk, 'b.tar.gz')], store.env)).toMatchObject({
        code: 1,
        err: expect.stringContaining('no space left'),
      });
      expect(readdirSync(disk)).toEqual([]);
      execFileSync('mount', ['-o', 'remount,ro', disk]);
      expect(await folder.run(['backup', '--to', join(disk, 'b.tar.gz')], store.env)).toMatchObject({
        code: 1,
        err: expect.stringContaining('its disk can only be read'),
      });
    } finally {
      execFileSync('umount', [disk]);
    }
  });
});

describe('a damaged backup', () => {
  it('[BACK-6] cut short anywhere is refused, and nothing is changed', async () => {
    const whole = readFileSync(good);
    const cut = join(folder.path, 'cut.tar.gz');
    const before = await readAll(store.adminUrl);
    for (let part = 0; part < 60; part += 1) {
      const length = part < 20 ? part : part < 40 ? whole.length - (part - 19) : Math.floor((whole.length * part) / 61);
      writeFileSync(cut, whole.subarray(0, length));
      await expect(verifyArchive(cut), `${length} of ${whole.length} bytes`).rejects.toThrow(/cut short|damaged/);
    }
    expect(await folder.run(['restore', cut, '--replace'], store.env)).toMatchObject({
      code: 3,
      err: expect.stringMatching(/cut\.tar\.gz cannot be used: it is (cut short|damaged).* Nothing was changed/s),
    });
    expect(await readAll(store.adminUrl)).toEqual(before);
  });

  it('[BACK-6] with a byte turned anywhere is refused, or is read as what was written', async () => {
    const whole = readFileSync(good);
    const turned = join(folder.path, 'turned.tar.gz');
    const truth = await verifyArchive(good);
    let refused = 0;
    for (let part = 0; part < 200; part += 1) {
      const at = part < 30 ? part : Math.floor((whole.length * part) / 200);
      const copy = Buffer.from(whole);
      copy[at] = (copy[at] ?? 0) ^ (1 << (part % 8));
      writeFileSync(turned, copy);
      // Bytes of gzip's own head (time, system) say nothing about what is inside.
      await verifyArchive(turned).then(
        (read) => expect(read, `byte ${at}`).toEqual(truth),
        () => {
          refused += 1;
        },
      );
    }
    expect(refused).toBeGreaterThan(185);
  });

  it('[BACK-6] that is something else is refused', async () => {
    const other = join(folder.path, 'other.tar.gz');
    writeFileSync(join(folder.path, 'plain'), 'hello');
    execFileSync('tar', ['czf', other, '-C', folder.path, 'plain']);
    await expect(verifyArchive(other)).rejects.toThrow(/not a backup of Natter/);
    await expect(verifyArchive(join(folder.path, 'plain'))).rejects.toThrow(/damaged/);
    expect(await folder.run(['restore', 'nowhere.tar.gz'], store.env)).toMatchObject({
      code: 1,
      err: expect.stringContaining('is not there'),
    });
  });

  it('[BACK-6] whose parts were exchanged by somebody is refused', async () => {
    const work = join(folder.path, 'work');
    mkdirSync(work);
    execFileSync('tar', ['xzf', good, '-C', work]);
    const users = join(work, 'tables/users/000001');
    const entries = execFileSync('tar', ['tzf', good]).toString().trim().split('\n');
    const repack = (name: string) => {
      execFileSync('tar', ['czf', join(folder.path, name), '--format=ustar', '-C', work, ...entries]);
      return join(folder.path, name);
    };
    expect((await verifyArchive(repack('same.tar.gz'))).rows).toBeGreaterThan(240);
    copyFileSync(users, `${users}.kept`);
    writeFileSync(users, readFileSync(users, 'utf8').replace('Person 1', 'Somebody'));
    await expect(verifyArchive(repack('altered.tar.gz'))).rejects.toThrow(
      'tables/users/000001 is not as it was written',
    );
    rmSync(work, { recursive: true });
  });
});

async function waitForMessages(atLeast: number): Promise<void> {
  await withClient(store.adminUrl, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ n: number }>('SELECT count(*)::int AS n FROM natter.direct_messages');
      if ((rows[0]?.n ?? 0) >= atLeast) return;
    }
  });
}

/** The superuser's URL of that database, before whom all rows lie open. */
function withBoss(database: string): string {
  const url = new URL(inject('databaseAdminUrl'));
  url.pathname = `/${database}`;
  return url.href;
}

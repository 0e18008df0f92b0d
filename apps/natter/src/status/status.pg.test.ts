import { StoreStatus } from '@natter/protocol';
import { migrate } from '@natter/server/database';
import { startTestServer, withClient } from '@natter/testkit';
import { createBareDatabase } from '@natter/testkit/sql';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type CliFolder, makeCliFolder } from '../testing/fake-terminal.ts';
import { fillStore, makeFreshStore, type SmallStore } from '../testing/small-store.ts';

const API_KEY = '4f1c8e0b97a2d35664ad1e2f';
let store: SmallStore;
let folder: CliFolder;

beforeAll(async () => {
  folder = makeCliFolder();
  store = await makeFreshStore(inject('databaseAdminUrl'), 'createrole');
  await fillStore(store, 7);
});
afterAll(async () => {
  await store.drop();
  folder.remove();
});

/** Without what a machine that is busy with other tests says of itself. */
function read(out: string): StoreStatus {
  const status = StoreStatus.parse(JSON.parse(out));
  return { ...status, alerts: status.alerts.filter(({ code }) => code !== 'database_slow') };
}

describe('natter status', () => {
  it('[STATUS-1] counts what is there, from the database alone', async () => {
    const { code, out, err } = await folder.run(['status', '--json'], store.env);
    expect(err).toContain('without NATTER_API_KEY');
    expect(code).toBe(out.includes('database_slow') ? 4 : 0);
    const status = read(out);
    expect(status).toMatchObject({
      tenant: { id: 'test' },
      edition: 'social',
      people: { total: 12, members: 12, tiers: [{ tier: 'free', isKnown: true, people: 12 }] },
      conversations: { total: 6, startedDay: 6, startedWeek: 6, activeDay: 6, activeWeek: 6 },
      messages: { kept: 42, sentDay: 42, sentWeek: 42, sendersDay: 12, sendersWeek: 12 },
      moderation: { reportsOpen: 0, suspended: 0 },
      backups: { lastAt: null, lastBytes: null, archiving: null },
      server: null,
      alerts: [],
    });
    const messages = status.database.tables.find(({ name }) => name === 'direct_messages');
    expect(messages?.tableBytes).toBeGreaterThan(0);
    expect(messages?.indexes.map(({ name }) => name)).toContain('pk_direct_messages');
    expect(status.database.sizeBytes).toBeGreaterThan(1_000_000);
    expect(status.database.connections.used).toBeGreaterThan(0);
  });

  it('[STATUS-1] counts messages of the last day and week by when they were sent', async () => {
    const own = await makeFreshStore(inject('databaseAdminUrl'));
    try {
      await fillStore(own, 3);
      await withClient(own.adminUrl, async (client) => {
        await client.query('ALTER TABLE natter.direct_messages DISABLE TRIGGER USER');
        await client.query("UPDATE natter.direct_messages SET sent_at = sent_at - interval '3 days' WHERE seq = 1");
        await client.query("UPDATE natter.direct_messages SET sent_at = sent_at - interval '8 days' WHERE seq = 2");
      });
      const { messages } = read((await folder.run(['status', '--json'], own.env)).out);
      expect(messages).toMatchObject({ kept: 18, sentDay: 6, sentWeek: 12 });
    } finally {
      await own.drop();
    }
  });

  it('[STATUS-1] knows of the last backup, and not of one that failed', async () => {
    expect((await folder.run(['backup', '--to', 'no/where'], store.env)).code).toBe(2);
    const { out } = await folder.run(['backup', '--to', 'a.tar.gz', '--json'], store.env);
    const { backups } = read((await folder.run(['status', '--json'], store.env)).out);
    expect(backups).toMatchObject({ lastAt: JSON.parse(out).createdAt, lastBytes: JSON.parse(out).bytes });
  });

  it('[STATUS-1] asks the server that runs, which knows of the last hour; a person is not told', async () => {
    const database = store.open();
    const server = await startTestServer({
      database,
      env: { NATTER_API_KEY: API_KEY, NATTER_MAX_CONCURRENT_USERS: '1' },
    });
    try {
      const socket = await server.connect('p0');
      const env = { ...store.env, NATTER_API_KEY: API_KEY, PORT: String(server.port) };
      const alone = await folder.run(['status', '--json', '--offline'], env);
      expect(alone.err).toBe('');
      expect(read(alone.out)).toMatchObject({ server: null, people: { total: 12 } });
      const { code, out, err } = await folder.run(['status', '--json'], env);
      expect({ code, err }).toEqual({ code: 5, err: '' });
      expect(read(out)).toMatchObject({
        server: { peopleOnline: 1, sockets: 1, maxPeopleOnline: 1, errors: [] },
        alerts: [
          {
            code: 'capacity',
            severity: 'critical',
            sentence: '1 of 1 people are online (NATTER_MAX_CONCURRENT_USERS).',
          },
        ],
      });
      const text = (await folder.run(['status'], env)).out;
      expect(text).toMatch(/^✗ 1 of 1 people are online/m);
      expect(text).toMatch(/^server +0\.0\.0 since .* 1 of 1 people on 1 connections/m);
      // Another store's server is not this one's.
      expect((await folder.run(['status'], { ...env, NATTER_STORE_ID: 'other' })).err).toContain(
        'it serves the store "test"',
      );
      for (const path of ['/api/host/status', '/api/messages/moderation/status']) {
        expect((await server.call('p0', 'GET', path)).status).toBeGreaterThan(400);
      }
      socket.close();
    } finally {
      await server.close();
      await database.close();
    }
  });

  it('[STATUS-4] ends with 4 for a warning and says which, and with 1 where nobody can be asked', async () => {
    const bare = await createBareDatabase(inject('databaseAdminUrl'));
    const env = { DATABASE_URL: bare.adminUrl, NATTER_STORE_ID: 'corner', NATTER_EDITION: 'bookstore' };
    try {
      const { appUrl } = await migrate({
        adminUrl: bare.adminUrl,
        deployment: { tenantId: 'corner', edition: 'bookstore' },
      });
      await withClient(appUrl, async (client) => {
        await client.query('SELECT * FROM natter.upsert_users($1)', [
          JSON.stringify([{ id: 'ann', displayName: 'Ann', tier: 'gold', roles: ['owner'] }]),
        ]);
      });
      const { code, out } = await folder.run(['status'], env);
      expect({ code, out }).toEqual({ code: 4, out: expect.stringMatching(/^! People have tiers .*"gold" \(1\)/m) });
      expect(out).toMatch(/^retention +free 30 days, privileged 180 days, privileged_plus 365 days/m);
    } finally {
      await bare.drop();
    }
    const away = { ...env, DATABASE_URL: 'postgres://u:p@127.0.0.1:1/none' };
    expect(await folder.run(['status'], away)).toMatchObject({
      code: 1,
      err: expect.stringContaining('cannot be asked'),
    });
    expect(await folder.run(['status'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no database yet'),
    });
  });
});

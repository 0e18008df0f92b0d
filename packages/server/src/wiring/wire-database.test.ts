import { createStubDatabase, silentLog, startTestServer, type TestServer } from '@natter/testkit';
import { afterEach, expect, it } from 'vitest';
import type { DatabaseWatch, StatementListener } from '../ports/database-watch.ts';

let server: TestServer;
afterEach(() => server.close());

/** A server over a database that is watched, its log, and what the watch can be made to say. */
async function setUp(env: Readonly<Record<string, string>> = {}) {
  const said: unknown[] = [];
  const world = { isOpen: false, why: null as string | null, tell: (() => undefined) as StatementListener };
  const watch: DatabaseWatch = {
    use: () => ({ send: { total: 2, idle: 1, waiting: 7 } }),
    breakers: [
      {
        what: 'database',
        get isOpen() {
          return world.isOpen;
        },
      },
    ],
    whyNotReady: async () => world.why,
    onStatement: (listener) => {
      world.tell = listener;
    },
  };
  const log = { ...silentLog, warn: (event: string, fields?: object) => void said.push([event, fields]) };
  server = await startTestServer({ database: { ...createStubDatabase(), watch }, log, env });
  const metric = async (name: string) => {
    const { text } = await server.call(null, 'GET', '/metrics');
    return text.split('\n').filter((line) => line.startsWith(`natter_${name}`));
  };
  return { world, said, metric };
}

it('[READY-6] every statement is timed by its name, and a slow one is logged with nothing but that', async () => {
  const { world, said, metric } = await setUp();
  world.tell('read_history', 250, 'ok');
  world.tell('read_history', 251, 'ok');
  world.tell('send_messages', 9_000, 'unavailable');
  expect(said).toEqual([
    ['slow_query', { query: 'read_history', tookMs: 251, outcome: 'ok' }],
    ['slow_query', { query: 'send_messages', tookMs: 9_000, outcome: 'unavailable' }],
  ]);
  expect(await metric('slow_queries_total')).toEqual([
    'natter_slow_queries_total{query="read_history"} 1',
    'natter_slow_queries_total{query="send_messages"} 1',
  ]);
  expect(await metric('query_seconds_count')).toEqual([
    'natter_query_seconds_count{query="read_history"} 2',
    'natter_query_seconds_count{query="send_messages"} 1',
  ]);
});

it('[READY-6] what counts as slow is configured', async () => {
  const { world, said } = await setUp({ NATTER_SLOW_QUERY_MS: '2000' });
  world.tell('read_history', 2_000, 'ok');
  world.tell('read_history', 2_001, 'ok');
  expect(said).toHaveLength(1);
});

it('breakers and connections are in the metrics', async () => {
  const { world, metric } = await setUp();
  expect(await metric('breaker_open')).toEqual(['natter_breaker_open{what="database"} 0']);
  world.isOpen = true;
  expect(await metric('breaker_open')).toEqual(['natter_breaker_open{what="database"} 1']);
  expect(await metric('database_')).toEqual(
    expect.arrayContaining([
      'natter_database_connections{pool="send"} 2',
      'natter_database_connections_idle{pool="send"} 1',
      'natter_database_requests_waiting{pool="send"} 7',
    ]),
  );
});

it('[READY-3] readiness says what the database lacks, and the log does', async () => {
  const { world, said } = await setUp();
  expect((await server.call(null, 'GET', '/readyz')).status).toBe(200);
  world.why = 'the database takes no writes';
  const { status, body } = await server.call(null, 'GET', '/readyz');
  expect([status, body]).toMatchObject([
    503,
    { status: 'not ready', checks: { database: { ok: false, reason: world.why }, draining: { ok: true } } },
  ]);
  expect(said).toEqual([['not_ready', { checks: ['database: the database takes no writes'] }]]);
});

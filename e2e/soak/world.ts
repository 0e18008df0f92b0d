import { randomUUID } from 'node:crypto';
import { systemClock } from '@natter/server';
import { openDatabase } from '@natter/server/database';
import { silentLog } from '@natter/testkit';
import type { DatabaseControl } from '../torture/faults/database-control.ts';
import type { Stored } from './judge.ts';
import type { Pair } from './lines.ts';

export const SECRET = 'only for a soak, 0123456789abcdef';
export const TENANT = 'soak';
/** With `@natter/client`. */
export const DEVICES = 16;

/** Everybody knows whom they talk with from the beginning. */
export async function createPairs(url: string, people: number): Promise<{ pairs: Pair[]; devicePairs: Pair[] }> {
  const database = openDatabase({ url, log: silentLog, clock: systemClock });
  try {
    const create = async (prefix: string, count: number): Promise<Pair[]> => {
      const ids = Array.from({ length: count * 2 }, (_, nth) => `${prefix}-${nth + 1}`);
      await database.upsertUsers(ids.map((id) => ({ id, displayName: id })));
      const pairs: Pair[] = [];
      for (let nth = 0; nth < count; nth++) {
        const [one = '', other = ''] = ids.slice(nth * 2);
        const started = await database.startDirect({ userId: one, otherId: other, id: randomUUID(), newPerDay: 0 });
        if (!('id' in started)) throw new Error(`${one} and ${other} cannot start: ${started.outcome}`);
        pairs.push({ conversationId: started.id, people: [one, other] });
      }
      return pairs;
    };
    return { pairs: await create('person', people / 2), devicePairs: await create('device', DEVICES / 2) };
  } finally {
    await database.close();
  }
}

/** As it comes, but that everybody here has one address and says more than people do. */
export function environment(url: string, port: number): Record<string, string> {
  return {
    HOST: '127.0.0.1',
    PORT: String(port),
    LOG_LEVEL: 'error',
    DATABASE_URL: url,
    NATTER_EDITION: 'social',
    NATTER_STORE_ID: TENANT,
    NATTER_JWT_SECRET: SECRET,
    NATTER_LIMIT_SENDS_PER_MINUTE: '0',
    NATTER_LIMIT_SENDS_BURST: '0',
  };
}

export async function isReady(url: string): Promise<boolean> {
  return await fetch(`${url}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

export async function readConnections(database: DatabaseControl): Promise<Record<string, number>> {
  const [row] = await database.query<{ n: number }>(
    `SELECT count(*)::int AS n FROM pg_stat_activity WHERE application_name LIKE 'natter%'`,
  );
  return { 'connections of the database': row?.n ?? 0 };
}

export async function readEnds(database: DatabaseControl): Promise<Map<string, number>> {
  const rows = await database.query<{ id: string; last_seq: string }>('SELECT id, last_seq FROM natter.conversations');
  return new Map(rows.map(({ id, last_seq: last }) => [id, Number(last)]));
}

export async function readStored(database: DatabaseControl): Promise<Stored[]> {
  const rows = await database.query<{ conversation_id: string; seq: string; client_id: string }>(
    'SELECT conversation_id, seq, client_id FROM natter.direct_messages ORDER BY conversation_id, seq',
  );
  return rows.map((row) => ({ conversationId: row.conversation_id, seq: Number(row.seq), clientId: row.client_id }));
}

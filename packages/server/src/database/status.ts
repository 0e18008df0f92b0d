import { z } from 'zod';
import type { StatusDatabase, StoreFacts } from '../ports/status-database.ts';
import { only, type Runner, type Statement } from './query.ts';

/** Sessions of others are hidden from an ordinary login, so the oldest transaction is asked for by whoever asks. */
const FACTS: Statement = {
  name: 'read_store_facts',
  text: `SELECT natter.read_store_facts() || jsonb_build_object('nodes', natter.read_nodes(), 'oldestTransactionSeconds', coalesce((
      SELECT floor(extract(epoch FROM max(clock_timestamp() - a.xact_start)))::int FROM pg_stat_activity a
      WHERE a.backend_type = 'client backend' AND a.pid <> pg_backend_pid() AND a.datname = current_database()), 0)) AS facts`,
};

const Time = z.string().transform((text) => new Date(text));
const Count = z.int();

const Facts: z.ZodType<StoreFacts> = z.object({
  at: Time,
  madeAt: Time,
  requiresMembership: z.boolean(),
  people: z.object({ total: Count, members: Count, seenDay: Count, seenWeek: Count, suspended: Count }),
  tiers: z.array(z.object({ tier: z.string(), isKnown: z.boolean(), people: Count })),
  conversations: z.object({ total: Count, startedDay: Count, startedWeek: Count, activeDay: Count, activeWeek: Count }),
  messages: z.object({ kept: Count, sentDay: Count, sentWeek: Count, sendersDay: Count, sendersWeek: Count }),
  days: z.record(z.string(), Count),
  retention: z.object({ expiredUnmarked: Count, awaitingPurge: Count, dueForPurge: Count, holds: Count }),
  overdueHiding: Count,
  overduePurge: Count,
  jobs: z.array(
    z.object({
      name: z.string(),
      outcome: z.enum(['running', 'done', 'refused', 'confirmed']),
      at: Time,
      note: z.string().nullable(),
    }),
  ),
  reports: z.object({ open: Count, oldestAt: Time.nullable() }),
  database: z.object({
    version: z.string(),
    step: Count,
    sizeBytes: Count,
    connectionsUsed: Count,
    connectionsMax: Count,
    tables: z.array(
      z.object({
        name: z.string(),
        rows: Count,
        tableBytes: Count,
        indexes: z.array(z.object({ name: z.string(), bytes: Count, scans: Count })),
      }),
    ),
  }),
  backup: z.object({ at: Time, bytes: Count }).nullable(),
  archiving: z.object({ lastArchivedAt: Time.nullable(), lastFailedAt: Time.nullable() }).nullable(),
  oldestTransactionSeconds: Count,
  nodes: z.array(
    z.object({
      id: z.string(),
      roles: z.array(z.enum(['api', 'realtime', 'worker'])),
      startedAt: Time,
      heardAt: Time,
      leaseUntil: Time,
      isGone: z.boolean(),
      people: Count,
      lagMs: Count,
    }),
  ),
});

export function statusCalls(run: Runner): StatusDatabase {
  return {
    readStoreFacts: async () => Facts.parse(only(await run<{ facts: unknown }>(FACTS, []), FACTS).facts),
  };
}

/** The same over a connection of an administrator's. */
export async function readStoreFacts(client: {
  query(text: string): Promise<{ rows: { facts: unknown }[] }>;
}): Promise<StoreFacts> {
  const { rows } = await client.query(FACTS.text);
  return Facts.parse(rows[0]?.facts);
}

import pg from 'pg';
import type { RetentionDatabase } from '../ports/retention-database.ts';
import { findRoles } from './migrate.ts';
import { types } from './pool.ts';
import { retentionJobs } from './retention.ts';
import { quoteIdentifier } from './role-names.ts';

/** What a run would take: messages of senders of one tier, of one day. `held` waits for the release of a hold. */
export interface RetentionPlanLine {
  readonly stage: 'mark' | 'purge' | 'held';
  /** Day of the marking or purge in UTC, as `2026-01-31`. */
  readonly day: string;
  readonly tier: string;
  readonly messages: number;
}

export interface RetentionProof {
  readonly at: string;
  readonly deployment: { readonly tenantId: string; readonly edition: string };
  readonly policy: {
    /** Days by tier; 0 is for ever. */
    readonly days: { readonly free: number; readonly privileged: number; readonly privilegedPlus: number };
    readonly basis: 'sender' | 'longest_participant';
    readonly graceDays: number;
    readonly purgeAfterDays: number;
  };
  readonly holds: number;
  readonly unknownTierPeople: number;
  readonly claims: readonly { readonly claim: string; readonly broken: number }[];
}

/** A legal hold: of a conversation or of all conversations of a person. */
export interface Hold {
  readonly id: number;
  readonly conversationId: string | null;
  readonly userId: string | null;
  readonly reason: string;
  readonly placedBy: string;
  readonly placedAt: string;
  readonly releasedBy: string | null;
  readonly releasedAt: string | null;
}

/** Retention as its operator has it: by a login that owns the schema, without a server. */
export interface RetentionAdmin extends Omit<RetentionDatabase, 'takeRetentionTurn'> {
  plan(days: number): Promise<readonly RetentionPlanLine[]>;
  prove(): Promise<RetentionProof>;
  /** Whether there was a refused run of this job to confirm. */
  confirm(job: 'soft_delete' | 'cleanup', note: string): Promise<boolean>;
  /** Null: there is no such conversation or person. */
  placeHold(hold: {
    conversationId: string | null;
    userId: string | null;
    reason: string;
    by: string;
  }): Promise<number | null>;
  /** False: there is no such hold that stands. */
  releaseHold(id: number, by: string): Promise<boolean>;
  /** Newest first. */
  listHolds(): Promise<readonly Hold[]>;
  close(): Promise<void>;
}

const DEPLOYMENT = `
  SELECT d.tenant_id, d.edition, natter.now() AS at, p.free_days, p.privileged_days, p.privileged_plus_days, p.retention_basis,
    p.retention_grace_days, p.purge_after_days FROM natter.deployment d CROSS JOIN natter.policy p`;

interface DeploymentRecord {
  tenant_id: string;
  edition: string;
  at: Date;
  free_days: number;
  privileged_days: number;
  privileged_plus_days: number;
  retention_basis: 'sender' | 'longest_participant';
  retention_grace_days: number;
  purge_after_days: number;
}

/** Connects as the owner of the schema. Errors: of the connection, and where the login may not act as the owner. */
export async function openRetentionAdmin(adminUrl: string): Promise<RetentionAdmin> {
  const client = new pg.Client({ connectionString: adminUrl, application_name: 'natter purge', types });
  await client.connect();
  try {
    const { owner } = await findRoles(client, { adminUrl });
    await client.query(`SET ROLE ${quoteIdentifier(owner)}; SET jit = off`);
  } catch (error) {
    await client.end();
    throw error;
  }
  const rows = async <Row extends object>(text: string, values: readonly unknown[] = []): Promise<Row[]> =>
    (await client.query<Row & pg.QueryResultRow>(text, [...values])).rows;
  const jobs = retentionJobs(({ text }, values) => rows(text, values));
  return {
    ...jobs,
    plan: (days) =>
      rows<RetentionPlanLine>(
        'SELECT stage, to_char(on_day, $2) AS day, tier, messages FROM natter.plan_retention($1) ORDER BY stage, on_day, tier',
        [days, 'YYYY-MM-DD'],
      ),
    prove: async () => {
      const [found] = await rows<DeploymentRecord>(DEPLOYMENT);
      if (found === undefined) throw new Error('the database has no deployment');
      const { holds, unknownTierPeople } = await jobs.readRetention();
      return {
        at: found.at.toISOString(),
        deployment: { tenantId: found.tenant_id, edition: found.edition },
        policy: {
          days: {
            free: found.free_days,
            privileged: found.privileged_days,
            privilegedPlus: found.privileged_plus_days,
          },
          basis: found.retention_basis,
          graceDays: found.retention_grace_days,
          purgeAfterDays: found.purge_after_days,
        },
        holds,
        unknownTierPeople,
        claims: await jobs.proveRetention(),
      };
    },
    confirm: async (job, note) => {
      const [answer] = await rows<{ done: boolean }>('SELECT natter.confirm_retention_run($1, $2) AS done', [
        job,
        note,
      ]);
      return answer?.done === true;
    },
    placeHold: async ({ conversationId, userId, reason, by }) => {
      const values = [conversationId, userId, reason, by];
      const [placed] = await rows<{ id: number | null }>('SELECT natter.place_hold($1, $2, $3, $4) AS id', values);
      return placed?.id ?? null;
    },
    releaseHold: async (id, by) => {
      const [answer] = await rows<{ done: boolean }>('SELECT natter.release_hold($1, $2) AS done', [id, by]);
      return answer?.done === true;
    },
    listHolds: async () => {
      const found = await rows<HoldRecord>(
        `SELECT id, conversation_id, user_id, reason, placed_by, placed_at, released_by, released_at
         FROM natter.legal_holds ORDER BY id DESC`,
      );
      return found.map(toHold);
    },
    close: () => client.end(),
  };
}

interface HoldRecord {
  id: number;
  conversation_id: string | null;
  user_id: string | null;
  reason: string;
  placed_by: string;
  placed_at: Date;
  released_by: string | null;
  released_at: Date | null;
}

const toHold = (record: HoldRecord): Hold => ({
  id: record.id,
  conversationId: record.conversation_id,
  userId: record.user_id,
  reason: record.reason,
  placedBy: record.placed_by,
  placedAt: record.placed_at.toISOString(),
  releasedBy: record.released_by,
  releasedAt: record.released_at?.toISOString() ?? null,
});

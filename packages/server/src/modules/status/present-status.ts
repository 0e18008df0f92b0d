import type { Edition, StatusNode, StoreStatus } from '@natter/protocol';
import type { NodeFacts, StoreFacts } from '../../ports/status-database.ts';
import { findAlerts } from './find-alerts.ts';

export interface StatusInput {
  readonly facts: StoreFacts;
  /** How long the database took to give them. */
  readonly answeredInMs: number;
  readonly tenant: { readonly id: string; readonly name: string };
  readonly edition: Edition;
  readonly isProduction: boolean;
  /** What the database may grow to; null: not told. */
  readonly databaseLimitBytes: number | null;
  /** The node that was asked; null: the database alone. */
  readonly nodeId: string | null;
  /** Null: no server was asked. */
  readonly server: StoreStatus['server'];
}

/** A job that deletes works every day, whether or not it ever ran. */
const JOBS = ['soft_delete', 'cleanup'] as const;
/** A run that says neither done nor refused after this long (ms) has broken off. */
const BROKEN_OFF_MS = 3_600_000;

/** Facts and counts as the one answer, with what needs looking at. Pure. */
export function presentStatus(input: StatusInput): StoreStatus {
  const { facts, answeredInMs, tenant, edition, server } = input;
  const { people, database, backup, archiving } = facts;
  const status = {
    at: facts.at.toISOString(),
    tenant: { id: tenant.id, name: tenant.name },
    edition,
    people: {
      total: people.total,
      members: people.members,
      seenDay: people.seenDay,
      seenWeek: people.seenWeek,
      tiers: facts.tiers.map(({ tier, isKnown, people: count }) => ({ tier, isKnown, people: count })),
    },
    conversations: facts.conversations,
    messages: facts.messages,
    retention: {
      days: { ...facts.days },
      jobs: JOBS.map((name) => presentJob(name, facts)),
      expired: facts.retention.expiredUnmarked + facts.retention.awaitingPurge,
      overdueHiding: facts.overdueHiding,
      overduePurge: facts.overduePurge,
      holds: facts.retention.holds,
    },
    moderation: {
      reportsOpen: facts.reports.open,
      oldestReportAt: facts.reports.oldestAt?.toISOString() ?? null,
      suspended: people.suspended,
    },
    database: {
      version: database.version,
      step: database.step,
      sizeBytes: database.sizeBytes,
      limitBytes: input.databaseLimitBytes,
      answeredInMs: Math.round(answeredInMs),
      connections: { used: database.connectionsUsed, max: database.connectionsMax },
      oldestTransactionSeconds: facts.oldestTransactionSeconds,
      tables: database.tables.map(({ indexes, ...table }) => ({ ...table, indexes: [...indexes] })),
    },
    backups: {
      lastAt: backup?.at.toISOString() ?? null,
      lastBytes: backup?.bytes ?? null,
      archiving: archiving && {
        lastArchivedAt: archiving.lastArchivedAt?.toISOString() ?? null,
        lastFailedAt: archiving.lastFailedAt?.toISOString() ?? null,
      },
    },
    server,
    nodes: facts.nodes.map((node) => presentNode(node, input.nodeId)),
  };
  const { requiresMembership, madeAt } = facts;
  const context = { madeAtMs: madeAt.getTime(), requiresMembership, isProduction: input.isProduction };
  return { ...status, alerts: findAlerts(status, context) };
}

function presentNode(node: NodeFacts, answering: string | null): StatusNode {
  const { id, roles, isGone, people, lagMs } = node;
  return {
    id,
    roles: [...roles],
    startedAt: node.startedAt.toISOString(),
    heardAt: node.heardAt.toISOString(),
    leaseUntil: node.leaseUntil.toISOString(),
    isGone,
    isAnswering: id === answering,
    people,
    lagMs,
  };
}

function presentJob(name: string, { jobs, at }: StoreFacts): StoreStatus['retention']['jobs'][number] {
  const run = jobs.find((job) => job.name === name);
  if (run === undefined) return { name, lastRunAt: null, outcome: 'never', reason: null };
  const isBrokenOff = run.outcome === 'running' && at.getTime() - run.at.getTime() > BROKEN_OFF_MS;
  return {
    name,
    lastRunAt: run.at.toISOString(),
    outcome: run.outcome === 'refused' ? 'refused' : isBrokenOff ? 'failed' : 'done',
    reason: isBrokenOff ? 'It broke off in the middle' : run.note,
  };
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { JobName, Meter } from '../../ports/meter.ts';
import {
  GAUGE_HELP,
  JOB_SECONDS,
  LABELLED_GAUGES,
  QUERY_SECONDS,
  SECONDS,
  STORE_GAUGE_HELP,
  WAY_SECONDS,
} from './metric-help.ts';

type Verdict = Parameters<Meter['countSend']>[0];
const VERDICTS: readonly Verdict[] = ['sent', 'duplicate', 'refused', 'failed', 'overloaded'];
type Refusal = Parameters<Meter['countConnectionRefused']>[0];
const REFUSED_FIRST: readonly Refusal[] = ['transport', 'unavailable', 'overloaded', 'unauthenticated', 'internal'];
const TASKS: readonly JobName[] = ['changes', 'vanish', 'soft_delete', 'cleanup', 'erase', 'reports', 'scheduled'];

export interface PrometheusMeter extends Meter {
  readonly contentType: string;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
}

/** Counters in a registry of their own, so that two servers in one process do not mix. Includes event loop lag and memory. */
export function createPrometheusMeter({ slowQueryMs }: { slowQueryMs: number }): PrometheusMeter {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    ...countCalls(registry),
    ...observeTimes(registry, slowQueryMs),
    ...readGauges(registry),
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

function countCalls(registry: Registry) {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `natter_${name}`, help, labelNames, registers });
  const sends = counter('sends_total', 'Sends by what became of them', ['verdict']);
  const refusals = counter('refusals_total', 'Sends refused by the database, by reason', ['reason']);
  const reports = counter('reports_total', 'Messages reported by members', ['reason']);
  const moderation = counter('moderation_actions_total', 'What staff did', ['action']);
  const events = counter('events_total', 'Events published, whoever got them', ['event']);
  const connections = counter('connections_total', 'Connections accepted', []);
  const refused = counter('connections_refused_total', 'Connections asked for and refused', ['code']);
  const disconnects = counter('disconnects_total', 'Connections ended', ['reason']);
  const errors = counter('errors_total', 'Errors answered', ['via', 'code']);
  const ignored = counter('ignored_total', 'Input put aside without an answer', ['what']);
  const retention = counter('retention_done_total', 'Messages that retention dealt with', ['task']);
  const unconfirmed = counter('arrivals_unconfirmed_total', 'Messages handed to a device that never told of them', []);
  const shed = counter('shed_total', 'What was left undone because too much was asked', ['what']);
  const followed = counter('follower_rows_total', 'Rows of other nodes’ commits that were taken', []);
  // An increase is seen from nought on: what appears with its first count looks as if it had always been one.
  for (const verdict of VERDICTS) sends.inc({ verdict }, 0);
  for (const via of ['http', 'socket']) errors.inc({ via, code: 'internal' }, 0);
  for (const code of REFUSED_FIRST) refused.inc({ code }, 0);
  return {
    countSend: (verdict) => {
      sends.inc({ verdict });
      if (verdict === 'overloaded') shed.inc({ what: 'send' });
    },
    countRefusal: (reason) => refusals.inc({ reason }),
    countReport: (reason) => reports.inc({ reason }),
    countModeration: (action) => moderation.inc({ action }),
    countEvent: (event) => events.inc({ event }),
    countConnection: () => connections.inc(),
    countConnectionRefused: (code) => refused.inc({ code }),
    countDisconnect: (reason) => disconnects.inc({ reason }),
    countError: (via, code) => errors.inc({ via, code }),
    countIgnored: (what) => ignored.inc({ what }),
    countRetention: (task, done) => retention.inc({ task }, done),
    countUnconfirmed: () => unconfirmed.inc(),
    countShed: (what) => shed.inc({ what }),
    countFollowed: (rows) => followed.inc(rows),
  } satisfies Partial<Meter>;
}

function observeTimes(registry: Registry, slowQueryMs: number) {
  const registers = [registry];
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `natter_${name}`, help, buckets, registers });
  const batchSize = histogram('commit_batch_sends', 'Sends in one statement', [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  const commit = histogram('commit_seconds', 'Duration of a statement of the committer', SECONDS);
  const ack = histogram('ack_seconds', 'From the arrival of a send to its answer', SECONDS);
  const delivery = histogram('delivery_seconds', 'From the arrival of a send to its event at the sockets', SECONDS);
  const arrival = histogram('arrival_seconds', 'From a commit to the first mark of a device that has it', WAY_SECONDS);
  const queries = new Histogram({
    name: 'natter_query_seconds',
    help: 'Duration of a statement, by its name',
    labelNames: ['query'],
    buckets: QUERY_SECONDS,
    registers,
  });
  const slow = new Counter({
    name: 'natter_slow_queries_total',
    help: `Statements that took longer than ${slowQueryMs} ms`,
    labelNames: ['query'],
    registers,
  });
  const failed = new Counter({
    name: 'natter_query_errors_total',
    help: 'Statements that did not go through',
    labelNames: ['query', 'outcome'],
    registers,
  });
  const jobs = new Histogram({
    name: 'natter_job_seconds',
    help: 'Duration of a run of a job, by what became of it',
    labelNames: ['task', 'outcome'],
    buckets: JOB_SECONDS,
    registers,
  });
  for (const task of TASKS) jobs.zero({ task, outcome: 'failed' });
  return {
    observeBatch: (size, tookMs) => {
      batchSize.observe(size);
      commit.observe(tookMs / 1000);
    },
    observeAck: (tookMs) => ack.observe(tookMs / 1000),
    observeDelivery: (tookMs) => delivery.observe(tookMs / 1000),
    observeArrival: (tookMs) => arrival.observe(tookMs / 1000),
    observeQuery: (query, tookMs, outcome) => {
      queries.observe({ query }, tookMs / 1000);
      if (tookMs > slowQueryMs) slow.inc({ query });
      if (outcome === 'failed' || outcome === 'unavailable') failed.inc({ query, outcome });
    },
    observeJob: (task, outcome, tookMs) => jobs.observe({ task, outcome }, tookMs / 1000),
  } satisfies Partial<Meter>;
}

function readGauges(registry: Registry) {
  const registers = [registry];
  const labelled = new Map<string, Map<string, () => number | null>>();
  return {
    gauge: (name, read) => {
      new Gauge({
        name: `natter_${name}`,
        help: GAUGE_HELP[name],
        registers,
        collect() {
          const value = read();
          if (value === null) this.remove();
          else this.set(value);
        },
      });
    },
    labelledGauge: (name, label, read) => {
      const known = labelled.get(name);
      if (known) {
        known.set(label, read);
        return;
      }
      const reads = new Map([[label, read]]);
      labelled.set(name, reads);
      const { label: labelName, help } = LABELLED_GAUGES[name];
      new Gauge({
        name: `natter_${name}`,
        help,
        labelNames: [labelName],
        registers,
        collect() {
          this.reset();
          for (const [one, readOne] of reads) {
            const value = readOne();
            if (value !== null) this.set({ [labelName]: one }, value);
          }
        },
      });
    },
    storeGauge: (name, read) => {
      new Gauge({
        name: `natter_${name}`,
        help: STORE_GAUGE_HELP[name],
        registers,
        async collect() {
          try {
            const value = await read();
            if (value === null) this.remove();
            else this.set(value);
          } catch {
            // Without the database there is no such number; an old one, or none in all metrics, would be worse.
            this.remove();
          }
        },
      });
    },
  } satisfies Partial<Meter>;
}

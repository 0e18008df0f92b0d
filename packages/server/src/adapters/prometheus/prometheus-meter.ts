import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { GaugeName, Meter, StoreGaugeName } from '../../ports/meter.ts';

const GAUGE_HELP: Readonly<Record<GaugeName, string>> = {
  sockets_connected: 'Live connections of this process',
  people_online: 'People with a live connection to this process',
  sends_waiting: 'Sends that wait for a statement',
  marks_waiting: 'Receipt marks that wait for a statement',
  database_connections_total: 'Connections to PostgreSQL',
  database_connections_idle: 'Connections to PostgreSQL without work',
  database_requests_waiting: 'Requests that wait for a connection to PostgreSQL',
  retention_due: 'Messages that are past their time and not marked, or past their purge',
  retention_refused: 'Whether a run of retention was refused and waits for the operator',
  retention_last_success_age_seconds: 'Since the marking and the purge both went through',
};
const STORE_GAUGE_HELP: Readonly<Record<StoreGaugeName, string>> = {
  reports_open: 'Reports that wait for the staff',
  unknown_tier_people: 'People of a tier that this deployment does not know; it counts as the shortest',
};
const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export interface PrometheusMeter extends Meter {
  readonly contentType: string;
  /** The text that Prometheus reads. */
  render(): Promise<string>;
}

/** Counters in a registry of their own, so that two servers in one process do not mix. Includes event loop lag and memory. */
export function createPrometheusMeter(): PrometheusMeter {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const counter = <L extends string>(name: string, help: string, labelNames: L[]) =>
    new Counter({ name: `natter_${name}`, help, labelNames, registers });
  const histogram = (name: string, help: string, buckets: number[]) =>
    new Histogram({ name: `natter_${name}`, help, buckets, registers });

  const sends = counter('sends_total', 'Sends by what became of them', ['verdict']);
  const refusals = counter('refusals_total', 'Sends refused by the database, by reason', ['reason']);
  const reports = counter('reports_total', 'Messages reported by members', ['reason']);
  const moderation = counter('moderation_actions_total', 'What staff did', ['action']);
  const events = counter('events_total', 'Events published, whoever got them', ['event']);
  const connections = counter('connections_total', 'Connections accepted', []);
  const disconnects = counter('disconnects_total', 'Connections ended', ['reason']);
  const errors = counter('errors_total', 'Errors answered', ['via', 'code']);
  const ignored = counter('ignored_total', 'Input put aside without an answer', ['what']);
  const retention = counter('retention_done_total', 'Messages that retention dealt with', ['job']);
  const batchSize = histogram('commit_batch_sends', 'Sends in one statement', [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  const commitSeconds = histogram('commit_seconds', 'Duration of a statement of the committer', SECONDS);
  const ackSeconds = histogram('ack_seconds', 'From the arrival of a send to its answer', SECONDS);

  return {
    countSend: (verdict) => sends.inc({ verdict }),
    countRefusal: (reason) => refusals.inc({ reason }),
    countReport: (reason) => reports.inc({ reason }),
    countModeration: (action) => moderation.inc({ action }),
    observeBatch: (size, tookMs) => {
      batchSize.observe(size);
      commitSeconds.observe(tookMs / 1000);
    },
    observeAck: (tookMs) => ackSeconds.observe(tookMs / 1000),
    countEvent: (event) => events.inc({ event }),
    countConnection: () => connections.inc(),
    countDisconnect: (reason) => disconnects.inc({ reason }),
    countError: (via, code) => errors.inc({ via, code }),
    countIgnored: (what) => ignored.inc({ what }),
    countRetention: (job, done) => retention.inc({ job }, done),
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
    storeGauge: (name, read) => {
      new Gauge({
        name: `natter_${name}`,
        help: STORE_GAUGE_HELP[name],
        registers,
        async collect() {
          try {
            this.set(await read());
          } catch {
            // Without the database there is no such number; an old one, or none in all metrics, would be worse.
            this.remove();
          }
        },
      });
    },
    contentType: registry.contentType,
    render: () => registry.metrics(),
  };
}

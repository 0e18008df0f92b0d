import type { Row } from './dashboard-shape.ts';

const STORE = 'store=~"$store"';
const NODE = `${STORE}, instance=~"$instance"`;
const RATE = '$__rate_interval';

/** What the dashboard shows. Metrics and labels are checked against what the server has. */
export const ROWS: readonly Row[] = [
  {
    title: 'Is it well?',
    panels: [
      stat('Nodes up', 'Nodes that answer.', 'none', `sum by (store) (up{job="natter", ${STORE}})`, [1, 0.99]),
      stat(
        'Database',
        '1: every node reaches it.',
        'bool_yes_no',
        `min by (store) (natter_database_up{${STORE}})`,
        [1, 0.99],
      ),
      stat(
        'Redis',
        'Empty where none is used. Without it events come later, and none is lost.',
        'bool_yes_no',
        `min by (store) (natter_redis_up{${STORE}})`,
        [1, 0.99],
      ),
      stat(
        'Sends that fail',
        'Of the last five minutes. Refused ones are answers and do not count.',
        'percentunit',
        `natter:sends:failed_ratio{${STORE}}`,
        [0.01, 0.05],
      ),
      stat(
        'Delivered within (p95)',
        'From a send to its event at the sockets.',
        's',
        `natter:delivery_seconds:p95{${STORE}}`,
        [0.5, 5],
      ),
      stat('People online', 'With a live connection.', 'short', `sum by (store) (natter_people_online{${STORE}})`),
      stat(
        'Pressure',
        '0 calm; 1 typing and presence are left out; 2 reads too; 3 sends too.',
        'none',
        `max by (store) (natter_pressure{${STORE}})`,
        [1, 2],
      ),
      stat(
        'Storage',
        'Of NATTER_DATABASE_LIMIT_MB; empty where that is not set.',
        'percentunit',
        `natter:storage:used_ratio{${STORE}}`,
        [0.8, 0.9],
      ),
    ],
  },
  {
    title: 'Delivery',
    panels: [
      {
        title: 'From a send to the sockets',
        description:
          'From the arrival of a send to the writing of its event, with the commit in between. At most 50 ms at p99 when calm.',
        unit: 's',
        queries: percentiles('natter:delivery_seconds'),
        limits: [0.5, 5],
        width: 12,
      },
      {
        title: 'From the commit to a device',
        description:
          'To the first mark that it is stored on somebody’s device. A client may hold a mark for two seconds, so that 2 s is a good value, and what is beyond is the way.',
        unit: 's',
        queries: percentiles('natter:arrival_seconds'),
        limits: [3, 5],
        width: 12,
      },
      {
        title: 'Confirmed by devices',
        description: 'Messages handed to a connected device: those it told of, and those it did not within a minute.',
        unit: 'ops',
        queries: [
          [`sum by (store) (rate(natter_arrival_seconds_count{${NODE}}[${RATE}]))`, 'arrived {{store}}'],
          [`sum by (store) (rate(natter_arrivals_unconfirmed_total{${NODE}}[${RATE}]))`, 'unconfirmed {{store}}'],
        ],
        width: 12,
      },
      {
        title: 'Events published',
        description: 'By kind; one for all who get it.',
        unit: 'ops',
        queries: [[`sum by (event) (rate(natter_events_total{${NODE}}[${RATE}]))`, '{{event}}']],
        isStacked: true,
        width: 12,
      },
    ],
  },
  {
    title: 'Sends',
    panels: [
      {
        title: 'Sends, by what became of them',
        description: 'sent, duplicate (a repeat), refused (an answer), failed and overloaded (the device tries again).',
        unit: 'ops',
        queries: [[`sum by (verdict) (rate(natter_sends_total{${NODE}}[${RATE}]))`, '{{verdict}}']],
        isStacked: true,
        width: 8,
      },
      {
        title: 'Why sends are refused',
        description: 'By the reason that the sender is told.',
        unit: 'ops',
        queries: [[`sum by (reason) (rate(natter_refusals_total{${NODE}}[${RATE}]))`, '{{reason}}']],
        width: 8,
      },
      {
        title: 'Errors answered',
        description: 'By code. `internal` is a fault of the server’s own: its log says which.',
        unit: 'ops',
        queries: [[`sum by (via, code) (rate(natter_errors_total{${NODE}}[${RATE}])) > 0`, '{{code}} by {{via}}']],
        width: 8,
      },
      {
        title: 'What waits',
        description: 'Sends and marks that wait for a statement. Beyond 10,000 they are refused.',
        unit: 'short',
        queries: [
          [`natter_sends_waiting{${NODE}}`, 'sends {{instance}}'],
          [`natter_marks_waiting{${NODE}}`, 'marks {{instance}}'],
        ],
        limits: [1_000, 4_000],
        width: 8,
      },
      {
        title: 'Commits',
        description: 'Duration of a statement of the committer. Its fsync is most of it.',
        unit: 's',
        queries: [0.5, 0.95, 0.99].map(
          (share) => [quantile(share, `natter_commit_seconds_bucket{${NODE}}`), `p${share * 100} {{store}}`] as const,
        ),
        width: 8,
      },
      {
        title: 'Sends in one commit',
        description: 'More of them mean more to do at once, and less work for each.',
        unit: 'short',
        queries: [
          [
            `sum by (store) (rate(natter_commit_batch_sends_sum{${NODE}}[${RATE}])) / sum by (store) (rate(natter_commit_batch_sends_count{${NODE}}[${RATE}]))`,
            'mean {{store}}',
          ],
        ],
        width: 8,
      },
    ],
  },
  {
    title: 'Connections',
    panels: [
      {
        title: 'Live connections',
        description: 'By node. They should be spread evenly.',
        unit: 'short',
        queries: [[`natter_sockets_connected{${NODE}}`, '{{instance}}']],
        isStacked: true,
        width: 8,
      },
      {
        title: 'Begun and ended',
        description:
          'Churn: ends by their reason. `expired` and `transport_close` are everyday; `slow`, `flood` and `ping_timeout` are worth a look.',
        unit: 'ops',
        queries: [
          [`sum by (store) (rate(natter_connections_total{${NODE}}[${RATE}]))`, 'begun {{store}}'],
          [`sum by (reason) (rate(natter_disconnects_total{${NODE}}[${RATE}])) > 0`, 'ended: {{reason}}'],
        ],
        width: 8,
      },
      {
        title: 'Refused',
        description:
          'By code: `unauthenticated` in numbers means that the host’s keys changed, `transport` a proxy or an origin.',
        unit: 'ops',
        queries: [[`sum by (code) (rate(natter_connections_refused_total{${NODE}}[${RATE}])) > 0`, '{{code}}']],
        width: 8,
      },
      {
        title: 'Left out under pressure',
        description: 'Typing and presence first, then reads and new connections, sends last.',
        unit: 'ops',
        queries: [[`sum by (what) (rate(natter_shed_total{${NODE}}[${RATE}]))`, '{{what}}']],
        width: 12,
      },
      {
        title: 'Bytes that wait for slow readers',
        description: 'A connection for which more than 1 MiB waits is cut.',
        unit: 'bytes',
        queries: [[`natter_socket_bytes_waiting{${NODE}}`, '{{instance}}']],
        width: 12,
      },
    ],
  },
  {
    title: 'Database',
    panels: [
      {
        title: 'Statements that take most of the time',
        description: 'Seconds of work per second, by statement: what to look at first.',
        unit: 'percentunit',
        queries: [[`topk(10, sum by (query) (rate(natter_query_seconds_sum{${NODE}}[${RATE}])))`, '{{query}}']],
        isStacked: true,
        width: 12,
      },
      {
        title: 'Slowest statements (p99)',
        description: 'By statement, with the wait for a connection.',
        unit: 's',
        queries: [
          [
            `topk(10, histogram_quantile(0.99, sum by (query, le) (rate(natter_query_seconds_bucket{${NODE}}[${RATE}]))))`,
            '{{query}}',
          ],
        ],
        limits: [0.5, 2.5],
        width: 12,
      },
      {
        title: 'Slow and failed statements',
        description: 'Slow: beyond NATTER_SLOW_QUERY_MS; each is in the log, by name.',
        unit: 'ops',
        queries: [
          [`sum by (query) (rate(natter_slow_queries_total{${NODE}}[${RATE}])) > 0`, 'slow {{query}}'],
          [`sum by (query, outcome) (rate(natter_query_errors_total{${NODE}}[${RATE}])) > 0`, '{{outcome}} {{query}}'],
        ],
        width: 8,
      },
      {
        title: 'Connections and who waits for one',
        description: 'By pool. Whoever waits long needs more connections, or faster statements.',
        unit: 'short',
        queries: [
          [
            `sum by (pool) (natter_database_connections{${NODE}} - natter_database_connections_idle{${NODE}})`,
            'at work: {{pool}}',
          ],
          [`sum by (pool) (natter_database_requests_waiting{${NODE}})`, 'waiting: {{pool}}'],
        ],
        width: 8,
      },
      {
        title: 'Processor of the database’s machine',
        description: 'By node_exporter; empty without it.',
        unit: 'percentunit',
        queries: [[`natter:database_cpu:ratio{${STORE}}`, '{{store}}']],
        limits: [0.6, 0.8],
        width: 4,
      },
      {
        title: 'Storage',
        description: 'What the database takes, and what it may.',
        unit: 'bytes',
        queries: [
          [`max by (store) (natter_storage_used_bytes{${STORE}})`, 'used {{store}}'],
          [`max by (store) (natter_storage_limit_bytes{${STORE}})`, 'limit {{store}}'],
        ],
        width: 4,
      },
    ],
  },
  {
    title: 'Jobs',
    panels: [
      {
        title: 'Retention',
        description: 'Messages dealt with, by job.',
        unit: 'ops',
        queries: [[`sum by (task) (rate(natter_retention_done_total{${NODE}}[${RATE}]))`, '{{task}}']],
        width: 8,
      },
      {
        title: 'Runs that fail, and how long runs take (p95)',
        description: 'A failed job is tried again with growing pauses.',
        unit: 's',
        queries: [
          [
            `histogram_quantile(0.95, sum by (task, le) (rate(natter_job_seconds_bucket{${NODE}}[${RATE}])))`,
            'p95 {{task}}',
          ],
          [
            `sum by (task) (increase(natter_job_seconds_count{${NODE}, outcome="failed"}[1h])) > 0`,
            'failed in an hour: {{task}}',
          ],
        ],
        width: 8,
      },
      {
        title: 'Late',
        description:
          'Scheduled messages past their time, and how long ago retention last went through (a day is the bound).',
        unit: 's',
        queries: [
          [`min by (store) (natter_scheduled_late_seconds{${STORE}})`, 'scheduled {{store}}'],
          [`min by (store) (natter_retention_last_success_age_seconds{${STORE}})`, 'retention {{store}}'],
        ],
        width: 8,
      },
      stat(
        'Past their time',
        'Messages not yet marked or purged.',
        'short',
        `max by (store) (natter_retention_due{${STORE}})`,
      ),
      stat(
        'Retention refused',
        'Somebody has to decide: `natter purge --dry-run`.',
        'bool_yes_no',
        `max by (store) (natter_retention_refused{${STORE}})`,
        [1, 1],
      ),
      stat('Open reports', 'For the staff.', 'short', `max by (store) (natter_reports_open{${STORE}})`),
      stat(
        'Unknown tiers',
        'People of a tier that Natter does not know: they count as free.',
        'short',
        `max by (store) (natter_unknown_tier_people{${STORE}})`,
        [1, 1],
      ),
    ],
  },
  {
    title: 'Nodes',
    panels: [
      {
        title: 'Behind the others’ commits',
        description: 'How long ago the newest commit was made that a node has not told its sockets yet.',
        unit: 's',
        queries: [[`natter_follower_lag_seconds{${NODE}}`, '{{instance}}']],
        limits: [2, 10],
        width: 8,
      },
      {
        title: 'Rows of other nodes, and nodes that see each other',
        description: 'Every node should see all the others.',
        unit: 'short',
        queries: [
          [`rate(natter_follower_rows_total{${NODE}}[${RATE}])`, 'rows a second {{instance}}'],
          [`natter_node_peers{${NODE}}`, 'peers of {{instance}}'],
        ],
        width: 8,
      },
      {
        title: 'Held back',
        description: 'Calls of something outside that fails, until it answers again.',
        unit: 'bool_yes_no',
        queries: [[`natter_breaker_open{${NODE}}`, '{{what}} {{instance}}']],
        width: 8,
      },
      {
        title: 'Lag of the event loop (p99)',
        description: 'Beyond 250 ms a node has more to do than one processor can.',
        unit: 's',
        queries: [[`nodejs_eventloop_lag_p99_seconds{job="natter", ${NODE}}`, '{{instance}}']],
        limits: [0.1, 0.25],
        width: 8,
      },
      {
        title: 'Memory',
        description: 'Of the process, and of what JavaScript holds. It should be flat over a day.',
        unit: 'bytes',
        queries: [
          [`process_resident_memory_bytes{job="natter", ${NODE}}`, 'process {{instance}}'],
          [`nodejs_heap_size_used_bytes{job="natter", ${NODE}}`, 'heap {{instance}}'],
        ],
        width: 8,
      },
      {
        title: 'Processor',
        description: '1 is one processor; a node uses little more than that.',
        unit: 'percentunit',
        queries: [[`rate(process_cpu_seconds_total{job="natter", ${NODE}}[${RATE}])`, '{{instance}}']],
        limits: [0.7, 0.9],
        width: 8,
      },
    ],
  },
];

type Unit = Row['panels'][number]['unit'];

function stat(
  title: string,
  description: string,
  unit: Unit,
  expression: string,
  limits?: readonly [number, number],
): Row['panels'][number] {
  return {
    kind: 'stat',
    title,
    description,
    unit,
    queries: [[expression, '{{store}}']],
    width: 3,
    ...(limits && { limits }),
  };
}

function percentiles(name: string): (readonly [string, string])[] {
  return ['p50', 'p95', 'p99'].map((which) => [`${name}:${which}{${STORE}}`, `${which} {{store}}`]);
}

function quantile(share: number, buckets: string): string {
  return `histogram_quantile(${share}, sum by (store, le) (rate(${buckets}[${RATE}])))`;
}

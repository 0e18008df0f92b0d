import type { GaugeName, LabelledGaugeName, StoreGaugeName } from '../../ports/meter.ts';

export const GAUGE_HELP: Readonly<Record<GaugeName, string>> = {
  sockets_connected: 'Live connections of this process',
  people_online: 'People with a live connection to this process',
  sends_waiting: 'Sends that wait for a statement',
  marks_waiting: 'Receipt marks that wait for a statement',
  scheduled_late_seconds: 'How long the next scheduled message is past its time',
  arrivals_awaited: 'Messages handed to a connected device of which no mark has come yet',
  pressure: 'How much too much is asked: 0 calm, 1 busy, 2 overloaded, 3 full',
  socket_bytes_waiting: 'Bytes that wait for connections whose readers are behind',
  node_peers: 'Other nodes of this store that are alive',
  follower_lag_seconds: 'How long ago the newest commit of another node that is not yet told here was made',
  redis_up: 'Whether Redis answers; absent where none is used',
  retention_due: 'Messages that are past their time and not marked, or past their purge',
  retention_refused: 'Whether a run of retention was refused and waits for the operator',
  retention_last_success_age_seconds: 'Since the marking and the purge both went through',
};

export const LABELLED_GAUGES: Readonly<Record<LabelledGaugeName, { readonly label: string; readonly help: string }>> = {
  database_connections: { label: 'pool', help: 'Connections to PostgreSQL' },
  database_connections_idle: { label: 'pool', help: 'Connections to PostgreSQL without work' },
  database_requests_waiting: { label: 'pool', help: 'Requests that wait for a connection to PostgreSQL' },
  breaker_open: { label: 'what', help: 'Whether calls of something outside are held back because it fails' },
};

export const STORE_GAUGE_HELP: Readonly<Record<StoreGaugeName, string>> = {
  database_up: 'Whether PostgreSQL answered just now',
  reports_open: 'Reports that wait for the staff',
  unknown_tier_people: 'People of a tier that this deployment does not know; it counts as the shortest',
  storage_used_bytes: 'What the store takes in its database',
  storage_limit_bytes: 'What it may take, as configured; absent where no limit is',
};

/** Of what takes place inside this process, in seconds. */
export const SECONDS = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** Of a whole way to a device; a client may hold its mark for two seconds, so the steps are narrow there. */
export const WAY_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 1.5, 2, 2.25, 2.5, 3, 4, 5, 7.5, 10, 20, 30, 60];
/** Few, because there is a series for each statement. */
export const QUERY_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10];
export const JOB_SECONDS = [0.01, 0.1, 1, 10, 60, 600, 3_600];

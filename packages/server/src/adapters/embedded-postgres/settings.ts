/** Without these an acknowledged write could be lost in a crash. Asserted after every start. */
export const DURABLE_SETTINGS = { fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' } as const;

/** For throw-away databases only: nothing in them outlives the run. */
export const EPHEMERAL_SETTINGS = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' } as const;

/** What suits one server on a laptop, beside PostgreSQL's own defaults. */
export const COMMON_SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
  idle_in_transaction_session_timeout: '10s',
  // Queries here touch a page of rows; a compiler and helpers cost more than they save, and helpers need /dev/shm, which containers keep small.
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // What people write must not reach the log by way of a failing statement or the DETAIL of an error.
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
  log_min_messages: 'warning',
};

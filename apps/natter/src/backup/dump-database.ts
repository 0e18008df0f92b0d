import { createHash } from 'node:crypto';
import { quoteIdentifier } from '@natter/server/database';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import {
  ARCHIVE_FORMAT,
  type ArchivedPart,
  type ArchivedTable,
  type ArchiveEnd,
  ArchiveError,
  type ArchiveHead,
  countRows,
  END_ENTRY,
  HEAD_ENTRY,
  SCHEMA,
} from './archive-format.ts';
import { findFaults } from './find-faults.ts';
import { inSql, listReferences, listTables } from './read-catalogue.ts';
import { becomeOwner } from './session.ts';
import type { ArchiveWriter } from './write-archive.ts';

export interface DumpOptions {
  readonly owner: string;
  readonly natterVersion: string;
  readonly createdAt: string;
  readonly onRows: (progress: { readonly table: string; readonly rows: number }) => void;
}

/** Rows go into parts of about so many bytes: what is held in memory at once. */
const PART_BYTES = 4 * 1024 * 1024;

/**
 * Writes the whole schema as of one moment, while others go on writing. Every table is locked against being altered, and
 * against nothing else.
 */
export async function dumpDatabase(
  client: pg.Client,
  writer: ArchiveWriter,
  options: DumpOptions,
): Promise<{ readonly head: ArchiveHead; readonly end: ArchiveEnd }> {
  const before = await listTables(client);
  await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
  try {
    await becomeOwner(client, options.owner);
    await client.query(`LOCK TABLE ${before.map((table) => inSql(table).table).join(', ')} IN ACCESS SHARE MODE`);
    const tables = await listTables(client);
    if (JSON.stringify(tables) !== JSON.stringify(before)) {
      throw new ArchiveError('the database was migrated just now: try again');
    }
    const head = await describeDatabase(client, { tables, options });
    await writer.add(HEAD_ENTRY, toJson(head));
    const parts: ArchivedPart[] = [];
    const counts: { name: string; rows: number }[] = [];
    for (const table of tables) counts.push(await dumpTable(client, { table, writer, parts, options }));
    const end: ArchiveEnd = { parts, tables: counts, sequences: await readSequences(client) };
    await writer.add(END_ENTRY, toJson(end));
    return { head, end };
  } finally {
    await client.query('ROLLBACK').catch(() => undefined);
  }
}

async function describeDatabase(
  client: pg.Client,
  { tables, options }: { tables: readonly ArchivedTable[]; options: DumpOptions },
): Promise<ArchiveHead> {
  const { rows } = await client.query<{ tenantId: string; edition: string; postgresVersion: string }>(
    `SELECT tenant_id AS "tenantId", edition, current_setting('server_version') AS "postgresVersion" FROM natter.deployment`,
  );
  const { rows: steps } = await client.query<ArchiveHead['steps'][number]>(
    'SELECT version, name, checksum FROM natter.schema_migrations ORDER BY version',
  );
  if (rows[0] === undefined) throw new ArchiveError('the database does not say whose it is');
  return {
    format: ARCHIVE_FORMAT,
    natterVersion: options.natterVersion,
    createdAt: options.createdAt,
    ...rows[0],
    steps,
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    references: [...(await listReferences(client))],
    faults: [...(await findFaults(client))],
  };
}

interface TableDump {
  readonly table: ArchivedTable;
  readonly writer: ArchiveWriter;
  /** What was written; grows. */
  readonly parts: ArchivedPart[];
  readonly options: DumpOptions;
}

async function dumpTable(client: pg.Client, { table, writer, parts, options }: TableDump) {
  const sql = inSql(table);
  const stream = client.query(copyTo(`COPY (SELECT ${sql.columns} FROM ${sql.table}) TO STDOUT`));
  // What goes wrong with it is thrown by the loop. Left early, as when the disk is full, it says so once more, to nobody.
  stream.on('error', () => undefined);
  let rows = 0;
  let number = 0;
  for await (const content of wholeRows(stream)) {
    number += 1;
    const name = `tables/${table.name}/${String(number).padStart(6, '0')}`;
    const part = {
      name,
      rows: countRows(content),
      bytes: content.length,
      sha256: createHash('sha256').update(content).digest('hex'),
    };
    await writer.add(name, content);
    parts.push(part);
    rows += part.rows;
    options.onRows({ table: table.name, rows });
  }
  if (stream.rowCount !== rows) {
    throw new ArchiveError(`${table.name}: the database gave ${stream.rowCount} rows, and ${rows} arrived`);
  }
  return { name: table.name, rows };
}

/** Gathers chunks, and passes on about a part's size at a time that ends with the end of a row. */
async function* wholeRows(stream: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of stream) {
    const buffer = chunk as Buffer;
    waiting.push(buffer);
    bytes += buffer.length;
    if (bytes < PART_BYTES) continue;
    const all = Buffer.concat(waiting);
    const cut = all.lastIndexOf(10) + 1;
    if (cut === 0) continue;
    yield all.subarray(0, cut);
    waiting = [all.subarray(cut)];
    bytes = all.length - cut;
  }
  if (bytes > 0) yield Buffer.concat(waiting);
}

async function readSequences(client: pg.Client): Promise<ArchiveEnd['sequences']> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = '${SCHEMA}' AND c.relkind = 'S' ORDER BY c.relname`,
  );
  const sequences: ArchiveEnd['sequences'] = [];
  for (const { name } of rows) {
    const { rows: state } = await client.query<{ value: string; isCalled: boolean }>(
      `SELECT last_value::text AS value, is_called AS "isCalled" FROM ${SCHEMA}.${quoteIdentifier(name)}`,
    );
    if (state[0] !== undefined) sequences.push({ name, ...state[0] });
  }
  return sequences;
}

function toJson(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value, null, 2)}\n`);
}

import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import { quoteIdentifier } from '@natter/server/database';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type ArchiveEnd, ArchiveError, type ArchiveHead, SCHEMA } from './archive-format.ts';
import { readArchive } from './read-archive.ts';
import { type CatalogueTable, inSql, listTables } from './read-catalogue.ts';

export interface LoadResult {
  readonly rows: number;
  /** Tables of the archive that no step makes: somebody's own, in our schema. They were left out. */
  readonly leftOut: readonly string[];
}

/**
 * Copies an archive into empty tables in the transaction that is open, checking the archive once more on the way.
 *
 * @throws ArchiveError for an archive that is not what it was or does not fit these tables
 */
export async function loadArchive(
  client: pg.Client,
  path: string,
  onRows: (progress: { readonly table: string; readonly rows: number }) => void,
): Promise<LoadResult> {
  const tables = new Map((await listTables(client)).map((table) => [table.name, table]));
  let head: ArchiveHead | null = null;
  let copy: Copy | null = null;
  let rows = 0;
  for await (const item of readArchive(path)) {
    if (item.kind === 'head') {
      head = item.head;
      refuseOtherColumns(head, tables);
      continue;
    }
    if (item.kind === 'end') {
      await copy?.finish();
      copy = null;
      await setSequences(client, item.end);
      continue;
    }
    if (copy?.table !== item.table) {
      await copy?.finish();
      copy = startCopy(client, item.table, { head, tables });
    }
    await copy.write(item.content);
    if (tables.has(item.table)) rows += item.rows;
    onRows({ table: item.table, rows: copy.count(item.rows) });
  }
  await giveOwnTransaction(client, [...tables.values()]);
  const leftOut = head?.tables.map(({ name }) => name).filter((name) => !tables.has(name)) ?? [];
  return { rows, leftOut };
}

interface Copy {
  readonly table: string;
  write(content: Buffer): Promise<void>;
  /** Adds to the rows of this table so far, and answers them. */
  count(rows: number): number;
  finish(): Promise<void>;
}

function startCopy(
  client: pg.Client,
  name: string,
  { head, tables }: { head: ArchiveHead | null; tables: ReadonlyMap<string, CatalogueTable> },
): Copy {
  const archived = head?.tables.find((table) => table.name === name);
  if (archived === undefined) throw new ArchiveError(`${name} is none of its tables`);
  let counted = 0;
  const count = (rows: number) => {
    counted += rows;
    return counted;
  };
  if (!tables.has(name)) return { table: name, write: async () => undefined, count, finish: async () => undefined };
  const sql = inSql(archived);
  const stream = client.query(copyFrom(`COPY ${sql.table} (${sql.columns}) FROM STDIN`));
  const done = finished(stream);
  // Who writes or finishes is told.
  done.catch(() => undefined);
  return {
    table: name,
    count,
    write: async (content) => {
      if (!stream.write(content)) await Promise.race([once(stream, 'drain'), done]);
    },
    finish: async () => {
      stream.end();
      await done;
      if (stream.rowCount !== counted) {
        throw new ArchiveError(`${name}: ${counted} rows were given, and the database took ${stream.rowCount}`);
      }
    },
  };
}

function refuseOtherColumns(head: ArchiveHead, tables: ReadonlyMap<string, CatalogueTable>): void {
  for (const { name, columns } of head.tables) {
    const here = tables.get(name)?.columns;
    const missing = columns.filter((column) => here?.includes(column) === false);
    if (missing.length > 0) throw new ArchiveError(`${name} has no column ${missing.join(', ')} at its step`);
  }
}

async function setSequences(client: pg.Client, { sequences }: ArchiveEnd): Promise<void> {
  for (const { name, value, isCalled } of sequences) {
    await client.query(
      `SELECT setval(format('%I.%I', $1::text, $2::text)::regclass, $3::bigint, $4)
       WHERE to_regclass(format('%I.%I', $1::text, $2::text)) IS NOT NULL`,
      [SCHEMA, name, value, isCalled],
    );
  }
}

/** Numbers of transactions belong to the cluster they were given in; here everything happened in this one. */
async function giveOwnTransaction(client: pg.Client, tables: readonly CatalogueTable[]): Promise<void> {
  for (const table of tables) {
    for (const column of table.transactionColumns.map(quoteIdentifier)) {
      await client.query(
        `UPDATE ${inSql(table).table} SET ${column} = pg_current_xact_id() WHERE ${column} IS NOT NULL`,
      );
    }
  }
}

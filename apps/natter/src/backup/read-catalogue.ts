import { quoteIdentifier } from '@natter/server/database';
import type pg from 'pg';
import { type ArchivedTable, type Reference, SCHEMA } from './archive-format.ts';

/** A table as the catalogue knows it. */
export interface CatalogueTable extends ArchivedTable {
  /** Those of its columns that hold transaction numbers and are kept (they have no default that would fill them). */
  readonly transactionColumns: readonly string[];
}

/** What migrations keep for themselves: it is told by the archive's head and made anew by the steps. */
const OWN_RECORD = 'schema_migrations';
/** What is of the moment and of this cluster: who serves just now, and what they have not heard of yet. A restored store begins without. */
const MOMENTARY = ['commits', 'moments', 'nodes', 'presences'];

const TABLES = `
  SELECT c.relname::text AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns,
    coalesce(array_agg(a.attname::text ORDER BY a.attnum) FILTER (WHERE a.atttypid = 'xid8'::regtype), '{}') AS "transactionColumns"
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  WHERE n.nspname = '${SCHEMA}' AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> ALL ('{${[OWN_RECORD, ...MOMENTARY].join(',')}}')
    AND a.attgenerated = '' AND NOT (a.atttypid = 'xid8'::regtype AND a.atthasdef)
  GROUP BY c.relname ORDER BY c.relname`;

const REFERENCES = `
  SELECT k.relname::text AS table, p.relname::text AS parent,
    (SELECT array_agg(a.attname::text ORDER BY u.ord) FROM unnest(f.conkey) WITH ORDINALITY u(num, ord)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = f.conrelid AND a.attnum = u.num) AS columns,
    (SELECT array_agg(a.attname::text ORDER BY u.ord) FROM unnest(f.confkey) WITH ORDINALITY u(num, ord)
      JOIN pg_catalog.pg_attribute a ON a.attrelid = f.confrelid AND a.attnum = u.num) AS "parentColumns"
  FROM pg_catalog.pg_constraint f
  JOIN pg_catalog.pg_class k ON k.oid = f.conrelid
  JOIN pg_catalog.pg_class p ON p.oid = f.confrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace
  WHERE n.nspname = '${SCHEMA}' AND f.contype = 'f' ORDER BY k.relname, f.conname`;

/** Not declared to PostgreSQL, since it would lock a parent for every message (docs/decisions/0004), and true all the same. */
const UNDECLARED: readonly Reference[] = [
  { table: 'direct_messages', columns: ['conversation_id'], parent: 'conversations', parentColumns: ['id'] },
  {
    table: 'direct_messages',
    columns: ['sender_id', 'tenant_id'],
    parent: 'users',
    parentColumns: ['id', 'tenant_id'],
  },
];

/** Every table of ours, those that others point at first. */
export async function listTables(client: pg.ClientBase): Promise<readonly CatalogueTable[]> {
  const { rows } = await client.query<CatalogueTable>(TABLES);
  return parentsFirst(rows, await listReferences(client));
}

/** What points at what: as declared, and as undeclared. */
export async function listReferences(client: pg.ClientBase): Promise<readonly Reference[]> {
  const { rows } = await client.query<Reference>(REFERENCES);
  return [...rows, ...UNDECLARED];
}

/** Everybody's tables after those that they point at; in a ring, in alphabetical order. */
function parentsFirst(tables: readonly CatalogueTable[], references: readonly Reference[]): readonly CatalogueTable[] {
  const sorted: CatalogueTable[] = [];
  const begun = new Set<string>();
  const place = (table: CatalogueTable) => {
    if (begun.has(table.name)) return;
    begun.add(table.name);
    const parents = references.filter((one) => one.table === table.name).map(({ parent }) => parent);
    for (const parent of tables.filter(({ name }) => parents.includes(name))) place(parent);
    sorted.push(table);
  };
  for (const table of tables) place(table);
  return sorted;
}

/** Ready for SQL: the table with its schema, and its columns. */
export function inSql({ name, columns }: ArchivedTable): { readonly table: string; readonly columns: string } {
  return { table: `${SCHEMA}.${quoteIdentifier(name)}`, columns: columns.map(quoteIdentifier).join(', ') };
}

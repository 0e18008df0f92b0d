import * as z from 'zod/mini';

/**
 * A backup is a tar archive, compressed with gzip, that any machine can open:
 *
 *   natter-backup.json        whose database it was, at which step, which tables with which columns
 *   tables/<table>/000001     rows as PostgreSQL's COPY writes them as text, a few megabytes a part, rows never torn
 *   end.json                  the number of rows, size and SHA-256 of every part, and the sequences
 *
 * The end is written last, so what is cut short has none. Columns that hold transaction numbers are left out: they mean
 * something in their own cluster only, and a restore gives every row its own.
 */
export const ARCHIVE_FORMAT = 1;
export const HEAD_ENTRY = 'natter-backup.json';
export const END_ENTRY = 'end.json';
/** Schema of everything that is ours; also in front of each table's name in SQL. */
export const SCHEMA = 'natter';

const Name = z.string().check(z.regex(/^[a-z_][a-z0-9_]{0,62}$/));
const Rows = z.int().check(z.gte(0));

/** The rows of `table` point by `columns` at `parentColumns` of `parent`. */
export const Reference = z.object({
  table: Name,
  columns: z.array(Name),
  parent: Name,
  parentColumns: z.array(Name),
});
export type Reference = z.infer<typeof Reference>;

export const ArchivedTable = z.object({ name: Name, columns: z.array(Name).check(z.minLength(1)) });
export type ArchivedTable = z.infer<typeof ArchivedTable>;

export const ArchiveHead = z.object({
  format: z.literal(ARCHIVE_FORMAT),
  natterVersion: z.string(),
  postgresVersion: z.string(),
  createdAt: z.string(),
  tenantId: z.string(),
  edition: z.string(),
  steps: z.array(z.object({ version: z.int(), name: z.string(), checksum: z.string() })).check(z.minLength(1)),
  tables: z.array(ArchivedTable),
  references: z.array(Reference),
  /** What was wrong with the database itself when it was copied, in sentences. */
  faults: z.array(z.string()),
});
export type ArchiveHead = z.infer<typeof ArchiveHead>;

export const ArchivedPart = z.object({ name: z.string(), rows: Rows, bytes: Rows, sha256: z.string() });
export type ArchivedPart = z.infer<typeof ArchivedPart>;

export const ArchiveEnd = z.object({
  parts: z.array(ArchivedPart),
  tables: z.array(z.object({ name: Name, rows: Rows })),
  sequences: z.array(z.object({ name: Name, value: z.string().check(z.regex(/^-?\d+$/)), isCalled: z.boolean() })),
});
export type ArchiveEnd = z.infer<typeof ArchiveEnd>;

/** What is no whole backup of ours, in a sentence for a person. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Rows in COPY's text: each ends with a line feed, and one inside of a value is written as `\n`. */
export function countRows(content: Uint8Array): number {
  let rows = 0;
  for (let at = content.indexOf(10); at !== -1; at = content.indexOf(10, at + 1)) rows += 1;
  return rows;
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type ArchiveEnd, ArchiveError, type ArchiveHead } from './archive-format.ts';
import { checkReferences, type ReferenceCheck } from './check-references.ts';
import { readArchive } from './read-archive.ts';

export interface VerifiedArchive {
  readonly head: ArchiveHead;
  readonly end: ArchiveEnd;
  readonly rows: number;
  /** Rows that point at nothing, a sentence for each kind: the file is a true copy, and the database was damaged before. */
  readonly faults: readonly string[];
}

/**
 * Reads an archive from end to end and believes nothing: all its parts are as they were written, and each table has the rows
 * that the database said it gave. Answers which rows point at rows that are not there.
 *
 * @throws ArchiveError in a sentence; errors of the file system as they are
 */
export async function verifyArchive(
  path: string,
  onRows: (rows: number) => void = () => undefined,
): Promise<VerifiedArchive> {
  const counted = new Map<string, number>();
  let head: ArchiveHead | null = null;
  let check: ReferenceCheck | null = null;
  let rows = 0;
  for await (const item of readArchive(path)) {
    if (item.kind === 'head') {
      head = item.head;
      check = checkReferences(head.tables, head.references);
    } else if (item.kind === 'part') {
      counted.set(item.table, (counted.get(item.table) ?? 0) + item.rows);
      check?.take(item.table, item.content);
      rows += item.rows;
      onRows(rows);
    } else if (head !== null) {
      checkCounts(head, { end: item.end, counted });
      return { head, end: item.end, rows, faults: [...head.faults, ...(check?.faults() ?? [])] };
    }
  }
  throw new ArchiveError('it is cut short: its end is missing');
}

function checkCounts(
  head: ArchiveHead,
  { end, counted }: { end: ArchiveEnd; counted: ReadonlyMap<string, number> },
): void {
  for (const { name } of head.tables) {
    const given = end.tables.find((table) => table.name === name)?.rows;
    const found = counted.get(name) ?? 0;
    if (given !== found) throw new ArchiveError(`${name} has ${found} rows, and the database gave ${given ?? 'none'}`);
  }
}

/** Of the file as it lies there. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

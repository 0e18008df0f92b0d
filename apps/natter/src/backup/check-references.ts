import type { ArchivedTable, Reference } from './archive-format.ts';

/** Looks at rows as they go by, and finds those that point at nothing. */
export interface ReferenceCheck {
  take(table: string, content: Buffer): void;
  /** One sentence for each kind of row that points at nothing; empty: all is well. */
  faults(): readonly string[];
}

/** Keys of one parent kept in memory at most: about 200 bytes each. Beyond, PostgreSQL's own constraints have to do. */
const MAX_KEYS = 2_000_000;
const NULL = '\\N';

interface Pointer {
  readonly reference: Reference;
  readonly from: readonly number[];
  readonly keys: Set<string>;
  readonly to: readonly number[];
  isTooMany: boolean;
  missing: number;
  example: string;
}

/**
 * @param tables in the order in which their rows come: a parent before its children, else that reference is not looked at
 */
export function checkReferences(tables: readonly ArchivedTable[], references: readonly Reference[]): ReferenceCheck {
  const places = new Map(tables.map(({ name, columns }, index) => [name, { index, columns }]));
  const pointers = references.flatMap((reference): Pointer[] => {
    const child = places.get(reference.table);
    const parent = places.get(reference.parent);
    if (child === undefined || parent === undefined || parent.index >= child.index) return [];
    const from = reference.columns.map((column) => child.columns.indexOf(column));
    const to = reference.parentColumns.map((column) => parent.columns.indexOf(column));
    if ([...from, ...to].includes(-1)) return [];
    return [{ reference, from, to, keys: new Set(), isTooMany: false, missing: 0, example: '' }];
  });
  return {
    take: (table, content) => {
      const asParent = pointers.filter((pointer) => pointer.reference.parent === table && !pointer.isTooMany);
      const asChild = pointers.filter((pointer) => pointer.reference.table === table && !pointer.isTooMany);
      if (asParent.length === 0 && asChild.length === 0) return;
      // Compared as COPY has escaped them, so bytes are enough.
      for (const line of content.toString('latin1').split('\n')) {
        if (line === '') continue;
        const values = line.split('\t');
        for (const pointer of asParent) remember(pointer, values);
        for (const pointer of asChild) follow(pointer, values);
      }
    },
    faults: () =>
      pointers
        .filter(({ missing }) => missing > 0)
        .map(
          ({ reference, missing, example }) =>
            `${missing} rows of ${reference.table} point at ${reference.parent} that are not there (${example})`,
        ),
  };
}

function remember(pointer: Pointer, values: readonly string[]): void {
  pointer.keys.add(pointer.to.map((at) => values[at]).join('\t'));
  if (pointer.keys.size <= MAX_KEYS) return;
  pointer.isTooMany = true;
  pointer.keys.clear();
}

function follow(pointer: Pointer, values: readonly string[]): void {
  const key = pointer.from.map((at) => values[at]);
  if (key.includes(NULL) || pointer.keys.has(key.join('\t'))) return;
  pointer.missing += 1;
  pointer.example ||= key.join(' ');
}

import { type CatalogueEntry, hashText, keyOf, type Manifest } from './manifest.ts';

/** One fact that is not as it should be. */
export interface AlteredFact {
  readonly fact: string;
  readonly expected: string;
  readonly found: string;
}

/** What an installation lacks, has too much, or has otherwise. */
export type Difference =
  | { readonly what: 'missing'; readonly entry: CatalogueEntry }
  | { readonly what: 'surplus'; readonly entry: CatalogueEntry }
  | { readonly what: 'altered'; readonly entry: CatalogueEntry; readonly facts: readonly AlteredFact[] };

/**
 * Compares what is there with what should be. What hangs on something missing is not named beside it, nor what hangs on something
 * surplus, grants aside: whom a surplus thing is open to is worth a line.
 *
 * `mustReadDirectly`: members have to be able to read for themselves; otherwise either all or nothing of that is right, since the
 * role may have come to the cluster after the installation.
 */
export function compareCatalogues(
  found: readonly CatalogueEntry[],
  manifest: Manifest,
  { mustReadDirectly }: { mustReadDirectly: boolean },
): readonly Difference[] {
  const there = new Map(found.map((entry) => [keyOf(entry), entry]));
  const readsDirectly = mustReadDirectly || manifest.direct.some((entry) => there.has(keyOf(entry)));
  const expected = readsDirectly ? [...manifest.entries, ...manifest.direct] : manifest.entries;
  const wanted = new Map(expected.map((entry) => [keyOf(entry), entry]));

  const missing = expected.filter((entry) => !there.has(keyOf(entry)));
  const surplus = found.filter((entry) => !wanted.has(keyOf(entry)));
  const missingKeys = new Set(missing.map(keyOf));
  const surplusKeys = new Set(surplus.map(keyOf));
  return [
    ...missing.filter((entry) => !hangsOn(entry, missingKeys)).map((entry) => ({ what: 'missing', entry }) as const),
    ...surplus
      .filter((entry) => entry.kind === 'grant' || !hangsOn(entry, surplusKeys))
      .map((entry) => ({ what: 'surplus', entry }) as const),
    ...found.flatMap((entry) => {
      const facts = findAltered(entry, wanted.get(keyOf(entry)));
      return facts.length === 0 ? [] : [{ what: 'altered', entry, facts } as const];
    }),
  ];
}

function hangsOn({ parent }: CatalogueEntry, keys: ReadonlySet<string>): boolean {
  if (parent === null) return false;
  // A grant on a column hangs on the column, and with that on its table.
  const [, table] = /^column ([^.]+)\./.exec(parent) ?? [];
  return keys.has(parent) || (table !== undefined && keys.has(`table ${table}`));
}

function findAltered(entry: CatalogueEntry, wanted: CatalogueEntry | undefined): readonly AlteredFact[] {
  if (wanted === undefined) return [];
  return Object.entries(wanted.facts).flatMap(([fact, expected]) => {
    const found = entry.facts[fact] ?? '';
    const isSame = expected === found || (fact === 'body' && expected === hashText(found));
    return isSame ? [] : [{ fact, expected, found }];
  });
}

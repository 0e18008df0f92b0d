import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import { z } from 'zod';
import { CATALOGUE_QUERIES, type EntryKind } from './manifest-queries.ts';
import { migrationsFolder } from './migration-files.ts';
import { quoteIdentifier, quoteLiteral, type RoleNames } from './role-names.ts';

/** One thing of the schema: a table, a column, a grant. Two installations are alike when their entries are. */
export interface CatalogueEntry {
  readonly kind: EntryKind;
  /** Tells it apart among its kind. */
  readonly name: string;
  /** The entry that it hangs on, as `kind name`: with that one gone it need not be named. */
  readonly parent: string | null;
  readonly facts: Readonly<Record<string, string>>;
}

/** What a fresh installation consists of, with the roles as placeholders. */
export interface Manifest {
  readonly entries: readonly CatalogueEntry[];
  /** What comes on top where the cluster has a role `authenticated`, whose members read directly. */
  readonly direct: readonly CatalogueEntry[];
}

/** Supabase's role of somebody who signed in. */
export const DIRECT_READER = 'authenticated';

const KINDS = Object.keys(CATALOGUE_QUERIES).filter((name): name is EntryKind => name in CATALOGUE_QUERIES);

const Entry = z.strictObject({
  kind: z.enum(KINDS),
  name: z.string(),
  parent: z.string().nullable(),
  facts: z.record(z.string(), z.string()),
});
const Manifest = z.strictObject({ entries: z.array(Entry), direct: z.array(Entry) });
const Row = Entry.omit({ kind: true });

/** Everything that the schema `natter` consists of, in a fixed order; nothing where there is no such schema. */
export async function readCatalogue(client: pg.Client): Promise<readonly CatalogueEntry[]> {
  const { rows: schema } = await client.query("SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'natter'");
  if (schema.length === 0) return [];
  const entries: CatalogueEntry[] = [];
  await client.query('BEGIN READ ONLY');
  try {
    // Definitions are written with the names that this path does not find written out.
    await client.query('SET LOCAL search_path = pg_catalog');
    for (const kind of KINDS) {
      const { rows } = await client.query(CATALOGUE_QUERIES[kind]);
      entries.push(
        ...z
          .array(Row)
          .parse(rows)
          .map((row) => ({ kind, ...row })),
      );
    }
  } finally {
    await client.query('ROLLBACK');
  }
  return entries.sort((a, b) => compareTexts(keyOf(a), keyOf(b)));
}

/** `kind name`, by which entries of two catalogues meet. */
export const keyOf = ({ kind, name }: Pick<CatalogueEntry, 'kind' | 'name'>): string => `${kind} ${name}`;

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * The entries of an installation as a manifest: its roles become placeholders, and long texts that name no role their hash.
 * The names must not be words that occur in definitions by chance.
 */
export function toManifest(entries: readonly CatalogueEntry[], roles: RoleNames): Manifest {
  const portable = entries.map((entry) => mapTexts(withHashes(entry), (text) => withPlaceholders(text, roles)));
  const isDirect = ({ kind, name }: CatalogueEntry): boolean =>
    (kind === 'grant' && name.endsWith(` to ${DIRECT_READER}`)) ||
    (kind === 'policy role' && name.endsWith(` for ${DIRECT_READER}`));
  return { entries: portable.filter((entry) => !isDirect(entry)), direct: portable.filter(isDirect) };

  function withHashes(entry: CatalogueEntry): CatalogueEntry {
    const { body } = entry.facts;
    if (body === undefined || body.includes(roles.app) || body.includes(roles.owner)) return entry;
    return { ...entry, facts: { ...entry.facts, body: hashText(body) } };
  }
}

/** What the catalogue of an installation with these roles must be. */
export function fillManifest(manifest: Manifest, roles: RoleNames): Manifest {
  const fill = (entry: CatalogueEntry): CatalogueEntry => mapTexts(entry, (text) => withNames(text, roles));
  return { entries: manifest.entries.map(fill), direct: manifest.direct.map(fill) };
}

/** How a body is told where it is long and names no role. */
export function hashText(text: string): string {
  return `sha256 ${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
}

/** The manifest of this version. Raises when the file is missing or is none. */
export async function loadManifest(folder: string = migrationsFolder()): Promise<Manifest> {
  return Manifest.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
}

/** A line for each entry, so that a change can be reviewed. */
export function formatManifest({ entries, direct }: Manifest): string {
  const lines = (list: readonly CatalogueEntry[]): string =>
    list.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n');
  return `{\n  "entries": [\n${lines(entries)}\n  ],\n  "direct": [\n${lines(direct)}\n  ]\n}\n`;
}

function mapTexts(entry: CatalogueEntry, change: (text: string) => string): CatalogueEntry {
  return {
    kind: entry.kind,
    name: change(entry.name),
    parent: entry.parent === null ? null : change(entry.parent),
    facts: Object.fromEntries(Object.entries(entry.facts).map(([name, value]) => [name, change(value)])),
  };
}

/** In SQL a role is an identifier or a string; in the names of entries it stands as it is. */
function forms(roles: RoleNames): readonly (readonly [placeholder: string, text: string])[] {
  return (['owner', 'app'] as const).flatMap((role) => [
    [`{{${role}_literal}}`, quoteLiteral(roles[role])] as const,
    [`{{${role}}}`, quoteIdentifier(roles[role])] as const,
    [`{{${role}_name}}`, roles[role]] as const,
  ]);
}

/** The roles in a text as placeholders, which `withRoles` fills in again. */
export function withPlaceholders(text: string, roles: RoleNames): string {
  return forms(roles).reduce((changed, [placeholder, name]) => changed.replaceAll(name, placeholder), text);
}

function withNames(text: string, roles: RoleNames): string {
  return forms(roles).reduce((changed, [placeholder, name]) => changed.replaceAll(placeholder, () => name), text);
}

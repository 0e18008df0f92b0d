import type { CatalogueEntry, Manifest, Migration } from '@natter/server/database';
import { meaningOf } from './column-meanings.ts';

/** What the steps say of a table and of its columns, by name. */
interface Remarks {
  readonly table: string;
  readonly columns: ReadonlyMap<string, string>;
}

/**
 * The tables and columns of an installation as a page: types from the manifest, words from the comments of the steps, and what a
 * client of Supabase may read of each.
 */
export function writeTables(manifest: Manifest, migrations: readonly Migration[]): string {
  const remarks = readRemarks(migrations.map(({ sql }) => sql).join('\n'));
  const tables = manifest.entries.filter(({ kind }) => kind === 'table').map(({ name }) => name);
  return [
    '# Tables and columns',
    '',
    'Written by a test from the migrations and what they make (`packages/testkit/src/sql/write-tables.test.ts -u`). What the names of the',
    "documents became, and how to run these steps, is in [database.md](database.md). All of it is in the schema `natter` and belongs to the schema's owner.",
    '',
    ...tables.flatMap((table) => writeTable(table, manifest, remarks.get(table))),
  ].join('\n');
}

function writeTable(table: string, { entries, direct }: Manifest, remarks: Remarks | undefined): readonly string[] {
  const columns = entries.filter(({ kind, parent }) => kind === 'column' && parent === `table ${table}`);
  const order = [...(remarks?.columns.keys() ?? [])];
  const place = ({ name }: CatalogueEntry): number => {
    const at = order.indexOf(columnOf(name));
    return at === -1 ? order.length : at;
  };
  const readable = readableBy(direct, table);
  const meaning = (column: string): string => {
    const said = remarks?.columns.get(column) ?? '';
    return said === '' ? meaningOf(table, column) : said;
  };
  return [
    `## ${table}`,
    '',
    ...(remarks === undefined || remarks.table === '' ? [] : [remarks.table, '']),
    '| column | type | meaning |',
    '| --- | --- | --- |',
    ...[...columns]
      .sort((a, b) => place(a) - place(b))
      .map((column) => {
        const name = columnOf(column.name);
        return `| \`${name}\` | ${describeType(column)} | ${meaning(name).replaceAll('|', '\\|')} |`;
      }),
    '',
    `Read directly by members on Supabase: ${readable}.`,
    '',
  ];
}

const columnOf = (name: string): string => name.slice(name.indexOf('.') + 1);

function describeType({ facts }: CatalogueEntry): string {
  const { type = '', default: value = '', generated = '' } = facts;
  const parts = [type, ...(facts['null'] === 'allowed' ? ['or null'] : [])];
  if (generated.includes('s')) parts.push('(derived)');
  else if (generated !== '') parts.push('(numbered)');
  else if (value !== '') parts.push(`= ${value.replace(/::[a-z ]+(\[\])?$/, '').replaceAll('|', '\\|')}`);
  return `\`${parts.join(' ')}\``;
}

function readableBy(direct: readonly CatalogueEntry[], table: string): string {
  const selects = direct.filter(({ kind, name }) => kind === 'grant' && name.startsWith('SELECT on '));
  if (selects.some(({ parent }) => parent === `table ${table}`))
    return 'every column of the rows that the policies show';
  const columns = selects
    .flatMap(({ parent }) => (parent?.startsWith(`column ${table}.`) === true ? [columnOf(parent)] : []))
    .map((name) => `\`${name}\``);
  return columns.length === 0 ? 'nothing' : columns.join(', ');
}

const TABLE = /((?:^--[^\n]*\n)*)^CREATE TABLE natter\.(\w+) \(\n([\s\S]*?)^\)[^\n]*;/gm;
const ADDED = /((?:^--[^\n]*\n)*)^ALTER TABLE natter\.(\w+) ADD (?:COLUMN )?(\w+) /gm;

/** Comments stand above what they speak of. */
function readRemarks(sql: string): ReadonlyMap<string, Remarks> {
  const remarks = new Map<string, { table: string; columns: Map<string, string> }>();
  for (const [, above = '', table = '', body = ''] of sql.matchAll(TABLE)) {
    const columns = new Map<string, string>();
    let pending: string[] = [];
    for (const line of body.split('\n')) {
      const [, comment] = /^ {2}-- ?(.*)$/.exec(line) ?? [];
      const [, column] = /^ {2}([a-z_]+) /.exec(line) ?? [];
      if (comment !== undefined) pending.push(comment);
      else if (column !== undefined) {
        columns.set(column, sentence(pending.join(' ')));
        pending = [];
      } else pending = [];
    }
    remarks.set(table, { table: sentence(uncomment(above)), columns });
  }
  for (const [, above = '', table = '', column = ''] of sql.matchAll(ADDED)) {
    remarks.get(table)?.columns.set(column, sentence(uncomment(above)));
  }
  return remarks;
}

const uncomment = (lines: string): string =>
  lines
    .split('\n')
    .map((line) => line.replace(/^-- ?/, ''))
    .join(' ')
    .trim();

/** Marks of specification and decisions are for those who read the SQL. */
const sentence = (text: string): string =>
  text
    .replaceAll(/ \((?:[A-Z]+-\d+|docs\/decisions\/\d+|design \d+)\)/g, '')
    .replaceAll(/\s+/g, ' ')
    .trim();

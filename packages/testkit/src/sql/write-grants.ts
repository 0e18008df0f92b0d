import type { CatalogueEntry } from '@natter/server/database';

/** One privilege of one role on one object; on columns, all of them together. */
interface Grant {
  readonly privilege: string;
  readonly object: string;
  readonly role: string;
  readonly columns: string[];
}

/** `GRANT` or `REVOKE` for these entries, columns of a table in one statement; those of a role that may be missing behind a look. */
export function writeGrants(verb: 'GRANT' | 'REVOKE', entries: readonly CatalogueEntry[]): readonly string[] {
  const grants = new Map<string, Grant>();
  for (const { name } of entries) {
    const { privilege, object, role, column } = readGrant(name);
    const key = `${privilege} ${object} ${role} ${column === null ? 'whole' : 'columns'}`;
    const grant = grants.get(key) ?? { privilege, object, role, columns: [] };
    if (column !== null) grant.columns.push(column);
    grants.set(key, grant);
  }
  const write = ({ privilege, object, role, columns }: Grant): string => {
    const what = columns.length === 0 ? privilege : `${privilege} (${columns.join(', ')})`;
    return `${verb} ${what} ON ${object} ${verb === 'GRANT' ? 'TO' : 'FROM'} ${asIdentifier(role)}`;
  };
  const all = [...grants.values()];
  const direct = all.filter(({ role }) => role === 'authenticated').map(write);
  return [
    ...all.filter(({ role }) => role !== 'authenticated').map((grant) => `${write(grant)};`),
    ...(direct.length === 0 ? [] : [whereThere('authenticated', direct)]),
  ];
}

/** Names of roles in entries are placeholders of their own. */
export const asIdentifier = (role: string): string => role.replace('_name}}', '}}');

/** Statements that are run where the cluster has this role. */
export function whereThere(role: string, statements: readonly string[]): string {
  const lines = statements.map((statement) => `    ${statement};`).join('\n');
  return `DO $there$
BEGIN
  IF EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = '${role}') THEN
${lines}
  END IF;
END
$there$;`;
}

function readGrant(name: string): { privilege: string; object: string; role: string; column: string | null } {
  const privilege = name.slice(0, name.indexOf(' on '));
  const at = name.lastIndexOf(' to ');
  const object = name.slice(privilege.length + 4, at);
  const role = name.slice(at + 4);
  const [kind = '', ...rest] = object.split(' ');
  const what = rest.join(' ');
  if (kind === 'schema') return { privilege, object: `SCHEMA ${what}`, role, column: null };
  if (kind === 'function') return { privilege, object: `FUNCTION natter.${what}`, role, column: null };
  if (kind === 'table') return { privilege, object: `natter.${what}`, role, column: null };
  if (kind !== 'column') throw new Error(`a grant on a ${kind} was changed: write this rollback by hand`);
  const [table = '', column = ''] = what.split('.');
  return { privilege, object: `natter.${table}`, role, column };
}

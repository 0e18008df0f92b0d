import { loadMigrations, withRoles } from '@natter/server/database';
import type { TestDatabase } from '../database.ts';

/** One thing broken on purpose. `find` must occur in the text of its target; the first occurrence is replaced. */
export interface Mutant {
  readonly name: string;
  readonly target: { readonly function: string } | { readonly policy: string } | { readonly sql: string };
  readonly find: string;
  readonly replace: string;
  /** Names of probes, at least one of which must fail. */
  readonly killedBy: readonly string[];
}

/** `[what is broken, text, replacement, probes that notice]`. */
export type Row = readonly [name: string, find: string, replace: string, ...killedBy: string[]];

export function inFunction(name: string, rows: readonly Row[]): Mutant[] {
  return rows.map(([what, find, replace, ...killedBy]) => ({
    name: `${name}: ${what}`,
    target: { function: name },
    find,
    replace,
    killedBy,
  }));
}

export function inPolicy(name: string, rows: readonly Row[]): Mutant[] {
  return rows.map(([what, find, replace, ...killedBy]) => ({
    name: `policy ${name}: ${what}`,
    target: { policy: name },
    find,
    replace,
    killedBy,
  }));
}

export function byStatement(what: string, sql: string, ...killedBy: string[]): Mutant {
  return { name: what, target: { sql }, find: '', replace: '', killedBy };
}

/** The statement of the migrations that makes this function or policy, as it runs. */
function findSource(migrations: string, target: Mutant['target']): string {
  let pattern: RegExp;
  if ('function' in target) pattern = new RegExp(`CREATE FUNCTION natter\\.${target.function}\\([\\s\\S]*?\\n?\\$\\$;`);
  else if ('policy' in target) pattern = new RegExp(`CREATE POLICY ${target.policy} [\\s\\S]*?;\\n`);
  else return target.sql;
  const found = pattern.exec(migrations)?.[0];
  if (found === undefined) throw new Error(`the migrations have no ${JSON.stringify(target)}`);
  return found;
}

/** Breaks one thing in this database. Raises where the mutant no longer fits the migrations. */
export async function applyMutant(database: TestDatabase, mutant: Mutant): Promise<void> {
  const text = (await loadMigrations()).map((step) => withRoles(step.sql, database.roles)).join('\n');
  const source = findSource(text, mutant.target);
  const [find, replace] = [withRoles(mutant.find, database.roles), withRoles(mutant.replace, database.roles)];
  if (!source.includes(find)) throw new Error(`${mutant.name}: its text is not there any more: ${find}`);
  let changed = withRoles(
    source.replace(find, () => replace),
    database.roles,
  );
  if ('policy' in mutant.target) {
    const table = / ON (natter\.\w+)/.exec(source)?.[1] ?? '';
    changed = `DROP POLICY ${mutant.target.policy} ON ${table}; ${changed}`;
  } else if ('function' in mutant.target) {
    changed = changed.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');
  }
  await database.admin.query(changed);
}

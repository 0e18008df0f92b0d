import { loadMigrations, type RoleNames, withRoles } from '@natter/server/database';

/** One thing broken on purpose. `find` must occur in the text of its target; the first occurrence is replaced. */
export interface Mutant {
  readonly name: string;
  readonly target:
    | { readonly function: string }
    | { readonly policy: string }
    | { readonly sql: string; readonly mend: string | { readonly policy: string } | { readonly trigger: string } };
  readonly find: string;
  readonly replace: string;
}

/** `[what is broken, text, replacement]`. */
export type Row = readonly [name: string, find: string, replace: string];

export function inFunction(name: string, rows: readonly Row[]): Mutant[] {
  return rows.map(([what, find, replace]) => ({ name: `${name}: ${what}`, target: { function: name }, find, replace }));
}

export function inPolicy(name: string, rows: readonly Row[]): Mutant[] {
  return rows.map(([what, find, replace]) => ({
    name: `policy ${name}: ${what}`,
    target: { policy: name },
    find,
    replace,
  }));
}

/** Something that a statement breaks, and what mends it: a statement, or making that policy or trigger anew. */
export function byStatement(
  what: string,
  sql: string,
  mend: string | { readonly policy: string } | { readonly trigger: string },
): Mutant {
  return { name: what, target: { sql, mend }, find: '', replace: '' };
}

type Source = { readonly function: string } | { readonly policy: string } | { readonly trigger: string };

/** The statement of the migrations that makes this function, policy or trigger, as it runs. */
function findSource(migrations: string, target: Source): string {
  let pattern: RegExp;
  if ('function' in target)
    pattern = new RegExp(
      `CREATE FUNCTION natter\\.${target.function}\\((?:[^$]*?\\nRETURN [^;]*;|[\\s\\S]*?\\n?\\$\\$;)`,
    );
  else if ('policy' in target) pattern = new RegExp(`CREATE POLICY ${target.policy} [\\s\\S]*?;\\n`);
  else pattern = new RegExp(`CREATE TRIGGER ${target.trigger} [\\s\\S]*?;\\n`);
  const found = pattern.exec(migrations)?.[0];
  if (found === undefined) throw new Error(`the migrations have no ${JSON.stringify(target)}`);
  return found;
}

/** How to break one thing and how to mend it. */
export interface Operation {
  readonly break: string;
  readonly mend: string;
}

/** Makes the SQL of a mutant for a database with these roles. Raises where the mutant no longer fits the migrations. */
export async function planMutant(roles: RoleNames, mutant: Mutant): Promise<Operation> {
  const text = (await loadMigrations()).map((step) => withRoles(step.sql, roles)).join('\n');
  if ('sql' in mutant.target) {
    const { sql, mend } = mutant.target;
    const mending = typeof mend === 'string' ? withRoles(mend, roles) : asReplacement(findSource(text, mend), mend);
    return { break: withRoles(sql, roles), mend: mending };
  }
  const source = findSource(text, mutant.target);
  const [find, replace] = [withRoles(mutant.find, roles), withRoles(mutant.replace, roles)];
  if (!source.includes(find)) throw new Error(`${mutant.name}: its text is not there any more: ${find}`);
  const changed = source.replace(find, () => replace);
  return { break: asReplacement(changed, mutant.target), mend: asReplacement(source, mutant.target) };
}

function asReplacement(text: string, target: Source): string {
  if ('function' in target) return text.replace('CREATE FUNCTION', 'CREATE OR REPLACE FUNCTION');
  if ('trigger' in target) return text.replace('CREATE TRIGGER', 'CREATE OR REPLACE TRIGGER');
  const table = / ON (natter\.\w+)/.exec(text)?.[1] ?? '';
  return `DROP POLICY IF EXISTS ${target.policy} ON ${table}; ${text}`;
}

import type { CatalogueEntry, EntryKind, Manifest } from '@natter/server/database';
import { asIdentifier, whereThere, writeGrants } from './write-grants.ts';

/** An installation at one step: its catalogue with placeholders for roles, and its functions as statements. */
export interface StepState {
  readonly catalogue: Manifest;
  /** `CREATE OR REPLACE FUNCTION …` by the name that the catalogue has, with placeholders. */
  readonly definitions: ReadonlyMap<string, string>;
}

const keyOf = ({ kind, name }: CatalogueEntry): string => `${kind} ${name}`;
const allOf = ({ catalogue }: StepState): readonly CatalogueEntry[] => [...catalogue.entries, ...catalogue.direct];

/**
 * Writes the statements that lead from the state after a step back to the state before it, without CASCADE: what somebody else
 * hung on ours makes a rollback fail rather than vanish. Not every change can be taken back from catalogues alone; where a step
 * drops or retypes something that held rows this raises, and its rollback has to be written by hand.
 */
export function writeRollback(step: { version: number; name: string }, before: StepState, after: StepState): string {
  const diff = compare(before, after);
  const statements = [
    ...diff.added('trigger').map((entry) => `DROP TRIGGER ${afterDot(entry)} ON natter.${beforeDot(entry)};`),
    ...diff.added('policy').map(dropPolicy),
    ...diff.altered('policy').map(dropPolicy),
    ...diff.removedOrAltered('policy').map((entry) => createPolicy(entry, before)),
    ...diff
      .added('constraint')
      .map((entry) => `ALTER TABLE natter.${beforeDot(entry)} DROP CONSTRAINT ${afterDot(entry)};`),
    ...diff
      .altered('constraint')
      .map((entry) => `ALTER TABLE natter.${beforeDot(entry)} DROP CONSTRAINT ${afterDot(entry)};`),
    ...diff.added('index').map((entry) => `DROP INDEX natter.${entry.name};`),
    ...diff.altered('index').map((entry) => `DROP INDEX natter.${entry.name};`),
    ...diff.altered('function').filter(mustBeMadeAnew(after)).map(dropFunction),
    ...restoreFunctions(diff.removedOrAltered('function'), before),
    ...dropTogether(
      'FUNCTION',
      diff.added('function').map(({ name }) => `natter.${name}`),
    ),
    ...diff.added('column').map((entry) => `ALTER TABLE natter.${beforeDot(entry)} DROP COLUMN ${afterDot(entry)};`),
    ...dropTogether(
      'TABLE',
      diff.added('table').map(({ name }) => `natter.${name}`),
    ),
    ...dropTogether(
      'TYPE',
      diff.added('type').map(({ name }) => `natter.${name}`),
    ),
    ...diff.altered('column').flatMap((entry) => restoreColumn(entry, after)),
    ...diff
      .removedOrAltered('constraint')
      .map(
        (entry) =>
          `ALTER TABLE natter.${beforeDot(entry)} ADD CONSTRAINT ${afterDot(entry)} ${entry.facts['definition'] ?? ''};`,
      ),
    ...diff.removedOrAltered('index').map((entry) => `${entry.facts['definition'] ?? ''};`),
    ...diff
      .removedOrAltered('trigger')
      .map((entry) => `${(entry.facts['definition'] ?? '').replace(/^CREATE TRIGGER/, 'CREATE OR REPLACE TRIGGER')};`),
    ...diff.altered('table').flatMap((entry) => restoreTable(entry, after)),
    ...changeGrants(diff, before, after),
  ];
  diff.refuseTheRest();
  const header = `-- Takes step ${step.version} (${step.name}) back: written by \`vitest -u\` from the difference it makes, and tested to leave none.\n`;
  const whole = [header, 'SET LOCAL ROLE {{owner}};', ...statements];
  return `${[...whole, ...(step.version === 1 ? [TAKE_ROLES_BACK] : [])].join('\n')}\n`;
}

/** The last of it: the schema, what the owner said about functions to come, and both roles where they are ours. */
const TAKE_ROLES_BACK = `DROP SCHEMA natter;
ALTER DEFAULT PRIVILEGES FOR ROLE {{owner}} GRANT EXECUTE ON FUNCTIONS TO PUBLIC;

-- As whoever takes it back. A login that the operator chose stays, with the one setting that was ours gone; ours is named like
-- its owner.
DO $roles$
BEGIN
  PERFORM set_config('role', current_setting('natter.migrating_role'), true);
  IF {{app_literal}} = left({{owner_literal}}, -5) || 'app' THEN
    DROP ROLE {{app}};
  ELSE
    ALTER ROLE {{app}} RESET synchronous_commit;
  END IF;
END
$roles$;
DROP ROLE {{owner}};`;

/** Told by another statement, or gone with what they hang on. */
const IMPLIED: ReadonlySet<EntryKind> = new Set(['schema', 'default privileges', 'grant', 'policy role', 'relation']);

interface Diff {
  readonly added: (kind: EntryKind) => readonly CatalogueEntry[];
  /** As they were before. */
  readonly altered: (kind: EntryKind) => readonly CatalogueEntry[];
  readonly removedOrAltered: (kind: EntryKind) => readonly CatalogueEntry[];
  readonly addedKeys: ReadonlySet<string>;
  /** Raises for each kind of change that nobody asked about. */
  refuseTheRest(): void;
}

function compare(before: StepState, after: StepState): Diff {
  const [old, recent] = [before, after].map((state) => new Map(allOf(state).map((entry) => [keyOf(entry), entry])));
  if (old === undefined || recent === undefined) throw new Error('two states are needed');
  const addedKeys = new Set([...recent.keys()].filter((key) => !old.has(key)));
  const asked = new Set<string>();
  const isImplied = ({ kind, parent }: CatalogueEntry): boolean =>
    IMPLIED.has(kind) || (parent !== null && addedKeys.has(parent));
  const changes = {
    added: [...recent.values()].filter((entry) => addedKeys.has(keyOf(entry)) && !isImplied(entry)),
    altered: [...old.values()].filter((entry) => {
      const now = recent.get(keyOf(entry));
      return now !== undefined && JSON.stringify(now.facts) !== JSON.stringify(entry.facts);
    }),
    removed: [...old.values()].filter((entry) => !recent.has(keyOf(entry)) && !IMPLIED.has(entry.kind)),
  };
  const pick = (change: keyof typeof changes, kind: EntryKind): readonly CatalogueEntry[] => {
    asked.add(`${change} ${kind}`);
    return changes[change].filter((entry) => entry.kind === kind);
  };
  return {
    added: (kind) => pick('added', kind),
    altered: (kind) => pick('altered', kind),
    removedOrAltered: (kind) => [...pick('removed', kind), ...pick('altered', kind)],
    addedKeys,
    refuseTheRest: () => {
      for (const [change, entries] of Object.entries(changes)) {
        const rest = entries.find((entry) => !asked.has(`${change} ${entry.kind}`) && !IMPLIED.has(entry.kind));
        if (rest !== undefined) throw new Error(`${keyOf(rest)} was ${change}: write this rollback by hand`);
      }
    },
  };
}

const beforeDot = ({ name }: CatalogueEntry): string => name.slice(0, name.indexOf('.'));
const afterDot = ({ name }: CatalogueEntry): string => name.slice(name.indexOf('.') + 1);
const dropPolicy = (entry: CatalogueEntry): string => `DROP POLICY ${afterDot(entry)} ON natter.${beforeDot(entry)};`;
const dropFunction = ({ name }: CatalogueEntry): string => `DROP FUNCTION natter.${name};`;

function dropTogether(kind: string, names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [`DROP ${kind}\n  ${names.join(',\n  ')};`];
}

function createPolicy(entry: CatalogueEntry, { catalogue }: StepState): string {
  const parent = keyOf(entry);
  const rolesIn = (list: readonly CatalogueEntry[]): readonly string[] =>
    list
      .filter((one) => one.kind === 'policy role' && one.parent === parent)
      .map(({ name }) => name.slice(name.lastIndexOf(' for ') + 5));
  const { condition = '', command = 'ALL', effect = 'permissive' } = entry.facts;
  const written = entry.facts['condition on what is written'] ?? '';
  const create = [
    `CREATE POLICY ${afterDot(entry)} ON natter.${beforeDot(entry)} AS ${effect.toUpperCase()} FOR ${command}`,
    ` TO ${rolesIn(catalogue.entries).map(asIdentifier).join(', ')}`,
    condition === '' ? '' : ` USING (${condition})`,
    written === '' ? '' : ` WITH CHECK (${written})`,
    ';',
  ].join('');
  const direct = rolesIn(catalogue.direct);
  if (direct.length === 0) return create;
  const all = [...rolesIn(catalogue.entries), ...direct].map(asIdentifier).join(', ');
  return `${create}\n${whereThere(direct[0] ?? '', [`ALTER POLICY ${afterDot(entry)} ON natter.${beforeDot(entry)} TO ${all}`])}`;
}

/** PostgreSQL replaces a body, and refuses another result or other names of arguments. */
const mustBeMadeAnew =
  (after: StepState) =>
  (entry: CatalogueEntry): boolean => {
    const now = allOf(after).find((one) => keyOf(one) === keyOf(entry));
    return ['kind', 'result', 'arguments'].some((fact) => now?.facts[fact] !== entry.facts[fact]);
  };

function restoreFunctions(entries: readonly CatalogueEntry[], { definitions }: StepState): readonly string[] {
  return entries.map(({ name }) => {
    const definition = definitions.get(name);
    if (definition === undefined) throw new Error(`there is no definition of ${name}`);
    return `${definition.trim()};`;
  });
}

function restoreColumn(entry: CatalogueEntry, after: StepState): readonly string[] {
  const now = allOf(after).find((one) => keyOf(one) === keyOf(entry));
  const alter = `ALTER TABLE natter.${beforeDot(entry)} ALTER COLUMN ${afterDot(entry)}`;
  return Object.entries(entry.facts).flatMap(([fact, value]) => {
    if (now?.facts[fact] === value) return [];
    if (fact === 'default') return [value === '' ? `${alter} DROP DEFAULT;` : `${alter} SET DEFAULT ${value};`];
    if (fact === 'null') return [`${alter} ${value === 'allowed' ? 'DROP' : 'SET'} NOT NULL;`];
    throw new Error(`the ${fact} of ${entry.name} was changed: write this rollback by hand`);
  });
}

function restoreTable(entry: CatalogueEntry, after: StepState): readonly string[] {
  const now = allOf(after).find((one) => keyOf(one) === keyOf(entry));
  return Object.entries(entry.facts).flatMap(([fact, value]) => {
    if (now?.facts[fact] === value) return [];
    if (fact === 'row-level security') {
      return [`ALTER TABLE natter.${entry.name} ${value === 'on' ? 'ENABLE' : 'DISABLE'} ROW LEVEL SECURITY;`];
    }
    throw new Error(`the ${fact} of ${entry.name} was changed: write this rollback by hand`);
  });
}

/** What was granted goes, and what was taken or went with a function made anew comes back. */
function changeGrants(diff: Diff, before: StepState, after: StepState): readonly string[] {
  const anew = new Set(diff.altered('function').filter(mustBeMadeAnew(after)).map(keyOf));
  const then = new Set(allOf(before).map(keyOf));
  const now = new Set(allOf(after).map(keyOf));
  const grantsOf = (state: StepState): readonly CatalogueEntry[] => allOf(state).filter(({ kind }) => kind === 'grant');
  const isOnAdded = ({ parent }: CatalogueEntry): boolean => {
    if (parent === null) return false;
    const [, table] = /^column ([^.]+)\./.exec(parent) ?? [];
    return diff.addedKeys.has(parent) || (table !== undefined && diff.addedKeys.has(`table ${table}`));
  };
  const gone = grantsOf(after).filter(
    (entry) => !then.has(keyOf(entry)) && !isOnAdded(entry) && !anew.has(entry.parent ?? ''),
  );
  const back = grantsOf(before).filter((entry) => !now.has(keyOf(entry)) || anew.has(entry.parent ?? ''));
  return [...writeGrants('REVOKE', gone), ...writeGrants('GRANT', back)];
}

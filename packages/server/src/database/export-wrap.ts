import { type DeploymentIdentity, MIGRATION_LOCK } from './migrate.ts';
import type { Migration } from './migration-files.ts';
import { quoteLiteral, type RoleNames } from './role-names.ts';

/** `supabase`: run by `supabase db push`, which makes a transaction of each file; `plain`: each file brings its own. */
export type ExportTarget = 'supabase' | 'plain';

/** For whom the files are written. */
export interface ExportPlace {
  readonly target: ExportTarget;
  /** The database that they are for; the roles carry its name. */
  readonly database: string;
  readonly roles: RoleNames;
  readonly deployment: DeploymentIdentity;
}

/** What a file does, between its beginning and its end, which see to the transaction and to the role. */
export interface WrappedFile {
  /** Lines of comment at the top, without their dashes. */
  readonly title: readonly string[];
  /** SQL that must find things as they have to be, and raises otherwise. */
  readonly guard: string;
  readonly body: string;
}

/**
 * A file that runs whole or not at all, whoever runs it and whichever tool it is run with, and leaves the session in the role
 * in which it began: `supabase db push` writes its own ledger in the same transaction.
 */
export function wrapFile({ target, database }: ExportPlace, { title, guard, body }: WrappedFile): string {
  const [begin, end] = target === 'plain' ? PLAIN : SUPABASE;
  return [
    title.map((line) => `-- ${line}`.trimEnd()).join('\n'),
    begin,
    `DO $natter_guard$
DECLARE
  ran text;
BEGIN
  -- As whom this file was begun; it works as the owner and ends as it began.
  PERFORM set_config('natter.migrating_role', current_user, true);
  IF current_setting('transaction_read_only')::boolean THEN
    RAISE EXCEPTION 'This file must run in one transaction: supabase db push, psql --single-transaction --file, or the SQL editor.';
  END IF;
  IF current_database() <> ${quoteLiteral(database)} THEN
    RAISE EXCEPTION 'These files were written for the database %, and this is %: export them again with --database.',
      ${quoteLiteral(database)}, current_database();
  END IF;
  -- Whoever migrates by any other way waits, and finds what was done here.
  PERFORM pg_advisory_xact_lock(${MIGRATION_LOCK});
${indent(guard)}
END
$natter_guard$;`,
    body.trim(),
    "DO $end$ BEGIN PERFORM set_config('role', current_setting('natter.migrating_role'), true); END $end$;",
    end,
  ]
    .map((part) => part.trim())
    .join('\n\n')
    .concat('\n');
}

const PLAIN = ['BEGIN;', 'COMMIT;'] as const;

// Where each statement is a transaction of its own, what follows this setting may write nothing; in one transaction the setting
// comes too late to matter, and is taken back at the end.
const SUPABASE = [
  `-- One transaction or nothing: were each statement its own, those after this one could not write.
SET default_transaction_read_only = on;`,
  'RESET default_transaction_read_only;',
] as const;

const indent = (text: string): string => text.trim().replaceAll(/^(?=.)/gm, '  ');

const INSTALLED = "EXISTS (SELECT 1 FROM pg_namespace WHERE nspname = 'natter')";

/** Steps `before` must have run, exactly these and of this version, in the database of this deployment. */
export function guardUp(step: Migration, before: readonly Migration[], { roles, deployment }: ExportPlace): string {
  if (before.length === 0) {
    return `IF current_setting('server_version_num')::int < 150000 THEN
  RAISE EXCEPTION 'Natter needs PostgreSQL 15 or later.';
END IF;
IF ${INSTALLED} THEN
  RAISE EXCEPTION 'Step 1 has run here already: there is a schema natter.';
END IF;`;
  }
  const newest = before.length;
  return `IF NOT ${INSTALLED} THEN
  RAISE EXCEPTION 'Step ${step.version} runs after steps 1 to ${newest}, and none has run here.';
END IF;
${readLedger(roles)}
IF starts_with(ran || ',', ${quoteLiteral(`${ledgerOf([...before, step])},`)}) THEN
  RAISE EXCEPTION 'Step ${step.version} has run here already.';
END IF;
IF ran IS DISTINCT FROM ${quoteLiteral(ledgerOf(before))} THEN
  RAISE EXCEPTION 'Step ${step.version} runs after steps 1 to ${newest} of the same version of Natter; here have run: %.', ran;
END IF;
IF NOT EXISTS (SELECT 1 FROM natter.deployment
    WHERE tenant_id = ${quoteLiteral(deployment.tenantId)} AND edition = ${quoteLiteral(deployment.edition)}) THEN
  RAISE EXCEPTION 'This database belongs to another store or edition than these files.';
END IF;`;
}

/** The newest step must be this one, and no people's rows may be lost unless that was said. */
export function guardDown(step: Migration, doomed: readonly string[], { roles }: ExportPlace): string {
  const anyRow = doomed.map((table) => `EXISTS (SELECT 1 FROM natter.${table})`).join(' OR ');
  return `IF NOT ${INSTALLED} THEN
  RAISE EXCEPTION 'There is nothing to take back: Natter is not installed here.';
END IF;
${readLedger(roles)}
IF (SELECT max(version) FROM natter.schema_migrations) IS DISTINCT FROM ${step.version} THEN
  RAISE EXCEPTION 'Only the newest step can be taken back, and that is not ${step.version}; here have run: %.', ran;
END IF;${
    doomed.length === 0
      ? ''
      : `
IF coalesce(current_setting('natter.destroy_messages', true), '') <> 'yes'
    AND (${anyRow}) THEN
  RAISE EXCEPTION 'Step ${step.version} holds rows of people (${doomed.join(', ')}): make a backup, then SET natter.destroy_messages = ''yes'' and run this file again.';
END IF;`
  }`;
}

/** As the owner, since nobody else may read it; dynamic, since the table may not be there when the block is read. */
const readLedger = ({ owner }: RoleNames): string => `PERFORM set_config('role', ${quoteLiteral(owner)}, true);
EXECUTE 'SELECT string_agg(format(''%s %s'', version, left(checksum, 12)), '', '' ORDER BY version) FROM natter.schema_migrations' INTO ran;`;

const ledgerOf = (steps: readonly Migration[]): string =>
  steps.map(({ version, checksum }) => `${version} ${checksum.slice(0, 12)}`).join(', ');

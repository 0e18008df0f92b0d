import type pg from 'pg';

/** What makes a schema, catalogue by catalogue; each answers lines of text. Role names come in as `$1`, to be told apart. */
const CATALOGUES: Readonly<Record<string, string>> = {
  schema:
    "SELECT format('%s owner=%s acl=%s', nspname, nspowner::regrole, nspacl) FROM pg_namespace WHERE nspname = 'natter'",
  table: `
    SELECT format('%s kind=%s owner=%s rls=%s forced=%s acl=%s options=%s', c.relname, c.relkind, c.relowner::regrole,
      c.relrowsecurity, c.relforcerowsecurity, c.relacl, c.reloptions)
    FROM pg_class c WHERE c.relnamespace = 'natter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S', 'f')`,
  column: `
    SELECT format('%s.%s %s notnull=%s default=%s collation=%s acl=%s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod),
      a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attcollation::regcollation, a.attacl)
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'natter'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'c') AND a.attnum > 0 AND NOT a.attisdropped`,
  constraint: `
    SELECT format('%s.%s %s valid=%s', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid), k.convalidated)
    FROM pg_constraint k WHERE k.connamespace = 'natter'::regnamespace`,
  index: `
    SELECT format('%s valid=%s', pg_get_indexdef(i.indexrelid), i.indisvalid)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid WHERE c.relnamespace = 'natter'::regnamespace`,
  policy: `
    SELECT format('%s.%s %s permissive=%s to=%s using=%s check=%s', tablename, policyname, cmd, permissive, roles, qual, with_check)
    FROM pg_policies WHERE schemaname = 'natter'`,
  function: `
    SELECT format('%s(%s) owner=%s acl=%s %s', p.proname, pg_get_function_identity_arguments(p.oid), p.proowner::regrole, p.proacl,
      pg_get_functiondef(p.oid))
    FROM pg_proc p WHERE p.pronamespace = 'natter'::regnamespace AND p.prokind IN ('f', 'p')`,
  trigger: `
    SELECT format('%s enabled=%s', pg_get_triggerdef(t.oid), t.tgenabled)
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = 'natter'::regnamespace AND NOT t.tgisinternal`,
  'default privilege': `
    SELECT format('%s schema=%s kind=%s acl=%s', defaclrole::regrole, defaclnamespace, defaclobjtype, defaclacl)
    FROM pg_default_acl WHERE pg_get_userbyid(defaclrole) = $1`,
};

/**
 * Everything that the schema `natter` consists of, as sorted lines: two databases are built alike when their dumps are equal.
 * `roles` are written as `{{owner}}` and `{{app}}`, since their names carry the database's.
 */
export async function dumpSchema(client: pg.Client, roles: { owner: string; app: string }): Promise<string> {
  const lines: string[] = [];
  for (const [catalogue, sql] of Object.entries(CATALOGUES)) {
    const values = sql.includes('$1') ? [roles.owner] : [];
    const { rows } = await client.query<Record<string, string>>(sql, values);
    lines.push(...rows.flatMap((row) => Object.values(row)).map((line) => `${catalogue} ${line}`));
  }
  const named = lines.map((line) => line.replaceAll(roles.owner, '{{owner}}').replaceAll(roles.app, '{{app}}'));
  return named.sort().join('\n');
}

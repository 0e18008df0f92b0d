import type pg from 'pg';

/** What a database consists of beside what PostgreSQL brings, and the cluster's roles; each statement answers lines. */
const SURROUNDINGS: readonly string[] = [
  "SELECT format('database %s acl=%s owner=%s', datname, datacl, datdba::regrole) FROM pg_database WHERE datname = current_database()",
  `SELECT format('schema %s owner=%s acl=%s', nspname, nspowner::regrole, nspacl) FROM pg_namespace
   WHERE nspname !~ '^pg_(toast_)?temp_'`,
  `SELECT format('relation %s kind=%s owner=%s acl=%s rls=%s', c.oid::regclass, c.relkind, c.relowner::regrole, c.relacl, c.relrowsecurity)
   FROM pg_class c WHERE c.oid >= 16384 AND c.relnamespace <> 'pg_toast'::regnamespace`,
  "SELECT format('column %s.%s acl=%s', attrelid::regclass, attname, attacl) FROM pg_attribute WHERE attrelid >= 16384 AND attacl IS NOT NULL",
  `SELECT format('function %s owner=%s acl=%s %s', p.oid::regprocedure, p.proowner::regrole, p.proacl, md5(p.prosrc))
   FROM pg_proc p WHERE p.oid >= 16384`,
  "SELECT format('type %s', oid::regtype) FROM pg_type WHERE oid >= 16384 AND typnamespace <> 'pg_toast'::regnamespace",
  "SELECT format('default %s %s %s %s', defaclrole::regrole, defaclnamespace, defaclobjtype, defaclacl) FROM pg_default_acl",
  "SELECT format('policy %s %s %s', polrelid::regclass, polname, polroles::regrole[]) FROM pg_policy",
  "SELECT format('publication %s %s', pubname, puballtables) FROM pg_publication",
  "SELECT format('published %s', prrelid::regclass) FROM pg_publication_rel",
  "SELECT format('trigger %s %s', tgrelid::regclass, tgname) FROM pg_trigger WHERE tgrelid >= 16384",
  "SELECT format('constraint %s %s', conrelid::regclass, conname) FROM pg_constraint WHERE oid >= 16384",
  "SELECT format('extension %s', extname) FROM pg_extension",
];

/** Roles whose name has this in it, what they belong to and are set to. */
const ROLES = `
  SELECT format('role %s %s%s%s%s%s', r.rolname, r.rolsuper, r.rolcanlogin, r.rolcreaterole, r.rolbypassrls,
    (SELECT string_agg(concat(m.roleid::regrole, m.admin_option), ',' ORDER BY m.roleid::regrole::text) FROM pg_auth_members m WHERE m.member = r.oid))
  FROM pg_roles r WHERE r.rolname LIKE $1
  UNION ALL
  SELECT format('setting %s %s', s.setrole::regrole, s.setconfig) FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
  WHERE r.rolname LIKE $1
  UNION ALL
  SELECT format('dependency %s %s %s', d.classid::regclass, d.deptype, r.rolname) FROM pg_shdepend d JOIN pg_roles r ON r.oid = d.refobjid
  WHERE d.refclassid = 'pg_authid'::regclass AND r.rolname LIKE $1`;

/** All of a database that can be seen in catalogues, sorted; `name` is in the names of its roles. */
export async function dumpSurroundings(client: pg.Client, name: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const sql of SURROUNDINGS) {
    const { rows } = await client.query<Record<string, string>>(sql);
    lines.push(...rows.flatMap((row) => Object.values(row)));
  }
  const { rows } = await client.query<Record<string, string>>(ROLES, [`%${name.replaceAll('_', '\\_')}%`]);
  return [...lines, ...rows.flatMap((row) => Object.values(row))].sort();
}

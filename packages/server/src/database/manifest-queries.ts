/**
 * What makes a schema, kind by kind. Each statement answers rows of `name` (telling it apart among its kind), `parent` (the
 * entry that it hangs on, or null) and `facts` (a flat JSON object of texts). They hold on PostgreSQL 15 and later: what a
 * later version added to every object (the owner's MAINTAIN, NOT NULL as a constraint) is left out.
 *
 * To be run with `search_path = pg_catalog`, so that names in definitions are written out.
 */
export const CATALOGUE_QUERIES = {
  schema: `
    SELECT nspname AS name, NULL AS parent, json_build_object('owner', pg_get_userbyid(nspowner)) AS facts
    FROM pg_namespace WHERE nspname = 'natter'`,

  table: `
    SELECT c.relname AS name, NULL AS parent, json_build_object(
      'owner', pg_get_userbyid(c.relowner),
      'row-level security', CASE WHEN c.relrowsecurity THEN 'on' ELSE 'off' END,
      'row-level security of its owner', CASE WHEN c.relforcerowsecurity THEN 'forced' ELSE 'not forced' END,
      'what the owner may', (SELECT string_agg(a.privilege_type, ', ' ORDER BY a.privilege_type)
        FROM aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
        WHERE a.grantee = c.relowner AND a.privilege_type <> 'MAINTAIN'),
      'durability', CASE c.relpersistence WHEN 'p' THEN 'logged' ELSE 'not logged' END,
      'storage', coalesce(array_to_string(c.reloptions, ', '), ''),
      'replica identity', CASE c.relreplident WHEN 'd' THEN 'default' WHEN 'n' THEN 'nothing' WHEN 'f' THEN 'full' ELSE 'index' END
    ) AS facts
    FROM pg_class c WHERE c.relnamespace = 'natter'::regnamespace AND c.relkind IN ('r', 'p')`,

  column: `
    SELECT format('%s.%s', c.relname, a.attname) AS name, format('table %s', c.relname) AS parent, json_build_object(
      'type', format_type(a.atttypid, a.atttypmod),
      'null', CASE WHEN a.attnotnull THEN 'not allowed' ELSE 'allowed' END,
      'default', coalesce(pg_get_expr(d.adbin, d.adrelid), ''),
      'collation', coalesce((SELECT l.collname FROM pg_collation l WHERE l.oid = a.attcollation), ''),
      'generated', concat(a.attgenerated, a.attidentity)
    ) AS facts
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = 'natter'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped`,

  // A foreign key lives by internal triggers, which a superuser can switch off; keys live by their index.
  constraint: `
    SELECT format('%s.%s', c.relname, k.conname) AS name, format('table %s', c.relname) AS parent, json_build_object(
      'definition', pg_get_constraintdef(k.oid),
      'old rows', CASE WHEN k.convalidated THEN 'checked' ELSE 'not checked' END,
      'enforcement', CASE WHEN EXISTS (SELECT 1 FROM pg_trigger t WHERE t.tgconstraint = k.oid AND t.tgenabled <> 'O') THEN 'off' ELSE 'on' END,
      'index', CASE WHEN k.contype NOT IN ('p', 'u', 'x') THEN ''
        WHEN EXISTS (SELECT 1 FROM pg_index i WHERE i.indexrelid = k.conindid AND i.indisvalid AND i.indisready) THEN 'valid' ELSE 'invalid' END
    ) AS facts
    FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE c.relnamespace = 'natter'::regnamespace AND k.contype IN ('p', 'u', 'x', 'f', 'c')`,

  index: `
    SELECT c.relname AS name, format('table %s', t.relname) AS parent, json_build_object(
      'definition', pg_get_indexdef(i.indexrelid),
      'state', CASE WHEN i.indisvalid AND i.indisready THEN 'valid' ELSE 'invalid' END
    ) AS facts
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_class t ON t.oid = i.indrelid
    WHERE t.relnamespace = 'natter'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))`,

  policy: `
    SELECT format('%s.%s', c.relname, p.polname) AS name, format('table %s', c.relname) AS parent, json_build_object(
      'command', CASE p.polcmd WHEN 'r' THEN 'SELECT' WHEN 'a' THEN 'INSERT' WHEN 'w' THEN 'UPDATE' WHEN 'd' THEN 'DELETE' ELSE 'ALL' END,
      'effect', CASE WHEN p.polpermissive THEN 'permissive' ELSE 'restrictive' END,
      'condition', coalesce(pg_get_expr(p.polqual, p.polrelid), ''),
      'condition on what is written', coalesce(pg_get_expr(p.polwithcheck, p.polrelid), '')
    ) AS facts
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = 'natter'::regnamespace`,

  'policy role': `
    SELECT format('%s.%s for %s', c.relname, p.polname, CASE WHEN r.oid = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(r.oid) END) AS name,
      format('policy %s.%s', c.relname, p.polname) AS parent, '{}'::json AS facts
    FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid CROSS JOIN LATERAL unnest(p.polroles) r(oid)
    WHERE c.relnamespace = 'natter'::regnamespace`,

  trigger: `
    SELECT format('%s.%s', c.relname, t.tgname) AS name, format('table %s', c.relname) AS parent, json_build_object(
      'definition', pg_get_triggerdef(t.oid),
      'state', CASE t.tgenabled WHEN 'O' THEN 'on' WHEN 'A' THEN 'always on' WHEN 'R' THEN 'on for replicas only' ELSE 'off' END
    ) AS facts
    FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE c.relnamespace = 'natter'::regnamespace AND NOT t.tgisinternal`,

  rule: `
    SELECT format('%s.%s', c.relname, r.rulename) AS name, format('table %s', c.relname) AS parent,
      json_build_object('definition', pg_get_ruledef(r.oid)) AS facts
    FROM pg_rewrite r JOIN pg_class c ON c.oid = r.ev_class
    WHERE c.relnamespace = 'natter'::regnamespace AND r.rulename <> '_RETURN'`,

  function: `
    SELECT format('%s(%s)', p.proname, oidvectortypes(p.proargtypes)) AS name, NULL AS parent, json_build_object(
      'kind', CASE p.prokind WHEN 'f' THEN 'function' WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' ELSE 'window function' END,
      'owner', pg_get_userbyid(p.proowner),
      'what the owner may', (SELECT string_agg(a.privilege_type, ', ')
        FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a WHERE a.grantee = p.proowner),
      'arguments', pg_get_function_arguments(p.oid),
      'result', coalesce(pg_get_function_result(p.oid), ''),
      'language', l.lanname,
      'rights', CASE WHEN p.prosecdef THEN 'its owner''s' ELSE 'its caller''s' END,
      'settings', coalesce(array_to_string(p.proconfig, '; '), ''),
      'volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
      'parallel', CASE p.proparallel WHEN 's' THEN 'safe' WHEN 'r' THEN 'restricted' ELSE 'unsafe' END,
      'null', CASE WHEN p.proisstrict THEN 'answered with null' ELSE 'given to it' END,
      'leakproof', p.proleakproof::text,
      'body', concat(p.prosrc, pg_get_function_sqlbody(p.oid))
    ) AS facts
    FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = 'natter'::regnamespace`,

  type: `
    SELECT t.typname AS name, NULL AS parent, json_build_object(
      'owner', pg_get_userbyid(t.typowner),
      'definition', CASE t.typtype
        WHEN 'c' THEN (SELECT string_agg(format('%s %s', a.attname, format_type(a.atttypid, a.atttypmod)), ', ' ORDER BY a.attnum)
          FROM pg_attribute a WHERE a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped)
        WHEN 'e' THEN (SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder) FROM pg_enum e WHERE e.enumtypid = t.oid)
        ELSE concat(t.typtype::text, ' ', format_type(t.typbasetype, t.typtypmod)) END
    ) AS facts
    FROM pg_type t LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE t.typnamespace = 'natter'::regnamespace AND t.typtype IN ('c', 'e', 'd', 'r') AND (c.relkind IS NULL OR c.relkind = 'c')`,

  grant: `
    SELECT format('%s on %s to %s', a.privilege_type, o.what, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END) AS name,
      o.what AS parent, json_build_object('may be passed on', CASE WHEN bool_or(a.is_grantable) THEN 'yes' ELSE 'no' END) AS facts
    FROM (
      SELECT 'schema natter' AS what, nspowner AS owner, nspacl AS acl FROM pg_namespace WHERE nspname = 'natter'
      UNION ALL SELECT format('%s %s', CASE WHEN relkind IN ('r', 'p') THEN 'table' ELSE 'relation' END, relname), relowner, relacl
        FROM pg_class WHERE relnamespace = 'natter'::regnamespace
      UNION ALL SELECT format('column %s.%s', c.relname, attname), relowner, attacl
        FROM pg_attribute JOIN pg_class c ON c.oid = attrelid WHERE relnamespace = 'natter'::regnamespace AND NOT attisdropped
      UNION ALL SELECT format('function %s(%s)', proname, oidvectortypes(proargtypes)), proowner, coalesce(proacl, acldefault('f', proowner))
        FROM pg_proc WHERE pronamespace = 'natter'::regnamespace
      UNION ALL SELECT format('type %s', typname), typowner, typacl FROM pg_type WHERE typnamespace = 'natter'::regnamespace
    ) o CROSS JOIN LATERAL aclexplode(o.acl) a
    WHERE a.grantee <> o.owner GROUP BY o.what, a.privilege_type, a.grantee`,

  // Of our owner anywhere, and of anybody in our schema.
  'default privileges': `
    SELECT format('of %s for %s%s', pg_get_userbyid(d.defaclrole),
        CASE d.defaclobjtype WHEN 'r' THEN 'tables' WHEN 'S' THEN 'sequences' WHEN 'f' THEN 'functions' WHEN 'T' THEN 'types' ELSE 'schemas' END,
        coalesce(' in ' || n.nspname, '')) AS name, NULL AS parent,
      json_build_object('grants', (SELECT coalesce(string_agg(format('%s to %s', a.privilege_type,
          CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE pg_get_userbyid(a.grantee) END), ', ' ORDER BY a.grantee, a.privilege_type), '')
        FROM aclexplode(d.defaclacl) a WHERE a.privilege_type <> 'MAINTAIN')) AS facts
    FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
    WHERE n.nspname = 'natter'
      OR d.defaclrole = (SELECT o.nspowner FROM pg_namespace o WHERE o.nspname = 'natter')`,

  // Copies and side doors, of which we have none: each that is found is too many.
  relation: `
    SELECT c.relname AS name, NULL AS parent, json_build_object('kind', CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialised view'
      WHEN 'S' THEN 'sequence' WHEN 'f' THEN 'foreign table' ELSE 'partitioned index' END, 'owner', pg_get_userbyid(c.relowner)) AS facts
    FROM pg_class c WHERE c.relnamespace = 'natter'::regnamespace AND c.relkind IN ('v', 'm', 'S', 'f')`,

  // A published table is told, row for row, to whoever subscribes; deletions go out without any policy.
  publication: `
    SELECT format('%s of %s', p.pubname, c.relname) AS name, format('table %s', c.relname) AS parent, '{}'::json AS facts
    FROM pg_publication_rel m JOIN pg_publication p ON p.oid = m.prpubid JOIN pg_class c ON c.oid = m.prrelid
    WHERE c.relnamespace = 'natter'::regnamespace
    UNION ALL
    SELECT format('%s of schema natter', p.pubname), NULL, '{}'::json
    FROM pg_publication_namespace m JOIN pg_publication p ON p.oid = m.pnpubid WHERE m.pnnspid = 'natter'::regnamespace`,

  'other object': `
    SELECT pg_describe_object(d.classid, d.objid, d.objsubid) AS name, NULL AS parent, '{}'::json AS facts
    FROM pg_depend d
    WHERE d.refclassid = 'pg_namespace'::regclass AND d.refobjid = 'natter'::regnamespace AND d.deptype = 'n'
      AND d.classid NOT IN ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_type'::regclass, 'pg_default_acl'::regclass,
        'pg_publication_namespace'::regclass)`,
} as const;

export type EntryKind = keyof typeof CATALOGUE_QUERIES;

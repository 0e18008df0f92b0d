import type pg from 'pg';
import { z } from 'zod';
import type { RoleNames } from './role-names.ts';

/** What is wrong with a role, or worth knowing. */
export interface RoleFinding {
  readonly severity: 'problem' | 'notice';
  readonly role: string;
  readonly sentence: string;
}

const Role = z.strictObject({
  rolname: z.string(),
  rolcanlogin: z.boolean(),
  rolsuper: z.boolean(),
  rolbypassrls: z.boolean(),
  rolcreaterole: z.boolean(),
  rolcreatedb: z.boolean(),
  rolreplication: z.boolean(),
});
type Role = z.infer<typeof Role>;

/** What neither of our roles may be; the server's login is stopped by each of these, the owner needs none. */
const POWERS: Readonly<Record<string, string>> = {
  rolsuper: 'is a superuser (must be NOSUPERUSER)',
  rolbypassrls: 'is above row-level security (must be NOBYPASSRLS)',
  rolcreaterole: 'may create roles (must be NOCREATEROLE)',
  rolcreatedb: 'may create databases (must be NOCREATEDB)',
  rolreplication: 'may read the whole cluster by replication (must be NOREPLICATION)',
};

const problem = (role: string, sentence: string): RoleFinding => ({ severity: 'problem', role, sentence });

/** Looks at the attributes, memberships, settings and belongings of both roles. Changes nothing. */
export async function checkRoles(client: pg.Client, roles: RoleNames): Promise<readonly RoleFinding[]> {
  const { rows } = await client.query(
    `SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication
     FROM pg_catalog.pg_roles WHERE rolname = ANY ($1)`,
    [[roles.owner, roles.app]],
  );
  const found = new Map(
    z
      .array(Role)
      .parse(rows)
      .map((role) => [role.rolname, role]),
  );
  const [owner, app] = [found.get(roles.owner), found.get(roles.app)];
  const findings = [...found.values()].flatMap(findPowers);
  if (owner?.rolcanlogin === true) {
    findings.push(problem(owner.rolname, `The owner ${owner.rolname} may log in (must be NOLOGIN).`));
  }
  if (app === undefined) {
    findings.push(problem(roles.app, `The server's login ${roles.app} is missing.`));
    return findings;
  }
  if (!app.rolcanlogin) {
    const sentence = `The server's login ${app.rolname} cannot log in yet: \`natter migrate\` gives it a password.`;
    findings.push({ severity: 'notice', role: app.rolname, sentence });
  }
  return [...findings, ...(await findMemberships(client, roles)), ...(await findSettings(client, roles))];
}

function findPowers(role: Role): readonly RoleFinding[] {
  return Object.entries(POWERS).flatMap(([attribute, sentence]) =>
    role[attribute as keyof Role] === true ? [problem(role.rolname, `The role ${role.rolname} ${sentence}.`)] : [],
  );
}

/**
 * The server's login belongs to nobody and owns nothing; nobody but administrators may become the owner. From PostgreSQL 16
 * on, who creates a role has its administration without being able to act as it; that is no way in.
 */
async function findMemberships(client: pg.Client, roles: RoleNames): Promise<readonly RoleFinding[]> {
  const { rows } = await client.query<{ kind: string; role: string }>(
    `SELECT 'belongs' AS kind, pg_get_userbyid(m.roleid)::text AS role FROM pg_catalog.pg_auth_members m
     WHERE m.member = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $2)
     UNION
     SELECT 'becomes', r.rolname::text FROM pg_catalog.pg_auth_members m JOIN pg_catalog.pg_roles r ON r.oid = m.member
     WHERE m.roleid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1)
       AND NOT r.rolsuper AND NOT r.rolcreaterole AND r.rolname <> current_user
     UNION
     SELECT 'owns', pg_describe_object(d.classid, d.objid, d.objsubid) FROM pg_catalog.pg_shdepend d
     WHERE d.refclassid = 'pg_catalog.pg_authid'::regclass AND d.deptype = 'o'
       AND d.refobjid = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $2)
       AND d.dbid IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))`,
    [roles.owner, roles.app],
  );
  return rows.map(({ kind, role }) => {
    if (kind === 'owns')
      return problem(roles.app, `The server's login ${roles.app} owns the ${role}; it must own nothing.`);
    if (kind === 'belongs')
      return problem(roles.app, `The server's login ${roles.app} belongs to ${role}; it must belong to nobody.`);
    return problem(role, `The role ${role} may become the owner ${roles.owner}, above row-level security.`);
  });
}

/** A login may have defaults of its own, and some would undo what the schema promises. */
async function findSettings(client: pg.Client, { app }: RoleNames): Promise<readonly RoleFinding[]> {
  const { rows } = await client.query<{ setting: string }>(
    `SELECT unnest(s.setconfig) AS setting FROM pg_catalog.pg_db_role_setting s
     WHERE s.setrole = (SELECT oid FROM pg_catalog.pg_roles WHERE rolname = $1)
       AND s.setdatabase IN (0, (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database()))`,
    [app],
  );
  const settings = rows.map(({ setting }) => setting);
  const durable = 'synchronous_commit=on';
  const surplus = settings.filter((setting) => setting !== durable);
  return [
    ...(settings.includes(durable)
      ? []
      : [
          problem(
            app,
            `The server's login ${app} lacks its setting ${durable}: what it acknowledges might not be on disk.`,
          ),
        ]),
    ...surplus.map((setting) => problem(app, `The server's login ${app} has a setting that is not ours: ${setting}.`)),
  ];
}

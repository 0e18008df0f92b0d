/**
 * What Supabase's own migrations make of a new project, as far as it bears on us: github.com/supabase/postgres, migrations/db
 * (roles, default privileges, `demote-postgres`, `alter_api_roles_for_inherit`, `grant_with_admin_to_postgres_16_and_above`,
 * the timeouts of the API's roles) and github.com/supabase/auth, migrations (`auth.uid`, `auth.role`, `auth.jwt`).
 */

export const GATEWAY_PASSWORD = 'gateway-of-the-double';

/** Roles of the cluster, made where they are missing. */
export const SHARED_ROLES = `
  DO $roles$
  BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'anon') THEN
      CREATE ROLE anon NOLOGIN;
      ALTER ROLE anon SET statement_timeout = '3s';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'authenticated') THEN
      CREATE ROLE authenticated NOLOGIN;
      ALTER ROLE authenticated SET statement_timeout = '8s';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'service_role') THEN
      CREATE ROLE service_role NOLOGIN BYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'supabase_auth_admin') THEN
      CREATE ROLE supabase_auth_admin NOINHERIT CREATEROLE NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'authenticator') THEN
      CREATE ROLE authenticator LOGIN NOINHERIT PASSWORD '${GATEWAY_PASSWORD}';
      GRANT anon, authenticated, service_role TO authenticator;
      ALTER ROLE authenticator SET statement_timeout = '8s';
      ALTER ROLE authenticator SET lock_timeout = '8s';
    END IF;
  END
  $roles$;`;

/** The migrating role, `postgres` there: no superuser, and with rights of its own beside those of an owner. */
export const demotedRole = (role: string, password: string): string => `
  CREATE ROLE ${role} NOSUPERUSER CREATEDB CREATEROLE LOGIN REPLICATION BYPASSRLS PASSWORD ${password};
  DO $grants$
  BEGIN
    IF current_setting('server_version_num')::int >= 160000 THEN
      GRANT anon, authenticated, service_role TO ${role} WITH ADMIN OPTION;
    ELSE
      GRANT anon, authenticated, service_role TO ${role};
    END IF;
  END
  $grants$;
  ALTER ROLE ${role} SET search_path = "$user", public, extensions;`;

/** Run by a superuser inside of the project's database; `role` is the migrating one. */
export const projectSchema = (role: string): string => `
  CREATE PUBLICATION supabase_realtime;
  CREATE SCHEMA extensions;
  GRANT USAGE ON SCHEMA extensions, public TO ${role}, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON TABLES TO ${role}, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON FUNCTIONS TO ${role}, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT ALL ON SEQUENCES TO ${role}, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA public GRANT ALL ON TABLES TO ${role}, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA public GRANT ALL ON FUNCTIONS TO ${role}, anon, authenticated, service_role;
  ALTER DEFAULT PRIVILEGES FOR ROLE ${role} IN SCHEMA public GRANT ALL ON SEQUENCES TO ${role}, anon, authenticated, service_role;
  GRANT ALL ON SCHEMA public, extensions TO ${role};

  CREATE SCHEMA auth;
  CREATE TABLE auth.users (id uuid PRIMARY KEY, email varchar(255), raw_app_meta_data jsonb);
  CREATE FUNCTION auth.uid() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim.sub', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid
  $$;
  CREATE FUNCTION auth.role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim.role', true), ''),
      (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'))::text
  $$;
  CREATE FUNCTION auth.jwt() RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(
      nullif(current_setting('request.jwt.claim', true), ''),
      nullif(current_setting('request.jwt.claims', true), ''))::jsonb
  $$;
  ALTER TABLE auth.users OWNER TO supabase_auth_admin;
  ALTER FUNCTION auth.uid() OWNER TO supabase_auth_admin;
  ALTER FUNCTION auth.role() OWNER TO supabase_auth_admin;
  ALTER FUNCTION auth.jwt() OWNER TO supabase_auth_admin;
  GRANT USAGE ON SCHEMA auth TO anon, authenticated, service_role, ${role};
  GRANT ALL ON SCHEMA auth TO supabase_auth_admin;
  GRANT ALL ON ALL TABLES IN SCHEMA auth TO ${role};
  GRANT ALL ON ALL ROUTINES IN SCHEMA auth TO ${role};

  CREATE SCHEMA supabase_migrations AUTHORIZATION ${role};
  CREATE TABLE supabase_migrations.schema_migrations (version text NOT NULL PRIMARY KEY, statements text[], name text);
  ALTER TABLE supabase_migrations.schema_migrations OWNER TO ${role};`;

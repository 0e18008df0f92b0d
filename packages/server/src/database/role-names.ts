import { createHash, createHmac } from 'node:crypto';

/** The two roles of a deployment: `owner` has everything and never logs in, `app` logs in and has nothing. */
export interface RoleNames {
  readonly owner: string;
  readonly app: string;
}

/** PostgreSQL's longest identifier, in bytes. */
const IDENTIFIER_BYTES = 63;

/**
 * Role names carry the database's name, so that two stores in one cluster do not meet. A name too long for an identifier is
 * cut and told apart by a hash.
 */
export function roleNames(database: string): RoleNames {
  const named = (suffix: string): string => {
    const name = `natter_${database}_${suffix}`;
    if (Buffer.byteLength(name) <= IDENTIFIER_BYTES) return name;
    return `natter_${createHash('sha256').update(database).digest('hex').slice(0, 24)}_${suffix}`;
  };
  return { owner: named('owner'), app: named('app') };
}

/** The login role's password where only the administrator's is known: derived, so that every starter finds the same one. */
export function derivePassword(adminPassword: string, database: string): string {
  return createHmac('sha256', adminPassword).update(`natter login ${database}`).digest('base64url');
}

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

export function quoteLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

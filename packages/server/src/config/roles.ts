import { OptionFault } from './option.ts';

/** What a process can do: `api` answers REST and serves the web app, `realtime` the sockets, `worker` does what nobody asks for. */
export const ROLES = ['api', 'realtime', 'worker'] as const;
export type Role = (typeof ROLES)[number];

/** One name of a list of roles. Errors: `OptionFault`. */
export function parseRole(item: string): Role {
  const role = ROLES.find((one) => one === item);
  if (role === undefined) throw new OptionFault(`must name some of ${ROLES.join(', ')}`);
  return role;
}

/** The roles named; none: all of them. */
export function rolesOf(named: readonly string[]): ReadonlySet<Role> {
  return new Set(ROLES.filter((role) => named.length === 0 || named.includes(role)));
}

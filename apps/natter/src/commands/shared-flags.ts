import { Edition } from '@natter/protocol';
import type { Overrides } from '../settings/read-environment.ts';

/** Where to listen. */
export const PLACE_FLAGS = {
  port: { type: 'string', description: 'Port to listen on; 0 takes a free one (PORT, 4000)', valueHint: 'number' },
  host: { type: 'string', description: 'Address to listen on (HOST, 127.0.0.1)', valueHint: 'address' },
} as const;

export const EDITION_FLAG = {
  edition: {
    type: 'enum',
    description: 'Which edition (NATTER_EDITION, social)',
    options: [...Edition.options] as string[],
  },
} as const;

/** What a process of several does. */
export const ROLES_FLAG = {
  roles: {
    type: 'string',
    description: 'What this process does: some of api, realtime, worker (NATTER_ROLES, all three)',
    valueHint: 'list',
  },
} as const;

/** Flags as the variables they stand for. */
export function overridesOf(args: {
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly edition?: string | undefined;
  readonly roles?: string | undefined;
}): Overrides {
  return { PORT: args.port, HOST: args.host, NATTER_EDITION: args.edition, NATTER_ROLES: args.roles };
}

import type { Environment } from '@natter/server';
import { type Finding, warning } from './finding.ts';

const HERE = new Set(['localhost', '127.0.0.1', '[::1]']);

/** What several processes need of their settings. */
export function checkNodes(env: Environment): readonly Finding[] {
  return [...checkRoles(env), ...checkRedis(env)];
}

function checkRoles({ NATTER_ROLES: roles, DATABASE_URL: url }: Environment): readonly Finding[] {
  const named = new Set((roles ?? '').split(',').map((role) => role.trim()));
  const isWhole = roles === undefined || ['api', 'realtime', 'worker'].every((role) => named.has(role));
  if (isWhole || url !== undefined) return [];
  return [
    warning(
      'lone-part',
      `NATTER_ROLES is ${roles} and DATABASE_URL is not set: no other process can do the rest, as the embedded database is this one's alone`,
      'Set DATABASE_URL, or leave NATTER_ROLES out',
    ),
  ];
}

function checkRedis({ REDIS_URL: redis }: Environment): readonly Finding[] {
  if (redis === undefined || !URL.canParse(redis)) return [];
  const { hostname, password } = new URL(redis);
  if (HERE.has(hostname) || password !== '') return [];
  return [
    warning(
      'open-redis',
      'REDIS_URL is of another machine and has no password: who can write to that Redis can put events before people’s eyes',
      'redis://:PASSWORD@host, better rediss://, and a firewall that lets the nodes alone through',
    ),
  ];
}

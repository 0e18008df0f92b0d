import { randomUUID } from 'node:crypto';
import type { WallWorld } from './wall-world.ts';

/** What is done with groups, as the server calls it: each answers the outcome, or the row where more is asked of it. */

type Row = Record<string, unknown>;

const first = async (world: WallWorld, sql: string, values: readonly unknown[]): Promise<Row> =>
  (await world.call(sql, values))[0] ?? {};

export interface GroupFields {
  readonly client?: string;
  readonly name?: string;
  readonly whoSends?: 'everyone' | 'admins';
  readonly whoAdds?: 'everyone' | 'admins';
  readonly newPerDay?: number;
}

/** Begins a group; answers the whole row. */
export const startGroup = (
  world: WallWorld,
  creator: string,
  people: readonly string[],
  {
    client = randomUUID(),
    name = 'Group',
    whoSends = 'everyone',
    whoAdds = 'everyone',
    newPerDay = 0,
  }: GroupFields = {},
): Promise<Row> =>
  first(world, 'SELECT * FROM natter.start_group($1, $2, $3, $4, $5, $6, $7, $8)', [
    ...[creator, randomUUID(), client, name, people, whoSends, whoAdds, newPerDay],
  ]);

/** A group of these; the first one made it. */
export async function newGroup(
  world: WallWorld,
  members: readonly string[],
  fields: GroupFields = {},
): Promise<string> {
  const [creator = '', ...others] = members;
  const row = await startGroup(world, creator, others, fields);
  if (row['outcome'] !== 'created') throw new Error(`no group: ${String(row['outcome'])}`);
  return String(row['id']);
}

const CHANGE =
  'SELECT g.outcome, g.recipients, g.added, (g.message).seq::int AS seq, (g.message).metadata AS metadata FROM natter.';
const change =
  (name: string, arity: number) =>
  async (world: WallWorld, ...given: readonly unknown[]): Promise<Row[]> =>
    await world.call(`${CHANGE}${name}(${Array.from({ length: arity }, (_, n) => `$${n + 1}`).join()}) g`, given);

/** Each answers a row for each line that it wrote, or one that says why there is none. */
export const addMembers = change('add_members', 3);
export const removeMember = change('remove_member', 3);
export const leaveGroup = change('leave_group', 2);
export const setRole = change('set_member_role', 4);
export const patchGroup = change('patch_group', 5);

/** `admin*` of its members now, by id. */
export async function membersOf(world: WallWorld, id: string): Promise<string[]> {
  const rows = await world.look(
    'SELECT user_id, role FROM natter.conversation_participants WHERE conversation_id = $1 AND left_at IS NULL ORDER BY user_id',
    [id],
  );
  return rows.map((row) => `${String(row['user_id'])}${row['role'] === 'admin' ? '*' : ''}`).sort();
}

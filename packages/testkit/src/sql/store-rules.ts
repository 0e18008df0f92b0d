import type { WallWorld } from './wall-world.ts';

/** Columns of `natter.policy` that a probe changes for as long as it runs. */
export interface Rules {
  readonly requires_membership: boolean;
  readonly features: readonly string[];
  readonly free_days: number;
  readonly privileged_days: number;
  readonly privileged_plus_days: number;
  readonly retention_basis: 'sender' | 'longest_participant';
  readonly max_message_length: number;
  readonly sending_tiers: readonly string[];
  readonly sending_roles: readonly string[];
  readonly refused_pattern: string | null;
  readonly reported_pattern: string | null;
}

const COLUMNS = [
  'requires_membership',
  'features',
  'free_days',
  'privileged_days',
  'privileged_plus_days',
  'retention_basis',
  'max_message_length',
  'sending_tiers',
  'sending_roles',
  'refused_pattern',
  'reported_pattern',
] as const satisfies readonly (keyof Rules)[];

const ALL_FEATURES = [
  ...['blocking', 'deletion', 'presence', 'receipts', 'reporting', 'typing', 'word_filter'],
  ...['archive', 'disappearing', 'editing', 'forwarding', 'groups', 'polls', 'reactions', 'scheduling', 'starring'],
];

/** Everything but these. */
export const allBut = (...names: string[]): string[] => ALL_FEATURES.filter((one) => !names.includes(one));

/** Runs something under other rules, written past `set_policy`, which would rewrite what all people have; then puts them back. */
export async function withRules<T>(world: WallWorld, rules: Partial<Rules>, use: () => Promise<T>): Promise<T> {
  const [before = {}] = await world.look(`SELECT ${COLUMNS.join(', ')} FROM natter.policy`);
  const put = (row: Readonly<Record<string, unknown>>) =>
    world.look(
      `UPDATE natter.policy SET ${COLUMNS.map((column, index) => `${column} = $${index + 1}`).join(', ')}`,
      COLUMNS.map((column) => row[column]),
    );
  await put({ ...before, ...rules });
  try {
    return await use();
  } finally {
    await put(before);
  }
}

const FREE_STARTS = "('tier', 'free', 'CAN_INITIATE_DIRECT_MESSAGES')";

/** As in a bookstore: members of its clubs only, free ones do not start, messages are kept for a time. */
export async function asBookstore<T>(world: WallWorld, use: () => Promise<T>): Promise<T> {
  await world.look(`DELETE FROM natter.entitlements WHERE (kind, name, entitlement) = ${FREE_STARTS}`);
  await world.look(
    `INSERT INTO natter.entitlements SELECT 'role', r, e FROM unnest(ARRAY['manager', 'owner']) r,
       unnest(ARRAY['CAN_INITIATE_DIRECT_MESSAGES', 'CAN_SEND_DIRECT_MESSAGES']) e ON CONFLICT DO NOTHING`,
  );
  try {
    const days = { free_days: 30, privileged_days: 180, privileged_plus_days: 365 };
    return await withRules(world, { requires_membership: true, ...days }, use);
  } finally {
    await world.look(`INSERT INTO natter.entitlements VALUES ${FREE_STARTS} ON CONFLICT DO NOTHING`);
  }
}

/** What the host says of a person. */
export async function tellHost(world: WallWorld, user: string, facts: object): Promise<void> {
  await world.call('SELECT 1 FROM natter.upsert_users($1)', [JSON.stringify([{ id: user, ...facts }])]);
}

/** Somebody of one of the store's clubs. */
export async function newMember(world: WallWorld, facts: object = {}): Promise<string> {
  const id = await world.newPerson();
  await tellHost(world, id, facts);
  await putClubs(world, [{ userId: id, clubId: 'readers', storeId: 'test' }]);
  return id;
}

export async function putClubs(world: WallWorld, put: readonly object[], remove: readonly object[] = []) {
  const [row] = await world.call('SELECT * FROM natter.put_memberships($1, $2)', [
    JSON.stringify(put),
    JSON.stringify(remove),
  ]);
  return row;
}

export async function isMember(world: WallWorld, user: string): Promise<unknown> {
  return (await world.look("SELECT is_member FROM natter.users WHERE id = $1 AND tenant_id = 'test'", [user]))[0]?.[
    'is_member'
  ];
}

/** Blocks or unblocks; answers the outcome. */
export async function putBlock(world: WallWorld, user: string, other: string, isBlocked = true): Promise<unknown> {
  const sql = 'SELECT outcome FROM natter.put_block($1, $2, $3, 100)';
  return (await world.call(sql, [user, other, isBlocked]))[0]?.['outcome'];
}

/** Deletes; answers the whole row. */
export async function deleteMessage(
  world: WallWorld,
  user: string,
  conversation: string,
  message: string,
  { forEveryone = false, windowSeconds = 3600 } = {},
): Promise<Record<string, unknown>> {
  const sql = 'SELECT outcome, seq::int, change_seq::int, recipients FROM natter.delete_message($1, $2, $3, $4, $5)';
  return (await world.call(sql, [user, conversation, message, forEveryone, windowSeconds]))[0] ?? {};
}

/** Reports; answers the outcome. */
export async function report(world: WallWorld, user: string, conversation: string, message: string): Promise<unknown> {
  const sql = "SELECT natter.report_message($1, $2, $3, 'spam', 'so it is') AS outcome";
  return (await world.call(sql, [user, conversation, message]))[0]?.['outcome'];
}

/** The messages this person sees in a conversation, by content. */
export async function contentsSeen(world: WallWorld, user: string, conversation: string): Promise<unknown[]> {
  const sql =
    'SELECT (message).content AS content FROM natter.read_history($1, $2, NULL, 100, 0) WHERE (message).id IS NOT NULL';
  return (await world.call(sql, [user, conversation])).map((row) => row['content']);
}

/** Refused by a function of ours with this SQLSTATE. */
export async function codeOf(world: WallWorld, sql: string, values: readonly unknown[]): Promise<string | null> {
  return (await world.attempt(sql, values)).code;
}

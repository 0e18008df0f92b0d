import { randomUUID } from 'node:crypto';
import type { SendFields, WallWorld } from './wall-world.ts';

/** What is done with messages, as the server calls it: each answers the outcome, or the row where more is asked of it. */

type Row = Record<string, unknown>;

/** Sends and answers the message's id. */
export async function write(
  world: WallWorld,
  conversation: string,
  sender: string,
  content = 'x',
  fields: SendFields = {},
): Promise<string> {
  const id = fields.id ?? randomUUID();
  const row = await world.send(conversation, sender, content, { ...fields, id });
  if (row['verdict'] !== 'sent') throw new Error(`not sent: ${String(row['verdict'])}`);
  return id;
}

/** A poll as it begins. */
export function pollOf({ options = ['a', 'b', 'c'], multiple = false, anonymous = false } = {}): string {
  const choices = options.map((text, index) => ({ id: index + 1, text, votes: 0 }));
  return JSON.stringify({ poll: { options: choices, multiple, anonymous, voters: 0, closedAt: null } });
}

export const ask = (world: WallWorld, conversation: string, sender: string, poll = pollOf()): Promise<string> =>
  write(world, conversation, sender, 'where?', { type: 'poll', metadata: poll });

async function first(world: WallWorld, sql: string, values: readonly unknown[]): Promise<Row> {
  return (await world.call(sql, values))[0] ?? {};
}

export async function edit(
  world: WallWorld,
  [user, conversation, message]: readonly [string, string, string],
  content: string | null,
  { version = 1, windowSeconds = 900 }: { version?: number | null; windowSeconds?: number } = {},
): Promise<Row> {
  const sql =
    'SELECT outcome, recipients, (message).content AS content FROM natter.edit_message($1, $2, $3, $4, $5, NULL, $6)';
  return await first(world, sql, [user, conversation, message, version, content, windowSeconds]);
}

type On = readonly [user: string, conversation: string, message: string];

export const react = (world: WallWorld, on: On, emoji: string, isOn = true): Promise<Row> =>
  first(world, 'SELECT outcome, recipients FROM natter.set_reaction($1, $2, $3, $4, $5)', [...on, emoji, isOn]);

export const vote = (world: WallWorld, on: On, options: readonly number[]): Promise<Row> =>
  first(world, 'SELECT outcome, recipients, (message).id AS told FROM natter.set_votes($1, $2, $3, $4)', [
    ...on,
    options,
  ]);

export const closePoll = (world: WallWorld, on: On): Promise<Row> =>
  first(world, 'SELECT outcome, recipients, (message).id AS told FROM natter.close_poll($1, $2, $3)', [...on]);

export const star = async (world: WallWorld, on: On, isOn = true): Promise<unknown> =>
  (await first(world, 'SELECT natter.set_star($1, $2, $3, $4) AS outcome', [...on, isOn]))['outcome'];

/** Hands on under keys of its own, or under these. */
export async function forward(
  world: WallWorld,
  on: On,
  targets: readonly string[],
  clients: readonly string[] = targets.map(() => randomUUID()),
): Promise<Row[]> {
  const sql = `SELECT outcome, remaining, verdict, recipients, (message).id AS id, (message).content AS content, (message).metadata AS metadata
    FROM natter.forward_message($1, $2, $3, $4, $5, $6)`;
  return await world.call(sql, [...on, targets, clients, targets.map(() => randomUUID())]);
}

export async function schedule(
  world: WallWorld,
  user: string,
  conversation: string,
  sendAt: Date | null,
  more: { id?: string; client?: string; content?: string; reply?: string | null } = {},
): Promise<Row> {
  const { id = randomUUID(), client = randomUUID(), content = 'later', reply = null } = more;
  const sql = 'SELECT outcome, id FROM natter.create_scheduled($1, $2, $3, $4, $5, NULL, $6, $7)';
  return await first(world, sql, [user, conversation, id, client, content, reply, sendAt]);
}

/** What is due, or with a person that one of theirs. */
export const sendWaiting = (world: WallWorld, user: string | null = null, id: string | null = null): Promise<Row[]> =>
  world.call(
    'SELECT id, user_id, verdict, recipients, (message).content AS content FROM natter.send_waiting($1, $2, 20, $3)',
    [user, id, Array.from({ length: 20 }, () => randomUUID())],
  );

export const disappear = (world: WallWorld, user: string, conversation: string, seconds: number | null): Promise<Row> =>
  first(world, 'SELECT outcome, recipients FROM natter.set_disappearing($1, $2, $3, $4)', [
    user,
    conversation,
    randomUUID(),
    seconds,
  ]);

/** A message as this person sees it, with what hangs on it. */
export async function seenBy(world: WallWorld, [user, conversation, message]: On): Promise<Row> {
  const sql = `SELECT content, metadata, reactions, votes, starred, version, edited_at IS NOT NULL AS is_edited
    FROM natter.read_message($1, $2, $3)`;
  return await first(world, sql, [user, conversation, message]);
}

export const versionsSeen = async (world: WallWorld, on: On): Promise<unknown[]> =>
  (await world.call('SELECT content FROM natter.read_versions($1, $2, $3)', [...on])).map((row) => row['content']);

/** Runs something at another time; the clock goes on as ever after it. */
export async function atTime<T>(world: WallWorld, now: Date, use: () => Promise<T>): Promise<T> {
  await world.database.setNow(now);
  try {
    return await use();
  } finally {
    await world.database.setNow(null);
  }
}

import { ask, edit, pollOf, react, schedule, star, vote, write } from './life-rules.ts';
import type { Scene, WallWorld } from './wall-world.ts';

export const HANGING = ['message_edits', 'message_reactions', 'poll_votes'] as const;

/** How many rows this person is shown of what hangs on messages of a conversation. */
export async function hangingFor(world: WallWorld, user: string, conversation: string): Promise<number[]> {
  const counts: number[] = [];
  for (const table of HANGING) {
    const sql = `SELECT count(*)::int AS n FROM natter.${table} WHERE conversation_id = $1`;
    counts.push(Number((await world.readAs(user, sql, [conversation]))[0]?.['n']));
  }
  return counts;
}

/** What the functions that read for somebody say of a message and of its conversation. */
export async function readAll(
  world: WallWorld,
  user: string,
  conversation: string,
  message: string,
): Promise<unknown[]> {
  const found: unknown[] = [];
  const take = async (sql: string, values: readonly unknown[]) =>
    found.push(...(await world.call(sql, [user, ...values])));
  for (const name of ['read_message', 'read_versions', 'read_reactions', 'read_votes'])
    await take(`SELECT 1 FROM natter.${name}($1, $2, $3)`, [conversation, message]);
  await take("SELECT seq FROM natter.locate_message($1, $2, '2001-01-01')", [conversation]);
  await take('SELECT 1 FROM natter.read_participants($1, $2)', [conversation]);
  await take('SELECT 1 FROM natter.read_starred($1, $2, NULL, NULL, NULL, 9)', [conversation]);
  await take('SELECT 1 FROM natter.read_stars($1, ARRAY[$2::uuid], NULL, 9)', [conversation]);
  await take('SELECT 1 FROM natter.read_scheduled($1, $2, NULL)', [conversation]);
  return found;
}

export interface Alive extends Scene {
  readonly message: string;
  readonly poll: string;
}

/** A message of Ada's that was edited, and an open poll; both reacted and voted, and Ada keeps both. */
export async function newLife(world: WallWorld): Promise<Alive> {
  const scene = await world.newScene(1);
  const { ada, bo, conversation } = scene;
  const message = await write(world, conversation, ada, 'first');
  await edit(world, [ada, conversation, message], 'second');
  const poll = await ask(world, conversation, bo, pollOf({ multiple: true }));
  for (const user of [ada, bo]) {
    await react(world, [user, conversation, message], '🎉');
    await vote(world, [user, conversation, poll], [1, 2]);
  }
  await star(world, [ada, conversation, message]);
  await schedule(world, ada, conversation, new Date(Date.now() + 3_600_000));
  return { ...scene, message, poll };
}

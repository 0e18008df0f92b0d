import type { Message } from '@natter/protocol';
import { expect, it } from 'vitest';
import { createWorld, Device, type Tab, type World } from './testing/device.ts';
import { NO_FAULTS } from './testing/fake-network.ts';

interface Person {
  readonly name: string;
  readonly device: Device;
  /** What was handed to `send` and taken, per conversation, in order. */
  readonly sent: Map<string, string[]>;
  /** The keys of all that: what else there is of this person are copies, and what was sent at its time. */
  readonly keys: Set<string>;
}

/** A message is deleted, for its reader or for everyone. One that is refused, or whose request was lost, is there again. */
function deleteSomething({ random, server }: World, tab: Tab, id: string): void {
  const { userId } = tab.client;
  const { items } = server.history(userId, id, { limit: 1e6 });
  const message = items[Math.floor(random() * items.length)];
  if (!message) return;
  const who = message.senderId === userId && random() < 0.5 ? 'everyone' : 'me';
  void tab.client.messages.delete(id, message.id, { for: who }).catch(() => undefined);
}

const EMOJI = ['👍', '❤️', '🎉'];

/** Something is done with a message that is there, here or by somebody else's device. What is refused, or lost on the way, is not done. */
function liveOn({ random, server, clock }: World, tab: Tab, id: string, n: number): void {
  const { userId, messages, conversations, scheduled } = tab.client;
  const { items } = server.history(userId, id, { limit: 1e6 });
  // Much happens to the same few.
  const message = items.slice(-6)[Math.floor(random() * 6)];
  const lastPoll = items.findLast((one) => one.type === 'poll');
  const emoji = EMOJI[Math.floor(random() * EMOJI.length)] ?? '';
  const isOn = random() < 0.6;
  const dice = random();
  const did = (done: Promise<unknown>) => void done.catch(() => undefined);
  if (dice < 0.05) tab.client.drafts.set(id, random() < 0.3 ? '' : `draft ${n}`);
  else if (dice < 0.1) did(conversations.setDisappearing(id, random() < 0.5 ? null : 60 + Math.floor(random() * 600)));
  else if (dice < 0.2) {
    const sendAt = new Date(clock.now + 1_000 + random() * 20_000).toISOString();
    did(scheduled.create(id, { content: `later ${n}`, sendAt }));
  } else if (!message) return;
  else if (dice < 0.55) {
    did(messages.react(id, message.id, emoji, isOn));
    // Now and then twice, before the first was told.
    if (random() < 0.4) did(messages.react(id, message.id, emoji, !isOn));
  } else if (dice < 0.65) did(messages.star(id, message.id, isOn));
  else if (dice < 0.85 && lastPoll) {
    const choice = [[], [1], [2], [1, 2]][Math.floor(random() * 4)] ?? [];
    if (random() < 0.1) did(messages.closePoll(id, lastPoll.id));
    else did(messages.vote(id, lastPoll.id, choice));
  } else if (dice < 0.95 && message.senderId === userId) did(messages.edit(id, message.id, { content: `mine ${n}` }));
  else did(messages.forward(id, message.id, [id]));
}

/** One random thing that happens in a world of two people with bad networks. */
async function misfortune(world: World, people: readonly Person[], ids: readonly string[], n: number): Promise<void> {
  const { random, network, server } = world;
  const pick = <T>(from: readonly T[]): T => {
    const one = from[Math.floor(random() * from.length)];
    if (one === undefined) throw new Error('nothing to pick');
    return one;
  };
  const person = pick(people);
  const id = pick(ids);
  const dice = random();
  const tab: Tab = pick(person.device.tabs);
  server.life.tick();
  if (dice < 0.25) liveOn(world, tab, id, n);
  else if (dice < 0.48) {
    const content = `${person.name} ${n}`;
    // Who writes in a tab has woken it.
    tab.platform.thaw();
    const { clientId } = await tab.client.sendMessage(id, {
      content,
      ...(random() < 0.15 ? { poll: { options: ['a', 'b'] } } : {}),
    });
    person.keys.add(clientId);
    person.sent.set(id, [...(person.sent.get(id) ?? []), content]);
  } else if (dice < 0.52) network.cut(person.name);
  else if (dice < 0.57) {
    tab.platform.wake('offline');
    network.cut(person.name);
  } else if (dice < 0.67) tab.platform.wake('online');
  else if (dice < 0.72) {
    tab.crash();
    await person.device.open();
  } else if (dice < 0.78) tab.client.messages.open(id).markRead(Math.ceil(random() * 30));
  else if (dice < 0.84) server.edit(id, Math.ceil(random() * 10), `edited ${n}`);
  else if (dice < 0.85) server.erase(id, Math.ceil(random() * 10));
  else if (dice < 0.87) deleteSomething(world, tab, id);
  else if (dice < 0.9) network.isDown = !network.isDown;
  else if (dice < 0.93) void tab.client.messages.open(id).loadBefore();
  else if (dice < 0.95) tab.platform.freeze();
  else if (dice < 0.97) for (const one of person.device.tabs) one.platform.thaw();
  else if (dice < 0.98) void tab.client.conversations.patch(id, { isPinned: random() < 0.5 }).catch(() => undefined);
  else await world.clock.advance(random() * 5_000);
}

async function run(seed: number): Promise<void> {
  const world = createWorld(seed);
  const { clock, network, server, random } = world;
  const ids = [server.start('ann', 'bob').id, server.start('ann', 'cat').id];
  const people: Person[] = [];
  for (const name of ['ann', 'bob', 'cat']) {
    const device = new Device(world, name);
    // Now and then both tabs believe that they are the one that sends.
    device.isOwnedByAll = seed % 3 === 0;
    for (let tabs = name === 'ann' ? 2 : 1; tabs > 0; tabs--) await device.open();
    people.push({ name, device, sent: new Map(), keys: new Set() });
  }
  const membersOf = (id: string) => people.filter((one) => server.rooms.get(id)?.members.includes(one.name));
  network.faults = {
    lostRequests: random() * 0.3,
    lostAnswers: random() * 0.3,
    lostEvents: random() * 0.6,
    doubledEvents: random() * 0.5,
    delay: [1, 1 + random() * 1_500],
  };
  for (let n = 0; n < 110; n++) {
    const id = ids[n % 2] ?? '';
    // A third of the messages passes away before the end, another one after it.
    const life = random();
    server.lifeMs = life < 0.33 ? 10_000 + random() * 60_000 : life < 0.66 ? 3_600_000 : null;
    await misfortune(world, membersOf(id), [id], n);
    await clock.advance(random() * 400);
  }
  await clock.advance(20_000);
  server.life.tick();
  network.isDown = false;
  network.faults = { ...NO_FAULTS };
  for (const { device } of people)
    for (const tab of device.tabs) {
      tab.platform.thaw();
      tab.platform.wake('online');
    }
  await clock.advance(150_000);

  for (const id of ids) {
    const truth = server.rooms.get(id);
    for (const [person, tab] of membersOf(id).flatMap((one) => one.device.tabs.map((open) => [one, open] as const))) {
      const { name } = person;
      const where = `seed ${seed}, ${name}`;
      const seen = server.history(name, id, { limit: 1e6 }).items;
      const expected = seen.map(rowOf);
      expect([where, tab.client.connection.getSnapshot().state]).toEqual([where, 'live']);
      expect([where, tab.client.outbox.getSnapshot()]).toEqual([where, { queued: 0, failed: 0 }]);
      const view = await tab.wholeThread(id);
      expect([where, view.messages.map(rowOf)]).toEqual([where, expected]);
      expect([where, [...view.starred].sort()]).toEqual([where, [...(truth?.mine.get(name)?.starred ?? [])].sort()]);
      expect([where, view.pending]).toEqual([where, []]);
      expect([where, await person.device.storage.read((tx) => tx.all('outbox'))]).toEqual([where, []]);
      // Participants' times of reading are nobody's promise; all else is as the server has it.
      const { participants: _, ...conversation } = server.get(name, id);
      expect([where, view.conversation]).toMatchObject([where, conversation]);
      const written = truth?.messages.filter(({ clientId }) => clientId !== null && person.keys.has(clientId));
      const sent = written?.filter((one) => one.editedAt === null && one.deletedAt === null);
      const order = (person.sent.get(id) ?? []).filter((content) => sent?.some((one) => one.content === content));
      expect([where, sent?.map((one) => one.content)]).toEqual([where, order]);
      expect([where, written?.length]).toEqual([where, person.sent.get(id)?.length ?? 0]);
      // What the disk holds is the same again, without a network.
      network.isDown = true;
      tab.crash();
      const reopened = await person.device.open();
      const stored = await reopened.wholeThread(id);
      expect([where, stored.messages.map(rowOf)]).toEqual([where, view.messages.map(rowOf)]);
      expect([where, [...stored.starred]]).toEqual([where, [...view.starred]]);
      network.isDown = false;
      await clock.until(() => reopened.client.connection.getSnapshot().state === 'live');
      await clock.advance(10_000);
    }
  }
}

/** What anybody sees of a message. Reactions in an order of their own: that of the log and that of an answer may differ. */
function rowOf({ seq, clientId, type, content, metadata, reactions, votes }: Message): unknown[] {
  const shown = reactions.map(({ emoji, count, mine = false }) => `${emoji} ${count} ${mine}`).sort();
  return [seq, clientId, type, content, metadata, shown, type === 'poll' ? (votes ?? []) : null];
}

/** The long run tries more of them. */
const SEEDS = process.env['NATTER_TEST_ALL'] === '1' ? 25 : 8;

it(`[CATCH-6] [SHOWN-1] after any losses, repeats, disorder, cuts and crashes all devices equal the server (${SEEDS} seeds)`, async () => {
  for (let seed = 1; seed <= SEEDS; seed++) await run(seed);
}, 180_000);

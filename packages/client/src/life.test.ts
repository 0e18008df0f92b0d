import type { Message } from '@natter/protocol';
import { describe, expect, it } from 'vitest';
import { createWorld, Device } from './testing/device.ts';

const key = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}`;

/** Ann with a computer and a phone, bob with one device; one message of each, and a poll of bob's. */
async function annAndBob() {
  const world = createWorld();
  const { server, clock } = world;
  const { id } = server.start('ann', 'bob');
  const mine = server.send('ann', id, { clientId: key(1), content: 'mine' }).message;
  const theirs = server.send('bob', id, { clientId: key(2), content: 'theirs' }).message;
  const type = 'poll' as const;
  const question = { clientId: key(3), content: 'Where?', type, poll: { options: ['here', 'there'] } };
  const poll = server.send('bob', id, question).message;
  const devices = { ann: new Device(world, 'ann'), phone: new Device(world, 'ann'), bob: new Device(world, 'bob') };
  const tabs = { ann: await devices.ann.open(), phone: await devices.phone.open(), bob: await devices.bob.open() };
  await clock.until(() => Object.values(tabs).every((tab) => tab.isLive()));
  const open = (name: keyof typeof tabs) => tabs[name].client.messages.open(id);
  const threads = { ann: open('ann'), phone: open('phone'), bob: open('bob') };
  await clock.advance(5_000);
  const at = (name: keyof typeof tabs, message: Message) =>
    threads[name].getSnapshot().messages.find((one) => one.id === message.id);
  return { ...world, id, mine, theirs, poll, devices, tabs, threads, at, ann: tabs.ann.client };
}

describe('a reaction', () => {
  it('[SHOWN-1] shows here at once, with all others then, and counts once', async () => {
    const { id, theirs, ann, at, clock } = await annAndBob();
    const done = ann.messages.react(id, theirs.id, '👍', true);
    await clock.advance(0);
    expect(at('ann', theirs)?.reactions).toEqual([{ emoji: '👍', count: 1, mine: true }]);
    expect(at('bob', theirs)?.reactions).toEqual([]);
    await clock.advance(2_000);
    expect((await done).reactions).toEqual([{ emoji: '👍', count: 1, mine: true }]);
    expect(at('ann', theirs)?.reactions).toEqual([{ emoji: '👍', count: 1, mine: true }]);
    expect(at('phone', theirs)?.reactions).toEqual([{ emoji: '👍', count: 1, mine: true }]);
    expect(at('bob', theirs)?.reactions).toEqual([{ emoji: '👍', count: 1, mine: false }]);
  });

  it('[SHOWN-1] that is refused goes again, with the reason', async () => {
    const { id, theirs, ann, at, clock, network } = await annAndBob();
    network.override = (line) =>
      line.includes('/reactions/') ? { status: 409, text: JSON.stringify({ code: 'conflict', detail: '20' }) } : null;
    const refused = expect(ann.messages.react(id, theirs.id, '👍', true)).rejects.toMatchObject({ code: 'conflict' });
    await clock.advance(0);
    expect(at('ann', theirs)?.reactions.length).toBe(1);
    await clock.advance(2_000);
    await refused;
    expect(at('ann', theirs)?.reactions).toEqual([]);
  });

  it('[SHOWN-2] two quick taps end where they were left and never flicker, however slow the way is', async () => {
    const { id, theirs, ann, at, clock, network, threads } = await annAndBob();
    network.faults = { ...network.faults, delay: [300, 900] };
    const seen: number[] = [];
    threads.ann.subscribe(() => seen.push(at('ann', theirs)?.reactions[0]?.count ?? 0));
    const taps = [true, false, true].map((isOn) => ann.messages.react(id, theirs.id, '👍', isOn));
    await clock.advance(0);
    expect(at('ann', theirs)?.reactions.length).toBe(1);
    await clock.advance(20_000);
    // One from the first tap on: nothing that came later said otherwise, and an event before its answer does not count twice.
    expect([...new Set(seen.slice(seen.indexOf(1)))]).toEqual([1]);
    expect((await Promise.all(taps)).map((one) => one.reactions.length)).toEqual([1, 1, 1]);
    for (const who of ['ann', 'phone', 'bob'] as const) expect(at(who, theirs)?.reactions.length).toBe(1);
    // Of three wishes the first and the last were told.
    expect(network.log.filter((line) => line.includes('/reactions/')).map((line) => line.split(' ')[0])).toEqual([
      'PUT',
      'PUT',
    ]);
  });

  it('[SHOWN-1] of two tabs that act at once both come', async () => {
    const { id, theirs, ann, devices, at, clock } = await annAndBob();
    const other = await devices.ann.open();
    await clock.until(other.isLive);
    void ann.messages.react(id, theirs.id, '👍', true);
    void other.client.messages.react(id, theirs.id, '❤️', true);
    await clock.advance(3_000);
    const emojis = (message: Message | undefined) => message?.reactions.map((one) => one.emoji).sort();
    const [first, second] = [at('ann', theirs), (await other.wholeThread(id)).messages[1]];
    expect([emojis(first), emojis(second)]).toEqual([emojis(second), ['❤️', '👍']]);
  });
});

describe('an edit', () => {
  it('[AMEND-1] shows at once, is kept when the server has it, and shows everywhere', async () => {
    const { id, mine, ann, at, clock, devices } = await annAndBob();
    const done = ann.messages.edit(id, mine.id, { content: 'better' });
    await clock.advance(0);
    expect(at('ann', mine)?.content).toBe('better');
    expect(at('ann', mine)?.editedAt).not.toBeNull();
    expect(await devices.ann.stored(id)).not.toContain('better');
    await clock.advance(2_000);
    expect(await done).toMatchObject({ content: 'better', version: 2 });
    for (const who of ['ann', 'phone', 'bob'] as const) expect(at(who, mine)?.content).toBe('better');
  });

  it('[AMEND-2] that races another one is refused, with the newer text here', async () => {
    const { id, mine, ann, tabs, at, clock, network } = await annAndBob();
    network.faults = { ...network.faults, lostEvents: 1 };
    const seen = { version: mine.version };
    await Promise.all([
      tabs.phone.client.messages.edit(id, mine.id, { content: 'phone', ...seen }),
      clock.advance(100),
    ]);
    let shown = '';
    const refused = ann.messages.edit(id, mine.id, { content: 'computer', ...seen }).catch((error: unknown) => {
      shown = at('ann', mine)?.content ?? '';
      return error;
    });
    await clock.advance(0);
    expect(at('ann', mine)?.content).toBe('computer');
    await clock.advance(2_000);
    expect(await refused).toMatchObject({ code: 'conflict' });
    expect(shown).toBe('phone');
  });

  it('[AMEND-2] after another one from here starts from that one, also before its answer', async () => {
    const { id, mine, ann, at, clock } = await annAndBob();
    const edits = ['one', 'two'].map((content) => ann.messages.edit(id, mine.id, { content, version: mine.version }));
    await clock.advance(2_000);
    expect((await Promise.all(edits)).map((one) => one?.content)).toEqual(['one', 'two']);
    expect(at('bob', mine)?.content).toBe('two');
  });

  it('[AMEND-1] after its window, by the server’s clock and not by this one’s, is refused and undone', async () => {
    const { id, mine, ann, tabs, at, clock } = await annAndBob();
    const before = ann.serverNow();
    // A page that moves its clock back gains nothing.
    tabs.ann.platform.skewMs = -3_600_000;
    expect(Math.abs(ann.serverNow() - before)).toBeLessThan(1_000);
    await clock.advance(901_000);
    const refused = expect(ann.messages.edit(id, mine.id, { content: 'late' })).rejects;
    const told = refused.toMatchObject({ code: 'edit_window_over', retry: 'never' });
    await clock.advance(2_000);
    await told;
    expect([at('ann', mine)?.content, at('bob', mine)?.content]).toEqual(['mine', 'mine']);
  });

  it('[AMEND-3] of what waits in the outbox changes it there; what is on its way is edited when it has arrived', async () => {
    const { id, ann, tabs, at, threads, clock, network, server } = await annAndBob();
    network.isDown = true;
    tabs.ann.platform.wake('offline');
    const { clientId, committed } = await ann.sendMessage(id, { content: 'draft' });
    expect(await ann.messages.edit(id, clientId, { content: 'final' })).toBeNull();
    expect(threads.ann.getSnapshot().pending.map((one) => one.content)).toEqual(['final']);
    network.isDown = false;
    tabs.ann.platform.wake('online');
    await clock.advance(30_000);
    expect(await committed).toMatchObject({ content: 'final', editedAt: null });
    network.faults = { ...network.faults, delay: [500, 500] };
    const slow = await ann.sendMessage(id, { content: 'slow' });
    await clock.advance(100);
    const edited = ann.messages.edit(id, slow.clientId, { content: 'quick' });
    await clock.advance(5_000);
    expect(await edited).toMatchObject({ content: 'quick', version: 2 });
    expect(at('bob', await slow.committed)?.content).toBe('quick');
    expect(server.rooms.get(id)?.messages.length).toBe(5);
  });

  it('[AMEND-3] of one that was refused sends it again; nothing visible is refused before anything is shown', async () => {
    const { id, ann, threads, clock, server } = await annAndBob();
    server.refuse('invalid');
    const { clientId } = await ann.sendMessage(id, { content: 'a bad word' });
    await clock.advance(2_000);
    expect(threads.ann.getSnapshot().pending[0]?.state).toBe('failed');
    await expect(ann.messages.edit(id, clientId, { content: ' \u200b ' })).rejects.toMatchObject({ origin: 'client' });
    await ann.messages.edit(id, clientId, { content: 'a good word' });
    await clock.advance(2_000);
    expect(threads.bob.getSnapshot().messages.at(-1)?.content).toBe('a good word');
  });
});

describe('a star', () => {
  it('[OWN-4] shows here at once, on my other devices then, with nobody else, and after a restart', async () => {
    const { id, theirs, ann, threads, devices, tabs, clock, network } = await annAndBob();
    void ann.messages.star(id, theirs.id, true);
    await clock.advance(0);
    const starred = () => Object.values(threads).map((thread) => [...thread.getSnapshot().starred]);
    expect(starred()).toEqual([[2], [], []]);
    await clock.advance(3_000);
    expect(starred()).toEqual([[2], [2], []]);
    network.isDown = true;
    tabs.phone.crash();
    const again = await devices.phone.open();
    expect([...(await again.wholeThread(id)).starred]).toEqual([2]);
  });

  it('[SHOWN-1] that is refused is none', async () => {
    const { id, theirs, ann, threads, clock, network } = await annAndBob();
    network.override = (line) =>
      line.endsWith('/star') ? { status: 403, text: JSON.stringify({ code: 'forbidden', detail: 'no' }) } : null;
    const refused = expect(ann.messages.star(id, theirs.id, true)).rejects.toMatchObject({ code: 'forbidden' });
    await clock.advance(2_000);
    await refused;
    expect([...threads.ann.getSnapshot().starred]).toEqual([]);
  });
});

describe('a poll', () => {
  it('[SHOWN-1] is sent with its options, voted in at once, and my choice is mine on all my devices', async () => {
    const { id, poll, ann, at, clock } = await annAndBob();
    const votesOf = (message: Message | undefined) => [message?.votes, message?.metadata?.['poll']];
    const options = (...votes: number[]) => [
      { id: 1, text: 'here', votes: votes[0] },
      { id: 2, text: 'there', votes: votes[1] },
    ];
    void ann.messages.vote(id, poll.id, [2]);
    await clock.advance(0);
    expect(votesOf(at('ann', poll))).toMatchObject([[2], { options: options(0, 1), voters: 1 }]);
    await clock.advance(3_000);
    for (const who of ['ann', 'phone'] as const)
      expect(votesOf(at(who, poll))).toMatchObject([[2], { options: options(0, 1), voters: 1 }]);
    expect(votesOf(at('bob', poll))).toMatchObject([[], { options: options(0, 1), voters: 1 }]);
    void ann.messages.vote(id, poll.id, []);
    await clock.advance(0);
    expect(votesOf(at('ann', poll))).toMatchObject([[], { options: options(0, 0), voters: 0 }]);
  });

  it('[SHOWN-1] that is closed meanwhile takes no vote, and is shown closed', async () => {
    const { id, poll, ann, tabs, at, clock, network } = await annAndBob();
    network.faults = { ...network.faults, lostEvents: 1 };
    await Promise.all([tabs.bob.client.messages.closePoll(id, poll.id), clock.advance(100)]);
    const refused = expect(ann.messages.vote(id, poll.id, [1])).rejects.toMatchObject({ code: 'conflict' });
    await clock.advance(2_000);
    await refused;
    expect(at('ann', poll)).toMatchObject({ votes: [], metadata: { poll: { voters: 0 } } });
    expect(at('ann', poll)?.metadata?.['poll']).not.toMatchObject({ closedAt: null });
  });

  it('[OUT-2] goes before what is said after it, although its check is fetched first', async () => {
    const { id, ann, threads } = await annAndBob();
    const sent = [
      ann.sendMessage(id, { content: 'a poll', poll: { options: ['one', 'two'] } }),
      ann.sendMessage(id, { content: 'a word' }),
    ];
    await Promise.all(sent);
    expect(threads.ann.getSnapshot().pending.map(({ content }) => content)).toEqual(['a poll', 'a word']);
  });

  it('[OUT-7] with too few, too many, empty, long or equal options is refused before it is queued', async () => {
    const { id, ann, threads, clock } = await annAndBob();
    const send = (options: string[]) => ann.sendMessage(id, { content: '?', poll: { options } });
    const hundred = Array.from({ length: 100 }, (_, n) => `${n}`);
    for (const options of [['one'], hundred, ['a', ' '], ['a', 'x'.repeat(101)], ['a', ' a ']]) {
      await expect(send(options)).rejects.toMatchObject({ code: 'invalid', origin: 'client' });
    }
    const { committed } = await send([' a ', '😀'.repeat(100)]);
    expect(threads.ann.getSnapshot().pending[0]?.poll?.options).toEqual(['a', '😀'.repeat(100)]);
    await clock.advance(1_000);
    expect(await committed).toMatchObject({ type: 'poll', metadata: { poll: { options: [{ text: 'a' }, {}] } } });
  });
});

describe('deleting a conversation', () => {
  it('[SHOWN-3] can be taken back in time, and goes at once when somebody leaves', async () => {
    const { id, ann, tabs, clock, server } = await annAndBob();
    const inbox = ann.conversations.open({ filter: 'all' });
    const undo = new AbortController();
    const taken = ann.conversations.remove(id, { afterMs: 5_000, signal: undo.signal });
    await clock.advance(3_000);
    expect([inbox.getSnapshot().items.length, ann.unread.getSnapshot().messages]).toEqual([0, 0]);
    undo.abort();
    expect(await taken).toBe(false);
    await clock.advance(0);
    expect([inbox.getSnapshot().items.length, ann.unread.getSnapshot().messages]).toEqual([1, 2]);
    const gone = ann.conversations.remove(id, { afterMs: 5_000 });
    await clock.advance(0);
    tabs.ann.platform.wake('hidden');
    await clock.advance(1_000);
    expect([await gone, server.rooms.get(id)?.mine.get('ann')?.isRemoved]).toEqual([true, true]);
    expect(inbox.getSnapshot().items).toEqual([]);
  });

  it('[SHOWN-3] is not done when something new was said meanwhile', async () => {
    const { id, ann, tabs, clock } = await annAndBob();
    const inbox = ann.conversations.open({ filter: 'all' });
    const removed = ann.conversations.remove(id, { afterMs: 5_000 });
    await clock.advance(1_000);
    await tabs.bob.client.sendMessage(id, { content: 'wait' });
    await clock.advance(6_000);
    expect(await removed).toBe(false);
    expect(inbox.getSnapshot().items[0]?.conversation.lastMessage?.content).toBe('wait');
  });
});

describe('a server that went back in time', () => {
  it('[CATCH-4] is offered a poll with its options again, and no copy of what others said', async () => {
    const { id, theirs, ann, clock, server } = await annAndBob();
    await ann.sendMessage(id, { content: 'When?', poll: { options: ['now', 'later'], anonymous: true } });
    await clock.advance(1_000);
    void ann.messages.forward(id, theirs.id, [id]);
    await clock.advance(3_000);
    server.restore(2);
    await clock.advance(120_000);
    const asked = server.rooms.get(id)?.messages.slice(3) ?? [];
    expect(asked.map(({ content, type, metadata }) => [content, type, metadata])).toMatchObject([
      ['When?', 'poll', { poll: { options: [{ text: 'now' }, { text: 'later' }], anonymous: true } }],
    ]);
  });
});

describe('messages that wait for their time, stay a while, or go on', () => {
  it('[WAIT-1] are made once, counted, changed by who knows them, sent and cancelled', async () => {
    const { id, ann, tabs, threads, clock, server } = await annAndBob();
    const sendAt = new Date(clock.now + 60_000).toISOString();
    const run = async <Result>(call: Promise<Result>) => (await Promise.all([call, clock.advance(1_000)]))[0];
    const first = await run(ann.scheduled.create(id, { content: 'later', sendAt, clientId: key(9) }));
    expect(await run(ann.scheduled.create(id, { content: 'later', sendAt, clientId: key(9) }))).toEqual(first);
    const second = await run(ann.scheduled.create(id, { content: 'never', sendAt }));
    await clock.advance(1_000);
    const count = () => threads.phone.getSnapshot().conversation?.scheduledCount;
    expect([count(), (await run(tabs.phone.client.scheduled.list(id))).length]).toEqual([2, 2]);
    const changed = await run(ann.scheduled.change(first.id, { content: 'now', version: first.version }));
    const stale = tabs.phone.client.scheduled.change(first.id, { content: 'old', version: first.version });
    await Promise.all([expect(stale).rejects.toMatchObject({ code: 'conflict' }), clock.advance(1_000)]);
    await run(ann.scheduled.cancel(second.id));
    expect(await run(ann.scheduled.sendNow(changed.id))).toMatchObject({ content: 'now', clientId: key(9) });
    await clock.advance(1_000);
    expect([count(), server.rooms.get(id)?.messages.at(-1)?.content]).toEqual([0, 'now']);
  });

  it('[LASTS-1] a conversation’s time for messages shows to all, with who set it', async () => {
    const { id, ann, threads, clock } = await annAndBob();
    void ann.conversations.setDisappearing(id, 60);
    await clock.advance(2_000);
    for (const thread of Object.values(threads)) {
      const { conversation, messages } = thread.getSnapshot();
      expect([conversation?.disappearAfter, messages.at(-1)?.metadata]).toEqual([
        60,
        { event: 'disappearing_changed', userId: 'ann', seconds: 60 },
      ]);
    }
    await ann.sendMessage(id, { content: 'gone soon' });
    await clock.advance(2_000);
    expect(threads.bob.getSnapshot().messages.at(-1)?.content).toBe('gone soon');
    await clock.advance(61_000);
    expect(threads.bob.getSnapshot().messages.map((one) => one.content)).not.toContain('gone soon');
  });

  it('[COPY-1] a copy that nobody knows of goes under the same key again', async () => {
    const { id, theirs, ann, clock, network, server } = await annAndBob();
    network.faults = { ...network.faults, lostAnswers: 1 };
    const lost = ann.messages.forward(id, theirs.id, [id]).catch((error: unknown) => error);
    await clock.advance(2_000);
    expect(await lost).toMatchObject({ code: 'unavailable' });
    network.faults = { ...network.faults, lostAnswers: 0 };
    const [again] = await Promise.all([ann.messages.forward(id, theirs.id, [id]), clock.advance(1_000)]);
    expect(again.messages[0]).toMatchObject({ content: 'theirs', metadata: { forwarded: true }, senderId: 'ann' });
    expect(server.rooms.get(id)?.messages.length).toBe(4);
    await Promise.all([ann.messages.forward(id, theirs.id, [id]), clock.advance(1_000)]);
    expect(server.rooms.get(id)?.messages.length).toBe(5);
  });
});

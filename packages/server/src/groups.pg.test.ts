import { randomUUID } from 'node:crypto';
import {
  applyChanges,
  applyHistory,
  type ConversationState,
  messagesBetween,
  newConversationState,
} from '@natter/model';
import type { Conversation, HistoryPage, Message, SyncAnswer } from '@natter/protocol';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

let life: LifeWorld;
beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'));
});
afterAll(() => life.close());

const people = async (count: number): Promise<string[]> => {
  const found: string[] = [];
  for (const _ of upTo(count)) found.push(await life.newPerson());
  return found;
};
const start = (userId: string, participantIds: readonly string[], more: object = {}) =>
  life.call(userId, 'POST', CONVERSATIONS, {
    type: 'group',
    clientId: randomUUID(),
    name: 'Book circle',
    participantIds,
    ...more,
  });
const newGroup = async (members: readonly string[], more: object = {}): Promise<Conversation> => {
  const [creator = '', ...others] = members;
  const came = await start(creator, others, more);
  expect(came.status).toBe(201);
  return came.body as Conversation;
};
const at = (id: string, below = '') => `${CONVERSATIONS}/${id}${below}`;
const add = (by: string, id: string, userIds: readonly string[]) =>
  life.call(by, 'POST', at(id, '/participants'), { userIds });
const remove = (by: string, id: string, member: string) => life.call(by, 'DELETE', at(id, `/participants/${member}`));
const leave = (by: string, id: string) => life.call(by, 'POST', at(id, '/leave'));
const makeRole = (by: string, id: string, member: string, role: string) =>
  life.call(by, 'PATCH', at(id, `/participants/${member}`), { role });
const patch = (by: string, id: string, body: object) => life.call(by, 'PATCH', at(id), body);
const view = async (userId: string, id: string) => (await life.call(userId, 'GET', at(id))).body as Conversation;
const send = (userId: string, id: string, content: string, clientId: string = randomUUID()) =>
  life.call(userId, 'POST', at(id, '/messages'), { clientId, content });
const rolesOf = (conversation: Conversation) =>
  Object.fromEntries(conversation.participants.map(({ userId, role }) => [userId, role]));
const lines = async (userId: string, id: string) =>
  (await life.history(userId, id)).filter(({ type }) => type === 'system').map(({ metadata }) => metadata);
const seqs = async (userId: string, id: string) => (await life.history(userId, id)).map(({ seq }) => seq);

describe('making a group', () => {
  it('[GROUP-1] is done once under a key, whoever makes it is its admin, and a line says so', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const body = {
      type: 'group',
      clientId: randomUUID(),
      name: '  Book \n circle ',
      participantIds: [bob, cyd, bob, ann],
    };
    const [first, second] = await Promise.all([0, 1].map(() => life.call(ann, 'POST', CONVERSATIONS, body)));
    expect([first?.status, second?.status].sort()).toEqual([200, 201]);
    const made = first?.body as Conversation;
    expect(second?.body).toMatchObject({ id: made.id });
    expect(made).toMatchObject({
      type: 'group',
      name: 'Book circle',
      whoSends: 'everyone',
      whoAdds: 'everyone',
      participantCount: 3,
      lastSeq: 1,
      changeSeq: 1,
      unreadCount: 0,
      can: { send: true, invite: true, manage: true },
    });
    expect(rolesOf(made)).toEqual({ [ann]: 'admin', [bob]: 'member', [cyd]: 'member' });
    expect(made.lastMessage).toMatchObject({
      type: 'system',
      senderId: null,
      metadata: { event: 'group_created', userId: ann, userIds: [bob, cyd], name: 'Book circle' },
    });
    expect((await view(bob, made.id)).can).toEqual({ send: true, invite: true, manage: false });
    // The key is its maker's alone, and a later call of it answers the group as it then is.
    await patch(ann, made.id, { name: 'Readers' });
    expect((await life.call(ann, 'POST', CONVERSATIONS, body)).body).toMatchObject({ id: made.id, name: 'Readers' });
    const other = await life.call(bob, 'POST', CONVERSATIONS, { ...body, participantIds: [cyd] });
    expect([other.status, (other.body as Conversation).id === made.id]).toEqual([201, false]);
  });

  it('[GROUP-1] is told to all its members, who find it in their inbox and by sync', async () => {
    const [ann = '', bob = ''] = await people(2);
    const { cursor } = await life.sync(bob);
    const told = listen(await life.server.connect(bob)).next('conversation:new');
    const { id } = await newGroup([ann, bob]);
    expect(await told).toEqual({ conversationId: id, changeSeq: 1 });
    const inbox = (await life.call(bob, 'GET', CONVERSATIONS)).body as { items: Conversation[] };
    expect(inbox.items.map((one) => [one.id, one.name])).toEqual([[id, 'Book circle']]);
    expect((await life.sync(bob, cursor)).conversations).toMatchObject([{ conversation: { id }, complete: true }]);
  });

  it('[GROUP-2] somebody who is not there, or with whom there is a block, looks the same, and nothing is made', async () => {
    const [ann = '', bob = '', cyd = '', dan = ''] = await people(4);
    await life.block(bob, ann);
    await life.block(ann, cyd);
    const answers = [];
    for (const member of ['nobody-here', bob, cyd]) answers.push(await start(ann, [dan, member]));
    expect(new Set(answers.map(({ status, code, detail }) => `${status} ${code} ${detail}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(404);
    const group = await newGroup([ann, dan]);
    const adding = [];
    for (const member of ['nobody-here', bob, cyd]) adding.push(await add(ann, group.id, [member]));
    expect(adding.map(({ status, detail }) => `${status} ${detail}`)).toEqual(
      answers.map(({ status, detail }) => `${status} ${detail}`),
    );
    expect(
      (await life.look('SELECT count(*)::int AS n FROM natter.conversations WHERE created_by = $1', [ann]))[0],
    ).toEqual({ n: 1 });
    expect((await view(ann, group.id)).participantCount).toBe(2);
  });

  it('[GROUP-7] a name has something to see and at most 100 characters', async () => {
    const [ann = ''] = await people(1);
    for (const name of ['', '  \u200b ', 'x'.repeat(101)]) expect((await start(ann, [], { name })).status).toBe(400);
    expect((await start(ann, [], { name: '😀'.repeat(100) })).status).toBe(201);
    const { id } = await newGroup([ann]);
    expect((await patch(ann, id, { name: ' ' })).status).toBe(400);
  });

  it('[GROUP-1] who may not start conversations, or is suspended, makes none', async () => {
    const [ann = '', bob = ''] = await people(2);
    await life.look("UPDATE natter.users SET suspended_until = natter.now() + interval '1 hour' WHERE id = $1", [ann]);
    expect(await start(ann, [bob])).toMatchObject({ status: 403, code: 'forbidden' });
    const { id } = await newGroup([bob, ann]);
    expect([(await add(ann, id, [bob])).status, (await view(ann, id)).can]).toEqual([
      403,
      { send: false, whyNot: 'suspended', invite: false, manage: false },
    ]);
    // Leaving is free.
    expect((await leave(ann, id)).status).toBe(204);
  });
});

describe('adding', () => {
  it('[GROUP-3] is for every member, or for admins alone where the group says so, and all come or nobody does', async () => {
    const [ann = '', bob = '', cyd = '', dan = ''] = await people(4);
    const { id } = await newGroup([ann, bob]);
    const stranger = await add(dan, id, [cyd]);
    expect([stranger.status, (await add(bob, id, [cyd, 'nobody-here'])).status]).toEqual([404, 404]);
    expect((await add(bob, id, [cyd, bob])).body).toMatchObject({ participantCount: 3 });
    // Again: nothing more.
    const { changeSeq } = await view(bob, id);
    expect((await add(bob, id, [cyd])).body).toMatchObject({ participantCount: 3, changeSeq });
    await patch(ann, id, { whoAdds: 'admins' });
    expect(await add(bob, id, [dan])).toMatchObject({ status: 403, code: 'not_allowed' });
    expect((await view(bob, id)).can).toEqual({ send: true, invite: false, manage: false });
    expect((await add(ann, id, [dan])).status).toBe(200);
    expect(await lines(ann, id)).toEqual([
      { event: 'group_created', userId: ann, userIds: [bob], name: 'Book circle' },
      { event: 'members_added', userId: bob, userIds: [cyd] },
      { event: 'group_settings_changed', userId: ann, whoAdds: 'admins' },
      { event: 'members_added', userId: ann, userIds: [dan] },
    ]);
  });

  it('[GROUP-4] who comes later reads from then on, has nothing unread, and begins anew when they come again', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, bob]);
    await life.send(ann, id, 'before');
    const theirs = listen(await life.server.connect(cyd));
    const announced = theirs.next('conversation:new');
    await add(ann, id, [cyd]);
    expect(await announced).toEqual({ conversationId: id, changeSeq: 3 });
    expect(await view(cyd, id)).toMatchObject({
      historyFrom: 3,
      unreadCount: 0,
      readSeq: 2,
      deliveredSeq: 2,
      lastSeq: 3,
    });
    const [line] = await life.history(cyd, id);
    expect(line).toMatchObject({ seq: 3, metadata: { event: 'members_added', userIds: [cyd] } });
    const said = await life.send(bob, id, 'since');
    expect([await seqs(cyd, id), (await view(cyd, id)).unreadCount]).toEqual([[3, 4], 1]);
    await life.onMessage(cyd, 'PUT', said, '/star');
    await patch(cyd, id, { draft: { content: 'begun' }, isPinned: true });
    const known = await life.sync(cyd);

    await remove(ann, id, cyd);
    await life.send(ann, id, 'while away');
    await add(bob, id, [cyd]);
    // The sync of a device that was away all the time.
    const back = await life.sync(cyd, known.cursor);
    expect(back.conversations).toMatchObject([
      { conversation: { id, historyFrom: 7, draft: null, isPinned: false, unreadCount: 0 }, starred: [] },
    ]);
    expect(back.conversations[0]?.messages.map(({ seq }) => seq)).toEqual([7]);
    expect(await seqs(cyd, id)).toEqual([7]);
    const participant = (await view(ann, id)).participants.find(({ userId }) => userId === cyd);
    expect(participant).toMatchObject({ joinedSeq: 7, deliveredSeq: 6, readSeq: 6, role: 'member' });
  });
});

describe('being out', () => {
  /** Everything by which somebody could still look. */
  const looks = async (userId: string, id: string, said: Message, cursor: string) => {
    const paths = [
      '',
      '/messages',
      '/changes?after=0',
      '/participants',
      `/messages/${said.id}/receipts`,
      `/messages/${said.id}/reactions`,
      `/messages/${said.id}/history`,
      '/position?at=2026-01-01T00:00:00.000Z',
    ];
    const statuses = [];
    for (const path of paths) statuses.push((await life.call(userId, 'GET', at(id, path))).status);
    const synced = (await life.sync(userId, cursor)) as SyncAnswer;
    const fresh = await life.sync(userId);
    const starred = (await life.call(userId, 'GET', '/api/messages/starred')).body as { items: unknown[] };
    const inbox = (await life.call(userId, 'GET', `${CONVERSATIONS}?q=Book`)).body as { items: unknown[] };
    return {
      statuses: [...new Set(statuses)],
      removed: synced.removed,
      told: synced.conversations.length + fresh.conversations.length,
      kept: starred.items.length + inbox.items.length,
    };
  };
  const NOTHING = { statuses: [404], told: 0, kept: 0 };

  it('[GROUP-5] from the removal on nothing of the group is there by any way, and nothing can be done to it', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, bob, cyd]);
    const said = await life.send(bob, id, 'mine');
    await life.onMessage(bob, 'PUT', said, '/star');
    const later = await life.call(bob, 'POST', at(id, '/scheduled'), {
      clientId: randomUUID(),
      content: 'later',
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    });
    expect(later.status).toBe(201);
    const { cursor } = await life.sync(bob);
    const [theirs, others] = [listen(await life.server.connect(bob)), listen(await life.server.connect(cyd))];
    const told = [theirs.next('conversation:removed'), others.next('message:new'), others.next('conversation:updated')];
    expect((await remove(ann, id, bob)).status).toBe(204);
    const [removed, line, updated] = await Promise.all(told);
    expect(removed).toEqual({ conversationId: id });
    expect(line).toMatchObject({
      message: { seq: 3, metadata: { event: 'member_removed', userId: ann, userIds: [bob] } },
    });
    expect(updated).toEqual({ conversationId: id, changeSeq: 3 });
    expect(await looks(bob, id, said, cursor)).toEqual({ ...NOTHING, removed: [id] });
    const acts = [
      await send(bob, id, 'still here?'),
      await life.onMessage(bob, 'PUT', said, `/reactions/${encodeURIComponent('👍')}`),
      await life.onMessage(bob, 'PATCH', said, '', { content: 'x', version: 1 }),
      await life.onMessage(bob, 'DELETE', said, '?for=everyone'),
      await patch(bob, id, { isPinned: true }),
      await life.call(bob, 'PUT', at(id, '/read'), { seq: 3 }),
      await add(bob, id, [bob]),
      await remove(bob, id, ann),
      await makeRole(bob, id, bob, 'admin'),
      await patch(bob, id, { name: 'Mine' }),
      await life.call(bob, 'PUT', at(id, '/disappearing'), { seconds: 60 }),
    ];
    expect(acts.map(({ status }) => status)).toEqual(acts.map(() => 404));
    expect(((await life.call(bob, 'GET', '/api/messages/scheduled')).body as { items: unknown[] }).items).toEqual([]);
    // A repeat of the removal, and of what they sent: no news.
    expect((await remove(ann, id, bob)).status).toBe(204);
    expect((await view(ann, id)).changeSeq).toBe(3);
    expect((await send(bob, id, 'mine', said.clientId ?? '')).status).toBe(404);
  });

  it('[GROUP-5] only admins remove and give roles, and nobody removes themselves', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, bob, cyd]);
    const refused = [
      await remove(bob, id, cyd),
      await makeRole(bob, id, bob, 'admin'),
      await patch(bob, id, { name: 'Mine' }),
      await patch(bob, id, { whoSends: 'admins' }),
    ];
    expect(refused.map(({ status, code, detail }) => [status, code, detail])).toEqual(
      refused.map(() => [403, 'not_allowed', 'Only the admins of this group may do this.']),
    );
    expect((await remove(ann, id, ann)).status).toBe(409);
    expect((await makeRole(ann, id, 'nobody-here', 'admin')).status).toBe(404);
    expect((await remove(ann, id, 'nobody-here')).status).toBe(204);
    expect(rolesOf((await makeRole(ann, id, bob, 'admin')).body as Conversation)).toEqual({
      [ann]: 'admin',
      [bob]: 'admin',
      [cyd]: 'member',
    });
    expect((await remove(bob, id, ann)).status).toBe(204);
    expect(rolesOf(await view(bob, id))).toEqual({ [bob]: 'admin', [cyd]: 'member' });
  });

  it('[GROUP-5] who is out hears no more of what happens there, also where they had it open', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, bob, cyd]);
    const [hers, theirs] = [await life.server.connect(ann), await life.server.connect(bob)];
    for (const socket of [hers, theirs]) await socket.emitWithAck('conversation:watch', { conversationIds: [id] });
    const heard: string[] = [];
    const removed = listen(theirs).next('conversation:removed');
    await remove(cyd, id, bob);
    await remove(ann, id, bob);
    await removed;
    theirs.onAny((event: string) => heard.push(event));
    await hers.emitWithAck('typing:start', { conversationId: id });
    await send(ann, id, 'without you');
    expect(await theirs.emitWithAck('conversation:watch', { conversationIds: [id] })).toEqual({
      ok: true,
      data: { conversationIds: [] },
    });
    expect((await theirs.emitWithAck('typing:start', { conversationId: id })).ok).toBe(false);
    expect(heard).toEqual([]);
  });
});

describe('leaving', () => {
  it('[GROUP-6] hands a group over to who has been in it longest, and the last one out ends it', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, cyd]);
    await add(ann, id, [bob]);
    expect((await makeRole(ann, id, ann, 'member')).status).toBe(409);
    expect((await leave(ann, id)).status).toBe(204);
    expect((await leave(ann, id)).status).toBe(204);
    expect(rolesOf(await view(bob, id))).toEqual({ [cyd]: 'admin', [bob]: 'member' });
    expect((await lines(cyd, id)).slice(-2)).toEqual([
      { event: 'member_left', userId: ann },
      { event: 'role_changed', userId: ann, userIds: [cyd], role: 'admin' },
    ]);
    await leave(cyd, id);
    await leave(bob, id);
    expect(
      await life.look(
        'SELECT count(*)::int AS n FROM natter.conversation_participants WHERE conversation_id = $1 AND left_at IS NULL',
        [id],
      ),
    ).toEqual([{ n: 0 }]);
    expect([(await send(bob, id, 'anybody?')).status, (await leave(await life.newPerson(), id)).status]).toEqual([
      404, 404,
    ]);
  });
});

describe('who writes', () => {
  it('[GROUP-7] where only admins do, the others are refused with one sentence, now and later, and may still react', async () => {
    const [ann = '', bob = ''] = await people(2);
    const { id } = await newGroup([ann, bob], { whoSends: 'admins' });
    const news = await life.send(ann, id, 'news');
    const refused = await send(bob, id, 'hello?');
    expect(refused).toMatchObject({
      status: 403,
      code: 'not_allowed',
      detail: 'Only the admins of this group may do this.',
    });
    const socket = await life.server.connect(bob);
    const ack = await socket.emitWithAck('message:send', {
      conversationId: id,
      clientId: randomUUID(),
      content: 'hello?',
    });
    expect(ack).toMatchObject({ ok: false, error: { code: 'not_allowed' } });
    expect((await view(bob, id)).can).toEqual({ send: false, whyNot: 'admins', invite: true, manage: false });
    const later = { clientId: randomUUID(), content: 'later', sendAt: new Date(Date.now() + 3_600_000).toISOString() };
    expect(await life.call(bob, 'POST', at(id, '/scheduled'), later)).toMatchObject({
      status: 403,
      code: 'not_allowed',
    });
    const elsewhere = await newGroup([bob]);
    const mine = await life.send(bob, elsewhere.id, 'to hand on');
    const copies = await life.onMessage(bob, 'POST', mine, '/forward', {
      conversationIds: [id],
      clientId: randomUUID(),
    });
    expect(copies.body).toMatchObject({ messages: [], refused: [{ conversationId: id, code: 'not_allowed' }] });
    expect((await life.onMessage(bob, 'PUT', news, `/reactions/${encodeURIComponent('👍')}`)).status).toBe(200);
    await makeRole(ann, id, bob, 'admin');
    expect((await send(bob, id, 'now I may')).status).toBe(201);
  });

  it('[GROUP-7] a change of name and of settings is a line each, and none where nothing changes', async () => {
    const [ann = '', bob = ''] = await people(2);
    const { id } = await newGroup([ann, bob]);
    const changed = (await patch(ann, id, { name: 'Readers', whoSends: 'admins', whoAdds: 'everyone', isPinned: true }))
      .body;
    expect(changed).toMatchObject({
      name: 'Readers',
      whoSends: 'admins',
      whoAdds: 'everyone',
      isPinned: true,
      changeSeq: 3,
    });
    expect((await patch(ann, id, { name: 'Readers', whoSends: 'admins' })).body).toMatchObject({ changeSeq: 3 });
    expect((await lines(bob, id)).slice(1)).toEqual([
      { event: 'group_renamed', userId: ann, name: 'Readers' },
      { event: 'group_settings_changed', userId: ann, whoSends: 'admins' },
    ]);
    expect(await view(bob, id)).toMatchObject({ name: 'Readers', isPinned: false, unreadCount: 0 });
    const direct = await life.newPair();
    expect((await patch(direct.ann, direct.id, { name: 'Us' })).status).toBe(404);
    expect((await add(direct.ann, direct.id, [ann])).status).toBe(404);
    expect((await leave(direct.ann, direct.id)).status).toBe(404);
  });
});

describe('receipts of a group', () => {
  const mark = (userId: string, id: string, kind: 'read' | 'delivered', seq: number) =>
    life.call(userId, 'PUT', at(id, `/${kind}`), { seq });

  it('[GROUP-8] are what all others have reached, and of what was before them latecomers say nothing', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, bob]);
    const said = await life.send(ann, id, 'before');
    await mark(bob, id, 'delivered', 2);
    await add(ann, id, [cyd]);
    expect(await view(ann, id)).toMatchObject({ othersDeliveredSeq: 2, othersReadSeq: 0 });
    const receipts = (await life.onMessage(ann, 'GET', said, '/receipts')).body;
    expect(receipts).toMatchObject({ delivered: [{ userId: bob }], read: [] });
    const since = await life.send(ann, id, 'since');
    await mark(bob, id, 'read', 4);
    expect((await view(ann, id)).othersReadSeq).toBe(2);
    await mark(cyd, id, 'read', 4);
    expect(await view(ann, id)).toMatchObject({ othersDeliveredSeq: 4, othersReadSeq: 4 });
    expect((await life.onMessage(ann, 'GET', since, '/receipts')).body).toMatchObject({
      read: [{ userId: bob }, { userId: cyd }],
    });
  });

  it('[GROUP-8] above ten members are told together, to each what they see themselves', async () => {
    const members = await people(11);
    const [ann = '', bob = '', cyd = '', ...rest] = members;
    const { id } = await newGroup(members);
    await life.send(ann, id, 'hello');
    await life.call(cyd, 'PUT', '/api/messages/me/settings', { readReceipts: true });
    const [hers, his] = [listen(await life.server.connect(ann)), listen(await life.server.connect(bob))];
    const told = [hers.next('conversation:marks'), his.next('conversation:marks')];
    const singles: unknown[] = [];
    (await life.server.connect(ann)).on('message:read', (given) => singles.push(given));
    for (const userId of [...rest, cyd])
      await life.database.advanceMarks([{ userId, conversationId: id, kind: 'read', seq: 2 }]);
    await mark(ann, id, 'read', 2);
    // Bob has read nothing yet: for everybody else that is what counts, and for him it is what the others have.
    expect(await Promise.all(told)).toEqual([
      { conversationId: id, othersDeliveredSeq: 0, othersReadSeq: 0 },
      { conversationId: id, othersDeliveredSeq: 2, othersReadSeq: 2 },
    ]);
    expect(await view(bob, id)).toMatchObject({ othersDeliveredSeq: 2, othersReadSeq: 2, participantCount: 11 });
    expect(await view(ann, id)).toMatchObject({ othersDeliveredSeq: 0, othersReadSeq: 0 });
    await life.call(cyd, 'PUT', '/api/messages/me/settings', { readReceipts: false });
    const hidden = await life.database.readGroupMarks({ userId: bob, conversationId: id });
    expect(hidden.map(({ othersReadSeq }) => othersReadSeq)).toEqual([null, null]);
    for (const { recipients, othersReadSeq, othersDeliveredSeq } of hidden) {
      for (const userId of recipients)
        expect(await view(userId, id)).toMatchObject({ othersReadSeq, othersDeliveredSeq });
    }
    expect(await life.database.readGroupMarks({ userId: await life.newPerson(), conversationId: id })).toEqual([]);
    expect(singles).toEqual([{ conversationId: id, userId: ann, seq: 2, at: expect.any(String) }]);
  });
});

describe('blocks and a shared group', () => {
  it('[GROUP-12] hide nothing that is said there', async () => {
    const [ann = '', bob = '', cyd = ''] = await people(3);
    const { id } = await newGroup([ann, bob, cyd]);
    await life.block(ann, bob);
    await life.block(cyd, ann);
    const said = [await life.send(bob, id, 'to all'), await life.send(ann, id, 'and back')];
    await life.onMessage(bob, 'PUT', said[1] as Message, `/reactions/${encodeURIComponent('👍')}`);
    for (const userId of [ann, bob, cyd]) {
      expect((await life.history(userId, id)).map(({ content }) => content)).toEqual([null, 'to all', 'and back']);
      expect((await life.history(userId, id))[2]?.reactions).toMatchObject([{ emoji: '👍', count: 1 }]);
    }
    expect(
      await life.look('SELECT count(*)::int AS n FROM natter.direct_messages WHERE conversation_id = $1 AND is_void', [
        id,
      ]),
    ).toEqual([{ n: 0 }]);
  });
});

describe('telling a group', () => {
  it('[GROUP-13] a message is encoded once, however many are told of it', async () => {
    const members = await people(12);
    const [ann = '', ...others] = members;
    const { id } = await newGroup(members);
    const listening = await Promise.all(others.map(async (userId) => listen(await life.server.connect(userId))));
    const told = listening.map((one) => one.next('message:new'));
    const stringify = vi.spyOn(JSON, 'stringify');
    try {
      await life.send(ann, id, 'to eleven');
      await Promise.all(told);
      const isTheEvent = ([given]: unknown[]) => Array.isArray(given) && given[0] === 'message:new';
      expect(stringify.mock.calls.filter(isTheEvent)).toHaveLength(1);
    } finally {
      stringify.mockRestore();
    }
    expect(new Set((await Promise.all(told)).map((one) => JSON.stringify(one))).size).toBe(1);
  });
});

describe('the log of changes of a group', () => {
  it('[GROUP-9] a state and the changes since equal a new look, for every change there is', async () => {
    const [ann = '', bob = '', cyd = '', dan = ''] = await people(4);
    const { id } = await newGroup([ann, bob, cyd]);
    const said = await life.send(ann, id, 'hello');
    const shared = ({ isPinned: _, updatedAt: __, ...conversation }: Conversation) => conversation;
    let state: ConversationState = newConversationState(bob, await view(bob, id));
    state = applyHistory(state, (await life.call(bob, 'GET', at(id, '/messages'))).body as HistoryPage);
    const acts: (() => Promise<{ status: number }>)[] = [
      () => add(ann, id, [dan]),
      () => patch(ann, id, { name: 'Readers' }),
      () => patch(ann, id, { whoSends: 'admins', whoAdds: 'admins' }),
      () => makeRole(ann, id, bob, 'admin'),
      () => remove(bob, id, dan),
      () => life.call(ann, 'PUT', at(id, '/disappearing'), { seconds: 3_600 }),
      () => life.onMessage(cyd, 'PUT', said, `/reactions/${encodeURIComponent('👍')}`),
      () => send(ann, id, 'news'),
      () => makeRole(ann, id, bob, 'member'),
      () => leave(cyd, id),
      () => add(ann, id, [cyd]),
      () => leave(ann, id),
      () => life.onMessage(bob, 'POST', said, '/report', { reason: 'spam' }),
    ];
    for (const [step, act] of acts.entries()) {
      const before = state.changeSeq;
      expect((await act()).status).toBeLessThan(300);
      state = applyChanges(state, await life.changes(bob, id, before), before);
      const fresh = await view(bob, id);
      expect([step, shared(state.conversation)]).toEqual([
        step,
        expect.objectContaining({ ...shared(fresh), expiredSeq: expect.anything() }),
      ]);
      const contents = (messages: readonly Message[]) =>
        messages.map(({ seq, content, metadata, reactions }) => [seq, content, metadata, reactions.length]);
      expect([step, contents(messagesBetween(state, 1, 1e9))]).toEqual([step, contents(await life.history(bob, id))]);
    }
    expect(rolesOf(state.conversation)).toEqual({ [bob]: 'admin', [cyd]: 'member' });
  });
});

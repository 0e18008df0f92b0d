import type { Message, Versions } from '@natter/protocol';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld, type Pair, upTo } from './testing/life-world.ts';
import { listen } from './testing/listen.ts';

let life: LifeWorld;
let pair: Pair;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'));
});
afterAll(() => life.close());
beforeEach(async () => {
  await life.world.setNow(null);
  pair = await life.newPair();
});

const MINUTE = 60_000;
const edit = (userId: string, of: Message, content: string, more: object = {}) =>
  life.onMessage(userId, 'PATCH', of, '', { content, version: of.version, ...more });
const versions = async (userId: string, of: Message) =>
  ((await life.onMessage(userId, 'GET', of, '/history')).body as Versions).items;
const contents = async (userId: string, id: string) => (await life.history(userId, id)).map(({ content }) => content);
const moveOn = (of: Message, ms: number) => life.world.setNow(new Date(Date.parse(of.createdAt) + ms));

describe('an edit', () => {
  it('[EDIT-1] gives a text another one, for all, in its place', async () => {
    const { ann, bob, id, hello } = pair;
    const [mine, theirs] = [listen(await life.server.connect(ann)), listen(await life.server.connect(bob))];
    const told = [mine.next('message:updated'), theirs.next('message:updated')];
    const { status, body } = await edit(ann, hello, 'hello there');
    const edited = body as Message;
    expect([status, edited.content, edited.version, edited.changeSeq]).toEqual([200, 'hello there', 2, 2]);
    expect(edited).toEqual({
      ...hello,
      content: 'hello there',
      version: 2,
      changeSeq: 2,
      editedAt: edited.editedAt,
      starred: false,
    });
    expect(Date.parse(edited.editedAt ?? '')).toBeGreaterThanOrEqual(Date.parse(hello.createdAt));
    // The same bytes for all: nothing that is somebody's own.
    const { starred: _mine, ...forAll } = edited;
    expect(await Promise.all(told)).toEqual([{ message: forAll }, { message: forAll }]);
    for (const userId of [ann, bob]) expect(await life.history(userId, id)).toEqual([edited]);
    expect((await life.changes(bob, id, 1)).items).toMatchObject([{ content: 'hello there', version: 2 }]);
  });

  it('[EDIT-1] is its author’s alone, and of nothing but a text', async () => {
    const { ann, bob, hello } = pair;
    const refused = await edit(bob, hello, 'mine now');
    expect([refused.status, refused.code, refused.detail]).toEqual([
      403,
      'forbidden',
      'Only its author can edit a message.',
    ]);
    const poll = await life.send(ann, hello.conversationId, 'Where?', { type: 'poll', poll: { options: ['a', 'b'] } });
    expect(await edit(ann, poll, 'When?')).toMatchObject({ status: 400, code: 'invalid' });
    expect(await contents(bob, hello.conversationId)).toEqual(['hello', 'Where?']);
  });

  it('[EDIT-1] can be made for fifteen minutes by the database’s clock', async () => {
    const { ann, hello } = pair;
    await moveOn(hello, 15 * MINUTE - 1);
    const last = (await edit(ann, hello, 'just in time')).body as Message;
    expect(last.version).toBe(2);
    await moveOn(hello, 15 * MINUTE);
    expect(await edit(ann, last, 'too late')).toMatchObject({ status: 409, code: 'edit_window_over' });
    expect(await contents(ann, hello.conversationId)).toEqual(['just in time']);
  });

  it('[EDIT-2] from a version that is not current is a conflict; the same text again changes and tells nothing', async () => {
    const { ann, bob, hello } = pair;
    const theirs = listen(await life.server.connect(bob));
    await edit(ann, hello, 'second');
    expect(await edit(ann, hello, 'third')).toMatchObject({ status: 409, code: 'conflict' });
    expect(await edit(ann, { ...hello, version: 3 }, 'fourth')).toMatchObject({ status: 409, code: 'conflict' });
    const again = await edit(ann, { ...hello, version: 2 }, 'second');
    expect([again.status, (again.body as Message).changeSeq]).toEqual([200, 2]);
    expect(await theirs.settled()).toEqual(['message:updated']);
  });

  it('[EDIT-3] must be what a send must be', async () => {
    const { ann, bob, hello } = pair;
    const outsider = await life.newPerson();
    const mention = (userId: string) => ({ mentions: [{ userId, start: 0, end: 1 }] });
    const worst = [
      ['   ', {}, 400, 'invalid'],
      ['x'.repeat(10_001), {}, 413, 'too_large'],
      ['hi', mention(outsider), 400, 'invalid'],
      ['hi', { mentions: [{ userId: bob, start: 1, end: 9 }] }, 400, 'invalid'],
      ['hi', { version: 0 }, 400, 'invalid'],
    ] as const;
    for (const [content, more, status, code] of worst) {
      expect([content.slice(0, 9), await edit(ann, hello, content, more)]).toMatchObject([
        content.slice(0, 9),
        { status, code },
      ]);
    }
    const done = (await edit(ann, hello, 'e\u0301te', mention(bob))).body as Message;
    expect([done.content, done.mentions]).toEqual(['éte', [{ userId: bob, start: 0, end: 1 }]]);
    // Mentions left out are none.
    expect(((await edit(ann, done, 'éte')).body as Message).mentions).toEqual([]);
  });

  it('[EDIT-3] goes through the word filter: refused, or reported once', async () => {
    const { ann, bob, hello } = pair;
    const staff = await life.newPerson(['moderator']);
    await life.database.putWords(staff, [
      { word: 'darn', action: 'refuse' },
      { word: 'fiddle', action: 'report' },
    ]);
    const refused = await edit(ann, hello, 'well D\u200bARN it');
    expect([refused.status, refused.code]).toEqual([400, 'invalid']);
    expect(refused.detail).toContain('a word that is not wanted here');
    expect((await edit(ann, hello, 'a fiddle')).status).toBe(200);
    expect(await life.look('SELECT content, reason FROM natter.reports WHERE message_id = $1', [hello.id])).toEqual([
      { content: 'a fiddle', reason: 'word' },
    ]);
    await life.database.putWords(staff, []);
    expect(await contents(bob, hello.conversationId)).toEqual(['a fiddle']);
  });

  it('[EDIT-4] leaves every version to be read, by all who see the message', async () => {
    const { ann, bob, hello } = pair;
    let now = hello;
    for (const content of ['two', 'three']) now = (await edit(ann, now, content)).body as Message;
    for (const userId of [ann, bob]) {
      expect(await versions(userId, hello)).toMatchObject([
        { version: 1, content: 'hello', at: hello.createdAt },
        { version: 2, content: 'two' },
        { version: 3, content: 'three', at: now.editedAt },
      ]);
    }
    const unedited = await life.send(bob, hello.conversationId, 'as it is');
    expect(await versions(ann, unedited)).toEqual([
      { version: 1, content: 'as it is', mentions: [], at: unedited.createdAt },
    ]);
  });

  it('[EDIT-4] with the message go its versions: deleted for everyone, hidden, expired', async () => {
    const { ann, bob, id, hello } = pair;
    await edit(ann, hello, 'better');
    await life.onMessage(bob, 'DELETE', hello, '?for=me');
    expect((await life.onMessage(bob, 'GET', hello, '/history')).status).toBe(404);
    expect(await versions(ann, hello)).toHaveLength(2);
    await life.onMessage(ann, 'DELETE', hello, '?for=everyone');
    expect((await life.onMessage(ann, 'GET', hello, '/history')).status).toBe(404);
    expect(await edit(ann, { ...hello, version: 3 }, 'back')).toMatchObject({ status: 409, code: 'conflict' });
    // Two days later a job has taken the texts themselves.
    await moveOn(hello, 49 * 60 * MINUTE);
    await life.database.cleanupExpired(100);
    expect(await life.look('SELECT 1 FROM natter.message_edits WHERE conversation_id = $1', [id])).toEqual([]);
  });

  it('[EDIT-5] changes neither marks, nor counts, nor order, nor when the message expires', async () => {
    const { ann, bob, id, hello } = pair;
    const second = await life.send(ann, id, 'and more');
    const view = async (userId: string) => (await life.call(userId, 'GET', `${CONVERSATIONS}/${id}`)).body;
    const before = [await view(ann), await view(bob)];
    await moveOn(hello, 5 * MINUTE);
    const edited = (await edit(ann, hello, 'hello you')).body as Message;
    expect([edited.seq, edited.expiresAt, edited.createdAt]).toEqual([1, hello.expiresAt, hello.createdAt]);
    const moved = { changeSeq: second.changeSeq + 1 };
    expect([await view(ann), await view(bob)]).toEqual(before.map((one) => Object.assign({}, one, moved)));
    expect(await contents(bob, id)).toEqual(['hello you', 'and more']);
  });

  it('[EDIT-1] is refused who may not write there, and what one does not see is not found', async () => {
    const { ann, bob, hello } = pair;
    const outsider = await life.newPerson();
    expect(await edit(outsider, hello, 'x')).toMatchObject({ status: 404, code: 'not_found' });
    expect((await life.onMessage(outsider, 'GET', hello, '/history')).status).toBe(404);
    const elsewhere = await life.startBetween(ann, outsider);
    expect((await edit(ann, { ...hello, conversationId: elsewhere }, 'x')).status).toBe(404);
    await life.block(ann, bob);
    expect(await edit(ann, hello, 'x')).toMatchObject({ status: 403, code: 'forbidden' });
    await life.unblock(ann, bob);
    await life.look("UPDATE natter.users SET suspended_until = 'infinity' WHERE id = $1", [ann]);
    const suspended = await edit(ann, hello, 'x');
    expect([suspended.status, suspended.detail]).toEqual([
      403,
      'You are suspended from messaging for now. You can still read.',
    ]);
    expect(await contents(bob, hello.conversationId)).toEqual(['hello']);
  });
});

describe('who may not write here', () => {
  it('[EDIT-1] [REACT-3] [FORWARD-2] by tier neither edits, nor reacts, nor hands on; stars and what is theirs to take away stay', async () => {
    const { ann, id, hello } = pair;
    const smile = `/reactions/${encodeURIComponent('😀')}`;
    expect((await life.onMessage(ann, 'PUT', hello, smile)).status).toBe(200);
    const held = await life.look('SELECT * FROM natter.entitlements');
    const policy = await life.look('SELECT sending_tiers, sending_roles FROM natter.policy');
    await life.look("DELETE FROM natter.entitlements WHERE entitlement = 'CAN_SEND_DIRECT_MESSAGES'");
    await life.look("UPDATE natter.policy SET sending_tiers = '{}', sending_roles = '{}'");
    try {
      const refused = { status: 403, code: 'tier_required' };
      expect(await edit(ann, hello, 'x')).toMatchObject(refused);
      expect(await life.onMessage(ann, 'PUT', hello, `/reactions/${encodeURIComponent('❤️')}`)).toMatchObject(refused);
      const copy = { conversationIds: [id], clientId: crypto.randomUUID() };
      expect((await life.onMessage(ann, 'POST', hello, '/forward', copy)).body).toMatchObject({
        messages: [],
        refused: [{ code: 'tier_required' }],
      });
      expect((await life.onMessage(ann, 'PUT', hello, '/star')).status).toBe(204);
      expect((await life.onMessage(ann, 'DELETE', hello, smile)).status).toBe(200);
    } finally {
      for (const { entitlement, kind, name } of held) {
        await life.look(
          'INSERT INTO natter.entitlements (entitlement, kind, name) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
          [entitlement, kind, name],
        );
      }
      await life.look('UPDATE natter.policy SET sending_tiers = $1, sending_roles = $2', [
        policy[0]?.['sending_tiers'],
        policy[0]?.['sending_roles'],
      ]);
    }
    expect((await edit(ann, hello, 'again')).status).toBe(200);
  });
});

describe('many edits at once', () => {
  it('[EDIT-2] of fifty from one version one wins, the others are told', async () => {
    const { ann, bob, hello } = pair;
    const codes = await Promise.all(upTo(50).map(async (n) => (await edit(ann, hello, `text ${n}`)).code ?? 'done'));
    expect(codes.filter((code) => code === 'done')).toHaveLength(1);
    expect(codes.filter((code) => code === 'conflict')).toHaveLength(49);
    const [shown] = await life.history(bob, hello.conversationId);
    expect([shown?.version, shown?.content]).toEqual([2, `text ${codes.indexOf('done') + 1}`]);
    expect(await versions(bob, hello)).toHaveLength(2);
  });

  it('[EDIT-2] of five that wait for each other one wins', async () => {
    const { ann, id, hello } = pair;
    const answers = await life.meet(id, 5, () => upTo(5).map((n) => edit(ann, hello, `text ${n}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect(await versions(ann, hello)).toHaveLength(2);
  });

  it('[EDIT-4] an edit that waits for a deletion for everyone, or the other way round, leaves nothing to read', async () => {
    for (const round of upTo(6)) {
      const { ann, bob, id, hello } = await life.newPair();
      const work = [() => edit(ann, hello, 'secret'), () => life.onMessage(ann, 'DELETE', hello, '?for=everyone')];
      if (round % 2 === 0) work.reverse();
      const answers = await life.meet(id, 2, () => work.map((begin) => begin()));
      expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 200 || status === 409)).toHaveLength(1);
      expect(await contents(bob, id)).toEqual([null]);
      expect((await life.onMessage(bob, 'GET', hello, '/history')).status).toBe(404);
    }
  });

  it('[EDIT-4] an edit and a deletion for everyone come one after the other, and nothing is left to read', async () => {
    for (const round of upTo(25)) {
      const { ann, bob, id, hello } = await life.newPair();
      const work = [
        () => edit(ann, hello, `secret ${round}`),
        () => life.onMessage(ann, 'DELETE', hello, '?for=everyone'),
      ];
      const [one, other] = await Promise.all((round % 2 === 0 ? work : work.reverse()).map((start) => start()));
      expect([one?.status, other?.status].filter((status) => status === 204)).toHaveLength(1);
      expect([200, 204, 409]).toContain(one?.status);
      expect(await life.history(bob, id)).toMatchObject([{ content: null, reactions: [] }]);
      expect((await life.onMessage(bob, 'GET', hello, '/history')).status).toBe(404);
      expect(await life.look('SELECT content FROM natter.direct_messages WHERE conversation_id = $1', [id])).toEqual([
        { content: null },
      ]);
    }
  });
});

import { randomUUID } from 'node:crypto';
import { type Conversation, REST, type RestRoute } from '@natter/protocol';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CONVERSATIONS, type LifeWorld, openLifeWorld } from './testing/life-world.ts';

/*
 * Every call about one message, by somebody for whom that message is not there, for whatever reason: each answers what it answers
 * about a message that never was.
 */

const DAY = 24 * 3_600_000;
let life: LifeWorld;

beforeAll(async () => {
  life = await openLifeWorld(inject('databaseAdminUrl'), { retention: { free: 30 } });
});
afterAll(() => life.close());

/** Which message, as whom: of `conversationId`, which may not be the message's own. */
interface Asked {
  readonly userId: string;
  readonly conversationId: string;
  readonly messageId: string;
}

const BODIES: Record<string, () => unknown> = {
  editMessage: () => ({ content: 'taken over', version: 1 }),
  forwardMessage: () => ({ conversationIds: [randomUUID()], clientId: randomUUID() }),
  putVotes: () => ({ optionIds: [1] }),
  reportMessage: () => ({ reason: 'spam' }),
};
const QUERIES: Record<string, string> = { deleteMessage: '?for=everyone' };

const calls = (Object.entries(REST) as [string, RestRoute][]).filter(([, route]) => route.path.includes('/:messageId'));

/** A group of two, in which one of them said something. */
async function newGroup() {
  const [ann, bob] = [await life.newPerson(), await life.newPerson()];
  const made = { type: 'group', clientId: randomUUID(), name: 'Group', participantIds: [bob] };
  const { id } = (await life.call(ann, 'POST', CONVERSATIONS, made)).body as Conversation;
  return { ann, bob, id, said: await life.send(bob, id, 'said') };
}

/** Why a message is not there for somebody. */
const REASONS: Record<string, () => Promise<Asked>> = {
  'it is of people one has nothing to do with': async () => {
    const { id, hello } = await life.newPair();
    return { userId: await life.newPerson(), conversationId: id, messageId: hello.id };
  },
  'it is of another conversation of theirs': async () => {
    const { ann, bob, hello } = await life.newPair();
    const elsewhere = await life.startBetween(bob, await life.newPerson());
    expect(ann).not.toBe(bob);
    return { userId: bob, conversationId: elsewhere, messageId: hello.id };
  },
  'it is of a foreign conversation, asked for in their own': async () => {
    const [mine, theirs] = [await life.newPair(), await life.newPair()];
    return { userId: mine.ann, conversationId: mine.id, messageId: theirs.hello.id };
  },
  'they were taken out of the group': async () => {
    const { ann, bob, id, said } = await newGroup();
    expect((await life.call(ann, 'DELETE', `${CONVERSATIONS}/${id}/participants/${bob}`)).status).toBe(204);
    return { userId: bob, conversationId: id, messageId: said.id };
  },
  'they came to the group later': async () => {
    const { ann, id, said } = await newGroup();
    const userId = await life.newPerson();
    const came = await life.call(ann, 'POST', `${CONVERSATIONS}/${id}/participants`, { userIds: [userId] });
    expect(came.status).toBe(200);
    return { userId, conversationId: id, messageId: said.id };
  },
  'they cleared the conversation': async () => {
    const { ann, id, hello } = await life.newPair();
    expect((await life.call(ann, 'DELETE', `${CONVERSATIONS}/${id}`)).status).toBe(204);
    return { userId: ann, conversationId: id, messageId: hello.id };
  },
  'they deleted it for themselves': async () => {
    const { ann, id, hello } = await life.newPair();
    expect((await life.onMessage(ann, 'DELETE', hello, '?for=me')).status).toBe(204);
    return { userId: ann, conversationId: id, messageId: hello.id };
  },
  'its time is over': async () => {
    const { ann, id, hello } = await life.newPair();
    await life.world.setNow(new Date(Date.parse(hello.createdAt) + 30 * DAY));
    return { userId: ann, conversationId: id, messageId: hello.id };
  },
  'it was written while they blocked its author': async () => {
    const { ann, bob, id } = await life.newPair();
    await life.block(ann, bob);
    const unheard = await life.send(bob, id, 'unheard');
    await life.unblock(ann, bob);
    return { userId: ann, conversationId: id, messageId: unheard.id };
  },
  'they are no longer in the conversation': async () => {
    const { bob, id, hello } = await life.newPair();
    for (const table of ['member_state', 'conversation_participants']) {
      await life.look(`UPDATE natter.${table} SET left_at = natter.now() WHERE conversation_id = $1 AND user_id = $2`, [
        id,
        bob,
      ]);
    }
    return { userId: bob, conversationId: id, messageId: hello.id };
  },
  'it belongs to another tenant': async () => {
    const { ann, id, hello } = await life.newPair();
    // Under this tenant's hand and another's name, as a faulty import could leave it.
    await life.look('SET session_replication_role = replica');
    try {
      for (const table of ['conversations', 'direct_messages', 'member_state', 'conversation_participants']) {
        const column = table === 'conversations' ? 'id' : 'conversation_id';
        await life.look(`UPDATE natter.${table} SET tenant_id = 'foreign' WHERE ${column} = $1`, [id]);
      }
    } finally {
      await life.look('SET session_replication_role = DEFAULT');
    }
    return { userId: ann, conversationId: id, messageId: hello.id };
  },
};

async function answersFor({ userId, conversationId, messageId }: Asked): Promise<Record<string, [number, string]>> {
  const answers: Record<string, [number, string]> = {};
  for (const [name, route] of calls) {
    const path = route.path
      .replace(':id', conversationId)
      .replace(':messageId', messageId)
      .replace(':emoji', encodeURIComponent('😀'))
      .concat(QUERIES[name] ?? '');
    const { status, text } = await life.server.call(userId, route.method, path, BODIES[name]?.());
    answers[name] = [status, text];
  }
  return answers;
}

/** Whatever hangs on messages, to be found unchanged. */
async function everything(): Promise<unknown> {
  const tables = [
    'direct_messages',
    'message_edits',
    'message_reactions',
    'poll_votes',
    'starred_messages',
    'forwards',
  ];
  const found: unknown[] = [await life.look('SELECT count(*) FROM natter.reports')];
  for (const table of tables) {
    found.push(
      await life.look(
        `SELECT count(*) AS n, md5(string_agg(x::text, '|' ORDER BY x::text)) AS rows FROM natter.${table} x`,
      ),
    );
  }
  return found;
}

describe('a message that is not there', () => {
  it('the calls about one message are many', () => {
    expect(calls.map(([name]) => name)).toEqual(
      expect.arrayContaining(['editMessage', 'putReaction', 'deleteReaction', 'putStar', 'forwardMessage', 'putVotes']),
    );
  });

  it.each(Object.entries(REASONS))('[ACT-3] %s: every call answers as if it never was', async (_reason, arrange) => {
    await life.world.setNow(null);
    const asked = await arrange();
    const before = await everything();
    const never = await answersFor({ userId: asked.userId, conversationId: randomUUID(), messageId: randomUUID() });
    expect(Object.entries(never).filter(([, [status]]) => status !== 404)).toEqual([]);
    expect(await answersFor(asked)).toEqual(never);
    expect(await everything()).toEqual(before);
  });
});

import { createStubDatabase } from '@natter/testkit';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../../config/index.ts';
import { type InboxQuery, listConversations } from './list-conversations.ts';

/** What the database is asked for a query of ann's. */
async function askedFor(query: InboxQuery): Promise<unknown> {
  const asked: unknown[] = [];
  const { config } = readConfig({ NATTER_JWT_SECRET: 'x'.repeat(32) });
  const database = createStubDatabase({
    readInbox: async (_userId, question) => {
      asked.push(question);
      return [];
    },
  });
  expect(await listConversations({ database, config }, 'ann', query)).toEqual({ items: [], nextCursor: null });
  return asked[0];
}

describe('listing conversations', () => {
  it('asks for the conversation with one person wherever it is put away', async () => {
    expect(await askedFor({ filter: 'unread', participantId: 'bob', limit: 1 })).toEqual({
      filter: 'all',
      q: null,
      participantId: 'bob',
      after: null,
      limit: 2,
    });
  });

  it('asks by filter where nobody is named', async () => {
    expect(await askedFor({ filter: 'unread', q: ' ', limit: 1 })).toMatchObject({
      filter: 'unread',
      participantId: null,
    });
  });
});

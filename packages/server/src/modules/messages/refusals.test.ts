import { createStubDatabase, STUB_CONVERSATION, startTestServer, type TestServer } from '@natter/testkit';
import { afterEach, describe, expect, it } from 'vitest';
import { EDITIONS } from '../../editions/index.ts';
import type { Refusal } from '../../ports/database.ts';

const PATH = `/api/messages/conversations/${STUB_CONVERSATION}/messages`;
let server: TestServer;
afterEach(() => server.close());

async function refuse(verdict: Refusal, content = 'hello'): Promise<unknown> {
  const database = createStubDatabase({ sendMessages: async (sends) => sends.map(() => ({ verdict })) });
  server = await startTestServer({ database, env: { NATTER_EDITION: 'bookstore' } });
  const clientId = '01900000-0000-7000-9000-000000000001';
  return (await server.call('ann', 'POST', PATH, { clientId, content })).body;
}

describe('what a refused send says', () => {
  it('[WORDS-1] a word of the filter: a sentence, and the fault of the field', async () => {
    expect(await refuse('word_refused')).toMatchObject({
      code: 'invalid',
      detail: 'Your message contains a word that is not wanted here.',
      fields: [{ path: 'content', message: 'contains a word that is not wanted here' }],
    });
  });

  it('[SEND-2] a text without anything visible: the same', async () => {
    expect(await refuse('word_refused', ' \u200b ')).toMatchObject({
      code: 'invalid',
      detail: 'Your message has nothing to see.',
      fields: [{ path: 'content', message: 'has nothing to see' }],
    });
  });

  it('a membership that may not write: whose may', async () => {
    const { sendingNeeds } = EDITIONS.bookstore;
    expect(await refuse('not_entitled')).toMatchObject({ code: 'tier_required', detail: sendingNeeds });
  });
});

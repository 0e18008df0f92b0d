import { MessagingError } from '@natter/client';
import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { press, settle, type } from '../testing/press.ts';
import { renderUi } from '../testing/render-ui.tsx';
import { configOf, conversationOf, meOf, PEER, stubClient } from '../testing/stub-client.ts';
import { FreshThread } from './fresh-thread.tsx';

/** Somebody writes a first message, of which this becomes. */
async function write(committed: () => Promise<never>, { lastSeq = 0 } = {}) {
  const stub = stubClient();
  stub.myself.set(meOf({ can: { start: true, moderate: false } }));
  const did: string[] = [];
  stub.client.config = async () => configOf();
  stub.client.getUserConversations = async () => ({ items: [], nextCursor: null });
  stub.client.startConversation = async () => conversationOf({ id: 'c-new', lastSeq });
  stub.client.sendMessage = async (_id, { content }) => {
    did.push(`sent ${content}`);
    return { clientId: 'k1', committed: committed() };
  };
  stub.client.conversations.remove = async (id) => did.push(`removed ${id}`) > 0;
  stub.client.messages.discard = async (clientId) => did.push(`discarded ${clientId}`) > 0;
  const { get } = await renderUi(<FreshThread person={PEER} onOpen={(id) => did.push(`opened ${id}`)} />, {
    client: stub.client,
  });
  await act(async () => {
    await import('../composer/composer-tools.tsx');
  });
  const area = get<HTMLTextAreaElement>('textarea');
  await type(area, 'darn');
  area.focus();
  await press('Enter');
  await settle();
  return { did, text: area.value };
}

const refuse = () =>
  Promise.reject(new MessagingError({ code: 'invalid', origin: 'server', detail: 'a refused word' }));

describe('the first message to somebody', () => {
  it('that is refused leaves no empty conversation, and its text where it was written', async () => {
    expect(await write(refuse)).toEqual({
      did: ['sent darn', 'removed c-new', 'discarded k1'],
      text: 'darn',
    });
  });

  it('that is refused in a conversation that was there is shown in it', async () => {
    const { did } = await write(refuse, { lastSeq: 3 });
    expect(did).toEqual(['sent darn', 'opened c-new']);
  });
});

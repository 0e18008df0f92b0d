import { act } from 'react';
import { describe, expect, it } from 'vitest';
import { settle, type } from '../testing/press.ts';
import { renderUi, stillPlatform } from '../testing/render-ui.tsx';
import { CONVERSATION_ID, conversationOf, ME, meOf, stubClient } from '../testing/stub-client.ts';
import { NewConversationPage } from './new-conversation-page.tsx';

async function openPage() {
  const { client, myself } = stubClient();
  myself.set(meOf());
  const { platform, pass } = stillPlatform();
  const started: string[] = [];
  const opened: string[] = [];
  client.startConversation = async (userId) => {
    started.push(userId);
    return conversationOf({ participantCount: 1 });
  };
  const ui = await renderUi(<NewConversationPage onPick={() => undefined} onOpen={(id) => opened.push(id)} />, {
    client,
    platform,
  });
  await settle();
  const search = async (q: string) => {
    await type(ui.get<HTMLInputElement>('input'), q);
    await pass(1_000);
    await settle();
  };
  const names = () => ui.all('[role=option] .ntr-name__text').map((each) => each.textContent);
  const active = () => ui.all('[role=option][aria-selected=true] .ntr-name__text').map((each) => each.textContent);
  return { ...ui, started, opened, search, names, active };
}

describe('notes to oneself', () => {
  it('stand above those one may write to, and open the conversation with oneself', async () => {
    const { names, get, started, opened } = await openPage();
    expect(names()).toEqual(['Note to self', 'Jonas']);
    expect(get('[role=option] .ntr-avatar').hasAttribute('data-note')).toBe(true);
    await act(async () => get('[role=option]').click());
    expect(started).toEqual([ME.userId]);
    expect(opened).toEqual([CONVERSATION_ID]);
  });

  it('are found by their name, and make way for a name that is searched', async () => {
    const { names, search, active } = await openPage();
    await search('NÓTE');
    expect(names()[0]).toBe('Note to self');
    expect(active()).toEqual(['Jonas']);
    await search('jonas');
    expect(names()).toEqual(['Jonas']);
  });
});
